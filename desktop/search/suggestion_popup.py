"""What could be meant, beneath the search box, while the person types.

A child of the window and no window of its own: it takes neither the focus nor a key, so that an input method
goes on undisturbed, and it can't be left behind.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QListView,
    QStyle,
    QStyleOptionViewItem,
    QWidget,
)

from db.records import Place, Span
from db.search.query import SearchQuery
from desktop.look.theme import Theme, row_height
from desktop.widgets.layouts import column
from desktop.widgets.themed_delegate import ThemedDelegate

WIDEST = 560
EntryRole = Qt.ItemDataRole.UserRole + 1
_PAD = 12
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class SuggestionRow:
    """Words to be looked for."""

    text: str
    label: str
    """What they are: 标题, 规划项目, 乡镇街道, 查找过, 已保存."""
    span: Span = (0, 0)
    """The part that matches what was typed."""
    place: Place | None = None
    """Where they stand, if it is one place."""
    query: SearchQuery | None = None
    """The whole of a saved search."""


class SuggestionModel(QAbstractListModel):
    """The entries of the popup."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[SuggestionRow, ...] = ()

    def set_entries(self, entries: Sequence[SuggestionRow]) -> None:
        """Show these."""
        self.beginResetModel()
        self._entries = tuple(entries)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return entry.text
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{entry.text}，{entry.label}"
            case _:
                return entry if role == EntryRole else None


class SuggestionDelegate(ThemedDelegate):
    """Draws an entry: what matches in bold, what it is at the right."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        font: QFont = option.font  # pyright: ignore[reportAttributeAccessIssue]
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        entry: SuggestionRow = index.data(EntryRole)
        bold = QFont(font)
        bold.setBold(True)
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self.theme.chosen))
            painter.drawRoundedRect(rect.adjusted(4, 1, -4, -1), 5, 5)
        painter.setFont(font)
        painter.setPen(QColor(self.theme.secondary))
        inside = rect.adjusted(_PAD, 0, -_PAD, 0)
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, entry.label)
        inside.setRight(inside.right() - QFontMetrics(font).horizontalAdvance(entry.label) - _PAD)
        painter.setPen(QColor(self.theme.text))
        start, end = entry.span
        for part, form in (
            (entry.text[:start], font),
            (entry.text[start:end], bold),
            (entry.text[end:], font),
        ):
            metrics = QFontMetrics(form)
            shown = metrics.elidedText(part, Qt.TextElideMode.ElideRight, max(inside.width(), 0))
            painter.setFont(form)
            painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
            inside.setLeft(inside.left() + metrics.horizontalAdvance(shown))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(160, row_height(option.font))  # pyright: ignore[reportAttributeAccessIssue]


class SuggestionPopup(QFrame):
    """Hidden until there is something to show; it goes when the person turns to anything else."""

    chosen = Signal(object)
    """The SuggestionRow that the person takes."""

    def __init__(self, box: QWidget) -> None:
        """`box` is what it stands beneath."""
        super().__init__(box)
        self._box = box
        self.model = SuggestionModel(self)
        self._delegate = SuggestionDelegate(self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(self._delegate)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName("查找建议")
        # The mouse picks out what it is over, as the arrow keys do.
        self.list.entered.connect(self.list.setCurrentIndex)
        self.list.clicked.connect(self._take)
        # With the focus in the list an input method would end its composition.
        for widget in (self, self.list):
            widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setObjectName("suggestions")
        column(self.list, on=self, margins=(1, 5, 1, 5))
        self.hide()

    @property
    def current(self) -> SuggestionRow | None:
        """The entry that is picked out, if any."""
        return self.list.currentIndex().data(EntryRole)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._delegate.theme = theme

    def prepare(self) -> None:
        """Do now what the first suggestion would have to wait for.

        When PySide is handed an object of Qt's own for the first time, as the filter below is, it makes the
        classes of many kinds of objects, and their enums: a tenth of a second on a slow machine.
        """
        _application().children()

    def offer(self, entries: Sequence[SuggestionRow]) -> None:
        """Show the entries, none of them picked out; without any, go."""
        self.model.set_entries(entries)
        if not entries:
            self.hide()
            return
        window = self._box.window()
        # Beneath the box, but not cut off at the edge of the bar that holds it.
        self.setParent(window)
        corner = self._box.mapTo(window, QPoint(0, self._box.height() + 3))
        width = min(max(self._box.width(), 320), WIDEST, window.width() - corner.x() - 8)
        height = self.list.sizeHintForRow(0) * len(entries) + 12
        self.setGeometry(corner.x(), corner.y(), width, min(height, window.height() - corner.y() - 8))
        self.raise_()
        self.show()

    def step(self, by: int) -> None:
        """Pick out the next entry, or the one before; beyond either end none is."""
        row = self.list.currentIndex().row() + by
        # Up from the box leads to the last entry.
        if self.list.currentIndex().row() < 0 and by < 0:
            row = self.model.rowCount() - 1
        self.list.setCurrentIndex(
            self.model.index(row, 0) if 0 <= row < self.model.rowCount() else QModelIndex()
        )

    @Slot(QModelIndex)
    def _take(self, index: QModelIndex) -> None:
        entry = index.data(EntryRole)
        self.hide()
        self.chosen.emit(entry)

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        _application().installEventFilter(self)

    def hideEvent(self, event: Any) -> None:
        super().hideEvent(event)
        _application().removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A press anywhere else, or a window of another size, and it goes."""
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(watched, QWidget):
            if watched is not self._box and not self.isAncestorOf(watched) and watched is not self:
                self.hide()
        elif event.type() == QEvent.Type.Resize and watched is self.window():
            self.hide()
        return False


def _application() -> QCoreApplication:
    application = QApplication.instance()
    assert application is not None
    return application
