"""Reading the project lists of boxes into rows (重点项目). Every row keeps the span of its words.

Read are totals (“现代产业类：项目数55个，五年完成投资约亿元。”, “■
科技产业类安排正式项目62项，预备项目7项， …”), lists by arrangement
(“铁路：建成A、B；启动C；开展D前期。”), lists in a sentence (“…，主要包括A、B等项目。”), numbered works
with a description (“3．应急物资库。…”) or in a line of their own, sentences below a numbered name
(“1、战略骨干通道” / “建设A、B等，推进D前期工作。”), and tables whose columns are those of a list of projects
(`project_tables`). A line such as “一、交通（2个）” is no project: it names the field of those below it.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from db.records import Gap, GapKind, Passage, Project, Span, Table
from db.source.amounts import amount_of
from db.source.project_names import (
    Arranged,
    ListedName,
    arranged_of,
    is_built,
    is_described,
    is_kind,
    is_work,
    listed,
    money_in,
    opened,
    split,
    tells_one,
)
from db.source.project_tables import ProjectLine, project_lines, said_count
from db.source.tables import UNIT_NOTE

# A box that speaks of projects: takes `综合交通重大项目`, not `嵊州先进制造业集群发展方向`
_OF_PROJECTS = re.compile(r"项目|工程")
# Takes `嵊州文旅融合重点`, not `主要指标`
_OF_INCLUSIONS = re.compile(r"项目|工程|重点")
# Takes `现代产业类：项目数55个，五年完成投资约亿元`, not `现代产业类：项目55个。`
_TOTALS = re.compile(
    r"\A(?P<category>[^：。]{2,16})：(?P<all>项目数(?P<count>\d{1,9})?(?P<unit>个|项)，[^。；]*?投资(?:(?P<sum>(?:约|达到?|超)?\d{1,9}(?:\.\d{1,9})?亿元)|(?:约|达到?|超)?亿元))"
)
_MARK = r"(?:\d{1,2}\s*[.．、]|（\d{1,2}）|[①-⑳●■◆▪])[\s\u3000]*"
# Takes `铁路：建成杭绍台铁路`, `3．防洪：建设` and `交通（2个）：甲路`, not `铁路、公路：建成` or `铁路：`
_CATEGORY = re.compile(
    rf"(?:{_MARK})?(?P<category>[^：，。；、（）]{{1,16}})(?:（[^：（）]{{1,24}}）)?：(?=.)"
)
# Another kind in the same item: takes `。前期：丙库` and `；公路（2条）：甲路`, not `。前期工作`
_NEXT_CATEGORY = re.compile(r"[。；](?P<category>[^：，。；、（）\s]{2,8})(?:（[^：（）]{1,24}）)?：(?=.)")
# What is said of a project, and names none: takes `建设内容`, `责任单位` and `总投资`, not `水利`
_LABEL = re.compile(
    r"(?:项目|工程|建设|主要|实施|工作|计划|预期|政策|进度|资金|投资|责任|牵头|配合|主管|完成|规划|保障|总|年度|起止|"
    r"估算|预计|承办|支持){0,3}"
    r"(?:内容|规模|地点|地址|年限|期限|工期|时间|时限|性质|单位|部门|主体|目标|位置|范围|概况|概算|投资|估算|"
    r"来源|措施|(?<=资金)安排|(?<=进度)安排|效益|备注|注|说明|要求|方式|政策|投资额|业主|进展|原则|思路)"
)
# A list goes on to the end of its clause, so that only the first of these words in a clause may open it.
# Takes `，主要包括越剧小镇、温泉城等项目。`, not `包括党政机关。`
_INCLUSION = re.compile(
    r"(?:\A|(?<=[。；]))(?>[^。；]*?(?:主要包括|包括|主要有))(?P<list>[^。；]+?)等?项目[。；]"
)
# Takes `高铁新城配套幼儿园（3所）`, not `某路（一期）`
_QUANTITY = re.compile(r"（(?P<count>\d{1,9})(?P<unit>所|个|座|条|处|项|家|公里|千米|套|期工程)）$")
# Takes `■ 科技产业类安排正式项目62项`, not `科技产业类项目62项`
_COUNTS = re.compile(r"(?:[■●◆▪]\s*)?(?P<category>[^：，。]{2,16}?类)安排(?=(?:正式|预备)项目\d)")
# Takes `预备项目7项`, not `项目7项` or `预备项目若干项`
_COUNT = re.compile(r"(?:正式|预备)项目(?P<count>\d{1,9})(?P<unit>个|项)")
# How many of a kind, and what they cost: takes `5.交通类项目3个，` and `水利项目共2项。`, not `3个项目，`
_COUNTED = re.compile(
    rf"(?:{_MARK})?(?:共?安排|实施|谋划|规划)?(?P<category>[^：，。；\d]{{2,16}}?)类?(?:重大|重点)?(?:建设)?(?:项目|工程)"
    r"(?:共有?)?(?P<count>\d{1,5})(?P<unit>个|项)(?=[，。；（])"
)
# Takes `其中：甲路`, `主要包括甲路` and `分别为甲路`, not `其他`
_PARTS = re.compile(r"(?:其中|(?:主要)?包括|主要有|分别[为是]|具体[为是])[：:，,]?")
# Takes `1.新建` and `● 新建`, not `新建`
_ITEM = re.compile(_MARK)
# Takes `3．应急物资库。建设`, not `3．物资库：建设` or `3．应急物资库。`
_WORK = re.compile(r"(?:\d{1,2}\s*[.．、]|（\d{1,2}）|[①-⑳])[\s\u3000]*(?P<name>[^：，。；]{3,40})。(?=.)")
# Takes `1.云溪大桥，`, not `1.云溪大桥。` or `云溪大桥，`
_TOLD_WORK = re.compile(rf"{_MARK}(?P<name>[^：，。；]{{3,40}})，")
# A line of its own: takes `1.云溪大桥` and `● 白石公路；`, not `云溪大桥` or `1.云溪大桥，长680米`
_LINE = re.compile(rf"{_MARK}(?P<name>[^：，。；]{{3,40}})[。；]?")
# The head of those below it: takes `一、交通` and `（二）水利（2个）：`, not `一、交通：甲路` or `1.交通`
_GROUP = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}\s*[、.．]|（[一二三四五六七八九十]{1,3}）)[\s\u3000]*"
    r"(?P<name>[^：，。；（）]{2,20})(?:（[^（）]{1,24}）)?：?"
)
# Takes `1.交通（2个）` and `水利（共3项）：`, not `水利：`
_COUNTED_GROUP = re.compile(rf"(?:{_MARK})?(?P<name>[^：，。；（）]{{2,20}})（[^（）]{{1,24}}）：?")
# Kinds of works: takes `1.铁路。建成` and `高速公路。建`, not `铁路：建成` or `1.应急物资库。建设`
_KIND = re.compile(
    rf"(?:{_MARK})?(?P<category>[^：，。；、（）]{{0,6}}?(?:铁路|公路|国道|省道|道路|高速|航道|水运|航运|航空|机场|枢纽|港口|站场|"
    r"轨道交通|交通|能源|电力|电网|水利|水库|防洪|供水|灌区|教育|医疗|卫生|文化|体育|养老|旅游|市政|环保|农业|物流|工业|住房)"
    r"(?:设施|网络|网|通道|建设)?)。(?=.)"
)
# Takes `1、战略骨干通道` and `01 高速铁路`, not `1、通道：建设` or `战略骨干通道`
_NAMED = re.compile(
    r"(?:\d{1,2}\s*[.．、]|（\d{1,2}）|[①-⑳]|0\d|[1-9]\d[\s\u3000])[\s\u3000]*(?P<category>[^：，。；、]{2,16})"
)
# Takes `在成都等地建设`, not `甲路在建`
_TELLS = re.compile(r"在|对|以|按|为|围绕|依托|通过|面向|针对|聚焦|利用|组织")
"""What follows a name and a colon tells about it, and lists nothing."""


def find_projects(
    passages: Sequence[Passage], gaps: Sequence[Gap], tables: Sequence[Table] = ()
) -> list[Project]:
    """The rows of all project lists, in reading order. Boxes whose titles speak of no projects give none."""
    lost: dict[str, list[Gap]] = {}
    for gap in gaps:
        lost.setdefault(gap.key, []).append(gap)
    # Rows of tables are read by column below, and not as sentences.
    tabled = {cell.key for table in tables for cell in table.cells}
    titles = {passage.key: passage.text for passage in passages if passage.kind == "box_title"}
    items: dict[str, list[Passage]] = {}
    notes: dict[str, list[str]] = {}
    for passage in passages:
        if passage.kind == "box_item" and passage.box is not None and passage.key not in tabled:
            notes.setdefault(passage.box, []).append(passage.text)
            if not UNIT_NOTE.fullmatch(passage.text):
                items.setdefault(passage.box, []).append(passage)
    rows = [row for box, inside in items.items() for row in _of_box(box, titles[box], inside, lost)]
    for table in tables:
        lines = project_lines(table, titles.get(table.box, table.title), notes.get(table.box, ()))
        rows += (_of_line(table.box, line, lost) for line in lines if line.kind == "project")
    order = {passage.key: at for at, passage in enumerate(passages)}
    return sorted(rows, key=lambda row: (order[row.key], row.span))


def _of_box(box: str, title: str, items: Sequence[Passage], lost: dict[str, list[Gap]]) -> Iterator[Project]:
    """The rows of a box, under the fields that lines of it name."""
    if _OF_PROJECTS.search(title) is None:
        for passage in items:
            yield from _included(passage, box, title, lost.get(passage.key, []))
        return
    field, arranged = "", Arranged(None, "")
    # A name in a line of its own, until it is known whether a list stands below it.
    waiting: list[Project] = []
    above: Passage | None = None
    for passage in items:
        gaps = lost.get(passage.key, [])
        group = group_line(passage.text)
        found = list(_rows(passage, box, title, gaps)) if group is None else []
        if not found and above is not None and group is None and not _ITEM.match(passage.text):
            found = list(_below(passage, box, above.text, gaps))
            # What stands above a list is the name of the list.
            waiting = [] if found else waiting
        if not found and group is None:
            found = _works(passage, box, gaps)
        for row in (*waiting, *found):
            yield _under(row, field, arranged)
        waiting = [] if found else list(_line(passage, box, gaps))
        if group is not None:
            kind = arranged_of(group[0])
            field, arranged = ("", kind) if kind is not None else (group[0], Arranged(None, ""))
        above = passage
    for row in waiting:
        yield _under(row, field, arranged)


def group_line(text: str) -> tuple[str, Span] | None:
    """What a line of a box names as the field of those below it, and where that stands: 一、交通 and
    ●水利（2个）. None if it is no such line.
    """
    match = _GROUP.fullmatch(text)
    if match is None and said_count(text) is not None:
        match = _COUNTED_GROUP.fullmatch(text)
    if match is None or (is_built(match["name"]) and arranged_of(match["name"]) is None):
        return None
    return match["name"].strip(), match.span("name")


def counted_category(text: str) -> tuple[Span, int] | None:
    """What a list opens with that says how many it lists, and the number: 交通（2个）：…; None without."""
    match = _CATEGORY.match(text)
    end = text.find("：")
    number = said_count(text[match.start("category") : end]) if match is not None else None
    return ((match.start("category"), end), number) if match is not None and number is not None else None


def _under(row: Project, field: str, arranged: Arranged) -> Project:
    """The row with what the line above it says of all below."""
    if not row.arrangement and arranged.printed:
        row = replace(row, stage=arranged.stage, arrangement=arranged.printed)
    return replace(row, field=field, category=row.category or field) if field else row


def _line(passage: Passage, box: str, gaps: list[Gap]) -> Iterator[Project]:
    """A numbered name in a line of its own."""
    match = _LINE.fullmatch(passage.text)
    if match is not None and is_built(match["name"]):
        yield _row(passage, box, match.span("name"), gaps)


def _below(passage: Passage, box: str, name: str, gaps: list[Gap]) -> Iterator[Project]:
    """A sentence of works below their numbered name."""
    named, group = _NAMED.fullmatch(name), group_line(name)
    category = group[0] if group is not None else named["category"] if named is not None else ""
    for each in listed(passage.text, (0, len(passage.text))) if category else ():
        if each.arranged is not None:
            yield _named(passage, box, category, each, gaps)


def _of_line(box: str, line: ProjectLine, lost: dict[str, list[Gap]]) -> Project:
    """The row of a table."""
    quantity = _QUANTITY.search(line.name)
    arranged = line.arranged or Arranged(None, "")
    return Project(
        line.key,
        box,
        line.category,
        arranged.stage,
        line.name,
        line.span,
        int(quantity["count"]) if quantity else None,
        quantity["unit"] if quantity else None,
        line.amount,
        _lost(lost.get(line.key, []), line.span),
        arranged.printed,
        line.fields[0] if line.fields else "",
    )


def _rows(passage: Passage, box: str, title: str, gaps: list[Gap]) -> Iterator[Project]:
    text = passage.text
    if totals := _TOTALS.match(text):
        yield Project(
            passage.key,
            box,
            totals["category"],
            None,
            None,
            totals.span("all"),
            int(totals["count"]) if totals["count"] else None,
            totals["unit"],
            amount_of(totals["sum"], "") if totals["sum"] else None,
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
    elif counted := _COUNTED.match(text):
        yield from _of_count(passage, box, counted, gaps)
    elif category := _CATEGORY.match(text):
        # 开工建设：甲库、乙库。前期：丙库。
        heads = [category, *_NEXT_CATEGORY.finditer(text, category.end())]
        ends = [*(head.start() for head in heads[1:]), len(text)]
        for head, end in zip(heads, ends, strict=True):
            yield from _of_category(passage, box, head, end, gaps)
    elif (work := _TOLD_WORK.match(text)) and is_described(text, *_first_part(text, work.end())):
        # 1.云溪大桥，桥长680米，总投资3.2亿元。
        span = work.span("name")
        if opened(text, span) != span and (works := _works(passage, box, gaps)):
            # 1.新建白石公路35公里，总投资5亿元；续建青阳大桥。
            yield from works
            return
        amount = money_in(text, (work.end(), len(text)))
        yield replace(_row(passage, box, work.span("name"), gaps), amount=amount)
    elif (kind := _KIND.match(text)) and (found := _under_verbs(passage, box, kind, gaps)):
        yield from found
    elif (work := _WORK.match(text)) and not _INCLUSION.search(text):
        yield _row(passage, box, work.span("name"), gaps)
    else:
        yield from _included(passage, box, title, gaps)


def _under_verbs(passage: Passage, box: str, kind: re.Match[str], gaps: list[Gap]) -> list[Project]:
    """What follows a kind and a full stop, where verbs list it: 铁路。建成甲线、乙线。"""
    names = listed(passage.text, (kind.end(), len(passage.text)))
    return [_named(passage, box, kind["category"], each, gaps) for each in names if each.arranged is not None]


def _of_count(passage: Passage, box: str, counted: re.Match[str], gaps: list[Gap]) -> Iterator[Project]:
    """A row of totals, and the projects that are listed as its parts."""
    text = passage.text
    parts = _PARTS.search(text, counted.end())
    span = (counted.start("category"), parts.start() if parts else len(text))
    span = (span[0], span[0] + len(text[slice(*span)].rstrip("，。；、 ")))
    yield Project(
        passage.key,
        box,
        counted["category"],
        None,
        None,
        span,
        int(counted["count"]),
        counted["unit"],
        money_in(text, (counted.end(), span[1])),
        _lost(gaps, span),
    )
    names = listed(text, (parts.end(), len(text))) if parts else []
    # As many names as are counted: then all are projects, also one that doesn't sound like a work.
    agrees = len(names) == int(counted["count"])
    for each in names:
        if agrees or each.amount is not None or is_work(text, each.span):
            yield _named(passage, box, counted["category"], each, gaps)


def parts_named(text: str) -> int:
    """How many names a line lists as parts of what it counts (交通类项目3个。其中：甲路、乙路、丙路), whether
    they were understood as projects or not.
    """
    counted = _COUNTED.match(text)
    parts = _PARTS.search(text, counted.end()) if counted else None
    return len(listed(text, (parts.end(), len(text)))) if parts else 0


def _works(passage: Passage, box: str, gaps: list[Gap]) -> list[Project]:
    """Works that a line lists under no kind: 推进龙潭水库前期工作；加快实施县医院迁建. None where
    the line has anything else.
    """
    text = passage.text
    mark = _ITEM.match(text)
    names = listed(text, (mark.end() if mark else 0, len(text)))
    for each in names:
        early = each.arranged is not None and each.arranged.stage == "前期"
        if not (is_work(text, each.span) or (early and is_built(text[slice(*each.span)]))):
            return []
        if each.arranged is None and each.amount is None and len(names) < 2:
            return []
    return [_named(passage, box, "", each, gaps) for each in names]


def _of_category(
    passage: Passage, box: str, category: re.Match[str], end: int, gaps: list[Gap]
) -> Iterator[Project]:
    """What follows a name and a colon: a list, or what is told of the one project that is named."""
    text, name = passage.text, category["category"]
    # What stands in brackets belongs to a name (云溪机场（二期）), and not to a kind.
    whole = (category.start("category"), category.end() - 1)
    if _LABEL.fullmatch(name):
        return
    if _TELLS.match(text, category.end()):
        if category.start("category") > category.start():  # a numbered work, and what it is
            yield _row(passage, box, whole, gaps)
        return
    span = (category.end(), end)
    if is_described(text, *_first_part(text, category.end())):
        # 云溪大桥：桥长680米，总投资3.2亿元。
        if len(name) >= 3:
            row = _row(passage, box, whole, gaps)
            yield replace(row, amount=money_in(text, span))
        return
    if len(name) >= 4 and is_built(name) and not is_kind(name) and tells_one(text, span):
        # 白石产业园：新建厂房12万平方米，总投资8.5亿元；配套道路3公里。
        yield replace(_row(passage, box, whole, gaps), amount=money_in(text, span))
        return
    kind = arranged_of(name) or Arranged(None, "")
    for each in listed(text, span):
        yield _under(_named(passage, box, name, each, gaps), "", kind)


def _first_part(text: str, at: int) -> Span:
    """The first clause from `at`, without a verb that it opens with."""
    part = next(split(text, (at, len(text)), "、，,；;。"), None)
    return opened(text, (part.start, part.end)) if part is not None else (at, at)


def _included(passage: Passage, box: str, title: str, gaps: list[Gap]) -> Iterator[Project]:
    """The projects that a sentence lists."""
    heading = passage.text[: passage.lead].rstrip("。：")
    for inclusion in _INCLUSION.finditer(passage.text) if _OF_INCLUSIONS.search(title) else ():
        for each in listed(passage.text, inclusion.span("list")):
            yield _named(passage, box, heading, each, gaps)


def _named(passage: Passage, box: str, category: str, each: ListedName, gaps: list[Gap]) -> Project:
    arranged = each.arranged or Arranged(None, "")
    return replace(
        _row(passage, box, each.span, gaps),
        category=category,
        stage=arranged.stage,
        amount=each.amount,
        arrangement=arranged.printed,
    )


def _row(passage: Passage, box: str, span: Span, gaps: list[Gap]) -> Project:
    name = passage.text[slice(*span)]
    quantity = _QUANTITY.search(name)
    return Project(
        passage.key,
        box,
        "",
        None,
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
