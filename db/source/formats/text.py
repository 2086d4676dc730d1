"""Plain text and Markdown. Lines are those of the file; tables in HTML, pipes or tabs are tables."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from db.records import Dropped, Origin
from db.source.formats.bounds import CHARACTERS, LINE, LINES, too_much
from db.source.formats.encoding import decode_text
from db.source.formats.grids import RawCell, lay_out
from db.source.formats.heading_breaks import heading_joint
from db.source.formats.inline import clean
from db.source.formats.markup import read_markup
from db.source.formats.markup_words import CHROME, MarkupParagraph
from db.source.lines import SOFT_END, LinePiece, SourceLine, SourceText

# Markdown wants a blank behind its signs: takes `## 政策全文`, not `#1楼` or `第#章`
_HASH = re.compile(r"(#{1,6})[ \t\u3000]+(?=\S)")
# Takes `> 引文`, not `->引文`
_QUOTE = re.compile(r"\A(?:>[ \t]?)+(?=\S)")
# Takes `<table border=1>`, not `<tables>`
_TABLE = re.compile(r"<table\b", re.IGNORECASE)
# Takes `</table>`, not `<table>`
_TABLE_END = re.compile(r"</table\s*>", re.IGNORECASE)
# Takes `| 指标 | 2030年 |`, not `指标|2030年`
_PIPES = re.compile(r"\|.*\|")
# Takes `|---|:--:|`, not `|-|` or `| 下降 |`
_PIPE_RULE = re.compile(r"\A\|?\s*+:?-{2,}+:?\s*+(?:\|\s*+:?-{2,}+:?\s*+)*+\|?")
# The ends of a block of code, of tildes or accents: takes `~~~python` and `~~~`, not `~~35~~`
_FENCE = re.compile(r"(?:`{3,}|~{3,})[ \t]*[\w+-]{0,20}")
_TABLE_LINES = 2_000


def read_text(data: bytes, name: str) -> SourceText:
    """The lines of a text file. Raises SourceError when it is no text or has more than any plan."""
    text, doubts = decode_text(data, name)
    if len(text) > CHARACTERS:
        raise too_much(name)
    return SourceText(text_lines(text, name), "txt", doubts)


def text_lines(text: str, name: str = "") -> list[SourceLine]:
    """The lines of a text that are not blank. CR, LF and CRLF end a line; so do VT, FF, NEL, U+2028 and
    U+2029, but what stands behind them has the number of the line that the person's editor shows.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    soft = SOFT_END.search(text) is not None
    raws = (SOFT_END.sub("\n", text) if soft else text).split("\n")
    if len(raws) > LINES:
        raise too_much(name)
    lines = _lines(raws)
    places = _places(text) if soft else []
    return [_placed(line, places) for line in lines] if soft else lines


