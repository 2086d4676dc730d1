"""Reading the project lists of boxes into rows (重点项目). Every row keeps the span of its words.

Read are totals (“现代产业类：项目数55个，五年完成投资约亿元。”, “■
科技产业类安排正式项目62项，预备项目7项， …”), lists by arrangement
(“铁路：建成A、B；启动C；开展D前期。”), lists in a sentence (“…，主要包括A、B等项目。”), numbered works
with a description (“3．应急物资库。…”), sentences below a numbered name (“1、战略骨干通道” /
“建设A、B等，推进D前期工作。”), and tables with a column of projects' names.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from db.records import Gap, GapKind, Passage, Project, Span, Stage, Table
from db.source.tables import UNIT_NOTE, column_of, covering, plain_heads

# A box that speaks of projects: takes `综合交通重大项目`, not `嵊州先进制造业集群发展方向`
_OF_PROJECTS = re.compile(r"项目|工程")
# Takes `嵊州文旅融合重点`, not `主要指标`
_OF_INCLUSIONS = re.compile(r"项目|工程|重点")
# Takes `现代产业类：项目数55个，五年完成投资约亿元`, not `现代产业类：项目55个。`
_TOTALS = re.compile(
    r"\A(?P<category>[^：。]{2,16})：(?P<all>项目数(?P<count>\d{1,9})?(?P<unit>个|项)，[^。；]*?投资(?:约|达|超)?(?P<sum>\d{1,9}(?:\.\d{1,9})?)?亿元)"
)
# Takes `铁路：建成杭绍台铁路` and `3．防洪：重点建设`, not `铁路、公路：建成` or `铁路：`
_CATEGORY = re.compile(
    r"(?:\d{1,2}\s*[.．、]\s*|（\d{1,2}）\s*|[①-⑳●■◆▪]\s*)?(?P<category>[^：，。；、（）]{1,16})：(?=.)"
)
# A list goes on to the end of its clause, so that only the first of these words in a clause may open it.
# Takes `，主要包括越剧小镇、温泉城等项目。`, not `包括党政机关。`
_INCLUSION = re.compile(
    r"(?:\A|(?<=[。；]))(?>[^。；]*?(?:主要包括|包括|主要有))(?P<list>[^。；]+?)等?项目[。；]"
)
# Takes `高铁新城配套幼儿园（3所）`, not `某路（一期）`
_QUANTITY = re.compile(r"（(?P<count>\d{1,9})(?P<unit>所|个|座|条|处|项|家|公里|千米|套|期工程)）$")
_STAGES: tuple[tuple[str, Stage], ...] = (
    ("建成", "建成"),
    ("启动", "启动"),
    ("谋划", "谋划"),
    ("重点建设", "重点建设"),
)
# Takes `建成区绿化`, not `建成区域中心` or `建成甲路`
_BUILT_UP = re.compile(r"建成区(?!域)")
"""A part of a town, and no arrangement."""
# The end of 开展…前期: takes `杭温高铁前期工作` and `甲路前期`, not `前期工作经费`
_EARLY_OPEN, _EARLY_CLOSE = "开展", re.compile(r"前期(?:工作|研究)?$")
# Takes `甲路、乙路等重大项目`, not `高等级公路`
_LIST_TAIL = re.compile(r"等(?:重大|重点)?(?:项目|工程)?$")
# Names of places alone are one item with what follows: takes `三界镇` and `剡湖街道`, not `三界镇卫生院`
_BARE_PLACE = re.compile(r"[\u4e00-\u9fff]{1,4}(?:镇|乡|街道|村|县|市|区)")
# Takes `崇仁镇污水处理工程` and `杭绍台高速`, not `三界镇`
_WHOLE = re.compile(
    r"(?:）|工程|项目|段|建设|整治|治理|改造|提升|扩建|迁建|新建|搬迁|幼儿园|小学|中学|学校|学院|枢纽|公路|铁路|高速|互通)$"
)
# Takes `■ 科技产业类安排正式项目62项`, not `科技产业类项目62项`
_COUNTS = re.compile(r"(?:[■●◆▪]\s*)?(?P<category>[^：，。]{2,16}?类)安排(?=(?:正式|预备)项目\d)")
# Takes `预备项目7项`, not `项目7项` or `预备项目若干项`
_COUNT = re.compile(r"(?:正式|预备)项目(?P<count>\d{1,9})(?P<unit>个|项)")
# Takes `3．应急物资库。建设`, not `3．物资库：建设` or `3．应急物资库。`
_WORK = re.compile(r"(?:\d{1,2}\s*[.．、]|（\d{1,2}）|[①-⑳])[\s\u3000]*(?P<name>[^：，。；]{3,40})。(?=.)")
# Takes `1、战略骨干通道`, not `1、通道：建设` or `战略骨干通道`
_NAMED = re.compile(r"(?:\d{1,2}\s*[.．、]|（\d{1,2}）|[①-⑳])[\s\u3000]*(?P<category>[^：，。；、]{2,16})")
# Takes `加快推进甲路` and `新建乙路`, not `乙路新建`
_VERB = re.compile(r"(?:规划|加快|继续|全面)?(?:新建|改扩建|扩建|续建|建设|实施|推进|推动)")
# Takes `杭温高铁前期工作`, not `前期工作扎实`
_EARLY = re.compile(r"前期(?:工作|研究)$")
# Takes `在成都等地建设`, not `甲路在建`
_TELLS = re.compile(r"在|对|以|按|为|围绕|依托|通过|面向|针对|聚焦|利用|组织")
"""What follows a name and a colon tells about it, and lists nothing."""
# Takes `项目名称`, not `项目名称和内容`
_NAME_HEAD = re.compile(r"^(?:(?:项目|工程)(?:名称)?|名称)$")
# Takes `项目类别` and `领域`, not `指标类别说明`
_CATEGORY_HEAD = re.compile(r"^(?:项目|工程)?(?:类别|类型|领域|分类|板块)$")
# Takes `合计` and `一、`, not `甲路合计`
_SUM_ROW = re.compile(r"(?:合计|总计|小计|共计|[\d一二三四五六七八九十、.]+).{0,6}")
# Takes `120.5`, not `120亿元` or `约120`
_FIGURE = re.compile(r"\d{1,9}(?:\.\d{1,9})?")
# Takes `总投资（亿元）`, not `投资主体`
_SUM_HEAD = re.compile(r"\A(?>.*?投资).*?(?P<unit>万元|亿元)")
_OPENERS, _CLOSERS = "（(“‘《【[", "）)”’》】]"


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    opens: bool
    """It stands first after a colon, comma, semicolon or full stop."""


def find_projects(
    passages: Sequence[Passage], gaps: Sequence[Gap], tables: Sequence[Table] = ()
) -> list[Project]:
    """The rows of all project lists, in reading order. Boxes whose titles speak of no projects give none."""
    titles = {passage.key: passage.text for passage in passages if passage.kind == "box_title"}
    lost: dict[str, list[Gap]] = {}
    for gap in gaps:
        lost.setdefault(gap.key, []).append(gap)
    # Rows of tables are read by column below, and not as sentences.
    tabled = {cell.key for table in tables for cell in table.cells}
    rows: list[Project] = []
    for above, passage in zip([None, *passages], passages, strict=False):
        if passage.kind != "box_item" or passage.box is None or passage.key in tabled:
            continue
        if UNIT_NOTE.fullmatch(passage.text):
            continue
        title, gaps_here = titles[passage.box], lost.get(passage.key, [])
        found = list(_rows(passage, passage.box, title, gaps_here))
        if (
            not found
            and above
            and above.kind == "box_item"
            and above.box == passage.box
            and _OF_PROJECTS.search(title)
        ):
            found = list(_below(passage, passage.box, above.text, gaps_here))
        rows += found
    order = {passage.key: at for at, passage in enumerate(passages)}
    for table in tables:
        rows.extend(_of_table(table, titles.get(table.box, table.title), lost))
    return sorted(rows, key=lambda row: (order[row.key], row.span)) if tables else rows


def _below(passage: Passage, box: str, name: str, gaps: list[Gap]) -> Iterator[Project]:
    """A sentence of works below their numbered name."""
    named = _NAMED.fullmatch(name)
    if named is None:
        return
    text = passage.text
    clauses = (clause for part in _clauses(text, (0, len(text))) for clause in _parts(text, part, "，,"))
    for verb, end in ((_VERB.match(text, clause.start, clause.end), clause.end) for clause in clauses):
        if verb is not None:
            early = _EARLY.search(text[verb.end() : end])
            stop = verb.end() + early.start() if early else end
            for span, _ in _listed(text, (verb.end(), stop)):
                yield _row(passage, box, named["category"], "前期" if early else None, span, gaps)


def _of_table(table: Table, title: str, lost: dict[str, list[Gap]]) -> Iterator[Project]:
    """The rows of a table with a column of projects' names."""
    heads = plain_heads(table)
    name_at = column_of(heads, _NAME_HEAD)
    if table.indicators or name_at is None or not _OF_PROJECTS.search(title + heads[name_at]):
        return
    kinds = covering(table, column_of(heads, _CATEGORY_HEAD))
    sum_at = column_of(heads, _SUM_HEAD)
    sums = covering(table, sum_at)
    unit = _SUM_HEAD.search(heads[sum_at]) if sum_at is not None else None
    for cell in table.cells:
        words = cell.text.strip()
        if (
            cell.column != name_at
            or cell.row < table.header
            or cell.columns > 1
            or not words
            or _SUM_ROW.fullmatch(words)
        ):
            continue
        figure = _FIGURE.fullmatch(sums.get(cell.row, ""))
        amount = float(figure.group()) if figure and unit else None
        if amount is not None and unit is not None and unit["unit"] == "万元":
            # In 亿元, as all investments are told; rounded, because a float has no exact ten-thousandth.
            amount = round(amount / 10_000, 6)
        kind, gaps = kinds.get(cell.row, ""), lost.get(cell.key, [])
        yield Project(
            cell.key, table.box, kind, None, cell.text, cell.span, None, None, amount, _lost(gaps, cell.span)
        )


