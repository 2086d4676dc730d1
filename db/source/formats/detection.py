"""The formats that are read, one row each, and which of them a file is: its bytes say so, its name only where
they leave it open.

To add a format, write the function that reads it in a file of this folder and add a row to `FORMATS`. The
file dialogs, the command line, folders that are imported whole and what is said of all formats follow the
rows.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

from db.errors import SourceError
from db.progress import QUIET, Progress
from db.source.formats.compound import BOOKS, MAGIC, CompoundFile
from db.source.formats.programs import is_document, is_sheet, locked, office
from db.source.lines import SourceText

Parts = frozenset[str]
"""Names of the parts of a zip package; empty for a file that is none."""


@dataclass(frozen=True, slots=True)
class SourceFormat:
    """One row: a format that is read."""

    label: str
    """What people call it: Word."""
    endings: tuple[str, ...]
    """Of file names, the usual one first: .html, .htm. With the first of them a file is told and listed."""
    sniff: Callable[[bytes, Parts], bool]
    """Whether the bytes say that a file is of this format, whatever it is called."""
    read: Callable[[bytes, str, Progress], SourceText]
    """The lines of a file's bytes; the second argument is its name, for what is said of it.

    Raises SourceError, Stopped.
    """
    named: tuple[str, ...] = ()
    """Endings that decide where the bytes say nothing; none where they always do."""
    short: tuple[str, ...] = ()
    """How lists of formats call it, where that is not its first ending: txt, md."""
    in_folders: bool = True
    """A folder that is imported whole brings its files too; otherwise only one that is named by itself."""


# What reads a format is imported when the first file of it comes: PDFium alone takes 60 ms, and the library,
# which asks for the rows, is there before the first paint.


def _docx(data: bytes, name: str, progress: Progress) -> SourceText:
    from db.source.formats.docx import read_docx, read_flat

    read = read_docx if data.startswith(b"PK") else read_flat
    return read(data, name, _inside(progress))


def _inside(progress: Progress) -> Callable[[bytes, str], SourceText]:
    """Reads what is held in a document in another format; in that, nothing further is read."""

    def read(data: bytes, name: str) -> SourceText:
        if data.startswith(b"PK\x03\x04"):
            from db.source.formats.docx import read_docx

            return read_docx(data, name, _no_further)
        return read_source(data, name, progress)

    return read


def _no_further(_data: bytes, name: str) -> SourceText:
    raise SourceError(f"“{name}”嵌套得太深。")


def _is_word(data: bytes, parts: Parts) -> bool:
    """A document's main part is found by the package's list of contents: it need not be called document."""
    if "word/document.xml" in parts or _FLAT.search(data[:2048]):
        return True
    if "[Content_Types].xml" not in parts:
        return False
    listed = _part(data, "[Content_Types].xml")
    return b".wordprocessingml." in listed or b"ms-word.document" in listed


def _part(data: bytes, part: str) -> bytes:
    """A part of a package; nothing where it is damaged, so that the right reader says it."""
    from db.source.formats.packages import read_part

    try:
        return read_part(data, part, "") or b""
    except SourceError:
        return b""


def _doc(data: bytes, name: str, progress: Progress) -> SourceText:
    from db.source.formats.doc import read_doc

    return read_doc(data, name, _inside(progress))


def _is_doc(data: bytes, _parts: Parts) -> bool:
    """Word's text is a stream of its own, beside which there is no workbook: that may hold a document."""
    names = _streams(data)
    return "worddocument" in names and not names & BOOKS


def _streams(data: bytes) -> frozenset[str]:
    """What the root of a compound file holds, in small letters; nothing for any other file."""
    if not data.startswith(MAGIC):
        return frozenset()
    try:
        return CompoundFile(data, "").names
    except SourceError:
        # Damaged: what is in it can only be guessed, so that the right reader says it.
        known = ("WordDocument", "Workbook", "EncryptedPackage")
        return frozenset(each.lower() for each in known if each.encode("utf-16-le") in data)


def _mht(data: bytes, name: str, progress: Progress) -> SourceText:
    from db.source.formats.mht import read_mht

    return read_mht(data, name)


def _pdf(data: bytes, name: str, progress: Progress) -> SourceText:
    from db.source.formats.pdf import read_pdf

    return read_pdf(data, name, progress)


def _ofd(data: bytes, name: str, progress: Progress) -> SourceText:
    from db.source.formats.ofd import read_ofd

    return read_ofd(data, name, progress)


