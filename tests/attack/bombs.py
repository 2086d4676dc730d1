"""Small files that are made to cost a reader its time, its memory or its life; each made anew from nothing."""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping

from tests.attack.office_bombs import office_bombs
from tests.db.source.hostile.sheets import LINKS, MAIN, packed_ods, packed_xlsx

WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
END = "</w:body></w:document>"
ROOT = '<w:root xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
PARAGRAPH = "<w:p><w:r><w:t>坚持统筹发展，推进公共服务能力，建设交通网络。</w:t></w:r></w:p>"
PDF_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
SHOWN = b"BT /A 12 Tf 60 700 Td (National economy and society) Tj ET "

Bomb = Callable[[], bytes]


def zipped(parts: Mapping[str, str | bytes], level: int = 9) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return packed.getvalue()


def docx(body: str, **parts: str) -> bytes:
    """A Word document; `styles="…"` is what stands in the root of a part word/styles.xml."""
    others = {f"word/{name}.xml": f"{ROOT}{content}</w:root>" for name, content in parts.items()}
    return zipped({"word/document.xml": WORD + PARAGRAPH + body + END, **others})


def nested(opening: str, closing: str, deep: int) -> str:
    return opening * deep + PARAGRAPH + closing * deep


def attributes(count: int) -> bytes:
    each = " ".join(f'a{number}="1"' for number in range(1000))
    return docx(f"<w:p {each}/>" * (count // 1000))


def zeros(size: int, *, said: int | None = None) -> bytes:
    """A package whose text unpacks to `size` zeros, and says that it unpacks to `said`."""
    data = zipped({"word/document.xml": bytes(size)})
    if said is None:
        return data
    return data.replace(struct.pack("<I", size), struct.pack("<I", said))


def entries(count: int) -> bytes:
    return zipped(
        {"word/document.xml": WORD + PARAGRAPH + END, **{f"{number}": b"" for number in range(count)}}, 0
    )


def packed_in_itself(deep: int) -> bytes:
    data = docx("")
    for _ in range(deep):
        data = zipped({"word/document.xml": data, "[Content_Types].xml": data, "word/media/a.docx": data})
    return data


def pdf(objects: Mapping[int, bytes], trailer: bytes = b"/Root 1 0 R", after: bytes = b"") -> bytes:
    out, places = b"%PDF-1.7\n", dict[int, int]()
    for number, content in sorted(objects.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table, size = len(out), max(objects) + 1
    rows = b"".join(b"%010d 00000 n \n" % places.get(number, 0) for number in range(1, size))
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, rows)
    return out + b"trailer\n<</Size %d%s>>\nstartxref\n%d\n%%%%EOF" % (size, trailer, table) + after


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(content), content)


def page(
    content: bytes = SHOWN,
    *,
    form: bytes = b"",
    pages: bytes = b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
    catalog: bytes = b"",
    others: Mapping[int, bytes] | None = None,
    trailer: bytes = b"/Root 1 0 R",
) -> bytes:
    """A PDF of one page; `form`: number of the form that it calls F; `content`: its stream, or an object."""
    resources = b"<</Font<</A 5 0 R>>" + (b"/XObject<</F %s 0 R>>" % form if form else b"") + b">>"
    leaf = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources%s>>" % resources
    content = content if content.startswith((b"<<", b"[")) else stream(content)
    objects = {1: b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog, 2: pages, 3: leaf, 4: content, 5: PDF_FONT}
    return pdf({**objects, **(others or {})}, trailer)


def forms(deep: int, each: int) -> bytes:
    """Forms that each call the next one `each` times."""
    made: dict[int, bytes] = {}
    for at in range(deep):
        inner = b"/F Do " * each if at < deep - 1 else SHOWN + b"0 0 m 100 0 l S "
        resources = b"/Resources<</XObject<</F %d 0 R>>/Font<</A 5 0 R>>>>" % (11 + at)
        made[10 + at] = stream(inner, b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]" + resources)
    return page(b"/F Do " * each, form=b"10", others=made)


def squeezed(content: bytes, times: int = 1) -> bytes:
    for _ in range(times):
        content = zlib.compress(content, 9)
    return stream(content, b"/Filter[%s]" % (b"/FlateDecode" * times))


def picture(width: int, height: int) -> bytes:
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))


