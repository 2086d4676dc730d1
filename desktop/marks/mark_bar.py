"""The small bar at a selection: highlight, underline, note, copy, copy with citation."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QFrame, QToolButton, QWidget

from db.user.records import Category
from desktop.look import icons
from desktop.look.theme import Theme
from desktop.widgets.controls import Connected, named, tool_button
from desktop.widgets.layouts import row

_NAMED = 3
"""Up to so many colours have their names beside them; with more there is no room for names."""
_GAP = 8


class MarkBar(QFrame):
    """Hovers over the page, and never takes the keyboard: each of its buttons is in the menu 批注 too."""

    highlight_asked = Signal(str)
    """Id of the category."""
    underline_asked = Signal()
    note_asked = Signal()
    copy_asked = Signal()
    citation_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._page = parent
        self._colours: list[QToolButton] = []
        named(self, "mark_bar", spoken="所选文字")
        self._plain = {
            name: _button(text, tip, asked)
            for name, text, tip, asked in (
                ("underline", "", "下划线（Ctrl+U）", self.underline_asked),
                ("note", "批注", "写批注（Ctrl+M）", self.note_asked),
                ("copy", "", "复制（Ctrl+C）", self.copy_asked),
                ("cite", "", "复制并附出处（Ctrl+Shift+C）", self.citation_asked),
            )
        }
        # These two change no mark, after which the bar goes by itself.
        for asked in (self.copy_asked, self.citation_asked):
            asked.connect(self.hide)
        self._row = row(*self._plain.values(), on=self, spacing=2, margins=(5, 4, 5, 4))
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in the theme's colour."""
        for name, button in self._plain.items():
            button.setIcon(icons.icon(name, theme.text))

    def set_categories(self, categories: Sequence[Category]) -> None:
        """The colours that are offered."""
        for button in self._colours:
            self._row.removeWidget(button)
            # Not at once: a click on one of them leads here, when its mark is added.
            button.deleteLater()
        self._colours = []
        for number, each in enumerate(categories):
            button = _button(
                each.name if len(categories) <= _NAMED else "",
                f"{each.name}（Alt+{number + 1}）",
                partial(self.highlight_asked.emit, each.id),
            )
            button.setAccessibleName(f"突出显示：{each.name}")
            button.setIcon(swatch(each.colour))
            self._row.insertWidget(number, button)
            self._colours.append(button)

    def set_markable(self, markable: bool) -> None:
        """Without marks (their file can't be opened, or not yet), only copying is offered."""
        for button in (*self._colours, self._plain["underline"], self._plain["note"]):
            button.setEnabled(markable)

    def hover_over(self, page: QWidget) -> None:
        """From now on it belongs to this page."""
        if page is not self._page:
            self._page = page
            # This hides it, too; `pop_up` shows it again.
            self.setParent(page)

    def pop_up(self, line: QRect) -> None:
        """Show at the last line of the selection (in the parent's coordinates): under it, or above where
        there is no room.
        """
        self.adjustSize()
        left = line.left() - self.width() // 2
        self.move(beside(line, self.size(), self._page.rect(), left=left))
        self.show()
        self.raise_()

    @property
    def buttons(self) -> list[QToolButton]:
        """All buttons, the colours first."""
        return [*self._colours, *self._plain.values()]


def beside(line: QRect, size: QSize, room: QRect, *, left: int) -> QPoint:
    """Where something of a size stands in a room: under a line, or above it where there is no room, and from
    `left` on if it can.
    """
    x = min(max(left, room.left() + 6), room.right() - size.width() - 18)
    y = line.bottom() + _GAP
    if y + size.height() > room.bottom() - 6:
        # Not over the words themselves: one sees what one marks.
        y = line.top() - _GAP - size.height()
    return QPoint(x, max(y, room.top() + 6))


def _button(words: str, tip: str, pressed: Connected) -> QToolButton:
    # A click must leave the keyboard on the page, where Ctrl+C and the arrow keys go on.
    spoken = tip.partition("（")[0]
    made = tool_button(words, pressed, tip=tip, spoken=spoken, focus=Qt.FocusPolicy.NoFocus)
    if words:
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    return made


def swatch(colour: str, size: int = 16) -> QIcon:
    """A square of a colour."""
    picture = QPixmap(size, size)
    picture.fill(QColor(colour))
    return QIcon(picture)
