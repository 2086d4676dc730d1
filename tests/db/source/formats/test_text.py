"""Lines of plain text: where they end, and where their words stand in the file."""

import pytest

from db.source.formats.text import text_lines
from db.source.lines import SourceLine

ENDS = "\x0b", "\x0c", "\x85", "\u2028", "\u2029"


def words_of(line: SourceLine, text: str) -> str:
    """What stands in the file where a line says that its words do."""
    rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    pieces = [line.piece] if line.grid is None else [p for cell in line.grid.cells for p in cell.pieces]
    return "".join(
        rows[origin.line - 1][origin.column : origin.column + origin.length]
        for piece in pieces
        for origin in piece.origins
    )


@pytest.mark.parametrize("end", ENDS)
def test_soft_ends_part_lines_that_have_one_number(end: str) -> None:
    text = f"某县规划{end}第一章　总则\n  {end}到2030年**达到**120家{end}300公里\r\n\r\n第二章　任务{end}"
    lines = text_lines(text)
    assert [(line.number, line.text) for line in lines] == [
        (1, "某县规划"),
        (1, "第一章　总则"),
        (2, "到2030年达到120家"),
        (2, "300公里"),
        (4, "第二章　任务"),
    ]
    assert [words_of(line, text) for line in lines] == [line.text for line in lines]


@pytest.mark.parametrize(
    "table",
    [
        "|指标|2030年|\n|---|---|\n|企业|120|",
        "<table><tr><td>企业</td><td>120</td></tr></table>",
        "企业\t120\n公路\t300",
    ],
)
def test_tables_behind_a_soft_end_keep_their_places(table: str) -> None:
    text = f"某县规划\x0c一、目标\n\n{table}\n"
    lines = [line for line in text_lines(text) if line.text or line.grid]
    assert [line.number for line in lines] == [1, 1, 3]
    grid = lines[2].grid
    assert grid is not None
    assert words_of(lines[2], text) == "".join(cell.text for cell in grid.cells)


def test_ends_of_all_kinds_count_as_the_editor_counts() -> None:
    lines = text_lines("一\r\n二\r三\n\n五\u2028五")
    assert [(line.number, line.column, line.text) for line in lines] == [
        (1, 0, "一"),
        (2, 0, "二"),
        (3, 0, "三"),
        (5, 0, "五"),
        (5, 2, "五"),
    ]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("建成[公路](http://x.cn/120)35公里", "建成公路35公里"),
        ('见[**方案**](../a.md "方案")。', "见方案。"),
        ("产值[1](2.5)亿元", "产值[1](2.5)亿元"),
        ("建成 `35` 公里", "建成 35 公里"),
        ("共==28==个", "共28个"),
        ("新增*12*家，_重点_工程", "新增12家，重点工程"),
        ("面积3*4*5米，长*宽*高，A_B_C，编号____", "面积3*4*5米，长*宽*高，A_B_C，编号____"),
        ("学校12^3^所，10^8^元，5km^2^", "学校12［3］所，10⁸元，5km²"),
        ("H~2~O，3~5~8个，占^2^/~3~", "H2O，3~5~8个，占2/3"),
        ("医院12[^1]家，15[^2]8家", "医院12［1］家，15［2］8家"),
        ("[^1]: 含民营3家。", "［1］含民营3家。"),
        ("- [ ] 任务12", "☐ 任务12"),
        ("- [x] 任务35", "☑ 任务35"),
    ],
)
def test_signs_of_markdown_are_no_words(written: str, shown: str) -> None:
    (line,) = text_lines(written)
    assert line.text == shown
    # Each sign that stands in the file knows its place in it.
    for origin in line.origins:
        for at in range(origin.length):
            sign = written[origin.column + at]
            assert sign == line.text[origin.start + at] or not sign.isalpha()


def test_the_ends_of_code_have_no_words_and_a_table_needs_no_outer_pipes() -> None:
    lines = text_lines("```python\n代码120\n```\n\n指标 | 2030年\n--|--\n学校 | 35\n\n甲|乙\n--|--|--\n")
    assert [line.text for line in lines if line.text] == ["代码120", "甲|乙", "--|--|--"]
    (grid,) = (line.grid for line in lines if line.grid)
    assert [cell.text for cell in grid.cells] == ["指标", "2030年", "学校", "35"]