LAUGHS = (
    '<!DOCTYPE d [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 12))
    + "]>"
)
OUTSIDE = '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///dev/zero"><!ENTITY % b SYSTEM "http://127.0.0.1/">%b;]>'
IMAGE = b"/Type/XObject/Subtype/Image/Width 100000/Height 100000/ColorSpace/DeviceRGB/BitsPerComponent 8"


def all_bombs(large: int) -> Iterator[tuple[str, Bomb]]:
    """Each with a file name; `large`: how many times as large as need be the large ones are, from 1."""
    yield from _documents(large)
    yield from _packages(large)
    yield from _texts(large)
    yield from _pdfs(large)
    yield from office_bombs(large)
    yield from _sheets(large)
    yield "picture.png", lambda: picture(60_000, 60_000)
    yield "picture as text.txt", lambda: picture(60_000, 60_000)
    yield "picture.bmp", lambda: b"BM" + struct.pack("<IIIIIi", 54, 0, 54, 40, 1 << 30, 1 << 30) + bytes(40)
    yield "picture.gif", lambda: b"GIF89a\xff\xff\xff\xff\xf7\0\0" + bytes(100)


def _documents(large: int) -> Iterator[tuple[str, Bomb]]:
    tables = ("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>")
    boxes = ("<w:p><w:r><w:pict><w:txbxContent>", "</w:txbxContent></w:pict></w:r></w:p>")
    for deep in (9, 40, 5000):
        yield f"tables {deep} deep.docx", lambda deep=deep: docx(nested(*tables, deep))
    for deep in (11, 90):
        yield f"text boxes {deep} deep.docx", lambda deep=deep: docx(nested(*boxes, deep))
    yield "wrappers.docx", lambda: docx(nested("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>", 180))
    yield "attributes.docx", lambda: attributes(300_000 if large == 1 else 9_600_000)
    yield "elements.docx", lambda: docx("<w:p/>" * (80_000 * large))
    yield (
        "cells.docx",
        lambda: docx(
            "<w:tbl>"
            + '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="99999"/></w:tcPr><w:p/></w:tc></w:tr>' * 4000
            + "</w:tbl>"
        ),
    )
    wide = "<w:style>" * 390 + "</w:style>" * 390 + "<w:style/>" * (20_000 * large)
    parts = dict.fromkeys(("styles", "numbering", "footnotes", "endnotes"), wide)
    yield "parts.docx", lambda: docx("", **parts)
    loop = '<w:style w:styleId="a"><w:basedOn w:val="b"/></w:style><w:style w:styleId="b"><w:basedOn w:val="a"/></w:style>'
    styled = '<w:p><w:pPr><w:pStyle w:val="a"/></w:pPr><w:r><w:t>建设</w:t></w:r></w:p>'
    yield "styles in a ring.docx", lambda: docx(styled, styles=loop)
    for name, start in (("laughs", LAUGHS), ("outside", OUTSIDE)):
        for part in ("document", "styles", "footnotes"):
            evil = (
                f"{start}<w:document><w:body><w:p><w:r><w:t>&a11;&a;</w:t></w:r></w:p></w:body></w:document>"
            )
            parts = {"word/document.xml": WORD + PARAGRAPH + END, f"word/{part}.xml": evil}
            yield f"{name} in {part}.docx", lambda parts=parts: zipped(parts)


def _packages(large: int) -> Iterator[tuple[str, Bomb]]:
    size = 50_000_000 * large
    yield "zeros.docx", lambda: zeros(size)
    yield "zeros that lie.docx", lambda: zeros(size, said=100)
    for count in (2_000, 25_000):
        yield f"{count} entries.docx", lambda count=count: entries(count)
    yield "packed in itself.docx", lambda: packed_in_itself(12)
    for share in (0.1, 0.5, 0.9, 0.99):
        yield (
            f"cut at {share}.docx",
            lambda share=share: (whole := docx(PARAGRAPH * 50))[: int(len(whole) * share)],
        )


