"""Parts of Word documents beside plain paragraphs: formulas, fields, signs, foreign parts, other packages."""

import base64
import io
import zipfile

import pytest

from db.errors import SourceError
from db.source.formats.detection import read_source
from tests.db.source.hostile.writers import W, packed, run

TYPES = '<Types><Override PartName="/x/haupt.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'


def texts(data: bytes, name: str = "a.docx") -> list[str]:
    return [line.text for line in read_source(data, name).lines if not line.aside]


def math(inside: str) -> str:
    return f"<m:oMath>{inside}</m:oMath>"


def m(tag: str, *parts: str) -> str:
    return f"<m:{tag}>{''.join(parts)}</m:{tag}>"


def t(words: str) -> str:
    return f"<m:r><m:t>{words}</m:t></m:r>"


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        (m("f", m("num", t("2")), m("den", t("3"))), "2/3"),
        (m("f", m("num", t("a+b")), m("den", t("2"))), "(a+b)/2"),
        (t("1") + m("f", m("num", t("2")), m("den", t("3"))), "1 2/3"),
        (m("sSup", m("e", t("10")), m("sup", t("8"))), "10⁸"),
        (m("sSup", m("e", t("10")), m("sup", t("-3"))), "10⁻³"),
        (m("sSub", m("e", t("x")), m("sub", t("2"))), "x₂"),
        (m("rad", m("deg"), m("e", t("2"))), "√2"),
        (m("rad", m("deg", t("3")), m("e", t("a+b"))), "∛(a+b)"),
        (m("d", "<m:dPr/>", m("e", t("a+b"))), "(a+b)"),
        (m("nary", '<m:naryPr><m:chr m:val="∑"/></m:naryPr>', m("sub", t("i=1")), m("sup", t("n")), m("e", t("x"))), "∑(i=1→n)x"),
    ],
)  # fmt: skip
def test_formulas(formula: str, said: str) -> None:
    assert texts(packed(f"<w:p>{run('应到人数的')}{math(formula)}{run('方可')}</w:p>")) == [
        f"应到人数的{said}方可"
    ]
    assert texts(packed(f"<w:p>{run('共5')}{math(formula)}{run('6人')}</w:p>"))[0].replace(said, "·").split("·") in (
        ["共5 ", " 6人"], ["共5", "6人"], ["共5", " 6人"], ["共5 ", "6人"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "script", "behind", "shown"),
    [
        ("用电量3.2×10", "8", "千瓦时", "用电量3.2×10⁸千瓦时"),
        ("面积45km", "2", "，", "面积45km²，"),
        ("库容3m", "3", "以上", "库容3m³以上"),
        ("企业120", "1", "家", "企业120［1］家"),
        ("企业120", "1,2", "家", "企业120［1,2］家"),
        ("企业120", "［1］", "家", "企业120［1］家"),
        ("企业120", "①", "家", "企业120①家"),
        ("气温25", "0", "C", "气温25［0］C"),
        ("气温25", "o", "C", "气温25°C"),
        ("企业", "1", "20家", "企业［1］20家"),
    ],
)
def test_raised_digits(words: str, script: str, behind: str, shown: str) -> None:
    up = '<w:vertAlign w:val="superscript"/>'
    parts = "".join(run(sign, up) for sign in script)
    assert texts(packed(f"<w:p>{run(words)}{parts}{run(behind)}</w:p>")) == [shown]
    by_hand = '<w:position w:val="8"/><w:sz w:val="12"/>'
    assert texts(packed(f"<w:p>{run(words)}{run(script, by_hand)}{run(behind)}</w:p>")) == [shown]
    page = f"<html><p>{words}<sup>{script}</sup>{behind}</p></html>"
    assert texts(page.encode(), "a.html") == [shown]
    assert texts(f"{words}<sup>{script}</sup>{behind}".encode(), "a.md") == [shown]


