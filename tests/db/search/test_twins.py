"""Signs that stand for one another in figures: what is sought with one is found with each, and nothing else is."""

import random
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from db.search import index
from db.search.corpus import Document
from db.search.query import SearchQuery
from db.search.searcher import Searcher
from db.search.twins import alternatives


def _texts(texts: Sequence[str]) -> tuple[Document, ...]:
    return tuple(Document("p", f"1.p{at}", "paragraph", (), (), "1", text) for at, text in enumerate(texts))


def _found(searcher: Searcher, words: str, *, literal: bool = False) -> list[str]:
    """Every hit in its own text's words."""
    found = searcher.search(SearchQuery(words, literal=literal))
    shown = [hit.text[start:end] for hit in found.results for start, end in hit.spans]
    assert found.hits == len(shown)
    return shown


@pytest.mark.parametrize(
    "folded", ["零碳", "(缺)", "100", "5g-a", "零", "logo一体化", "2020一批", "至2030", "第一产业", "-"]
)
def test_outside_of_figures_a_sign_is_itself(folded: str) -> None:
    assert alternatives(folded) is None


WRITTEN = {
    "二〇三五": ["二○三五", "二〇三五", "二零三五", "二Ｏ三五", "二O三五", "二0三五", "二 〇 三 五"],
    "一百零五": ["一百〇五", "一百零五"],
    "〔2026〕3号": [
        "〔2026〕3号",
        "[2026]3号",
        "【2026】3号",
        "（2026）3号",
        "﹝2026﹞3号",
        "〔 2026 〕 3 号",
    ],
    "（一）": ["（一）", "(一)", "【一】", "〔一〕"],
    "2026—2030年": [
        "2026—2030年",
        "2026-2030年",
        "2026～2030年",
        "2026至2030年",
        "2026 – 2030 年",
        "2026〜2030年",
    ],
    "2026年—2030年": ["2026年—2030年", "2026年至2030年", "2026 年～2030 年"],
    "5万—10万亩": ["5万—10万亩", "5万~10万亩", "5万至10万亩"],
    "20%—30%": ["20%—30%", "20％~30％", "20%至30%"],
    "12,000人": ["12,000人", "12000人", "１２，０００人", "12000 人"],
    "5G网络": ["5G网络", "５Ｇ网络", "5 G 网络", "5 G网络"],
    "第十章": ["第十章", "第 十 章", "第　十　章"],
    "㎡": ["㎡", "m²", "m2"],
    "Ⅱ类": ["Ⅱ类", "II类", "ⅱ 类"],
    "“两山”": ["“两山”", "「两山」", '"两山"', "“ 两 山 ”"],
    "1∶5": ["1∶5", "1:5", "1：5"],
}
ELSEWHERE = "零碳园区，零的突破；（缺），[注]，【专栏】；2020一批，百度O2O三类；5个G；3 5，12、000人；至2030年；第 9 章"


@pytest.mark.parametrize("meant", WRITTEN)
def test_each_way_of_writing_finds_all(meant: str, tmp_path: Path) -> None:
    written = WRITTEN[meant]
    documents = _texts([ELSEWHERE, *(f"按照{each}的要求" for each in written), ELSEWHERE])
    index.build(documents, tmp_path / "index")
    for searcher in (Searcher(documents), Searcher(documents, tmp_path / "index")):
        for words in written:
            if len(words.split()) == 1 and '"' not in words:  # both have a meaning in a query
                assert _found(searcher, words) == written
            if '"' not in words:
                assert _found(searcher, f'"{words}"') == written
            assert _found(searcher, words, literal=True) == [words]


def test_elsewhere_the_counts_stay() -> None:
    searcher = Searcher(_texts([ELSEWHERE, "二〇三五年", "县政发〔2026〕3号", "2026—2030年"]))
    for words, hits in {
        "零": 2,
        "〇": 1,
        "〔": 1,
        "[": 1,
        "(": 1,
        "【": 1,
        "至": 1,
        "—": 1,
        "3 5": 1,
    }.items():
        assert searcher.search(SearchQuery(f'"{words}"', pinyin=False)).hits == hits, words


def test_figures_written_at_random_equal_a_scan() -> None:
    """Years and numbers of documents in random signs among others: exactly the same figure is found, whole."""
    chance = random.Random(14)
    numerals = "一二三四五六七八九"

    def year(digits: str) -> str:
        return "".join(chance.choice("〇○零0O") if digit == "〇" else digit for digit in digits)

    def number(digits: str) -> str:
        opening, closing = chance.choice(["〔〕", "[]", "【】", "（）"])
        return f"{opening}{digits}{closing}"

    years = [f"二〇{chance.choice(numerals)}{chance.choice(numerals + '〇')}" for _ in range(12)]
    numbers = [str(chance.randint(2019, 2027)) for _ in range(12)]
    texts = [f"到{year(one)}年，按政发{number(two)}号办。" for one in years for two in numbers]
    searcher = Searcher(_texts(texts))
    canonical = [re.sub("[○零0O]", "〇", text.split("，")[0]) for text in texts]
    for one in years:
        expected = [at for at, text in enumerate(canonical) if one in text]
        found = searcher.search(SearchQuery(year(one), pinyin=False))
        assert [int(hit.key[3:]) for hit in found.results] == expected
        assert all(hit.spans == ((1, 5),) for hit in found.results)
    for two in numbers:
        found = searcher.search(SearchQuery(number(two)))
        assert [int(hit.key[3:]) for hit in found.results] == [
            at for at, text in enumerate(texts) if two in text
        ]
        assert all(hit.spans[0][1] - hit.spans[0][0] == 6 for hit in found.results)


def test_a_figure_is_found_while_it_is_typed_and_by_each_piece_of_it(tmp_path: Path) -> None:
    """12,000 folds to 12000; what is typed on the way, and what is cut out, finds it all the same."""
    shown = [
        "投资1,234,567.8万元",
        "12,000人",
        "人口120人，0岁",
        "12,0。",
        "到2025,300个",
        "㎡12,000人",
        "１２，０００人",
    ]
    documents = _texts(shown)
    index.build(documents, tmp_path / "index")
    for searcher in (Searcher(documents), Searcher(documents, tmp_path / "index")):
        for text in shown[:6]:
            for start in range(len(text)):
                for end in range(start + 1, len(text) + 1):
                    cut = text[start:end]
                    if cut == ",":  # alone it is no piece of a figure
                        continue
                    found = searcher.search(SearchQuery(f'"{cut}"', pinyin=False))
                    at = next((hit for hit in found.results if hit.text == text), None)
                    assert at is not None, (cut, text)
                    # Of places that overlap (00 in 000) the first counts.
                    assert any(first <= end and start <= last for first, last in at.spans), cut
                    if text.count(cut) == 1 and len(set(cut)) > 1:
                        assert any(first <= start and end <= last for first, last in at.spans), cut
                    assert found.hits == sum(len(hit.spans) for hit in found.results), cut
        assert _found(searcher, "12,0") == ["12,0", "12,0", "12,0", "１２，０"]
        assert _found(searcher, "120") == ["12,0", "120", "12,0", "１２，０"]
        assert _found(searcher, "12，") == ["12,", "12,", "12,", "１２，"]
