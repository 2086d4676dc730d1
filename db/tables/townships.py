"""Townships and streets (涉及乡镇): which ones a plan names, and where it speaks of them.

明确提及 (named): the full name, 甘霖镇, also as the text lists it: 浦口、三江、鹿山、剡湖4个街道. 疑似相关
(related): the name without its 镇, where it stands as a site: 甘霖冷链物流园, 甘霖至长乐段, 推进至甘霖. A
river, a hill or a shore of that name is another thing (黄泽江, 三江两岸), and so is a word that merely has
the same characters. The person's own say on a word goes before both.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from db.numerals import whole_number
from db.records import Passage, PlaceWord, Span

How = Literal["named", "related"]

_HAN = r"[\u4e00-\u9fff]"
_KINDS = ("镇", "乡", "街道")
# 镇江, 村收镇运, 乡村 and 乡建乡创 are words of their own.
_KIND = re.compile(r"街道|镇(?![市海江守静压痛定运管带])|乡(?![镇村贤愁情土风亲音俗友企韵建创融])")
_BEFORE = re.compile(rf"{_HAN}{{1,8}}$")
_MAY_LIST = re.compile(r"[\d两二三四五六七八九十]个?(?:街道|镇|乡)")
# No list has more names: one that goes on without a number is not looked through from each of them.
_LISTED = re.compile(
    rf"(?P<names>{_HAN}{{2,8}}(?:、{_HAN}{{2,3}}){{1,60}}(?:[和及与]{_HAN}{{2,3}})?)(?:等)?"
    r"(?P<count>\d{1,4}|[二两三四五六七八九十]{1,4})个?(?P<kind>街道|镇|乡)(?!镇)"
)
_LEADS = re.compile(
    r"串联|包括|涵盖|覆盖|连接|联动|依托|位于|围绕|推进|建设|加快|支持|打造|实施|完成|启动|东至|西至|南至|北至|东起|西起|分别|以及|"
    r"抓好|做好|办好|建好|建成|新建|改建|扩建|迁建|续建|改造|改善|完善|整治|治理|保护|修复|开发|盘活|培育|发展|创建|争创|申报|"
    r"帮助|帮扶|保障|确保|提高|扩大|服务|辐射|带动|组织|协调|督促|指导|谋划|安排|确定|选取|列入|纳入|争取|涉及|前往|坐落|选址|"
    r"落户|毗邻|靠近|连通|贯通|打通|开通|途经|穿越|经过|对接|引进|调整|设立|撤销|成立|走访|考察|调研|"
    r"其中|主要|重点|全市|我市|全县|我县|全区|我区|推动|落实|引导|鼓励|深化|促进|加强|提升|[至到在以由和与及、从经为自]"
)
_NO_STEM = {
    # 城镇, 小镇, 中心镇, 乡镇 …: kinds of places, not places
    "镇": re.compile(
        r"(?:[城乡小古重名强各集村特新个多老本全该省市县区建制美过]|中心|特色|山区|农村|风情|养生)$"
        r"|^[各每所多]|所有|一批|美丽|[的“”]"
    ),
    "乡": re.compile(
        r"(?:[城越故家水老返下回还入归外异本各个全多村县梦思同之镇]|美丽|山区)$|^[各每所多]|所有|一批|[的“”]"
    ),
    # 商业街道, 清扫街道: a street of that kind, or what is done with it
    "街道": re.compile(
        r"(?:[个各镇乡主老条背该本全]|历史|特色|商业|步行|园区|市区|县城|城市|居民"
        r"|清扫|清洗|冲洗|打扫|保洁|硬化|亮化|绿化|美化|拓宽|两侧|两旁|繁华|拥堵)$|^[各每所多]|所有|一批|[的“”]"
    ),
}
# No name has them: words of a sentence (改造了主要街道, 村收镇运, 以城带乡), numbers and measures (百县千镇,
# 3个典型镇), and what a township is called by its kind, its state or its task (偏远镇, 示范乡).
_NO_NAME = re.compile(
    r"[了着的把被让该此某每]|^[支个批项条名位座种类些等所]|[带收送管治]$|[百千万亿十][县镇村乡户家个]|[县镇村乡户家][百千万]|"
    r"^[十百千万亿]+$|"
    r"典型|主要|偏远|边远|重点|示范|试点|贫困|脱贫|边境|民族|沿[江海边路线]|工业|农业|旅游|经济|文明|卫生|生态|宜居|宜业|"
    r"产业|商贸|文旅|文化|历史|传统|一般|普通|周边|相关|相邻|有关|大型|小型|标杆|标准|综合|专业|核心|达标|先进|"
    r"部分|辖区|城区|过境|个别|其他|其它|少数|多数|卫星|枢纽|边贸|样板|[改设升划变]为$|"
    r"后进|薄弱|落后|发达|建制|撤并|合并|易地|搬迁|安置|帮扶|台湾|国家|省级|市级|县级|"
    # a city whose name ends like a township's
    r"^景德$"
)
# Not the township: what nature and the map call by the same name.
_OTHER = (
    r"(?:江|河|溪|湖|海|港(?!区)|山(?!区)|岭|峰|岛|洲|峡|湾|平原|盆地|流域|两岸|沿岸|沿线|"
    r"干流|支流|源头|文化|精神|方言)"
)
_SITE = (
    r"(?:园|站|中心|基地|水库|电站|枢纽|小镇|集镇|镇区|厂|公路|大道|学校|小学|中学|幼儿园|医院|卫生院|广场|景区|社区|工程|项目|排涝|"
    r"码头|航道|机场|服务区|市场|区域|片区|区块|组团|段|互通|连接线|快速路|分院|校区|新城|新区|高速|支线|改建|扩建|整治)"
)
_RIGHT = rf"(?:(?:至|到|—|-|–|~)|[^，。；：、）（“”！？]{{0,9}}?{_SITE}|(?=[，。；、）！”]|$))"
_BEFORE_END = re.compile(r"(?:至|到|自|途经|经|拓展|连接|联动|串联|位于|融合|[（\-—–~])$")


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in a text."""

    place: str
    how: How
    span: Span


