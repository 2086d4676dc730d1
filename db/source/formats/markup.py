"""HTML as a stream: paragraphs and tables, whatever is left open, nested wrongly or cut off.

The standard library's parser reads it: it needs no tree, so that absurd nesting costs nothing, knows where
each word stands, fetches nothing and runs nothing. Used for whole pages and for the tables inside Markdown.
"""

import html
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from html.entities import html5
from html.parser import HTMLParser

from db.records import Origin
from db.source.formats.grids import RawCell, lay_out
from db.source.lines import Grid, LinePiece

_BLOCKS = frozenset(
    (
        "p div li ul ol dl dt dd br hr section article main header blockquote pre address figure figcaption "
        "title body html h1 h2 h3 h4 h5 h6 tr td th table tbody thead tfoot caption center fieldset legend "
        "option nav footer aside form"
    ).split()
)
_QUIET = frozenset("script style template noscript iframe object svg canvas audio video map head".split())
_CHROME = frozenset("nav footer aside form button select".split())
_VOID = frozenset("br hr img input meta link area base col embed source track wbr param".split())
_BOLD = frozenset(("b", "strong"))
_STEPS = 20
"""Tables inside tables beyond this are read as text."""
_WHOLE = 300
"""Characters in a cell from which a table is taken for a page's scaffolding, if paragraphs stand in it."""
# Takes `<!-- 注 -->`, `<script>` and `<!DOCTYPE html>`, not `<strong>` or `<p>`
_NO_TEXT = re.compile(r"<!--|<(script|style)\b|<[!?]", re.IGNORECASE)
# Takes `5<6` and `<p`, not `<p>` or `</p>`
_NO_TAG = re.compile(r"<(?![a-zA-Z/][^<>]*>)")
# What may be a reference, with its name: takes `&nbsp;`, `R&D` and `A&#;`, not `amp;`
_REFERENCE = re.compile(r"&([a-zA-Z][-.a-zA-Z0-9]*+;?)?")
# By its number; one of over a hundred figures is none, and Python refuses to read it.
# Takes `&#65;` and `&#x41;`, not `&#;` or `&#12a;`
_NUMBERED = re.compile(r"&#(?:[0-9]{1,100}+|[xX][0-9a-fA-F]{1,100}+)(?![0-9a-fA-F])")
_LESS, _AND = "\ue010", "\ue011"
"""Stand for a < that opens no tag and an & that begins no reference, which the parser would stumble over."""


@dataclass(slots=True)
class MarkupParagraph:
    """A run of words between two block tags."""

    piece: LinePiece
    level: int = 0
    strong: bool = False
    chrome: bool = False
    indented: bool = False


@dataclass(slots=True)
class _Table:
    rows: list[list[tuple[RawCell, list["MarkupParagraph | _Table"]]]] = field(
        default_factory=list[list[tuple[RawCell, list["MarkupParagraph | _Table"]]]]
    )


MarkupBlock = MarkupParagraph | Grid


def read_markup(source: str, first_line: int = 1) -> tuple[list[MarkupBlock], str]:
    """The paragraphs and tables of HTML text, in order, and its title.

    Origins count lines from `first_line`.
    """
    parser = _Parser(first_line)
    parser.feed(_prepared(source))
    parser.close()
    return parser.result(), parser.page_title.strip()


def _prepared(source: str) -> str:
    """Scripts, comments and the like blanked, same length; a "<" that opens no tag and a "&" that begins no
    reference are hidden from the parser.
    """
    out: list[str] = []
    at = 0
    for match in _NO_TEXT.finditer(source):
        if match.start() < at:
            continue
        out.append(source[at : match.start()])
        closer = (
            "-->"
            if match.group() == "<!--"
            else ">"
            if match.group(1) is None
            else f"</{match.group(1).lower()}"
        )
        end = _find(source, closer, match.end())
        # Blanked and not cut out, so that what stands behind keeps its line and column.
        out.append(re.sub(r"[^\n]", " ", source[match.start() : end]))
        at = end
    out.append(source[at:])
    return _REFERENCE.sub(_shielded, _NO_TAG.sub(_LESS, "".join(out)))


