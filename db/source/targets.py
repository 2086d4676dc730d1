"""Reading quantified targets (量化目标) into rows: what, how much, in what unit, by which year. Better none
than a wrong one.

A target is read from one clause, which has to end with its figure (“常住人口城镇化率达到70%以上”) or to begin
with what is to be made (“建成3-5个美丽城镇省级样板”), and from the rows of indicator tables. What was
reached, what a name or a quotation has in it, and figures that only describe something (“超10亿元企业”) are
no targets.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from db.records import Binding, Chapter, Comparison, Gap, Passage, Span, Table, Target
from db.source.tables import column_of, covering, plain_heads

_NUMBER = r"(?<![\d.])(?:\d{1,3}(?:[,，]\d{3}){1,4}|\d{1,9})(?:\.\d{1,4})?(?!\d)"
_LONGEST = 300
"""Characters in a clause; no target is said in more."""
_UNITS = (
    r"个百分点|%|％|‰|"
    r"(?:万亿|千亿|百亿|亿|万|千|百)?(?:美元|千瓦时|千瓦|人次|人日|公里|千米|平方米|平方公里|"
    r"立方米|公斤|标准箱|吨标准煤|标准煤|床位|学位|"
    r"元|斤|吨|人|户|个|家|项|所|座|条|处|亩|公顷|件|辆|艘|台|套|名|张|枚|株|头|只|对|级|班次|"
    r"架次|例|辈|册|场|次|片|枝|支|箱|米)|"
    r"兆瓦|万|亿|岁|年|倍|番|TEU|EFLOPS|P(?![A-Za-z])"
)
_SUFFIX = r"(?:及)?以上|左右|以内|以下|(?:及)?以下|上下|之内"
_FIGURE = (
    rf"(?P<before>约|超过?|近|不低于|不少于|不超过|不高于|低于|高于|小于|大于|[<>≤≥＜＞])?\s*+(?P<value>{_NUMBER})"
    rf"(?:\s*+(?P<mid>%|％)?\s*+(?:[-—–－~～]|至|到)\s*+(?P<to>{_NUMBER}))?"
    rf"\s*+(?P<unit>{_UNITS})\s*(?P<after>{_SUFFIX})?"
)
_BEHIND = r"[、，。；：）]|$|和|以及|并|且|及"
"""What may stand behind a figure that ends a clause."""
_REACH = (
    r"(?:力争|确保|努力|逐步|基本|总体|继续|每年|分别)?(?:达到|达|提高到|提高至|提升到|提升至|"
    r"增加到|增加至|增长到|增至|上升到|上升至|扩大到|扩大至|突破|超过|超|"
    r"稳定在|保持在|维持在|控制在|降低到|降低至|降至|降到|下降到|下降至|缩小到|压减到|不低于|"
    r"不少于|不高于|不超过|低于|高于|为|约为|在)"
)
_CHANGE = (
    r"(?:年均|累计|每年|分别|平均|再|同比|总共)?(?:增长|提高|提升|增加|新增|下降|降低|减少|"
    r"压减|缩减|上升|递增|增幅|减排)(?:幅度)?(?:达到|达|为)?"
)
_MAKE = (
    r"新增|新建|建成|建设|打造|培育|引进|创建|创成|认定|完成|实施|改造|新改扩建|改扩建|招引|"
    r"发放|开发|布局|组建|新开工|开工|整治|治理|种植|发展|建立|新创建|争创|办好|推出|培训|开展"
)
_TELLING = frozenset("新增 新建 改造 整治 治理 发放 种植 培训 新开工 开工 招引 开发".split())
"""What is made is another thing with another of these verbs; 培育, 打造 and the like say only that there
shall be some.
"""
# Takes `常住人口城镇化率达到70%以上`, not `城镇化率70%以上` or `达到70%的乡镇数增加`
_REACHES = re.compile(rf"(?P<name>.{{0,60}}?)(?P<verb>{_REACH})\s*+{_FIGURE}(?={_BEHIND})")
# Takes `单位生产总值能耗下降13.5%`, not `下降13.5%的县` or `能耗13.5%`
_CHANGES = re.compile(rf"(?P<name>.{{0,60}}?)(?P<verb>{_CHANGE})\s*+{_FIGURE}(?={_BEHIND})")
# Takes `研发经费投入强度3%以上`, not `5亿元企业` or `研发人员3万人`
_HAS = re.compile(
    rf"(?P<name>.{{2,60}}?(?:率|比重|强度|占比|比例|面积|总量|规模|产量|总额|人数|数量|里程|"
    rf"投资|标准|涨幅|增速))\s*+{_FIGURE}(?={_BEHIND})"
)
# The verb first: takes `培育专精特新企业50家以上`, not `专精特新企业50家`
_MAKES_BEHIND = re.compile(rf"(?P<verb>{_MAKE})(?P<name>.{{2,50}}?)\s*+{_FIGURE}(?={_BEHIND})")
# Takes `建成3-5个美丽城镇省级样板`, not `美丽城镇3-5个`
_MAKES = re.compile(rf"(?:.{{0,30}}?)(?P<verb>{_MAKE})\s*+{_FIGURE}(?P<name>[^，。；]{{2,40}})")
# Takes `80%以上的城乡社区照料中心`, not `80%以上社区`
_SHARE = re.compile(rf"(?P<value>{_NUMBER})(?P<unit>%|％)(?P<after>{_SUFFIX})的(?P<name>[^，。；]{{4,40}})")
# A second figure under the verb of the first: takes `专精特新企业50家以上`, not `50家以上企业`
_BARE = re.compile(rf"\A(?P<name>.{{2,40}}?)\s*+{_FIGURE}(?={_BEHIND})")
# Takes `居民收入实现翻一番` and `产值翻番`, not `翻一番的目标`
_DOUBLES = re.compile(r"(?P<name>.{2,40}?)(?:实现|力争|总体)?翻(?P<times>一|两|三|1|2)?番")
# Takes `城镇、农村居民收入分别增长4.5%、5.5%`, not `分别增长4.5%` or `收入增长4.5%`
_PAIRS = re.compile(
    rf"(?P<names>.{{4,60}}?)(?P<verb>(?:年均|力争)?分别(?:年均)?(?:增长|提高|下降|降低|达到|达|"
    rf"提高到|控制在|增加到))(?P<values>(?:(?:{_NUMBER})(?:{_UNITS})?(?:{_SUFFIX})?(?:、|和|"
    rf"与)?)+)(?P<after>{_SUFFIX})?"
)
# Takes `4.5%左右` and `1,200元`, not `百分之五`
_PAIR_FIGURE = re.compile(rf"({_NUMBER})({_UNITS})?({_SUFFIX})?")
# Takes `城镇和农村`, not `城镇农村`
_AND = re.compile(r"、|和|与")
# Names that borrow their end from the last one: takes `城镇`, not `粮食`
_SHORT_NAME = re.compile(r"城镇|农村|城乡|全国|全市|全省")
# Takes `力争分别达到`, not `年均增长`
_AROUND_PAIR = re.compile(r"力争|分别|达到|达|控制在|提高到|增加到")
# Takes `收入年均增长`, not `增长收入`
_CHANGE_BEHIND = re.compile(rf"{_CHANGE}$")
# Takes `再增加` and `增幅达到`, not `增加`
_AROUND_CHANGE = re.compile(r"^(?:再|同比|总共)|(?:达到|达|为|幅度)$")
# Takes `新增学位`, not `学位新增`
_MAKES_FIRST = re.compile(_MAKE)
# Takes `新建改造`, not `公园新建`
_MAKES_LEADING = re.compile(rf"^(?:{_MAKE})+")
# Takes `美丽乡村建设`, not `建设美丽乡村`
_MADE_TAIL = re.compile(r"(?:等|建设|任务|工作)$")
# A figure that only describes: takes `的企业` and `以下`, not `美丽城镇`
_NOT_MADE = re.compile(r"[的方多余内]|以")
# Takes `建成3个`, not `建成三个`
_DIGIT = re.compile(r"\d")
# Takes `建成3个` and `翻一番`, not `建成三个`
_ANY_FIGURE = re.compile(r"\d|番")
# Takes `达7%以上`, not `7%的企业`
_FIGURE_ENDS = re.compile(rf"\d\s*(?:{_UNITS})\s*(?:{_SUFFIX})?$")
# Takes `“十四五”规划` and `（2025年）`, not `十四五规划`
_QUOTED = re.compile(r"“[^”]{0,300}”|《[^》]{0,300}》|（[^）]{0,300}）")
# Takes `平均受教育年限`, not `城镇化率`
_IN_YEARS = re.compile(r"年限|寿命|年数|受教育")
# Takes `2030年`, not `20家` or `1890年`
_ANY_YEAR = re.compile(r"((?:19|20)\d\d)\s*年")
# Takes `里程` and `R&D RD`, not `率5` or `A`
_WORDS = re.compile(r"[\u4e00-\u9fff]{2}|[A-Z]{2,}")
# Takes `城镇化率力争` and `比重由5%`, not `城镇化率`
_TRAILING = re.compile(r"(?:力争|确保|努力|总体|基本|逐步|均|都|也|要|将|年均|(?:由|从).{0,16})$")
# Takes `城镇化率达到70%，`, not `，。`
_CLAUSE = re.compile(r"[^，。；：！？]+")
# Takes `推进建设。`, not `。！`
_SENTENCE = re.compile(r"[^。！？]+[。！？]?")
# Takes `推进建设；`, not `；；`
_PART = re.compile(r"[^；]+")
# Takes `到2030年，` and `2030年底前基本建成`, not `2020年以来`
_YEAR = re.compile(
    r"(?:到|至|截至|力争)\s*((?:19|20)\d\d)\s*年|((?:19|20)\d\d)\s*年(?:底|末)?前?(?=[，、]|基本|全面|实现|达到|力争)"
)
# A base, which is no year of a target: takes `较2020年` and `以2020年为基期`, not `到2030年`
_BASE = re.compile(r"(?:较|比|与|以|从)\s*(?:19|20)\d\d\s*年(?:底|末)?(?:相比|为基期|的)?")
# Takes `“十三五”发展成就` and `面临的形势`, not `主要目标`
_PAST_CHAPTER = re.compile(
    r"回顾|成就|成绩|取得的|工作进展|发展基础|现实基础|规划基础|工作基础|现状|面临的|面临形势|"
    r"发展形势|发展环境|规划背景|时代背景|发展背景|发展成效|主要成效|存在.{0,6}问题|"
    r"名词|解释|注释|[“\"]十三五[”\"]|[“\"]十四五[”\"]时期.{0,6}(?:成|发展回)"
)
# Takes `总体要求`, not `发展基础`
_AHEAD_CHAPTER = re.compile(r"目标|总体要求|总体思路|指导思想|展望|愿景|重点任务|主要任务|工作安排|工作建议")
# Takes `同比增长5%` and `已建成3个`, not `建成3个`
_PAST = re.compile(
    r"原则上|已(?:经|达|建|有|完成|实现)?|同比|上年|去年|前年|过去|五年来|一年来|以来|截至|"
    r"目前|当前|现有|达到了|实现了|完成了|历史性|累计完成投资|全国第|居全|位居|排名|预计|仅|"
    r"原有|每万人口拥有.{0,4}为|"
    r"分别(?:达|完成).{0,20}[，、].{0,20}均|改扩建现有|根据|按照.{0,10}计算|比\S{2,8}高"
)
_QUOTES = str.maketrans({"“": "「", "”": "」"})
# Takes `到2030年，力争`, `其中、` and `力争`, not `城镇化率达到`
_LEADING = re.compile(
    r"^(?:(?:到|至)\s*(?:19|20)\d\d\s*年(?:底|末)?|力争|确保|努力|争取|推动|实现|使|其中|并|"
    r"且|以及|和|进一步|全面|今年|年内|每年|预期|主要预期目标是|目标是|一是|二是|三是|四是|"
    r"五是|到[“「]十[四五六]五[”」]末|再|又|——|[、\s])+"
)
# Takes `2025年` and `的企业` and `总投资`, not `城镇化率`
_BAD_NAME = re.compile(
    r"^\d+年内?$|[“”「」《》]$|^[的了在是与及、]|[的了等]$|^(?:总投资|投资额|面积|高度|长度|宽度|电压|半径|时长)$"
)
# Takes `重大工程`, not `主要指标`
_LIST_TITLE = re.compile(r"项目|工程")
_SIGNS: dict[str, Comparison] = {
    "以上": "≥", "及以上": "≥", "左右": "≈", "上下": "≈",
    "以内": "≤", "之内": "≤", "以下": "≤", "及以下": "≤",
    "约": "≈", "近": "≈", "超": ">", "超过": ">", "突破": ">", "高于": ">", "大于": ">", ">": ">", "＞": ">",
    "不低于": "≥", "不少于": "≥", "≥": "≥",
    "不超过": "≤", "不高于": "≤", "≤": "≤", "控制在": "≤", "低于": "<", "小于": "<", "<": "<", "＜": "<",
}  # fmt: skip
_COMPARING = ("不低于", "不少于", "不超过", "不高于", "突破", "超过", "控制在", "低于", "高于")
_NOTHING_MADE = ("年", "岁", "%", "米", "级", "次", "番", "倍", "万", "亿", "个百分点")
"""Units in which nothing is counted that is made."""
_TIMES = {"一": 1.0, "两": 2.0, "三": 3.0, "1": 1.0, "2": 2.0}
_FIVES = {"十三五": 2020, "十四五": 2025, "十五五": 2030, "十六五": 2035}


def find_targets(
    chapters: Sequence[Chapter],
    passages: Sequence[Passage],
    tables: Sequence[Table],
    gaps: Sequence[Gap],
    period: str = "",
) -> list[Target]:
    """All targets, in reading order.

    `period` is the plan's, as its card has it: figures of earlier years are none.
    """
    lost_years = {(gap.key, gap.span[1]) for gap in gaps if gap.kind == "year"}
    past = _past_chapters(chapters)
    first = int(period[:4]) if period[:4].isdecimal() else None
    # In a report on one year, 今年 names it.
    single = first if len(period) == 4 else None
    titles = {passage.key: passage.text for passage in passages if passage.kind == "box_title"}
    in_tables = {cell.key for table in tables for cell in table.cells}
    rows: list[Target] = []
    for passage in passages:
        if (
            passage.kind in ("paragraph", "box_item")
            and passage.chapter not in past
            and passage.key not in in_tables
            and not (passage.box is not None and _LIST_TITLE.search(titles[passage.box]))
        ):
            rows += (
                _without_year(target) if (target.key, target.span[0]) in lost_years else target
                for target in _of_passage(passage, first, single)
            )
    order = {passage.key: at for at, passage in enumerate(passages)}
    for table in tables:
        if table.indicators:
            rows += _of_table(table, period)
    return sorted(rows, key=lambda target: (order[target.key], target.span))


def _past_chapters(chapters: Sequence[Chapter]) -> set[str]:
    """Chapters that tell what was reached, and all below them that don't look ahead; front matter and annexes
    too.

    A chapter of both (发展基础和总体要求) is left to its sections.
    """
    past: set[str] = set()
    for chapter in chapters:
        beside = chapter.key.split(".")[0][0] in "fa"
        ahead = _AHEAD_CHAPTER.search(chapter.title) is not None
        if beside or (not ahead and (chapter.parent in past or _PAST_CHAPTER.search(chapter.title))):
            past.add(chapter.key)
    return past


def _without_year(target: Target) -> Target:
    """“▢年普惠性幼儿园覆盖面”: the measure's name begins behind the lost year."""
    return replace(target, name=target.name.removeprefix("年"))


