"""Web pages in one file (.mht), as browsers and Word save them, also under the name of a .doc.

The standard library takes the letter apart. Its page is read as any web page is; pictures are left out.
"""

import base64
import email
import email.policy
import re
from dataclasses import replace
from email.errors import InvalidBase64LengthDefect, MessageError
from email.message import Message

from db.errors import SourceError
from db.source.formats.encoding import decode_text
from db.source.formats.html import read_html
from db.source.formats.text import read_text
from db.source.lines import SourceText

_PARTS = 2_000
# Takes `\n` and `=`, not `PGh0`
_NO_LETTER = re.compile(r"[^A-Za-z0-9+/]")
_BROKEN = "文件有损坏的地方（可能没有下载完），读出的文字可能不全，请与原网页核对。"


def read_mht(data: bytes, name: str) -> SourceText:
    """The lines of the page in a web archive. Raises SourceError when there is none."""
    try:
        letter = email.message_from_bytes(data.lstrip(b"\xef\xbb\xbf\r\n\t "), policy=email.policy.compat32)
        pages = [part for _, part in zip(range(_PARTS), letter.walk(), strict=False)]
        found = {kind: _first(pages, kind) for kind in ("text/html", "application/xhtml+xml", "text/plain")}
    except (MessageError, ValueError, LookupError, RecursionError) as error:
        raise _damaged(name, error) from error
    damaged = any(part.defects for part in pages)
    if b"<frameset" in found["text/html"][0].lower():
        # A workbook: its frame says nothing, and each sheet is a page.
        return read_html(_sheets(pages), name, "utf-8")
    for kind, (content, charset) in found.items():
        if content.strip():
            source = read_text(content, name) if kind == "text/plain" else read_html(content, name, charset)
            return replace(source, doubts=(_BROKEN, *source.doubts)) if damaged else source
    raise _damaged(name, None)


def _first(parts: list[Message], kind: str) -> tuple[bytes, str]:
    """The content of the first part of a kind, and the encoding that it says it has."""
    for part in parts:
        if part.get_content_type() == kind and not part.is_multipart():
            content = part.get_payload(decode=True)
            if any(isinstance(defect, InvalidBase64LengthDefect) for defect in part.defects):
                # Cut within the four letters of three bytes; the library gives the letters back as they are.
                letters = _NO_LETTER.sub("", str(part.get_payload()))
                content = base64.b64decode(letters[: len(letters) // 4 * 4])
            if isinstance(content, bytes) and content.strip():
                return content, (part.get_content_charset() or "").lower()
    return b"", ""


def _sheets(parts: list[Message]) -> bytes:
    """All pages with tables in them, as one in UTF-8."""
    found = (_first([part], "text/html") for part in parts)
    texts = (
        decode_text(content, "")[0]
        if charset not in ("gb2312", "gbk")
        else content.decode("gb18030", "replace")
        for content, charset in found
        if b"<table" in content.lower()
    )
    return "\n".join(texts).encode()


def _damaged(name: str, error: Exception | None) -> SourceError:
    return SourceError(
        f"“{name}”是单个文件网页，但里面没有能读出的页面，没有导入；请用浏览器或 WPS 打开，另存为 .docx "
        "后再导入。",
        repr(error),
    )