def _is_ofd(_data: bytes, parts: Parts) -> bool:
    """The list of documents at the root, or that of what is encrypted in it."""
    return any(part.lower() in ("ofd.xml", "encryptions.xml") for part in parts)


def _html(data: bytes, name: str, _progress: Progress) -> SourceText:
    from db.source.formats.html import read_html

    return read_html(data, name)


def _is_workbook(data: bytes, parts: Parts) -> bool:
    """A workbook of Excel or WPS, new or old; its main part need not be called workbook."""
    if _streams(data) & BOOKS:
        return True
    if "xl/workbook.xml" in parts:
        return True
    return "[Content_Types].xml" in parts and b".spreadsheetml.sheet.main" in _part(
        data, "[Content_Types].xml"
    )


def _workbook(data: bytes, name: str, _progress: Progress) -> SourceText:
    if data.startswith(b"PK"):
        from db.source.formats.xlsx import read_xlsx

        return read_xlsx(data, name)
    if data.startswith(MAGIC):
        from db.source.formats.xls import read_xls

        return read_xls(data, name)
    return _misnamed_workbook(data, name)


def _misnamed_workbook(data: bytes, name: str) -> SourceText:
    """What systems write and call .xls: a table of a web page without its head, or a text with tabs."""
    if _TABLE.match(data[:2048]):
        from db.source.formats.html import read_html

        return read_html(data, name)
    return _sound(lambda: _delimited(data, name, QUIET), name, _DAMAGED_SHEET)


def _sound(read: Callable[[], SourceText], name: str, damaged: str) -> SourceText:
    """A text under the name of something else; most often it is one that is damaged. Raises SourceError."""
    from db.source.legibility import is_unusual  # with the codecs, which only texts need

    try:
        source = read()
    except SourceError as error:
        raise SourceError(f"“{name}”{damaged}", str(error)) from error
    texts = (piece.text for line in source.lines for piece in (line.grid.pieces if line.grid else (line,)))
    if source.doubts or is_unusual(texts):
        raise SourceError(f"“{name}”{damaged}")
    return source


def _is_open_sheet(data: bytes, parts: Parts) -> bool:
    if "mimetype" not in parts or "content.xml" not in parts:
        return False
    kind = _part(data, "mimetype").strip()
    return kind.startswith(_ODS) if kind else b"<office:spreadsheet" in _part(data, "content.xml")


def _ods(data: bytes, name: str, _progress: Progress) -> SourceText:
    from db.source.formats.ods import read_ods

    return read_ods(data, name)


def _delimited(data: bytes, name: str, _progress: Progress) -> SourceText:
    from db.source.formats.delimited import read_delimited

    return read_delimited(data, name)


def _text(data: bytes, name: str, _progress: Progress) -> SourceText:
    from db.source.formats.text import read_text

    return read_text(data, name)


# A comment ends where it first can, and is not tried again as part of a longer one.
# Takes `<!DOCTYPE html><html>` and `<!-- 某县 --><html>`, not `# 用 <html> 写成的规划`
_HTML = re.compile(
    rb"\A\s*+(?:\xef\xbb\xbf)?+\s*+(?:<\?xml\b[^<>]{0,200}\?>\s*+)?+(?:(?><!--.{0,2000}?-->)\s*+)*+<(?:!doctype\s+html|html|head|body|div|meta)\b",
    re.IGNORECASE | re.DOTALL,
)

# A document in one XML file. Takes `<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">`,
# not `<package>`
_FLAT = re.compile(rb"<\w{1,10}:package\b[^<>]{0,400}/office/2006/xmlPackage")
# The head of a letter, as web archives have it: takes `MIME-Version: 1.0` and `From: <Saved by Blink>`, not
# `From: 某县`
_MHT = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*+(?:[A-Za-z-]{2,40}: ?[^\r\n]{0,500}\r?\n"
    rb"(?:[ \t][^\r\n]{0,500}\r?\n){0,10}){0,12}?"
    rb"(?:MIME-Version: ?1|From: ?<?Saved by)",
    re.IGNORECASE,
)

_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
# Takes `<table border=1>` and `<style>td{}</style><table>`, not `甲<table>`
_TABLE = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*+(?:<style\b[^<>]{0,200}>[^<]{0,1500}</style>\s*+)?<table\b", re.IGNORECASE
)

