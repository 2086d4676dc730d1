"""Documents in each format, written as hostilely as people and programs do."""

import io
import quopri
import zipfile
from collections.abc import Callable
from html import escape

from tests.db.source.hostile.document import Block, Document, Line, Run
from tests.db.source.hostile.ofd_pages import OfdPages
from tests.db.source.hostile.old_sheets import xls
from tests.db.source.hostile.old_word import (
    DELETED,
    HIDDEN,
    LOWERED,
    RAISED,
    STRUCK,
    OldWord,
    change,
    in_table,
    script,
)
from tests.db.source.hostile.packages import zipped
from tests.db.source.hostile.pdf_writer import document_pdf
from tests.db.source.hostile.sheets import ods, xlsx

W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
_NUMBERING = (
    f'<w:numbering {W}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>{}</w:numbering>'
)
_STYLES = (
    f'<w:styles {W}><w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="character" w:styleId="gone"><w:name w:val="藏"/><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
)


def packed(body: str, **parts: str) -> bytes:
    """A Word document."""
    document = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    return zipped({f"word/{name}.xml": content for name, content in {"document": document, **parts}.items()})


def run(words: str, properties: str = "", tag: str = "t") -> str:
    """A run of a Word document."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:{tag} xml:space="preserve">{escape(words)}</w:{tag}></w:r>'


def _word_run(each: Run) -> str:
    match each.sort:
        case "note" | "power":
            return run(each.words, '<w:vertAlign w:val="superscript"/>')
        case "index":
            return run(each.words, '<w:vertAlign w:val="subscript"/>')
        case "fraction" if each.beside == "25":
            # As older programs set it.
            code = run(f"EQ \\f({each.words},{each.beside})", tag="instrText")
            return code.join(f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
        case "fraction":
            parts = (
                f"<m:{tag}><m:r><m:t>{words}</m:t></m:r></m:{tag}>"
                for tag, words in (("num", each.words), ("den", each.beside))
            )
            return f"<m:oMath><m:f>{''.join(parts)}</m:f></m:oMath>"
        case "hidden":
            return run(each.words, '<w:rStyle w:val="gone"/>')
        case "deleted":
            return f'<w:del w:id="1">{run(each.words, tag="delText")}</w:del>'
        case "struck":
            return run(each.words, "<w:strike/>")
        case "ruby":
            return (
                f"<w:r><w:ruby><w:rubyPr/><w:rt>{run(each.beside)}</w:rt>"
                f"<w:rubyBase>{run(each.words)}</w:rubyBase></w:ruby></w:r>"
            )
        case _:
            # Programs cut runs anywhere.
            half = len(each.words) // 2
            return run(each.words[:half]) + run(each.words[half:])


def _word_line(line: Line) -> str:
    return "".join(_word_run(each) for each in line)


def _word_cell(lines: tuple[Line, ...], *, inner: bool, broken: bool) -> str:
    if inner:
        rows = "".join(f"<w:tr><w:tc><w:p>{_word_line(line)}</w:p></w:tc></w:tr>" for line in lines)
        return f"<w:tc><w:tbl>{rows}</w:tbl><w:p/></w:tc>"
    between = "<w:r><w:br/></w:r>" if broken else "</w:p><w:p>"
    return f"<w:tc><w:p>{between.join(map(_word_line, lines))}</w:p></w:tc>"


def docx(document: Document) -> bytes:
    """As a Word document."""
    body, lists = "", ""
    for at, block in enumerate(document.blocks, start=1):
        properties = ""
        if block.kind == "heading":
            properties = '<w:pPr><w:pStyle w:val="1"/></w:pPr>'
        elif block.kind == "items":
            properties = f'<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="{at}"/></w:numPr></w:pPr>'
            lists += (
                f'<w:num w:numId="{at}"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
                '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
            )
        body += "".join(f"<w:p>{properties}{_word_line(line)}</w:p>" for line in block.lines)
        if block.rows:
            body += (
                f"<w:tbl>{''.join(_word_row(block, row, at) for at, row in enumerate(block.rows))}</w:tbl>"
            )
    return packed(body, numbering=_NUMBERING.format(lists), styles=_STYLES)


def _word_row(block: Block, row: tuple[tuple[Line, ...], ...], at: int) -> str:
    last = at == len(block.rows) - 1
    cells = (
        _word_cell(cell, inner=block.inner and last and column == 1, broken=column == 0)
        for column, cell in enumerate(row)
    )
    return f"<w:tr>{''.join(cells)}</w:tr>"


def _page_run(each: Run) -> str:
    words = escape(each.words)
    match each.sort:
        case "note":
            return f"<sup>{words}</sup>"
        case "power":
            return f'<span style="vertical-align: super; font-size:60%">{words}</span>'
        case "index":
            return f"<sub>{words}</sub>"
        case "fraction":
            return f"<math><mfrac><mn>{words}</mn><mn>{each.beside}</mn></mfrac></math>"
        case "hidden":
            return f'<span class="gone">{words}</span>'
        case "deleted":
            return f"<del>{words}</del>"
        case "struck":
            return f'<span style="text-decoration:line-through">{words}</span>'
        case "ruby":
            return f"<ruby>{words}<rp>（</rp><rt>{each.beside}</rt><rp>）</rp></ruby>"
        case _:
            half = len(words) // 2
            return f"{words[:half]}<span>{words[half:]}</span>" if "&" not in words else words


def _page_line(line: Line) -> str:
    return "".join(_page_run(each) for each in line)


def html(document: Document) -> bytes:
    """As a web page."""
    body = ""
    for block in document.blocks:
        lines = [_page_line(line) for line in block.lines]
        match block.kind:
            case "heading":
                body += f"<h1>{''.join(lines)}</h1>"
            case "items":
                body += f"<ol>{''.join(f'<li>{line}' for line in lines)}</ol>"
            case "table":
                body += f"<table>{''.join(_page_row(block, row, at) for at, row in enumerate(block.rows))}</table>"
            case _:
                body += "".join(f"<p>{line}" for line in lines)
    head = (
        "<meta charset=utf-8><style>p{color:#000} @media print{p{display:none}} .gone{display:none}</style>"
    )
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode()


def _page_row(block: Block, row: tuple[tuple[Line, ...], ...], at: int) -> str:
    cells = ""
    for column, cell in enumerate(row):
        between = "<br>" if column == 0 else "</p><p>"
        words = between.join(map(_page_line, cell))
        cells += f"<td>{words if column == 0 else f'<p>{words}</p>'}</td>"
    return f"<tr>{cells}</tr>"


def _marked_run(each: Run) -> str:
    match each.sort:
        case "fraction":
            return rf"$\frac{{{each.words}}}{{{each.beside}}}$"
        case "power":
            return f"$^{{{each.words}}}$"
        case "struck":
            return f"~~{each.words}~~"
        case "hidden":
            return f'<span style="display:none">{each.words}</span>'
        case "plain":
            return each.words
        case _:
            return _page_run(each)


def _marked_line(line: Line) -> str:
    return "".join(_marked_run(each) for each in line)


def markdown(document: Document) -> bytes:
    """As Markdown."""
    parts: list[str] = []
    for block in document.blocks:
        if block.kind == "heading":
            parts.append(f"# {_marked_line(block.lines[0])}")
        elif block.kind == "table":
            rows = [
                f"| {' | '.join('<br>'.join(map(_marked_line, cell)) for cell in row)} |"
                for row in block.rows
            ]
            parts.append("\n".join([rows[0], "|---|---|", *rows[1:]]))
        else:
            parts += (_marked_line(line) for line in block.lines)
    return "\n\n".join(parts).encode()


def web_archive(document: Document) -> bytes:
    """As a web page in one file, as browsers save it."""
    head = 'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="--x"\n\n----x\n'
    part = "Content-Type: text/html; charset=gb2312\nContent-Transfer-Encoding: quoted-printable\n\n"
    page = html(document).decode().replace("charset=utf-8", "charset=gb2312").encode("gb18030")
    return head.encode() + part.encode() + quopri.encodestring(page) + b"\n----x--\n"


def one_xml_file(document: Document) -> bytes:
    """As a Word document in one XML file."""
    with zipfile.ZipFile(io.BytesIO(docx(document))) as package:
        parts = "".join(
            f'<pkg:part pkg:name="/{name}"><pkg:xmlData>{package.read(name).decode()}</pkg:xmlData></pkg:part>'
            for name in package.namelist()
        )
    kind = 'xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"'
    return f'<?xml version="1.0"?><pkg:package {kind}>{parts}</pkg:package>'.encode()


def doc(document: Document) -> bytes:
    """As a Word document of 97 to 2003."""
    made = OldWord()
    for block in document.blocks:
        properties = made.new_list() if block.kind == "items" else b""
        for line in block.lines:
            _old_line(made, line)
            made.end(properties, style=1 if block.kind == "heading" else 0)
        for at, row in enumerate(block.rows):
            inner = block.inner and at == len(block.rows) - 1
            for column, cell in enumerate(row):
                _old_cell(made, cell, inner=inner and column == 1, broken=column == 0)
            made.end_row((0, 4000, 8000))
    return made.made()


def _old_line(made: OldWord, line: Line) -> None:
    for each in line:
        match each.sort:
            case "note" | "power":
                made.put(each.words, script(RAISED))
            case "index":
                made.put(each.words, script(LOWERED))
            case "fraction":
                made.field(f"EQ \\f({each.words},{each.beside})")
            case "ruby":
                made.field(
                    f'EQ \\* jc2 \\* "Font:宋体" \\* hps10 \\o\\ad(\\s\\up 9({each.beside}),{each.words})'
                )
            case "hidden" | "deleted" | "struck":
                made.put(each.words, change({"hidden": HIDDEN, "deleted": DELETED}.get(each.sort, STRUCK), 1))
            case _:
                half = len(each.words) // 2
                made.put(each.words[:half])
                made.put(each.words[half:], change(0x0836, 1))


def _old_cell(made: OldWord, lines: tuple[Line, ...], *, inner: bool, broken: bool) -> None:
    for at, line in enumerate(lines):
        _old_line(made, line)
        if inner:
            made.end(in_table(2) + change(0x244B, 1))
            made.end_row((0, 4000), depth=2)
        elif broken and at < len(lines) - 1:
            made.put("\x0b")
        elif at < len(lines) - 1:
            made.end(in_table())
    made.end(in_table(), sign="\x07")


def ofd(document: Document) -> bytes:
    """As an OFD file."""
    pages = OfdPages()
    for block in document.blocks:
        for line in block.lines:
            _drawn_line(pages, line, 25, 6 if block.kind == "heading" else 4)
            pages.down(9)
        for row in block.rows:
            lines = max(map(len, row))
            pages.room(8 * lines + 2)
            for column, cell in enumerate(row):
                pages.box(20 + 90 * column, 90, 8 * lines)
                for at, line in enumerate(cell):
                    _drawn_line(pages, line, 22 + 90 * column, 2.6, 8 * at)
            pages.down(8 * lines)
        pages.down(9)
    return pages.made()


def _drawn_line(pages: OfdPages, line: Line, x: float, size: float, below: float = 0) -> None:
    small = 0.6 * size
    for each in line:
        match each.sort:
            case "note" | "power":
                x = pages.words(each.words, x, small, below, lift=0.45 * size)
            case "index":
                x = pages.words(each.words, x, small, below, lift=-0.2 * size)
            case "fraction":
                start = x + 0.1 * size
                ends = [
                    pages.words(words, start, small, below, lift=lift * size)
                    for words, lift in ((each.words, 0.6), (each.beside, -0.35))
                ]
                x = max(ends)
                pages.line(start, x, below, 0.4 * size)
                x += 0.1 * size
            case "hidden" | "deleted":
                x = pages.words(each.words, x, size, below, more='Visible="false"')
            case "struck":
                start, x = x, pages.words(each.words, x, size, below)
                pages.line(start, x, below, 0.35 * size)
            case "ruby":
                pages.words(each.beside, x, 0.3 * size, below, lift=size)
                x = pages.words(each.words, x, size, below)
            case _:
                half = len(each.words) // 2
                x = pages.words(each.words[:half], x, size, below)
                x = pages.words(each.words[half:], x, size, below)


WRITERS: dict[str, Callable[[Document], bytes]] = {
    "docx": docx,
    "doc": doc,
    "ofd": ofd,
    "xml": one_xml_file,
    "html": html,
    "mht": web_archive,
    "md": markdown,
    "xlsx": xlsx,
    "xls": xls,
    "ods": ods,
    "pdf": document_pdf,
}
"""By the ending of a file's name."""
