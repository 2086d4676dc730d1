"""Lines get their numbers in reading order, those of a table too."""

from db.source.formats.line_numbers import LineMaker
from db.source.lines import Grid, LinePiece


def test_a_title_that_is_broken_over_lines_keeps_all_of_them() -> None:
    maker = LineMaker("表.xlsx")
    maker.table(Grid((), LinePiece("重点\u2028项目\u2029表"), (LinePiece("单位：万元"),)))
    (line,) = maker.lines
    assert line.grid is not None
    assert line.grid.title.text == "重点项目表"
    assert line.numbers == (1, 2, 3, 4)
