"""What is shown in the list of marks: words, kind, colour, tag, state, one plan or all."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QIcon, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QToolButton, QVBoxLayout, QWidget

from db.user.mark_edits import NAMES
from db.user.mark_filter import Choice
from db.user.records import Category
from desktop.look import icons
from desktop.look.theme import Theme
from desktop.marks.mark_bar import swatch

_DELAY = 80
_LONGEST_LABEL = 5
_MOST_TAGS = 40


class WordsLine(QLineEdit):
    """Says what was typed, after a moment, and nothing while an input method is composing."""

    words_changed = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._composing = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_DELAY)
        self._timer.timeout.connect(self._say)
        self._glass = QAction(self)
        self.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self.setClearButtonEnabled(False)
        self.textChanged.connect(self._timer.start)

    def set_theme(self, theme: Theme) -> None:
        """Draw the glass in the theme's colour."""
        self._glass.setIcon(icons.icon("search", theme.secondary))

    @Slot()
    def _say(self) -> None:
        if not self._composing:
            self.words_changed.emit(self.text())

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self._composing:
            if self.text():
                self.clear()
            else:
                self.left.emit()
            event.accept()
            return
        super().keyPressEvent(event)


class _Chooser(QToolButton):
    """A button with a menu of values, several of which may be checked."""

    changed = Signal()

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = label
        self._menu = QMenu(self)
        self.setMenu(self._menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setObjectName("option")
        self.setAccessibleName(f"按{label}筛选")
        self.setToolTip(f"按{label}筛选")
        self._fit()

    def fill(self, values: Iterable[tuple[Any, str, str]]) -> None:
        """Values with their labels and colours (or none); what was checked stays so, if it is still there."""
        before = self.values()
        self._menu.clear()
        for value, text, colour in values:
            action = self._menu.addAction(swatch(colour) if colour else QIcon(), text)
            action.setCheckable(True)
            action.setData((value,))
            action.setChecked(value in before)
            action.toggled.connect(self._toggled)
        if not self._menu.actions():
            nothing = self._menu.addAction("没有可选的内容")
            nothing.setEnabled(False)
        self._fit()

    def values(self) -> frozenset[Any]:
        """What is checked."""
        return frozenset(action.data()[0] for action in self._menu.actions() if action.isChecked())

    def clear(self) -> None:
        """Check nothing."""
        for action in self._menu.actions():
            action.setChecked(False)

    @Slot()
    def _toggled(self) -> None:
        self._fit()
        self.changed.emit()

    def _fit(self) -> None:
        checked = [action.text() for action in self._menu.actions() if action.isChecked()]
        words = (
            checked[0] if len(checked) == 1 else f"{self._label} {len(checked)}" if checked else self._label
        )
        self.setText(f"{words if len(words) <= _LONGEST_LABEL else words[: _LONGEST_LABEL - 1] + '…'} ▾")
        self.setProperty("chosen", bool(checked))
        self.style().unpolish(self)
        self.style().polish(self)


class ChoiceBar(QWidget):
    """Says by one signal that something else is to be shown; `choice` and `everywhere` tell what."""

    words_changed = Signal(str)
    changed = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = WordsLine()
        self.line.setPlaceholderText("在批注中查找")
        self.line.setAccessibleName("在批注中查找")
        self.line.words_changed.connect(self.words_changed)
        self.line.left.connect(self.left)
        self.kinds, self.colours = _Chooser("种类"), _Chooser("颜色")
        self.tags, self.states = _Chooser("标签"), _Chooser("状态")
        self.reach = QToolButton()
        self.reach.setObjectName("option")
        self.reach.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.reach.setAccessibleName("查看范围")
        menu = QMenu(self.reach)
        for text, everywhere in (("本规划", False), ("全部规划", True)):
            menu.addAction(text).triggered.connect(partial(self.set_everywhere, everywhere))
        self.reach.setMenu(menu)
        self.everywhere = False
        self.kinds.fill([(kind, name, "") for kind, name in NAMES.items()])
        self.states.fill([("待办", "待办", ""), ("已办", "已办", "")])
        row = QHBoxLayout()
        row.setSpacing(2)
        for chooser in (self.kinds, self.colours, self.tags, self.states):
            chooser.changed.connect(self.changed)
            row.addWidget(chooser)
        row.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(2)
        top.addWidget(self.line, 1)
        top.addWidget(self.reach)
        self._top = top
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 4, 10, 4)
        column.setSpacing(4)
        column.addLayout(top)
        column.addLayout(row)
        self._name_reach()

    def add(self, button: QToolButton) -> None:
        """One more button, at the end."""
        self._top.addWidget(button)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.line.set_theme(theme)

    def set_values(self, categories: Sequence[Category], tags: Sequence[tuple[str, int]]) -> None:
        """The colours and tags that there are, the tags with their counts."""
        self.colours.fill(
            [*((each.id, each.name, each.colour) for each in categories), (None, "没有颜色", "")]
        )
        self.tags.fill([(tag, f"{tag}（{count}）", "") for tag, count in tags[:_MOST_TAGS]])

    def choice(self, plan: str) -> Choice:
        """What is chosen; `plan` is the one that is open."""
        return Choice(
            plans=frozenset() if self.everywhere or not plan else frozenset({plan}),
            kinds=self.kinds.values(),
            categories=self.colours.values(),
            tags=self.tags.values(),
            states=self.states.values(),
        )

    @property
    def narrowed(self) -> bool:
        """Something but the plan is chosen."""
        choosers = (self.kinds, self.colours, self.tags, self.states)
        return bool(self.line.text().strip()) or any(chooser.values() for chooser in choosers)

    @Slot()
    def clear(self) -> None:
        """Show all."""
        for chooser in (self.kinds, self.colours, self.tags, self.states):
            chooser.clear()
        self.line.clear()

    def set_everywhere(self, everywhere: bool, _checked: bool = False) -> None:
        """Show the marks of one plan, or of all."""
        if everywhere != self.everywhere:
            self.everywhere = everywhere
            self._name_reach()
            self.changed.emit()

    def _name_reach(self) -> None:
        self.reach.setText(f"{'全部规划' if self.everywhere else '本规划'} ▾")
