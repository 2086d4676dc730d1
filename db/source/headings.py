"""Which lines are headings, and how deep: the document's own hierarchy, from the forms that occur in it and
how they nest.

A form is a way to write a heading: a number (第一章, 一、, （一）, 1.), a style of the file, a kicker with a
headline, a short line without a number, a lead cut off from its paragraph. Each document uses its own few;
levels follow from their order in it.
"""

import itertools
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from db.source.numbering import ORDINALS, RANKS, STRONG, NumberForm
from db.source.source_paragraphs import SourceParagraph

LEAD_LENGTH = 24
"""Characters that a run-in lead may have before its 。 (as real plans write them)."""
# Characters that may follow a number in a heading, by form: real headings end well below, items above.
_LONGEST = {
    "篇": 60,
    "章": 60,
    "节": 60,
    "壹、": 64,
    "一、": 64,
    "（一）": 64,
    "1.": 48,
    "1.1": 48,
    "1.1.1": 48,
    "（1）": 40,
}
# Headings of these forms are told from items of lists by what stands around them.
_LISTING: tuple[NumberForm, ...] = ("1.1", "1.1.1", "1.", "（1）")
_RUN_IN = {"壹、": 64, "一、": 64, "（一）": 72, "1.": 48}
# Takes `推进建设。`, not `推进建设，`
_STOP = re.compile(r"[。！？；]")
# Stand beside the chapters, numbered or not: takes `前　言` and `结束语`, not `前言部分`
_ENDPIECES = re.compile(
    r"(?:前|序|引|导)\s*[言语]|编\s*者\s*按|结\s*(?:束\s*)?语|附\s*则|后\s*记|编制说明|总\s*则"
)
# At most so long: a headline under a kicker (嵊州 / 将建9所中小学!), a heading without a number, the kicker.
_HEADLINE, _PLAIN, _KICKER, _PART = 40, 30, 8, 48
# A lead cut off from its paragraph stands alone (生态底色更加亮丽。); longer ones are short paragraphs.
_CUT_LEAD = 28
# Takes `推进建设，` and `推进建设。`, not `水利、交通`
_SENTENCE_MARKS = re.compile(r"[，。；：！？…]")
# Takes `各位代表！` and `谢谢大家！`, not `请各位代表审议`
_SALUTATION = re.compile(r"(?:各位|同志们|朋友们|谢谢|大家).*")


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that is, or opens with, a heading."""

    at: int
    """Index of its unit."""
    form: str
    number: int | None = None
    cut: int | None = None
    """Where a heading that runs into its paragraph ends, its 。 included; None if it stands alone."""
    level: int = 0


@dataclass(slots=True)
class Headings:
    """The headings of a part of the text."""

    found: dict[int, Heading] = field(default_factory=dict[int, Heading])
    announcing: dict[int, int] = field(default_factory=dict[int, int])
    """Index of a line that only announces a heading (a kicker) → index of the heading."""
    strays: set[int] = field(default_factory=set[int])
    """Indexes of pieces of another page."""


def shape(unit: SourceParagraph) -> Heading | None:
    """The heading that a numbered line has the shape of, by itself; its index is left open."""
    mark = unit.mark
    if mark is None or mark.form not in _LONGEST or unit.grid is not None or mark.end >= len(unit.text):
        return None
    rest = unit.rest.rstrip()
    stop = _STOP.search(rest)
    sentence = stop is not None and stop.group() == "。"
    if stop is None or stop.start() == len(rest) - 1:
        item = (
            len(rest) > _LONGEST[mark.form]
            or rest[-1] in "；，、"
            or (sentence and rest.count("，") > 2)
            or (sentence and mark.form in ORDINALS and unit.level == 0)
            or ("：" in rest and mark.form not in (STRONG if len(rest) <= 36 else ORDINALS))
        )
        return None if item else Heading(-1, mark.form, mark.number)
    lead = rest[: stop.start()]
    run_in = (
        sentence
        and 2 <= len(lead) <= _RUN_IN.get(mark.form, 0)
        and lead.count("，") <= 3
        and "：" not in lead
        and lead.count("（") == lead.count("）")
    )
    return Heading(-1, mark.form, mark.number, mark.end + stop.end()) if run_in else None


def strong_headings(units: Sequence[SourceParagraph], indexes: Sequence[int]) -> dict[int, Heading]:
    """Lines with a number that is a heading's wherever it stands: 第N章, 一、, （一）."""
    items = _list_items(units, indexes)
    shapes = ((at, shape(units[at])) for at in indexes if at not in items)
    found = {
        at: replace(shaped, at=at) for at, shaped in shapes if shaped is not None and shaped.form in STRONG
    }
    for run in _runs(units, indexes):
        # （一）完成投资3亿元。（二）完成造林2万亩；治理水土。: all alike are paragraphs, where one can be no
        # heading, and the others are sentences as it is.
        alone = [at for at in run if at in found and found[at].cut is None]
        if (
            len(found.keys() & set(run)) < len(run)
            and alone
            and all(units[at].text[-1] == "。" for at in alone)
        ):
            for at in run:
                found.pop(at, None)
    return found


