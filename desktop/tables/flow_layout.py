"""A layout that puts widgets side by side and goes on in the next line, as words do."""

from typing import TypeVar

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

_Widget = TypeVar("_Widget", bound=QWidget)


class FlowLayout(QLayout):
    """For chips: as high as its lines are."""

    def __init__(self, parent: QWidget | None = None, spacing: int = 6) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setSpacing(spacing)

    def clear(self, widgets: list[_Widget]) -> None:
        """Take these widgets away; the list is empty then."""
        for widget in widgets:
            self.removeWidget(widget)
            # Hidden at once: until it is deleted, its place would be drawn over by the next.
            widget.hide()
            widget.deleteLater()
        widgets.clear()

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        # Neither way: the lines are as high as they need to be, whatever room there is.
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._placed(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._placed(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        margins = self.contentsMargins()
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _placed(self, rect: QRect, *, move: bool) -> int:
        """Place the items in `rect`, or only find out how high they are."""
        margins = self.contentsMargins()
        inside = rect.marginsRemoved(margins)
        x, y, height = inside.left(), inside.top(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            # The first of a line stays there even where it is too wide: the next line would not be wider.
            if x > inside.left() and x + size.width() > inside.right() + 1:
                x, y, height = inside.left(), y + height + self.spacing(), 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), size))
            x += size.width() + self.spacing()
            height = max(height, size.height())
        return y + height - rect.top() + margins.bottom()
