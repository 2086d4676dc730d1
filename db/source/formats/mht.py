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
from db.source.formats.html import declared_text, read_html, read_pages
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
        framed = _is_frame(found["text/html"][0])
        sheets = [_first([part], "text/html") for part in pages] if framed else []
    except (MessageError, ValueError, LookupError, RecursionError) as error:
        raise _damaged(name, error) from error
    if framed:
        source = _framed(sheets, name)
    else:
        kind = next((kind for kind, (content, _) in found.items() if content), None)
        if kind is None:
            raise _damaged(name, None)
        content, charset = found[kind]
        source = read_text(content, name) if kind == "text/plain" else read_html(content, name, charset)
    # Some defects are found when a part's content is asked for.
    if any(part.defects for part in pages):
        source = replace(source, doubts=(_BROKEN, *source.doubts))
    return source


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


def _is_frame(content: bytes) -> bool:
    return b"<frameset" in content.lower()


def _framed(pages: list[tuple[bytes, str]], name: str) -> SourceText:
    """All pages as one but the frames around them, which say nothing: so workbooks are saved, each sheet as a
    page. Raises SourceError.
    """
    texts = [
        declared_text(content, charset, name)
        for content, charset in pages
        if content and not _is_frame(content)
    ]
    if not texts:
        raise _damaged(name, None)
    doubts = tuple(doubt for _, told in texts for doubt in told)
    return read_pages("\n".join(text for text, _ in texts), doubts, name)


def _damaged(name: str, error: Exception | None) -> SourceError:
    return SourceError(
        f"“{name}”是单个文件网页，但里面没有能读出的页面，没有导入；请用浏览器或 WPS 打开，另存为 .docx "
        "后再导入。",
        repr(error),
    )