def _of_passage(passage: Passage, first: int | None, single: int | None) -> Iterator[Target]:
    text = passage.text
    if not _ANY_FIGURE.search(text):
        return
    for sentence in _SENTENCE.finditer(text):
        words = sentence.group()
        binding: Binding | None = "约束性" if "约束性" in words else "预期性" if "预期性" in words else None
        year = single if single is not None and "今年" in words else None
        for part in _PART.finditer(words):
            told = _is_past(part.group(), first)
            above = ""
            for clause in _CLAUSE.finditer(part.group()):
                named = _YEAR.search(_BASE.sub(lambda base: " " * len(base.group()), clause.group()))
                if named:
                    year = int(named[1] or named[2])
                if not told and len(clause.group()) <= _LONGEST and _ANY_FIGURE.search(clause.group()):
                    start = sentence.start() + part.start() + clause.start()
                    for name, sign, value, value_to, unit, (begin, end) in _of_clause(clause.group(), above):
                        if passage.kind == "box_item" and sign in (">", "<"):
                            continue
                        above = name
                        span = (start + begin, start + end)
                        said = text[slice(*span)]
                        yield Target(
                            passage.key, name, sign, value, value_to, unit, year, binding, said, span
                        )


def _is_past(sentence: str, first: int | None) -> bool:
    past = _PAST.search(sentence) is not None
    if past or first is None:
        return past
    years = [int(year) for year in _ANY_YEAR.findall(_BASE.sub("", sentence))]
    return max(years, default=first) < first


