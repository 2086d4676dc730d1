"""The room: its tabs, and what happens between them."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QThreadPool, QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMenu,
    QStackedWidget,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from db.errors import PlanReaderError
from db.export.tables.sheet import Lines
from db.progress import Progress
from db.records import Place, PlaceWord, Plan, Supplement
from db.tables.arrangement import TableQuery
from db.tables.box_tables import AnyTable, plan_tables
from db.tables.facts import PlanFacts
from db.tables.gaps import GapRow, gap_table
from db.tables.projects import ProjectRow, project_table
from db.tables.table import RowTable
from db.tables.targets import TargetRow, target_table
from db.tables.totals import counted, project_totals
from db.tables.township_pages import TownshipPage, known_places, place_pages
from desktop.background import Latest
from desktop.look.theme import Theme
from desktop.tables.checks_panel import ChecksPanel
from desktop.tables.supplement_dialog import SupplementDialog
from desktop.tables.table_export import write_lines
from desktop.tables.table_page import TablePage
from desktop.tables.table_state import TableState, from_values
from desktop.tables.township_view import TownshipView
from desktop.tables.township_word_dialog import TownshipWordDialog
from desktop.widgets.export_bar import ExportBar, with_ending

TABS = (
    ("projects", "规划项目"),
    ("targets", "量化目标"),
    ("boxes", "专栏和表格"),
    ("places", "涉及乡镇"),
    ("gaps", "原文缺失"),
    ("checks", "核对"),
)
AskPath = Callable[[QWidget, str, str], Path | None]
"""The window, the offered file name and the kind ("Excel 工作簿 (*.xlsx)"); None if the reader thought better
of it.
"""


@dataclass(frozen=True, slots=True)
class Opened:
    """What is worked out in the background first: enough to show the projects."""

    facts: tuple[PlanFacts, ...]
    projects: RowTable[ProjectRow]


@dataclass(frozen=True, slots=True)
class Rest:
    """And afterwards."""

    targets: RowTable[TargetRow]
    gaps: RowTable[GapRow]
    boxes: tuple[tuple[PlanFacts, AnyTable], ...]
    pages: tuple[tuple[PlanFacts, tuple[TownshipPage, ...]], ...]


class TablesRoom(QWidget):
    """Takes plans and what the reader added to them; asks for places to be shown and records to be kept."""

    place_requested = Signal(object)
    opened = Signal()
    """Everything is there. The projects were there before."""
    change_asked = Signal(str, object, object)
    """What the reader did, in words for 撤销; the Supplement or PlaceWord before and after it, None where
    there is none.

    Whoever keeps them answers by `set_own`.
    """
    all_asked = Signal()
    """The reader wants the tables of all plans: `set_all` answers."""
    said = Signal(str)
    """One sentence for the reader."""
    row_acted = Signal(str, object)
    """An action that the window offered (see `offer`), and the row's Place."""

    def __init__(self, pool: QThreadPool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plans: tuple[Plan, ...] = ()
        self._current: tuple[Plan, ...] = ()
        """What is shown, and of that what is open on the page."""
        self._supplements: dict[str, Supplement] = {}
        self._words: dict[tuple[str, str, str], PlaceWord] = {}
        self._opened: Opened | None = None
        self._rest: Rest | None = None
        self._stale = False
        self._states: dict[str, TableState] = {}
        self._name = ""
        self._box = ("", "")
        """Plan and name of the box or table that is shown."""
        self._offers: list[tuple[str, str]] = []
        self._wanted_place: Place | None = None
        self._wanted_township = ""
        self._kept = False
        self.dialog: QDialog | None = None
        """What is open now."""
        self.ask_path: AskPath = ask_path
        self.tabs = QTabBar()
        self.tabs.setObjectName("rooms")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.projects = TablePage(pool, _project_totals, ("field", "stage", "place"))
        self.targets = TablePage(pool, partial(_counted_rows, "量化目标"))
        self.boxes = TablePage(pool, partial(_counted_rows, "共"))
        self.gaps = TablePage(pool, _gap_totals)
        self.places = TownshipView()
        self.everywhere = _everywhere_button()
        self.checks = ChecksPanel(pool)
        self.which = QToolButton()
        self.which.setObjectName("choice")
        self.which.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.which.setMenu(QMenu(self.which))
        self.which.setAccessibleName("选择专栏或表格")
        self.export = ExportBar(pool)
        self._rows_written = 0
        self._message = QLabel("正在整理……")
        self._message.setObjectName("message")
        self._pages = QStackedWidget()
        self._task = Latest(pool, self)
        self._task.answered.connect(self._show)
        self._rest_task = Latest(pool, self)
        self._rest_task.answered.connect(self._show_rest)
        self._rest_later = QTimer(self, singleShot=True)
        self._rest_later.timeout.connect(self._ask_rest)
        self._rest_due = False
        self._place_parts()
        self._connect()

    @property
    def facts(self) -> tuple[PlanFacts, ...]:
        """The plans that are open here, with what the reader added."""
        return self._opened.facts if self._opened else ()

    @property
    def busy(self) -> bool:
        """Something is being worked out."""
        return self._task.busy or self._rest_is_coming or any(page.busy for page in self._table_pages())

    @property
    def _rest_is_coming(self) -> bool:
        return self._rest_due or self._rest_later.isActive() or self._rest_task.busy

    def set_plans(self, plans: Sequence[Plan]) -> None:
        """Show these plans. Nothing is worked out before the room is seen."""
        self._current = tuple(plans)
        if self.everywhere.isChecked():
            self.all_asked.emit()
        else:
            self._plans = self._current
            self._open_when_seen()

    def set_all(self, plans: Sequence[Plan]) -> None:
        """Show all plans there are, the open one first, if that is still wanted."""
        if self.everywhere.isChecked():
            here = {plan.info.slug for plan in self._current}
            self._plans = (*self._current, *(plan for plan in plans if plan.info.slug not in here))
            self._open_when_seen()

    def set_name(self, name: str) -> None:
        """Who enters what the paper copy says, as long as nobody else has."""
        self._name = self._name or name

    def set_several(self, several: bool) -> None:
        """Whether there is more than one plan, so that it can be asked for all."""
        self.everywhere.setVisible(several)
        if not several:
            self.everywhere.setChecked(False)

    def set_own(self, supplements: Sequence[Supplement], words: Sequence[PlaceWord]) -> None:
        """What the reader added, as it is kept.

        Before this is called, nothing can be filled in: nobody would keep it.
        """
        self._kept = True
        self.places.set_writable()
        self._set_extras()
        own = (
            {each.id: each for each in supplements},
            {(each.plan, each.place, each.word): each for each in words},
        )
        if own != (self._supplements, self._words):
            self._supplements, self._words = own
            self._open_when_seen()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        for page in self._table_pages():
            page.set_theme(theme)
        self.places.set_theme(theme)
        self.checks.set_theme(theme)

    def offer(self, name: str, words: str) -> None:
        """Put another action into the menu of rows; `row_acted` tells when it is chosen."""
        self._offers.append((name, words))
        self._set_extras()

    def state(self) -> dict[str, Any]:
        """How the tables were left, for the settings."""
        tables = {name: state.as_values() for name, state in self._states.items()}
        return {
            "tab": TABS[self.tabs.currentIndex()][0],
            "place": self.places.place,
            "name": self._name,
            "everywhere": self.everywhere.isChecked(),
            "tables": tables,
        }

    def set_state(self, found: object) -> None:
        """As it was left; what is not of the right form is passed over."""
        if not isinstance(found, Mapping):
            return
        tables = found.get("tables")
        if isinstance(tables, Mapping):
            self._states = {
                name: from_values(value) for name, value in tables.items() if isinstance(name, str)
            }
        names = [name for name, _ in TABS]
        if found.get("tab") in names:
            self.tabs.setCurrentIndex(names.index(str(found["tab"])))
        if isinstance(found.get("name"), str):
            self._name = str(found["name"])
        if isinstance(found.get("place"), str):
            self._wanted_township = str(found["place"])
        self.everywhere.setChecked(found.get("everywhere") is True)

    def show_tab(self, name: str) -> None:
        """Bring a tab forward."""
        self.tabs.setCurrentIndex([each for each, _ in TABS].index(name))

    def chosen_place(self) -> Place | None:
        """Where the row stands in the plan that the reader has chosen; None without one."""
        page = self._pages.currentWidget()
        shown = next(
            (
                each
                for each in self._table_pages()
                if page is not None and (each is page or page.isAncestorOf(each))
            ),
            None,
        )
        rows = shown.view.selected_rows() if shown is not None else []
        return shown.table.place(rows[0]) if shown is not None and shown.table is not None and rows else None

    def has_row(self, place: Place) -> bool:
        """Whether a project's words stand at the place."""
        return any(
            plan.info.slug == place.plan
            and any(
                project.key == place.key and _touches(project.span, place.span) for project in plan.projects
            )
            for plan in self._plans
        )

    def show_row(self, place: Place) -> None:
        """Bring the row forward whose words stand at the place."""
        self.show_tab("projects")
        self._wanted_place = place
        if self._opened is not None and not self._stale:
            self._show_wanted()

    def show_rows(self, tab: str, column: str = "", value: str = "") -> None:
        """Bring a table forward, showing just the rows with that value (all of them without one)."""
        self.show_tab(tab)
        pages = {"projects": self.projects, "targets": self.targets, "boxes": self.boxes, "gaps": self.gaps}
        if tab not in pages or not column:
            return
        wanted = TableQuery().choosing(column, *([value] if value else []))
        if pages[tab].table is None:
            self._states.setdefault(tab, TableState()).wanted = wanted
        else:
            pages[tab].ask(wanted)

    def show_place(self, name: str) -> None:
        """Bring the page of a township forward."""
        self.show_tab("places")
        if self._rest is None or self._stale or self._task.busy or self._rest_is_coming:
            self._wanted_township = name
        self.places.choose(name)

    def fill_in(self, row: GapRow) -> None:
        """Ask the reader what the paper copy says."""
        dialog = SupplementDialog(row, self._name, self)
        dialog.accepted.connect(partial(self._take_supplement, dialog))
        self._ask(dialog)

    def save_supplement(self, supplement: Supplement) -> None:
        """Ask for an entry to be kept."""
        self._name = supplement.name
        before = self._supplements.get(supplement.id)
        if supplement != before:
            self.change_asked.emit("修改补录" if before else "人工补录", before, supplement)

    def remove_supplement(self, supplement: Supplement) -> None:
        """Ask for an entry to be forgotten."""
        self.change_asked.emit("删除补录", supplement, None)

    def save_place_word(self, word: PlaceWord) -> None:
        """Ask for a correction of place names to be kept."""
        before = self._words.get((word.plan, word.place, word.word))
        if word != before:
            self.change_asked.emit("更正地名", before, word)

    def _take_supplement(self, dialog: SupplementDialog) -> None:
        self.save_supplement(dialog.supplement())

    def _take_word(self, dialog: TownshipWordDialog) -> None:
        self.save_place_word(dialog.place_word())

    def _ask(self, dialog: QDialog) -> None:
        """Show a dialog; the program goes on behind it."""
        self.dialog = dialog
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self._asked)
        dialog.open()

    @Slot(int)
    def _asked(self, _code: int) -> None:
        self.dialog = None

    @Slot(bool)
    def _go_everywhere(self, everywhere: bool) -> None:
        if everywhere:
            self._message.setText("正在打开全部规划……")
            self._message.show()
            self.all_asked.emit()
        else:
            self.set_plans(self._current)

    def _table_pages(self) -> tuple[TablePage, ...]:
        return (self.projects, self.targets, self.boxes, self.gaps)

    def _place_parts(self) -> None:
        boxes = QWidget()
        column = QVBoxLayout(boxes)
        column.setContentsMargins(0, 10, 0, 0)
        column.setSpacing(0)
        line = QHBoxLayout()
        line.setContentsMargins(16, 0, 16, 0)
        line.addWidget(self.which)
        line.addStretch(1)
        column.addLayout(line)
        column.addWidget(self.boxes, 1)
        widgets = {
            "projects": self.projects,
            "targets": self.targets,
            "boxes": boxes,
            "places": self.places,
            "gaps": self.gaps,
            "checks": self.checks,
        }
        for name, words in TABS:
            self.tabs.addTab(words)
            self._pages.addWidget(widgets[name])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 6, 16, 0)
        bar.addWidget(self.tabs)
        bar.addStretch(1)
        bar.addWidget(self._message)
        bar.addSpacing(8)
        bar.addWidget(self.everywhere)
        whole.addLayout(bar)
        whole.addWidget(self._pages, 1)
        whole.addWidget(self.export)
        self._message.hide()

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._pages.setCurrentIndex)
        self.projects.arranged.connect(self._projects_shown)
        for name, page in zip(("projects", "targets", "boxes", "gaps"), self._table_pages(), strict=True):
            page.place_requested.connect(self.place_requested)
            page.export_asked.connect(partial(self._export, page))
            page.row_asked.connect(partial(self._act, page))
            page.setObjectName(name)
        self.places.place_requested.connect(self.place_requested)
        self.places.save_asked.connect(self._save_place_page)
        self.places.words_asked.connect(self._ask_words)
        self.checks.place_requested.connect(self.place_requested)
        self.export.finished.connect(self.said)
        self.export.written.connect(self._written)
        self.everywhere.toggled.connect(self._go_everywhere)
        self._set_extras()

    def _set_extras(self) -> None:
        offers = [(name, words, _always) for name, words in self._offers]
        fill = ("fill", "人工补录…")
        self.projects.set_extra([*([(*fill, _project_lost)] if self._kept else []), *offers])
        self.targets.set_extra(offers)
        self.boxes.set_extra(offers)
        by_hand = [(*fill, _has_gap), ("unfill", "删除补录", _is_filled)] if self._kept else []
        self.gaps.set_extra([*by_hand, *offers])

    def _open_when_seen(self) -> None:
        self._stale = True
        if self.isVisible():
            self._open()

    def _open(self) -> None:
        self._stale = False
        self._message.setVisible(self._opened is None)
        self._rest_task.drop()
        self._rest_later.stop()
        self._rest_due = False
        work = partial(_open, self._plans, tuple(self._supplements.values()), tuple(self._words.values()))
        self._task.ask(work)

    @Slot(object)
    def _show(self, opened: Opened) -> None:
        self._opened = opened
        self._message.hide()
        self.projects.set_filled_there(any(facts.supplements for facts in opened.facts))
        self._rest_due = True
        self._fill_page(self.projects, opened.projects)
        self._show_wanted()

    @Slot()
    def _projects_shown(self) -> None:
        """The rest comes when the rows are on the screen: beside them it would hold them up."""
        if self._rest_due:
            self._rest_due = False
            self._rest_later.start()

    @Slot()
    def _ask_rest(self) -> None:
        if self._opened is not None:
            self._rest_task.ask(partial(_rest, self._opened))

    @Slot(object)
    def _show_rest(self, rest: Rest) -> None:
        if self._opened is None:
            return
        self._rest = rest
        self._fill_page(self.targets, rest.targets)
        self._fill_page(self.gaps, rest.gaps)
        self._list_boxes(rest.boxes)
        self.places.set_plans(rest.pages)
        if self._wanted_township:
            self.places.choose(self._wanted_township)
            self._wanted_township = ""
        self.checks.set_plans(self._opened.facts)
        self.opened.emit()

    def _fill_page(self, page: TablePage, table: RowTable[Any]) -> None:
        page.set_table(table, self._states.setdefault(table.name, TableState()))

    def _list_boxes(self, boxes: Sequence[tuple[PlanFacts, AnyTable]]) -> None:
        """In the menu, each plan's by themselves where there are several."""
        menu = self.which.menu()
        menu.clear()
        below = {facts.slug: menu for facts in self.facts}
        if len(below) > 1:
            below = {
                facts.slug: menu.addMenu(facts.plan.info.title.replace("&", "&&")) for facts in self.facts
            }
        for at, (facts, table) in enumerate(boxes):
            below[facts.slug].addAction(table.title.replace("&", "&&")).triggered.connect(
                partial(self.choose_box, at)
            )
        for facts in self.facts if len(below) > 1 else ():
            below[facts.slug].menuAction().setVisible(not below[facts.slug].isEmpty())
        names = [(facts.slug, table.name) for facts, table in boxes]
        self.which.setVisible(bool(boxes))
        self.choose_box(names.index(self._box) if self._box in names else 0)
        if not boxes:
            self._fill_page(self.boxes, RowTable[Any]("boxes", "专栏和表格", (), (), _nowhere))

    def choose_box(self, at: int, _checked: bool = False) -> None:
        """Show the box or table with this number."""
        if self._rest is not None and 0 <= at < len(self._rest.boxes):
            facts, table = self._rest.boxes[at]
            self._box = facts.slug, table.name
            self.which.setText(f"{table.title} ▾")
            self.boxes.set_table(table, self._states.setdefault(table.name, TableState()))

    def _show_wanted(self) -> None:
        place, self._wanted_place = self._wanted_place, None
        if place is None or self._opened is None:
            return
        for number, row in enumerate(self._opened.projects.rows):
            project = row.project
            if (
                row.facts.slug == place.plan
                and project.key == place.key
                and _touches(project.span, place.span)
            ):
                self.projects.show_row(number)
                return

    def _export(self, page: TablePage, kind: str) -> None:
        lines = page.lines()
        if lines is None or not self.facts:
            return
        name = f"{self._title()}-{file_title(lines.table.title)}.{kind}"
        chosen = self.ask_path(self, name, "Excel 工作簿 (*.xlsx)" if kind == "xlsx" else "CSV 表格 (*.csv)")
        path = with_ending(chosen, kind, self.said.emit) if chosen is not None else None
        if path is not None:
            self.write(lines, path, page.notes())

    def write(self, lines: Lines, path: Path, notes: Sequence[str]) -> None:
        """Write rows to a file in the background; its ending says which kind."""
        self._rows_written = len(lines.rows)
        self.export.start(partial(write_lines, lines, tuple(self.facts), tuple(notes)), path)

    @Slot(object)
    def _written(self, path: Path) -> None:
        self.said.emit(f"已导出{self._rows_written}行：{path}")

    def _title(self) -> str:
        """What files are named after."""
        return file_title(self.facts[0].plan.info.title) if len(self.facts) == 1 else "全部规划"

    @Slot(str)
    def _save_place_page(self, kind: str) -> None:
        if not self.facts or not self.places.place:
            return
        name = f"{self._title()}-{self.places.place}.{kind}"
        path = self.ask_path(self, name, "PDF 文件 (*.pdf)" if kind == "pdf" else "网页 (*.html)")
        if path is None:
            return
        try:
            (self.places.write_pdf if kind == "pdf" else self.places.write_html)(path.with_suffix(f".{kind}"))
        except PlanReaderError as error:
            self.said.emit(str(error))
        else:
            self.said.emit(f"已保存：{path.with_suffix(f'.{kind}')}")

    @Slot(str)
    def _ask_words(self, place: str) -> None:
        if not self.facts:
            return
        facts = self.facts[0]
        dialog = TownshipWordDialog(facts.slug, facts.finder.names, place, parent=self)
        dialog.accepted.connect(partial(self._take_word, dialog))
        self._ask(dialog)

    def _act(self, page: TablePage, name: str, number: int) -> None:
        table = page.table
        if table is None or not 0 <= number < len(table):
            return
        row: Any = table.rows[number]
        if name == "fill" and isinstance(row, ProjectRow):
            gaps = row.facts.gaps_in(row.project.key, row.project.span)
            if gaps:
                self.fill_in(GapRow(row.facts, row.project.key, gaps[0]))
        elif name == "fill" and isinstance(row, GapRow):
            self.fill_in(row)
        elif name == "unfill" and isinstance(row, GapRow) and row.filled is not None:
            self.remove_supplement(row.filled)
        else:
            self.row_acted.emit(name, table.place(number))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._open()


