"""Consistency checks (核对): compares what a plan says twice. It reports findings and corrects nothing; where
a finding would be a guess, it reports none.

count: a number in a heading or a sentence against the rows, the items or the names that it counts.
total: a total against the sum of its parts, in lists of projects too (`sums`).
repeat: a project that is named twice, in two boxes or in a box and the text.
similar: names that differ by a character or two, as a slip of the pen does.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, takewhile
from operator import itemgetter
from typing import Any

from db.numerals import whole_number
from db.progress import QUIET, Progress
from db.records import Passage, Place, Project, Span, grouped
from db.tables.facts import PlanFacts, plan_column
from db.tables.findings import KIND_NAMES, Finding
from db.tables.maker import TableMaker
from db.tables.name_search import HEAD, heads_in, names_in, near_names
from db.tables.sums import said_sums
from db.tables.table import Column, RowTable, counted

_NUMBER = r"(?P<number>\d{1,9}|[两二三四五六七八九十])"
_COUNT_OF = re.compile(
    r"(?P<number>(?<!\d)\d{1,9}|[两二三四五六七八九十])(?P<measure>所|家|座|个|条|项)(?P<noun>[\u4e00-\u9fff]{2,12})"
)
_KINDS_OF = {"中小学": ("中学", "小学"), "中小学校": ("中学", "小学")}
# 甲、乙、丙等四大行动, 甲、乙和丙4个街道, 甲、乙两大通道. No longer list closes with a number: one that
# goes on is not looked through from each of its names.
_LISTED = re.compile(
    r"(?P<list>[^，。；：！？、]{2,24}(?:、[^，。；：！？、]{2,24}){0,60}?)(?P<etc>等)?"
    + _NUMBER
    + r"(?:个|大)(?P<noun>[“\u4e00-\u9fff][^，。；：、]{1,12})"
)
_HEADED = re.compile(r"^\d{1,2}[.．、]\s*" + r"(?P<number>\d{1,9})(?:个|类|大)")
_INNER = str.maketrans("“”", "‘’")
_NUMBERED = re.compile(r"^\d{1,2}\s*[.．、]")
_LEAST = 5
"""Shorter names are too common to be looked for in the text (技师学院 is looked for by its count)."""
_LONG = 10
_BRACKETS = re.compile(r"（[^（）]*）")
_WEAK_TAIL = re.compile(r"(?:建设)?(?:工程|项目)$")
_TELLING = frozenset(
    "一二三四五六七八九十中小大高初东西南北上下左右前后内外新老旧甲乙丙丁江河湖溪港ABCDEFGSXY0123456789"
)
"""Characters by which names are told apart on purpose: 东线 and 西线, 一期 and 二期, 中学 and 小学."""


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding and the plan that it is about."""

    facts: PlanFacts
    finding: Finding


def check(facts: PlanFacts, progress: Progress = QUIET) -> tuple[Finding, ...]:
    """All findings of one plan, kind by kind in the plan's order. Raises Stopped."""
    findings: list[Finding] = []
    rules = (
        _counts(facts),
        _headed(facts),
        _totals(facts),
        said_sums(facts),
        _repeats(facts, progress),
        _similar(facts, progress),
    )
    for finding in chain.from_iterable(rules):
        progress.check()
        findings.append(finding)
    return tuple(findings)


def finding_table(plans: Sequence[PlanFacts], progress: Progress = QUIET) -> RowTable[FindingRow]:
    """The findings of the plans. Raises Stopped."""
    rows = [FindingRow(facts, finding) for facts in plans for finding in check(facts, progress)]
    columns = [plan_column(plans), *_COLUMNS]
    return RowTable("checks", "核对", columns, rows, lambda row: row.finding.places[0])