_Found = tuple[str, Comparison, float, float | None, str, Span]
"""A target's name, comparison, value, upper end and unit, and where its words stand."""


def _of_clause(clause: str, above: str) -> Iterator[_Found]:
    """The targets of one clause; enumerated ones (A达x、B达y) part by part.

    `above` is the measure named just before.
    """
    # With 分别 figures belong to names by their order, and not to the nearest.
    if "分别" in clause:
        yield from _of_pairs(clause)
        return
    at = 0
    made = False
    for part in _parts(clause):
        found = _of_part(part, above) or (_bare(part) if made else None)
        if found is not None:
            made = made or _MAKES_FIRST.match(part) is not None
            above, (begin, end) = found[0], found[-1]
            yield (*found[:-1], (at + begin, at + end))
        at += len(part) + 1


def _parts(clause: str) -> list[str]:
    """The clause cut at 、 behind figures: “A达7%、B达9%” is two, “城镇、农村居民收入” one."""
    parts: list[str] = []
    start = 0
    for cut in re.finditer("、", clause):
        if _FIGURE_ENDS.search(clause[start : cut.start()]) and _ANY_FIGURE.search(clause[cut.end() :]):
            parts.append(clause[start : cut.start()])
            start = cut.end()
    return [*parts, clause[start:]]


