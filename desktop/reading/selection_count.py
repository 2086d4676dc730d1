"""Counts the characters (字数) that the person has selected."""

from functools import partial

from PySide6.QtCore import QObject, QThreadPool, Signal, Slot

from db.progress import Progress
from db.word_count import word_count
from desktop.background import Latest
from desktop.reading.page_view import PageView
from desktop.reading.selection import Ends
from desktop.widgets.controls import one_shot

_DELAY_MS = 60
"""Milliseconds that a selection must rest before it is counted: it changes with every move of the mouse."""


class SelectionCount(QObject):
    """Counts in the background: a whole plan may be selected."""

    counted = Signal(object)
    """字数 of what is selected; 0 when nothing is."""

    def __init__(self, pool: QThreadPool, parent: QObject) -> None:
        super().__init__(parent)
        self._page: PageView | None = None
        self._ends: Ends | None = None
        self._task = Latest(pool, self, self.counted)
        self._timer = one_shot(self, _DELAY_MS, self._count)

    def watch(self, page: PageView) -> None:
        """Count what is selected on this page too; the selection that changed last counts."""
        page.selectionChanged.connect(partial(self._changed, page))

    def _changed(self, page: PageView) -> None:
        ends = page.selected_ends()
        if ends is not None:
            if (page, ends) != (
                self._page,
                self._ends,
            ):  # else more of the plan was set in type around the same words
                self._page, self._ends = page, ends
                self._timer.start()
        elif page is self._page:  # the other one may just have been set in type anew
            self._ends = None
            self._timer.stop()
            self._task.drop()
            self.counted.emit(0)

    @Slot()
    def _count(self) -> None:
        if self._page is not None:
            self._task.ask(partial(_sum, self._page.selected_texts()))


def _sum(texts: tuple[str, ...], progress: Progress) -> int:
    total = 0
    for text in texts:
        if progress.stopped:
            break
        total += word_count(text)
    return total