def _runs(units: Sequence[SourceParagraph], indexes: Sequence[int]) -> list[list[int]]:
    """Lines numbered （一）, （二） and so on, right below one another, so that each is a paragraph."""
    runs: list[list[int]] = []
    last: tuple[int, int] = (-2, 0)
    for at in indexes:
        mark = units[at].mark
        if mark is None or mark.form != "（一）":
            continue
        if last == (at - 1, mark.number - 1):
            runs[-1].append(at)
        else:
            runs.append([at])
        last = (at, mark.number)
    return [run for run in runs if len(run) > 1]


def _list_items(units: Sequence[SourceParagraph], indexes: Sequence[int]) -> set[int]:
    """Lines that are items of a list by what stands above them."""
    items: set[int] = set()
    for before, at in zip([-1, *indexes], indexes, strict=False):
        if _is_item(units[at], units[before] if before >= 0 else None, listed=before in items):
            items.add(at)
    return items


def _is_item(unit: SourceParagraph, above: SourceParagraph | None, *, listed: bool) -> bool:
    """Whether a numbered line is an item of a list: it ends with ；, or goes on from one that does, as the
    last one, which ends with 。: （一）符合规划；（二）资金来源明确。 `listed`: the line above is an item.
    """
    mark = unit.mark
    if mark is None or unit.text[-1:] not in "；。":
        return False
    goes_on = (
        listed
        and above is not None
        and above.mark is not None
        and above.text[-1:] == "；"
        and (above.mark.form, above.mark.number + 1) == (mark.form, mark.number)
    )
    return unit.text[-1:] == "；" or goes_on


def find_headings(
    units: Sequence[SourceParagraph],
    indexes: Sequence[int],
    taken: Collection[int],
    kickers: Collection[str],
    *,
    indented: bool,
) -> Headings:
    """The headings among `indexes`, which is a part of the text in order; `taken` are lines of boxes, tables
    and the like.

    `kickers` are names that announce a headline when they stand alone; `indented`: paragraphs are indented in
    this text.
    """
    free = [at for at in indexes if at not in taken]
    result = Headings(strong_headings(units, free))
    # The surest signs first: each step looks only at lines that no step before it took.
    _kickers(units, free, kickers, result)
    _items(units, free, result)
    _styled(units, free, result, _Marking.of(units, result))
    _bold(units, free, result)
    _strays(units, free, result)
    _leads(units, free, result, indented=indented)
    _plain(units, free, result)
    _parts(units, free, result)
    _levels(units, result)
    return result


def kicker_names(jurisdiction: str) -> set[str]:
    """The place's name as a kicker line writes it: 嵊州市, 嵊州."""
    # The last part of the name of a place: takes `浙江省绍兴市`, not `青海` or `青海省`
    full = re.split(r"(?<=[省市区县旗])(?=.)", jurisdiction)[-1] if jurisdiction else ""
    return {name for name in (full, full[:-1] if len(full) > 2 else "") if len(name) >= 2}


# Takes `新增绿地11公顷`, not `新闻发布会`
_FIGURE = re.compile(r"\d")


def repeated_kickers(units: Sequence[SourceParagraph]) -> set[str]:
    """Short lines that stand again and again above headlines. One with a figure says something of its own
    (新增绿地11公顷), and a kicker is not shown.
    """
    counts = Counter(
        unit.text
        for unit in units
        if unit.mark is None
        and len(unit.text) <= _KICKER
        and not unit.closed
        and not _FIGURE.search(unit.text)
    )
    names = {text for text, count in counts.items() if count >= 3}
    followed = Counter(
        above.text
        for above, unit in itertools.pairwise(units)
        if above.text in names
        and unit.grid is None
        and unit.mark is None
        and _KICKER < len(unit.text) <= _HEADLINE
        and not unit.closed
    )
    return {name for name in names if followed[name] >= counts[name]}


