"""Reading the project lists of boxes into rows (重点项目). Every row keeps the span of its words.

Three forms are read: totals (“现代产业类：项目数55个，五年完成投资约亿元。”), lists by arrangement
(“铁路：建成A、B；启动C；开展D前期。”) and lists in a sentence (“…，主要包括A、B等项目。”).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from db.records import Gap, GapKind, Passage, Project, Span, Stage

_OF_PROJECTS = re.compile(r"项目|工程")
_OF_INCLUSIONS = re.compile(r"项目|工程|重点")
_TOTALS = re.compile(
    r"(?P<category>[^：。]{2,16})：(?P<all>项目数(?P<count>\d+)?(?P<unit>个|项)，[^。；]*?投资(?:约|达|超)?(?P<sum>\d+(?:\.\d+)?)?亿元)"
)
_CATEGORY = re.compile(r"(?:\d{1,2}\s*[.．、]\s*|（\d{1,2}）\s*|[①-⑳●■◆▪]\s*)?(?P<category>[^：，。；、（）]{1,16})：(?=.)")
_INCLUSION = re.compile(r"(?:主要包括|包括|主要有)(?P<list>[^。；]+?)等?项目[。；]")
_QUANTITY = re.compile(r"（(?P<count>\d+)(?P<unit>所|个|座|条|处|项|家|公里|千米|套|期工程)）$")
_STAGES: tuple[tuple[str, Stage], ...] = (("建成", "建成"), ("启动", "启动"), ("谋划", "谋划"), ("重点建设", "重点建设"))
_EARLY_OPEN, _EARLY_CLOSE = "开展", re.compile(r"前期(?:工作|研究)?$")
_LIST_TAIL = re.compile(r"等(?:重大|重点)?(?:项目|工程)?$")
_BARE_PLACE = re.compile(r"[\u4e00-\u9fff]{1,4}(?:镇|乡|街道|村|县|市|区)")
_WHOLE = re.compile(
    r"(?:）|工程|项目|段|建设|整治|治理|改造|提升|扩建|迁建|新建|搬迁|幼儿园|小学|中学|学校|学院|枢纽|公路|铁路|高速|互通)$"
)
_OPENERS, _CLOSERS = "（(“‘《【[", "）)”’》】]"


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    opens: bool
    """It stands first after a colon, comma, semicolon or full stop."""


def find_projects(passages: list[Passage], gaps: list[Gap]) -> list[Project]:
    """The rows of all project lists, in reading order. Boxes whose titles speak of no projects give none."""
    titles = {passage.key: passage.text for passage in passages if passage.kind == "box_title"}
    lost: dict[str, list[Gap]] = {}
    for gap in gaps:
        lost.setdefault(gap.key, []).append(gap)
    rows: list[Project] = []
    for passage in passages:
        if passage.kind == "box_item" and passage.box is not None:
            rows.extend(_rows(passage, passage.box, titles[passage.box], lost.get(passage.key, [])))
    return rows


def _rows(passage: Passage, box: str, title: str, gaps: list[Gap]) -> Iterator[Project]:
    text = passage.text
    totals = _TOTALS.match(text)
    if _OF_PROJECTS.search(title) and totals:
        count, sum_ = totals["count"], totals["sum"]
        yield Project(
            passage.key,
            box,
            totals["category"],
            None,
            None,
            totals.span("all"),
            int(count) if count else None,
            totals["unit"],
            float(sum_) if sum_ else None,
            _lost(gaps, totals.span("all")),
        )
        return
    category = _CATEGORY.match(text)
    if _OF_PROJECTS.search(title) and category:
        for span, stage in _listed(text, (category.end(), len(text))):
            yield _row(passage, box, category["category"], stage, span, gaps)
        return
    if _OF_INCLUSIONS.search(title):
        heading = text[: passage.lead].rstrip("。：")
        for inclusion in _INCLUSION.finditer(text):
            for span, stage in _listed(text, inclusion.span("list")):
                yield _row(passage, box, heading, stage, span, gaps)


def _row(passage: Passage, box: str, category: str, stage: Stage | None, span: Span, gaps: list[Gap]) -> Project:
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
    return tuple(gap.kind for gap in gaps if span[0] <= gap.span[0] and gap.span[1] <= span[1])


def _listed(text: str, span: Span) -> Iterator[tuple[Span, Stage | None]]:
    """The names of a list and the arrangement that each stands under."""
    stage: Stage | None = None
    for clause in _clauses(text, span):
        tokens = _tokens(text, clause)
        close = _EARLY_CLOSE.search(text[slice(*clause)])
        early = close is not None and any(token.opens and text.startswith(_EARLY_OPEN, token.start) for token in tokens)
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
        if text.startswith(word, at):
            return word, named
    return "", stage


def _clauses(text: str, span: Span) -> Iterator[Span]:
    """The parts between ； and 。 that hold anything."""
    for part in _parts(text, span, "；。;"):
        yield part.start, part.end


def _tokens(text: str, clause: Span) -> list[_Token]:
    return list(_parts(text, clause, "、，,"))


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

    等 takes in the bare examples before it, back to the last comma, arrangement word or whole name; bare place names
    belong to the item that they lead up to.
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
            while first > 0 and not _WHOLE.search(text[waiting[first - 1][0].start : waiting[first - 1][0].end]):
                first -= 1
            yield from waiting[:first]
            yield _merge(waiting[first:])
            waiting = []
        elif not _BARE_PLACE.fullmatch(words):
            first = len(waiting) - 1
            while first > 0 and _BARE_PLACE.fullmatch(text[waiting[first - 1][0].start : waiting[first - 1][0].end]):
                first -= 1
            waiting[first:] = [_merge(waiting[first:])]
    yield from waiting


def _merge(tokens: list[tuple[_Token, Stage | None]]) -> tuple[_Token, Stage | None]:
    first, stage = tokens[0]
    return _Token(first.start, tokens[-1][0].end, first.opens), stage
