r"""Marks inside a line that are no words: Markdown's emphasis, TeX around figures ($17\%$), character
references, tags.

They are taken out of the shown words; every character that stays knows its column. What is not understood
stays as it is.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from db.records import Dropped, Origin
from db.source.formats.page_styles import DELETED, HIDDEN, Look, declarations, look_of
from db.source.formats.scripts import Script, is_fraction, joint, scripted
from db.source.lines import APART, LinePiece

# Most lines have none of these signs: takes `**重点**` and `5&lt;6`, not `第一章　总则`
_MARKED = re.compile(
    r"[*`$&<~\[=^_\\\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]"
)
# Takes `下降$17\%$`, `&nbsp;`, `<!-- 注 -->`, `<b>`, `[公路](http://a.cn/)`,
# `==28==`, `*12*`, `H~2~O` and `[^1]`, not `3*4*5`, `[1](2.5)` or `5<6` or `A&B` or `每股$5`
_TOKEN = re.compile(
    r"""(?=[-+*`$&<~\\\[=^_\x00-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff])(?:
    (?P<tex>\$[^$\n]{1,400}\$)
    | (?P<emphasis>\*\*\*|\*\*)
    | (?P<reference>&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,12});)
    | (?P<tag></?(?:b|strong|i|em|u|span|font|p|div|br|sub|sup|a|center|small|big|strike|o:p|section|
        del|s|ins|ruby|rb|rt|rp|rtc|mark|label|nobr)\b[^<>]{0,2000}/?>)
    | (?P<code>(?<!`)(?:``[^`\n]{1,400}``|`[^`\n]{1,400}`)(?!`))
    | (?P<task>\A[-*+][ \t]+\[[ xX]\](?=[ \t]))
    | (?P<note>\A\[\^\w{1,8}\]:[ \t]*|\[\^\w{1,8}\])
    | (?P<link>(?<!!)\[(?P<linked>[^\[\]\n]{1,300})\]\((?:(?:https?|ftp)://|mailto:|\.{0,2}/|\#|
        [^()\s]{1,200}\.(?:html?|md|pdf|docx?|xlsx?|png|jpe?g|gif)\b)[^()\s]{0,500}(?:\s{1,5}"[^"\n]{0,200}")?\))
    | (?P<lit>(?<!=)==(?=[^\s=])(?P<lighted>[^=\n]{1,400})(?<=\S)==(?!=))
    | (?P<stress>(?<![A-Za-z0-9_*])\*(?=[^\s*])(?P<starred>\d[\d,.]*|[^*\n]{4,400})(?<=\S)\*(?![A-Za-z0-9*])
        |(?<![A-Za-z0-9_])__?(?=[^\s_])(?P<lined>[^_\n]{1,400})(?<=\S)__?(?![A-Za-z0-9_]))
    | (?P<raised>\^[^\s^]{1,12}\^)
    | (?P<lowered>(?<=[A-Za-z/])~\d{1,3}~(?!~))
    | (?P<comment><!--(?:[^-]|-(?!->)){0,400}+-->)
    | (?P<struck>(?<!~)~~(?!~))
    | (?P<escape>\\[.()\[\]*_\#+\-!|>~`\\{}])
    | (?P<unseen>[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]+))""",
    re.VERBOSE | re.IGNORECASE,
)
# How a bold line begins: takes `**完善路网。**` and `<b>2015</b>`, not `2015**`
_BOLD_OPENS = re.compile(r"\*\*|<(?:b|strong)\b[^<>]{0,200}>")
# How it ends: takes `**完善路网。**` and `<b>2015</b>`, not `**完善路网。**推进建设`
_BOLD_ENDS = re.compile(r"(?:\*\*|</(?:b|strong)>)\Z")
_SYMBOLS = {
    "times": "×", "sim": "~", "geq": "≥", "ge": "≥", "geqslant": "≥", "leq": "≤", "le": "≤",
    "leqslant": "≤", "pm": "±", "cdot": "·", "circ": "°", "rightarrow": "→", "to": "→", "mu": "μ",
    "alpha": "α", "beta": "β", "lt": "<", "gt": ">", "ldots": "…", "dots": "…", "cdots": "…",
    "approx": "≈", "percent": "%", "prime": "′", "div": "÷", "Delta": "Δ",
}  # fmt: skip
_QUIET = frozenset(
    "mathrm text mathbf mathit textrm textbf operatorname mathsf rm bf left right quad qquad displaystyle "
    "mathcal boldsymbol".split()
)
# Takes `\cdot` and `\%`, not `cdot`
_COMMAND = re.compile(r"\\([a-zA-Z]+|.)", re.DOTALL)


# The name of a tag: takes `<del>` and `</sup >`, not `<5`
_TAG_NAME = re.compile(r"</?\s*([a-zA-Z][a-zA-Z0-9]*)")
# Takes ` style="display:none"` and ` hidden`, not ` class="a"`
_ATTRIBUTE = re.compile(
    r"\b(style|hidden|color)\b(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+)))?", re.IGNORECASE
)
_INSIDE = ("linked", "lighted", "starred", "lined")
"""What marks stand around, which may hold further ones."""
_ENDS_LINE = frozenset("br p div section center".split())
_MOST_OPEN = 50
"""Tags inside one another on one line."""
_Signs = list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A line without its marks."""

    piece: LinePiece
    strong: bool
    """All of it was bold."""
    left_out: tuple[Dropped, ...] = ()
    """Words that were struck out or hidden."""
    parts: tuple[LinePiece, ...] = ()
    """The lines of it, where there are several: the words between `<br>`."""


def clean(raw: str, number: int, column: int) -> Cleaned:
    """The words of `raw`, which begins at `column` of line `number`."""
    if not _MARKED.search(raw):
        return Cleaned(LinePiece.of_run(raw, number, column), strong=False)
    cleaner = _Cleaner(number)
    cleaner.read(raw, 0, len(raw))
    cleaner.finish()
    shown = _close_up(cleaner.signs)
    parts: list[LinePiece] = []
    if cleaner.broken:
        parts = [_piece(part, number, column) for part in _lines(shown)]
        shown = [(sign if sign != _BREAK else APART, place) for sign, place in shown]
    return Cleaned(
        _piece(shown, number, column),
        _is_bold(raw.strip()),
        tuple(cleaner.left_out),
        tuple(part for part in parts if part.text),
    )


def _lines(signs: _Signs) -> Iterator[_Signs]:
    start = 0
    for at, (sign, _) in enumerate(signs):
        if sign == _BREAK:
            yield signs[start:at]
            start = at + 1
    yield signs[start:]


@dataclass(slots=True)
class _Mark:
    """A mark that is open: what opened it, and where its words begin."""

    name: str
    start: int
    why: str = ""
    script: Script = ""
    written: _Signs = field(default_factory=list[tuple[str, int]])
    """What stands there if it is never closed."""


class _Cleaner:
    """Takes the marks of a line one after the other."""

    def __init__(self, number: int) -> None:
        self.signs: _Signs = []
        self.left_out: list[Dropped] = []
        self.broken = False
        """Lines end in it."""
        self._number = number
        self._marks: list[_Mark] = []
        self._raised = _Raised()

    def read(self, raw: str, start: int, end: int) -> None:
        """The signs and marks between two places of a line."""
        at = start
        for token in _TOKEN.finditer(raw, start, end):
            self.signs += ((raw[index], index) for index in range(at, token.start()))
            self.take(token)
            at = token.end()
        self.signs += ((raw[index], index) for index in range(at, end))

    def take(self, token: re.Match[str]) -> None:
        """A mark."""
        words, start = token.group(), token.start()
        inside = next((name for name in _INSIDE if token[name]), "")
        if inside:
            self.read(token.string, token.start(inside), token.end(inside))
        elif token["raised"] or token["lowered"]:
            moved = list(zip(words[1:-1], range(start + 1, token.end() - 1), strict=True))
            self.signs += self._raised.placed(self.signs, moved, "raised" if token["raised"] else "lowered")
        elif token.lastgroup == "tag":
            self._tag(words, start)
        elif token.lastgroup == "comment":
            said = words[4:-3].strip()
            self.left_out += [Dropped(self._number, said, HIDDEN)] if said else []
        elif token.lastgroup == "struck":
            self._strike(token)
        else:
            self.signs += _read(token, self.signs)

    def finish(self) -> None:
        """The end of the line: what was never closed stands as it was written."""
        for mark in reversed(self._marks):
            self.signs[mark.start : mark.start] = mark.written

    def _strike(self, token: re.Match[str]) -> None:
        if self._close("~~"):
            return
        around = token.string[token.start() - 1 : token.start()] + token.string[token.end() : token.end() + 1]
        written = list(zip("~~", range(token.start(), token.end()), strict=True))
        # 10~~20 is a range.
        if len(around) == 2 and around.isdigit():
            self.signs += written
        else:
            self._marks.append(_Mark("~~", len(self.signs), DELETED, written=written))

    def _tag(self, words: str, start: int) -> None:
        found = _TAG_NAME.match(words)
        name = found[1].lower() if found else ""
        if name in _ENDS_LINE:
            if self.signs and self.signs[-1][0] != _BREAK:
                self.signs.append((_BREAK, start))
                self.broken = True
        elif words.startswith("</"):
            self._close(name)
        elif len(self._marks) < _MOST_OPEN and not words.endswith("/>"):
            look = look_of(
                name, said := _attributes(words), declarations(said.get("style") or ""), Look(), foreign=False
            )
            if look.why or look.script:
                self._marks.append(_Mark(name, len(self.signs), look.why, look.script))

    def _close(self, name: str) -> bool:
        at = next((at for at in range(len(self._marks) - 1, -1, -1) if self._marks[at].name == name), None)
        if at is None:
            return False
        mark = self._marks[at]
        del self._marks[at:]
        moved = self.signs[mark.start :]
        del self.signs[mark.start :]
        words = "".join(sign for sign, place in moved if place != _NOWHERE or sign not in _ENDS)
        if mark.why:
            self._raised = _Raised()
            if words.strip():
                self.left_out.append(Dropped(self._number, words.strip(), mark.why))
        else:
            self.signs += self._raised.placed(self.signs, moved, mark.script)
        return True


class _Raised:
    """The raised signs that came last, to which lowered ones may be the denominator."""

    def __init__(self) -> None:
        self._start = self._end = 0
        self._written: _Signs = []

    def placed(self, signs: _Signs, moved: _Signs, script: Script) -> _Signs:
        """Raised or lowered signs as they are shown behind `signs`. A fraction takes what stands of it there
        away, and gives the whole: 1/2.
        """
        start, end, written = self._start, self._end, self._written
        self._start, self._written = len(signs), moved if script == "raised" else []
        if script == "lowered" and written:
            slash = [each for each in signs[end:] if each[0] not in _ENDS]
            parts = ("".join(sign for sign, _ in each) for each in (written, slash, moved))
            if is_fraction(_words_of(signs[max(0, start - 16) : start]), *parts):
                del signs[start:]
                whole = (_WHOLE, _NOWHERE)
                return [
                    whole,
                    *written,
                    *(("/", place) for sign, place in slash if sign != " "),
                    *moved,
                    whole,
                ]
        shown = _moved(signs, moved, script)
        self._end = len(signs) + len(shown)
        return shown


def _moved(above: _Signs, moved: _Signs, script: Script) -> _Signs:
    """Raised or lowered signs as they are shown."""
    placed = scripted(_words_of(above), "".join(sign for sign, _ in moved), script)
    signs: _Signs = [(sign, _NOWHERE) for sign in placed.before]
    signs += ((sign, place) for sign, (_, place) in zip(placed.words, moved, strict=True))
    return [*signs, *((sign, _NOWHERE) for sign in placed.after), (_WHOLE, _NOWHERE)]


def _words_of(signs: _Signs) -> str:
    return "".join(sign for sign, _ in signs[-16:] if sign not in _ENDS)


def _attributes(tag: str) -> dict[str, str | None]:
    return {each[1].lower(): each[2] or each[3] or each[4] for each in _ATTRIBUTE.finditer(tag)}


def _is_bold(words: str) -> bool:
    """Whether they are bold from end to end: nothing in between ends it, or begins it anew."""
    opening, ending = _BOLD_OPENS.match(words), _BOLD_ENDS.search(words)
    inside = words[opening.end() : ending.start()] if opening and ending else ""
    return bool(inside) and "**" not in inside and "</" not in inside


_OPEN, _CLOSE, _WHOLE, _BREAK = "\ue000", "\ue001", "\ue002", "\ue003"
"""Stand, without a place, at the ends of a figure that was set in TeX, and behind what is whole by itself, so
that digits behind it begin another number; and for the end of a line.
"""
_ENDS = frozenset((_OPEN, _CLOSE, _WHOLE))
_NOWHERE = -1


def _read(token: re.Match[str], above: _Signs) -> _Signs:
    start, words = token.start(), token.group()
    as_it_stands = list(zip(words, range(start, token.end()), strict=True))
    if token.lastgroup == "tex":
        figure = _Figure(words, above).read(1, len(words) - 1) if _is_figure(words[1:-1]) else None
        if figure is None:
            return as_it_stands
        placed = ((sign, place + start if place != _NOWHERE else place) for sign, place in figure)
        return [(_OPEN, _NOWHERE), *placed, (_CLOSE, _NOWHERE)]
    if token.lastgroup == "reference":
        meant = html.unescape(words)
        return [(meant, start)] if len(meant) == 1 else as_it_stands
    if token.lastgroup == "note":
        # Its mark stands apart from the figures before it, as in a text the raised ones do.
        key = [(words[at], start + at) for at in range(2, words.index("]"))]
        return [("［", _NOWHERE), *key, ("］", _NOWHERE), (_WHOLE, _NOWHERE)]
    if token.lastgroup == "code":
        return [each for each in as_it_stands if each[0] != "`"]
    if token.lastgroup == "task":
        return [("☐" if "[ ]" in words else "☑", start)]
    return [(words[1], start + 1)] if token.lastgroup == "escape" else []


def _is_figure(words: str) -> bool:
    """Whether TeX may set a figure or a chemical name there, and not a sum in dollars."""
    return bool(re.search(r"\\|[_^]", words) or re.fullmatch(r"[\s\d.,%+\-~<>=]{1,30}", words))


class _Figure:
    """What TeX sets, sign by sign."""

    def __init__(self, words: str, above: _Signs) -> None:
        self._words = words
        self._above = above
        self._at = 0

    def read(self, start: int, end: int) -> _Signs | None:
        """The signs between two places; None if they are more than a figure or a chemical name."""
        signs: _Signs = []
        self._at = start
        while self._at < end:
            sign, at = self._words[self._at], self._at
            self._at += 1
            if sign in "^_":
                made = self._script(sign, end, signs)
            elif sign == "\\":
                made = self._command(at, end, signs)
            else:
                made = [] if sign in "{}~" or sign.isspace() else [(sign, at)]
            if made is None:
                return None
            signs += made
        return signs

    def _atom(self, end: int) -> _Signs | None:
        """What a raised sign or an argument is: one sign, one command, or a group."""
        while self._at < end and self._words[self._at].isspace():
            self._at += 1
        start = self._at
        if start >= end:
            return None
        stop = start + 1
        if self._words[start] == "{":
            depth = 0
            for stop in range(start, end):
                depth += {"{": 1, "}": -1}.get(self._words[stop], 0)
                if not depth:
                    break
            if depth:
                return None
            start, after = start + 1, stop + 1
        elif self._words[start] == "\\":
            command = _COMMAND.match(self._words, start)
            stop = after = command.end() if command else end
        else:
            after = stop
        inside = self.read(start, stop)
        self._at = after
        return inside

    def _script(self, sign: str, end: int, signs: _Signs) -> _Signs | None:
        inside = self._atom(end)
        # In 5^{\circ} TeX lifts the circle; ° is lifted by itself.
        if inside is None or "".join(each for each, _ in inside) in ("°", "′", "″"):
            return inside
        return _moved([*self._above, *signs], inside, "raised" if sign == "^" else "lowered")

    def _command(self, start: int, end: int, signs: _Signs) -> _Signs | None:
        command = _COMMAND.match(self._words, start)
        if command is None:
            return None
        name, self._at = command.group(1), command.end()
        if name in _SYMBOLS:
            return [(_SYMBOLS[name], start)]
        if name in ("frac", "dfrac", "tfrac"):
            above, below = self._atom(end), self._atom(end)
            if above is None or below is None:
                return None
            return [
                (_WHOLE, _NOWHERE),
                *_grouped(above),
                ("/", _NOWHERE),
                *_grouped(below),
                (_WHOLE, _NOWHERE),
            ]
        if name == "sqrt":
            inside = self._atom(end)
            return None if inside is None else [("√", start), *_grouped(inside), (_WHOLE, _NOWHERE)]
        if name in "%&#$_{}" and len(name) == 1:
            return [(name, start + 1)]
        return [] if name in _QUIET or name in ",;:! " else None


def _grouped(signs: _Signs) -> _Signs:
    """In brackets, unless it is one figure or name."""
    plain = all(sign.isalnum() or sign in "._%" or sign in _ENDS for sign, _ in signs)
    return signs if plain else [("(", _NOWHERE), *signs, (")", _NOWHERE)]


def _close_up(signs: _Signs) -> _Signs:
    """Without the blanks that a program put around a figure, where the neighbour is no Latin word."""
    shown: _Signs = []
    at = kept = 0
    whole = False
    # `kept` of them end with what is no blank.
    while at < len(signs):
        sign, place = signs[at]
        at += 1
        if sign not in _ENDS:
            if whole and shown and joint(shown[-1][0], sign):
                shown.append((" ", _NOWHERE))
            whole = False
            shown.append((sign, place))
            kept = kept if sign == " " else len(shown)
        elif sign == _WHOLE:
            whole = True
        elif sign == _OPEN:
            if not kept or not _stands_apart(shown[kept - 1][0]):
                del shown[kept:]
        else:
            after = at
            while after < len(signs) and signs[after][0] == " ":
                after += 1
            at = after if after == len(signs) or not _stands_apart(signs[after][0]) else at
    return shown


def _stands_apart(sign: str) -> bool:
    """Whether a blank between a figure and this sign means something: ⁸ is a digit as 8 is."""
    return sign.isascii() or sign.isdigit() or sign in _ENDS


def _piece(signs: _Signs, number: int, column: int) -> LinePiece:
    origins: list[Origin] = []
    # signs that stand side by side in the source too are one run: their places differ by the same number
    for _, run in groupby(enumerate(place for _, place in signs), lambda pair: pair[1] - pair[0]):
        (start, place), *others = run
        if place != _NOWHERE:
            origins.append(Origin(start, number, column + place, 1 + len(others)))
    return LinePiece("".join(sign for sign, _ in signs), tuple(origins)).stripped()
