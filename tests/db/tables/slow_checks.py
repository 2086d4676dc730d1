"""The checks of names as they were written first: every name against the whole text, and every pair of names
that share a piece. Too slow for a large plan, and what the quicker form is held against.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from db.records import Project, Span, grouped
from db.tables.checks import _BRACKETS, _LEAST, _LONG, Finding, _is_slip, _pieces, city_of, core
from db.tables.facts import PlanFacts


def repeats(facts: PlanFacts) -> Iterator[Finding]:
    """The same project in two boxes, or in a box and the running text."""
    named = [project for project in facts.plan.projects if project.name is not None]
    groups = grouped(
        (project for project in named if not project.lost), lambda project: core(project.name or "", facts)
    )
    texts = [passage for passage in facts.plan.passages if passage.kind == "paragraph"]
    joined = "\ue000".join(passage.text for passage in texts)
    for words, rows in groups.items():
        boxes = {row.box: row for row in rows}.values()
        places = [facts.place(row.key, row.span) for row in boxes]
        # 通用机场 alone is too short a name to be looked for, 通用机场项目 is not.
        wanted = (
            words
            if len(words) >= _LEAST
            else _BRACKETS.sub("", rows[0].name or "").removeprefix(city_of(facts))
        )
        # One look into all texts at once: most names stand in none of them.
        if len(wanted) >= _LEAST and wanted in joined:
            for passage in texts:
                at = passage.text.find(wanted)
                if at >= 0:
                    places.append(facts.place(passage.key, (at, at + len(wanted))))
        if len(places) < 2:
            continue
        # Not a contradiction: a plan may name a project twice, but whoever adds up must know.
        where = "两个以上专栏" if len(boxes) > 1 else "专栏和正文"
        yield Finding(
            "repeat", f"“{wanted}”在{where}中都有，统计时注意不要重复计入。", tuple(places), agrees=True
        )


def similar(facts: PlanFacts) -> Iterator[Finding]:
    """Names that are nearly the same: rows of different boxes, and rows against what the text calls them."""
    named = [project for project in facts.plan.projects if project.name is not None and not project.lost]
    cores = {id(project): core(project.name or "", facts) for project in named}
    seen: set[tuple[str, str]] = set()
    by_piece: dict[str, list[Project]] = defaultdict(list)
    for project in named:
        words = cores[id(project)]
        if len(words) < _LONG - 2:
            continue
        # Names that share no piece can't differ by a slip alone; comparing all pairs takes long.
        others = {
            id(other): other
            for piece in _pieces(words)
            for other in by_piece[piece]
            if other.box != project.box
        }
        for other in others.values():
            near = cores[id(other)]
            if near != words and _is_slip(words, near) and (near, words) not in seen:
                seen.add((near, words))
                places = (facts.place(other.key, other.span), facts.place(project.key, project.span))
                yield Finding(
                    "similar", f"“{near}”与“{words}”名称相近，是否为同一项目？", places, agrees=False
                )
        for piece in set(_pieces(words)):
            by_piece[piece].append(project)
    yield from _similar_in_text(facts, named, cores)


def _similar_in_text(facts: PlanFacts, named: list[Project], cores: dict[int, str]) -> Iterator[Finding]:
    texts = [passage for passage in facts.plan.passages if passage.kind == "paragraph"]
    joined = "\ue000".join(passage.text for passage in texts)
    done: set[str] = set()
    for project in named:
        words = cores[id(project)]
        if len(words) < _LONG or words in done or words in joined:
            continue
        done.add(words)
        # A slip leaves the head or the tail as it was; both are looked for, then the whole is compared.
        head, tail = words[:4], words[-4:]
        if head not in joined or tail not in joined:
            continue
        for passage in texts:
            for span in _windows(passage.text, head, tail, len(words)):
                if _is_slip(words, passage.text[slice(*span)]):
                    # core() took them off: the place shows the name as it stands.
                    tail_after = re.match(r"工程|项目", passage.text[span[1] :])
                    span = (span[0], span[1] + (2 if tail_after else 0))
                    places = (facts.place(project.key, project.span), facts.place(passage.key, span))
                    near = facts.view.signed(passage.key, *span)
                    yield Finding(
                        "similar",
                        f"专栏中的“{project.name}”与正文中的“{near}”名称相近，是否为同一项目？",
                        places,
                        agrees=False,
                    )


def _windows(text: str, head: str, tail: str, length: int) -> Iterator[Span]:
    """Runs of about `length` characters that begin with `head` and end with `tail`, within one clause."""
    at = text.find(head)
    while at >= 0:
        # A slip adds or drops two characters at most, see _is_slip.
        for end in range(at + length - 2, at + length + 3):
            if text[end - len(tail) : end] == tail and not re.search(r"[，。；、：]", text[at:end]):
                yield at, end
                break
        at = text.find(head, at + 1)
