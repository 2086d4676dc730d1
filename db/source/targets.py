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

from db.numerals import whole_number
from db.records import Binding, Chapter, Comparison, Gap, Passage, Span, Table, Target, YearFrom
from db.source.indicators import targets_of_table
from db.source.periods import FIVE_YEAR_PLANS, YEAR, named_year, names_no_year, years_in
from db.source.quantities import BOUNDED, NUMBER, SIGNS, SUFFIX, UNITS, sign_of, value_of, values_of
from db.source.retrospect import is_told, past_chapters

_LONGEST = 300
"""Characters in a clause; no target is said in more."""
_FIGURE = rf"{BOUNDED}(?P<unit>{UNITS})\s*(?P<after>{SUFFIX})?"
_BEHIND = r"[、，。；：）]|$|和|以及|并|且|及"
"""What may stand behind a figure that ends a clause."""
_REACH = (
    r"(?:力争|确保|努力|逐步|基本|总体|继续|每年|分别)?(?:达到|达|提高到|提高至|提升到|提升至|"
    r"增加到|增加至|增长到|增至|上升到|上升至|扩大到|扩大至|突破|超过|超|"
    r"稳定在|保持在?|维持在?|控制在|降低到|降低至|降至|降到|下降到|下降至|缩小到|压减到|不低于|"
    r"不少于|不高于|不超过|低于|高于|完成|实现|为|约为|在)"
)
_CHANGE = (
    r"(?:年均|累计|每年|分别|平均|再|同比|总共)?(?:增长|提高|提升|增加|新增|下降|降低|减少|"
    r"压减|缩减|上升|递增|增幅|减排)(?:幅度)?(?:达到|达|为)?"
)
_MAKE = (
    r"新增|新建|建成|建设|打造|培育|引进|创建|创成|认定|完成|实施|改造|新改扩建|改扩建|招引|"
    r"发放|开发|布局|组建|新开工|开工|整治|治理|种植|发展|建立|新创建|争创|办好|推出|培训|开展|改建|扩建|续建|迁建|接待|带动|实现"
)
_TELLING = frozenset(
    "新增 新建 改扩建 新改扩建 改建 扩建 续建 迁建 改造 接待 带动 整治 治理 发放 种植 培训 新开工 开工 招引 "
    "开发".split()
)
"""What is made is another thing with another of these verbs; 培育, 打造 and the like say only that there
shall be some.
"""
# Takes `常住人口城镇化率达到70%以上`, not `城镇化率70%以上` or `达到70%的乡镇数增加`
_REACHES = re.compile(
    rf"(?P<name>.{{0,60}}?)(?P<verb>{_REACH})\s*+(?:{YEAR}年(?:底|末)?的)?{_FIGURE}(?={_BEHIND})"
)
# Takes `单位生产总值能耗下降13.5%`, not `下降13.5%的县` or `能耗13.5%`
_CHANGES = re.compile(rf"(?P<name>.{{0,60}}?)(?P<verb>{_CHANGE})\s*+{_FIGURE}(?={_BEHIND})")
# Takes `研发经费投入强度3%以上`, not `5亿元企业` or `研发人员3万人`
_HAS = re.compile(
    rf"(?P<name>.{{2,60}}?(?:率|比重|强度|占比|比例|面积|总量|规模|产量|总额|人数|数量|里程|"
    rf"投资|标准|涨幅|增速|出栏量?|存栏量?|收入|产值|增加值|生产总值|出口额?|保有量|"
    rf"拥有量|储量|产能|能力|寿命))\s*+{_FIGURE}(?={_BEHIND})"
)
# The verb first: takes `培育专精特新企业50家以上`, not `专精特新企业50家`
_MAKES_BEHIND = re.compile(rf"(?P<verb>{_MAKE})(?P<name>.{{2,50}}?)\s*+{_FIGURE}(?={_BEHIND})")
# Takes `建成3-5个美丽城镇省级样板`, not `美丽城镇3-5个`
_MAKES = re.compile(rf"(?:.{{0,30}}?)(?P<verb>{_MAKE})\s*+{_FIGURE}(?P<name>[^，。；]{{2,40}})")
# Takes `80%以上的城乡社区照料中心`, not `80%以上社区`
_SHARE = re.compile(rf"(?P<value>{NUMBER})(?P<unit>%|％)(?P<after>{SUFFIX})的(?P<name>[^，。；]{{4,40}})")
# A second figure under the verb of the first: takes `专精特新企业50家以上`, not `50家以上企业`
_BARE = re.compile(rf"\A(?P<name>.{{2,40}}?)\s*+{_FIGURE}(?={_BEHIND})")
# Takes `居民收入实现翻一番` and `产值翻番`, not `翻一番的目标`
_DOUBLES = re.compile(r"(?P<name>.{2,40}?)(?:实现|力争|总体)?翻(?P<times>一|两|三|1|2)?番")
# Takes `城镇、农村居民收入分别增长4.5%、5.5%`, not `分别增长4.5%` or `收入增长4.5%`
_PAIRS = re.compile(
    rf"(?P<names>.{{4,60}}?)(?P<verb>(?:年均|力争)?分别(?:年均)?(?:增长|提高|下降|降低|达到|达|"
    rf"提高到|控制在|增加到))(?P<values>(?:(?:{NUMBER})(?:{UNITS})?(?:{SUFFIX})?(?:、|和|"
    rf"与)?)+)(?P<after>{SUFFIX})?"
)
# Takes `4.5%左右` and `1,200元`, not `百分之五`
_PAIR_FIGURE = re.compile(rf"({NUMBER})({UNITS})?({SUFFIX})?")
# Takes `城镇和农村`, not `城镇农村`
_AND = re.compile(r"、|和|与")
# Names that borrow their end from the last one: takes `城镇`, not `粮食`
_SHORT_NAME = re.compile(r"城镇|农村|城乡|全国|全市|全省")
# Takes `城乡居民人均可支配收入`, not `城乡建设用地` or `农村居民`
_TOWN_AND_COUNTRY = re.compile(r"\A(?P<before>.{0,20}?)城乡(?P<name>(?:常住)?居民.{2,30})\Z")
# Takes `力争分别达到`, not `年均增长`
_AROUND_PAIR = re.compile(r"力争|分别|达到|达|控制在|提高到|增加到")
# Takes `收入年均增长`, not `增长收入`
_CHANGE_BEHIND = re.compile(rf"{_CHANGE}$")
# Takes `地区生产总值比上年`, not `上年地区生产总值`
_COMPARED = re.compile(
    rf"(?:[比较](?:上年|去年|{YEAR}\s*年(?:底|末)?|[“「]?十[三四五六]五[”」]?(?:期?末|时期|期间)?)|同比)$"
)
# Takes `再增加` and `增幅达到`, not `增加`
_AROUND_CHANGE = re.compile(r"^(?:再|同比|总共)|(?:达到|达|为|幅度)$")
# Takes `新增学位`, not `学位新增`
_MAKES_FIRST = re.compile(_MAKE)
# Takes `力争` and `到2030年力争`, not `实现`
_URGING = re.compile(rf"(?:(?:到|至)?\s?{YEAR}\s*年(?:底|末)?|力争|确保|努力|争取|计划|全县|全市)+")
# Takes `新建改造` and `、改扩建幼儿园`, not `公园新建`
_MAKES_LEADING = re.compile(rf"^(?:[、和及或]?(?:{_MAKE}))+")
# Takes `完成新建`, not `培育引进`
_TELLS = re.compile("|".join(sorted(_TELLING)))
# Takes `改造完成`, not `完成改造`
_DONE = re.compile(r"(?:完成|实施|实现)$")
# Takes `年均`, `五年` and `三年累计`, not `五年级学位`
_NO_MEASURE = re.compile(r"(?:[一二三四五两\d]{1,2}年)?(?:年均|累计|再|共|总共|平均)?")
# Takes `城镇化率` and `占比`, not `效率指数`
_IS_SHARE = re.compile(r"(?:率|占比|比重|比例)$")
# Takes `个百分点`, not `亿元`
_PER_CENT = re.compile(r"[%％‰]|个百分点")
# Takes `美丽乡村建设`, not `建设美丽乡村`
_MADE_TAIL = re.compile(r"(?:等|建设|任务|工作)$")
# A figure that only describes: takes `的企业` and `以下`, not `美丽城镇`
_NOT_MADE = re.compile(r"[的方多余内]|以")
# Takes `建成3个`, not `建成三个`
_DIGIT = re.compile(r"\d")
# Takes `建成3个` and `翻一番`, not `建成三个`
_ANY_FIGURE = re.compile(r"\d|番")
# Takes `达7%以上`, not `7%的企业`
_FIGURE_ENDS = re.compile(rf"\d\s*(?:{UNITS})\s*(?:{SUFFIX})?$")
# Takes `“十四五”规划` and `（2025年）`, not `十四五规划`
_QUOTED = re.compile(r"“[^”]{0,300}”|《[^》]{0,300}》|（[^）]{0,300}）")
# Takes `平均受教育年限`, not `城镇化率`
_IN_YEARS = re.compile(r"年限|寿命|年数|受教育")
# Takes `里程` and `R&D RD`, not `率5` or `A`
_WORDS = re.compile(r"[\u4e00-\u9fff]{2}|[A-Z]{2,}")
# Takes `城镇化率力争`, `增加值三年` and `比重由5%`, not `城镇化率`
_TRAILING = re.compile(
    r"(?:力争|确保|努力|总体|基本|逐步|均|都|也|要|将|年均|(?<=.)[一二三四五两]年(?:累计)?|(?:由|从).{0,16})$"
)
# Takes `城镇化率达到70%，`, not `，。`
_CLAUSE = re.compile(r"[^，。；：！？]+")
# Takes `推进建设。`, not `。！`
_SENTENCE = re.compile(r"[^。！？]+[。！？]?")
# Takes `推进建设；`, not `；；`
_PART = re.compile(r"[^；]+")
# The year of what stands below a heading: takes `2026年主要目标` and `二〇三五年远景`, not `2025年工作回顾`
_HEADING_YEAR = re.compile(rf"({YEAR})\s*年(?!.{{0,12}}(?:回顾|总结|情况|成就|成效))")
# Takes `“十五五”时期主要目标` and `十五五规划目标`, not `第十五五金厂`
_HEADING_FIVE = re.compile(r"[“\"]?(十[三四五六]五)[”\"]?(?=时期|期间|规划|发展|主要|目标|末)")
# Takes `同比增长5%` and `比上年高`, not `增长5%`
_PAST_NEAR = re.compile(r"同比|上年|去年|前年")
# In a sentence that looks ahead: takes `去年完成5亿元`, not `比去年增长5%` or `同比增长5%`
_PAST_ITSELF = re.compile(r"(?<![比较])(?:上年|去年|前年)")
# Takes `今年主要预期目标是` and `到2030年`, not `2025年`
_AHEAD = re.compile(r"预期|目标|力争|确保|争取|努力|今年|到(?:20\d\d|二[〇○零])")
# Takes `截至目前` and `已建成3个`, not `建成3个`
_PAST = re.compile(
    r"原则上|已(?:经|达|建|有|完成|实现)?|过去|五年来|一年来|以来|截至|"
    r"目前|当前|现有|达到了|实现了|完成了|历史性|累计完成投资|全国第|居全|位居|排名|预计|仅|"
    r"原有|每万人口拥有.{0,4}为|"
    r"分别(?:达|完成).{0,20}[，、].{0,20}均|改扩建现有|根据|按照.{0,10}计算|比\S{2,8}高"
)
# What the five years ahead are called: takes `今后五年工作目标` and `未来五年`, not `过去五年`
_NEXT_FIVE = re.compile(r"(?:今后|未来|往后)的?(?:五|5)年")
_QUOTES = str.maketrans({"“": "「", "”": "」"})
# Takes `到2030年，力争`, `其中、` and `力争`, not `城镇化率达到`
_LEADING = re.compile(
    rf"^(?:(?:到|至|在)?\s?{YEAR}\s*年(?:底|末)?前?|力争|展望|确保|努力|争取|推动|实现|使|其中|并|"
    r"且|以及|和|进一步|全面|今年|明年|当年|全年|年内|每年|预期|主要预期目标是|目标是|一是|二是|三是|四是|"
    r"五是|(?:到|至|在)?[“「]?十[三四五六]五[”」]?(?:末|时期|期间|期末)|(?:今后|未来)五年|再|又|——|[、\s])++"
)
# Takes `2025年` and `的企业` and `总投资`, not `城镇化率`
_BAD_NAME = re.compile(
    r"^\d+年内?$|[“”「」《》]$|^[的了在是与及、]|[的了等]$|^(?:总投资|投资额|面积|高度|长度|宽度|电压|半径|时长)$"
)
# Takes `重大工程`, not `主要指标`
_LIST_TITLE = re.compile(r"项目|工程")
_COMPARING = ("不低于", "不少于", "不超过", "不高于", "突破", "超过", "控制在", "低于", "高于")
_NOTHING_MADE = ("年", "岁", "%", "米", "级", "次", "番", "倍", "万", "亿", "个百分点")
"""Units in which nothing is counted that is made."""
_TIMES = {"一": 1.0, "两": 2.0, "三": 3.0, "1": 1.0, "2": 2.0}


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
    lost_by: dict[str, list[Gap]] = {}
    for gap in gaps:
        if gap.kind == "year":
            lost_by.setdefault(gap.key, []).append(gap)
    past = past_chapters(chapters)
    first = int(period[:4]) if period[:4].isdecimal() else None
    # In a report on one year, 今年 names it.
    single = first if len(period) == 4 else None
    last = int(period[-4:]) if period[-4:].isdecimal() else None
    years = _chapter_years(chapters, single, last)
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
            lost = [gap.span[1] for gap in lost_by.get(passage.key, ())]
            dated = (
                _dated(target, passage, lost, years.get(passage.chapter), last)
                for target in _of_passage(passage, first, single)
            )
            # What was to be before the plan began is none of its targets.
            rows += (row for row in dated if first is None or row.year is None or row.year >= first)
    order = {passage.key: at for at, passage in enumerate(passages)}
    chapter_of = {passage.key: passage.chapter for passage in passages}
    for table in tables:
        told = chapter_of.get(table.box) in past or is_told(table.title)
        if table.indicators and not told:
            rows += targets_of_table(table, period)
    return sorted(rows, key=lambda target: (order[target.key], target.span))


