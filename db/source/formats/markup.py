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
from xml.etree.ElementTree import Element

from db.records import Origin
from db.source.formats.formulas import formula, unseen_words
from db.source.formats.grids import RawCell, lay_out
from db.source.formats.heading_breaks import HEADING
from db.source.formats.markup_words import CHROME, MarkupParagraph, MarkupWords
from db.source.formats.open_tags import VOID, OpenTags
from db.source.formats.page_lists import PageList, items_counting_down
from db.source.formats.page_styles import DRAWN, FRAMED, HIDDEN, PageStyles
from db.source.formats.symbol_fonts import in_symbol_font
from db.source.lines import Grid

_BLOCKS = frozenset(
    (
        "p div li ul ol dl dt dd br hr section article main header blockquote pre address figure figcaption "
        "title body html h1 h2 h3 h4 h5 h6 tr td th table tbody thead tfoot caption center fieldset legend "
        "nav footer aside form details summary textarea menu dialog hgroup"
    ).split()
)
_APART = frozenset("img input button select option".split())
"""What stands between words is no part of them, nor is the next one of these."""
_QUIET = frozenset(
    "script style template noscript iframe object svg canvas audio video map head datalist".split()
)
_DEEPEST = 60
"""Elements of a formula inside one another."""
_STEPS = 20
"""Tables inside tables beyond this are read as text."""
_WHOLE = 300
"""Characters in a cell from which a table is taken for a page's scaffolding, if paragraphs stand in it."""
# Takes `<!-- 注 -->`, `<script>` and `<!DOCTYPE html>`, not `<strong>` or `<p>`
_NO_TEXT = re.compile(r"<!--|<(script|style)\b|<[!?]", re.IGNORECASE)
# A style sheet of its own: takes `<link rel=stylesheet>` and `@import`, not `<link rel=icon>`
_SHEET = re.compile(r"<link\b[^<>]{0,300}stylesheet|@import\b", re.IGNORECASE)
# Takes `5<6` and `<p`, not `<p>`, `</p>` or a comment, of which only blanked ones are left
_NO_TAG = re.compile(r"<(?!!--|[a-zA-Z/][^<>]*>)")
# Takes `<p>` and `</p>`, not `5<6`
_ANY_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")
# What may be a reference, with its name: takes `&nbsp;`, `R&D` and `A&#;`, not `amp;`
_REFERENCE = re.compile(r"&([a-zA-Z][-.a-zA-Z0-9]*+;?)?")
# By its number; one of over a hundred figures is none, and Python refuses to read it.
# Takes `&#65;` and `&#x41;`, not `&#;` or `&#12a;`
_NUMBERED = re.compile(r"&#(?:[0-9]{1,100}+|[xX][0-9a-fA-F]{1,100}+)(?![0-9a-fA-F])")
_LESS, _AND = "\ue010", "\ue011"
"""Stand for a < that opens no tag and an & that begins no reference, which the parser would stumble over."""


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
    words, sheets = _prepared(source)
    styles = PageStyles(foreign=_SHEET.search(source) is not None)
    for sheet in sheets:
        styles.read(sheet)
    parser = _Parser(first_line, styles, items_counting_down(words))
    parser.feed(words)
    parser.close()
    return parser.result(), parser.page_title.strip()


