"""Word documents of 97 to 2003 (.doc), and .wps of WPS, which is the same form.

The document is laid out as the parts of a .docx, and read as one, so that headings, automatic numbers, notes,
tracked changes and tables come out alike. Own code, by Microsoft's description (MS-DOC): of the packages that
read this form one took longer by the square of the text's length, and others lose tables and numbers.
"""

import struct
from xml.etree.ElementTree import Element, SubElement

from db.source.formats.compound import CompoundFile
from db.source.formats.doc_body import Body
from db.source.formats.doc_styles import fonts, numbering, styles
from db.source.formats.doc_text import WordText
from db.source.formats.docx import ReadOther, read_word
from db.source.formats.encoding import codec_of
from db.source.lines import SourceText

_TITLE, _CODE_PAGE = 2, 1
_WIDE = 31
"""A kind of words: in UTF-16, and not in the code page of the others."""


def read_doc(data: bytes, name: str, read_other: ReadOther) -> SourceText:
    """The lines of a .doc or .wps. Raises SourceError when it is encrypted, damaged, or of an older form."""
    file = CompoundFile(data, name)
    try:
        package = _LaidOut(name, _parts(file))
    except (struct.error, IndexError, ValueError) as error:
        raise file.damaged(repr(error)) from error
    return read_word(package, read_other, "doc")


class _LaidOut:
    """The parts that a .docx of the same document would have."""

    def __init__(self, name: str, parts: dict[str, Element]) -> None:
        self.name: str = name
        self._parts = parts

    def part(self, part: str) -> Element | None:
        """As `Package.part`."""
        return self._parts.get(part)

    def content(self, part: str) -> bytes | None:
        """As `Package.content`; there are none."""
        return None


def _parts(file: CompoundFile) -> dict[str, Element]:
    text = WordText.read(file)
    known_fonts = fonts(text)
    known_styles = styles(text, known_fonts)
    body = Body(text, known_styles, known_fonts)
    return {
        "word/styles.xml": known_styles,
        "word/numbering.xml": numbering(text),
        "word/footnotes.xml": body.notes("footnote"),
        "word/endnotes.xml": body.notes("endnote"),
        "word/document.xml": body.main(),
        "docProps/core.xml": _core(file.stream("\x05SummaryInformation") or b""),
    }


def _core(content: bytes) -> Element:
    """The title among a document's properties (MS-OLEPS), where it is told and can be read."""
    root = Element("coreProperties")
    try:
        found = _properties(content)
    except (struct.error, LookupError, UnicodeError):
        # The text doesn't need them.
        found = ""
    SubElement(root, "title").text = found
    return root


def _properties(content: bytes) -> str:
    if len(content) < 56:
        return ""
    start = struct.unpack_from("<I", content, 44)[0]
    count = min(struct.unpack_from("<I", content, start + 4)[0], 1_000)
    places = dict(struct.unpack_from("<II", content, start + 8 + 8 * at) for at in range(count))
    page = struct.unpack_from("<4xH", content, start + places[_CODE_PAGE])[0] if _CODE_PAGE in places else 936
    if _TITLE not in places:
        return ""
    kind, length = struct.unpack_from("<II", content, start + places[_TITLE])
    wide = kind == _WIDE
    at = start + places[_TITLE] + 8
    said = content[at : at + min(length << wide, 1_000)]
    return said.decode("utf-16-le" if wide else codec_of(page)).partition("\0")[0]
