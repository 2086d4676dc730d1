"""Money as lists of projects print it: its unit in the cell, in the column's head or in the caption."""

import re

from db.records import Amount
from db.source.quantities import BOUNDED, SUFFIX, sign_of

MONEY = r"(?:亿|千万|百万|万|千)?(?:美元|欧元|港元|日元|元)"
_SHORT = rf"{MONEY}|[亿万]"
"""Where nothing else can be meant: 3.2亿, 总投资（亿）."""
# Takes `86,000`, `约3.2亿元`, `达25亿元` and `3—5`, not `—`, `86000（其中…）` or `三亿元`
_AMOUNT = re.compile(
    rf"\A(?:总?投资)?(?:达到?)?(?:{BOUNDED})(?P<unit>{_SHORT})?(?:人民币)?\s*(?P<after>{SUFFIX})?\Z"
)
# A unit in brackets or behind a stroke: takes `总投资（亿元）`, `单位：万元` and `公里、万元`, not `万元户`
_UNIT = re.compile(
    rf"(?<![\u4e00-\u9fff])(?P<unit>{_SHORT})(?:人民币)?(?![\u4e00-\u9fff])|(?<=投资)(?P<bare>{MONEY})\Z"
)


def amount_of(words: str, unit: str) -> Amount | None:
    """The money that a cell holds; `unit` is what its head or caption says. None where it holds none."""
    words = words.strip()
    match = _AMOUNT.match(words)
    if match is None:
        return None
    single = match["to"] is None and match["mid"] is None
    start = match.start("value") if match["before"] is None else match.start("before")
    behind = match["after"] or ""
    return Amount(
        words[start : match.end("value") if single else match.end("to")] + behind,
        re.sub(r"[,，]", "", match["value"]) if single else "",
        match["unit"] or unit,
        about=sign_of(match) != "=",
    )


def unit_of(words: str) -> str:
    """The unit of money that a head, a title or a note names; empty for none, or for several that differ."""
    found = {match["unit"] or match["bare"] for match in _UNIT.finditer(words)}
    return found.pop() if len(found) == 1 else ""