def _kickers(
    units: Sequence[SourceParagraph], free: Sequence[int], names: Collection[str], result: Headings
) -> None:
    for at, following in itertools.pairwise(free):
        headline = units[following]
        if (
            units[at].text in names
            and following == at + 1
            and following not in result.found
            and headline.grid is None
            and len(headline.text) <= _HEADLINE
            and not re.search(r"[。；：，、]$", headline.text)
        ):
            result.announcing[at] = following
            result.found[following] = Heading(following, "kicker")


def _items(units: Sequence[SourceParagraph], free: Sequence[int], result: Headings) -> None:
    """1. and （1）: headings where they are spread over the text and paragraphs stand under them, otherwise
    items of a list.
    """
    items = _list_items(units, free)
    for form in _LISTING:
        candidates: list[Heading] = []
        parents: set[int] = set()
        parent = -1
        for at in free:
            if at in result.found and RANKS.get(result.found[at].form, -1) < RANKS[form]:
                parent = at
            shaped = shape(units[at])
            if shaped is not None and shaped.form == form and at not in items:
                candidates.append(replace(shaped, at=at))
                parents.add(parent)
        if candidates and _is_level(units, free, candidates, len(parents), result):
            result.found.update((heading.at, heading) for heading in candidates)


def _is_level(
    units: Sequence[SourceParagraph],
    free: Sequence[int],
    candidates: list[Heading],
    spread: int,
    result: Headings,
) -> bool:
    """`spread`: under so many headings they stand."""
    form = candidates[0].form
    run_in = sum(heading.cut is not None for heading in candidates)
    decimal = any(heading.form == "1.1" for heading in result.found.values())
    if form in ("1.1", "1.1.1"):
        return (decimal or len(candidates) >= 3) and run_in == 0
    following = dict(itertools.pairwise(free))
    headings = {*(heading.at for heading in candidates), *result.found}
    carrying = sum(
        heading.cut is not None or following.get(heading.at, heading.at) not in headings
        for heading in candidates
    )
    if form == "（1）":
        return run_in == 0 and spread >= 2 and carrying >= 0.8 * len(candidates)
    # Beside 1.1 and 1.2 the number 1. is that of their chapter.
    if decimal:
        return run_in == 0
    if carrying < 0.7 * len(candidates) or len(candidates) < 2:
        return False
    if run_in * 2 > len(candidates):
        return spread >= 2 and len(candidates) >= 4 and not _introduced(units, candidates)
    return spread >= 2 or len(candidates) >= 3


def _introduced(units: Sequence[SourceParagraph], candidates: list[Heading]) -> bool:
    """Lists that a sentence ending in ： introduces are lists."""
    firsts = [heading.at for heading in candidates if heading.number == 1 and heading.at]
    return bool(firsts) and sum(units[at - 1].text[-1:] == "：" for at in firsts) * 2 > len(firsts)


@dataclass(frozen=True, slots=True)
class _Marking:
    """How far the file's own heading marks can be trusted."""

    complete: bool
    """All numbered headings are marked."""
    levels: dict[int, str]
    """Mark → the one form that bears it, where marks tell forms apart."""

    def form(self, level: int) -> str:
        """What an unnumbered heading with this mark is: like a numbered form, so many below one, or a form of
        its own.
        """
        if not self.levels:
            return f"h{level}"
        nearest = max((known for known in self.levels if known <= level), default=min(self.levels))
        return f"as {self.levels[nearest]}+{max(level - nearest, 0)}"

    @classmethod
    def of(cls, units: Sequence[SourceParagraph], result: Headings) -> "_Marking":
        alone = [heading for heading in result.found.values() if heading.cut is None]
        marked = [heading for heading in alone if units[heading.at].level]
        bearing: dict[int, Counter[str]] = {}
        for heading in marked:
            bearing.setdefault(units[heading.at].level, Counter())[heading.form] += 1
        single = {level: forms.most_common(1)[0][0] for level, forms in bearing.items() if len(forms) == 1}
        complete = len(marked) >= 3 and len(marked) >= 0.8 * len(alone)
        return cls(complete, single if len(single) == len(bearing) and len(single) >= 2 else {})


def _styled(
    units: Sequence[SourceParagraph], free: Sequence[int], result: Headings, marking: _Marking
) -> None:
    """Lines without a number that the file itself calls headings."""
    for at in free:
        unit = units[at]
        if at in result.found or at in result.announcing or unit.grid is not None or not unit.level:
            continue
        item = unit.mark is not None and unit.mark.form != "●" and shape(unit) is None and unit.is_body
        if not item and len(unit.text) <= 80 and unit.sentences <= 1:
            result.found[at] = Heading(at, marking.form(unit.level))