FORMATS: tuple[SourceFormat, ...] = (
    SourceFormat("Word", (".docx", ".docm"), _is_word, _docx, short=("docx",)),
    SourceFormat("旧版 Word 和 WPS 文字", (".doc", ".wps"), _is_doc, _doc, short=("doc", "wps")),
    SourceFormat(
        "单个文件网页", (".mht", ".mhtml"), lambda data, _parts: _MHT.match(data[:4096]) is not None, _mht
    ),
    # Some programs write a few lines before the PDF's own first one; PDFium reads such files.
    SourceFormat("PDF", (".pdf",), lambda data, parts: not parts and b"%PDF-" in data[:1024], _pdf),
    SourceFormat("OFD 版式文件", (".ofd",), _is_ofd, _ofd),
    SourceFormat(
        "网页",
        (".html", ".htm"),
        lambda data, _parts: _HTML.match(data[:8192]) is not None,
        _html,
        named=(".html", ".htm", ".xhtml", ".shtml"),
    ),
    SourceFormat(
        "Excel 和 WPS 表格",
        (".xlsx", ".xls", ".et", ".xlsm"),
        _is_workbook,
        _workbook,
        named=(".xlsx", ".xls", ".et", ".xlsm"),
        short=("xlsx", "xls", "et"),
        in_folders=False,
    ),
    SourceFormat("ODS 表格", (".ods",), _is_open_sheet, _ods, in_folders=False),
    SourceFormat(
        "CSV 表格",
        (".csv", ".tsv"),
        lambda _data, _parts: False,
        _delimited,
        named=(".csv", ".tsv"),
        in_folders=False,
    ),
    # Last, and without a sign of its own: what nothing else claims is text, or no file that can be read.
    SourceFormat(
        "文本", (".txt", ".md", ".markdown"), lambda _data, _parts: False, _text, short=("txt", "md")
    ),
)

