r"""Marks inside a line that are no words: Markdown's emphasis, TeX around figures ($17\%$), character
references, tags.

They are taken out of the shown words; every character that stays knows its column. What is not understood
stays as it is.
"""

import html
import re
from dataclasses import dataclass
from itertools import groupby

from db.records import Origin
from db.source.lines import LinePiece

# Most lines have none of these signs: takes `**重点**` and `5&lt;6`, not `第一章　总则`
_MARKED = re.compile(r"[*`$&<\\\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
# Takes `下降$17\%$`, `&nbsp;` and `<b>`, not `5<6` or `A&B` or `每股$5`
_TOKEN = re.compile(
    r"""(?P<tex>\$[^$\n]{1,400}\$)
    | (?P<emphasis>\*\*\*|\*\*)
    | (?P<reference>&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,12});)
    | (?P<tag></?(?:b|strong|i|em|u|span|font|p|div|br|sub|sup|a|center|small|big|strike|o:p|section)
        \b[^<>]{0,2000}/?>)
    | (?P<escape>\\[.()\[\]*_\#+\-!|>~`\\{}])
    | (?P<unseen>[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]+)""",
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


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A line without its marks."""

    piece: LinePiece
    strong: bool
    """All of it was bold."""


def clean(raw: str, number: int, column: int) -> Cleaned:
    """The words of `raw`, which begins at `column` of line `number`."""
    if not _MARKED.search(raw):
        return Cleaned(LinePiece.of_run(raw, number, column), strong=False)
    signs: list[tuple[str, int]] = []
    at = 0
    for token in _TOKEN.finditer(raw):
        signs += ((raw[index], index) for index in range(at, token.start()))
        signs += _read(token)
        at = token.end()
    signs += ((raw[index], index) for index in range(at, len(raw)))
    return Cleaned(_piece(_close_up(signs), number, column), strong=_is_bold(raw.strip()))


def _is_bold(words: str) -> bool:
    """Whether they are bold from end to end: nothing in between ends it, or begins it anew."""
    opening, ending = _BOLD_OPENS.match(words), _BOLD_ENDS.search(words)
    inside = words[opening.end() : ending.start()] if opening and ending else ""
    return bool(inside) and "**" not in inside and "</" not in inside


_OPEN, _CLOSE = "\ue000", "\ue001"
"""Stand, without a place, at the ends of a figure that was set in TeX."""
_NOWHERE = -1


def _read(token: re.Match[str]) -> list[tuple[str, int]]:
    start, words = token.start(), token.group()
    as_it_stands = list(zip(words, range(start, token.end()), strict=True))
    if token.lastgroup == "tex":
        figure = _figure(words[1:-1], start + 1)
        return [(_OPEN, _NOWHERE), *figure, (_CLOSE, _NOWHERE)] if figure is not None else as_it_stands
    if token.lastgroup == "reference":
        meant = html.unescape(words)
        return [(meant, start)] if len(meant) == 1 else as_it_stands
    return [(words[1], start + 1)] if token.lastgroup == "escape" else []


def _figure(words: str, start: int) -> list[tuple[str, int]] | None:
    """What TeX sets, or None if it is more than a figure or a chemical name."""
    if not re.search(r"\\|[_^]", words) and not re.fullmatch(r"[\s\d.,%+\-~<>=]{1,30}", words):
        return None
    signs: list[tuple[str, int]] = []
    at = 0
    while at < len(words):
        sign = words[at]
        if sign == "\\":
            command = _COMMAND.match(words, at)
            if command is None:
                return None
            name, at = command.group(1), command.end()
            if name in _SYMBOLS:
                # In 5^{\circ} TeX lifts the circle; ° is lifted by itself.
                if name == "circ" and signs and signs[-1][0] == "^":
                    signs.pop()
                signs.append((_SYMBOLS[name], start + command.start()))
            elif name in "%&#$_{}" and len(name) == 1:
                signs.append((name, start + at - 1))
            elif name not in _QUIET and name not in ",;:! ":
                return None
            continue
        if sign == "^" or not (sign in "{}_~" or sign.isspace()):
            signs.append((sign, start + at))
        at += 1
    return signs


def _close_up(signs: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Without the blanks that a program put around a figure, where the neighbour is no Latin word."""
    shown: list[tuple[str, int]] = []
    at = kept = 0
    # `kept` of them end with what is no blank.
    while at < len(signs):
        sign, place = signs[at]
        at += 1
        if place != _NOWHERE:
            shown.append((sign, place))
            kept = kept if sign == " " else len(shown)
        elif sign == _OPEN:
            if not kept or not shown[kept - 1][0].isascii():
                del shown[kept:]
        else:
            after = at
            while after < len(signs) and signs[after][0] == " ":
                after += 1
            at = after if after == len(signs) or not signs[after][0].isascii() else at
    return shown


def _piece(signs: list[tuple[str, int]], number: int, column: int) -> LinePiece:
    origins: list[Origin] = []
    # signs that stand side by side in the source too are one run: their places differ by the same number
    for _, run in groupby(enumerate(place for _, place in signs), lambda pair: pair[1] - pair[0]):
        (start, place), *others = run
        origins.append(Origin(start, number, column + place, 1 + len(others)))
    return LinePiece("".join(sign for sign, _ in signs), tuple(origins)).stripped()