def _counts(facts: PlanFacts) -> Iterator[Finding]:
    """将建9所中小学 against the rows of 中学 and 小学 in that chapter; 1家技师学院 against the row of that
    name.
    """
    # Not the whole plan: what one chapter counts is not in the boxes of another.
    chapters: dict[str, _Near] = defaultdict(_Near)
    for project in facts.plan.projects:
        if project.name is not None:
            chapters[facts.view.top(project.key).key].add(project)
    for passage in facts.plan.passages:
        # Rows of a list count nothing but themselves: 新建3所中学 is a row with its own quantity.
        if passage.kind in ("box_item", "box_title"):
            continue
        for match in _COUNT_OF.finditer(passage.text):
            number = whole_number(match["number"])
            rows, what = chapters[facts.view.top(passage.key).key].counted(match["noun"])
            if not rows:
                continue
            found = sum(row.quantity or 1 for row in rows)
            said = facts.view.signed(passage.key, match.start(), match.start("noun") + len(what))
            parts = _by_category(rows, match["measure"])
            agrees = found == number
            verdict = "一致" if agrees else f"不一致：项目表中为{found}{match['measure']}"
            yield Finding(
                "count",
                f"“{said}”与项目表{verdict}（{parts}）。",
                (facts.place(passage.key, match.span()), *_places(facts, rows)),
                agrees,
            )


class _Near:
    """The rows below one chapter of the top level, by what a noun may count."""

    def __init__(self) -> None:
        self._rows: list[Project] = []
        self._categories: dict[str, list[Project]] = defaultdict(list)
        self._names: dict[str, list[Project]] = defaultdict(list)

    def add(self, project: Project) -> None:
        """A row that has a name."""
        self._rows.append(project)
        self._categories[project.category].append(project)
        self._names[project.name or ""].append(project)

    def counted(self, noun: str) -> tuple[list[Project], str]:
        """The rows that a noun counts, and the noun as far as it was understood."""
        for words, categories in _KINDS_OF.items():
            # 中小学 counts both kinds; where one has no rows the sum would say nothing.
            if noun.startswith(words) and self._categories.keys() >= set(categories):
                return [row for row in self._rows if row.category in categories], words
        # The longest word first: 技师学院建设 is tried before 技师学院, and that before 技师.
        for length in range(len(noun), 1, -1):
            words = noun[:length]
            rows = self._categories.get(words) or self._names.get(words)
            if rows:
                return rows, words
        return [], ""


def _by_category(rows: Sequence[Project], measure: str) -> str:
    counts = Counter[str]()
    for row in rows:
        counts[row.category] += row.quantity or 1
    return "、".join(f"{category}{count}{measure}" for category, count in counts.items())


def _headed(facts: PlanFacts) -> Iterator[Finding]:
    """“1.3个…集群发展方向” against the items below it; and names listed in a sentence against the number that
    closes the list.
    """
    for members in facts.view.items.values():
        for at, head in enumerate(members):
            match = _HEADED.match(head.text)
            # A sentence that ends in 。 or ； is a statement, not the head of a list.
            if match is None or head.text[-1] in "。；":
                continue
            # By their places: to copy what follows each head would take time with the square of their number.
            following = (members[place] for place in range(at + 1, len(members)))
            below = list(takewhile(lambda item: not _NUMBERED.match(item.text), following))
            number, agrees = int(match["number"]), int(match["number"]) == len(below)
            verdict = "一致" if agrees else f"不一致：其下列出{len(below)}条"
            names = "、".join(facts.view.signed(item.key, 0, item.lead or 8).rstrip("：。") for item in below)
            said = facts.view.signed(head.key, match.start("number"))
            message = f"“{said}”所说的{number}个与其下各条{verdict}（{names}）。"
            yield Finding(
                "count", message, (facts.place(head.key), *(facts.place(item.key) for item in below)), agrees
            )
    for passage in facts.plan.passages:
        if passage.kind in ("paragraph", "box_item"):
            yield from _listed(facts, passage)