def _shielded(reference: re.Match[str]) -> str:
    """The same words; what only looks like a reference (R&D) is none for the parser, which would end it with
    a semicolon of its own.
    """
    known = reference[1] in html5 or _NUMBERED.match(reference.string, reference.start())
    return reference[0] if known else _AND + reference[0][1:]


def _find(source: str, closer: str, start: int) -> int:
    if closer.startswith("</"):
        found = re.compile(re.escape(closer) + r"[^<>]{0,20}>", re.IGNORECASE).search(source, start)
        return found.end() if found else len(source)
    at = source.find(closer, start)
    return at + len(closer) if at >= 0 else len(source)


class _Parser(HTMLParser):
    """Collects words into paragraphs, and paragraphs into cells while a table is open."""

    def __init__(self, line: int) -> None:
        # Each reference comes by itself: &nbsp; takes six columns of the source and one of the text.
        super().__init__(convert_charrefs=False)
        self.page_title = ""
        self._line = line
        self._out: list[MarkupParagraph | _Table] = []
        self._tables: list[_Table] = []
        self._words: list[str] = []
        self._origins: list[Origin] = []
        self._length = 0
        self._bold_length = 0
        self._bold = 0
        self._level = 0
        self._chrome = 0
        self._silent: list[str] = []
        self._silenced = Counter[str]()
        """How often each tag stands in `_silent`."""
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "title":
            self._in_title = True
            return
        if self._silent:
            if tag in _QUIET and tag != "head":
                self._silence(tag)
            # A head that is never closed ends where the words of the page begin. Nothing silent stands around
            # it.
            elif tag in ("body", "h1", "p", "table", "div") and self._silenced["head"]:
                del self._silent[0], self._silenced["head"]
            if self._silent:
                return
        if tag in _QUIET:
            self._silence(tag)
            return
        if tag in _BLOCKS:
            self._end_paragraph()
        if tag in _CHROME:
            self._chrome += 1
        if tag in _BOLD:
            self._bold += 1
        if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
            self._level = int(tag[1])
        if tag in ("table", "tr", "td", "th"):
            self._table_tag(tag, dict(attrs))

    def _silence(self, tag: str) -> None:
        self._silent.append(tag)
        self._silenced[tag] += 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # <p/> opens nothing, while <br/> is a <br>.
        if tag in _VOID or tag in ("table", "tr", "td", "th"):
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False
            return
        if self._silent:
            while self._silenced[tag]:
                # What was left open inside is closed with it.
                closed = self._silent.pop()
                self._silenced[closed] -= 1
                if closed == tag:
                    break
            return
        if tag in _BLOCKS:
            self._end_paragraph()
        # Pages that are nested wrongly close more than they have opened.
        if tag in _CHROME and self._chrome:
            self._chrome -= 1
        if tag in _BOLD and self._bold:
            self._bold -= 1
        if len(tag) == 2 and tag[0] == "h":
            self._level = 0
        if tag == "table" and self._tables:
            self._close_table()

    def handle_data(self, data: str) -> None:
        self._add(data.replace(_LESS, "<").replace(_AND, "&"), one_place=False)

    def handle_entityref(self, name: str) -> None:
        self._add(html.unescape(f"&{name};"), one_place=True)

    def handle_charref(self, name: str) -> None:
        self._add(html.unescape(f"&#{name};"), one_place=True)

    def result(self) -> list[MarkupBlock]:
        """What was collected; tables that are a page's scaffolding are taken apart."""
        while self._tables:
            self._close_table()
        self._end_paragraph()
        return [block for found in self._out for block in _taken_apart(found, 0)]

    def _add(self, words: str, *, one_place: bool) -> None:
        if self._in_title:
            # A title that is never closed goes on over the whole page.
            self.page_title += words if len(self.page_title) < 300 else ""
            return
        if self._silent or not words:
            return
        line, offset = self.getpos()
        for at, part in enumerate(words.split("\n")):
            shown = part.replace("\r", "").replace("\t", " ")
            if not shown:
                continue
            number, column = self._line + line - 1 + at, offset if at == 0 else 0

            # The end of a line is a blank between Latin words, and nothing beside a Chinese character.
            if at and self._words and not (_wide(self._words[-1][-1:]) or _wide(shown.lstrip()[:1])):
                self._words.append(" ")
                self._length += 1
            if at:
                column += len(shown) - len(shown.lstrip())
                shown = shown.lstrip()
            if not shown:
                continue
            places = 1 if one_place else len(shown)
            # The words of a reference that means several characters have no place each, and so none.
            if len(shown) == places:
                self._origins.append(Origin(self._length, number, column, places))
            self._words.append(shown)
            self._length += len(shown)
            if self._bold:
                self._bold_length += len(shown)

    def _end_paragraph(self) -> None:
        if not self._words:
            return
        whole = LinePiece("".join(self._words), tuple(self._origins))
        piece = whole.stripped()
        strong = bool(piece.text) and self._bold_length >= len(piece.text)
        self._words, self._origins, self._length, self._bold_length = [], [], 0, 0
        if piece.text:
            indented = whole.text[:1] in "\u3000\u2003\u00a0" or whole.text.startswith("    ")
            self._put(MarkupParagraph(piece, self._level, strong, self._chrome > 0, indented))

    def _put(self, block: "MarkupParagraph | _Table") -> None:
        rows = self._tables[-1].rows if self._tables else []
        loose = not rows or not rows[-1]
        # Words in a table but in no cell stand above it. Inside another table they get a cell, or they were
        # lost.
        if loose and len(self._tables) <= 1:
            self._out.append(block)
            return
        if loose:
            self._new_cell(RawCell())
        rows[-1][-1][1].append(block)

    def _table_tag(self, tag: str, attributes: dict[str, str | None]) -> None:
        if tag == "table" and len(self._tables) < _STEPS:
            self._tables.append(_Table())
        # A table nested too deep gives further rows to the one around it.
        elif self._tables and tag in ("table", "tr"):
            self._tables[-1].rows.append([])
        elif self._tables:
            self._new_cell(RawCell(_span(attributes.get("colspan")), _span(attributes.get("rowspan"))))

    def _new_cell(self, cell: RawCell) -> None:
        rows = self._tables[-1].rows
        if not rows:
            rows.append([])
        rows[-1].append((cell, []))

    def _close_table(self) -> None:
        self._end_paragraph()
        table = self._tables.pop()
        table.rows = [row for row in table.rows if row]
        if table.rows:
            self._put(table)


