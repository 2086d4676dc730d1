"""目录: a line that filters the outline by Chinese, pinyin or initials, and under it the outline."""

from PySide6.QtCore import Qt, QThreadPool, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.look.theme import Theme
from desktop.reading.outline_model import OutlineModel
from desktop.reading.outline_view import OutlineView
from desktop.widgets.controls import label
from desktop.widgets.layouts import NO_MARGINS, column, fill
from desktop.widgets.typed_line import TypedLine
from desktop.widgets.word_filter import WordFilter


class OutlineLine(TypedLine):
    """The line for the filter's words. The arrow down leads from it into the outline."""

    def __init__(self, outline: OutlineView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._outline = outline
        self.setObjectName("outline_filter")
        self.setPlaceholderText("筛选目录：汉字或拼音")
        self.setAccessibleName("筛选目录")
        self.setAccessibleDescription("输入汉字、拼音或首字母；向下键到目录，回车转到第一个，Esc 取消筛选")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and not self.composing:
            self._outline.setFocus(Qt.FocusReason.OtherFocusReason)
            self._outline.enter_first()
            event.accept()
        else:
            super().keyPressEvent(event)


class OutlinePanel(QWidget):
    """Filters the outline by the line's words, until the line is cleared or another plan is shown."""

    def __init__(
        self, outline: OutlineView, model: OutlineModel, pool: QThreadPool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.outline = outline
        self._model = model
        self.line = OutlineLine(outline)
        self._filter = WordFilter(pool, self)
        self._none = label("没有这样的章节，请换一个词。", "message", wraps=True)
        self._none.setContentsMargins(16, 8, 12, 8)
        self._none.hide()
        around = column(self.line, margins=(8, 2, 8, 2))
        column(around, self._none, fill(outline), on=self, spacing=2, margins=NO_MARGINS)
        self.setObjectName("contents")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.line.words_changed.connect(self._filter.ask)
        self.line.next_asked.connect(self._go_to_first)
        self.line.left.connect(self._leave)
        self._filter.found.connect(self._show)
        self._model.modelReset.connect(self._renew)
        # Whoever turns to the dock wants the outline, not the line above it.
        self.setFocusProxy(outline)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.line.set_theme(theme)
        self.outline.set_theme(theme)

    @Slot()
    def _renew(self) -> None:
        self.line.put("")
        # Read here: the filter asks for its texts on another thread, where a model must not be read.
        texts = self._model.entries()
        self._filter.set_texts(lambda: texts)

    @Slot(object)
    def _show(self, keys: frozenset[str] | None) -> None:
        self.outline.show_only(keys)
        self._none.setVisible(keys is not None and not keys)

    @Slot()
    def _go_to_first(self) -> None:
        self.outline.enter_first(follow=True)

    @Slot()
    def _leave(self) -> None:
        if self.line.text():
            self.line.put("")
        else:
            self.outline.setFocus(Qt.FocusReason.OtherFocusReason)