def _rows(passage: Passage, box: str, title: str, gaps: list[Gap]) -> Iterator[Project]:
    text = passage.text
    if _OF_PROJECTS.search(title) is None:
        yield from _included(passage, box, title, gaps)
    elif totals := _TOTALS.match(text):
        yield Project(
            passage.key,
            box,
            totals["category"],
            None,
            None,
            totals.span("all"),
            int(totals["count"]) if totals["count"] else None,
            totals["unit"],
            float(totals["sum"]) if totals["sum"] else None,
            _lost(gaps, totals.span("all")),
        )
    elif counts := _COUNTS.match(text):
        for count in _COUNT.finditer(text, counts.end()):
            yield Project(
                passage.key,
                box,
                counts["category"].strip(),
                None,
                None,
                count.span(),
                int(count["count"]),
                count["unit"],
                None,
                _lost(gaps, count.span()),
            )
    elif category := _CATEGORY.match(text):
        if not _TELLS.match(text, category.end()):
            for span, stage in _listed(text, (category.end(), len(text))):
                yield _row(passage, box, category["category"], stage, span, gaps)
        elif category.start("category"):  # a numbered work, and what it is
            yield _row(passage, box, "", None, category.span("category"), gaps)
    elif (work := _WORK.match(text)) and not _INCLUSION.search(text):
        yield _row(passage, box, "", None, work.span("name"), gaps)
    else:
        yield from _included(passage, box, title, gaps)