def _span(value: str | None) -> int:
    return int(value) if value and value.strip().isdecimal() and len(value.strip()) < 5 else 1


def _wide(sign: str) -> bool:
    return bool(sign) and ord(sign) >= 0x2E80


def _taken_apart(found: MarkupParagraph | _Table, depth: int) -> list[MarkupBlock]:
    if isinstance(found, MarkupParagraph):
        return [found]
    contents = [content for row in found.rows for _, content in row]
    nested = any(isinstance(block, _Table) for content in contents for block in content)
    long = any(
        len(content) > 3
        and sum(len(block.piece.text) for block in content if isinstance(block, MarkupParagraph)) > _WHOLE
        for content in contents
    )
    several = any(len(row) > 1 for row in found.rows)
    if nested or (long and (several or len(contents) > 1) and not _is_list(found)):
        inside = (block for content in contents for block in content) if depth <= _STEPS else ()
        return [block for each in inside for block in _taken_apart(each, depth + 1)]
    grid = lay_out(
        [
            replace(cell, pieces=[block.piece for block in content if isinstance(block, MarkupParagraph)])
            for cell, content in row
        ]
        for row in found.rows
    )
    return [grid] if any(cell.pieces for cell in grid.cells) else []


def _is_list(table: _Table) -> bool:
    """One column, or several rows of the same form: a table of the text and no scaffolding."""
    widths = [len(row) for row in table.rows]
    return max(widths) == 1 or (len(widths) >= 3 and Counter(widths).most_common(1)[0][1] * 2 > len(widths))
