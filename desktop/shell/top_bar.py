"""The bar above everything: the plan's name, the search box in the middle, a few actions."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QMenu, QSizePolicy, QToolButton, QWidget


class TopBar(QWidget):
    """Places what it is given: it knows neither plans nor searching."""

    def __init__(
        self,
        box: QLineEdit,
        left: Sequence[QAction],
        beside: Sequence[QAction],
        right: Sequence[QAction | QMenu],
        parent: QWidget | None = None,
    ) -> None:
        """`left`, `beside` (the box) and `right` are shown as buttons; a menu as a button that opens it."""
        super().__init__(parent)
        self.plan_button = QToolButton()
        self.plan_button.setObjectName("plan")
        self.plan_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.plan_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.plan_button.setAccessibleName("选择规划")
        self.plan_button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._title = ""
        self.count = QLabel()
        self.count.setObjectName("count")
        self.count.setAccessibleName("查找结果数")
        self._left = _group(
            [*(_button(action) for action in left), self.plan_button], Qt.AlignmentFlag.AlignLeft
        )
        side = _group([*(_button(action) for action in beside), self.count], Qt.AlignmentFlag.AlignLeft)
        ending = _group([_button(entry) for entry in right], Qt.AlignmentFlag.AlignRight)
        box.setMinimumWidth(240)
        box.setMaximumWidth(460)
        tail = QWidget()
        row = QHBoxLayout(tail)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(side, 1)
        row.addWidget(ending)
        middle = QHBoxLayout(self)
        middle.setContentsMargins(8, 4, 8, 4)
        middle.setSpacing(8)
        # Equal shares left and right keep the box in the middle of the window, whatever the plan is called.
        middle.addWidget(self._left, 10)
        middle.addWidget(box, 9)
        middle.addWidget(tail, 10)

    def set_title(self, title: str) -> None:
        """The name of the plan that is open."""
        self._title = title
        self._fit_title()

    def _fit_title(self) -> None:
        room = self._left.width() - (self._left.layout().count() - 2) * 44 - 40  # type: ignore[union-attr]
        metrics = self.plan_button.fontMetrics()
        self.plan_button.setText(metrics.elidedText(self._title, Qt.TextElideMode.ElideRight, max(room, 120)))
        self.plan_button.setToolTip(self._title)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_title()


def _group(widgets: Sequence[QWidget], side: Qt.AlignmentFlag) -> QWidget:
    group = QWidget()
    row = QHBoxLayout(group)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(4)
    if side == Qt.AlignmentFlag.AlignRight:
        row.addStretch(1)
    for widget in widgets:
        row.addWidget(widget)
    if side == Qt.AlignmentFlag.AlignLeft:
        row.addStretch(1)
    return group


def _button(entry: QAction | QMenu) -> QToolButton:
    button = QToolButton()
    button.setIconSize(QSize(20, 20))
    # By the keyboard only: a click on a button must not take the focus from the text.
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if isinstance(entry, QMenu):
        button.setMenu(entry)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setDefaultAction(entry.menuAction())
        button.setAccessibleName(entry.menuAction().iconText())
    else:
        button.setDefaultAction(entry)
        button.setAccessibleName(entry.iconText())
    return button