def _included(passage: Passage, box: str, title: str, gaps: list[Gap]) -> Iterator[Project]:
    """The projects that a sentence lists."""
    heading = passage.text[: passage.lead].rstrip("。：")
    for inclusion in _INCLUSION.finditer(passage.text) if _OF_INCLUSIONS.search(title) else ():
        for span, stage in _listed(passage.text, inclusion.span("list")):
            yield _row(passage, box, heading, stage, span, gaps)


def _row(
    passage: Passage, box: str, category: str, stage: Stage | None, span: Span, gaps: list[Gap]
) -> Project:
    name = passage.text[slice(*span)]
    quantity = _QUANTITY.search(name)
    return Project(
        passage.key,
        box,
        category,
        stage,
        name,
        span,
        int(quantity["count"]) if quantity else None,
        quantity["unit"] if quantity else None,
        None,
        _lost(gaps, span),
    )


def _lost(gaps: list[Gap], span: Span) -> tuple[GapKind, ...]:
    # Looked up, as they are in order: a passage may have as many as it has names.
    first = bisect_left(gaps, span[0], key=_start_of)
    return tuple(
        gap.kind for gap in gaps[first : bisect_right(gaps, span[1], key=_start_of)] if gap.span[1] <= span[1]
    )


def _start_of(gap: Gap) -> int:
    return gap.span[0]


