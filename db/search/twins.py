"""Signs that stand for one another in figures: a query that has one of them looks for all.

The year 二〇三五 is also written with ○, 零, 0 or the letter O; a document's number has 〔2026〕, [2026],
【2026】 or （2026）; a span of years 2026—2030, 2026～2030 or 2026至2030. They do so in figures only, and
only there they are sought so: 零碳 has no 〇碳, and 〔缺〕 no (缺). The texts keep their signs, so that each
piece of a text finds itself, however little of a figure is in it.
"""

import re

_ZEROS, _TYPED_ZEROS = "〇○◯零", "0o"
_OPENING, _CLOSING = "([〔【〖", ")]〕】〗"
_SPAN = "-~至"

_NUMERAL = "一二三四五六七八九"
_ZERO = f"(?:[{_ZEROS}]|(?<![0-9a-z])[{_TYPED_ZEROS}](?![0-9a-z]))"
# Where no zero stands in front: a run of zeros is looked at once, not from each of them
_FIRST = f"(?<![{_ZEROS}])(?<!(?<![0-9a-z])[{_TYPED_ZEROS}])"
# `二〇三五`, `二零`, `〇三五`; not `零碳`, `100一`, `logo一`: a numeral stands beside, other zeros between
_YEAR = re.compile(f"(?<=[{_NUMERAL}]){_ZERO}++|{_FIRST}{_ZERO}++(?=[{_NUMERAL}])")
# `〔2026〕`, `(一)`, `[50`, `2026)`, `(2026年)`; not `(缺)`
_FIGURE = f"[0-9{_NUMERAL}十]"
_BRACKETED = re.compile(
    rf"([(\[〔【〖])(?={_FIGURE})(?:[^(\[〔【〖)\]〕】〗]*([)\]〕】〗]))?|(?<={_FIGURE})([)\]〕】〗])"
)
# `2026-2030`, `20%~30`, `3至5`, `2026年至2030年`, `5万-10`, `2026-`; not `5g-a`, `至2030`
_BETWEEN = re.compile(r"(?<=[0-9%年月日时万亿元米里吨度])[-~至](?=[0-9])|(?<=[0-9%])[-~至]\Z")


def alternatives(folded: str) -> tuple[str, ...] | None:
    """For each character of a folded query all that may stand in its place; None if that is always itself."""
    found: dict[int, str] = {}
    for match in _YEAR.finditer(folded):
        for at in range(*match.span()):
            # 〇一 is not sought in 2020一: a 0 or O is a zero of a year only behind a numeral.
            found[at] = _ZEROS + (_TYPED_ZEROS if at else folded[at].strip(_ZEROS))
    for match in _BRACKETED.finditer(folded):
        for group, signs in ((1, _OPENING), (2, _CLOSING), (3, _CLOSING)):
            if match[group]:
                found[match.start(group)] = signs
    found |= {match.start(): _SPAN for match in _BETWEEN.finditer(folded)}
    return tuple(found.get(at, each) for at, each in enumerate(folded)) if found else None