def _bold(units: Sequence[SourceParagraph], free: Sequence[int], result: Headings) -> None:
    """Short bold lines without a number, above paragraphs."""
    found = [
        at
        for at, below in itertools.pairwise(free)
        if units[at].strong
        and _is_free(units, at, result)
        and not units[at].closed
        # a preface stands beside the chapters, bold or not
        and not _ENDPIECES.fullmatch(units[at].text)
        and 2 <= len(units[at].text) <= _PLAIN
        and not units[below].strong
        and (units[below].is_body or below in result.found)
    ]
    if len(found) >= 2 or (found and result.found):
        result.found.update((at, Heading(at, "bold")) for at in found)


def _is_free(units: Sequence[SourceParagraph], at: int, result: Headings) -> bool:
    """Neither numbered nor a table nor found to be a heading."""
    return at not in result.found and units[at].mark is None and units[at].grid is None


def _strays(units: Sequence[SourceParagraph], free: Sequence[int], result: Headings) -> None:
    """In a text whose headings are all marked: a scrap glued to the top of a paragraph, below a heading, is
    of another page.
    """
    if not _Marking.of(units, result).complete:
        return
    usual = Counter(units[at].gap for at in free).most_common(1)[0][0]
    for above, at, below in zip(free, free[1:], free[2:], strict=False):
        unit = units[at]
        scrap = _is_free(units, at, result) and not unit.level and not unit.closed and 1 < len(unit.text) <= 8
        glued = above in result.found and units[below].is_body and units[below].gap < min(unit.gap, usual)
        if scrap and glued:
            result.strays.add(at)


def _leads(
    units: Sequence[SourceParagraph], free: Sequence[int], result: Headings, *, indented: bool
) -> None:
    """Leads that were cut off from their paragraphs: a short sentence alone, above a paragraph, again and
    again.
    """
    alone = [
        (at, below)
        for at, below in itertools.pairwise(free)
        if _is_free(units, at, result) and _is_lead(units[at])
    ]
    found = [
        at
        for at, below in alone
        if below not in result.found
        and units[below].mark is None
        and len(units[below].text) >= 40
        and units[below].is_body
        and units[below].gap <= units[at].gap + 1
    ]
    if len(found) >= 3 and len(found) >= 0.6 * len(alone):
        result.found.update((at, Heading(at, "lead")) for at in found)


def _is_lead(unit: SourceParagraph) -> bool:
    """One short sentence, as leads are."""
    return (
        unit.text[-1:] == "。"
        and unit.sentences == 1
        and len(unit.text) <= _CUT_LEAD
        and unit.text.count("，") <= 1
        and not _SALUTATION.match(unit.text)
        and "：" not in unit.text
    )


def _plain(units: Sequence[SourceParagraph], free: Sequence[int], result: Headings) -> None:
    """Headings without a number: a preface or an epilogue; others only in a text that has no numbered
    chapters.
    """
    forms = {heading.form for heading in result.found.values()}
    if "kicker" in forms:
        return
    found: list[int] = []
    for above, at, below in zip([None, *free], free, free[1:], strict=False):
        unit = units[at]
        if (
            not _is_free(units, at, result)
            or at in result.strays
            or unit.closed
            or units[below].grid is not None
        ):
            continue
        clear = above is None or units[above].closed or above in result.found
        if _ENDPIECES.fullmatch(unit.text):
            result.found[at] = Heading(at, "plain")
        elif (
            clear
            and not _has_chapters(forms)
            and 2 <= len(unit.text) <= _PLAIN
            and unit.text[-1] not in "，；、"
            and (units[below].is_body or below in result.found or _SALUTATION.match(units[below].text))
        ):
            found.append(at)
    if found and len(found) <= max(3, 0.15 * len(free)):
        result.found.update((at, Heading(at, "plain")) for at in found)


