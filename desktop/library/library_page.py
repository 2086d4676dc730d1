"""The list of all plans, and what can be done with each."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QSortFilterProxyModel, Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QMenu,
    QPushButton,
    QWidget,
)

from db.source.formats.detection import labels
from desktop.library.plans_model import COLUMNS, OwnPlanRole, PlanRow, PlansModel, SlugRole
from desktop.look.theme import row_height
from desktop.widgets.controls import button, choose_row, clearable, label, menu_entry, named
from desktop.widgets.copied_rows import chosen_rows, copy_rows
from desktop.widgets.filter_line import filter_line
from desktop.widgets.layouts import ROOM_MARGINS, SIDE_SPACING, SPACING, STRETCH, column, fill, row
from desktop.widgets.row_list import RowList


class _PlansView(RowList):
    """The list. While plans can be brought back, its Ctrl+Z does that, and nothing to marks."""

    undo_asked = Signal()
    undoes = False
    """Something was removed that can be brought back."""

    def event(self, event: QEvent) -> bool:
        # Qt asks the widget with the keyboard first whether it wants a key for itself.
        if event.type() == QEvent.Type.ShortcutOverride and self._is_undo(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._is_undo(event):
            self.undo_asked.emit()
        else:
            super().keyPressEvent(event)

    def _is_undo(self, event: QEvent) -> bool:
        return self.undoes and isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Undo)


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
        # -1: words may stand in any column.
        self._sorted.setFilterKeyColumn(-1)
        self._sorted.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.filter = named(
            filter_line(clearable(QLineEdit(placeholderText="按名称、地区、规划期筛选"))),
            spoken="筛选规划",
        )
        self.filter.setMinimumWidth(160)
        self.filter.setMaximumWidth(360)
        self.filter.textChanged.connect(self._narrow)
        self.total = label("", "message")
        self.files = button("导入文件(&I)…", self.files_asked)
        self.folder = button("导入文件夹(&D)…", self.folder_asked)
        self.view = self._make_view()
        self.open = self._button("打开(&O)", self.open_asked, "Return", "Enter")
        self.review = self._button("核对导入结果(&K)", self.review_asked)
        self.rename = self._button("重命名(&R)…", self.rename_asked, "F2")
        self.remove = self._button("移除(&X)", self.remove_asked, "Delete")
        self.view.doubleClicked.connect(self.open.click)
        self.view.undo_asked.connect(self._restore_last)
        self._removed = QMenu(self)
        self.restore = button("恢复已移除的规划")
        self.restore.setMenu(self._removed)
        self.restore.hide()
        self.hint = label(
            f"把 {labels()}等文件或文件夹拖到窗口里，也可以导入。随程序发布的规划不能改名或移除。",
            "message",
            wraps=True,
        )
        column(
            row(
                label("规划库", "room_title"),
                self.total,
                STRETCH,
                self.filter,
                self.files,
                self.folder,
                spacing=SIDE_SPACING,
            ),
            fill(self.view),
            row(
                self.open,
                self.review,
                self.rename,
                self.remove,
                STRETCH,
                self.restore,
                spacing=SIDE_SPACING,
            ),
            self.hint,
            on=self,
            spacing=SPACING,
            margins=ROOM_MARGINS,
        )
        self.setFocusProxy(self.view)
        self._follow()

    @property
    def chosen(self) -> str:
        """Slug of the plan that the user stands on; empty if none."""
        slug = self.view.currentIndex().data(SlugRole)
        return slug if isinstance(slug, str) else ""

    def set_rows(self, rows: Sequence[PlanRow], opened: str) -> None:
        """Show these plans; the chosen one stays chosen, otherwise the open one is."""
        # Read before the rows go, which takes the chosen one with them.
        chosen = self.chosen or opened
        self.model.set_rows(rows, opened)
        self.choose(chosen)
        self._sum_up()

    def copy_chosen(self) -> str | None:
        """Copy the chosen plans as the list shows them; in words how many."""
        rows = [index.row() for index in chosen_rows(self.view)]
        columns = [at for at in range(len(COLUMNS)) if not self.view.isColumnHidden(at)]
        cells = [[str(self._sorted.index(row, at).data()) for at in columns] for row in rows]
        return copy_rows(cells, "行", [COLUMNS[at] for at in columns])

    def selectAll(self) -> None:
        """Choose all plans that are listed."""
        self.view.selectAll()

    def scrolled(self) -> QWidget:
        """The list."""
        return self.view

    def choose(self, slug: str) -> None:
        """Stand on a plan, if it is listed."""
        top = self._sorted.index(0, 0)
        found = self._sorted.match(top, SlugRole, slug, flags=Qt.MatchFlag.MatchExactly)
        choose_row(self.view, found[0] if found else top)
        if found:
            self.view.scrollTo(found[0])
        self._follow()

    def set_removed(self, removed: Sequence[tuple[str, str]]) -> None:
        """Slugs and titles of what can be brought back."""
        self._removed.clear()
        for slug, title in removed:
            # In a menu's text & stands before the letter that is underlined.
            menu_entry(self._removed, title.replace("&", "&&"), self.restore_asked.emit, slug)
        self.restore.setVisible(bool(removed))
        self.view.undoes = bool(removed)

    @Slot()
    def _restore_last(self) -> None:
        self._removed.actions()[-1].trigger()

    def set_busy(self, busy: bool) -> None:
        """While files come in, no others are asked for."""
        self.files.setDisabled(busy)
        self.folder.setDisabled(busy)

    def _make_view(self) -> _PlansView:
        view = named(_PlansView(showGrid=False, wordWrap=False, sortingEnabled=False), spoken="规划库")
        view.setModel(self._sorted)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setTabKeyNavigation(False)
        view.verticalHeader().hide()
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.verticalHeader().setDefaultSectionSize(row_height(view.font()))
        header = view.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        unit = view.fontMetrics().horizontalAdvance("汉")
        # In Chinese characters, so that they follow the size of the interface's type.
        for at, signs in ((1, 10), (2, 8), (3, 5), (4, 16)):
            view.setColumnWidth(at, unit * signs)
        view.selectionModel().selectionChanged.connect(self._follow)
        return view

    def _button(self, text: str, signal: SignalInstance, *keys: str) -> QPushButton:
        """A button for the chosen plan, and keys for it while the person stands in the list."""
        made = button(text, lambda: signal.emit(self.chosen), tip=keys[-1] if keys else "")
        for key in keys:
            # click() does nothing while the button is disabled.
            QShortcut(QKeySequence(key), self.view, made.click, context=Qt.ShortcutContext.WidgetShortcut)
        return made

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
        # Of several that are chosen nobody knows which one is meant: they are only copied.
        one = index.isValid() and len(self.view.selectionModel().selectedRows()) == 1
        own = one and bool(index.data(OwnPlanRole))
        self.open.setEnabled(one)
        for each in (self.review, self.rename, self.remove):
            each.setEnabled(own)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        signs = self.width() // max(self.fontMetrics().horizontalAdvance("汉"), 1)
        # The narrower the page, the more columns go; the name stays to the last.
        for at, needed in ((4, 60), (1, 44), (3, 28)):
            self.view.setColumnHidden(at, signs < needed)
