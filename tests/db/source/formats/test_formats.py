"""Files in the formats that people have, written here byte by byte, and those that mean harm."""

import io
import zipfile
from pathlib import Path

import pytest

from db.errors import SourceError
from db.records import Plan, PlanInfo
from db.source.corrections import Correction, LineRole
from db.source.formats.detection import read_source
from db.source.importer import import_plan
from db.source.meta import Meta
from db.source.review import Review
from tests.db.source.hostile.pages import written

BODY = (
    "坚持统筹发展，推进公共服务能力，建设交通网络。围绕重点领域，优化产业链条，完善水利设施，提升生态廊道。"
)
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def texts(data: bytes, name: str = "文件") -> list[str]:
    return [line.text for line in read_source(data, name).lines]


def imported(data: bytes, name: str, folder: Path) -> Plan:
    path = folder / name
    path.write_bytes(data)
    return import_plan(path, Meta(PlanInfo("x", "", "", "", "")))[0]


def tree(plan: Plan) -> list[tuple[int, str]]:
    return [(chapter.level, chapter.heading) for chapter in plan.chapters if not chapter.own_title]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings(codec: str) -> None:
    words = ["一、总体要求", BODY, "　　二、任务"]
    assert texts("\r\n".join(words).encode(codec)) == [line.strip() for line in words]


def test_a_few_broken_characters_are_kept_and_doubted() -> None:
    data = (BODY * 5).encode()
    source = read_source(data[:60] + b"\xff" + data[60:], "a.txt")
    assert "\ufffd" in source.lines[0].text
    assert "无法识别" in source.doubts[0]


def test_a_web_page(tmp_path: Path) -> None:
    page = (
        "<!DOCTYPE html><html><head><title>某县规划_政府网</title><style>p{}</style><script>if(a<b){alert('<p>坏')}</script></head>"
        "<body><nav><a>首页</a></nav><!-- <p>注释</p> --><h1>某县“十五五”交通规划</h1><p>来源：县政府&nbsp;&nbsp;2026-01-02</p>"
        f"<h2>总体要求</h2><p>　　{BODY}<img src='http://a.invalid/x.png'></p><h3>指导思想</h3><p>{BODY}</p>"
        f"<h2>重点任务</h2><p><strong>完善路网。</strong>{BODY}</p>"
        "<table><tr><th>指标</th><th>2030年</th></tr><tr><td>里程</td><td>&gt;30公里</td></tr></table></body></html>"
    )
    plan = imported(page.encode(), "页面.html", tmp_path)
    assert plan.info.title == "某县“十五五”交通规划"
    assert tree(plan) == [(1, "总体要求"), (2, "指导思想"), (1, "重点任务")]
    assert plan.tables[0].rows == (("里程", ">30公里"),)
    words = "".join(passage.text for passage in plan.passages)
    assert not any(bad in words for bad in ("坏", "注释", "alert", "a.invalid", "首页"))
    assert "网页栏目" in [dropped.why for dropped in plan.dropped]


def test_a_web_page_in_gbk_says_so_itself() -> None:
    page = '<html><meta charset="gb2312"><body><p>一、总体要求</p></body></html>'.encode("gb18030")
    assert texts(page, "a.htm") == ["一、总体要求"]


