"""Boxes as tables, and a table that was filled in by hand."""

from db.records import Plan, Supplement
from db.tables.box_tables import plan_tables
from db.tables.facts import PlanFacts


def test_the_eight_boxes(facts: PlanFacts) -> None:
    assert [(table.name, len(table)) for table in plan_tables(facts)] == [
        ("4.5.b1", 7),
        ("5.2.b1", 8),
        ("5.4.b1", 2),
        ("6.2.b1", 4),
        ("8.1.b1", 5),
        ("8.3.b1", 4),
        ("9.2.b1", 5),
        ("9.3.b1", 6),
    ]


def test_items_and_what_they_say(facts: PlanFacts) -> None:
    table = plan_tables(facts)[4]
    assert [table.text(row, "item") for row in range(5)] == ["铁路", "公路", "水运", "航空", "枢纽建设"]
    assert table.text(3, "text") == "谋划嵊州通用机场项目"
    assert "G〔缺〕新昌大市聚" in table.text(1, "text")


def test_a_missing_table_that_was_filled_in(plan: Plan) -> None:
    cells = (("指标", "2025年"), ("常住人口城镇化率", "70%"), ("人均预期寿命",))
    supplement = Supplement(
        "7", "shengzhou-145", "1", None, "“十四五”指标制定", cells, "", "纸质本第8页", "2026-11-23", "李四"
    )
    table = plan_tables(PlanFacts(plan, supplements=[supplement]))[-1]
    assert table.title == "“十四五”指标制定【人工补录】"
    assert [column.title for column in table.columns] == ["指标", "2025年"]
    assert [[table.text(row, column.name) for column in table.columns] for row in range(2)] == [
        ["常住人口城镇化率", "70%"],
        ["人均预期寿命", ""],
    ]
    assert table.place(0).key == "1"
