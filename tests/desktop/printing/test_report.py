"""Tables and townships on paper: composed as everything else that is printed."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pdfplumber
import pytest
from PySide6.QtCore import QObject, QSizeF, Qt, QThreadPool
from pytestqt.qtbot import QtBot

from db.export.tables.report import TableReport, report_of
from db.export.tables.sheet import LineGroup, Lines
from db.export.tables.township import township_report
from db.records import Plan
from db.tables.arrangement import TableQuery, arrange
from db.tables.facts import PlanFacts
from db.tables.projects import project_table, project_totals
from db.tables.township_pages import place_pages
from desktop.app.session import Session
from desktop.printing.composition import ReportComposition
from desktop.printing.page_records import MM, GlyphRun, Page
from desktop.printing.pdf_file import write_pdf
from desktop.printing.print_room import PrintRoom
from desktop.printing.report_content import ReportJob
from desktop.printing.report_print_dialog import ReportPrintDialog
from desktop.tables.tables_controller import TablesController


@pytest.fixture
def report(plan: Plan) -> TableReport:
    facts = PlanFacts(plan)
    table = project_table([facts])
    view = arrange(table, TableQuery(group="field"))
    columns = tuple(column.name for column in table.columns if column.shown)
    groups = [LineGroup(group.label, group.rows) for group in view.groups]
    totals = project_totals([table.rows[row] for row in view.rows])
    return report_of(Lines(table, columns, view.rows, [facts], groups, ["按领域分组"], totals))


def _texts(path: Path) -> list[list[str]]:
    """Lines of each page, without the page's number and caution."""
    with pdfplumber.open(path) as pdf:
        return [(page.extract_text() or "").splitlines() for page in pdf.pages]


def _runs(page: Page) -> list[GlyphRun]:
    return [thing for thing in page.body if isinstance(thing, GlyphRun)]


def test_a_table_lies_on_the_long_edge_and_its_head_comes_again(
    qapp: QObject, report: TableReport, tmp_path: Path
) -> None:
    count = write_pdf(ReportJob(report), tmp_path / "a.pdf")
    with pdfplumber.open(tmp_path / "a.pdf") as pdf:
        sizes = [(round(page.width), round(page.height)) for page in pdf.pages]
    assert sizes == [(842, 595)] * count
    pages = _texts(tmp_path / "a.pdf")
    assert pages[0][0] == "规划项目"
    assert "按领域分组" in pages[0][2]
    for page in pages:
        (head,) = [line for line in page if line.startswith("序号")]
        assert "项目名称" in head
    assert sum("序号" in line or line[:1].isdigit() for line in pages[-1]) >= 2, "a row beside the head"
    whole = "".join(line for page in pages for line in page)
    assert "合计：规划项目72项，分类合计5行" in whole
    assert "已知两项合计约150亿元，另3项原文缺失" in whole
    assert "来源：网络转载" in whole


def test_no_page_is_empty_and_no_head_of_a_group_stands_at_its_foot(
    qapp: QObject, report: TableReport
) -> None:
    for across in (True, False):
        heads = ("综合交通（", "水利（", "教育（", "医疗（")
        for page in ReportComposition(ReportJob(report, across)).whole().pages:
            runs = _runs(page)
            assert runs
            assert not max(runs, key=lambda run: run.y).text.startswith(heads)


def test_a_long_table_is_shown_before_all_of_it_is_composed(qapp: QObject, report: TableReport) -> None:
    (table,) = report.tables
    rows: Sequence[Sequence[str | int]] = [[at, *["云溪大桥"] * 9] for at in range(1, 3001)]
    long = replace(report, tables=(replace(table, rows=lambda: iter(rows), count=len(rows)),))
    job = ReportJob(long)
    first = list(ReportComposition(job).first())
    assert 3 < len(first) < 10
    assert len(ReportComposition(job).whole().pages) > 90


def test_a_township_ends_with_its_last_words(qapp: QObject, plan: Plan, tmp_path: Path) -> None:
    """Its last page was empty, and its type ragged: it is composed as everything else now."""
    facts = PlanFacts(plan)
    for page in place_pages(facts)[:6]:
        made = township_report([(facts, page)])
        assert all(map(_runs, ReportComposition(ReportJob(made, across=False)).whole().pages))
    (page,) = [each for each in place_pages(facts) if each.place == "甘霖镇"]
    write_pdf(ReportJob(township_report([(facts, page)]), across=False), tmp_path / "a.pdf")
    words = "".join(line for lines in _texts(tmp_path / "a.pdf") for line in lines)
    for part in ("规划项目（3）", "明确提及（2）", "疑似相关（4）", "未写全称，是否在甘霖镇请核实。"):
        assert part in words


def test_the_dialog_saves_a_table_as_pdf_word_and_excel(
    qtbot: QtBot, report: TableReport, tmp_path: Path
) -> None:
    pool = QThreadPool()
    files = iter(tmp_path / f"a.{ending}" for ending in ("pdf", "docx", "xlsx"))
    proposed: list[str] = []

    def ask(_parent: object, _title: str, name: Path, _kind: str) -> Path:
        proposed.append(name.name)
        return next(files)

    dialog = ReportPrintDialog(pool, ask_file=ask)
    qtbot.addWidget(dialog)
    dialog.show_report(replace(report, stem="嵊州市十四五规划-规划项目"), across=True)
    dialog.show()
    qtbot.waitUntil(lambda: not dialog.busy, timeout=30_000)
    assert dialog.count.text().startswith("共")
    side = dialog.preview.view.sides[0]
    assert side.across
    for name in ("pdf", "docx", "xlsx"):
        with qtbot.waitSignal(dialog.ended):
            qtbot.mouseClick(dialog.save_buttons[name], Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: not dialog.busy and not dialog.writing, timeout=30_000)
        assert (tmp_path / f"a.{name}").is_file()
    assert proposed == [f"嵊州市十四五规划-规划项目.{ending}" for ending in ("pdf", "docx", "xlsx")]
    dialog.way.setCurrentIndex(1)
    qtbot.waitUntil(lambda: not dialog.busy and not dialog.preview.view.sides[0].across, timeout=30_000)
    dialog.reject()
    assert pool.waitForDone(30_000)


def test_ctrl_p_in_a_table_shows_that_table(qtbot: QtBot, open_reader: Callable[..., Session]) -> None:
    """It showed the plan's own printing."""
    window = open_reader().window
    room = window.room(TablesController).shown()
    qtbot.waitUntil(lambda: not room.busy, timeout=30_000)
    page = room.page("targets")
    room.show_tab("targets")
    page.view.setFocus()
    qtbot.keyClick(page.view, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    dialog = window.room(PrintRoom).report_dialog
    assert dialog is not None
    assert window.room(PrintRoom).dialog is None
    qtbot.waitUntil(lambda: not dialog.busy, timeout=30_000)
    assert dialog.title.text() == "量化目标"
    assert dialog.job is not None
    assert QSizeF(*dialog.job.layout.paper).width() == pytest.approx(297 * MM)
    dialog.reject()
