"""The numbers of a web page's lists."""

import pytest

from db.source.formats.detection import read_source


def texts(body: str) -> list[str]:
    return [line.text for line in read_source(f"<html>{body}</html>".encode(), "a.html").lines]


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("<ol><li>甲<li>乙</ol>", ["1. 甲", "2. 乙"]),
        ("<ol start=3><li>甲</li><li value=7>乙</li><li>丙</li></ol>", ["3. 甲", "7. 乙", "8. 丙"]),
        ("<ol type=A><li>甲<li>乙</ol><ol type=i><li>丙<li>丁</ol>", ["A. 甲", "B. 乙", "i. 丙", "ii. 丁"]),
        ("<ol reversed><li>甲<li>乙<li>丙</ol>", ["3. 甲", "2. 乙", "1. 丙"]),
        ("<ol reversed start=9><li>甲<li>乙</ol>", ["9. 甲", "8. 乙"]),
        ("<ol reversed><li>甲<ol><li>子<li>丑</ol><li>乙</ol>", ["2. 甲", "1. 子", "2. 丑", "1. 乙"]),
        ("<ol><li>甲<ul><li>子</ul><li>乙</ol>", ["1. 甲", "子", "2. 乙"]),
        ("<ol style='list-style-type:cjk-ideographic'><li>甲<li>乙</ol>", ["一、甲", "二、乙"]),
        ("<ol style='list-style: simp-chinese-formal inside'><li>甲<li>乙</ol>", ["壹、甲", "贰、乙"]),
        ("<ol style='list-style-type:cjk-heavenly-stem'><li>乾<li>坤</ol>", ["甲、乾", "乙、坤"]),
        ("<ol style='list-style-type:none'><li>甲</ol>", ["甲"]),
        ("<ol style='list-style-type:lower-alpha'><li>甲<li style='list-style-type:upper-roman'>乙</ol>", ["a. 甲", "II. 乙"]),
        ("<style>.cn{list-style-type:cjk-earthly-branch}</style><ol class=cn><li>甲<li>乙</ol>", ["子、甲", "丑、乙"]),
        # A number that is written already is not written twice.
        ("<ol><li>1. 甲<li>（二）乙</ol>", ["1. 甲", "（二）乙"]),
        ("<ol><li>5亿元<li><p>2030年</ol>", ["1. 5亿元", "2. 2030年"]),
        ("<ol><li><del>甲</del>乙</ol>", ["1. 乙", "甲"]),
        ("<table><tr><td><ol><li>120<li>350</ol></td><td>乙</td></tr></table>", [""]),
    ],
)  # fmt: skip
def test_numbers(body: str, shown: list[str]) -> None:
    assert texts(body) == shown


def test_items_in_a_cell_stay_apart() -> None:
    page = "<html><table><tr><td><ul><li>120<li>350</ul></td><td>乙</td></tr></table></html>"
    (line,) = read_source(page.encode(), "a.html").lines
    assert line.grid is not None
    assert line.grid.cells[0].text == "120　350"


def test_a_formula_that_stands_there_twice_is_read_once() -> None:
    page = (
        "<html><p>达到<span class=katex><span class=katex-mathml><math><semantics><mfrac><mn>2</mn><mn>3</mn></mfrac>"
        "<annotation encoding='application/x-tex'>\\frac{2}{3}</annotation></semantics></math></span>"
        "<span class=katex-html aria-hidden=true><span>2</span><span>3</span></span></span>以上</p></html>"
    )
    source = read_source(page.encode(), "a.html")
    assert [line.text for line in source.lines if not line.aside] == ["达到2/3以上"]


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("<msup><mn>10</mn><mn>8</mn></msup>", "10⁸"),
        ("<msup><mn>10</mn><mrow><mo>-</mo><mn>3</mn></mrow></msup>", "10⁻³"),
        ("<mn>1</mn><mfrac><mn>2</mn><mn>3</mn></mfrac>", "1 2/3"),
        ("<msqrt><mn>2</mn></msqrt>", "√2"),
        ("<mroot><mi>x</mi><mn>3</mn></mroot>", "∛x"),
        ("<msub><mi>x</mi><mn>2</mn></msub>", "x₂"),
        ("<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr><mtr><mtd><mn>3</mn></mtd><mtd><mn>4</mn></mtd></mtr></mtable>", "1 2；3 4"),
        ("<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac>", "(a+b)/2"),
    ],
)  # fmt: skip
def test_formulas(formula: str, said: str) -> None:
    assert texts(f"<p>为<math>{formula}</math>时</p>") == [f"为{said}时"]


@pytest.mark.parametrize(
    "cut", ["<math><mfrac><mn>2</mn><mn>3", "<math>" * 2_000 + "<mn>2", "<math><mn>2</mn></p><p>乙"]
)
def test_formulas_that_are_never_closed(cut: str) -> None:
    assert "".join(texts(f"<p>甲{cut}")).startswith("甲")


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("<pre>一、总体要求\n里程达到120\n350家</pre>", ["一、总体要求", "里程达到120", "350家"]),
        ("<div style='white-space: pre-wrap'>里程120\n<b>350</b>家</div>", ["里程120", "350家"]),
        ("<p>里程120\n<b>350</b>家", ["里程120 350家"]),
        ("<p><b>120</b>\n\n<b>350</b>", ["120 350"]),
        ("<p>里程\n<b>达到</b>\n120", ["里程达到120"]),
        ("<p>GDP\n<b>growth</b>", ["GDP growth"]),
        ("<style>.gone{display:none}</style><p>甲<a class=gone>乙</a>丙", ["甲丙", "乙"]),
    ],
)
def test_lines_of_the_source(body: str, shown: list[str]) -> None:
    assert texts(body) == shown


def test_a_cell_that_is_not_shown_takes_no_place() -> None:
    page = "<html><table><tr><td style='display:none'>7</td><td>里程</td><td>300</td></tr><tr><td>绿地</td><td>5</td></tr></table>"
    (line, told) = read_source(page.encode(), "a.html").lines
    assert line.grid is not None
    assert [(cell.column, cell.text) for cell in line.grid.cells] == [
        (0, "里程"),
        (1, "300"),
        (0, "绿地"),
        (1, "5"),
    ]
    assert (told.text, bool(told.aside)) == ("7", True)
