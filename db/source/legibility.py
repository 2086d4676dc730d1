"""Whether a text reads as Chinese at all: code, wrongly decoded bytes and fonts without an encoding don't."""

from collections import Counter
from collections.abc import Iterable, Mapping

from db.source.formats.encoding import COMMON

_ENOUGH = 0.03
"""Share of usual signs in a plan at least; in real ones it is above 0.2."""
_LEAST = 30
"""Letters from which a text can be judged."""
_SAMPLE = 40_000
UNUSUAL = (
    "全文几乎没有常用汉字，读出来的可能是乱码或程序代码，请对照原文件；不对的话，请用 WPS 或 Word "
    "另存为 .docx，或先做文字识别，再导入。"
)


def is_unusual(texts: Iterable[str]) -> bool:
    """Whether there is next to no usual Chinese in the texts. Figures and signs tell nothing either way."""
    signs: Counter[str] = Counter()
    read, enough = 0, _SAMPLE
    for text in texts:
        signs.update(text)
        read += len(text)
        # Counted only where all that was read since could be enough.
        if read > enough:
            lacking = _SAMPLE - _letters(signs)
            if lacking < 0:
                break
            enough = read + lacking
    length = _letters(signs)
    usual = sum(count for sign, count in signs.items() if sign in COMMON and sign.isalpha())
    return length >= _LEAST and usual < _ENOUGH * length


def _letters(signs: Mapping[str, int]) -> int:
    return sum(count for sign, count in signs.items() if sign.isalpha())