_SAVE_SO = "请用 WPS 或 {program} 打开，另存为 {saved} 后再导入。"
_SAVE_AS = _SAVE_SO.format(program="Word", saved=".docx")
_NO_TEXT = "，没有导入；请提供文档，扫描件请先做文字识别。"
_ARCHIVE = "压缩包，没有导入；请先解压，再导入里面的文档。"
_REFUSED: tuple[tuple[tuple[bytes, ...], str], ...] = (
    (
        # Before Excel 5 sheets stood in no compound file: the first record, and its length.
        tuple(b"\x09%c%c\0" % (version, size) for version in (0, 2, 4) for size in (4, 6)),
        "很旧的 Excel 文件（Excel 4 或更早），请用 Excel 或 WPS 打开，另存为 .xlsx 后再导入。",
    ),
    ((b"{\\rtf",), f" RTF 文件，{_SAVE_AS}"),
    ((b"\x89PNG", b"\xff\xd8\xff"), f"图片{_NO_TEXT}"),
    ((b"bplist00",), "苹果浏览器的网页归档，请用浏览器打开，复制到 WPS 或 Word，另存为 .docx 后再导入。"),
)
"""First bytes that no text has, and what is said of such a file."""
_BINARY: tuple[tuple[tuple[bytes, ...], str], ...] = (
    ((b"GIF8", b"BM", b"II*\0", b"MM\0*"), f"图片{_NO_TEXT}"),
    ((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b"), _ARCHIVE),
    ((b"MZ", b"\x7fELF"), f"程序{_NO_TEXT}"),
    ((b"SQLite format 3",), f"数据库{_NO_TEXT}"),
)
"""First bytes that a text may have too (“BMW工厂”): they count only where a zero byte follows."""
_DAMAGED = (
    "按名称是 Word 文档，但内容已损坏或不完整，没有导入；请重新取得文件，或用 WPS、Word 打开修复后另存，"
    "再导入。"
)
_DENIED = "按名称是“{label}”，但内容已损坏或不是这种文件，没有导入；请重新取得文件，再导入。"
_DAMAGED_SHEET = (
    "按名称是表格，但内容已损坏或不完整，没有导入；请重新取得文件，或用 WPS、Excel 打开修复后另存，再导入。"
)
# What Office 2003 wrote: takes `<w:wordDocument xmlns:w="a">` and `<?mso-application progid="Excel.Sheet"?>`,
# not `<w:document>`
_XML_2003 = re.compile(rb"<\w{1,10}:wordDocument\b|<\?mso-application\b[^<>]{0,40}progid")
_COMPOUNDS: tuple[tuple[str, str], ...] = (
    ("powerpoint document", "是演示文稿，请把规划正文另存为 .docx 或 PDF 后再导入。"),
    ("matost", "是微软 Works 文件，请用 {program} 打开，另存为 {saved} 后再导入。"),
    ("__properties_version1.0", "是邮件，请先存下它的附件，再导入附件。"),
    ("", f"不是 {{program}} 文档，没有导入；{_SAVE_SO}"),
)
"""Compound files by a stream that they have, and what is said of them."""
_PACKED: tuple[tuple[Callable[[str], bool], str], ...] = (
    (
        lambda part: part == "xl/workbook.bin",
        "二进制 Excel 工作簿（.xlsb），本程序还不能读取；请用 Excel 或 WPS 另存为 .xlsx 后再导入。",
    ),
    (
        lambda part: part.startswith("ppt/"),
        "演示文稿，请把规划正文另存为 .docx 或 PDF 后再导入。",
    ),
    (
        lambda part: part.startswith("xl/"),
        "损坏的或不完整的表格，没有导入；请用 Excel 或 WPS 打开修复后另存为 .xlsx，再导入。",
    ),
    (
        lambda part: part.startswith("word/"),
        "损坏的或不完整的文档，没有导入；请用 WPS 或 Word 打开修复后另存为 .docx，再导入。",
    ),
    (lambda part: part == "content.xml", f" OpenDocument 文件，{_SAVE_SO}"),
)
"""Zip packages by a part that they have."""


def endings() -> tuple[str, ...]:
    """Endings of file names by which a dialog shows documents. A single file is looked at whatever it is
    called.
    """
    return tuple(ending for each in FORMATS for ending in each.endings)


def endings_in_folders() -> tuple[str, ...]:
    """Endings by which documents are found in a folder that is imported whole."""
    return tuple(ending for each in FORMATS if each.in_folders for ending in each.endings)


def endings_by_name_only() -> tuple[str, ...]:
    """Endings of what is imported only when it is named by itself, and left out of folders."""
    return tuple(ending for each in FORMATS if not each.in_folders for ending in each.endings)


def labels() -> str:
    """All formats as people call them: Word、PDF、网页、文本."""
    return "、".join(each.label for each in FORMATS)


def short_names() -> str:
    """All formats by their endings: docx、pdf、html、txt、md."""
    return "、".join(name for each in FORMATS for name in each.short or (each.endings[0].removeprefix("."),))


def read_source(data: bytes, name: str, progress: Progress = QUIET) -> SourceText:
    """The lines of a file's bytes.

    Raises SourceError, in a sentence that says what to do, and Stopped.
    """
    ending = PurePath(name).suffix.lower()
    parts = _parts(data, name)
    found = next((each for each in FORMATS if each.sniff(data, parts)), None)
    if found is None:
        _refuse(data, parts, name)
        found = next((each for each in FORMATS if ending in each.named), FORMATS[-1])
        if found is FORMATS[-1]:
            called = next((each for each in FORMATS if ending in each.endings), found)
            if is_document(name) or called is not found:
                denied = _DAMAGED if is_document(name) else _DENIED.format(label=called.label)
                return _sound(lambda: _text(data, name, QUIET), name, denied)
    return found.read(data, name, progress)


def _parts(data: bytes, name: str) -> Parts:
    if not data.startswith(b"PK\x03\x04"):
        return frozenset()
    from db.source.formats.packages import names_in  # with zipfile and expat, which only packages need

    return names_in(data, name)


def _refuse(data: bytes, parts: Parts, name: str) -> None:
    """Raise SourceError for what is surely no text."""
    program, saved = office(sheet=is_sheet(name))
    if parts:
        found = (what for has, what in _PACKED if any(has(part) for part in parts))
        told = next(found, _ARCHIVE)
        raise SourceError(f"“{name}”是{told.format(program=program, saved=saved)}")
    if data.startswith(MAGIC):
        names = _streams(data) or CompoundFile(data, name).names
        if "encryptedpackage" in names:
            raise locked(name)
        told = next(what for has, what in _COMPOUNDS if has in names or not has)
        raise SourceError(f"“{name}”{told.format(program=program, saved=saved)}")
    if _XML_2003.search(data[:4096]):
        if b"Excel.Sheet" in data[:4096]:
            raise SourceError(
                f"“{name}”是 Excel 2003 XML 文件，请用 Excel 或 WPS 打开，另存为 .xlsx 后再导入。"
            )
        raise SourceError(f"“{name}”是 Word 2003 XML 文件，{_SAVE_AS}")
    known = (*_REFUSED, *_BINARY) if b"\0" in data[:4096] else _REFUSED
    for signs, what in known:
        if data.startswith(signs) or data.lstrip().startswith(signs):
            raise SourceError(f"“{name}”是{what}")
