"""Numbers in Chinese and in Arabic figures."""

import pytest

from db.numerals import whole_number


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("12", 12),
        ("１２", 12),
        ("十二", 12),
        ("两", 2),
        ("二十", 20),
        ("一百零三", 103),
        ("二〇二五", 2025),
        ("甲", None),
        ("3a", None),
        ("", None),
        ("9" * 5_000, None),
    ],
)
def test_a_number_is_read_in_either_figures(words: str, number: int | None) -> None:
    assert whole_number(words) == number