def yielded(passages: Sequence[Passage]) -> tuple[str, ...]:
    """The full names of townships and streets that the passages name, in the order in which they first stand
    there.
    """
    found: dict[str, tuple[int, int]] = {}
    doubtful: dict[str, tuple[int, int]] = {}
    for number, passage in enumerate(passages):
        # Most passages name no place; this is quicker than any of the patterns.
        if not any(kind in passage.text for kind in _KINDS):
            continue
        # 浦口、三江、鹿山、剡湖4个街道: only the last bears its kind, so lists are read first.
        for name, span in _lists(passage.text):
            found.setdefault(name, (number, span[0]))
        after = 0
        for match in _KIND.finditer(passage.text):
            # Not beyond the last name: 甘霖镇长乐镇 are two.
            before = _BEFORE.search(passage.text[max(match.start() - 8, after) : match.start()])
            stem, certain = _stem(before[0], match[0]) if before else ("", False)
            if stem:
                names = found if certain else doubtful
                names.setdefault(stem + match[0], (number, match.start() - len(stem)))
            after = match.end()
    # 推进至长乐镇: a longer stem that is known without its first characters was a word before the name.
    known = {name for name in found if not any(name[cut:] in found for cut in range(1, len(name)))}
    # A doubtful stem counts only where no sure name is its end.
    known |= {name for name in doubtful if not any(name[cut:] in known for cut in range(len(name)))}
    firsts = {**doubtful, **found}
    return tuple(sorted(known, key=lambda name: firsts[name]))


def corrected(names: Iterable[str], words: Iterable[PlaceWord]) -> tuple[str, ...]:
    """The plan's names with those that the person added, without those that the person took off."""
    listed = dict.fromkeys(names)
    for word in words:
        if word.how == "none" and word.word == word.place:
            listed.pop(word.place, None)
        elif word.how != "none":
            listed.setdefault(word.place)
    return tuple(listed)


