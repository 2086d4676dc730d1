"""Headings without numbers above numbered ones, and lists whose last item looks like one."""

from collections.abc import Callable

import pytest

from db.records import Plan

Prose = Callable[..., str]
ImportText = Callable[..., Plan]


def outline(plan: Plan) -> list[tuple[int, str]]:
    return [(chapter.level, chapter.title) for chapter in plan.chapters if chapter.key[0] not in "f0"]


@pytest.mark.parametrize("number", ["{}、", "（{}）", "第{}章　"])
def test_parts_without_numbers_stand_above_what_is_numbered(
    number: str, prose: Prose, import_text: ImportText
) -> None:
    parts = ["2025年工作回顾", "“十五五”时期经济社会发展的主要目标和2026年重点工作"]
    lines = ["2026年云溪县政府工作报告", "各位代表：", "现在，我代表县人民政府向大会报告工作，请予审议。"]
    expected: list[tuple[int, str]] = []
    for part in parts:
        lines += [part, prose(2)]
        expected.append((1, part))
        for at, name in enumerate(("做强现代产业", "推进乡村振兴", "保障改善民生")):
            lines += [number.format("一二三"[at]) + name, prose(2)]
            expected.append((2, name))
    plan = import_text(lines)
    assert outline(plan) == expected
    assert plan.info.jurisdiction == "云溪县"


def test_a_part_may_be_all_paragraphs(prose: Prose, import_text: ImportText) -> None:
    lines = ["2026年云溪县政府工作报告", "2025年工作回顾", prose(2), prose(3), "2026年工作安排", prose(2)]
    lines += ["一、做强现代产业", prose(2), "二、推进乡村振兴", prose(2)]
    assert outline(import_text(lines)) == [
        (1, "2025年工作回顾"),
        (1, "2026年工作安排"),
        (2, "做强现代产业"),
        (2, "推进乡村振兴"),
    ]


def test_a_line_that_the_numbers_go_on_over_is_none(prose: Prose, import_text: ImportText) -> None:
    lines = ["云溪县交通规划", "一、总体要求", prose(2), "重点建设内容", prose(2), "二、主要任务", prose(2)]
    lines += ["近期实施安排", prose(2), "三、保障措施", prose(2)]
    assert outline(import_text(lines)) == [(1, "总体要求"), (1, "主要任务"), (1, "保障措施")]


@pytest.mark.parametrize("marks", ["（一） （二） （三）", "一、 二、 三、", "1. 2. 3."])
def test_the_last_item_of_a_list_is_no_heading(marks: str, prose: Prose, import_text: ImportText) -> None:
    items = ["符合国民经济和社会发展规划；", "建设条件基本落实；", "资金来源明确。"]
    lines = ["云溪县项目管理实施方案"]
    for chapter, name in enumerate(("申报", "管理")):
        lines += [f"第{'一二'[chapter]}章　{name}", "有下列情形之一的，应当办理："]
        lines += [mark + item for mark, item in zip(marks.split(), items, strict=True)]
        lines += [prose(2)]
    assert outline(import_text(lines)) == [(1, "申报"), (1, "管理")]


def test_a_line_with_a_figure_is_never_a_kicker(prose: Prose, import_text: ImportText) -> None:
    """It would be shown nowhere."""
    lines = ["某县规划", "一、总则"]
    for name in ("城东公园", "城西公园", "城南公园"):
        lines += ["新增绿地11公顷", f"{name}年内向市民开放并提供便民服务", prose(2)]
    plan = import_text(lines)
    assert sum(passage.text == "新增绿地11公顷" for passage in plan.passages) == 3


@pytest.mark.parametrize("long", [0, 1, 2])
def test_numbered_sentences_are_all_alike(long: int, prose: Prose, import_text: ImportText) -> None:
    items = [
        "（一）完成白石大桥主体工程，年底前通车。",
        "（二）完成造林2.3万亩，同比增加0.3万亩。",
        "（三）招商引资到位资金68亿元。",
    ]
    items[long] = items[long][:-1] + "；完成水土流失治理15平方公里，新增绿地3公顷。"
    plan = import_text(["云溪县规划", "一、任务", *items, "二、保障", prose(2)])
    assert outline(plan) == [(1, "任务"), (1, "保障")]
    assert [passage.text for passage in plan.passages if passage.text.startswith("（")] == items
    assert not plan.doubts
