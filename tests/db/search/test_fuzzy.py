"""Offers: all strings one edit away that occur, and the likeliest of them."""

import random
from collections import Counter
from collections.abc import Sequence

import pytest

from db.search import fuzzy
from db.search.corpus import Corpus
from db.search.pinyin import sounding_like
from db.search.query import SearchQuery
from db.search.searcher import Searcher


def _one_edit(word: str, string: str) -> bool:
    """Replaced, left out, added inside, or neighbours swapped; by definition."""
    if word == string:
        return False
    if len(word) == len(string):
        different = [place for place in range(len(word)) if word[place] != string[place]]
        swapped = (
            len(different) == 2
            and different[1] == different[0] + 1
            and sorted(word[different[0] : different[1] + 1])
            == sorted(string[different[0] : different[1] + 1])
        )
        replaced = len(different) == 1 and string[different[0]].isalnum()
        if len(word) == 2:
            replaced = len(different) == 1 and string[different[0]] in sounding_like(word[different[0]])
        return swapped or replaced
    if len(string) == len(word) - 1:
        return len(word) > 2 and any(word[:place] + word[place + 1 :] == string for place in range(len(word)))
    inside = (place for place in range(1, len(string) - 1) if string[:place] + string[place + 1 :] == word)
    return len(word) > 2 and any(string[place].isalnum() for place in inside)


def _scan(word: str, texts: Sequence[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for length in (len(word) - 1, len(word), len(word) + 1):
        for text in texts:
            for start in range(len(text) - length + 1):
                if _one_edit(word, text[start : start + length]):
                    found[text[start : start + length]] += 1
    return found


def test_equals_the_scan_over_all_strings(searcher: Searcher) -> None:
    texts = [document.text for document in searcher.documents][20:50]
    corpus = Corpus.of_texts(texts)
    chance = random.Random(51)
    for _ in range(40):
        text = chance.choice(corpus.folded)
        length = min(chance.randint(2, 5), len(text))
        start = chance.randrange(len(text) - length + 1)
        signs = list(text[start : start + length])
        signs[chance.randrange(length)] = chance.choice("杭绍台一的的，设")
        word = "".join(signs)
        assert fuzzy.near(word, corpus) == _scan(word, corpus.folded), word


@pytest.mark.parametrize(
    ("typed", "offer"),
    [
        ("杭少台", "杭绍台"),
        ("杭邵台铁路", "杭绍台铁路"),
        ("长三脚", "长三角"),
        ("通用飞机场", "通用机场"),
        ("山糖", "山塘"),
        ("塘山", "山塘"),
        ("WiFii", "WiFi"),
        ("杭少台 铁路", "杭绍台 铁路"),
        ('"杭少台" 铁路', '"杭绍台" 铁路'),
        ("完全没有的词", None),
        ("龘", None),
        ("", None),
        ("杭少*台", None),
    ],
)
def test_what_is_offered(typed: str, offer: str | None, searcher: Searcher, scanner: Searcher) -> None:
    for asked in (searcher, scanner):
        found = asked.search(SearchQuery(typed))
        assert (found.passages, found.offer) == (0, offer)
        if offer:
            assert asked.search(SearchQuery(offer)).passages > 0


def test_nothing_is_offered_when_something_is_found(searcher: Searcher) -> None:
    assert searcher.search(SearchQuery("杭绍台")).offer is None
    assert searcher.search(SearchQuery("杭少台", literal=True)).offer is None


def test_an_offer_finds_something_where_it_was_asked(searcher: Searcher) -> None:
    assert searcher.search(SearchQuery("杭少台", chapter="6")).offer is None
    within = searcher.search(SearchQuery("杭少台", chapter="8"))
    assert within.offer == "杭绍台"
    assert searcher.search(SearchQuery("杭绍台", chapter="8")).passages > 0


def test_the_same_sound_comes_first() -> None:
    assert fuzzy.best("杭少台", Counter({"杭州台": 50, "杭绍台": 1})) == "杭绍台"
    assert fuzzy.best("杭少台", Counter({"杭州台": 2, "杭城台": 3})) == "杭城台"
    assert fuzzy.best("杭少台", Counter()) is None