def _places(text: str) -> list[tuple[int, int]]:
    """Of each line, cut at soft ends too: its number as an editor counts, and the column there at which it
    begins.
    """
    places: list[tuple[int, int]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        places += ((number, column) for column in (0, *(end.end() for end in SOFT_END.finditer(line))))
    return places


def _placed(line: SourceLine, places: Sequence[tuple[int, int]]) -> SourceLine:
    """A line that was numbered by all ends, soft ones too, as the editor counts."""

    def piece(words: LinePiece) -> LinePiece:
        return LinePiece(words.text, tuple(origin(each) for each in words.origins))

    def origin(each: Origin) -> Origin:
        number, column = places[each.line - 1]
        return replace(each, line=number, column=each.column + column)

    number, column = places[line.number - 1]
    grid = line.grid and replace(
        line.grid,
        cells=tuple(replace(cell, pieces=tuple(map(piece, cell.pieces))) for cell in line.grid.cells),
    )
    return replace(
        line,
        number=number,
        column=line.column + column,
        origins=tuple(origin(each) for each in line.origins),
        grid=grid,
    )


def _lines(raws: list[str]) -> list[SourceLine]:
    lines: list[SourceLine] = []
    ends = [at for at, raw in enumerate(raws) if _TABLE_END.search(raw)]
    at, after = 0, 0
    while at < len(raws):
        if raws[at].strip():
            taken, made = _several(raws, at, at - after, ends)
            lines += made or _single(raws[at], at + 1, at - after)
            after = at + taken
        at = max(at + 1, after)
    return lines


def _several(raws: list[str], at: int, gap: int, ends: list[int]) -> tuple[int, list[SourceLine]]:
    """A table that begins here: how many lines it takes, and what it gives; nothing if there is none."""
    if _TABLE.search(raws[at]):
        return _html_table(raws, at, gap, ends)
    if "|" in raws[at] and at + 1 < len(raws) and _PIPE_RULE.fullmatch(raws[at + 1].strip()):
        # Without pipes at its ends it has as many cells as its rule, or it is no table.
        framed = _PIPES.fullmatch(raws[at].strip()) is not None
        if framed or raws[at].count("|") == raws[at + 1].strip().strip("|").count("|"):
            return _pipe_table(raws, at, gap, framed=framed)
    return _tab_table(raws, at, gap) if "\t" in raws[at].strip() else (1, [])


def _html_table(raws: list[str], at: int, gap: int, ends: list[int]) -> tuple[int, list[SourceLine]]:
    """`ends`: the lines on which tables end."""
    # Looked up: to search for the end of each table that has none would take time with the square of the
    # file's length.
    after = bisect_left(ends, at)
    end = ends[after] if after < len(ends) and ends[after] < at + _TABLE_LINES else at
    if end == at and (after == len(ends) or ends[after] != at):
        return 1, []
    blocks, _ = read_markup("\n".join(raws[at : end + 1]), at + 1)
    lines: list[SourceLine] = []
    left_out: list[Dropped] = []
    for block in blocks:
        if isinstance(block, MarkupParagraph) and block.aside and block.aside != CHROME:
            left_out.append(Dropped(block.number, block.piece.text, block.aside))
        elif isinstance(block, MarkupParagraph):
            piece = block.piece
            number = piece.lines[0] if piece.lines else at + 1
            lines.append(
                SourceLine(
                    number,
                    piece.text,
                    0,
                    indented=False,
                    gap=gap,
                    level=block.level,
                    origins=piece.origins,
                )
            )
        else:
            lines.append(SourceLine(at + 1, "", 0, indented=False, gap=gap, grid=block, raw=raws[at].strip()))
        gap = 0
    # Lines of nothing but tags are listed too, because every line of a file is in the text or told as left
    # out.
    told = {number for line in lines for number in line.numbers}
    silent = (number for number in range(at + 1, end + 2) if number not in told and raws[number - 1].strip())
    lines += [_mark(raws[number - 1], number) for number in silent]
    if left_out and lines:
        lines[-1] = replace(lines[-1], left_out=tuple(left_out))
    return end + 1 - at, lines


def _pipe_table(raws: list[str], at: int, gap: int, *, framed: bool) -> tuple[int, list[SourceLine]]:
    end = at
    while end < len(raws) and (_PIPES.fullmatch(raws[end].strip()) if framed else "|" in raws[end]):
        end += 1
    left_out: list[Dropped] = []
    rows = [_cells(raws[index], index + 1, "|", left_out) for index in range(at, end) if index != at + 1]
    return end - at, [
        SourceLine(at + 1, "", 0, indented=False, gap=gap, grid=lay_out(rows), left_out=tuple(left_out)),
        _mark(raws[at + 1], at + 2),
    ]


def _tab_table(raws: list[str], at: int, gap: int) -> tuple[int, list[SourceLine]]:
    # One line with a tab in it is no table, and neither are lines that a tab indents.
    if not raws[at].split("\t", 1)[0].strip():
        return 1, []
    tabs = raws[at].strip("\r\n").count("\t")
    end = at
    while end < len(raws) and raws[end].strip() and raws[end].count("\t") == tabs and len(raws[end]) < 400:
        end += 1
    if end - at < 2:
        return 1, []
    left_out: list[Dropped] = []
    grid = lay_out(_cells(raws[index], index + 1, "\t", left_out) for index in range(at, end))
    return end - at, [SourceLine(at + 1, "", 0, indented=False, gap=gap, grid=grid, left_out=tuple(left_out))]


def _cells(raw: str, number: int, between: str, left_out: list[Dropped]) -> list[RawCell]:
    """The cells of a row; words in them that are not shown are added to `left_out`."""
    start, end = 0, len(raw)
    if between == "|":
        start = raw.index("|") + 1 if raw.lstrip().startswith("|") else 0
        end = raw.rindex("|") if raw.rstrip().endswith("|") and raw.count("|") > 1 else end
    cells: list[RawCell] = []
    for part in raw[start:end].split(between):
        lead = len(part) - len(part.lstrip())
        cleaned = clean(part.strip(), number, start + lead)
        cells.append(RawCell(pieces=list(cleaned.parts or (cleaned.piece,)) if part.strip() else []))
        left_out += cleaned.left_out
        start += len(part) + 1
    return cells


def _mark(raw: str, number: int) -> SourceLine:
    """A source line of a table that holds no words."""
    return SourceLine(number, "", 0, indented=False, raw=raw.strip())


def _single(raw: str, number: int, gap: int) -> list[SourceLine]:
    words = raw.strip()
    column = len(raw) - len(raw.lstrip())
    indented = column > 0
    level = 0
    if _FENCE.fullmatch(words):
        return [_mark(raw, number)]
    mark = _HASH.match(words) or _QUOTE.match(words)
    if mark:
        level = len(mark.group(1)) if mark.re is _HASH else 0
        column += mark.end()
    cleaned = clean(raw.rstrip()[column:], number, column)
    piece = _heading(cleaned.parts) if level and cleaned.parts else cleaned.piece
    raw_words = words if words != piece.text else ""
    if not piece.text:
        return [_mark(raw, number)]
    if len(piece.text) <= LINE:
        line = _line(piece, number, gap, level, raw_words, indented=indented, strong=cleaned.strong)
        return [replace(line, left_out=cleaned.left_out) if cleaned.left_out else line]
    parts = [piece.cut(start, start + LINE) for start in range(0, len(piece.text), LINE)]
    return [_line(part, number, gap, level, "", indented=indented, strong=False) for part in parts]


def _heading(parts: Sequence[LinePiece]) -> LinePiece:
    """A heading that was broken over lines, as one."""
    whole = parts[0]
    for part in parts[1:]:
        whole = LinePiece.joined((whole, part), heading_joint(whole.text, part.text))
    return whole


def _line(
    piece: LinePiece, number: int, gap: int, level: int, raw: str, *, indented: bool, strong: bool
) -> SourceLine:
    column = piece.origins[0].column if piece.origins else 0
    origins = piece.origins if len(piece.origins) != 1 else ()
    return SourceLine(number, piece.text, column, indented, gap, level, strong, origins=origins, raw=raw)
