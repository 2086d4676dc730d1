"""Lines that a page's width has broken are put together, and no number gets into a sentence."""

import re
from collections.abc import Callable

import pytest

from db.records import Plan

Prose = Callable[..., str]
ImportText = Callable[..., Plan]


def broken(text: str, columns: int = 25) -> list[str]:
    """A paragraph as an editor of fixed width breaks it."""
    return [text[at : at + columns] for at in range(0, len(text), columns)]


@pytest.fixture
def paragraphs(prose: Prose) -> list[str]:
    return [prose(2) for _ in range(12)]


def shown(plan: Plan) -> list[str]:
    return [
        passage.text for passage in plan.passages if passage.kind == "paragraph" and passage.key[0] != "f"
    ]


@pytest.mark.parametrize(
    "long",
    [
        [
            "附：本规划由某县发展和改革局会同有关部门编制，经县人民政府常务会议审议通过后印发实施，由县发展和改革局负责解释。"
        ],
        [f"第{number}页请访问 http://example.gov.cn/{'a' * 90}/{number}.html 阅读" for number in "一二三"],
    ],
)
def test_a_few_long_lines_change_nothing_for_the_others(
    long: list[str], paragraphs: list[str], import_text: ImportText
) -> None:
    lines = ["某县城乡发展规划", "第一章 总则"]
    for number, text in enumerate(paragraphs):
        lines += [*broken(text), *long[number : number + 1]]
    assert [text for text in shown(import_text(lines)) if text not in long] == paragraphs


def test_of_a_text_put_together_from_two_only_the_broken_one_is_joined(
    prose: Prose, import_text: ImportText
) -> None:
    first, second = ([prose(3) for _ in range(60)] for _ in range(2))
    lines = [
        "某县城乡发展规划",
        "一、总则",
        *first,
        "二、任务",
        *(line for text in second for line in broken(text)),
    ]
    assert shown(import_text(lines)) == [*first, *second]


def test_names_of_the_same_length_are_never_joined(prose: Prose, import_text: ImportText) -> None:
    names = [f"甘霖镇第{number}水厂及配套管网提升改造工程建设项目" for number in range(10, 60)]
    plan = import_text(["某县水利规划", "一、项目名单", prose(2), *names])
    assert [passage.text for passage in plan.passages if passage.text in names] == names


@pytest.mark.parametrize("first", [1, 7, 98])
def test_bare_page_numbers_are_taken_out_and_listed(
    first: int, paragraphs: list[str], import_text: ImportText
) -> None:
    lines, pages = ["某县城乡发展规划", "第一章 总则"], 0
    for at, line in enumerate(line for text in paragraphs for line in broken(text)):
        if at % 9 == 8:
            lines.append(str(first + pages))
            pages += 1
        lines.append(line)
    plan = import_text(lines)
    assert shown(plan) == paragraphs
    assert [(d.text, d.why) for d in plan.dropped] == [(str(first + n), "页码") for n in range(pages)]


def test_page_numbers_between_whole_paragraphs(prose: Prose, import_text: ImportText) -> None:
    lines = ["某县城乡发展规划", "一、总则"]
    for page in (4, 5, 6):
        lines += [*(prose(5) for _ in range(4)), *(["二、任务"] if page == 5 else []), str(page)]
    assert [d.text for d in import_text(lines, "页码.md").dropped] == ["4", "5", "6"]


def test_a_number_that_its_unit_follows_stays_in_its_sentence(prose: Prose, import_text: ImportText) -> None:
    lines = [
        "某县城乡发展规划",
        "一、总则",
        prose(2),
        "推进农村公路建设，完成投资",
        "120",
        "亿元，新建公路300公里。",
    ]
    plan = import_text([*lines, prose(2), prose(3), "二、任务", prose(3)])
    assert not plan.dropped
    assert re.search("完成投资120亿元", "".join(shown(plan)))


