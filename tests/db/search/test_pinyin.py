"""Pinyin equals a regular expression over the readings, made here from the table alone, without a lexicon or index."""

import random
import re
from pathlib import Path

import pytest

from db.search import pinyin
from db.search.corpus import Lexicon
from db.search.folding import fold
from db.search.query import SearchQuery
from db.search.searcher import Searcher

TABLE = dict(
    line.split(" ", 1)
    for line in (Path(pinyin.__file__).with_name("data") / "pinyin.txt").read_text("utf-8").splitlines()
)


def syllable(letters: str) -> str:
    """A class of all characters that are read so."""
    return f"[{TABLE[letters]}]"


def beginning(letters: str) -> str:
    """A class of all characters whose reading begins so."""
    return (
        "["
        + "".join(characters for reading, characters in TABLE.items() if reading.startswith(letters))
        + "]"
    )


READ = {
    "hangshaotai": syllable("hang") + syllable("shao") + beginning("tai"),
    "hangsh": syllable("hang") + beginning("sh"),
    "杭shaotai": "杭" + syllable("shao") + beginning("tai"),
    "杭s": "杭" + beginning("s"),
    "hang绍tai": syllable("hang") + "绍" + beginning("tai"),
    "35qianfu": "35" + syllable("qian") + beginning("fu"),
    "5Gwangluo": "5g" + syllable("wang") + beginning("luo"),
    "hst": beginning("h") + beginning("s") + beginning("t"),
    "szjj": "".join(map(beginning, "szjj")),
    "shi": syllable("shi"),
    "zhon": beginning("zhon"),
    "lv": syllable("lv"),
    "lü": syllable("lv"),
    "xi'an": syllable("xi") + beginning("an"),
    "xian": f"{syllable('xi')}{beginning('an')}|{syllable('xian')}",
    "chengzhenhualv": "".join(map(syllable, ("cheng", "zhen", "hua"))) + beginning("lv"),
}


@pytest.mark.parametrize("typed", READ)
@pytest.mark.parametrize("which", ["searcher", "scanner"])
def test_equals_the_scan_over_the_readings(typed: str, which: str, request: pytest.FixtureRequest) -> None:
    asked: Searcher = request.getfixturevalue(which)
    pattern = re.compile(READ[typed])
    literal = fold(typed).text
    expected, written = {}, {}
    for document in asked.documents:
        text = fold(document.text).text
        if literal in text:
            written[document.key] = text.count(literal)
        elif spans := tuple(match.span() for match in pattern.finditer(text)):
            expected[document.key] = spans
    found = asked.search(SearchQuery(typed))
    assert {hit.key: hit.spans for hit in found.results if hit.how == "pinyin"} == expected
    assert {hit.key: len(hit.spans) for hit in found.results if hit.how == "text"} == written
    assert found.hits == sum(map(len, expected.values())) + sum(written.values())
    assert found.passages == len(expected) + len(written)


def test_random_words_are_found_by_their_sound(searcher: Searcher) -> None:
    """Two to four characters cut from the plan, spelled with any of their readings, as syllables and as initials."""
    chance = random.Random(41)
    readings = {}
    for letters, characters in TABLE.items():
        for character in characters:
            readings.setdefault(character, []).append(letters)
    folded = {document.key: fold(document.text).text for document in searcher.documents}
    words = [word for text in folded.values() for word in re.findall(r"[一-鿿]{2,}", text)]
    for _ in range(120):
        word = chance.choice(words)
        start = chance.randrange(len(word) - 1)
        cut = word[start : start + chance.randint(2, 4)]
        spelled = [chance.choice(readings[character]) for character in cut]
        holding = {key for key, text in folded.items() if cut in text}
        assert holding <= {hit.key for hit in searcher.search(SearchQuery("'".join(spelled))).results}
        assert holding <= {hit.key for hit in searcher.search(SearchQuery("".join(spelled))).results}
        initials = "".join(letters[0] for letters in spelled)
        found = searcher.search(SearchQuery(initials))
        classes = re.compile("".join(map(beginning, initials)))
        by_initials = {key for key, text in folded.items() if classes.search(text)}
        assert holding <= by_initials <= {hit.key for hit in found.results}
        assert found.hits == sum(len(hit.spans) for hit in found.results)


