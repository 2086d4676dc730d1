"""Lines that open with numbers of any kind stay by themselves, and what a file says is a paragraph is one."""

from collections.abc import Callable

import pytest

from db.records import Plan

Prose = Callable[..., str]
ImportText = Callable[..., Plan]

NUMBERS = [
    "壹、 贰、 叁、 肆、 伍、",
    "a. b. c. d. e.",
    "I、 II、 III、 IV、 V、",
    "㉑ ㉒ ㉓ ㉔ ㉕",
    "甲、 乙、 丙、 丁、 戊、",
]


@pytest.mark.parametrize("name", ["文件.txt", "文件.html"])
@pytest.mark.parametrize("numbers", NUMBERS)
def test_numbered_lines_are_never_run_together(
    numbers: str, name: str, prose: Prose, import_text: ImportText
) -> None:
    words = [
        "推进白石工业园，扩区提质",
        "建设青阳河，湿地公园",
        "实施老旧管网，改造工程",
        "完善县乡村，物流网",
        "打造云溪茶叶，公共品牌",
    ]
    items = [number + each for number, each in zip(numbers.split(), words, strict=True)]
    lines = ["某县城乡发展规划", "第一章 总则", prose(2), *items, prose(2)]
    whole = "\n".join(lines) if name.endswith("txt") else "".join(f"<p>{line}</p>" for line in lines)
    texts = [passage.text for passage in import_text(whole, name).passages]
    assert all(item in texts for item in items)


def test_paragraphs_of_a_page_are_not_joined_whatever_their_length(
    prose: Prose, import_text: ImportText
) -> None:
    items = [
        f"推进白石工业园扩区提质，建设青阳河湿地公园，改造管网第{number}期项目" for number in range(10, 50)
    ]
    lines = ["某县城乡发展规划", "第一章 总则", prose(2), *items, "第二章 任务", prose(2)]
    texts = [
        passage.text
        for passage in import_text("".join(f"<p>{line}</p>" for line in lines), "文件.html").passages
    ]
    assert all(item in texts for item in items)