def _chapter_years(chapters: Sequence[Chapter], single: int | None, last: int | None) -> dict[str, int]:
    """The year of each chapter whose title, or that of one above it, names one."""
    years: dict[str, int] = {}
    for chapter in chapters:
        # The last one: 2025年工作回顾和2026年工作安排 is left to its sections, and those name their own.
        named = [whole_number(year) for year in _HEADING_YEAR.findall(chapter.title)]
        five = _HEADING_FIVE.search(chapter.title)
        year: int | None
        if named:
            year = named[-1]
        elif five:
            year = FIVE_YEAR_PLANS[five[1]][-1]
        elif last is not None and _NEXT_FIVE.search(chapter.title):
            year = last if single is None else single + 4
        else:
            year = years.get(chapter.parent or "")
        if year is not None:
            years[chapter.key] = year
    return years


def _dated(
    target: Target, passage: Passage, lost: Sequence[int], heading: int | None, period: int | None
) -> Target:
    """A target with the year of its heading or of the period, where its sentence names none. `lost`: where
    years that the source lost stand in the passage; a sentence that had one gets no other.
    """
    if target.span[0] in lost:
        # “▢年普惠性幼儿园覆盖面”: the measure's name begins behind the lost year.
        target = replace(target, name=target.name.removeprefix("年"))
    begin = passage.sentence_start(target.span[0])
    if target.year_from is not None:
        return target if target.year is not None else replace(target, year_from=None)
    if any(begin <= at <= target.span[0] for at in lost) or (heading is None and period is None):
        return target
    found: YearFrom = "period" if heading is None else "heading"
    return replace(target, year=period if heading is None else heading, year_from=found)