def docx(body: str, **parts: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        for name, content in parts.items():
            package.writestr(f"word/{name}.xml", content)
    return packed.getvalue()


def p(words: str, properties: str = "", run: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{words}</w:t></w:r></w:p>"


def style(name: str) -> str:
    return f'<w:pStyle w:val="{name}"/>'


STYLES = (
    f"<w:styles {W}>"
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:basedOn w:val="1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="own"><w:name w:val="我的标题"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="T1"><w:name w:val="toc 1"/></w:style></w:styles>'
)
NUMBERING = (
    f'<w:numbering {W}><w:abstractNum w:abstractNumId="0">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="第%1章 "/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>'
    '</w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)


def test_word_headings_by_style_outline_level_and_automatic_numbers(tmp_path: Path) -> None:
    first = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="5"/></w:numPr>'
    second = '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="5"/></w:numPr>'
    body = (
        p("总体要求 3", style("T1")) + p("总体要求", style("1") + first) + p("发展基础", style("2") + second) + p(BODY)
        + p("深化改革", style("own")) + p(BODY) + p("主要目标", style("2") + second) + p(BODY)
        + p("重点任务", style("1") + first) + p("产业", style("2") + second) + p(BODY)
    )  # fmt: skip
    plan = imported(docx(body, styles=STYLES, numbering=NUMBERING), "规划.docx", tmp_path)
    assert tree(plan) == [
        (1, "第一章总体要求"), (2, "（一）发展基础"), (3, "深化改革"), (2, "（二）主要目标"), (1, "第二章重点任务"), (2, "（一）产业"),
    ]  # fmt: skip
    assert [dropped.why for dropped in plan.dropped] == ["目录"]


def test_word_tables_with_merged_cells_and_a_box_in_one_cell(tmp_path: Path) -> None:
    def cell(words: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(p(word) for word in words.split('|'))}</w:tc>"

    down, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    wide = '<w:gridSpan w:val="2"/>'
    table = (
        f"<w:tbl><w:tr>{cell('类别', down)}{cell('指标', down)}{cell('规划值', wide)}</w:tr>"
        f"<w:tr>{cell('', on)}{cell('', on)}{cell('2025年')}{cell('2030年')}</w:tr>"
        f"<w:tr>{cell('经济', down)}{cell('总值')}{cell('8')}{cell('11')}</w:tr>"
        f"<w:tr>{cell('', on)}{cell('人口')}{cell('7')}{cell('8')}</w:tr></w:tbl>"
    )
    box = f"<w:tbl><w:tr>{cell('专栏2 重大工程|1.交通。建成甲路。|2.水利。建成乙库。')}</w:tr></w:tbl>"
    body = p("一、目标") + p(BODY) + p("专栏1 主要指标") + table + p(BODY) + box + p("二、任务") + p(BODY)
    plan = imported(docx(body), "规划.docx", tmp_path)
    (found,) = plan.tables
    assert found.columns == ("类别", "指标", "规划值2025年", "规划值2030年")
    assert found.rows == (("经济", "总值", "8", "11"), ("经济", "人口", "7", "8"))
    titles = [passage.text for passage in plan.passages if passage.kind == "box_title"]
    assert titles == ["专栏1 主要指标", "专栏2 重大工程"]
    assert [passage.text for passage in plan.passages if passage.box == "1.b2"][1:] == [
        "1.交通。建成甲路。",
        "2.水利。建成乙库。",
    ]


def test_what_word_keeps_beside_the_text() -> None:
    """Deleted words go, inserted ones stay, a text box is read once, notes come below."""
    body = (
        "<w:p><w:r><w:t>甲</w:t></w:r><w:del><w:r><w:delText>删</w:delText></w:r></w:del><w:ins><w:r><w:t>增</w:t></w:r></w:ins>"
        '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>乙</w:t></w:r></w:p>'
    )
    notes = f'<w:footnotes {W}><w:footnote w:id="2"><w:p><w:r><w:t>说明</w:t></w:r></w:p></w:footnote></w:footnotes>'
    lines = read_source(docx(body, footnotes=notes), "文件").lines
    assert [line.text for line in lines if not line.aside] == ["甲增［1］乙", "［1］说明"]
    assert [line.text for line in lines if line.aside] == ["删"]


def pdf(
    pages: list[list[tuple[float, float, str]]], rules: str = "", extra: str = "", scale: float = 1
) -> bytes:
    """A PDF with lines of text at places, in a font whose codes are Unicode; with a `scale` as programs that draw in pixels do."""
    objects = ["<</Type/Catalog/Pages 2 0 R>>", "", "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>",
               "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/DW 1000/FontDescriptor 5 0 R>>",
               "<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 700/StemV 80>>"]  # fmt: skip
    kids: list[str] = []
    for page in pages:
        content = f"{scale} 0 0 {scale} 0 0 cm\n{rules}" + "".join(
            f"BT /F {12 / scale} Tf {x / scale} {y / scale} Td <{words.encode('utf-16-be').hex()}> Tj ET\n"
            for x, y, words in page
        )
        objects.append(f"<</Length {len(content)}>>stream\n{content}\nendstream")
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {len(objects)} 0 R/Resources<</Font<</F 3 0 R>>>>>>"
        )
    return written(objects, kids, extra)


def _page(number: int, rows: list[str]) -> list[tuple[float, float, str]]:
    head = [(250.0, 805.0, "某县规划"), (290.0, 30.0, str(number))]
    return head + [
        (90.0 + (24 if row[:1] == "　" else 0), 760.0 - 22 * at, row.lstrip("　"))
        for at, row in enumerate(rows)
    ]


@pytest.mark.parametrize("scale", [1, 0.24])
def test_a_pdf_becomes_paragraphs_over_its_pages(tmp_path: Path, scale: float) -> None:
    words = BODY * 3
    first, rest = words[:30], words[30:]
    rows = ["　" + first, *(rest[at : at + 32] for at in range(0, len(rest), 32))]
    pages = [["一、总体要求", *rows[:3]], [*rows[3:], "二、重点任务", *rows], ["（一）交通", *rows]]
    plan = imported(
        pdf([_page(at, page) for at, page in enumerate(pages, 1)], scale=scale), "规划.pdf", tmp_path
    )
    assert tree(plan) == [(1, "一、总体要求"), (1, "二、重点任务"), (2, "（一）交通")]
    assert [passage.text for passage in plan.passages if passage.kind == "paragraph"] == [words] * 3
    assert sorted({dropped.why for dropped in plan.dropped}) == ["页眉页脚", "页码"]


def test_a_table_without_upright_rules_in_a_pdf() -> None:
    cells = [("指标", "2030年", "属性"), ("里程", "300", "预期性"), ("水质", "95", "约束性")]
    lines = [
        (100.0 + 130 * column, 680.0 - 30 * row, words)
        for row, found in enumerate(cells)
        for column, words in enumerate(found)
    ]
    source = read_source(pdf([[(90, 760, "表1 主要指标"), *lines, (90, 560, BODY[:30])]]), "a.pdf")
    grid = next(line.grid for line in source.lines if line.grid)
    assert [[cell.text for cell in grid.cells if cell.row == row] for row in range(3)] == [
        list(row) for row in cells
    ]


def test_a_narrow_blank_behind_a_chapters_number_in_a_pdf() -> None:
    page = [(90.0, 760.0, "第一章"), (130.0, 760.0, "发展环境"), (90.0, 700.0, BODY[:30])]
    assert next(line.text for line in read_source(pdf([page]), "a.pdf").lines) == "第一章　发展环境"


def test_a_ruled_table_in_a_pdf() -> None:
    rules = "".join(f"{90} {y} m 390 {y} l S\n" for y in (700, 670, 640, 610)) + "".join(
        f"{x} 610 m {x} 700 l S\n" for x in (90, 190, 290, 390)
    )
    cells = [("指标", "2030年", "属性"), ("里程", "300", "预期性"), ("水质", "95", "约束性")]
    lines = [
        (100.0 + 100 * column, 680.0 - 30 * row, words)
        for row, found in enumerate(cells)
        for column, words in enumerate(found)
    ]
    source = read_source(pdf([[(90, 760, "表1 主要指标"), *lines, (90, 560, BODY[:30])]], rules), "a.pdf")
    grid = next(line.grid for line in source.lines if line.grid)
    assert [[cell.text for cell in grid.cells if cell.row == row] for row in range(3)] == [
        list(row) for row in cells
    ]


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (pdf([[]]), "a.pdf", "没有文字层.*OCR"),
        (b"%PDF-1.7\n" + bytes(500), "a.pdf", "已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.doc", "另存为 .docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.wps", "另存为 .docx"),
        (b"{\\rtf1 x}", "a.rtf", "另存为 .docx"),
        (b"\x89PNG\r\n\x1a\n", "a.txt", "图片"),
        (b"MZ\x90\0" + bytes(200), "a.txt", "程序"),
        (bytes(range(256)) * 40, "a.txt", "不是文本文件"),
        ("甲\n" * 100_001, "a.txt", "文字太多"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_with_what_to_do(data: bytes | str, name: str, words: str) -> None:
    with pytest.raises(SourceError, match=words) as told:
        read_source(data if isinstance(data, bytes) else data.encode(), name)
    assert str(told.value).endswith("。")


def _zip(**parts: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/"), content)
    return packed.getvalue()


ENTITIES = b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><d>&b;</d>'
OUTSIDE = b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><d>&a;</d>'


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"word__document.xml": ENTITIES}, "已损坏"),
        ({"word__document.xml": OUTSIDE}, "已损坏"),
        ({"word__document.xml": b"<a>" * 5000}, "已损坏"),
        ({"word__document.xml": b"<w:d>" + b" " * (20 * 1024 * 1024) + b"</w:d>"}, "大得不正常"),
        ({"OFD.xml": b"<a/>"}, "OFD"),
        ({"xl__workbook.xml": b"<a/>"}, "表格"),
        ({"a.txt": b"a"}, "解压"),
    ],
)
def test_packages_that_mean_harm_or_are_something_else(parts: dict[str, bytes], words: str) -> None:
    with pytest.raises(SourceError, match=words):
        read_source(_zip(**parts), "a.docx")


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 20_000 + "甲",
        "<table><tr><td>" * 3_000 + "甲",
        "<!--" * 20_000 + "甲",
        "<script>" * 20_000,
        "<a b='" * 20_000,
        "<p>甲<1 乙",
    ],
)
def test_absurd_pages_are_read_in_time(page: str) -> None:
    assert len(read_source(("<html>" + page).encode(), "a.html").lines) < 20_002