def test_one_number_alone_stays_apart_and_is_doubted(paragraphs: list[str], import_text: ImportText) -> None:
    lines = ["某县城乡发展规划", "第一章 总则"]
    for text in paragraphs:
        lines += broken(text)
    lines.insert(21, "37")
    plan = import_text(lines)
    assert "37" in [passage.text for passage in plan.passages]
    assert not [text for text in shown(plan) if "37" in text and text != "37"]
    assert [doubt.text for doubt in plan.doubts if "可能是页码" in doubt.why] == ["37"]


def test_numbers_of_rows_whose_cells_are_lines_are_no_pages(prose: Prose, import_text: ImportText) -> None:
    lines = ["某县水利规划", "一、项目名单", prose(2)]
    for number in range(1, 12):
        lines += [str(number), f"甘霖镇第{number}水厂", prose(2), "2026—2030年", "5000", "县水利局", "续建"]
    plan = import_text(lines)
    assert not [d for d in plan.dropped if d.why == "页码"]


def _told(plan: Plan) -> list[str]:
    return [doubt.why for doubt in plan.doubts if "没有连成一个数" in doubt.why]


FIGURE = "到规划期末，全县完成固定资产投资{}123450亿元，培育规模以上工业企业，建成一批乡镇便民服务站。"


@pytest.mark.parametrize("lead", range(7))
@pytest.mark.parametrize("columns", [25, 32, 40])
def test_a_figure_that_the_width_cut_is_put_together(
    lead: int, columns: int, prose: Prose, import_text: ImportText
) -> None:
    """Wherever in it the line ends."""
    paragraphs = [prose(3) for _ in range(16)]
    figure = FIGURE.format("约" * (columns - 16 - lead))
    above = broken(figure, columns)[0]
    assert above[-lead:] == "123450"[:lead] if lead else above[-1] == "约"
    texts = [*paragraphs[:6], figure, *paragraphs[6:]]
    plan = import_text(
        ["某县城乡发展规划", "第一章 总则", *(line for text in texts for line in broken(text, columns))]
    )
    assert shown(plan) == texts
    assert not _told(plan)


@pytest.mark.parametrize(("above", "below"), [("完成投资120", "350亿元"), ("到2030", "12月底前全部完成")])
def test_figures_of_two_lines_that_are_not_full_stay_apart(
    above: str, below: str, paragraphs: list[str], import_text: ImportText
) -> None:
    """The line above ends a little earlier than those near by: whatever broke it was no fixed width."""
    cut = "推进公共服务能力，建设交通网络，围绕重点领域"[: 23 - len(above)] + "，" + above
    rest = below + "，其余按年度计划推进。"
    lines = [line for text in paragraphs for line in broken(text)]
    at = lines.index(broken(paragraphs[6])[0])
    plan = import_text(["某县城乡发展规划", "第一章 总则", *lines[:at], cut, rest, *lines[at:]])
    words = "".join(shown(plan))
    assert above + below not in words
    assert above in words
    assert below in words
    assert (above + "\u3000" + below in words) == bool(_told(plan))


@pytest.mark.parametrize("indent", ["", "　　"])
@pytest.mark.parametrize("columns", [24, 26, 27, 28, 30, 33, 38])
def test_a_text_broken_after_so_many_signs_is_put_together(
    columns: int, indent: str, prose: Prose, import_text: ImportText
) -> None:
    """Digits are narrow: lines of as many signs are of different widths, and begin with any mark."""
    figures = "到2030年全县粮食总产量稳定在32万吨以上，规模以上工业企业达到180家，农村自来水普及率达到98%，建成高标准农田35.6万亩，新增城镇就业2.6万人。"
    # Without indents nobody can tell whether a sentence that ends with a line ends its paragraph.
    texts = [words for _ in range(9) for words in (prose(3)[:-1].replace("。", "，") + "。", figures)]
    lines = [line for text in texts for line in broken(indent + text, columns)]
    plan = import_text(["某县城乡发展规划", "第一章 总则", *lines])
    assert shown(plan) == texts
    assert not [passage for passage in plan.passages if passage.kind == "box_title"]
