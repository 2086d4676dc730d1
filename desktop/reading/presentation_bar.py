"""What a presenter can do, quietly: a few buttons in the corner, and the sheet of keys."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QMainWindow, QWidget

from desktop.widgets.controls import button, label, named, one_shot
from desktop.widgets.layouts import row

REST_MS = 6_000
"""Milliseconds after the last move of the mouse until the buttons go."""
_CORNER = 16
"""Pixels above the buttons; at their right there are twice as many."""
KEYS = (
    ("PageDown、PageUp", "下一屏、上一屏"),
    ("Ctrl+PageDown、Ctrl+PageUp", "下一章节、上一章节"),
    ("Ctrl+1", "选章节"),
    ("Ctrl+F", "查找，回车或 F3 到下一处"),
    ("Alt+左方向键", "后退"),
    ("Ctrl+加号、Ctrl+减号", "放大、缩小字号"),
    ("Alt+1", "突出显示所选文字"),
    ("? 或 F1", "显示、收起按键"),
    ("Esc", "退出演示，窗口恢复原样"),
)
"""The keys that a presenter needs, and what they do."""


class PresentationBar(QFrame):
    """Buttons in the corner; they go while nobody moves the mouse, and come back with it."""

    chapters_asked = Signal()
    search_asked = Signal()
    leave_asked = Signal()

    def __init__(self, parent: QMainWindow) -> None:
        super().__init__(parent)
        self._window = parent
        named(self, "presenting", spoken="演示")
        self.sheet = KeySheet(parent)
        self._going = one_shot(self, REST_MS, self.hide)
        self.chapters = button("章节（Ctrl+1）", self.chapters_asked, name="aside")
        self.search = button("查找（Ctrl+F）", self.search_asked, name="aside")
        self.keys = button("按键（F1）", self.turn_keys, name="aside")
        self.leave = button("退出演示（Esc）", self.leave_asked, name="leave")
        for each in (self.chapters, self.search, self.keys, self.leave):
            each.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row(self.chapters, self.search, self.keys, self.leave, on=self, spacing=6, margins=(0, 0, 0, 0))
        self.hide()

    @Slot()
    def come(self) -> None:
        """Show the buttons for a while: presenting has begun, or the mouse was moved."""
        self._going.start()
        self.place()
        self.show()
        self.raise_()

    def go(self) -> None:
        """Presenting is over."""
        self._going.stop()
        self.hide()
        self.sheet.hide()

    def place(self) -> None:
        """Stand in the corner of the window as it is now."""
        self.adjustSize()
        # Below the search box, while that is there.
        top = self._window.centralWidget().y() + _CORNER
        self.move(self._window.width() - self.width() - 2 * _CORNER, top)
        self.sheet.place()

    @Slot()
    def turn_keys(self) -> None:
        """Show the sheet of keys, or take it away."""
        self.sheet.setVisible(self.sheet.isHidden())
        self.sheet.place()
        self.sheet.raise_()


class KeySheet(QFrame):
    """The keys of a presentation, in large type over the page."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        named(self, "jump", spoken="演示的按键")
        grid = QGridLayout(self)
        grid.setContentsMargins(24, 18, 24, 18)
        grid.setHorizontalSpacing(28)
        grid.setVerticalSpacing(8)
        for at, (keys, what) in enumerate(KEYS):
            grid.addWidget(label(keys, "editor_head"), at, 0)
            grid.addWidget(label(what), at, 1)
        self.hide()

    def place(self) -> None:
        """Stand in the middle of the window as it is now."""
        self.adjustSize()
        self.move((self._window.width() - self.width()) // 2, (self._window.height() - self.height()) // 2)
