"""涉及乡镇: the places at the left, and at the right all that the plan says of the one that is chosen, on one
page.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from PySide6.QtCore import QMimeData, QModelIndex, Qt, QThreadPool, QUrl, Signal, Slot
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QListView, QMenu, QTextBrowser, QWidget

from db.export.form import ExportForm
from db.export.tables.forms import FORMS, REPORT_FORMS
from db.export.tables.sheet import Lines
from db.files import exported
from db.progress import Progress
from db.tables.facts import PlanFacts
from db.tables.kinds import TableKind
from db.tables.table import AnyTable
from db.tables.township_html import Ink, place_html
from desktop.look.theme import LIGHT, Theme
from desktop.tables.kind_view import KindView, States
from desktop.tables.table_export import TableExport
from desktop.tables.township_model import NameRole, TownshipEntry, TownshipsModel, entries_of
from desktop.widgets.controls import (
    choose_row,
    clearable,
    frameless,
    label,
    menu_button,
    menu_entry,
    named,
    tool_button,
)
from desktop.widgets.export_bar import given
from desktop.widgets.filter_line import filter_line
from desktop.widgets.layouts import NO_MARGINS, STRETCH, column, fill, panel, row, splitter
from desktop.widgets.overflow_row import OverflowRow

_LEAST = 240
"""Pixels of a township's page."""

if TYPE_CHECKING:
    from db.export.tables.report import TableReport


def _write_web(content: str, path: Path, _progress: Progress) -> int:
    with exported(path) as part:
        part.write_text(content, "utf-8")
    return 1


WEB = ExportForm("html", "html", "网页", _write_web)


class _Page(QTextBrowser):
    """What the plan says of the place; words selected in it are copied without the theme's colours."""

    whole: Callable[[], str | None]
    """Copies all of it; in words what that was."""

    def copy_chosen(self) -> str | None:
        """Copy what is selected, or all; in words which."""
        cursor = self.textCursor()
        some = cursor.hasSelection() and len(cursor.selectedText()) < self.document().characterCount() - 1
        if not some:
            return self.whole()
        QGuiApplication.clipboard().setMimeData(self.createMimeDataFromSelection())
        return "已复制选中的文字。"

    def createMimeDataFromSelection(self) -> QMimeData:
        data = QMimeData()
        data.setText(self.textCursor().selection().toPlainText())
        return data


