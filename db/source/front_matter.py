"""What stands before the text: the title, the letter it was sent with, the speaker.

And what the plan is, read from it.
"""

import re
from dataclasses import dataclass

from db.numerals import whole_number
from db.source.contents import TITLE as CONTENTS
from db.source.periods import FIVE_YEAR_PLANS, YEAR
from db.source.source_paragraphs import SourceParagraph

# Takes `嵊州市国民经济和社会发展第十四个五年规划纲要`, not `第一章　总则概述` or `坚持统筹发展`
_TITLE = re.compile(
    r"规划|纲要|报告|方案|意见|计划|建议|通知|决定|决议|办法|要点|行动|公告|批复|条例|规定|蓝图|战略|说明"
    r"|規劃|綱要|報告|意見|計[劃畫]|建議|決定|決議|辦法|要點|行動|條例|規定|藍圖|戰略|說明"
)
# A heading or a note: takes `第二章　发展规划` and `（公开版报告）`, not `某县交通规划`
_NOT_TITLE = re.compile(
    r"^(?:第.{1,6}[章节篇]|[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)|[。；，]$|^——|^――|^--|^[（(].*[)）]$"
)
# Takes `现将《规划》印发给你们，请认真贯彻执行。`, not `坚持统筹发展，推进建设。`
_LETTER = re.compile(
    r"(?:现将|现印发|印发给你们|予以印发|现予印发|请认真(?:贯彻|组织)|请结合实际|请遵照|现予公布|已经.{0,40}(?:同意|通过|批准))"
)
# Takes `各区县人民政府，市政府各部门：`, not `各区县人民政府。`
_RECIPIENTS = re.compile(r"\A.{2,300}[:：]")
# Takes `各县（市、区）人民政府`, not `同志们`
_OFFICES = re.compile(r"政府|委员会|部门|单位|机构|厅|局|省|市|县|区|街道|公司|院")
# An address opens the text, a letter's recipients don't: takes `各位代表：`, not `各市人民政府：`
_SALUTATION = re.compile(r"(?:各位|同志们|朋友们|尊敬的|女士们|主席团|主任).{0,40}[:：！!]")
# Takes `国办发〔2025〕12号`, not `2025年第12号` or `建设12号公路`
_NUMBER_OF_FILE = re.compile(r".{1,16}[〔\[［（(【]\s*(?:19|20)\d\d\s*[〕\]］）)】]\s*(?:第\s*)?\d{1,4}\s*号")
# Takes `2021年2月26日` and `二〇二六年一月二日`, not `2021年2月` or `到2021年2月26日`
_DATE = re.compile(r"(?:(?:19|20)\d\d|二[〇○零Ｏ0]\S{2})\s*年\s*\S{1,3}\s*月\s*\S{1,3}\s*日")
# Takes `（2026年1月20日在省人民代表大会上）`, not `（一）总体要求`
_NOTE = re.compile(r"[（(].{1,60}[)）]")
# Takes `——2026年1月20日在省人民代表大会上`, not `—建设`
_SUBTITLE = re.compile(r"[—―─－-]{2}.{4,80}")
# Takes `——2026年在大会上`, not `——共享发展`
_OCCASION = re.compile(r"\d年|会议|会上|大会|20\d\d")
# Takes `省长　王某某` and `县人民政府县长 李四`, not `县长王某某作了工作报告`
_SPEAKER = re.compile(
    r"(?:.{0,16}(?:省长|市长|县长|区长|州长|盟长|旗长|镇长|乡长|主席|主任|总理|书记|局长|部长|"
    r"代\S长))\s*+(?:[：:]\s*+)?(?:[\u4e00-\u9fff·\s]{2,8}|(?<=\s)[\u4e00-\u9fff·]|(?<=\s\s))"
)
# A caption, not a title: takes `县长王某某作政府工作报告`, not `县长工作报告`
_DELIVERS = re.compile(
    r".{0,20}(?:省长|市长|县长|区长|州长|盟长|旗长|镇长|乡长|主席|主任|总理|书记|局长|部长|同志|代表).{0,20}"
    r"(?<!工)作了?.{0,40}报告.{0,4}"
)
# Takes `政 府 工 作 报 告`, not `第一章 总则`
_SPACED = re.compile(r"(?<!\S)(?:[\u4e00-\u9fff][ \u3000]++){2,}[\u4e00-\u9fff](?!\S)")
# Takes `嵊州市人民政府办公室`, not `嵊州市人民政府工作报告`
_OFFICE = re.compile(
    r"[\u4e00-\u9fff\s]{2,40}(?:人民政府|政府办公[厅室]|国务院|办公[厅室]|委员会|发展改革委|[厅局部委会])"
)
# Takes `前　言` and `编制说明`, not `前言如下`
_PREFACE = re.compile(r"(?:前|序|引|导)\s*言|序|编制说明|卷首语")
# Takes `中共嵊州市委`, `附件2：嵊州市` and `2026年嵊州市`, not `嵊州市2026年`
_BEFORE_PLACE = re.compile(
    r"^(?:(?:19|20)\d\d年|中共|关于|附件\s?[0-9０-９一二三四五六七八九十]{0,3}\s?[:：]?\s?){1,3}"
)
# What is no name behind the name of a county: takes `城乡` and `园区`, not `浦东新区`
_KINDS = (
    r"(?:[城市县区乡镇村旗州山老园社景库片港牧林矿灾农]|街道|高新|开发|经济|保税|示范|试验)"
    r"(?:区|市|镇|乡|县|域)"
)
_PLACE = (
    r"([\u4e00-\u9fff\d]{2,10}?(?:特别行政区|自治区|自治州|自治县|省|市|州|盟|县|区|旗|镇|乡)"
    rf"(?:(?!{_KINDS})(?:[\u4e00-\u9fff]{{1,12}}?自治[州县]|[\u4e00-\u9fff]{{1,6}}?[市县区旗镇乡])"
    r"(?![村镇域级场])){0,2})"
)
# A verb, and no part of a name: takes `全面推进乡`, not `嵊州市`
_DOING = re.compile(
    r"推进|推动|加快|加强|建设|发展|实施|促进|全面|落实|深化|支持|统筹|提升|改善|完善|关于|加大|强化|优化|打造|构建|做好"
)
# Opens a title: takes `嵊州市国民经济`, `新疆维吾尔自治区`, not `国家城市规划` or `推进乡村振兴`
_NAMED_PLACE = re.compile(
    rf"(?!国家|全国|社会|城市|乡镇|地区){_PLACE}(?!场|域|级|政(?!府)|情|长|民|村|镇(?:化|企))"
)
# Takes `2026年1月20日在青海省第十四届人民代表大会`, not `在青海省召开`
_SESSION = re.compile(rf"在{_PLACE}第.{{1,6}}届")
# Takes `国务院办公厅`, not `嵊州市人民政府`
_NATIONAL = re.compile(r"国务院|中华人民共和国|国家发展改革委")
# Takes `嵊州市人民政府令`, not `嵊州市委员会`
_GOVERNMENT = re.compile(rf"{_PLACE}人民政府")
# A letter's own title, which is not the plan's: takes `关于印发规划的通知`, not `通知规划`
_LETTER_TITLE = re.compile(r"的?通知$|的批复$|的决定$")
# Takes `关于印发《某县“十五五”交通规划》的通知`, not `关于开会的通知`
_SENT_PLAN = re.compile(r"印发《?(.{4,70}?)》?的通知$")
# The title goes on in the next line: takes `某县人民政府关于印发` and `关于某县`, not `某县“十五五”交通规划`
_OPEN_TITLE = re.compile(r"印发$|关于.{0,12}$")
# Takes `嵊州市国民经济和` and `某省某市`, not `总体要求`
_HALF_TITLE = re.compile(r"国民经济|社会发展|规划|[省市县区州]$|[和与及、]$")
# Takes `2026—2030年` and `2021年至2025年`, not `2026年3月`
_YEARS = re.compile(r"((?:19|20)\d\d)\s*+年?\s*+[-—–―－~～至]+\s*((?:19|20)\d\d)\s*年?")
# Takes `2026年` and `二〇二六年`, not `12026` or `2030年前`
_YEAR = re.compile(rf"({YEAR})\s*年(?!底?前|远景|愿景)")
# What is for one year: takes `2026年政府工作报告`, `2026年工作要点` and `2025年计划执行情况`, not
# `2026年三年行动计划`
_OF_ONE_YEAR = re.compile(
    r"工作报告|计划执行情况|"
    rf"{YEAR}\s*年(?!.{{0,60}}(?:规划|[三五两]年)).{{0,60}}(?:计划|工作|要点|安排|任务|预算|总结|打算|部署|清单)"
)
# Takes `“十五五”规划` and `第十五个五年规划`, not `五十五岁` or `第十五章`
_FIVE_YEARS = re.compile(r"(十[一二三四五六])\s*五|第(十[一二三四五六])个五年规划")
_MOST = 60
"""So many lines at the top may be front matter."""
# A letter of more lines is the text itself.
_LETTER_LINES = 14
_SHORT = 80


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What was found before the text."""

    length: int
    """So many units at the start are front matter."""
    title: str
    """As printed, put together where it was broken over lines; empty if none was found."""
    wrappers: tuple[int, ...] = ()
    """Indexes of lines in which a collection repeats the title."""


def find_front(units: list[SourceParagraph]) -> FrontMatter:
    """How far the front matter reaches, and the title in it."""
    end = 0
    while end < min(len(units), _MOST) and (after := _front_end(units, end)):
        end = after
    if end >= len(units):
        end = 0
    while end and not _is_front_like(units[end - 1]):
        # short lines just above the text are its first headings, unless they look like front matter
        end -= 1
    title_at, title = _title(units, end)
    wrappers = tuple(
        index
        for index in range(title_at[0] if title_at else 0)
        if title and units[index].text == title and units[index].level
    )
    return FrontMatter(end, title, wrappers)


def _front_end(units: list[SourceParagraph], at: int) -> int:
    """Where the line or letter of front matter that begins at `at` ends; 0 if the text begins there."""
    return _letter_end(units, at) or (at + 1 if _may_be_front(units[at]) else 0)


def _letter_end(units: list[SourceParagraph], at: int) -> int:
    """Where the letter that begins at `at` with its recipients ends, after its date; 0 if none begins."""
    text = units[at].text
    if not (_RECIPIENTS.fullmatch(text) and _OFFICES.search(text)) or _SALUTATION.fullmatch(text):
        return 0
    for index in range(at + 1, min(at + _LETTER_LINES, len(units))):
        mark = units[index].mark
        if mark is not None and mark.form in ("篇", "章", "节", "壹、", "一、"):
            return 0
        if _DATE.fullmatch(units[index].text):
            return index + 1
    return 0


def _may_be_front(unit: SourceParagraph) -> bool:
    text = unit.text
    if (
        unit.grid is not None
        or (unit.mark and unit.mark.form != "●")
        or any(form.fullmatch(text) for form in (_PREFACE, CONTENTS, _SALUTATION))
    ):
        return False
    return _is_front_like(unit) or (len(text) <= _SHORT and text[-1:] not in "。；！？")


def _is_front_like(unit: SourceParagraph) -> bool:
    text = unit.text
    if len(text) > 300:
        return False
    if (
        _LETTER.search(text)
        or (_RECIPIENTS.fullmatch(text) and _OFFICES.search(text))
        or any(form.fullmatch(text) for form in (_NUMBER_OF_FILE, _DATE, _NOTE, _SPEAKER, _OFFICE))
    ):
        return True
    if _SUBTITLE.fullmatch(text):
        return bool(_OCCASION.search(text))
    return len(text) <= _SHORT and bool(_TITLE.search(_unspaced(text))) and not _NOT_TITLE.search(text)


def _title(units: list[SourceParagraph], end: int) -> tuple[tuple[int, ...], str]:
    """The title's lines and words.

    The plan's own title stands last, below the letter that it was sent with.
    """
    candidates = [
        at for at in range(end)
        if len(units[at].text) <= _SHORT
        and _TITLE.search(_unspaced(units[at].text))
        and not _NOT_TITLE.search(units[at].text)
        and not _LETTER.search(units[at].text)
        and not _SPEAKER.fullmatch(units[at].text)
        and not _OFFICE.fullmatch(units[at].text)
        and not _DELIVERS.fullmatch(units[at].text)
    ]  # fmt: skip
    # The letter's title (…的通知) only serves where the plan has none of its own: it names the plan.
    own = [at for at in candidates if not _LETTER_TITLE.search(units[at].text)]
    if own:
        return (own[-1],), _joined(units, own[-1])
    named = [found for at in candidates if (found := _SENT_PLAN.search(_joined(units, at)))]
    if named:
        return (candidates[-1],), named[-1].group(1)
    return ((candidates[-1],), _joined(units, candidates[-1])) if candidates else ((), "")


def _joined(units: list[SourceParagraph], at: int) -> str:
    """A title that was broken over lines, as one."""
    first = at
    while first and at - first < 3 and _begins_title(units[first - 1], units[first]):
        first -= 1
    return "".join(_unspaced(units[index].text) for index in range(first, at + 1))


def _unspaced(text: str) -> str:
    """政 府 工 作 报 告 → 政府工作报告: on paper a title is spread by blanks."""
    return _SPACED.sub(lambda spread: "".join(spread.group().split()), text)


def _begins_title(above: SourceParagraph, unit: SourceParagraph) -> bool:
    text = above.text
    if (
        len(text) > 40
        or above.closed
        or unit.gap > 1
        or text == unit.text
        or any(form.fullmatch(text) for form in (_NUMBER_OF_FILE, _DATE, _NOTE, _OFFICE))
    ):
        return False
    ends = bool(_TITLE.search(text[-4:]))
    return bool(_OPEN_TITLE.search(text)) or (not ends and bool(_HALF_TITLE.search(text)))


def jurisdiction_of(title: str, units: list[SourceParagraph], length: int) -> str:
    """The place whose plan it is, as the title or the subtitle names it; empty if neither does."""
    texts = " ".join(unit.text for unit in units[:length])
    named = _NAMED_PLACE.match(_BEFORE_PLACE.sub("", title)) or _SESSION.search(texts)
    if named and not _DOING.search(named.group(1)):
        return named.group(1)
    if _NATIONAL.search(texts + title) or "国家" in title or title.startswith(("中国", "全国")):
        return "国家"
    office = _GOVERNMENT.search(texts)
    return office.group(1) if office else ""


def period_of(title: str, units: list[SourceParagraph], length: int) -> str:
    """The years that it is for, “2026–2030”, or the one year of a report; empty if nothing says so."""
    texts = [title, *(unit.text for unit in units[: length + 6])]
    for text in texts[: 1 + length]:
        years = _YEARS.search(text)
        if years and int(years[1]) < int(years[2]) <= int(years[1]) + 30:
            return f"{years[1]}–{years[2]}"
    if _OF_ONE_YEAR.search(title):
        # 2025年计划执行情况与2026年计划草案 is the plan of the later one.
        named = next((found for text in texts if (found := _YEAR.findall(text))), None)
        if named:
            return str(max(filter(None, map(whole_number, named))))
    five = next((found for text in texts if (found := _FIVE_YEARS.search(text))), None)
    return "{}–{}".format(*FIVE_YEAR_PLANS[f"{five[1] or five[2]}五"]) if five else ""
