"""Which reader a file is for: its bytes say so, its name only where they leave it open."""

import re
from collections.abc import Callable
from pathlib import PurePath

from db.errors import SourceError
from db.source.lines import SourceText

_ZIP, _OLE, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-"
_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"II*\0", "图片"),
    (b"MM\0*", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"MZ", "程序"),
    (b"\x7fELF", "程序"),
    (b"SQLite format 3", "数据库"),
)
_HTML = re.compile(
    rb"^\s*(?:\xef\xbb\xbf)?\s*(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body|div|meta)\b",
    re.IGNORECASE | re.DOTALL,
)


def read_source(data: bytes, name: str, tick: Callable[[], None] | None = None) -> SourceText:
    """The lines of a file's bytes.

    Raises SourceError, in a sentence that says what to do; `tick` is called page by page.
    """
    ending = PurePath(name).suffix.lower()
    if data.startswith(_ZIP):
        return _packed(data, name)
    if data.startswith(_OLE):
        raise SourceError(
            f"“{name}”是旧版 Word 或 WPS 文件（或加了密的文档），"
            "请用 WPS 或 Word 打开，另存为 .docx 后再导入。"
        )
    if data[:1024].lstrip().startswith(_PDF) or _PDF in data[:1024]:
        from db.source.formats.pdf import read_pdf

        return read_pdf(data, name, tick)
    for start, what in _OTHERS:
        if data.startswith(start) and (b"\0" in data[:4096] or what == "图片"):
            raise SourceError(f"“{name}”是{what}，里面没有可导入的文字；请提供文档，扫描件请先做文字识别。")
    if data.lstrip()[:5] == b"{\\rtf":
        raise SourceError(f"“{name}”是 RTF 文件，请用 WPS 或 Word 打开，另存为 .docx 后再导入。")
    if _HTML.match(data[:8192]) or ending in (".html", ".htm", ".xhtml", ".shtml"):
        from db.source.formats.html import read_html

        return read_html(data, name)
    from db.source.formats.text import read_text

    return read_text(data, name)


def _packed(data: bytes, name: str) -> SourceText:
    from db.source.formats.packages import names_in

    inside = names_in(data, name)
    if "word/document.xml" in inside:
        from db.source.formats.docx import read_docx

        return read_docx(data, name)
    if any(entry.endswith("OFD.xml") for entry in inside):
        raise SourceError(
            f"“{name}”是 OFD 版式文件，本程序还不能读取；"
            "请用 OFD 阅读软件或 WPS 另存为 PDF 或 .docx 后再导入。"
        )
    if any(entry.startswith(("xl/", "ppt/")) for entry in inside):
        raise SourceError(f"“{name}”是表格或演示文稿，请把规划正文另存为 .docx 或 PDF 后再导入。")
    if "content.xml" in inside:
        raise SourceError(f"“{name}”是 OpenDocument 文件，请用 WPS 或 Word 打开，另存为 .docx 后再导入。")
    raise SourceError(f"“{name}”是压缩包，请先解压，再导入里面的文档。")
