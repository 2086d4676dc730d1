"""Words one edit away: what is offered when nothing was found (没有“杭少台”，您是否要找“杭绍台”？)."""

import re
from collections import Counter
from collections.abc import Container
from itertools import chain

from db.progress import QUIET, Progress
from db.search.corpus import Corpus
from db.search.pinyin import sounding_like
from db.search.query_terms import Shape

_SHORTEST, _LONGEST = 2, 24
"""Characters of a word that edits are tried on: one edit of a single character would be any other one, and a
long word has an edit for each of its characters.
"""


def near(
    word: str, corpus: Corpus, within: Container[int] | None = None, progress: Progress = QUIET
) -> Counter[str]:
    """All strings one edit away from a folded word that the folded texts hold, and how often.

    An edit is one character replaced, added, left out, or two neighbours swapped. What comes in is a letter
    or figure, never a sign or space, and stands inside the word or in place of one of its characters. Of two
    characters, an edit keeps the sound or swaps them: everything else would be a guess. `within` limits the
    documents.
    """
    found: Counter[str] = Counter()
    if not _SHORTEST <= len(word) <= _LONGEST:
        return found
    for shape in _edits(word):
        progress.check()
        numbers = shape.numbers(corpus, progress)
        texts = (corpus.folded[number] for number in numbers if within is None or number in within)
        # Looking ahead finds those too that overlap, as 绍?绍 does with itself in 绍杭绍杭绍.
        find = re.compile(f"(?=({shape.pattern().pattern}))", re.DOTALL).findall
        # All texts are counted in one go: a call for each takes longer than the finding.
        for string, count in Counter(chain.from_iterable(map(find, texts))).items():
            if string != word and _sensible(word, string):
                found[string] = max(found[string], count)
    return found


def best(word: str, candidates: Counter[str]) -> str | None:
    """The one to offer: the same sound first, then what occurs most; None if there is none."""
    return min(
        candidates,
        key=lambda string: (not _sounds_same(word, string), -candidates[string], string),
        default=None,
    )


def _edits(word: str) -> list[Shape]:
    plain = tuple(word)
    shapes = []
    for place in range(len(word)):
        if len(word) == _SHORTEST:
            # 规化 is 规划 heard, but not 规则: another character of another sound is another word.
            shapes.append((*plain[:place], sounding_like(word[place]), *plain[place + 1 :]))
        else:
            shapes.append((*plain[:place], "", *plain[place + 1 :]))
            shapes.append((*plain[:place], *plain[place + 1 :]))
        if place:
            shapes.append((*plain[: place - 1], plain[place], plain[place - 1], *plain[place + 1 :]))
            if len(word) > _SHORTEST:
                shapes.append((*plain[:place], "", *plain[place:]))
    return [Shape(elements) for elements in dict.fromkeys(shapes)]


def _sensible(word: str, string: str) -> bool:
    # 杭少台 gives 杭绍台; but not 杭，台, which only meets at a comma.
    changed = [new for place, new in enumerate(string) if word[place : place + 1] != new]
    if len(string) > len(word):
        return changed[0].isalnum()  # the one that came in; the others only moved
    return len(string) < len(word) or sorted(word) == sorted(string) or changed[0].isalnum()


def _sounds_same(word: str, string: str) -> bool:
    return len(word) == len(string) and all(
        old == new or new in sounding_like(old) for old, new in zip(word, string, strict=True)
    )
