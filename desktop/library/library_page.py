"""The list of all plans, and what can be done with each."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, QSortFilterProxyModel, Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from db.source.formats.detection import labels
from desktop.library.plans_model import OwnPlanRole, PlanRow, PlansModel, SlugRole


class PlansView(QTableView):
    """Enter opens, Delete removes, F2 renames."""

    opened = Signal()
    renamed = Signal()
    removed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif key == Qt.Key.Key_F2:
            self.renamed.emit()
        elif key == Qt.Key.Key_Delete:
            self.removed.emit()
        else:
            super().keyPressEvent(event)


class LibraryPage(QWidget):
    """Shows what it is given, and says what is asked: each signal carries the slug of the chosen plan."""

    open_asked = Signal(str)
    rename_asked = Signal(str)
    remove_asked = Signal(str)
    review_asked = Signal(str)
    restore_asked = Signal(str)
    files_asked = Signal()
    folder_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = PlansModel(self)
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self.model)
        self._sorted.setFilterKeyColumn(-1)
        self._sorted.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("按名称、地区、规划期筛选")
        self.filter.setAccessibleName("筛选规划")
        self.filter.setClearButtonEnabled(True)
        self.filter.setMinimumWidth(160)
        self.filter.setMaximumWidth(360)
        self.filter.textChanged.connect(self._narrow)
        self.total = QLabel()
        self.total.setObjectName("message")
        self.files = QPushButton("导入文件(&I)…")
        self.folder = QPushButton("导入文件夹(&D)…")
        self.files.clicked.connect(self.files_asked)
        self.folder.clicked.connect(self.folder_asked)
        self.view = self._make_view()
        self.open = self._button("打开(&O)", "Enter", self.open_asked)
        self.review = self._button("核对导入结果(&K)", "", self.review_asked)
        self.rename = self._button("重命名(&R)…", "F2", self.rename_asked)
        self.remove = self._button("移除(&X)", "Delete", self.remove_asked)
        self.restore = QPushButton("恢复已移除的规划")
        self._removed = QMenu(self)
        self.restore.setMenu(self._removed)
        self.restore.hide()
        self.hint = QLabel(
            f"把 {labels()}等文件或文件夹拖到窗口里，也可以导入。随程序发布的规划不能改名或移除。"
        )
        self.hint.setObjectName("message")
        self.hint.setWordWrap(True)
        self._lay_out()
        self._follow()

    @property
    def chosen(self) -> str:
        """Slug of the plan that the user stands on; empty if none."""
        slug = self.view.currentIndex().data(SlugRole)
        return slug if isinstance(slug, str) else ""

    def set_rows(self, rows: Sequence[PlanRow], opened: str) -> None:
        """Show these plans; the chosen one stays chosen, otherwise the open one is."""
        chosen = self.chosen or opened
        self.model.set_rows(rows, opened)
        self.choose(chosen)
        self._sum_up()

    def choose(self, slug: str) -> None:
        """Stand on a plan, if it is listed."""
        for row in range(self._sorted.rowCount()):
            index = self._sorted.index(row, 0)
            if index.data(SlugRole) == slug:
                self.view.setCurrentIndex(index)
                self.view.scrollTo(index)
                break
        else:
            if self._sorted.rowCount():
                self.view.setCurrentIndex(self._sorted.index(0, 0))
        self._follow()

    def set_removed(self, removed: Sequence[tuple[str, str]]) -> None:
        """Slugs and titles of what can be brought back."""
        self._removed.clear()
        for slug, title in removed:
            action = self._removed.addAction(title.replace("&", "&&"))
            action.triggered.connect(partial(self._restore, slug))
        self.restore.setVisible(bool(removed))

    def set_busy(self, busy: bool) -> None:
        """While files come in, no others are asked for."""
        self.files.setDisabled(busy)
        self.folder.setDisabled(busy)

    def _make_view(self) -> PlansView:
        view = PlansView()
        view.setModel(self._sorted)
        view.setSortingEnabled(False)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.setTabKeyNavigation(False)
        view.setAccessibleName("规划库")
        view.verticalHeader().hide()
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.verticalHeader().setDefaultSectionSize(view.fontMetrics().height() + 18)
        header = view.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        unit = view.fontMetrics().horizontalAdvance("汉")
        for column, signs in ((1, 10), (2, 8), (3, 5), (4, 16)):
            view.setColumnWidth(column, unit * signs)
        view.opened.connect(lambda: self._say(self.open_asked, self.open))
        view.renamed.connect(lambda: self._say(self.rename_asked, self.rename))
        view.removed.connect(lambda: self._say(self.remove_asked, self.remove))
        view.doubleClicked.connect(lambda _index: self._say(self.open_asked, self.open))
        view.selectionModel().currentChanged.connect(self._follow)
        return view

    def _button(self, text: str, keys: str, signal: SignalInstance) -> QPushButton:
        button = QPushButton(text)
        button.clicked.connect(lambda: self._say(signal, button))
        if keys:
            button.setToolTip(keys)
        return button

    def _lay_out(self) -> None:
        above, below = QHBoxLayout(), QHBoxLayout()
        title = QLabel("规划库")
        title.setObjectName("room_title")
        for widget in (title, self.total):
            above.addWidget(widget)
        above.addStretch(1)
        for widget in (self.filter, self.files, self.folder):
            above.addWidget(widget)
        above.setSpacing(10)
        for widget in (self.open, self.review, self.rename, self.remove):
            below.addWidget(widget)
        below.addStretch(1)
        below.addWidget(self.restore)
        below.setSpacing(10)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 14)
        column.setSpacing(12)
        column.addLayout(above)
        column.addWidget(self.view, 1)
        column.addLayout(below)
        column.addWidget(self.hint)
        self.setFocusProxy(self.view)

    def _restore(self, slug: str, _checked: bool = False) -> None:
        self.restore_asked.emit(slug)

    def _say(self, signal: SignalInstance, button: QPushButton) -> None:
        if self.chosen and button.isEnabled():
            signal.emit(self.chosen)

    @Slot(str)
    def _narrow(self, words: str) -> None:
        chosen = self.chosen
        self._sorted.setFilterFixedString(words.strip())
        self.choose(chosen)
        self._sum_up()

    def _sum_up(self) -> None:
        shown, of_all = self._sorted.rowCount(), len(self.model.rows)
        self.total.setText(f"共 {of_all:,} 部" if shown == of_all else f"{shown:,} / {of_all:,} 部")

    @Slot()
    def _follow(self) -> None:
        index: QModelIndex = self.view.currentIndex()
        own = bool(index.data(OwnPlanRole))
        self.open.setEnabled(index.isValid())
        for button in (self.review, self.rename, self.remove):
            button.setEnabled(own)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        signs = self.width() // max(self.fontMetrics().horizontalAdvance("汉"), 1)
        for column, needed in ((4, 60), (3, 44), (1, 38)):
            self.view.setColumnHidden(column, signs < needed)  # the name goes before all else
