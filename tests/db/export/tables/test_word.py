"""A table as a Word document, with what it is filtered and grouped by, and what it comes to."""

from pathlib import Path

import docx
from docx.enum.section import WD_ORIENTATION
from docx.oxml.ns import qn

from db.export.tables.report import (
    MarkedWords,
    ReportBand,
    ReportColumn,
    ReportTable,
    TableReport,
    cell_text,
    report_of,
)
from db.export.tables.sheet import LineGroup, Lines
from db.export.tables.word import write_word
from db.tables.arrangement import TableQuery, arrange
from db.tables.facts import PlanFacts
from db.tables.projects import ProjectRow, project_totals
from db.tables.table import RowTable


def _grouped(facts: PlanFacts, projects: RowTable[ProjectRow], column: str) -> Lines:
    view = arrange(projects, TableQuery(group=column).choosing("field", "综合交通"))
    return Lines(
        projects,
        ("stage", "name", "investment"),
        view.rows,
        [facts],
        [LineGroup(group.label, group.rows) for group in view.groups],
        ["筛选：领域：综合交通", "按规划安排分组"],
        project_totals([projects.rows[row] for row in view.rows]),
    )


def test_a_grouped_table(facts: PlanFacts, projects: RowTable[ProjectRow], tmp_path: Path) -> None:
    lines = _grouped(facts, projects, "stage")
    assert write_word(report_of(lines), tmp_path / "a.docx") == len(lines.rows) == 25
    document = docx.Document(str(tmp_path / "a.docx"))
    assert document.sections[0].orientation == WD_ORIENTATION.LANDSCAPE
    words = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    assert words[:3] == [
        "规划项目",
        "《嵊州市“十四五”规划（网络转载节选）》",
        "筛选：领域：综合交通；按规划安排分组",
    ]
    assert words[3].startswith("〔缺〕：原文缺失，未作补写")
    assert words[4].startswith("来源：网络转载：")
    (table,) = document.tables
    rows = table.rows
    assert [cell.text for cell in rows[0].cells] == ["序号", "规划安排", "项目名称", "投资（亿元）"]
    heads = [row for row in rows if row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None]
    assert len(heads) == 1
    assert rows[1].cells[0].text.startswith("建成（")
    assert rows[1].cells[0]._tc is rows[1].cells[3]._tc, "the head of a group goes across all columns"
    numbers = [row.cells[0].text for row in rows if row.cells[0]._tc is not row.cells[1]._tc][1:]
    assert numbers == [str(number) for number in range(1, 26)]
    assert rows[-1].cells[0].text.startswith("合计：规划项目25项")


def test_a_row_of_several_groups_has_one_number_and_is_counted_once(
    facts: PlanFacts, projects: RowTable[ProjectRow]
) -> None:
    report = report_of(_grouped(facts, projects, "place"))
    rows = [row for row in report.tables[0].rows() if not isinstance(row, ReportBand)]
    numbers = [int(cell_text(row[0])) for row in rows]
    assert len(numbers) > max(numbers) == report.count
    assert "一行属于几组的，各组都列出，序号相同，合计只计一次" in report.under[-1]


def test_words_with_a_ground(tmp_path: Path) -> None:
    cell = MarkedWords("推进至甘霖段", ((3, 5),), "#FFE58F")
    table = ReportTable(
        "明确提及", (ReportColumn("序号", 2), ReportColumn("原文", 20)), 1, lambda: iter([[1, cell]])
    )
    write_word(TableReport("甘霖镇", (), (table,), (), ""), tmp_path / "a.docx")
    (made,) = docx.Document(str(tmp_path / "a.docx")).tables
    runs = made.rows[1].cells[1].paragraphs[0].runs
    assert [run.text for run in runs] == ["推进至", "甘霖", "段"]
    assert runs[1]._r.find(f".//{qn('w:shd')}").get(qn("w:fill")) == "FFE58F"
