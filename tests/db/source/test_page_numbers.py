"""Numbers on lines of their own: pages go, whatever stands around them, and no number gets into a figure."""

from collections.abc import Callable

import pytest

from db.records import Plan

Prose = Callable[..., str]
ImportText = Callable[..., Plan]

CUTS = [
    ("把云溪建设成为国", "家级生态文明建设示范县"),
    ("不断提升全县各", "项事业发展水平"),
    ("农村自来水普及率达到98", "%以上"),
    ("农田面积达到35.6", "万亩"),
    ("新增企业35", "家企业"),
    ("坚持每一", "年抓落实"),
    ("全面提高", "元气和活力"),
]
ROMAN = "I II III IV V VI VII VIII IX X XI XII".split()


def words(plan: Plan) -> str:
    return "".join(passage.text for passage in plan.passages)


@pytest.mark.parametrize("name", ["文件.txt", "文件.md", "文件.html"])
@pytest.mark.parametrize("first", [1, 12, 98])
@pytest.mark.parametrize("style", ["1", "１", "IV", "iv"])
def test_pages_are_told_whatever_stands_below_them(
    style: str, first: int, name: str, prose: Prose, import_text: ImportText
) -> None:
    first = 2 if style in ("IV", "iv") else first
    lines = ["某县城乡发展规划", "第一章 总则"]
    written: list[str] = []
    for page, (above, below) in enumerate(CUTS, start=first):
        roman = ROMAN[page - 1] if page <= len(ROMAN) else ""
        wide = "".join(chr(ord(sign) + 0xFEE0) for sign in str(page))
        written.append({"1": str(page), "１": wide, "IV": roman, "iv": roman.lower()}[style])
        lines += [prose(4), prose(4), f"健全机制，{above}", written[-1], f"{below}，{prose(1)}"]
    text = "\n\n".join(lines) if name.endswith("md") else "\n".join(lines)
    if name.endswith("html"):
        text = "".join(f"<p>{line}</p>" for line in lines)
    plan = import_text(text, name)
    assert [each.text for each in plan.dropped if each.why == "页码"] == written
    assert all(above + below in words(plan) for above, below in CUTS)


@pytest.mark.parametrize(("above", "below"), CUTS)
def test_a_lone_number_gets_into_no_sentence(
    above: str, below: str, prose: Prose, import_text: ImportText
) -> None:
    lines = ["某县城乡发展规划", "第一章 总则", prose(2), f"健全机制，{above}", "12", f"{below}，{prose(1)}"]
    plan = import_text([*lines, prose(3)])
    assert "12" in [passage.text for passage in plan.passages]
    assert [doubt.text for doubt in plan.doubts if "可能是页码" in doubt.why] == ["12"]


def test_a_figure_on_a_line_of_its_own_breaks_no_run_of_pages(prose: Prose, import_text: ImportText) -> None:
    lines = ["某县城乡发展规划", "第一章 总则"]
    for page in range(1, 5):
        lines += [
            prose(5),
            prose(4),
            "推进农村公路建设，完成投资",
            f"{page * 40}",
            f"亿元，{prose(1)}",
            str(page),
        ]
    plan = import_text([*lines, prose(2)])
    assert [each.text for each in plan.dropped if each.why == "页码"] == ["1", "2", "3", "4"]
    assert all(f"完成投资{page * 40}亿元" in words(plan) for page in range(1, 5))


@pytest.mark.parametrize(
    ("above", "below"),
    [("企业总数达到1", "80家"), ("农田面积达到35.", "6万亩"), ("完成投资1", "20.5亿元，其中工业15亿元")],
)
@pytest.mark.parametrize("name", ["文件.txt", "文件.html"])
def test_a_figure_that_may_be_cut_is_doubted(
    above: str, below: str, name: str, prose: Prose, import_text: ImportText
) -> None:
    lines = [
        "某县城乡发展规划",
        "第一章 总则",
        prose(2),
        f"到2030年，{above}",
        f"{below}，{prose(1)}",
        prose(2),
    ]
    text = "".join(f"<p>{line}</p>" for line in lines) if name.endswith("html") else "\n".join(lines)
    plan = import_text(text, name)
    told = [doubt for doubt in plan.doubts if "没有连成一个数" in doubt.why]
    assert len(told) == 1
    assert told[0].text.endswith(above) or above + "\u3000" + below in told[0].text


def test_figures_of_finished_lines_and_cells_are_not_doubted(prose: Prose, import_text: ImportText) -> None:
    lines = ["某县城乡发展规划", "第一章 总则", "到2030年，建成学校12所。", "2027年完成一期。", prose(2)]
    for number in range(1, 6):
        lines += [f"甘霖镇水厂{number}", "2026—2030年", "5000", "350", "县水利局"]
    plan = import_text([*lines, prose(2)])
    assert not [doubt for doubt in plan.doubts if "没有连成一个数" in doubt.why]