@pytest.mark.parametrize(
    ("words", "script", "behind", "shown"),
    [("排放CO", "2", "超过", "排放CO2超过"), ("排放CO", "2", "5万吨", "排放CO2 5万吨"), ("PM", "2.5", "25微克", "PM2.5 25微克"), ("指标3", "2", "5", "指标3₂5")],
)  # fmt: skip
def test_lowered_digits(words: str, script: str, behind: str, shown: str) -> None:
    down = '<w:vertAlign w:val="subscript"/>'
    assert texts(packed(f"<w:p>{run(words)}{run(script, down)}{run(behind)}</w:p>")) == [shown]
    page = f"<html><p>{words}<span style='vertical-align:sub'>{script}</span>{behind}</p></html>"
    assert texts(page.encode(), "a.html") == [shown]
    assert texts(f"{words}<sub>{script}</sub>{behind}".encode(), "a.md") == [shown]


def field(code: str, result: str = "", *, parted: bool = True) -> str:
    def sign(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    shown = sign("separate") + run(result) if parted else ""
    return sign("begin") + run(code, tag="instrText") + shown + sign("end")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (r"EQ \f(2,3)", "2/3"),
        (r"eq \o\ac(○,1)", "①"),
        (r"eq \o\ac(○,12)", "⑫"),
        (r"eq \o\ac(○,密)", "（密）"),
        (r"EQ \r(3,8)", "∛8"),
        (r"EQ 10\s\up8(8)", "10⁸"),
        (r"EQ \f(\r(,2),3)", "(√2)/3"),
    ],
)
def test_fields_that_set_a_formula(code: str, said: str) -> None:
    assert texts(packed(f"<w:p>{run('的')}{field(code, parted=False)}{run('方可')}</w:p>")) == [
        f"的{said}方可"
    ]


def test_every_reading_of_a_formula_is_told() -> None:
    code = r"EQ \o(\s\up 9(shèng),嵊)\o(\s\up 9(zhōu),州)"
    source = read_source(packed(f"<w:p>{field(code, parted=False)}{run('市')}</w:p>"), "a.docx")
    assert [(line.text, line.aside) for line in source.lines] == [("嵊州市", ""), ("shèng　zhōu", "注音")]


def test_a_formula_whose_result_is_empty_is_set_from_its_code() -> None:
    code = r"EQ \f(2,3)"
    simple = f'<w:fldSimple w:instr="{code}">{{}}</w:fldSimple>'
    for each in (field(code), simple.format(""), simple.format("<w:r/>")):
        assert texts(packed(f"<w:p>{run('的')}{each}{run('方可')}</w:p>")) == ["的2/3方可"]
    for each in (field(code, "三分之二"), simple.format(run("三分之二"))):
        assert texts(packed(f"<w:p>{run('的')}{each}{run('方可')}</w:p>")) == ["的三分之二方可"]


def test_what_stands_otherwise_in_the_code_of_a_formula_keeps_apart() -> None:
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    raised, struck = '<w:vertAlign w:val="superscript"/>', "<w:strike/>"

    def code(words: str, look: str = "") -> str:
        return run(words, look, tag="instrText")

    def shown(*parts: str) -> list[tuple[str, str]]:
        lines = read_source(packed(f"<w:p>{run('的')}{begin}{''.join(parts)}{end}</w:p>"), "a.docx").lines
        return [(line.text, line.aside) for line in lines]

    assert shown(code(r"EQ \f(10"), code("8", raised), code(",3)")) == [("的10⁸/3", "")]
    assert shown(code(r"EQ \f(2"), code("3", struck), code(",4)")) == [
        ("的2/4", ""),
        ("3", "已删除或划掉的文字"),
    ]
    removed = f"<w:del>{run('3', tag='delInstrText')}</w:del>"
    assert shown(code(r"EQ \f(2"), removed, code(",4)")) == [("的2/4", ""), ("3", "修订中已删除的文字")]
    inner = field("QUOTE 2", "2"), '<w:r><w:sym w:font="Symbol" w:char="F070"/></w:r>'
    assert shown(code(r"EQ \f("), *inner, code(",4)")) == [("的2π/4", "")]
    assert shown(code(r"EQ \f("), code("p", '<w:rFonts w:ascii="Symbol"/>'), code(",4)")) == [("的π/4", "")]