def _everywhere_button() -> QToolButton:
    button = QToolButton()
    button.setObjectName("choice")
    button.setText("全部规划")
    button.setCheckable(True)
    button.setToolTip("把规划库中全部规划的内容放在一起")
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.hide()
    return button


def ask_path(parent: QWidget, name: str, kind: str) -> Path | None:
    """Ask for a file; the dialog asks before one is overwritten."""
    chosen, _ = QFileDialog.getSaveFileName(parent, "保存到", str(Path.home() / name), kind)
    return Path(chosen) if chosen else None


def file_title(title: str) -> str:
    """A title as it can stand in a file's name: 嵊州市“十四五”规划（网络转载节选） → 嵊州市十四五规划."""
    words = re.sub(r"（[^（）]*）|【[^】]*】", "", title)
    return re.sub(r"[\\/:*?\"<>|“”‘’《》\s]", "", words) or "表格"


def _open(
    plans: tuple[Plan, ...],
    supplements: tuple[Supplement, ...],
    words: tuple[PlaceWord, ...],
    _progress: Progress,
) -> Opened:
    facts = tuple(PlanFacts(plan, words, supplements) for plan in plans)
    known_places(facts)  # the first cells that are drawn ask for them
    return Opened(facts, project_table(facts))


def _rest(opened: Opened, _progress: Progress) -> Rest:
    facts = opened.facts
    rest = Rest(
        target_table(facts),
        gap_table(facts),
        tuple((each, table) for each in facts for table in plan_tables(each)),
        tuple((each, place_pages(each)) for each in facts),
    )
    # So that the first word that is typed is answered at once.
    for table in (opened.projects, rest.targets, rest.gaps):
        table.prepare()
    return rest