_Found = tuple[str, Comparison, float, float | None, str, Span]
"""A target's name, comparison, value, upper end and unit, and where its words stand."""


def _of_passage(passage: Passage, first: int | None, single: int | None) -> Iterator[Target]:
    text = passage.text
    if not _ANY_FIGURE.search(text):
        return
    for sentence in _SENTENCE.finditer(text):
        words = sentence.group()
        binding: Binding | None = "约束性" if "约束性" in words else "预期性" if "预期性" in words else None
        year = single if single is not None and "今年" in words else None
        if single is not None and _NEXT_FIVE.search(words):
            year = single + 4
        told_by: YearFrom | None = "sentence" if year is not None else None
        ahead = False
        above = ""
        for part in _PART.finditer(words):
            ahead = ahead or _AHEAD.search(part.group()) is not None
            told = _is_past(part.group(), first) or (
                not ahead and _PAST_NEAR.search(part.group()) is not None
            )
            for clause in _CLAUSE.finditer(part.group()):
                said_year = named_year(clause.group())
                if said_year is not None:
                    year, told_by = said_year, "sentence"
                    # 已建成620个，到2030年达到1500个: what lies ahead begins here.
                    told = told and (_PAST.search(clause.group()) is not None or not _from(first, said_year))
                elif names_no_year(clause.group()):
                    year, told_by = None, "sentence"
                if len(clause.group()) > _LONGEST or not _ANY_FIGURE.search(clause.group()):
                    continue
                if told:
                    above = _told_measure(clause.group()) or above
                    continue
                start = sentence.start() + part.start() + clause.start()
                found = _ahead_in(clause.group(), above, passage.kind == "box_item")
                for name, sign, value, value_to, unit, (begin, end) in found:
                    above = _measure(name)
                    span = (start + begin, start + end)
                    said = text[slice(*span)]
                    yield Target(
                        passage.key, name, sign, value, value_to, unit, year, binding, said, span, told_by
                    )


