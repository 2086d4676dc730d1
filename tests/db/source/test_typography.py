"""Half-width marks become full-width for show, one for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.source.typography import to_shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("(一)全方位融入长三角一体化", "（一）全方位融入长三角一体化"),
        ("长三角,全面;现代:将建9所中小学!", "长三角，全面；现代：将建9所中小学！"),
        ("电子信息(数字5G):积极", "电子信息（数字5G）：积极"),
        ("信托基金(REITs)试点", "信托基金（REITs）试点"),
        ("行动计划(-)》内", "行动计划（-）》内"),
        ("特色小镇2.0版,投资1,000万元,比例3:1", "特色小镇2.0版，投资1,000万元，比例3:1"),
        ("0-3岁托育、G60、“1+N”", "0-3岁托育、G60、“1+N”"),
        ("见http://example.com/a(b):c,d 网站", "见http://example.com/a(b):c,d 网站"),
        ("plain English, as it is (here)", "plain English, as it is (here)"),
        ("(1) 甲,乙", "（1） 甲，乙"),
        ("混排（甲)与(乙）", "混排（甲）与（乙）"),
        ("⼀、⼈⺠⽣活⽔平", "一、人民生活水平"),
    ],
)
def test_to_shown(written: str, shown: str) -> None:
    assert to_shown(written) == shown


@given(st.text(alphabet="嵊州,:;!?()（）aB9 .-", max_size=40))
def test_only_known_marks_change_and_the_length_never_does(written: str) -> None:
    shown = to_shown(written)
    assert len(shown) == len(written)
    twins = dict(zip(",:;!?()", "，：；！？（）", strict=True))
    assert all(new in (old, twins.get(old)) for old, new in zip(written, shown, strict=True))
    assert to_shown(shown) == shown