def _bare(part: str) -> _Found | None:
    """“…、专精特新企业50家以上”, where the verb stands with the part before."""
    match = _BARE.fullmatch(part)
    name = _name(part[match.start("name") : match.end("name")]) if match else ""
    if match is None or not name or "“" in name or match["unit"] in ("年", "岁", "米", "级"):
        return None
    return (*_figure(name, "", match), match.span())


def _of_part(part: str, above: str) -> _Found | None:
    # Cut in the middle of a quotation: what the figure belongs to is in the other half.
    if part.count("“") != part.count("”"):
        return None
    # “十四五” and （2025年） have figures that are none of the target. The length stays, and with it all
    # places.
    hidden = _QUOTED.sub(lambda quoted: "□" * len(quoted.group()), part)
    if not _ANY_FIGURE.search(hidden):
        return None
    for form in (_REACHES, _CHANGES, _MAKES_BEHIND, _HAS):
        match = form.match(hidden) if form is not _MAKES_BEHIND else form.search(hidden)
        if match is None:
            continue
        verb = match.groupdict().get("verb") or ""
        named = part[match.start("name") : match.end("name")]
        name = _name(named)
        if form is _CHANGES:
            name = _name(named) if named.strip() not in ("", "年均", "累计", "再") else above
            name = name and name + named.strip() * (name is above) + _AROUND_CHANGE.sub("", verb)
        if form is _MAKES_BEHIND:
            name = _name(_MAKES_LEADING.sub("", named))
            name = name and (verb if verb in _TELLING else "") + name
        if (
            not name
            # 在3个县 says where, 在3%以内 how much.
            or (verb == "在" and not match["after"])
            or (verb == "为" and not match["after"] and "%" not in match["unit"])
            or (match["unit"] == "年" and not _IN_YEARS.search(name))
            or (match["unit"] in ("米", "级", "次", "场") and form is not _REACHES)
        ):
            continue
        begin = match.start("verb") if form is _MAKES_BEHIND else match.start("name") + _lead(named)
        end = match.end("after") if match["after"] else match.end("unit")
        return *_figure(name, verb, match), (begin, end)
    return _made(part, hidden) or _shared(part, hidden) or _doubled(part, hidden)