def test_a_formula_that_was_taken_out_is_told() -> None:
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    code = run(r"EQ \f(2,3)", tag="delInstrText")
    source = read_source(packed(f"<w:p>{run('的')}<w:del>{begin}{code}{end}</w:del></w:p>"), "a.docx")
    assert [(line.text, line.aside) for line in source.lines] == [("的", ""), ("2/3", "修订中已删除的文字")]


def test_fields_show_their_results_and_never_their_codes() -> None:
    inner = field("DOCPROPERTY 密级", "机密")
    begin, middle, end = (
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
    )
    body = f"<w:p>{run('共')}{begin}{run('IF ', tag='instrText')}{inner}{middle}{run('120')}{end}{run('家')}</w:p>"
    assert texts(packed(body)) == ["共120家"]
    # One that is never ended hides nothing.
    assert texts(packed(f"<w:p>{begin}{run('PAGE', tag='instrText')}</w:p><w:p>{run('正文')}</w:p>")) == [
        "正文"
    ]


def test_signs_of_symbol_fonts() -> None:
    def sym(font: str, code: str) -> str:
        return f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'

    signs = (
        sym("Symbol", "F0B3") + sym("Symbol", "F031") + sym("Wingdings", "F0FE") + sym("Wingdings", "F081")
    )
    private = run("\uf0b4", '<w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/>')
    source = read_source(packed(f"<w:p>{signs}{private}{sym('某字体', 'F0AA')}</w:p>"), "a.docx")
    assert source.lines[0].text == "≥1☑①×\ufffd"
    assert "没有读出来" in source.doubts[0]


def test_objects_that_cannot_be_read_are_told() -> None:
    body = '<w:p><w:r><w:object><w:OLEObject ProgID="Equation.DSMT4"/></w:object></w:r><w:r><w:object><w:OLEObject ProgID="Excel.Sheet.12"/></w:object></w:r></w:p>'
    doubts = read_source(packed(body + f"<w:p>{run('正文')}</w:p>"), "a.docx").doubts
    assert [("公式" in doubt, "嵌入的对象" in doubt) for doubt in doubts] == [(True, False), (False, True)]


def test_a_large_initial_belongs_to_its_paragraph() -> None:
    initial = f'<w:p><w:pPr><w:framePr w:dropCap="drop"/></w:pPr>{run("全")}</w:p>'
    assert texts(packed(f"{initial}<w:p>{run('县数字经济')}</w:p>")) == ["全县数字经济"]
    assert texts(packed(initial)) == ["全"]


def test_a_heading_broken_over_lines_is_one() -> None:
    styles = f'<w:styles {W}><w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style></w:styles>'
    br = "<w:r><w:br/></w:r>"

    def heading(*parts: str) -> str:
        return f'<w:p><w:pPr><w:pStyle w:val="1"/></w:pPr>{br.join(map(run, parts))}</w:p>'

    body = heading("第一章", "总体要求") + heading("第二章　重点", "任务和工程") + heading("GDP", "growth")
    assert texts(packed(body, styles=styles)) == ["第一章　总体要求", "第二章　重点任务和工程", "GDP growth"]
    page = "<html><h1>第一章<br>总体要求</h1><h2>第二章　重点<br/>任务和工程</h2><h3>2026<br>2030</h3>"
    assert texts(page.encode(), "a.html") == ["第一章　总体要求", "第二章　重点任务和工程", "2026 2030"]


@pytest.mark.parametrize(
    ("heading", "shown"),
    [("# 第一章<br>总体要求", "第一章　总体要求"), ("# 某县数字经济<br/>发展规划", "某县数字经济发展规划")],
)
def test_a_heading_of_markdown_broken_over_lines_is_one(heading: str, shown: str) -> None:
    assert texts(heading.encode(), "a.md") == [shown]


@pytest.mark.parametrize(
    "body",
    [
        "120<br>350家",
        "<span style='display:block'>120</span><span style='display:block'>350家</span>",
        "<span style='display:inline-block;width:9em'>120</span><span style='display:inline-block'>350家</span>",
        "<span style='float:left'>120</span>350家",
        "120<img src=a.png>350家",
        "<i class=cell>120</i><i class=cell>350家</i>",
        "120<span style='position:relative;top:-.5em'>350</span>家",
        "120<div>350家</div>",
        "120<table><tr><td>350家</table>",
    ],
)
def test_what_stands_apart_on_a_page_is_no_figure(body: str) -> None:
    page = f"<html><style>.cell{{display:table-cell}}</style><p>甲{body}"
    source = read_source(page.encode(), "a.html")
    words = "|".join(line.grid.piece.text if line.grid else line.text for line in source.lines)
    assert "120350" not in words
    assert "120" in words
    assert "350" in words


