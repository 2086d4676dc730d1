"""使用说明: the user guide in a window of its own, beside the plan, with its contents and a box to find words
in it.
"""

import re
from collections.abc import Callable

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QTextCursor
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from desktop.help.help_page import FOLDER, HelpPage
from desktop.widgets.controls import clearable, label, named
from desktop.widgets.filter_line import FIND_KEYS, turn_to
from desktop.widgets.layouts import NO_MARGINS, column, fill, row
from desktop.widgets.screen_fit import within_screen
from desktop.widgets.words_list import WordsLine, WordsList

_KEY = re.compile(r"\{(\w+)\}")


class GuideWindow(QWidget):
    """Stays open while the person tries what it says."""

    def __init__(self, keys: Callable[[str], str], parent: QWidget | None = None) -> None:
        """`keys` names the keys of an action: the guide says {find}, the person sees Ctrl+F."""
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("guide")
        self.setWindowTitle("使用说明 - 规划阅读器")
        self.resize(within_screen(self, 980, 700))
        # The keys come from the table of actions, so that the guide can't name wrong ones.
        html = _KEY.sub(
            lambda found: f'<span class="key">&nbsp;{keys(found[1]) or "菜单"}&nbsp;</span>',
            (FOLDER / "guide.html").read_text(encoding="utf-8"),
        )
        self.page = HelpPage("使用说明")
        self.page.show_html(html)
        self.page.anchorClicked.connect(lambda url: self.show_topic(url.fragment()))
        headings = _headings(html)
        self._anchors = [anchor for anchor, _ in headings]
        self.topics = [title for _, title in headings]
        self.contents = WordsList("说明目录", map(WordsLine, self.topics))
        self.contents.setFrameShape(QFrame.Shape.NoFrame)
        self.contents.setFixedWidth(220)
        self.contents.clicked.connect(self._go)
        self.contents.activated.connect(self._go)
        self.box = named(clearable(QLineEdit(placeholderText="在使用说明中查找")), spoken="在使用说明中查找")
        self.box.textChanged.connect(self._find_first)
        self.box.returnPressed.connect(self._find_next)
        self.told = label("", "message")
        for key in FIND_KEYS:
            QShortcut(QKeySequence(key), self, self._focus_box)
        side = column(self.box, self.told, fill(self.contents), margins=(12, 12, 0, 12))
        row(side, fill(self.page), on=self, spacing=12, margins=NO_MARGINS)
        self.contents.set_row(0)

    def show_topic(self, anchor: str) -> None:
        """Bring a topic to the top; one that there isn't leaves the page where it is."""
        if anchor in self._anchors:
            self.contents.set_row(self._anchors.index(anchor))
            self.page.scrollToAnchor(anchor)

    @Slot(QModelIndex)
    def _go(self, index: QModelIndex) -> None:
        self.page.scrollToAnchor(self._anchors[index.row()])

    def _focus_box(self) -> None:
        turn_to(self.box)

    @Slot()
    def _find_first(self) -> None:
        self.page.moveCursor(QTextCursor.MoveOperation.Start)
        self._find_next()

    @Slot()
    def _find_next(self) -> None:
        """The next place with the words; after the last one the first again."""
        words = self.box.text().strip()
        # QTextBrowser looks from the cursor on; behind the last place it begins again at the top.
        found = bool(words) and (self.page.find(words) or self._from_the_top(words))
        if not words:
            cursor = self.page.textCursor()
            # Nothing is looked for: the last place that was found is no longer marked.
            cursor.clearSelection()
            self.page.setTextCursor(cursor)
        self.told.setText("" if found or not words else "没有找到")

    def _from_the_top(self, words: str) -> bool:
        self.page.moveCursor(QTextCursor.MoveOperation.Start)
        return self.page.find(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # No QShortcut: it is asked only while its window is active, which the system may tell late.
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)


def _headings(html: str) -> list[tuple[str, str]]:
    """Anchor and title of each topic."""
    return [
        (found[1], re.sub(r"<[^>]*>", "", found[2]))
        for found in re.finditer(r'<h2><a name="(\w+)"></a>(.*?)</h2>', html)
    ]