class TownshipFinder:
    """Finds the places of one plan in its texts."""

    def __init__(self, names: Sequence[str], words: Sequence[PlaceWord] = ()) -> None:
        self.names = corrected(names, words)
        """All places, in order."""
        self._full = {name: name for name in self.names}
        # A stem of one character (王 of 王镇) stands in half of all words.
        self._stems = {stem: name for name in self.names if len(stem := short(name)) >= 2}
        self._own = {word.word: word for word in words if word.word != word.place or word.how == "named"}
        # The longest first: a pattern takes the first that fits, and 三界镇 must win over 三界.
        either = sorted({*self._full, *self._stems, *self._own}, key=len, reverse=True)
        self._any = re.compile("|".join(map(re.escape, either))) if either else None
        self._related = re.compile(_RIGHT)
        self._other = re.compile(_OTHER)

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """All places in `text`, in order, not overlapping."""
        if self._any is None:
            return ()
        listed = {span: name for name, span in _lists(text) if name in self._full}
        found = (self._mention(text, match, listed) for match in self._any.finditer(text))
        return tuple(mention for mention in found if mention is not None)

    def _mention(self, text: str, match: re.Match[str], listed: dict[Span, str]) -> Mention | None:
        word, span = match[0], match.span()
        own = self._own.get(word)
        if own is not None:
            known = own.place in self._full and own.how != "none"
            return Mention(own.place, own.how, span) if known and own.how != "none" else None
        if word in self._full:
            return Mention(word, "named", span)
        if span in listed:
            return Mention(listed[span], "named", span)
        place = self._stems[word]
        # 黄泽江 is a river: it flows through 黄泽镇, but is not the town.
        if self._other.match(text, span[1]):
            return None
        right = self._related.match(text, span[1])
        # At the end of a clause only what stands before it shows a site: 推进至甘霖, not 美丽甘霖.
        before = text[max(span[0] - 4, 0) : span[0]]
        if right is None or (right.end() == span[1] and not _BEFORE_END.search(before)):
            return None
        return Mention(place, "related", span)


def short(name: str) -> str:
    """A place's name without 镇, 乡, 街道."""
    return re.sub(r"(?:街道|镇|乡)$", "", name)


def _lists(text: str) -> list[tuple[str, Span]]:
    """The names in all lists of a text."""
    if _MAY_LIST.search(text) is None:
        return []
    return [name for match in _LISTED.finditer(text) for name in _listed(match)]


def _listed(match: re.Match[str]) -> list[tuple[str, Span]]:
    """The full names of a list such as 浦口、三江、鹿山、剡湖4个街道, each with its stem's span; none if the
    count differs.
    """
    at = match.start("names")
    spans: list[Span] = [
        (at + part.start(), at + part.end()) for part in re.finditer(r"[^、和及与]+", match["names"])
    ]
    if len(spans) != whole_number(match["count"]):
        return []
    first = match.string[slice(*spans[0])]
    stem, _ = _stem(first, match["kind"])
    if not stem:
        return []
    # The first name may have words before it: 包括浦口、三江… begins at 浦口.
    spans[0] = (spans[0][1] - len(stem), spans[0][1])
    return [(match.string[slice(*span)] + match["kind"], span) for span in spans]


@lru_cache(maxsize=4096)
def _stem(words: str, kind: str) -> tuple[str, bool]:
    """The name in the run of characters before 镇, 乡, 街道 (empty if it is none), and whether nothing else
    stood before it.
    """
    certain = True
    rest = words
    # Takes 位于长乐 down to 长乐; a name that would be left with one character stays.
    while (lead := _LEADS.search(rest)) and len(rest) - lead.end() >= 2 and lead.end() < len(rest):
        rest = rest[lead.end() :]
        certain = certain and lead.start() == 0
    if not 2 <= len(rest) <= 3 or any(form.search(rest) for form in (_NO_STEM[kind], _NO_NAME)):
        return "", False
    if _LEADS.fullmatch(rest):
        return "", False
    return rest, certain and len(rest) == 2