def _ahead_in(clause: str, above: str, in_box: bool) -> Iterator[_Found]:
    """The targets of a clause; in a box's item without those that may only describe (超10亿元)."""
    for found in _of_clause(clause, above):
        # What stands behind a figure says nothing of it: 13万吨以上、力争比去年增长.
        if not (in_box and found[1] in (">", "<")) and not _PAST_ITSELF.search(clause, 0, found[-1][1]):
            yield found


def _from(first: int | None, year: int) -> bool:
    return first is None or year >= first


def _told_measure(clause: str) -> str:
    """What a clause measures that tells of the past: what follows may only say “到2030年达到1500个”."""
    found = next(_of_clause(clause, ""), None) or _bare(clause)
    return _measure(found[0]).removeprefix("现有").removeprefix("已有") if found else ""


def _is_past(sentence: str, first: int | None) -> bool:
    past = _PAST.search(sentence) is not None
    if past or first is None:
        return past
    return max(years_in(sentence), default=first) < first


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
            made = made or _MAKES_FIRST.match(part, _urged(part)) is not None
            # 地区生产总值增长6%，达到297亿元: what grows is what reaches.
            above, (begin, end) = _measure(found[0]), found[-1]
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


def _urged(part: str) -> int:
    """Where a part begins behind words that only urge: 力争接待游客."""
    found = _URGING.match(part)
    return found.end() if found else 0


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
        core = named[_lead(named) :].strip()
        if form is _REACHES and not _TRAILING.sub("", core):
            name = _fitting(above, match["unit"])
        if form is _CHANGES:
            alone = _NO_MEASURE.fullmatch(_COMPARED.sub("", core)) is not None
            # 新增规上企业10家，五年新增50家: 新增 is said again.
            name = _MAKES_LEADING.sub("", _fitting(above, match["unit"])) if alone else name
            name = name and name + core * alone + _AROUND_CHANGE.sub("", verb)
        if form is _MAKES_BEHIND:
            leading = _MAKES_LEADING.match(named)
            made = leading.end() if leading else 0
            name = _name(named[made:])
            name = name and _telling(verb + named[:made]) + name
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


