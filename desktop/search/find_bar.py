"""The bar above the page to find something in it (页内查找)."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from desktop.look import icons
from desktop.look.theme import LIGHT, Theme
from desktop.widgets.controls import label, named, tool_button
from desktop.widgets.layouts import fill, row
from desktop.widgets.tips import as_words
from desktop.widgets.typed_line import TypedLine


class FindBar(QFrame):
    """Hidden until it is asked for."""

    changed = Signal()
    """Other words, or the same ones meant otherwise."""
    next_asked = Signal()
    previous_asked = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = TypedLine()
        self.line.setPlaceholderText("在正文中查找")
        self.line.setAccessibleName("页内查找")
        self.line.setAccessibleDescription("回车到下一处，Shift+回车到上一处，Esc 关闭")
        self.line.setMaximumWidth(360)
        self.line.words_changed.connect(self.changed)
        self.line.next_asked.connect(self.next_asked)
        self.line.previous_asked.connect(self.previous_asked)
        self.line.left.connect(self.close_bar)
        focus = Qt.FocusPolicy.TabFocus
        tip = "把输入的内容当作正则表达式，例如 \\d+亿元、建成.*铁路"
        self.expression = tool_button("正则表达式", tip=tip, checkable=True, focus=focus)
        self.expression.toggled.connect(self._toggled)
        self._count = named(label(name="count"), spoken="页内查找结果")
        self._count.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._buttons = {
            icon: tool_button(pressed=pressed, tip=words, spoken=words, focus=focus)
            for icon, words, pressed in (
                ("up", "上一处", self.previous_asked),
                ("down", "下一处", self.next_asked),
                ("close", "关闭页内查找", self.close_bar),
            )
        }
        row(
            fill(self.line, 3),
            self._buttons["up"],
            self._buttons["down"],
            self.expression,
            fill(self._count, 2),
            self._buttons["close"],
            on=self,
            spacing=4,
            margins=(14, 4, 8, 4),
        )
        self.setObjectName("find_bar")
        self.setAccessibleName("页内查找")
        self.set_theme(LIGHT)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.line.set_theme(theme)
        for icon, button in self._buttons.items():
            button.setIcon(icons.icon(icon, theme.text, theme.secondary))

    def open_bar(self, words: str = "") -> None:
        """Show the bar, with words to begin with if there are any, all of them selected."""
        self.show()
        if words:
            self.line.setText(words)
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()

    @Slot()
    def close_bar(self) -> None:
        """Hide the bar. What was typed stays in it."""
        self.hide()
        self.closed.emit()

    @property
    def said(self) -> str:
        """What stands beside the words."""
        return self._count.text()

    def say(self, sentence: str) -> None:
        """How many there are, or what is wrong."""
        self._count.setText(sentence)
        self._count.setToolTip(as_words(sentence))

    @Slot()
    def _toggled(self) -> None:
        self.line.flush()
        self.changed.emit()