def _project_totals(rows: Sequence[ProjectRow], filled: bool) -> Sequence[str]:
    return project_totals(rows, filled=filled)


def _counted_rows(what: str, rows: Sequence[Any], _filled: bool) -> Sequence[str]:
    return [f"{what}{counted(len(rows))}项"]


def _gap_totals(rows: Sequence[GapRow], _filled: bool) -> Sequence[str]:
    kinds: dict[str, int] = {}
    for row in rows:
        kinds[row.kind] = kinds.get(row.kind, 0) + 1
    filled = sum(row.filled is not None for row in rows)
    words = "、".join(f"{kind}{count}处" for kind, count in kinds.items())
    return [
        f"原文缺失{len(rows)}处" + (f"（{words}）" if words else ""),
        *([f"已人工补录{filled}处"] if filled else []),
    ]


def _nowhere(_row: Any) -> Place:
    return Place("", "")


def _always(_row: Any) -> bool:
    return True


def _has_gap(row: GapRow) -> bool:
    return row.stray is None


def _is_filled(row: GapRow) -> bool:
    return row.filled is not None


def _project_lost(row: ProjectRow) -> bool:
    return bool(row.project.lost)


def _touches(span: tuple[int, int], other: tuple[int, int] | None) -> bool:
    if other is None:
        return True
    start, end = other
    return span[0] <= start < span[1] or (start < span[1] and span[0] < end)
