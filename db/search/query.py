"""What is asked: one record from the box, the options and the command line down to the index, and what its
words mean.

Nothing that can be typed is an error. White space parts terms, all of which must occur. "…" keeps spaces and
takes everything inside as it stands. A leading - excludes. * stands for any number of characters and ? for
one. Only these ASCII signs mean anything; “”－＊？ are text like any other.
"""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from db.records import Hit, Kind, Sought, Span
from db.search.folding import fold, fold_but_commas
from db.search.query_terms import CutFigure, Gapped, LiteralPart, Shape
from db.search.twins import alternatives

if TYPE_CHECKING:
    from db.search.synonyms import SynonymHits

SearchReach = Literal["chapter", "plan", "all"]
REACHES: dict[SearchReach, str] = {"chapter": "本章", "plan": "本规划", "all": "全部规划"}
"""查找范围: a chapter or section, the plan, all plans."""

SECONDS = 2.0
"""For a regular expression, in all plans that are searched together."""

Order = Literal["plan", "rank"]
ORDERS: dict[Order, str] = {"plan": "按原文顺序", "rank": "按相关程度"}

Together = Literal["passage", "section"]
"""Where all terms must stand: in one passage, or anywhere in one section."""


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """Words, and where and how they are looked for. Saved searches are stored with these names."""

    words: str = ""
    plan: str = ""
    """Slug of the plan that is searched; with the reach `all`, of the one that comes first, if any does."""
    reach: SearchReach = "plan"
    chapter: str = ""
    """Key of the chapter, section, box or passage that alone is searched; empty for no such limit."""
    kinds: tuple[Sought, ...] = ()
    """Only these; none means all."""
    order: Order = "plan"
    """With `rank` the best results come first, in either order those that only sound so come last."""
    together: Together = "passage"
    literal: bool = False
    """All of `words` exactly as it stands in the shown text: nothing folded, no sign with a meaning."""
    regex: bool = False
    """`words` is a regular expression over the shown text. Nothing else is meant then: no order of rank, no
    pinyin, no synonyms.
    """
    pinyin: bool = True
    """Words of Latin letters are read as pinyin too; excluded ones never are."""
    limit: int | None = None
    """At most so many results are written out; the totals are those of all."""

    @property
    def passages(self) -> tuple[Kind, ...] | None:
        """The kinds of passages that are looked through; None means all."""
        return tuple(kind for kind in self.kinds if kind != "note") if self.kinds else None

    @property
    def notes(self) -> bool:
        """Whether the person's notes are looked through."""
        return not self.kinds or "note" in self.kinds


@dataclass(frozen=True, slots=True)
class SearchResults:
    """The answer to a query. The totals are exact, also where `results` was cut by the query's limit."""

    query: SearchQuery
    passages: int
    hits: int
    results: tuple[Hit, ...]
    ms: float = 0.0
    """Time that the search took, in milliseconds."""
    offer: str | None = None
    """When nothing was found: a synonym, or words one edit away, that would find something (您是否要找…)."""
    synonyms: "tuple[SynonymHits, ...]" = ()
    """What synonyms of the words find, in the order of the lists; none of it is counted with the words."""
    left_out: tuple[str, ...] = ()
    """Titles of the plans that were not searched, because they are damaged beyond help."""
    whole: bool = True
    """All texts were looked at. False only for a regular expression whose time ran out: `timed_out` tells it.
    """
    unfinished: tuple[str, ...] = ()
    """Of several plans the titles of those that were not looked through to their ends, or not at all, because
    the time ran out.
    """


def timed_out(found: SearchResults, most: int | None = None) -> str:
    """What is said of results that are not whole; empty for those that are. Of many plans that were not
    finished `most` are named, and the number of all.
    """
    if found.whole:
        return ""
    titles = [f"《{title}》" for title in found.unfinished]
    named = "".join(titles[:most]) + (f"等{len(titles)}个规划" if len(titles) > len(titles[:most]) else "")
    left = f"没有查完{named}" if titles else "只查了前面一部分"
    return f"查找超时，{left}，请把正则表达式写得更具体些。"


def as_phrase(words: str) -> str:
    """Words as they stand, spaces and signs with them, as a query that means just that."""
    # A quotation mark would end the phrase; its full-width twin folds to the same character.
    return '"' + words.replace('"', "＂") + '"'


def as_query(words: str) -> str:
    """The same, in quotes only where they are needed."""
    plain = words == "".join(words.split()) and not words.startswith("-") and not set(words) & set('"*?')
    return words if plain else as_phrase(words)


# A minus excludes only at the very beginning of a word and before something: "-水库" excludes 水库, while
# "5-10", a lone "-" and "--" are text. A quotation mark that is never closed reaches to the end, because
# words are searched while they are typed.
_PART = re.compile(r'(?P<minus>-(?=[^\s-]))?(?:"(?P<quoted>[^"]*)(?:"|$)|(?P<bare>\S+))')


# `12,0`, `12,`, `,000亩`: a figure at the edge, of which more may stand there in the text; not `甲,乙`
_CUT_FIGURE = re.compile(r"\A(?:[0-9]+,|,[0-9])[0-9,]*|(?<![0-9,])(?:[0-9]+,|,[0-9])[0-9,]*\Z")
_COMMA = re.compile("[,，]")

QueryPart = LiteralPart | Shape | Gapped | CutFigure


@dataclass(frozen=True, slots=True)
class Term:
    """One term, folded and ready to be looked for."""

    part: QueryPart
    place: Span
    """Where it stands in what was typed, signs included."""
    excluded: bool = False
    spelled: str = ""
    """The folded word, if it may also be read as pinyin: not quoted, no wildcards."""


def parse(typed: str) -> tuple[Term, ...]:
    """The terms of a query, in order, each one once; those with nothing to look for are left out."""
    terms: dict[tuple[QueryPart, bool, str], Term] = {}
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


def _plain(text: str) -> LiteralPart | Shape | CutFigure | None:
    folded = fold(text).text
    if not folded.strip():
        return None
    part = _piece([folded])
    if isinstance(part, LiteralPart) and _COMMA.search(text):
        kept = fold_but_commas(text)
        bare = _CUT_FIGURE.sub(lambda figure: figure[0].replace(",", ""), folded)
        if not kept == folded == bare:
            return CutFigure(folded, kept, bare)
    return part


def _bare(text: str) -> QueryPart | None:
    if "*" not in text and "?" not in text:
        return _plain(text)
    # Each stretch is folded by itself: after folding, a full-width ？ would look like a wildcard.
    stretches = [[fold(piece).text for piece in stretch.split("?")] for stretch in text.split("*")]
    if not any(piece for stretch in stretches for piece in stretch):
        return _plain(text)  # of wildcards alone: they are looked for as they stand
    wanted = [stretch for stretch in stretches if len(stretch) > 1 or stretch[0]]
    return _piece(wanted[0]) if len(wanted) == 1 else Gapped(tuple(map(_piece, wanted)))


def _piece(stretch: list[str]) -> LiteralPart | Shape:
    """Folded words, with any one character between two of them."""
    either = [alternatives(piece) for piece in stretch]
    if len(stretch) == 1 and either[0] is None:
        return LiteralPart(stretch[0])
    elements: list[str] = []
    for number, (piece, signs) in enumerate(zip(stretch, either, strict=True)):
        elements += [*([""] if number else []), *(signs or piece)]  # the empty string is any character
    return Shape(tuple(elements))