def test_spans_that_cover_a_million_cells() -> None:
    page = "<html><table><tr>" + "<td rowspan=9999 colspan=9999>甲</td>" * 200 + "</tr></table>"
    (line,) = read_source(page.encode(), "a.html").lines
    assert line.grid is not None
    assert line.grid.width <= 40_000


@pytest.mark.parametrize("role", ["heading", "body", "box", "item", "furniture"])
def test_a_table_is_in_the_text_or_not_whatever_is_said_of_it(role: LineRole) -> None:
    words = f"<p>一、任务</p><p>{BODY}</p><p>专栏1 指标</p><table><tr><td>指标</td><td>2030年</td></tr><tr><td>里程</td><td>300</td></tr></table>"
    source = read_source(f"<html><body>{words}<p>注：预期数。</p></body></html>".encode(), "a.html")
    table = next(line.number for line in source.lines if line.grid)
    reviewed = Review(source, Meta(PlanInfo("x", "", "", "", "")), "a.html", {}).read(
        {table: Correction(role)}
    )
    became = {line.text: line.became for line in reviewed.lines}
    assert [became[text] for text in ("指标", "里程", "300")] == [
        "dropped" if role == "furniture" else "table"
    ] * 3
    assert became["一、任务"] == "heading"


def test_a_text_may_begin_with_the_sign_of_a_picture() -> None:
    """BM opens a picture, and the name of a maker of cars."""
    assert texts(f"BMW工厂扩建\n{BODY}".encode()) == ["BMW工厂扩建", BODY]
    with pytest.raises(SourceError, match="图片"):
        read_source(b"BM\x36\x10\0\0" + bytes(60), "a.txt")