def _measure(name: str) -> str:
    """What is measured, without how it changes: 地区生产总值年均增长 → 地区生产总值."""
    return _COMPARED.sub("", _CHANGE_BEHIND.sub("", name)) or name


def _fitting(above: str, unit: str) -> str:
    """The measure named before, where a figure in `unit` can be one of it: 城镇化率 has no 亿元."""
    return "" if _IS_SHARE.search(above) and not _PER_CENT.fullmatch(unit) else above


def _telling(verbs: str) -> str:
    """The verbs without which what is made is another thing: 新建改扩建 of 完成新建改扩建."""
    found = _TELLS.search(verbs)
    return _DONE.sub("", verbs[found.start() :]) if found else ""


def _figure(name: str, verb: str, match: re.Match[str]) -> tuple[str, Comparison, float, float | None, str]:
    word = next((word for word in _COMPARING if word in verb), "超" if verb.endswith("超") else "")
    sign = sign_of(match, SIGNS.get(word, "="))
    return name, sign, *values_of(match), match["unit"].replace("％", "%")


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
    return name, sign_of(match), *values_of(match), match["unit"], (match.start("verb"), match.end("name"))


def _shared(part: str, hidden: str) -> _Found | None:
    """“80%以上的城乡社区居家养老服务照料中心实施公建民营”."""
    match = _SHARE.search(hidden)
    if match is None or match.start() > 6:
        return None
    name = part[match.start("name") : match.end("name")]
    return name, SIGNS[match["after"]], value_of(match["value"]), None, "%", match.span()