def test_totals_from_the_index_are_those_of_the_scan(
    searcher: Searcher, scanner: Searcher, tmp_path: Path
) -> None:
    """A small plan is scanned even with an index: a larger one takes the short ways through the posting lists."""
    from db.search import index
    from db.search.corpus import Document

    chance = random.Random(43)
    sentences = [
        each for document in searcher.documents for each in re.findall(r"[^。；]+[。；]?", document.text)
    ]
    sentences += ["㎡的是事实㉒，shi ji", "ﬁ是十時", "西安洗安先洗，石食十是是是", "Shanghai hst sz 上海"]
    texts = ["".join(chance.choices(sentences, k=3)) for _ in range(1500)]
    documents = [Document("p", f"{n}", "paragraph", (), (), "1", text) for n, text in enumerate(texts)]
    index.build(documents, tmp_path / "index")
    large, scan = Searcher(documents, tmp_path / "index"), Searcher(documents)
    spelled = [
        "ji",
        "shi",
        "sh",
        "sz",
        "zs",
        "js",
        "hst",
        "xian",
        "jia",
        "zho",
        "szjj",
        "yiyi",
        "ss",
        "shishi",
        "f",
        "22",
        "m",
    ]
    for typed in [
        *spelled,
        "hangshaotai",
        "zhongdaxm",
        "是",
        "㎡",
        "2",
        "的",
        "fi",
        "杭*台",
        "杭?台",
        "杭s",
        "shanghai",
    ]:
        one, other = large.search(SearchQuery(typed)), scan.search(SearchQuery(typed))
        assert (one.passages, one.hits) == (other.passages, other.hits), typed
        assert one.results == other.results, typed
        assert one.hits == sum(len(hit.spans) for hit in one.results), typed
        ranked = large.search(SearchQuery(typed, order="rank")), scan.search(SearchQuery(typed, order="rank"))
        assert ranked[0].results == ranked[1].results, typed


@pytest.mark.parametrize("typed", ["5G", "G60", "a", "h", "", "vvv", "杭", "35", "uuu", "x'", "'"])
def test_what_is_not_pinyin(typed: str, searcher: Searcher) -> None:
    assert all(hit.how == "text" for hit in searcher.search(SearchQuery(typed)).results)


def test_pinyin_can_be_switched_off(searcher: Searcher) -> None:
    assert searcher.search(SearchQuery("hst")).passages > 0
    assert searcher.search(SearchQuery("hst", pinyin=False)).passages == 0
    assert searcher.search(SearchQuery('"hst"')).passages == 0


def test_very_ambiguous_letters_come_to_an_end(searcher: Searcher) -> None:
    for letters in ("xian" * 12, "a" * 64, "anan" * 16, "z" * 5000, "shi" * 20 + "1"):
        searcher.search(SearchQuery(letters))
        assert len(pinyin.readings(letters, Lexicon.of_texts(["西安先安县安现案" * 30]))) < 2000


def test_homophones() -> None:
    assert "少" in pinyin.sounding_like("绍")
    assert "台" not in pinyin.sounding_like("绍")


def test_the_table_has_all_readings_of_the_plan(searcher: Searcher) -> None:
    """Against pypinyin itself, which the program does without."""
    from pypinyin import Style
    from pypinyin import pinyin as readings_of

    characters = sorted(
        {sign for document in searcher.documents for sign in fold(document.text).text if "一" <= sign <= "鿿"}
    )
    assert len(characters) > 1000
    for character in characters:
        known = set(readings_of(character, style=Style.NORMAL, heteronym=True)[0]) - {
            "m",
            "n",
            "ng",
            "hm",
            "hng",
        }
        assert {letters for letters, others in TABLE.items() if character in others} == known, character