def _prepared(source: str) -> tuple[str, list[str]]:
    """Scripts, comments and the like blanked, same length; a "<" that opens no tag and a "&" that begins no
    reference are hidden from the parser. And the page's style sheets.
    """
    out: list[str] = []
    sheets: list[str] = []
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
        if (match.group(1) or "").lower() == "style":
            sheets.append(source[match.end() : end].partition(">")[2])
        # Blanked and not cut out, so that what stands behind keeps its line and column; inside a comment,
        # which parts no words.
        blank = re.sub(r"[^\n]", " ", source[match.start() : end])
        out.append(
            f"<!--{blank[4:-3]}-->" if len(blank) > 6 and "\n" not in blank[:4] + blank[-3:] else blank
        )
        at = end
    out.append(source[at:])
    return _REFERENCE.sub(_shielded, _NO_TAG.sub(_LESS, "".join(out))), sheets


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

    def __init__(self, line: int, styles: PageStyles, counted: list[int]) -> None:
        """`counted`: how many items each list has that counts down."""
        # Each reference comes by itself: &nbsp; takes six columns of the source and one of the text.
        super().__init__(convert_charrefs=False)
        self.page_title = ""
        self._line = line
        self._styles = styles
        self._out: list[MarkupParagraph | _Table] = []
        self._tables: list[_Table] = []
        self._words = MarkupWords()
        self._level = 0
        self._silent: list[str] = []
        self._silenced = Counter[str]()
        """How often each tag stands in `_silent`."""
        self._open = OpenTags()
        self._lists: list[PageList] = []
        self._counted = iter(counted)
        self._number = ""
        """Of the item of a list that has begun, until its first word comes."""
        self._formula: list[Element] = []
        """The elements of a formula that are open."""
        self._left_out: list[MarkupParagraph] = []
        """Below the table that is open."""
        self._in_title = False
        self._line_ended = False
        """A line of the source has ended, and no words came since."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "title" and not self._silenced["svg"]:
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
            framed = next((value for name, value in attrs if name == "srcdoc" and value), "")
            if tag == "iframe" and framed:
                words = html.unescape(_ANY_TAG.sub(" ", framed.replace(_LESS, "<").replace(_AND, "&")))
                self._words.leave_out(FRAMED, words, self._line + self.getpos()[0] - 1)
        elif self._formula or tag == "math":
            self._formula_tag(tag, dict(attrs))
        else:
            self._begin(tag, dict(attrs) if attrs else {})

    def _begin(self, tag: str, attributes: dict[str, str | None]) -> None:
        """A tag of the page itself."""
        if tag == "br" and self._level and 0 < self._words.length < HEADING and not self._tables:
            self._words.broken = True
            return
        self._open.imply_end(tag)
        if tag in _BLOCKS:
            self._end_paragraph()
        if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
            self._level = int(tag[1])
        if tag not in VOID:
            self._open.begin(tag, attributes, self._styles)
            self._words.turn(self._open.look.script)
            self._set_apart()
        if tag in _APART:
            self._words.close()
            self._words.part_left_out()
        if tag in ("ol", "ul", "menu", "li"):
            self._list_tag(tag, attributes)
        if tag in ("table", "tr", "td", "th"):
            self._table_tag(tag, attributes)

    def _silence(self, tag: str) -> None:
        self._silent.append(tag)
        self._silenced[tag] += 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # <p/> opens nothing, while <br/> is a <br>.
        if self._formula or tag in VOID or tag in ("table", "tr", "td", "th"):
            self.handle_starttag(tag, attrs)
            if self._formula:
                self.handle_endtag(tag)

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
        if self._formula:
            self._end_formula_tag(tag)
            return
        if tag in _BLOCKS:
            self._end_paragraph()
        self._set_apart()
        self._open.end(tag)
        self._words.turn(self._open.look.script)
        if len(tag) == 2 and tag[0] == "h":
            self._level = 0
        if tag in ("ol", "ul", "menu") and self._lists:
            self._lists.pop()
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
        self._end_formula()
        while self._tables:
            self._close_table()
        self._end_paragraph()
        return [block for found in self._out for block in _taken_apart(found, 0)]

    def _set_apart(self) -> None:
        """An element begins or ends that stands apart from its neighbours by its style."""
        if self._open.look.stands == "below":
            self._end_paragraph()
        elif self._open.look.stands:
            self._words.close()

    def _list_tag(self, tag: str, attributes: dict[str, str | None]) -> None:
        styled = self._open.look.numbering
        if tag != "li":
            down = tag == "ol" and "reversed" in attributes
            items = next(self._counted, 0) if down else 0
            self._lists.append(PageList.opened(tag, attributes, styled, items))
        elif self._lists:
            self._number = self._lists[-1].item(attributes, styled)

    def _add(self, words: str, *, one_place: bool) -> None:
        if self._in_title:
            # A title that is never closed goes on over the whole page.
            self.page_title += words if len(self.page_title) < 300 else ""
            return
        if self._silent:
            # A drawing's words are seen, but nothing tells their order.
            if self._silenced["svg"] and not self._silenced["style"] and not self._silenced["script"]:
                self._words.leave_out(DRAWN, words, self._line + self.getpos()[0] - 1)
            return
        if not words:
            return
        if self._formula:
            _append(self._formula[-1], words)
            return
        why = self._open.look.why
        if why:
            self._words.leave_out(why, words, self._line + self.getpos()[0] - 1)
            return
        line, offset = self.getpos()
        for at, part in enumerate(words.split("\n")):
            shown = in_symbol_font(part.replace("\r", "").replace("\t", " "), self._open.look.font)
            self._line_ended = self._line_ended or at > 0
            if not shown:
                continue
            number, column = self._line + line - 1 + at, offset if at == 0 else 0
            if self._line_ended:
                shown, column = self._begin_line(shown, column)
            if not shown:
                continue
            if self._number and shown.strip():
                self._words.put_number(self._number, shown)
                self._number = ""
            places = 1 if one_place else len(shown)
            # The words of a reference that means several characters have no place each, and so none.
            origin = Origin(0, number, column, places) if len(shown) == places else None
            self._words.put(
                shown,
                origin,
                bold=self._open.bold,
                linked=self._open.linked,
                chrome=self._open.chrome,
            )

    def _begin_line(self, shown: str, column: int) -> tuple[str, int]:
        """Words behind the end of a line of the source, and their column; blanks that nobody sees go."""
        if self._open.look.lines:
            self._end_paragraph()
            return shown, column
        plain = shown.lstrip()
        if plain:
            # Also before a tag: in `120\n<b>350</b>` a blank stands between the two.
            self._words.end_line(plain)
            self._line_ended = False
        return plain, column + len(shown) - len(plain)

    def _formula_tag(self, tag: str, attributes: dict[str, str | None]) -> None:
        element = Element(tag, {name: value or "" for name, value in attributes.items()})
        if len(self._formula) < _DEEPEST:
            if self._formula:
                self._formula[-1].append(element)
            self._formula.append(element)

    def _end_formula_tag(self, tag: str) -> None:
        if tag == "math" or tag in ("p", "td", "body", "html"):
            self._end_formula()
            if tag != "math":
                self.handle_endtag(tag)
        elif self._formula[-1].tag == tag and len(self._formula) > 1:
            self._formula.pop()

    def _end_formula(self) -> None:
        if not self._formula:
            return
        said = formula(self._formula[0]).strip()
        unseen = unseen_words(self._formula[0])
        self._formula = []
        self._words.leave_out(HIDDEN, unseen, self._line + self.getpos()[0] - 1)
        why = self._open.look.why
        if why:
            self._words.leave_out(why, said, self._line + self.getpos()[0] - 1)
        elif said:
            if self._number:
                self._words.put_number(self._number, said)
                self._number = ""
            self._words.put_whole(said, chrome=self._open.chrome)

    def _end_paragraph(self) -> None:
        self._line_ended = False
        for block in self._words.take(self._level):
            if not block.aside or block.aside == CHROME:
                self._put(block)
            elif self._tables:
                self._left_out.append(block)
            else:
                self._out.append(block)
        self._words.turn(self._open.look.script)

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
        # A cell that is not shown takes no place; those behind it move up.
        elif self._tables and not self._open.look.left_out:
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
        if not self._tables:
            self._out += self._left_out
            self._left_out = []


def _append(element: Element, words: str) -> None:
    """Words at the end of a formula's element; those behind its first part have no meaning there."""
    if not len(element):
        element.text = (element.text or "") + words


def _span(value: str | None) -> int:
    return int(value) if value and value.strip().isdecimal() and len(value.strip()) < 5 else 1


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