def _texts(large: int) -> Iterator[tuple[str, Bomb]]:
    deep = 12_000 * large
    for tag in ("div", "table", "table><tr><td", "b", "ul><li", "blockquote", "script", "!--", "a b='"):
        yield (
            f"{tag.strip('!<>').replace('><', ' ')} deep.html".replace("'", ""),
            (lambda tag=tag: f"<html><body>{f'<{tag}>' * deep}甲".encode()),
        )
    yield "entities.html", ("<html><p>" + "&amp;&#20013;" * (12_000 * large)).encode
    yield "one attribute.html", f"<html><p a='{'甲' * 1_000_000}'>乙".encode
    line = 40_000 * large
    for name, piece in (
        ("line", "建设"),
        ("numbers", "（一）"),
        ("bars", "|"),
        ("stars", "**　"),
        ("words", "甲，乙。"),
    ):
        yield f"one {name}.md", lambda piece=piece: (piece * (line // len(piece))).encode()
    yield "lines.txt", ("一、\n" * (9_000 * large)).encode
    yield "zeros.txt", lambda: bytes(1_000_000)
    noise = random.Random(5)
    yield "noise.txt", lambda: noise.randbytes(300_000)


def workbook(content: str, *, strings: str = "", styles: str = "") -> bytes:
    """A workbook of one sheet."""
    shared = {"xl/sharedStrings.xml": f"<sst {MAIN}>{strings}</sst>"}
    return packed_xlsx({"0": content}, f"<styleSheet {MAIN}>{styles}</styleSheet>", parts=shared)


def one_sheet_again_and_again(count: int) -> bytes:
    listed = "".join(f'<sheet name="{at}" r:id="s1"/>' for at in range(count))
    book = f"<workbook {MAIN} {LINKS}><sheets>{listed}</sheets></workbook>"
    content = "<sheetData><row><c><v>5</v></c></row></sheetData>"
    return packed_xlsx({"0": content}, parts={"xl/workbook.xml": book})


def _sheets(large: int) -> Iterator[tuple[str, Bomb]]:
    cells = "".join(f'<c r="A{at}"><v>{at}</v></c>' for at in range(1, 60_000 * large))
    yield "cells.xlsx", lambda: workbook(f"<sheetData>{cells}</sheetData>")
    yield "many sheets.xlsx", lambda: one_sheet_again_and_again(5_000)
    empty = "".join(f'<row r="{at}"><c r="XFD{at}" s="1"/></row>' for at in range(1, 90_000 * large))
    yield "empty cells.xlsx", lambda: workbook(f"<sheetData>{empty}</sheetData>")
    corners = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    merged = "".join(f'<mergeCell ref="A{at}:XFD1048576"/>' for at in range(1, 20_000 * large))
    yield (
        "merged.xlsx",
        lambda: workbook(f"<sheetData>{corners}</sheetData><mergeCells>{merged}</mergeCells>"),
    )
    slope = "".join(
        f'<row r="{at}"><c r="{"ABCDEFGHIJKLMNOP"[at % 16]}{"ABCDEFGHIJ"[at % 10]}{at}"><v>1</v></c></row>'
        for at in range(1, 9_000)
    )
    yield "slope.xlsx", lambda: workbook(f"<sheetData>{slope}</sheetData>")
    yield (
        "runs.xlsx",
        lambda: workbook("<sheetData/>", strings="<si>" + "<r><t>1</t></r>" * (60_000 * large) + "</si>"),
    )
    code = (
        '<numFmts><numFmt numFmtId="200" formatCode="{}"/></numFmts><cellXfs><xf numFmtId="200"/></cellXfs>'
    )
    one = "<sheetData><row><c><v>1</v></c></row></sheetData>"
    for sign in ("0", ";", "[", "&quot;", "#,", "y", "_"):
        yield (
            f"format {sign.strip('&;') or 'part'}.xlsx",
            lambda sign=sign: workbook(one, styles=code.format(sign * 300_000)),
        )
    yield "laughs.xlsx", lambda: zipped({"xl/workbook.xml": f"{LAUGHS}<workbook>&a11;</workbook>"})
    yield "zeros.xlsx", lambda: zipped({"xl/workbook.xml": bytes(50_000_000 * large)})
    cell = '<table:table-cell table:number-columns-repeated="16384"><text:p>5</text:p></table:table-cell>'
    yield (
        "repeated.ods",
        lambda: packed_ods(
            f'<table:table><table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row></table:table>'
        ),
    )
    yield (
        "spans.ods",
        lambda: packed_ods(
            f"<table:table><table:table-row><table:table-cell><text:p>{'<text:span>' * 380}{'a<text:s/>' * (20_000 * large)}"
            f"{'</text:span>' * 380}</text:p></table:table-cell></table:table-row></table:table>"
        ),
    )
    for sign in (",", '"', "a,", '"a"\n', "\t", "\r"):
        name = {",": "commas", '"': "quotes", "a,": "cells", '"a"\n': "rows", "\t": "tabs", "\r": "ends"}[
            sign
        ]
        yield f"{name}.csv", lambda sign=sign: ("项目" + sign * (150_000 * large)).encode()
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 62, 3, 0xFFFE, 9, 6)
    yield "ring.xls", lambda: head + bytes(2_000) + "Workbook".encode("utf-16-le") + bytes(4_000)


def _pdfs(large: int) -> Iterator[tuple[str, Bomb]]:
    for deep, each in ((3, 5), (8, 10), (25, 12)):
        yield f"forms {deep} deep.pdf", lambda deep=deep, each=each: forms(deep, each)
    self_form = {
        10: stream(
            b"/F Do " * 9, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 10 0 R>>>>"
        )
    }
    yield "form in itself.pdf", lambda: page(b"/F Do", form=b"10", others=self_form)
    for name, pages in (
        ("kids in a ring", b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2>>"),
        ("two billion pages", b"<</Type/Pages/Kids[3 0 R]/Count 2000000000>>"),
        ("fewer than no pages", b"<</Type/Pages/Kids[3 0 R]/Count -5>>"),
        (
            "one page many times",
            b"<</Type/Pages/Kids[%s]/Count %d>>" % (b"3 0 R " * 350 * large, 350 * large),
        ),
    ):
        yield f"{name}.pdf", lambda pages=pages: page(pages=pages)
    yield "table of places in a ring.pdf", lambda: page(trailer=b"/Root 1 0 R/Prev 15")
    yield (
        "outlines in a ring.pdf",
        lambda: page(
            catalog=b"/Outlines 10 0 R",
            others={10: b"<</First 11 0 R>>", 11: b"<</Title(a)/Next 11 0 R/First 11 0 R>>"},
        ),
    )
    yield "arrays.pdf", lambda: page(catalog=b"/A " + b"[" * 100_000)
    yield "dictionaries.pdf", lambda: page(catalog=b"/A " + b"<</A " * 50_000)
    commands = b"q 0 0 m 9 9 l S Q\n" * (300_000 * large)
    yield "squeezed.pdf", lambda: page(squeezed(commands))
    yield "squeezed twice.pdf", lambda: page(squeezed(bytes(50_000_000 * large), 2))
    yield "length that lies.pdf", lambda: page(b"<</Length 2000000000>>stream\n%s\nendstream" % SHOWN)
    yield "contents.pdf", lambda: page(b"[" + b"6 0 R " * (10_000 * large) + b"]", others={6: stream(SHOWN)})
    yield "picture.pdf", lambda: page(SHOWN + b"/F Do", form=b"10", others={10: stream(b"abc", IMAGE)})
    yield "picture inside.pdf", lambda: page(SHOWN + b"BI /W 90000 /H 90000 /CS /RGB /BPC 8 ID abc EI ")
    yield "letters.pdf", lambda: page(b"BT /A 12 Tf 60 700 Td (" + b"abc " * (8_000 * large) + b") Tj ET")
    yield "saved states.pdf", lambda: page(b"q " * (200_000 * large) + SHOWN)
    for share in (0.2, 0.5, 0.8, 0.95):
        yield f"cut at {share}.pdf", lambda share=share: (whole := page())[: int(len(whole) * share)]