def _figure(name: str, verb: str, match: re.Match[str]) -> tuple[str, Comparison, float, float | None, str]:
    word = next((word for word in _COMPARING if word in verb), "超" if verb.endswith("超") else "")
    sign = _sign(match, _SIGNS.get(word, "="))
    return name, sign, *_values(match), match["unit"].replace("％", "%")


def _sign(match: re.Match[str], otherwise: Comparison = "=") -> Comparison:
    """What the words around a figure say, those behind it first."""
    return _SIGNS.get(match["after"] or "") or _SIGNS.get(match["before"] or "") or otherwise


def _values(match: re.Match[str]) -> tuple[float, float | None]:
    """A figure, and the upper end if it is a range."""
    return _value(match["value"]), _value(match["to"]) if match["to"] else None


def _made(part: str, hidden: str) -> _Found | None:
    """“建成3-5个美丽城镇省级样板”."""
    match = _MAKES.match(hidden)
    if match is None or match["unit"] in _NOTHING_MADE:
        return None
    name = _MADE_TAIL.sub("", part[slice(*match.span("name"))]).strip()
    if (
        len(name) < 2
        or "、" in name[:3]
        or _BAD_NAME.search(name)
        or _NOT_MADE.match(name)
        or _DIGIT.search(match["name"])
    ):
        return None
    return name, _sign(match), *_values(match), match["unit"], (match.start("verb"), match.end("name"))


