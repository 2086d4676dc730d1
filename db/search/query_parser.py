"""What was typed into the search box, taken apart. Nothing that can be typed is an error.

White space parts terms, all of which must occur. "…" keeps spaces and takes everything inside as it stands. A
leading - excludes.
* stands for any number of characters and ? for one. Only these ASCII signs mean anything; “”－＊？ are text
like any other.
"""

import re
from dataclasses import dataclass

from db.records import Span
from db.search.folding import fold
from db.search.query_terms import Gapped, LiteralPart, Shape

_PART = re.compile(r'(?P<minus>-(?=[^\s-]))?(?:"(?P<quoted>[^"]*)(?:"|$)|(?P<bare>\S+))')


@dataclass(frozen=True, slots=True)
class Term:
    """One term, folded and ready to be looked for."""

    part: LiteralPart | Shape | Gapped
    place: Span
    """Where it stands in what was typed, signs included."""
    excluded: bool = False
    spelled: str = ""
    """The folded word, if it may also be read as pinyin: not quoted, no wildcards."""


def parse(typed: str) -> tuple[Term, ...]:
    """The terms of a query, in order, each different one once;
    those with nothing to look for are left out.
    """
    terms: dict[tuple[LiteralPart | Shape | Gapped, bool, str], Term] = {}
    for match in _PART.finditer(typed):
        excluded = match["minus"] is not None
        if match["quoted"] is not None:
            part, spelled = _plain(match["quoted"]), ""
        else:
            part = _bare(match["bare"])
            spelled = part.needle if isinstance(part, LiteralPart) else ""
        if part is not None:
            terms.setdefault((part, excluded, spelled), Term(part, match.span(), excluded, spelled))
    return tuple(terms.values())


def _plain(text: str) -> LiteralPart | None:
    folded = fold(text).text
    return LiteralPart(folded) if folded.strip() else None


def _bare(text: str) -> LiteralPart | Shape | Gapped | None:
    # fold each stretch by itself: after folding a full-width ？ would look like a wildcard
    stretches = [[fold(piece).text for piece in stretch.split("?")] for stretch in text.split("*")]
    if not any(piece for stretch in stretches for piece in stretch):
        return _plain(text)
    pieces = [_piece(stretch) for stretch in stretches if len(stretch) > 1 or stretch[0]]
    return pieces[0] if len(pieces) == 1 else Gapped(tuple(pieces))


def _piece(stretch: list[str]) -> LiteralPart | Shape:
    if len(stretch) == 1:
        return LiteralPart(stretch[0])
    elements: list[str] = []
    for number, piece in enumerate(stretch):
        elements += [*([""] if number else []), *piece]
    return Shape(tuple(elements))
