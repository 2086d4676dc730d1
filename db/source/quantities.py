"""Figures with what they count: numbers, units, and the words around them that say how they are meant."""

import re

from db.records import Comparison

NUMBER = r"(?<![\d.])(?:\d{1,3}(?:[,，]\d{3}){1,4}|\d{1,9})(?:\.\d{1,4})?(?!\d)"
UNITS = (
    r"个百分点|%|％|‰|"
    r"(?:万亿|千亿|百亿|亿|万|千|百)?(?:美元|千瓦时|千瓦|人次|人日|公里|千米|平方米|平方公里|"
    r"立方米|公斤|标准箱|吨标准煤|标准煤|床位|学位|"
    r"元|斤|吨|人|户|个|家|项|所|座|条|处|亩|公顷|件|辆|艘|台|套|名|张|枚|株|头|只|对|级|班次|"
    r"架次|例|辈|册|场|次|片|枝|支|箱|米)|"
    r"(?:微克|毫克|克)/(?:标准)?(?:立方米|升)|/(?:10|十|百)?万|分贝|兆瓦|万|亿|岁|年|倍|番|TEU|EFLOPS|P(?![A-Za-z])"
)
BEFORE = r"约|超过?|接近|将近|近|突破|控制在|不低于|不少于|不超过|不高于|低于|高于|小于|大于|[<>≤≥＜＞]"
"""What stands before a figure and says how it is meant."""
BOUNDED = (
    rf"(?P<before>{BEFORE})?\s*+(?P<value>{NUMBER})"
    rf"(?:\s*+(?P<mid>%|％)?\s*+(?:[-—–－~～]|至|到)\s*+(?P<to>{NUMBER}))?\s*+"
)
"""A figure or a range, with the words before it; its unit and the words behind it (`SUFFIX`) follow.

Sentences and the cells of tables are read with the same, so that 近80% is a figure in both.
"""
SUFFIX = r"(?:及)?以上|左右|以内|以下|(?:及)?以下|上下|之内"
SIGNS: dict[str, Comparison] = {
    "以上": "≥", "及以上": "≥", "左右": "≈", "上下": "≈",
    "以内": "≤", "之内": "≤", "以下": "≤", "及以下": "≤",
    "约": "≈", "近": "≈", "接近": "≈", "将近": "≈",
    "超": ">", "超过": ">", "突破": ">", "高于": ">", "大于": ">", ">": ">", "＞": ">",
    "不低于": "≥", "不少于": "≥", "≥": "≥",
    "不超过": "≤", "不高于": "≤", "≤": "≤", "控制在": "≤", "低于": "<", "小于": "<", "<": "<", "＜": "<",
}  # fmt: skip


def sign_of(match: re.Match[str], otherwise: Comparison = "=") -> Comparison:
    """What the words around a figure say, those behind it first."""
    return SIGNS.get(match["after"] or "") or SIGNS.get(match["before"] or "") or otherwise


def values_of(match: re.Match[str]) -> tuple[float, float | None]:
    """A figure, and the upper end if it is a range."""
    return value_of(match["value"]), value_of(match["to"]) if match["to"] else None


def value_of(words: str) -> float:
    """12,000 → 12000."""
    return float(re.sub(r"[,，]", "", words))
