"""Which characters a body of text has, and which of them follow one another."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All characters and all pairs of neighbours of some folded texts."""

    characters: frozenset[str]
    followers: dict[str, set[str]]
    _present: dict[str, frozenset[str]] = field(default_factory=dict, compare=False, repr=False)

    def present(self, any_of: str) -> frozenset[str]:
        """Those of some characters that the texts have;
        the same few syllables are asked for again and again.
        """
        found = self._present.get(any_of)
        if found is None:
            found = self._present[any_of] = self.characters.intersection(any_of)
        return found

    def after(self, characters: Iterable[str]) -> set[str]:
        """All that follows any of these characters."""
        return set().union(*(self.followers.get(each, ()) for each in characters))

    @classmethod
    def of_grams(cls, grams: Iterable[str]) -> "Lexicon":
        """From the 1- and 2-grams of the texts."""
        characters: set[str] = set()
        followers: defaultdict[str, set[str]] = defaultdict(set)
        for gram in grams:
            if len(gram) == 1:
                characters.add(gram)
            else:
                followers[gram[0]].add(gram[1])
        return cls(frozenset(characters), dict(followers))

    @classmethod
    def of_texts(cls, texts: Iterable[str]) -> "Lexicon":
        """From the folded texts themselves."""
        grams: set[str] = set()
        for text in texts:
            grams.update(text)
            grams.update(map(str.__add__, text, text[1:]))
        return cls.of_grams(grams)
