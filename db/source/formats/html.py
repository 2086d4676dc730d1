"""Web pages. Lines are the page's paragraphs in reading order; columns count inside them."""

import re

from db.source.formats.bounds import TAGS, check_markup, too_much
from db.source.formats.encoding import decode_text
from db.source.formats.line_numbers import LineMaker
from db.source.formats.markup import read_markup
from db.source.formats.markup_words import MarkupParagraph
from db.source.formats.page_frames import page_title, without_menus
from db.source.lines import SourceText

# Takes `<meta charset="gb2312">` and `<meta content="text/html; charset=GBK">`, not `<p>charset=gbk</p>`
_CHARSET = re.compile(rb"<meta[^<>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{3,20})", re.IGNORECASE)


def read_html(data: bytes, name: str, charset: str = "") -> SourceText:
    """The lines of a web page; `charset` is what it came with says of its encoding.

    Scripts, styles and pictures are left out, nothing is fetched. Raises SourceError.
    """
    return read_pages(*declared_text(data, charset, name), name)


def read_pages(text: str, doubts: tuple[str, ...], name: str) -> SourceText:
    """The lines of one page or several, whose text is known, with what is doubtful about it.

    Raises SourceError when there is too much of it.
    """
    if text.count("<") > TAGS:
        raise too_much(name)
    check_markup(text.encode("utf-8", "replace"), name)
    blocks, title = read_markup(text)
    maker = LineMaker(name)
    for block in without_menus(blocks):
        if isinstance(block, MarkupParagraph):
            maker.paragraph(
                block.piece.text,
                level=block.level,
                strong=block.strong,
                aside=block.aside,
                indented=block.indented,
            )
        else:
            maker.table(block)
    return SourceText(maker.lines, "html", doubts, page_title(title))


def declared_text(data: bytes, charset: str, name: str) -> tuple[str, tuple[str, ...]]:
    """The text of a page, and what is doubtful about it; where no `charset` came with it, its own head tells.

    Raises SourceError when the bytes are no text.
    """
    declared = _CHARSET.search(data[:4096])
    if not charset and declared:
        charset = declared.group(1).decode("ascii").lower()
    # Pages that say GB2312 hold characters that only its successor GB18030 has. One that was saved anew as
    # UTF-8 still says GB2312, but begins with a mark.
    if charset in ("gb2312", "gbk", "gb18030", "gb_2312-80") and not data.startswith(b"\xef\xbb\xbf"):
        try:
            return data.decode("gb18030"), ()
        except UnicodeDecodeError:
            pass
    return decode_text(data, name)
