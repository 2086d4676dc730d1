"""Leads to a chapter while the page stands alone on the screen: a list that is filtered as one types."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QThreadPool, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QWidget

from db.records import Chapter
from desktop.widgets.controls import named
from desktop.widgets.layouts import column, fill
from desktop.widgets.typed_line import TypedLine
from desktop.widgets.word_filter import WordFilter

_WIDTH, _HEIGHT = 520, 460
"""Pixels, where there is room."""
_INDENT = "　"


class ChapterJump(QFrame):
    """Stands over the page; Enter or a click leads to a chapter, Esc back to the page."""

    chosen = Signal(str)
    """Key of a chapter."""
    left = Signal()
    """The person goes nowhere."""

    def __init__(self, pool: QThreadPool, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "jump", spoken="转到章节")
        self._over = parent
        self.line = named(TypedLine(), spoken="筛选章节")
        self.line.setPlaceholderText("转到章节：汉字或拼音")
        self.list = named(QListWidget(), spoken="章节")
        # The keyboard stays in the line, whose arrow keys move in the list.
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._filter = WordFilter(pool, self)
        self._listed = ""
        """The words that the list is filtered by."""
        self._waiting = False
        """Enter was pressed before the list was filtered."""
        self._filter.found.connect(self._show_found)
        self.line.words_changed.connect(self._filter.ask)
        self.line.next_asked.connect(self._take)
        self.line.installEventFilter(self)
        self.list.itemClicked.connect(self._take)
        column(self.line, fill(self.list), on=self, spacing=6, margins=(10, 10, 10, 10))
        self.hide()

    def show_chapters(self, chapters: Sequence[Chapter], current: str) -> None:
        """List chapters; the one with the key `current` is chosen."""
        self.list.clear()
        for chapter in chapters:
            item = QListWidgetItem(_INDENT * (chapter.level - 1) + chapter.heading)
            item.setData(Qt.ItemDataRole.UserRole, chapter.key)
            self.list.addItem(item)
            if chapter.key == current:
                self.list.setCurrentItem(item)
        texts = tuple((chapter.key, chapter.heading) for chapter in chapters)
        self._filter.set_texts(lambda: texts)
        self.line.put("")
        width, height = min(_WIDTH, self._over.width() - 40), min(_HEIGHT, self._over.height() - 40)
        self.resize(width, height)
        self.move((self._over.width() - width) // 2, max((self._over.height() - height) // 3, 10))
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if (item := self.list.currentItem()) is not None:
            self.list.scrollToItem(item)

    @Slot()
    def close_list(self) -> None:
        """Go nowhere."""
        if not self.isHidden():
            self.hide()
            self.left.emit()

    @Slot(object)
    def _show_found(self, found: frozenset[str] | None) -> None:
        for row in range(self.list.count()):
            key = self.list.item(row).data(Qt.ItemDataRole.UserRole)
            self.list.item(row).setHidden(found is not None and key not in found)
        current = self.list.currentItem()
        if current is None or current.isHidden():
            self._step(1, -1)
        self._listed = self._filter.words
        if self._waiting:
            self._take()

    def _step(self, by: int, start: int | None = None) -> None:
        row = self.list.currentRow() if start is None else start
        while 0 <= (row := row + by) < self.list.count():
            if not self.list.item(row).isHidden():
                self.list.setCurrentRow(row)
                return

    @Slot()
    def _take(self, clicked: QListWidgetItem | None = None) -> None:
        current = self.list.currentItem()
        self._waiting = clicked is None and self.line.text().strip() != self._listed
        if not self._waiting and current is not None and not current.isHidden():
            self.hide()
            self.chosen.emit(current.data(Qt.ItemDataRole.UserRole))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and not self.line.composing:
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                self._step(1 if event.key() == Qt.Key.Key_Down else -1)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.close_list()
                return True
        return super().eventFilter(watched, event)
