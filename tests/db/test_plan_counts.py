"""One function counts what a plan holds and what its source lost: all who say it say the same."""

from pathlib import Path

from db.plan.query import read_card
from db.plan_counts import counts_of, losses_of
from db.records import Plan, PlanInfo
from db.source.importer import import_plan
from db.source.meta import Meta
from db.source.report import report_on_stored
from db.tables.facts import PlanFacts
from db.tables.gaps import MAKER, gap_table
from db.tables.projects import project_table

CSV = "项目名称,建设内容,总投资（亿元）\n云溪大桥,新建大桥,3.2\n白石公路,改建公路,5\n"


def _imported(path: Path, text: str) -> Plan:
    path.write_text(text, "utf-8")
    return import_plan(path, Meta(PlanInfo("x", "", "", "", "")))[0]


def test_what_is_lost_is_said_in_the_same_words_everywhere(plan: Plan, facts: PlanFacts) -> None:
    words = losses_of(plan).words
    assert words == "原文缺失30处，另缺表1张"
    table = gap_table([facts])
    assert MAKER.totals(table.rows, False)[0] == words
    assert list(MAKER.tell(table, range(len(table))))[-1] == words
    assert words in report_on_stored(plan).as_text().splitlines()[0]


def test_what_there_is_is_counted_in_one_way(plan: Plan, plan_folder: Path) -> None:
    counts = counts_of(plan)
    assert counts.words == "9 章，24 节，58 段，8 个专栏，72 个项目，13 个量化目标"
    report = report_on_stored(plan).as_json()
    assert (report["paragraphs"], report["projects"]) == (counts.paragraphs, counts.projects)
    assert read_card(plan_folder / "plan.db").paragraphs == counts.paragraphs


def test_a_spreadsheet_is_not_greeted_with_zeros(tmp_path: Path) -> None:
    plan = _imported(tmp_path / "a.csv", CSV)
    assert counts_of(plan).words == "1 张表，2 个项目"
    assert "0" not in report_on_stored(plan).as_text().splitlines()[0]


def test_a_title_of_the_programs_own_is_no_field(tmp_path: Path) -> None:
    table = project_table([PlanFacts(_imported(tmp_path / "a.csv", CSV))])
    assert [table.text(row, "field") for row in range(len(table))] == ["", ""]


def test_a_line_that_only_draws_a_table_was_not_left_out(tmp_path: Path) -> None:
    text = "# 某县规划\n\n## 一、目标\n\n坚持统筹发展。\n\n| 指标 | 2030年 |\n|---|---|\n| 公路里程 | 500公里 |\n"
    report = report_on_stored(_imported(tmp_path / "a.md", text))
    assert [each.why for each in report.plan.dropped] == ["表格线"]
    assert "未收入" not in report.as_text()