def _parts(units: Sequence[SourceParagraph], free: Sequence[int], result: Headings) -> None:
    """Headings without a number above numbered ones, which begin with 一、 again under each: 2025年工作回顾 /
    一、… / 2026年重点工作 / 一、….
    """
    numbered = [result.found[at] for at in sorted(result.found) if result.found[at].form in RANKS]
    if not numbered or any(
        heading.form not in RANKS and heading.form != "plain" for heading in result.found.values()
    ):
        return
    top = min((heading.form for heading in numbered), key=RANKS.__getitem__)
    found = [
        at
        for above, at, below in zip([None, *free], free, free[1:], strict=False)
        if _is_free(units, at, result)
        and at not in result.strays
        and (above is None or units[above].closed or above in result.found)
        and 4 <= len(units[at].text) <= _PART
        and not _SENTENCE_MARKS.search(units[at].text)
        and (units[below].is_body or below in result.found)
    ]
    parts: dict[int, bool] = {}
    places = [heading.at for heading in numbered]
    for at, end in itertools.pairwise((*found, len(units))):
        under = numbered[bisect_right(places, at) : bisect_left(places, end)]
        first = min(under, key=lambda heading: RANKS[heading.form], default=None)
        # Where the numbers go on over a line it is none: 二、 / a line / 三、.
        if first is None or (first.form, first.number) == (top, 1):
            parts[at] = first is not None
    # Where there are chapters all parts have some; a report has parts that are all paragraphs.
    if len(parts) >= 2 and sum(parts.values()) >= (len(parts) if top in ORDINALS else 1):
        result.found.update((at, Heading(at, "part")) for at in parts)


def _has_chapters(forms: set[str]) -> bool:
    """Whether any of a text's forms of headings is that of a chapter, or a style of the file."""
    return not forms.isdisjoint(("篇", "章", "壹、", "一、")) or any(form.startswith("h") for form in forms)


def _levels(units: Sequence[SourceParagraph], result: Headings) -> None:
    """Give every heading its level, from the order of the forms."""
    headings = [result.found[at] for at in sorted(result.found)]
    # Numbered forms tell by their order how they nest; what has no number is placed around them.
    order = _nesting([heading for heading in headings if heading.form in RANKS])
    same = _same_level(headings)
    numbered = [form for form in order if form not in same]
    forms = {heading.form for heading in headings}
    # Headlines with a kicker, or headings without numbers, stand above the numbered ones that are within
    # them.
    above = [form for form in ("kicker", "part") if form in forms]
    if "plain" in forms and not above and not _has_chapters(forms):
        above = ["plain"]
    styles = sorted(form for form in forms if re.fullmatch(r"h\d", form))
    if styles and not _styles_are_level_one(units, headings, styles):
        above += styles
    # what has no place among the numbered forms stands beside the chapters
    level = dict.fromkeys([*styles, "plain"], 1)
    level.update((form, at) for at, form in enumerate([*above, *numbered], start=1))
    level.update((form, level[other]) for form, other in same.items())
    # Numbers of lists don't count: a lead stands as deep whether its section has a list or not.
    tops = [level[form] for form in (*STRONG, "kicker", "plain") if form in level and form in forms]
    level["lead"] = level["bold"] = 1 + max(tops, default=0)
    for heading in headings:
        form, _, below = heading.form.removeprefix("as ").partition("+")
        deep = level.get(form, 1) + int(below or 0)
        result.found[heading.at] = replace(heading, level=deep)


def _styles_are_level_one(
    units: Sequence[SourceParagraph], headings: list[Heading], styles: list[str]
) -> bool:
    """All headings bear the same mark: it says that they are headings, not how deep."""
    marks = {
        units[heading.at].level for heading in headings if heading.form in RANKS and units[heading.at].level
    }
    return len(styles) == 1 and marks == {int(styles[0][1:])}


def _nesting(headings: list[Heading]) -> list[str]:
    """The numbered forms from the top: as usual, unless the document begins them the other way round."""
    order = sorted({heading.form for heading in headings}, key=lambda form: RANKS[form])
    begins: Counter[tuple[str, str]] = Counter()
    for above, heading in itertools.pairwise(headings):
        if heading.number == 1 and heading.form != above.form:
            begins[above.form, heading.form] += 1
    # Neighbours change places, as often as there are forms: then all that had to have done so.
    for _ in order:
        for at, (upper, lower) in enumerate(itertools.pairwise(order)):
            if begins[lower, upper] >= 2 and not begins[upper, lower]:
                order[at], order[at + 1] = lower, upper
    return order


def _same_level(headings: list[Heading]) -> dict[str, str]:
    """A form that takes over half-way: 一、二、三、 and then 第四章."""
    same: dict[str, str] = {}
    numbered = [heading for heading in headings if heading.form in ("篇", "章", "壹、", "一、")]
    seen: dict[str, int] = {}
    for heading in numbered:
        if heading.form not in seen and seen and heading.number is not None and heading.number > 1:
            other = next((form for form, number in seen.items() if number == heading.number - 1), None)
            later = [each for each in numbered if each.at > heading.at and each.form == other]
            if (
                other is not None
                and not later
                and not any(each.form == heading.form and each.number == 1 for each in numbered)
            ):
                same[heading.form] = same.get(other, other)
        seen[heading.form] = heading.number or 0
    return same