def _doubled(part: str, hidden: str) -> _Found | None:
    match = _DOUBLES.match(hidden)
    name = _COMPARED.sub("", _name(part[match.start("name") : match.end("name")])) if match else ""
    if match is None or not name:
        return None
    return name, "=", _TIMES.get(match["times"] or "一", 1.0), None, "番", (match.start("name"), match.end())


def _of_pairs(clause: str) -> Iterator[_Found]:
    """“城镇、农村居民人均可支配收入分别增长4.5%、5.5%左右”: as many names as figures."""
    match = _PAIRS.match(clause)
    if match is None:
        return
    words = match["names"]
    values = list(_PAIR_FIGURE.finditer(match["values"]))
    if _AND.search(words) is None and len(values) == 2:
        # 城乡居民收入 is that of 城镇居民 and that of 农村居民.
        words = _TOWN_AND_COUNTRY.sub(r"\g<before>城镇\g<name>、\g<before>农村\g<name>", words)
    names = [_name(name) for name in _AND.split(words)]
    short = any(len(name) <= 3 for name in names) and not all(_SHORT_NAME.match(name) for name in names)
    if len(names) != len(values) or not all(names) or "“" in match["names"] or short:
        return
    # 城镇居民和农村居民收入: the first ends where the last goes on.
    same = names[-1].find(names[0][-2:])
    if len(names) == 2 and 0 < same == len(names[0]) - 2 < len(names[-1]) - 2:
        names[0] += names[-1][same + 2 :]
    names = [
        name + names[-1][len(name) :] if len(name) <= 3 and len(names[-1]) > len(name) + 2 else name
        for name in names
    ]
    unit = next((found[2] for found in reversed(values) if found[2]), "")
    verb = _AROUND_PAIR.sub("", match["verb"])
    shared = _CHANGE_BEHIND.search(names[-1])
    if shared and not verb:
        verb, names[-1] = shared.group(), names[-1][: shared.start()]
    sign = SIGNS.get(values[-1][3] or match["after"] or "") or "="
    for name, found in zip(names, values, strict=True):
        own = (found[2] or unit).replace("％", "%")
        yield name + verb, sign, value_of(found[1]), None, own, match.span()


def _name(words: str) -> str:
    """The measure's name, without the words that lead up to it; empty if it can't be one."""
    name = words[_lead(words) :].strip().rstrip("，、")
    name = _TRAILING.sub("", name) or name
    bad = _BAD_NAME.search(name) or years_in(name) or not _WORDS.search(name)
    return "" if bad or not 2 <= len(name) <= 45 else name


def _lead(words: str) -> int:
    found = _LEADING.match(words.translate(_QUOTES))
    return found.end() if found else 0
