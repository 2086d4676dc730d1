"""Reading a title or a name for what a table needs: the field (领域) and the remark (备注)."""

import re
from functools import lru_cache

_PERIOD = re.compile(
    r"“?(?<![一二三四五六七八九十])[一二三四五六七八九十]+五”?(?:时期|期间|规划)?|^专栏\s*[\d一二三四五六七八九十]+[：:、\s]*|^附?表\s*\d+[：:、\s]*|^附?表[：:\s]+"
)
_TAIL = re.compile(
    r"(?:重大|重点|主要|标志性|高质量|建设|发展|提升|保障|项目|工程|安排|任务|设施|体系|计划|"
    r"清单|一览|目录|名单|行动|布局|表|的|与|和|、)\Z"
)
_LIST_TAIL = re.compile(r"(?:安排|清单|一览|目录|名单|表)\Z")
_LONGEST_TAIL = 3
# How many there are, and in what unit: no part of what the title is about.
_BESIDES = re.compile(
    r"[（(](?:(?:计量)?单位[:：]|共?\s*\d{1,5}\s*[个项])[^（）()]{0,20}[)）]|(?:计量)?单位[:：].{1,12}\Z"
)
_WHOLE = ("基础设施", "公共服务设施", "新型基础设施", "能源保障", "安全保障", "社会保障", "住房保障")
_BRACKETED = re.compile(r"（([^（）]+)）")
_COUNTED = re.compile(r"(?<!\d)\d++(?:所|个|座|条|处|项|家|公里|千米|套|期工程)")
_PHASE = re.compile(r"(?<![一二三四五六七八九十])[一二三四五六七八九十]++期(?=工程|项目|建设|扩建|改造|$)")


@lru_cache(maxsize=1024)
def field_of(title: str, jurisdiction: str) -> str:
    """The field (综合交通, 水利, 教育) that a box's title names; the title without its period where it names
    none.
    """
    words = _PERIOD.sub("", title)
    local = re.split(r"(?<=[省市区县旗])(?=.)", jurisdiction)[-1] if jurisdiction else ""
    for name in (local, local[:-1] if len(local) > 2 else ""):
        words = words.removeprefix(name) if name else words
    words = _BESIDES.sub("", words).strip(" 　：:")
    # 基础设施 stays whole; 交通基础设施重大项目 loses 项目 and 重大.
    found = _without_tails(words, _TAIL, _WHOLE)
    # Where everything was a tail (重点项目表) only the kind of list is taken off: 重点项目.
    if len(found) < 2:
        found = _without_tails(words, _LIST_TAIL)
    return found if len(found) >= 2 else words or title


def _without_tails(words: str, tail: re.Pattern[str], whole: tuple[str, ...] = ()) -> str:
    """The words without all their tails, one by one from the end, but for what ends in one of `whole`."""
    end = len(words)
    while not words.endswith(whole, 0, end) and (
        found := tail.search(words, max(end - _LONGEST_TAIL, 0), end)
    ):
        end = found.start()
    return words[:end]


def remark_of(name: str, lost: tuple[int, ...] = ()) -> str:
    """What a name says besides: 暂名, 一期, 九年一贯制. Quantities have a column of their own.

    `lost` are the places in the name where the source lost something: brackets around them are the loss, no
    remark.
    """
    remarks = [
        match[1]
        for match in _BRACKETED.finditer(name)
        if not _COUNTED.fullmatch(match[1]) and not any(match.start() <= at <= match.end() for at in lost)
    ]
    phase = _PHASE.search(_BRACKETED.sub("", name))
    if phase:
        remarks.append(phase[0])
    return "；".join(remarks)