class TownshipView(KindView):
    """The ten-second answer: choose a place, read, copy, save as PDF or HTML."""

    words_asked = Signal(str)
    """The person wants to correct what counts as this place."""

    def __init__(self, kind: TableKind, pool: QThreadPool, export: TableExport) -> None:
        super().__init__(kind, pool, export)
        self._theme: Theme = LIGHT
        self._place = self._wanted = ""
        """What is shown, and what is to be shown when there is a plan that names it."""
        self._stale = False
        """The page is to be set when it is seen."""
        self._table: AnyTable | None = None
        """All places, as rows."""
        self.model = TownshipsModel(self)
        self.box = filter_line(clearable(QLineEdit(placeholderText="乡镇、街道：汉字、拼音或首字母")))
        named(self.box, spoken="查找乡镇、街道")
        self.list = frameless(named(QListView(uniformItemSizes=True), "places", spoken="涉及乡镇"))
        self.list.setModel(self.model)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.page = frameless(_Page(openLinks=False), fits=True)
        self.page.whole = self.copy_chosen
        named(self.page, "place_page", spoken="乡镇情况").document().setDocumentMargin(22)
        self.empty = label("本规划没有提到具体的乡镇、街道。", "message", wraps=True)
        self._place_parts()
        self.box.textChanged.connect(self._filter)
        self.box.returnPressed.connect(self._take_first)
        self.list.selectionModel().currentChanged.connect(self._choose)
        self.page.anchorClicked.connect(self._go)

    @property
    def place(self) -> str:
        """The place that is shown; empty if there is none."""
        return self._place

    def set_tables(self, facts: Sequence[PlanFacts], tables: Sequence[AnyTable], states: States) -> None:
        """Show the places of these plans; the chosen one stays if one of them has it."""
        # Plans are set again when a correction is kept: the page must not jump to the first place.
        wanted, self._wanted = self._wanted or self._place, ""
        (self._table,) = tables
        self.model.set_pages(entries_of(self._table.rows))
        self._say_empty()
        self.choose(wanted)

    def let_go(self) -> None:
        self._wanted = self._wanted or self._place
        self._table = None
        self.model.set_pages(())
        self.page.clear()

    def view_state(self) -> dict[str, Any]:
        return {"place": self._wanted or self._place}

    def set_view_state(self, found: Mapping[Any, Any]) -> None:
        if isinstance(place := found.get("place"), str):
            self._wanted = place

    def want(self, place: str) -> None:
        """Show a place, now or as soon as the plans are there that name it."""
        # It may be one that the filter hides.
        self.box.clear()
        if not any(page.place == place for page in self.model.pages):
            self._wanted = place
        self.choose(place)

    def set_writable(self) -> None:
        self._row.offer(self.buttons["words"], on=True)

    def choose(self, place: str) -> None:
        """Show a place; the first one, if there is no such place."""
        # The first, so that the page is never blank beside a full list.
        at = next((row for row, page in enumerate(self.model.pages) if page.place == place), 0)
        choose_row(self.list, self.model.index(at, 0))
        if not self.model.pages:
            self._place = ""
            self.page.clear()
        self._show()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._show()

    def html(self) -> str:
        """The page as a file of its own; empty if no place is shown."""
        page = self._shown()
        return place_html(page.parts, Ink(), links=False) if page else ""

    def lines(self) -> Lines | None:
        """The list of all places, as a table."""
        table = self._table
        if table is None:
            return None
        columns = tuple(column.name for column in table.columns if column.shown)
        wanted = {entry.place for entry in self.model.pages}
        rows = [at for at, row in enumerate(table.rows) if row.page.place in wanted]
        words = self.box.text().strip()
        told = [f"筛选：含“{words}”"] if words else []
        return Lines(table, columns, rows, self.export.plans, told=told, totals=[f"乡镇、街道{len(rows)}行"])

    def report(self) -> "TableReport | None":
        """The page of the place that is shown; None if there is none."""
        # Late: see KindView.report.
        from db.export.tables.township import township_report

        shown = self._shown()
        if shown is None:
            return None
        return replace(township_report(shown.parts), stem=self.export.stem(shown.place))

    def fill_export_menu(self, menu: QMenu) -> None:
        """What can be done with the page, and below it with the list of all places."""
        menu.clear()
        menu_entry(menu, "打印…\tCtrl+P", self.print_page)
        if self.export.pdf is not None:
            menu_entry(menu, "另存为PDF…", self.save_pdf)
        for form in REPORT_FORMS:
            menu_entry(menu, f"导出{form.menu}…", self._save_page, form)
        menu_entry(menu, "导出网页…", self.save_html)
        menu.addSeparator()
        menu_entry(menu, "打印全部乡镇的列表…", self._print_list)
        for form in FORMS:
            menu_entry(menu, f"全部乡镇的列表导出{form.menu}…", self.export_as, form.name)

    def _save_page(self, form: "ExportForm[TableReport]") -> None:
        report = self.report()
        if report is not None:
            self.export.save_report(report, form)

    def _print_list(self) -> None:
        if (report := super().report()) is not None:
            self.print_asked.emit(report)

    def save_html(self) -> None:
        """Ask for a file, and write the page to it as a web page that needs no other file."""
        shown = self._shown()
        if shown is not None:
            self.export.ask("保存到", self.export.stem(shown.place), (WEB,), given(self.html()))

    def copy_chosen(self) -> str | None:
        """Put the page on the clipboard, with its table."""
        if not self.model.pages:
            return None
        data = QMimeData()
        # In black on white, whatever the theme: it goes into other people's documents.
        data.setHtml(self.html())
        data.setText(self.page.toPlainText())
        QGuiApplication.clipboard().setMimeData(data)
        return f"已复制{self._place}的全部内容。"

    def selectAll(self) -> None:
        self.page.selectAll()

    def scrolled(self) -> QWidget:
        return self.page

    def _copy(self) -> None:
        if copied := self.copy_chosen():
            self.mentioned.emit(copied)

    def _shown(self) -> TownshipEntry | None:
        return next((page for page in self.model.pages if page.place == self._place), None)

    def _say_empty(self) -> None:
        some = self.model.any
        self.empty.setText(
            "没有符合的乡镇、街道，换一个词试试。" if some else "本规划没有提到具体的乡镇、街道。"
        )
        self.empty.setVisible(not self.model.pages)
        for name, button in self.buttons.items():
            # A place that the plan does not name can still be added by hand.
            button.setEnabled(bool(self.model.pages) or name == "words")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._show()

    def _show(self) -> None:
        # All that a large plan says of a place takes long to set, and its tab may never be looked at.
        self._stale = not self.isVisible()
        page = self._shown()
        if page is None or self._stale:
            return
        theme = self._theme
        ink = Ink(
            text=theme.text,
            quiet=theme.secondary,
            line=theme.hairline,
            named=theme.hit,
            related=theme.hover,
            marked=theme.hit_text,
            lost=theme.lost,
            link=theme.accent,
        )
        self.page.setHtml(place_html(page.parts, ink, links=True, size=max(self.font().pixelSize(), 15)))

    def _place_parts(self) -> None:
        offered: tuple[tuple[str, str, Callable[[], None]], ...] = (
            ("print", "打印…", self.print_page),
            ("copy", "复制", self._copy),
            ("words", "更正地名…", lambda: self.words_asked.emit(self._place)),
        )
        self.buttons = {
            name: tool_button(words, pressed, name="choice", focus=Qt.FocusPolicy.TabFocus)
            for name, words, pressed in offered
        }
        export = menu_button("导出 ▾", name="choice")
        export.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu = export.menu()
        menu.aboutToShow.connect(lambda: self.fill_export_menu(menu))
        # Beside printing: what has no room stands in the menu at the end, the last first.
        self.buttons = {"print": self.buttons.pop("print"), "export": export, **self.buttons}
        # Until somebody keeps what is corrected (`set_writable`).
        self._row = OverflowRow([*self.buttons.values()])
        self._row.offer(self.buttons["words"], on=False)
        left = column(self.box, self.empty, fill(self.list), margins=(16, 10, 8, 8))
        right = column(row(STRETCH, self._row), fill(self.page), margins=(8, 10, 16, 8))
        pages = panel(right)
        # Narrower, a title stands in one letter a line.
        pages.setMinimumWidth(_LEAST)
        panes = splitter((panel(left), 280, 0), (pages, 800, 1))
        column(panes, on=self, margins=NO_MARGINS)

    @Slot(str)
    def _filter(self, words: str) -> None:
        self.model.filter(words)
        self._say_empty()
        if self.model.pages:
            self.choose(self._place)

    @Slot()
    def _take_first(self) -> None:
        if self.model.pages:
            self.choose(self.model.pages[0].place)
            self.list.setFocus()

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        place = index.data(NameRole)
        if place is not None:
            self._place = place
            self._show()

    @Slot(QUrl)
    def _go(self, url: QUrl) -> None:
        # db.tables.township_html.link_of writes such links.
        scheme, plan, key, *span = map(unquote, url.toString().split(":"))
        shown = self._shown()
        facts = next((facts for facts, _ in shown.parts if facts.slug == plan), None) if shown else None
        if scheme == "place" and facts is not None:
            self.place_requested.emit(facts.place(key, (int(span[0]), int(span[1])) if span else None))
