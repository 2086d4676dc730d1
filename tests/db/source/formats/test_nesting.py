"""What stands in one another, and what only looks like a reference: each word is read once, however deep."""

import io
import time
import zipfile
from collections.abc import Callable

import pytest

from db.errors import SourceError
from db.source.formats.detection import read_source

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(body: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
    return packed.getvalue()


def paragraph(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def cell(inside: str) -> str:
    return f"<w:tc>{inside}</w:tc>"


def table(*rows: str) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


def pieces(data: bytes, name: str) -> list[str]:
    """The words of all lines and paragraphs of cells, in order."""
    found: list[str] = []
    for line in read_source(data, name).lines:
        found += [line.text] if line.grid is None else [p.text for c in line.grid.cells for p in c.pieces]
    return found


def test_a_table_in_a_cell_stands_apart_from_the_cells_own_words() -> None:
    inner = table(cell(paragraph("城区")) + cell(paragraph("三百公里")), cell(paragraph("乡村")))
    body = table(cell(paragraph("外层") + inner + paragraph("末尾")) + cell(paragraph("乙")))
    assert pieces(docx(body), "a.docx") == ["外层", "城区\u3000三百公里", "乡村", "末尾", "乙"]


def test_paragraphs_of_a_cell_in_a_cell_stay_apart() -> None:
    inner = table(cell(paragraph("120") + paragraph("350")))
    assert pieces(docx(table(cell(inner) + cell(paragraph("乙")))), "a.docx") == ["120\u3000350", "乙"]


@pytest.mark.parametrize("depth", [2, 8, 14, 100])
def test_words_of_tables_in_tables_are_read_once(depth: int) -> None:
    body = table(cell(paragraph("最里")))
    for level in range(depth):
        body = table(cell(paragraph(f"第{level}层") + body))
    words = "".join(pieces(docx(body), "a.docx"))
    assert words.count("最里") == 1
    assert all(words.count(f"第{level}层") == 1 for level in range(depth))


def test_words_of_text_boxes_in_text_boxes_are_read_once() -> None:
    body = paragraph("最里")
    for level in range(30):
        box = f"<w:pict><w:txbxContent>{body}</w:txbxContent></w:pict>"
        body = f"<w:p><w:r><w:t>第{level}层</w:t>{box}</w:r></w:p>"
    words = "".join(pieces(docx(body), "a.docx"))
    assert all(words.count(each) == 1 for each in ("最里", *(f"第{level}层" for level in range(30))))


@pytest.mark.parametrize("tag", ["div", "ul><li", "blockquote", "b", "span", "table><tr><td", "svg", "form"])
@pytest.mark.parametrize("ending", ["a.html", "a.md"])
def test_no_nesting_is_too_deep(tag: str, ending: str) -> None:
    deep = f"<{tag}>" * 20_000
    page = f"<html><body><p>甲</p>{deep}乙" if ending == "a.html" else f"{deep}</table>乙"
    assert pieces(page.encode(), ending)


@pytest.mark.parametrize(
    "odd",
    ["&#;", "&#x;", "&#12a;", "&;", "&", "&#" + "9" * 5000 + ";", "&#x" + "f" * 5000 + ";", "R&D", "&B;"],
)
def test_what_only_looks_like_a_reference_ends_no_page(odd: str) -> None:
    page = f"<html><body><p>甲{odd}</p><p title='{odd}'>乙{odd}</p><p>丙&nbsp;&lt;丁</p></body></html>"
    assert pieces(page.encode(), "a.html") == [f"甲{odd}", f"乙{odd}", "丙 <丁"]


def test_a_list_of_more_levels_than_word_has_is_not_counted() -> None:
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:lvlText w:val="%1"/></w:lvl>' for at in range(2_000)
    )
    numbering = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="1">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )
    body = "".join(
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="1"/></w:numPr></w:pPr>'
        f"<w:r><w:t>甲</w:t></w:r></w:p>"
        for at in (0, 1, 500)
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        package.writestr("word/numbering.xml", numbering)
    assert pieces(packed.getvalue(), "a.docx") == ["1 甲", "1 甲", "甲"]


def _deep_cells(depth: int) -> bytes:
    body = table(cell(paragraph("甲")))
    for _ in range(depth):
        body = table(cell(body) + cell(paragraph("乙")))
    return docx(body)


@pytest.mark.parametrize("made", [_deep_cells])
def test_tables_in_tables_take_time_with_their_number(made: Callable[[int], bytes]) -> None:
    begun = time.process_time()
    read_source(made(40), "a.docx")
    # Each level took twice as long as the one below it: 40 levels would have taken days.
    assert time.process_time() - begun < 5


def test_breaks_and_styles_take_time_with_their_number() -> None:
    breaks = "<w:r><w:t>甲</w:t><w:br/></w:r>" * 15_000
    based = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{at}"><w:basedOn w:val="s{at - 1}"/></w:style>'
        for at in range(2_000)
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "word/document.xml", f"<w:document {W}><w:body><w:p>{breaks}</w:p></w:body></w:document>"
        )
        package.writestr("word/styles.xml", f"<w:styles {W}>{based}</w:styles>")
    begun = time.process_time()
    assert len(read_source(packed.getvalue(), "a.docx").lines) == 15_000
    # Every line looked at all others: some six seconds.
    assert time.process_time() - begun < 3


@pytest.mark.parametrize(
    "part", ["[Content_Types].xml", "_rels/.rels", "word/styles.xml", "word/document.xml"]
)
def test_an_encoding_that_nobody_knows_is_damage(part: str) -> None:
    """Mutated files showed it: the parser of the standard library raises another error for that."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        document = f"<w:document {W}><w:body><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:body></w:document>"
        for name, content in {"word/document.xml": document, part: "<a/>"}.items():
            package.writestr(
                name, f'<?xml version="1.0" encoding="TF-8"?>{content}' if name == part else content
            )
    try:
        assert pieces(packed.getvalue(), "a.docx") == ["甲"]
    except SourceError as error:
        assert "损坏" in str(error)  # noqa: PT017


def test_a_formula_nested_absurdly_is_told() -> None:
    inside = "<m:f><m:num>" * 150 + "<m:r><m:t>2</m:t></m:r>" + "</m:num></m:f>" * 150
    body = f'<w:p xmlns:m="m"><w:r><w:t>甲</w:t></w:r><m:oMath>{inside}</m:oMath></w:p>'
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
    source = read_source(packed.getvalue(), "a.docx")
    assert [line.text for line in source.lines] == ["甲\ufffd"]
    assert "公式" in source.doubts[0]


@pytest.mark.parametrize("kind", ["docx", "html", "mht", "xml", "tags"])
def test_what_is_far_too_long_is_refused_at_once(kind: str) -> None:
    """A page of 20 MB took a minute, and was refused then."""
    words = "坚持统筹发展推进公共服务能力建设" * 250_000
    page = f"<html><p>{words}</p></html>".encode()
    document = f"<w:document {W}><w:body><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:body></w:document>"
    if kind == "docx":
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as package:
            package.writestr("word/document.xml", document)
        page = packed.getvalue()
    elif kind == "mht":
        page = b"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n" + page
    elif kind == "xml":
        space = 'xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"'
        page = f'<pkg:package {space}><pkg:part pkg:name="/word/document.xml">{document}</pkg:part></pkg:package>'.encode()
    elif kind == "tags":
        page = b"<html>" + b"<p>" * 4_000_000
    begun = time.process_time()
    with pytest.raises(SourceError, match="文字太多"):
        read_source(page, f"a.{kind if kind != 'tags' else 'html'}")
    assert time.process_time() - begun < 5