def _shared(part: str, hidden: str) -> _Found | None:
    """“80%以上的城乡社区居家养老服务照料中心实施公建民营”."""
    match = _SHARE.search(hidden)
    if match is None or match.start() > 6:
        return None
    name = part[match.start("name") : match.end("name")]
    return name, _SIGNS[match["after"]], _value(match["value"]), None, "%", match.span()


def _doubled(part: str, hidden: str) -> _Found | None:
    match = _DOUBLES.match(hidden)
    name = _name(part[match.start("name") : match.end("name")]) if match else ""
    if match is None or not name:
        return None
    return name, "=", _TIMES.get(match["times"] or "一", 1.0), None, "番", (match.start("name"), match.end())


def _of_pairs(clause: str) -> Iterator[_Found]:
    """“城镇、农村居民人均可支配收入分别增长4.5%、5.5%左右”: as many names as figures."""
    match = _PAIRS.match(clause)
    if match is None:
        return
    names = [_name(name) for name in _AND.split(match["names"])]
    values = list(_PAIR_FIGURE.finditer(match["values"]))
    short = any(len(name) <= 3 for name in names) and not all(_SHORT_NAME.match(name) for name in names)
    if len(names) != len(values) or not all(names) or "“" in match["names"] or short:
        return
    names = [
        name + names[-1][len(name) :] if len(name) <= 3 and len(names[-1]) > len(name) + 2 else name
        for name in names
    ]
    unit = next((found[2] for found in reversed(values) if found[2]), "")
    verb = _AROUND_PAIR.sub("", match["verb"])
    shared = _CHANGE_BEHIND.search(names[-1])
    if shared and not verb:
        verb, names[-1] = shared.group(), names[-1][: shared.start()]
    sign = _SIGNS.get(values[-1][3] or match["after"] or "") or "="
    for name, found in zip(names, values, strict=True):
        own = (found[2] or unit).replace("％", "%")
        yield name + verb, sign, _value(found[1]), None, own, match.span()


def _name(words: str) -> str:
    """The measure's name, without the words that lead up to it; empty if it can't be one."""
    name = words[_lead(words) :].strip().rstrip("，、")
    name = _TRAILING.sub("", name) or name
    bad = _BAD_NAME.search(name) or _ANY_YEAR.search(_BASE.sub("", name)) or not _WORDS.search(name)
    return "" if bad or not 2 <= len(name) <= 45 else name


def _lead(words: str) -> int:
    found = _LEADING.match(words.translate(_QUOTES))
    return found.end() if found else 0


def _value(words: str) -> float:
    return float(re.sub(r"[,，]", "", words))


