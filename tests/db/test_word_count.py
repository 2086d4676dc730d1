"""字数 as Word and WPS count it."""

import pytest

from db.word_count import word_count


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("　 \n", 0),
        ("嵊州", 2),
        ("到2025年，5G基站", 7),
        ("常住人口城镇化率达到70%以上", 13),
        ("“1+N”平台——〇", 8),
        ("Plan Reader 2026", 3),
        ("𠮷野家", 3),
        ("（一）打造！", 6),
    ],
)
def test_word_count(text: str, words: int) -> None:
    assert word_count(text) == words