@pytest.mark.parametrize("between", ["<br>", "</p><p>", "<br/>", "</div><div>"])
def test_what_stands_apart_in_markdown_is_no_figure(between: str) -> None:
    assert texts(f"里程达到120{between}350家".encode(), "a.md") == ["里程达到120　350家"]
    table = f"| 指标 | 2030年 |\n|--|--|\n| 里程 | 120{between}350 |"
    grid = read_source(table.encode(), "a.md").lines[0].grid
    assert grid is not None
    assert grid.cells[-1].text == "120　350"


def test_a_picture_in_a_line_parts_its_figures() -> None:
    picture = "<w:r><w:drawing/></w:r>"
    assert texts(packed(f"<w:p>{run('里程120')}{picture}{run('350家')}</w:p>")) == ["里程120 350家"]


def relation(kind: str, target: str, key: str = "r1") -> str:
    return f'<Relationship Id="{key}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/>'


def package(parts: dict[str, str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return data.getvalue()


DOCUMENT = f"<w:document {W} xmlns:r='r'><w:body><w:p><w:pPr><w:pStyle w:val='x'/></w:pPr>{run('总体要求')}</w:p>{{}}</w:body></w:document>"
STYLES = f'<w:styles {W}><w:style w:type="paragraph" w:styleId="x"><w:name w:val="heading 2"/></w:style></w:styles>'


def test_the_main_part_and_its_parts_are_found_by_their_relations() -> None:
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": f"<Relationships>{relation('officeDocument', '/x/haupt.xml')}</Relationships>",
        "x/_rels/haupt.xml.rels": f"<Relationships>{relation('styles', 'sub/s1.xml')}</Relationships>",
        "x/haupt.xml": DOCUMENT.format(""),
        "x/sub/s1.xml": STYLES,
    }
    (line,) = read_source(package(parts), "a.docx").lines
    assert (line.text, line.level) == ("总体要求", 2)


@pytest.mark.parametrize(
    ("name", "content", "shown"),
    [
        ("a.htm", "<html><h1>第二章</h1><table><tr><td>指标<td>120</table></html>", ["第二章", ""]),
        ("a.txt", "二、重点任务\n推进建设。", ["二、重点任务", "推进建设。"]),
        (
            "a.mht",
            "MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n<p>推进建设。</p>",
            ["推进建设。"],
        ),
        ("a.docx", packed(f"<w:p>{run('推进建设。')}</w:p>"), ["推进建设。"]),
    ],
)
def test_a_part_in_another_format_is_read_in_its_place(
    name: str, content: str | bytes, shown: list[str]
) -> None:
    parts = {
        "word/document.xml": DOCUMENT.format('<w:altChunk r:id="c"/>'),
        "word/_rels/document.xml.rels": f"<Relationships>{relation('aFChunk', name, 'c')}</Relationships>",
    }
    data = io.BytesIO(package(parts))
    with zipfile.ZipFile(data, "a") as made:
        made.writestr(f"word/{name}", content)
    assert texts(data.getvalue()) == ["总体要求", *shown]


@pytest.mark.parametrize("content", [b"{\\rtf1 x}", None, b"\x89PNG\r\n\x1a\n"])
def test_a_part_that_cannot_be_read_is_told(content: bytes | None) -> None:
    parts = {
        "word/document.xml": DOCUMENT.format('<w:altChunk r:id="c"/>'),
        "word/_rels/document.xml.rels": f"<Relationships>{relation('aFChunk', 'a.rtf', 'c')}</Relationships>",
    }
    data = io.BytesIO(package(parts))
    with zipfile.ZipFile(data, "a") as made:
        if content is not None:
            made.writestr("word/a.rtf", content)
    source = read_source(data.getvalue(), "a.docx")
    assert [line.text for line in source.lines] == ["总体要求"]
    assert "a.rtf" in source.doubts[0]


def test_a_document_in_one_xml_file() -> None:
    def part(name: str, content: str) -> str:
        return f'<pkg:part pkg:name="/{name}"><pkg:xmlData>{content}</pkg:xmlData></pkg:part>'

    chunk = base64.b64encode("<html><p>推进建设。</p></html>".encode()).decode()
    flat = (
        '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
        '<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">'
        + part("_rels/.rels", f"<Relationships>{relation('officeDocument', 'word/document.xml')}</Relationships>")
        + part("word/document.xml", DOCUMENT.format('<w:altChunk r:id="c"/>'))
        + part("word/_rels/document.xml.rels", f"<Relationships>{relation('styles', 'styles.xml')}{relation('aFChunk', 'a.htm', 'c')}</Relationships>")
        + part("word/styles.xml", STYLES)
        + f'<pkg:part pkg:name="/word/a.htm"><pkg:binaryData>{chunk}</pkg:binaryData></pkg:part></pkg:package>'
    )  # fmt: skip
    lines = read_source(flat.encode(), "a.xml").lines
    assert [(line.text, line.level) for line in lines] == [("总体要求", 2), ("推进建设。", 0)]
    with pytest.raises(SourceError, match="损坏"):
        read_source(flat[:-200].encode(), "a.xml")


FRACTIONS = [
    ("占比", "2", "/", "3", "", "占比2/3"),
    ("约", "1", "⁄", "4", "以上", "约1/4以上"),
    ("3", "1", "/", "2", "年", "3 1/2年"),
    ("共", "10", "/", "12", "5座", "共10/12 5座"),
    ("面积5km", "2", "/", "3", "", "面积5km²/₃"),
    ("企业120", "2", "、", "3", "", "企业120［2］、₃"),
]


@pytest.mark.parametrize(("above", "upper", "slash", "lower", "behind", "shown"), FRACTIONS)
def test_raised_over_lowered_figures_are_a_fraction(
    above: str, upper: str, slash: str, lower: str, behind: str, shown: str
) -> None:
    marked = f"{above}<sup>{upper}</sup>{slash}<sub>{lower}</sub>{behind}"
    assert texts(f"<html><body><p>{marked}</p></body></html>".encode(), "a.html") == [shown]
    assert texts(marked.encode(), "a.md") == [shown]
    raised, lowered = ('<w:vertAlign w:val="superscript"/>', '<w:vertAlign w:val="subscript"/>')
    body = run(above) + run(upper, raised) + run(slash) + run(lower, lowered) + run(behind)
    assert texts(packed(f"<w:p>{body}</w:p>")) == [shown]


def test_letters_in_a_symbol_font_are_signs_and_never_letters() -> None:
    def fonts(name: str) -> str:
        return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}"/>'

    body = run("新建学校") + run("l", fonts("Wingdings")) + run("12所，") + run("1", fonts("Webdings"))
    assert texts(packed(f"<w:p>{body}{run('a三', fonts('Symbol'))}</w:p>")) == ["新建学校●12所，\ufffdα三"]
    for marked in (
        "学校<font face=Wingdings>l</font>12所",
        "学校<span style='font-family:Wingdings,serif'>l</span>12所",
        "学校<span style='font:10.0pt \"Wingdings\"'>l</span>12所",
        "学校<span style='font-family:Wingdings'>l<span style='font-family:宋体'>12</span></span>所",
    ):
        assert texts(f"<html><body><p>{marked}</p></body></html>".encode(), "a.html") == ["学校●12所"]


@pytest.mark.parametrize(
    ("between", "shown"),
    [
        ("<!-- x -->", "水库35座"),
        ("<!-- 1\n2 -->", "水库35座"),
        ("<![if !supportLists]>", "水库35座"),
        ("<script>var a = 1;\n</script>", "水库35座"),
        (" <!-- 5<6 --> ", "水库3 5座"),
    ],
)
def test_what_a_page_does_not_show_parts_no_words(between: str, shown: str) -> None:
    page = f"<html><body><p>水库3{between}5座</p></body></html>"
    read = texts(page.encode(), "a.html")
    assert [" ".join(words.split()) for words in read] == [shown]