def _listed(facts: PlanFacts, passage: Passage) -> Iterator[Finding]:
    for match in _LISTED.finditer(passage.text):
        names = _names(match["list"])
        # 等 may close an open list, and one name is no list; a list that is shorter than its number begins
        # further left.
        if len(names) < 2 or len(names) != whole_number(match["number"]):
            continue
        # The number, its measure (个 or 大), and the noun.
        start = match.end() - len(match["noun"]) - len(match["number"]) - 1
        end = start + _first_words(passage.text[start : match.end()])
        said = facts.view.signed(passage.key, start, end).translate(_INNER)
        # The noun goes on where it was cut, unless it is quoted whole.
        if end < match.end() and "’" not in said:
            said += "…"
        yield Finding(
            "count",
            f"“{said}”与其前所列的{counted(len(names))}个名称一致。",
            (facts.place(passage.key, match.span("list")), facts.place(passage.key, (start, match.end()))),
            agrees=True,
        )


def _names(words: str) -> list[str]:
    *first, last = words.split("、")
    return [*first, *re.split(r"(?<=[\u4e00-\u9fff”]{2})[和与及](?=[\u4e00-\u9fff“]{2})", last)]


def _first_words(words: str) -> int:
    """How many characters of a counted noun are sure to belong together: a quoted word whole, else six."""
    quoted = re.match(r"[^“]{0,4}“[^”]*”", words)
    return len(quoted[0]) if quoted else min(len(words), 6)


def _totals(facts: PlanFacts) -> Iterator[Finding]:
    """A box's rows of totals against the total that a sentence of the box gives, or has lost."""
    for box, projects in facts.view.projects.items():
        rows = [row for row in projects if row.name is None]
        # Parts of one unit, none of them lost: others can't be added up.
        if len(rows) < 2 or any(row.quantity is None for row in rows) or len({row.unit for row in rows}) != 1:
            continue
        # All have a quantity; `or 0` is for the type checker alone.
        total, unit = sum(row.quantity or 0 for row in rows), rows[0].unit or ""
        sums = "＋".join(str(row.quantity) for row in rows)
        given = _given_total(facts, box, unit)
        places = _places(facts, rows)
        if given is not None:
            key, span, number = given
            agrees = number == total
            verdict = "一致" if agrees else "不一致"
            yield Finding(
                "total",
                f"{sums}＝{total}{unit}，与原文总数{number}{unit}{verdict}。",
                (facts.place(key, span), *places),
                agrees,
            )
            continue
        lost = facts.lost_totals.get(box)
        if lost is not None:
            message = f"分项合计{total}{unit}（{sums}），原总数缺失。"
            yield Finding(
                "total", message, (facts.place(lost.key, lost.span), *places), agrees=True, open=True
            )


def _given_total(facts: PlanFacts, box: str, unit: str) -> tuple[str, Span, int] | None:
    given = {project.key for project in facts.view.projects[box]}
    form = re.compile(
        rf"(?:共|项目|合计|总计)(?:安排|实施|建设)?(?P<number>\d{{1,9}}){re.escape(unit)}(?:左右)?"
    )
    for passage in (facts.view.passages[box], *facts.view.items.get(box, ())):
        if passage.key not in given and (match := form.search(passage.text)):
            return passage.key, match.span(), int(match["number"])
    return None


def _repeats(facts: PlanFacts, progress: Progress) -> Iterator[Finding]:
    """The same project in two boxes, or in a box and the running text."""
    named = [project for project in facts.plan.projects if project.name is not None]
    groups = grouped(
        (project for project in named if not project.lost), lambda project: core(project.name or "", facts)
    )
    # 通用机场 alone is too short a name to be looked for, 通用机场项目 is not.
    wanted = {
        words: words
        if len(words) >= _LEAST
        else _BRACKETS.sub("", rows[0].name or "").removeprefix(city_of(facts))
        for words, rows in groups.items()
    }
    texts = [passage for passage in facts.plan.passages if passage.kind == "paragraph"]
    named_in = names_in(
        (name for name in wanted.values() if len(name) >= _LEAST), [text.text for text in texts], progress
    )
    for words, rows in groups.items():
        boxes = {row.box: row for row in rows}.values()
        places = [facts.place(row.key, row.span) for row in boxes]
        name = wanted[words]
        for number, at in sorted(named_in.get(name, {}).items()):
            places.append(facts.place(texts[number].key, (at, at + len(name))))
        if len(places) < 2:
            continue
        # Not a contradiction: a plan may name a project twice, but whoever adds up must know.
        where = "两个以上专栏" if len(boxes) > 1 else "专栏和正文"
        yield Finding(
            "repeat", f"“{name}”在{where}中都有，统计时注意不要重复计入。", tuple(places), agrees=True
        )