def _listed(text: str, span: Span) -> Iterator[tuple[Span, Stage | None]]:
    """The names of a list and the arrangement that each stands under."""
    stage: Stage | None = None
    for clause in _clauses(text, span):
        tokens = list(_parts(text, clause, "、，,"))
        close = _EARLY_CLOSE.search(text[slice(*clause)])
        early = close is not None and any(
            token.opens and text.startswith(_EARLY_OPEN, token.start) for token in tokens
        )
        if close and early:
            tokens[-1] = _Token(tokens[-1].start, clause[0] + close.start(), tokens[-1].opens)
        listed: list[tuple[_Token, Stage | None]] = []
        for token in tokens:
            if token.opens:
                word, stage = _stage(text, token.start, stage, early)
                token = _Token(token.start + len(word), token.end, True)
            listed.append((token, stage))
        for token, named in _joined(text, listed):
            end = token.start + len(_LIST_TAIL.sub("", text[token.start : token.end]))
            if end > token.start:
                yield (token.start, end), named


def _stage(text: str, at: int, stage: Stage | None, early: bool) -> tuple[str, Stage | None]:
    """The arrangement word at `at` (empty if there is none) and the arrangement that holds from here on."""
    if early and text.startswith(_EARLY_OPEN, at):
        return _EARLY_OPEN, "前期"
    for word, named in _STAGES:
        if text.startswith(word, at) and not _BUILT_UP.match(text, at):
            return word, named
    return "", stage


def _clauses(text: str, span: Span) -> Iterator[Span]:
    """The parts between ； and 。 that hold anything."""
    for part in _parts(text, span, "；。;"):
        yield part.start, part.end


def _parts(text: str, span: Span, separators: str) -> Iterator[_Token]:
    """`span` cut at `separators`, but not inside brackets or quotes; empty parts are left out."""
    start, depth, opens = span[0], 0, True
    for at in range(span[0], span[1] + 1):
        character = text[at] if at < span[1] else ""
        if character and character in _OPENERS:
            depth += 1
        elif character and character in _CLOSERS:
            depth = max(depth - 1, 0)
        elif not character or (character in separators and not depth):
            if at > start:
                yield _Token(start, at, opens)
            opens = character != "、"
            start = at + 1


def _joined(text: str, listed: list[tuple[_Token, Stage | None]]) -> Iterator[tuple[_Token, Stage | None]]:
    """Join what is one project: “济渡、绿溪等小流域…治理”, “三界镇、…、贵门乡卫生院异地新建”.

    等 takes in the bare examples before it, back to the last comma, arrangement word or whole name; bare
    place names belong to the item that they lead up to.
    """
    waiting: list[tuple[_Token, Stage | None]] = []
    for at, (token, stage) in enumerate(listed):
        if token.opens:
            yield from waiting
            waiting = []
        words = text[token.start : token.end]
        waiting.append((token, stage))
        last = at + 1 == len(listed) or listed[at + 1][0].opens
        if "等" in words[1:] and not (last and _LIST_TAIL.search(words)):
            first = len(waiting) - 1
            while first > 0 and not _WHOLE.search(
                text[waiting[first - 1][0].start : waiting[first - 1][0].end]
            ):
                first -= 1
            yield from waiting[:first]
            yield _merge(waiting[first:])
            waiting = []
        elif not _BARE_PLACE.fullmatch(words):
            first = len(waiting) - 1
            while first > 0 and _BARE_PLACE.fullmatch(
                text[waiting[first - 1][0].start : waiting[first - 1][0].end]
            ):
                first -= 1
            waiting[first:] = [_merge(waiting[first:])]
    yield from waiting


def _merge(tokens: list[tuple[_Token, Stage | None]]) -> tuple[_Token, Stage | None]:
    first, stage = tokens[0]
    return _Token(first.start, tokens[-1][0].end, first.opens), stage
