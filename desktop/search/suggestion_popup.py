"""What could be meant, beneath the search box, while the person types.

A child of the window and no window of its own: it takes neither the focus nor a key, so that an input method
goes on undisturbed, and it can't be left behind.
"""

from collections.abc import Callable, Sequence
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
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QMouseEvent, QPainter
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
_CROSS = 28
"""Pixels at the right end of a row that can be taken away."""
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class SuggestionRow:
    """Words to be looked for, or something to be done with those that were looked for."""

    text: str
    label: str
    """What they are: 标题, 规划项目, 乡镇街道, 查找过, 已保存."""
    span: Span = (0, 0)
    """The part that matches what was typed."""
    place: Place | None = None
    """Where they stand, if it is one place."""
    query: SearchQuery | None = None
    """The whole of a saved search."""
    kept: bool = False
    """It is here because the person looked for it, or saved it: it can be taken away."""
    act: Callable[[], object] | None = None
    """What is done when it is taken, in place of looking for words."""


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

    @property
    def entries(self) -> Sequence[SuggestionRow]:
        """Those that are shown."""
        return self._entries

    def replace(self, row: int, entry: SuggestionRow) -> None:
        """Show another one in the place of a row."""
        self._entries = (*self._entries[:row], entry, *self._entries[row + 1 :])
        self.dataChanged.emit(self.index(row, 0), self.index(row, 0))

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
                told = (entry.text, entry.label, "按 Delete 删除" if entry.kept else "")
                return "，".join(part for part in told if part)
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
        inside = rect.adjusted(_PAD, 0, -_PAD, 0)
        if entry.kept:
            self._cross(painter, cross_of(rect))
            inside.setRight(rect.right() - _CROSS)
        painter.setPen(QColor(self.theme.accent if entry.act is not None else self.theme.secondary))
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, entry.label)
        inside.setRight(inside.right() - QFontMetrics(font).horizontalAdvance(entry.label) - _PAD)
        painter.setPen(QColor(self.theme.secondary if entry.act is not None else self.theme.text))
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

    def _cross(self, painter: QPainter, rect: QRect) -> None:
        painter.setPen(QColor(self.theme.secondary))
        centre, arm = QRectF(rect).center(), 3.5
        for slope in (1, -1):
            painter.drawLine(centre - QPointF(arm, arm * slope), centre + QPointF(arm, arm * slope))

    def sizeHint(self, option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(160, row_height(option.font))  # pyright: ignore[reportAttributeAccessIssue]


def cross_of(rect: QRect) -> QRect:
    """The part of a row that takes it away."""
    return rect.adjusted(rect.width() - _CROSS, 0, -4, 0)


class _SuggestionList(QListView):
    """Tells a click on the cross of a row from one on the row."""

    cross_clicked = Signal(QModelIndex)

    def _crossed(self, point: QPoint) -> QModelIndex | None:
        """The row whose cross is there."""
        index = self.indexAt(point)
        entry: SuggestionRow | None = index.data(EntryRole)
        if entry is not None and entry.kept and cross_of(self.visualRect(index)).contains(point):
            return index
        return None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        on_cross = self._crossed(event.position().toPoint()) is not None
        self.viewport().setToolTip("删除这一条（Delete）" if on_cross else "")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self._crossed(event.position().toPoint())
        if index is None:
            super().mouseReleaseEvent(event)
        elif event.button() == Qt.MouseButton.LeftButton:
            self.cross_clicked.emit(index)


class SuggestionPopup(QFrame):
    """Hidden until there is something to show; it goes when the person turns to anything else."""

    chosen = Signal(object)
    """The SuggestionRow that the person takes."""
    removed = Signal(object, int)
    """The SuggestionRow that the person takes away, and its row."""
    dismissed = Signal()
    """The person turned to something else."""

    def __init__(self, box: QWidget) -> None:
        """`box` is what it stands beneath."""
        super().__init__(box)
        self._box = box
        self.model = SuggestionModel(self)
        self._delegate = SuggestionDelegate(self)
        self.list = _SuggestionList()
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
        self.list.cross_clicked.connect(self._remove)
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

    def take_current(self) -> bool:
        """Take the entry that is picked out, if any is."""
        index = self.list.currentIndex()
        if index.isValid():
            self._take(index)
        return index.isValid()

    def remove_current(self) -> bool:
        """Take away the entry that is picked out, if it is one that can be."""
        entry, index = self.current, self.list.currentIndex()
        if entry is None or not entry.kept:
            return False
        self._remove(index)
        return True

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
        """Show the entries, picked out what was before; without any, go."""
        current = self.current if self.isVisible() else None
        self.model.set_entries(entries)
        if current in entries:
            self.list.setCurrentIndex(self.model.index(entries.index(current), 0))
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
        entry: SuggestionRow = index.data(EntryRole)
        if entry.act is not None:
            # What is done shows here: the list stays.
            entry.act()
            return
        self.hide()
        self.chosen.emit(entry)

    @Slot(QModelIndex)
    def _remove(self, index: QModelIndex) -> None:
        self.removed.emit(index.data(EntryRole), index.row())

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
                self.dismissed.emit()
        elif event.type() == QEvent.Type.Resize and watched is self.window():
            self.dismissed.emit()
        return False


def _application() -> QCoreApplication:
    application = QApplication.instance()
    assert application is not None
    return application
