"""The import report says what was found, dropped, lost and doubtful."""

from pathlib import Path

from db.records import Plan
from db.source.importer import import_plan
from db.source.meta import Meta
from db.source.report import report_on


def test_the_report_of_the_bundled_plan(plan: Plan, meta: Meta) -> None:
    report = report_on(plan, meta, meta.sha256)
    found = report.as_json()
    assert (found["chapters"], found["paragraphs"], found["boxes"], found["projects"], found["gaps"]) == (
        33,
        58,
        8,
        72,
        30,
    )
    assert [line["line"] for line in found["dropped"]] == [1, 3, 6, 306, 309, 312]
    assert [(doubt["line"], doubt["why"]) for doubt in found["doubts"]] == [(20, "标题之下没有正文。")]
    text = report.as_text()
    assert "第 309 行（转载说明）" in text
    assert "新建设项目" not in text
    assert "重大建设项目〔缺〕个左右" in text


def test_a_source_cut_short_is_doubted(source: Path, meta: Meta, tmp_path: Path) -> None:
    half = tmp_path / "half.txt"
    half.write_text(source.read_text("utf-8")[:9000], "utf-8")
    plan, sha256 = import_plan(half, meta)
    whys = [doubt.why for doubt in report_on(plan, meta, sha256).doubts]
    assert any("校验值不一致" in why for why in whys)
    assert any("可能在中途被截断" in why for why in whys)