@pytest.mark.parametrize("odd", ["²", "9" * 5000, "-1", "x"])
def test_odd_numbers_in_a_file_are_none(odd: str) -> None:
    """A raised two is a digit for Python, and no number; one of 5,000 digits is more than it reads."""
    table = f"<html><table><tr><td colspan='{odd}'>甲</td><td>乙</td></tr></table></html>"
    assert read_source(table.encode(), "a.html").lines
    level = f'<w:p><w:pPr><w:outlineLvl w:val="{odd}"/><w:ind w:left="{odd}"/></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>'
    cell = f'<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="{odd}"/></w:tcPr>{level}</w:tc></w:tr></w:tbl>'
    assert len(read_source(docx(level + cell), "a.docx").lines) == 2


@pytest.mark.parametrize("end", ["\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_a_line_that_ends_inside_of_a_paragraph_parts_its_figures(end: str) -> None:
    page = (
        f"<html><body><h1>某县{end}规划</h1><p>培育企业120{end}350家</p>"
        f"<table><tr><td>120{end}350</td><td>家</td></tr></table></body></html>"
    )
    lines = read_source(page.encode(), "a.html").lines
    assert [line.text for line in lines] == ["某县规划", "培育企业120", "350家", ""]
    assert [cell.text for cell in lines[-1].grid.cells] == ["120\u3000350", "家"] if lines[-1].grid else False
