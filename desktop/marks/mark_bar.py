"""The small bar at a selection: highlight, underline, note, copy, copy with citation."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from db.user.records import Category
from desktop.look import icons
from desktop.look.theme import LIGHT, Theme

_NAMED = 3
"""As many colours get their names beside them; with more there are only colours."""
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
        self._theme: Theme = LIGHT
        self._colours: list[QToolButton] = []
        self.setObjectName("mark_bar")
        self.setAccessibleName("所选文字")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(5, 4, 5, 4)
        self._row.setSpacing(2)
        self._plain = {
            name: self._button(text, tip, asked)
            for name, text, tip, asked in (
                ("underline", "", "下划线（Ctrl+U）", self.underline_asked),
                ("note", "批注", "写批注（Ctrl+M）", self.note_asked),
                ("copy", "", "复制（Ctrl+C）", self.copy_asked),
                ("cite", "", "复制并附出处（Ctrl+Shift+C）", self.citation_asked),
            )
        }
        for button in self._plain.values():
            self._row.addWidget(button)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in the theme's colour."""
        self._theme = theme
        for name, button in self._plain.items():
            button.setIcon(icons.icon(name, theme.text))

    def set_categories(self, categories: Sequence[Category]) -> None:
        """The colours that are offered."""
        for button in self._colours:
            self._row.removeWidget(button)
            button.deleteLater()
        self._colours = []
        for number, each in enumerate(categories):
            button = self._button(
                each.name if len(categories) <= _NAMED else "", f"{each.name}（Alt+{number + 1}）", None
            )
            button.setAccessibleName(f"突出显示：{each.name}")
            button.setIcon(swatch(each.colour))
            button.clicked.connect(partial(self._ask_highlight, each.id))
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
            self.setParent(page)

    def pop_up(self, line: QRect) -> None:
        """Show at the last line of the selection (in the parent's coordinates): under it, or above where
        there is no room.
        """
        self.adjustSize()
        room = self._page.rect()
        x = min(max(line.left() - self.width() // 2, room.left() + 6), room.right() - self.width() - 18)
        y = line.bottom() + _GAP
        if y + self.height() > room.bottom() - 6:
            y = line.top() - _GAP - self.height()
        self.move(QPoint(x, max(y, room.top() + 6)))
        self.show()
        self.raise_()

    @property
    def buttons(self) -> list[QToolButton]:
        """All buttons, the colours first."""
        return [*self._colours, *self._plain.values()]

    def _button(self, text: str, tip: str, asked: object) -> QToolButton:
        button = QToolButton()
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(tip.partition("（")[0])
        if text:
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        if asked is not None:
            button.clicked.connect(asked)
        return button

    def _ask_highlight(self, category: str, _checked: bool = False) -> None:
        self.highlight_asked.emit(category)


def swatch(colour: str, size: int = 16) -> QIcon:
    """A square of a colour."""
    picture = QPixmap(size, size)
    picture.fill(QColor(colour))
    return QIcon(picture)