# Takes `[13.5]`, `＞3` and `下降15%`, not `“十三五”时期零发生`
_TABLE_FIGURE = re.compile(
    rf"\A(?P<verb>(?:年均|累计)?(?:下降|降低|增长|提高|减少|增加|"
    rf"提升))?\s*+[\[【〔（(]?\s*+(?P<before>约|超过?|不低于|不少于|不超过|不高于|低于|高于|小于|"
    rf"大于|[<>≤≥＜＞])?\s*+(?P<value>{_NUMBER})(?:\s*+[-—–－~～至]\s*+(?P<to>{_NUMBER}))?"
    rf"\s*+(?P<unit>{_UNITS})?\s*+(?P<after>{_SUFFIX})?\s*+[\]】〕）)]?\s*+[\*＊]?"
)
# Takes `——` and `/`, not `5`
_NO_FIGURE = re.compile(r"[-—－–/、]*")
# Takes `指标名称`, not `名称`
_NAME_HEAD = re.compile(r"指标")
# Takes `计量单位` and `单位`, not `责任单位`
_UNIT_HEAD = re.compile(r"^(?:计量)?单位")
# Takes `属性`, not `指标`
_BINDING_HEAD = re.compile(r"属性|性质")
# Takes `目标值`, not `属性`
_VALUE_HEAD = re.compile(r"目标值?|预期值|规划值|指标值|数值")
# Takes `年均增速`, not `2030年`
_RATE_HEAD = re.compile(r"年均|累计|增速")
# A change over five years is not the figure of a year: takes `2025年[累计]` and `年均增长`, not `2030年`
_CHANGE_HEAD = re.compile(r"年均|累计|增速|增长|\[|〔")
# Takes `2030年`, not `1995年`
_TABLE_YEAR = re.compile(r"20\d\d")
# Takes `“十四五”主要指标`, not `十四五主要指标`
_FIVE_YEARS = re.compile(r"[“\"](十[三四五六]五)[”\"]")
# Takes `里程（公里）`, not `（公里）里程`
_BRACKETED_UNIT = re.compile(r"[（(]([^（）()]{1,12})[)）]$")
# Takes `1.城镇化率` and `（2）里程`, not `5G基站` or `城镇化率`
_ROW_NUMBER = re.compile(r"^\s*(?:\d{1,2}|[（(]\d{1,2}[）)])\s*+[.．、]?\s*+(?=[\u4e00-\u9fff])")
# Takes `年均增长` and `下降率`, not `增长点`
_IS_RATE = re.compile(r"(?:增长|增速|提高|下降|降低|减少|削减)率?$")


def _of_table(table: Table, period: str) -> Iterator[Target]:
    """The rows of an indicator table: the figure of the last year that it has, or where that is empty the
    five years' change.
    """
    heads = plain_heads(table)
    name_at = column_of(heads, _NAME_HEAD, but="类别|属性|一级")
    value_at = _value_column(heads)
    if name_at is None or value_at is None:
        return
    year = _year_of(heads[value_at], table.title, period)
    # Merged cells: one unit, kind or name may stand for several rows.
    units = covering(table, column_of(heads, _UNIT_HEAD))
    bindings = covering(table, column_of(heads, _BINDING_HEAD))
    names = covering(table, name_at)
    growth_at = next(
        (at for at, head in enumerate(heads) if at != value_at and _RATE_HEAD.search(head)), None
    )
    empty = {row for row, words in covering(table, value_at).items() if _NO_FIGURE.fullmatch(words)}
    for cell in table.cells:
        rate = cell.column == growth_at and cell.row in empty
        name = names.get(cell.row, "") if cell.row >= table.header else ""
        match = _TABLE_FIGURE.fullmatch(cell.text.strip())
        if match is None or not name or not (cell.column == value_at or rate):
            continue
        bracketed = _BRACKETED_UNIT.search(name)
        unit = match["unit"] or units.get(cell.row, "") or (bracketed[1] if bracketed else "")
        plain = _ROW_NUMBER.sub("", name[: bracketed.start()] if bracketed and unit == bracketed[1] else name)
        bound = bindings.get(cell.row, "")
        binding: Binding | None = "约束性" if "约束" in bound else "预期性" if "预期" in bound else None
        if rate and not match["verb"] and not _IS_RATE.search(plain):
            plain += "累计" if cell.text.strip()[0] in "[【〔（(" else "年均增长"
        yield Target(
            cell.key,
            plain + (match["verb"] or ""),
            _sign(match),
            *_values(match),
            unit.replace("％", "%"),
            year,
            binding,
            cell.text,
            cell.span,
        )


def _value_column(heads: Sequence[str]) -> int | None:
    years = {
        at: max(_TABLE_YEAR.findall(head))
        for at, head in enumerate(heads)
        if _TABLE_YEAR.search(head) and not _CHANGE_HEAD.search(head)
    }
    if years:
        return max(years, key=lambda at: years[at])
    named = [at for at, head in enumerate(heads) if _VALUE_HEAD.search(head) and "名称" not in head]
    return named[-1] if named else None


def _year_of(head: str, title: str, period: str) -> int | None:
    year = _TABLE_YEAR.findall(head)
    if year:
        return int(year[-1])
    five = _FIVE_YEARS.search(title)
    if five:
        return _FIVES[five[1]]
    return int(period[-4:]) if len(period) == 9 and period[-4:].isdecimal() else None
