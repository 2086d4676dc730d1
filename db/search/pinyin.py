"""Latin letters read as pinyin: whole syllables (hangshaotai, the last one unfinished: hangsh) or initials
(hst).

Chinese characters and figures may stand among them (杭shaotai, 35qianfu). All readings of a character count.
What comes out are shapes, narrowed to what the texts at hand can hold, so that ambiguous letters cost nothing
where they mean nothing.
"""

import re
from functools import cache, lru_cache
from pathlib import Path

from db.search.corpus import Lexicon
from db.search.query_terms import Shape

_TABLE = Path(__file__).with_name("data") / "pinyin.txt"
_LONGEST = 6
"""Letters in the longest syllable (zhuang)."""

_LONGEST_WORD = 64
"""Nobody types more in one word; what is pasted is searched as it stands."""

_STEPS = 2000
"""Of a word that can be cut in very many ways (xianxianxian…) so many steps are followed; a phrase takes a
few dozen.
"""

# An apostrophe parts syllables inside a word (xi'an); at its edge ('an') it is a sign like any other.
_RUN = re.compile(r"[a-z]+(?:'[a-z]+)*")
# Letters without a vowel (hst) are initials; "ü" is typed as v.
_VOWEL = re.compile(r"[aeiouv]")


def readings(text: str, lexicon: Lexicon) -> tuple[Shape, ...]:
    """All shapes that a folded word can be read as, the longest first; none if the texts hold nothing that
    sounds so.
    """
    text = text.replace("ü", "v")
    # A word without Latin letters has only its own reading, which is no pinyin.
    if len(text) > _LONGEST_WORD or not has_letters(text):
        return ()
    reader = _Reader(text, lexicon)
    reader.follow(0, (), spoken=False, before=None)
    initials = _initials(text)
    narrowed = (shape.narrowed(lexicon) for shape in [*reader.found, *([initials] if initials else [])])
    shapes = dict.fromkeys(shape for shape in narrowed if shape is not None)
    return tuple(sorted(shapes, key=lambda shape: -len(shape.elements)))


def has_letters(text: str) -> bool:
    """Whether a folded word could be pinyin at all."""
    return _RUN.search(text) is not None


class _Reader:
    """Follows all ways to cut a word into syllables, as far as the lexicon has characters for them."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.lexicon = lexicon
        self.found: list[Shape] = []
        self._steps = _STEPS

    def follow(
        self, place: int, elements: tuple[str, ...], *, spoken: bool, before: frozenset[str] | None
    ) -> None:
        """Read on from `place`; `before` are the characters that the last element can be,
        None at the start.
        """
        self._steps -= 1
        if place == len(self.text):
            if spoken:
                self.found.append(Shape(elements))
            return
        for end, element, syllable in _next(self.text, place, spoken):
            can_be = self.lexicon.present(element)
            if before is not None:
                can_be = can_be & self.lexicon.after(before)
            # Two characters that never stand side by side in these texts end this way to cut the word.
            if can_be and self._steps > 0:
                self.follow(end, (*elements, element), spoken=spoken or syllable, before=can_be)


def _next(text: str, place: int, spoken: bool) -> list[tuple[int, str, bool]]:
    """What can be read at `place`: where each reading ends, the characters that it stands for, whether it is
    a syllable.
    """
    run = _RUN.match(text, place)
    if run is None:
        return [(place + 1, text[place], False)]
    inside = place > 0 and re.match("[a-z']", text[place - 1]) is not None
    word = run.group().split("'")[0]
    options: list[tuple[int, str, bool]] = []
    # 5Gjizhan: with figures in the word a first letter may stand for itself; in gjizhan it doesn't.
    if not inside and any(map(str.isdecimal, text)):
        options.append((place + 1, text[place], False))
    if not inside and not _is_word(text, run):
        return options
    for length in range(1, min(_LONGEST, len(word)) + 1):
        if characters := _syllables().get(word[:length]):
            follows = length == len(word) and run.end() > place + length  # the apostrophe of xi'an
            options.append((place + length + follows, characters, True))
    # The last syllable may be unfinished (hangsh), but a whole one that stands alone (an) is taken as whole:
    # otherwise an would also find 昂.
    alone = word == text and word in _syllables()
    if (
        place + len(word) == len(text)
        and not alone
        and (spoken or not text[:place].isascii() or _VOWEL.search(word))
    ):
        options.append((len(text), _beginning_with(word), True))
    return options


def _initials(text: str) -> Shape | None:
    """Each letter as the first of a syllable."""
    if "'" in text or not all(_is_word(text, run) for run in _RUN.finditer(text)):
        return None
    first = _first_letters()
    elements = tuple(first.get(each, "") if each.isascii() and each.isalpha() else each for each in text)
    return Shape(elements) if all(elements) else None


def _is_word(text: str, run: re.Match[str]) -> bool:
    """Whether the letters may be pinyin: one alone only beside Chinese,
    and never at a figure (the G of G60).
    """
    if run.end() - run.start() > 1:
        return True
    beside = text[max(run.start() - 1, 0) : run.start()] + text[run.end() : run.end() + 1]
    return not text.isascii() and not any(map(str.isdecimal, beside))


@cache
def _syllables() -> dict[str, str]:
    """Syllable → its characters."""
    table = dict(line.split(" ", 1) for line in _TABLE.read_text("utf-8").splitlines())
    # lüe is often typed as lue, which is no other syllable.
    return {**table, "lue": table["lve"], "nue": table["nve"]}


@lru_cache(maxsize=512)
def _beginning_with(letters: str) -> str:
    """The characters of all syllables that begin so, the syllable itself with them."""
    found = (characters for syllable, characters in _syllables().items() if syllable.startswith(letters))
    return "".join(sorted(set().union(*found)))


@cache
def _first_letters() -> dict[str, str]:
    """Letter → the characters that can begin with it."""
    return {letter: _beginning_with(letter) for letter in {syllable[0] for syllable in _syllables()}}


@lru_cache(maxsize=1024)
def sounding_like(character: str) -> str:
    """All characters that share a reading with a folded one, itself with them."""
    found = (characters for characters in _syllables().values() if character in characters)
    return "".join(sorted({character}.union(*found)))
