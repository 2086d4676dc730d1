"""What could be meant, while it is being typed: headings, project names, places and earlier queries.

Found by the beginning of a name, any part of it, or its pinyin. Pure data in, records out; nothing is stored
here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from db.records import Place, Plan, Span
from db.search.corpus import Corpus
from db.search.folding import fold
from db.search.pinyin import has_letters, readings
from db.search.query import as_phrase, parse
from db.search.query_terms import Spelled, TermPart

What = Literal["earlier", "heading", "box", "project", "place"]


@dataclass(frozen=True, slots=True)
class SearchSuggestion:
    """Something that can be searched for, or gone to."""

    text: str
    what: What
    place: Place | None = None
    """Where it stands; None for words that stand nowhere in particular."""
    span: Span = (0, 0)
    """The part of the text that matches what was typed."""
    how: Literal["text", "pinyin"] = "text"


def suggestions(plan: Plan) -> tuple[SearchSuggestion, ...]:
    """What one plan offers: its headings, box titles and project names, in its order."""
    slug = plan.info.slug
    headings = (SearchSuggestion(each.title, "heading", Place(slug, each.key)) for each in plan.chapters)
    boxes = (
        SearchSuggestion(each.text, "box", Place(slug, each.key))
        for each in plan.passages
        if each.kind == "box_title"
    )
    rows = (
        SearchSuggestion(each.name, "project", Place(slug, each.key, each.span, each.name))
        for each in plan.projects
        if each.name
    )
    return (*headings, *boxes, *rows)


class Suggester:
    """Suggests from what it is given: earlier queries first, the rest in the order given. For any thread."""

    def __init__(self, offered: Iterable[SearchSuggestion], earlier: Iterable[str] = ()) -> None:
        """`earlier`: queries, the latest first. The same words twice are kept once."""
        kept: dict[str, SearchSuggestion] = {}
        for each in (*(SearchSuggestion(words, "earlier") for words in earlier), *offered):
            kept.setdefault(fold(each.text).text, each)
        kept.pop("", None)  # names of nothing but signs without a width
        self._offered = tuple(kept.values())

    @cached_property
    def _corpus(self) -> Corpus:
        return Corpus.of_texts([each.text for each in self._offered])

    def suggest(self, typed: str, limit: int = 8) -> tuple[SearchSuggestion, ...]:
        """At most `limit`: those that begin so, hold it, sound so, in this order; for nothing typed, what was
        asked last.
        """
        needle = fold(typed.strip()).text
        if not needle:
            return tuple(each for each in self._offered if each.what == "earlier")[:limit]
        shapes = readings(needle, self._corpus.lexicon) if has_letters(needle) else ()
        written = [term.part for term in parse(as_phrase(typed.strip()))][:1]
        ways: list[tuple[TermPart, Literal["text", "pinyin"]]] = [(part, "text") for part in written]
        if shapes:
            ways.append((Spelled(shapes), "pinyin"))
        found: dict[int, SearchSuggestion] = {}
        for part, how in ways:
            matching = [
                (part.spans(self._corpus, number)[0], number) for number in part.numbers(self._corpus)
            ]
            # What begins so comes first; within that the order given, which is the plan's.
            for span, number in sorted(matching, key=lambda pair: (pair[0][0] > 0, pair[1])):
                each = self._offered[number]
                found.setdefault(number, SearchSuggestion(each.text, each.what, each.place, span, how))
        return tuple(found.values())[:limit]