def core(name: str, facts: PlanFacts) -> str:
    """What a project's name comes down to when it is compared: without brackets, a closing 工程 or 项目, the
    city's own name.
    """
    words = _BRACKETS.sub("", name)
    # 水厂工程 keeps its 工程: two characters would be found everywhere.
    shorter = _WEAK_TAIL.sub("", words)
    words = shorter if len(shorter) >= _LEAST - 1 else words
    for city in (facts.city, city_of(facts)):
        if city and words.startswith(city) and len(words) - len(city) >= 4:
            return words[len(city) :]
    return words


def city_of(facts: PlanFacts) -> str:
    """The plan's city without 市 or 县."""
    return facts.city[:-1] if len(facts.city) > 2 else facts.city


def _similar(facts: PlanFacts, progress: Progress) -> Iterator[Finding]:
    """Names that are nearly the same: rows of different boxes, and rows against what the text calls them."""
    named = [project for project in facts.plan.projects if project.name is not None and not project.lost]
    cores = [core(project.name or "", facts) for project in named]
    yield from _similar_rows(facts, named, cores, progress)
    yield from _similar_in_text(facts, named, cores, progress)


def _similar_rows(
    facts: PlanFacts, named: list[Project], cores: list[str], progress: Progress
) -> Iterator[Finding]:
    boxes: dict[str, dict[str, Project]] = defaultdict(dict)
    rows = [(project, words) for project, words in zip(named, cores, strict=True) if len(words) >= _LONG - 2]
    for project, words in rows:
        boxes[words].setdefault(project.box, project)
    near = near_names(boxes, _TELLING, progress)
    seen: set[tuple[str, str]] = set()
    # Name → its rows so far, the first of each box; and how many rows were before.
    before: dict[str, dict[str, tuple[int, Project]]] = defaultdict(dict)
    for at, (project, words) in enumerate(rows):
        others: list[tuple[int, int, str, Project]] = []
        for name in near.get(words, ()):
            # Of what shares no piece with it a name is told apart.
            shared = set(_pieces(name))
            piece = next((number for number, each in enumerate(_pieces(words)) if each in shared), None)
            elsewhere = (found for box, found in before[name].items() if box != project.box)
            if (
                piece is not None
                and (name, words) not in seen
                and _is_slip(words, name)
                and (first := next(elsewhere, None)) is not None
            ):
                others.append((piece, first[0], name, first[1]))
        for *_, name, other in sorted(others, key=itemgetter(0, 1)):
            seen.add((name, words))
            places = (facts.place(other.key, other.span), facts.place(project.key, project.span))
            yield Finding("similar", f"“{name}”与“{words}”名称相近，是否为同一项目？", places, agrees=False)
        before[words].setdefault(project.box, (at, project))


def _similar_in_text(
    facts: PlanFacts, named: list[Project], cores: list[str], progress: Progress
) -> Iterator[Finding]:
    passages = [passage for passage in facts.plan.passages if passage.kind == "paragraph"]
    texts = [passage.text for passage in passages]
    # Of several rows of one name the first.
    firsts: dict[str, Project] = {}
    for project, words in zip(named, cores, strict=True):
        if len(words) >= _LONG:
            firsts.setdefault(words, project)
    there = names_in(firsts, texts, progress)
    heads = heads_in({words[:HEAD] for words in firsts if words not in there}, texts, progress)
    # A slip leaves the head or the tail as it was; both are looked for, then the whole is compared. Many
    # names have them in common: 嵊州市…改造工程.
    windows: dict[tuple[str, str, int], list[tuple[int, Span]]] = {}
    for words, project in firsts.items():
        if words in there:
            continue
        progress.check()
        ends = words[:HEAD], words[-HEAD:], len(words)
        if ends not in windows:
            windows[ends] = [
                (number, span)
                for number, at in heads.get(words[:HEAD], ())
                if (span := _window(texts[number], at, *ends[1:])) is not None
            ]
        for number, span in windows[ends]:
            if _is_slip(words, texts[number][slice(*span)]):
                # core() took them off: the place shows the name as it stands.
                tail_after = re.match(r"工程|项目", texts[number][span[1] :][:2])
                span = (span[0], span[1] + (2 if tail_after else 0))
                key = passages[number].key
                places = (facts.place(project.key, project.span), facts.place(key, span))
                near = facts.view.signed(key, *span)
                yield Finding(
                    "similar",
                    f"专栏中的“{project.name}”与正文中的“{near}”名称相近，是否为同一项目？",
                    places,
                    agrees=False,
                )


def _window(text: str, at: int, tail: str, length: int) -> Span | None:
    """A run of about `length` characters from `at` that ends with `tail`, within one clause."""
    # A slip adds or drops two characters at most, see _is_slip.
    for end in range(at + length - 2, at + length + 3):
        if text[end - len(tail) : end] == tail and not re.search(r"[，。；、：]", text[at:end]):
            return at, end
    return None


def _pieces(words: str) -> list[str]:
    """Three pieces, one of which stays whole when two characters change."""
    third = max(len(words) // 3, 3)
    return [words[:third], words[third : 2 * third], words[-third:]]


def _is_slip(one: str, two: str) -> bool:
    """Whether two names differ by one or two characters that names aren't told apart by on purpose."""
    if abs(len(one) - len(two)) > 2 or one == two:
        return False
    # What is left of both when the same beginning and then the same end is taken off.
    start = _common(one, two)
    end = _common(one[start:][::-1], two[start:][::-1])
    middle = one[start : len(one) - end], two[start : len(two) - end]
    return max(map(len, middle)) <= 2 and _TELLING.isdisjoint("".join(middle))


def _common(one: str, two: str) -> int:
    """How many characters two words have in common at their beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, two, strict=False)))


def _places(facts: PlanFacts, rows: Sequence[Project]) -> tuple[Place, ...]:
    return tuple(facts.place(row.key, row.span) for row in rows)


_COLUMNS: tuple[Column[FindingRow], ...] = (
    Column("kind", "类别", lambda row: KIND_NAMES[row.finding.kind], width=6, groups=True),
    Column("verdict", "结论", lambda row: row.finding.verdict, width=6, groups=True),
    Column("message", "说明", lambda row: row.finding.message, width=48, searched=True),
    Column("source", "出处", lambda row: row.facts.source(row.finding.places[0].key), width=16, shown=False),
    Column("keys", "编号", lambda row: row.finding.keys, kind="list", width=16),
)


def _described(table: RowTable[FindingRow], rows: Sequence[int]) -> list[dict[str, Any]]:
    findings = (table.rows[row].finding for row in rows)
    return [
        {"kind": each.kind, "message": each.message, "keys": list(each.keys), "agrees": each.agrees}
        for each in findings
    ]


def _told(table: RowTable[FindingRow], rows: Sequence[int]) -> Iterator[str]:
    for row in rows:
        finding = table.rows[row].finding
        yield f"{KIND_NAMES[finding.kind]}  {finding.verdict}  {finding.message}  {'、'.join(finding.keys)}"
    if not rows:
        yield "没有发现可以核对的内容。"


MAKER = TableMaker(
    lambda plans, progress: (finding_table(plans, progress),),
    describe=_described,
    tell=_told,
)
