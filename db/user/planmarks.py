"""Files of marks for colleagues (.planmarks): W3C Web Annotation JSON-LD, one file, no network.

A file is an AnnotationCollection with one page. What the W3C model has no word for stands under `reader:`; it
also carries the words of the editions that its marks are anchored in, so that they find their place in
another edition without guessing. Formats are numbered; every version of the program reads all earlier ones.
"""

import errno
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar

from db.files import exported, head, read_whole
from db.progress import QUIET, Progress
from db.records import PlaceWord, Supplement
from db.user.errors import ExchangeError
from db.user.merge import LONGEST_LINEAGE
from db.user.note_text import clean
from db.user.plan_text import PlanLine, PlanText
from db.user.records import (
    Addition,
    Anchor,
    Assignment,
    Category,
    Mark,
    MarkKind,
    Moment,
    SourceRange,
    State,
    TextRange,
    is_id,
    moment,
    time_of,
)

FORMAT = 1
"""Of the files that are written; each number so far is read."""

LARGEST = 64 * 2**20
"""Bytes of the largest file that is read: some thirty thousand marks."""
_MOST_PARTS = 4_000_000
_LONGEST_TEXT = 1_000_000
_LONGEST_NAME = 1_000
_MOST_TAGS = 500
_LARGEST_NUMBER = 2**53
"""Above it JSON numbers are not exact in every program."""

ENDING = ".planmarks"
_TERMS = "urn:plan-reader:terms:"
_HEAD = 1024
"""Bytes in which a file says what it is."""
_CONTEXT = ["http://www.w3.org/ns/anno.jsonld", {"reader": _TERMS}]
_MOTIVATIONS: dict[MarkKind, str] = {
    "highlight": "highlighting",
    "underline": "highlighting",
    "note": "commenting",
    "bookmark": "bookmarking",
}
_KINDS: tuple[MarkKind, ...] = ("highlight", "underline", "note", "bookmark")
_STATES: tuple[State, ...] = ("待办", "已办")
_How = Literal["named", "related", "none"]
_HOWS: tuple[_How, ...] = ("named", "related", "none")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_VERSION = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z:[0-9a-f]{32}")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_DAMAGED = "批注文件“{name}”已损坏或被改动过，没有合并；请对方重新导出一份。"


@dataclass(frozen=True, slots=True)
class PlanIdentity:
    """Which plan marks are about."""

    slug: str
    title: str
    period: str = ""
    edition: str = ""
    """Stamp of the edition that the writer of the file had."""


@dataclass(frozen=True, slots=True)
class PlanMarks:
    """What a .planmarks file holds."""

    author: str
    made: Moment
    plans: tuple[PlanIdentity, ...]
    marks: tuple[Mark, ...]
    """As the writer had them; where they stand here is not known yet, so all are `unplaced`."""
    categories: tuple[Category, ...] = ()
    editions: Mapping[str, PlanText] | None = None
    """The words of the editions that marks are anchored in, by stamp."""
    additions: tuple[Addition, ...] = ()
    lineages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Which versions the marks were made of, by id: `merge.Lineages`."""


def is_planmarks(path: Path) -> bool:
    """Whether a file says at its head that it holds marks for colleagues, or is called so; one that can't be
    read does neither.
    """
    return path.suffix.lower() == ENDING or _TERMS.encode() in head(path, _HEAD)


def write_planmarks(content: PlanMarks, path: Path, progress: Progress = QUIET) -> int:
    """Write a file, whole or not at all; the number of its marks. The same content gives the same bytes.

    Raises ExportError, Stopped.
    """
    with exported(path) as part:
        part.write_bytes(to_json(content).encode("utf-8"))
        progress.tell(len(content.marks), len(content.marks))
    return len(content.marks)


def read_planmarks(path: Path) -> PlanMarks:
    """Read a file of any format so far.

    Raises ExchangeError with one sentence for whatever is wrong with it.
    """
    name = path.name
    try:
        # A file of gigabytes must not fill the memory, and a pipe is not waited for.
        data = read_whole(path, LARGEST)
    except FileNotFoundError as error:
        raise ExchangeError(f"没有找到批注文件“{name}”。", repr(error)) from error
    except OSError as error:
        if error.errno == errno.EFBIG:
            raise ExchangeError(
                f"批注文件“{name}”过大（超过 {LARGEST // 2**20} MB），没有合并。", repr(error)
            ) from error
        raise ExchangeError(f"批注文件“{name}”读不出来，请检查文件或存储介质。", repr(error)) from error
    return from_json(data, name)


def to_json(content: PlanMarks) -> str:
    """The text of a file."""
    document: dict[str, Any] = {
        "@context": _CONTEXT,
        "type": "AnnotationCollection",
        "label": "规划阅读器批注",
        "creator": {"type": "Person", "name": content.author},
        "generator": {"type": "Software", "name": "规划阅读器"},
        "created": content.made,
        "total": len(content.marks),
        "reader:format": FORMAT,
        "reader:plans": [
            {
                "reader:slug": plan.slug,
                "reader:title": plan.title,
                "reader:period": plan.period,
                "reader:edition": plan.edition,
            }
            for plan in content.plans
        ],
        "reader:categories": [_category_out(category) for category in content.categories],
        "reader:editions": [
            {
                "reader:edition": stamp,
                "reader:lines": [[line.key, line.kind, line.text, list(line.path)] for line in text.lines],
            }
            for stamp, text in sorted((content.editions or {}).items())
        ],
        **(
            {"reader:additions": [_addition_out(each) for each in content.additions]}
            if content.additions
            else {}
        ),
        "first": {
            "type": "AnnotationPage",
            "startIndex": 0,
            "items": [_mark_out(mark, content.lineages.get(mark.id, ())) for mark in content.marks],
        },
    }
    document["reader:checksum"] = _checksum(document)
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def from_json(data: bytes, name: str) -> PlanMarks:
    """What a file's bytes hold. `name` is for the sentence. Raises ExchangeError."""
    document = _document(data, name)
    told = document.get("reader:format") if isinstance(document, dict) else None
    if not isinstance(document, dict) or not isinstance(told, int) or isinstance(told, bool) or told < 1:
        raise ExchangeError(f"“{name}”不是规划阅读器的批注文件，没有合并。")
    # Told apart from damage: the person can do something about it.
    if told > FORMAT:
        raise ExchangeError(
            f"批注文件“{name}”是由更新版本的规划阅读器导出的，请先升级本程序，再合并。", f"format {told}"
        )
    try:
        if document.get("reader:checksum") != _checksum(document):
            raise ExchangeError(_DAMAGED.format(name=name), "checksum")
        return _content(_Part(document, ""))
    except _MalformedError as error:
        raise ExchangeError(
            f"批注文件“{name}”的内容有误，没有合并；请对方重新导出一份。", str(error)
        ) from error
    except RecursionError as error:
        raise ExchangeError(_DAMAGED.format(name=name), "nested too deeply") from error


def _document(data: bytes, name: str) -> object:
    if not data.strip():
        raise ExchangeError(f"批注文件“{name}”是空的，没有合并。")
    # So that a small file can't fill the memory.
    if data.count(b"{") + data.count(b"[") + data.count(b",") > _MOST_PARTS:
        raise ExchangeError(f"批注文件“{name}”的内容过多，没有合并。")
    try:
        # Some editors put a byte order mark in front. NaN and Infinity are Python's, not JSON's.
        return json.loads(data.decode("utf-8-sig"), parse_constant=_refuse)
    # RecursionError: brackets nested a thousand deep.
    except (ValueError, RecursionError, MemoryError) as error:
        raise ExchangeError(_DAMAGED.format(name=name), repr(error)) from error


def _refuse(constant: str) -> object:
    raise ValueError(constant)


def _checksum(document: Mapping[str, Any]) -> str:
    told = {name: value for name, value in document.items() if name != "reader:checksum"}
    # Of what the file says, not of how it is written: another program may set it in another order.
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    # JSON can spell half a character (\\ud800), for which UTF-8 alone has no bytes.
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _category_out(category: Category) -> dict[str, Any]:
    return {
        "reader:id": category.id,
        "reader:name": category.name,
        "reader:colour": category.colour,
        "reader:task": category.task,
    }


def _addition_out(addition: Addition) -> dict[str, Any]:
    if isinstance(addition, PlaceWord):
        return {
            "reader:kind": "placeWord",
            "reader:plan": addition.plan,
            "reader:place": addition.place,
            "reader:word": addition.word,
            "reader:how": addition.how,
        }
    return {
        "reader:kind": "supplement",
        "id": f"urn:uuid:{addition.id}",
        "reader:plan": addition.plan,
        "reader:key": addition.key,
        "reader:span": list(addition.span) if addition.span is not None else None,
        "reader:quote": addition.quote,
        "reader:cells": [list(line) for line in addition.cells],
        "reader:unit": addition.unit,
        "reader:from": addition.source,
        "reader:date": addition.date,
        "reader:name": addition.name,
    }


def _mark_out(mark: Mark, lineage: tuple[str, ...]) -> dict[str, Any]:
    # In the W3C model one body each for the note, a tag and the colour, told apart by their purpose.
    bodies: list[dict[str, Any]] = []
    if mark.note:
        bodies.append(
            {"type": "TextualBody", "purpose": "commenting", "format": "text/markdown", "value": mark.note}
        )
    bodies += [{"type": "TextualBody", "purpose": "tagging", "value": tag} for tag in mark.tags]
    if mark.category is not None:
        bodies.append({"type": "TextualBody", "purpose": "classifying", "value": mark.category})
    out: dict[str, Any] = {
        "id": f"urn:uuid:{mark.id}",
        "type": "Annotation",
        "motivation": _MOTIVATIONS[mark.kind],
        "creator": {"type": "Person", "name": mark.author},
        "created": mark.created,
        "modified": mark.changed,
        "body": bodies,
        "target": _anchor_out(mark.anchor),
        "reader:kind": mark.kind,
    }
    if lineage:
        out["reader:follows"] = list(lineage)
    if mark.state is not None or mark.task != Assignment():
        out["reader:task"] = {
            "reader:state": mark.state,
            "reader:leadUnit": mark.task.lead_unit,
            "reader:units": mark.task.units,
            "reader:due": mark.task.due,
        }
    return out


def _anchor_out(anchor: Anchor) -> dict[str, Any]:
    reach, source = anchor.reach, anchor.source
    # Several selectors say the same place in several ways: other programs know the first two.
    selectors: list[dict[str, Any]] = [
        {
            "type": "TextQuoteSelector",
            "exact": anchor.quote,
            "prefix": anchor.prefix,
            "suffix": anchor.suffix,
        },
        {"type": "TextPositionSelector", "start": anchor.position[0], "end": anchor.position[1]},
        {
            "type": "reader:PassageSelector",
            "reader:startKey": reach.start_key,
            "reader:start": reach.start,
            "reader:endKey": reach.end_key,
            "reader:end": reach.end,
            "reader:whole": anchor.whole,
        },
    ]
    if source is not None:
        selectors.append(
            {
                "type": "reader:SourceSelector",
                "reader:startLine": source.start_line,
                "reader:startColumn": source.start_column,
                "reader:endLine": source.end_line,
                "reader:endColumn": source.end_column,
            }
        )
    return {
        "source": f"urn:plan-reader:plan:{anchor.plan}",
        "selector": selectors,
        "reader:path": list(anchor.path),
        "reader:edition": anchor.edition,
        "reader:occurrences": anchor.occurrences,
        "reader:twins": anchor.twins,
    }


class _MalformedError(Exception):
    """Where in the file something is not what it should be."""


class _Part:
    """A JSON object of the file, and where it stands; everything taken from it is checked."""

    def __init__(self, value: object, where: str) -> None:
        if not isinstance(value, dict):
            raise _MalformedError(f"{where}: no object")
        self._value: dict[str, Any] = value
        self._where = where

    def text(self, name: str, longest: int = _LONGEST_NAME, default: str | None = None) -> str:
        value = self._value.get(name, default)
        if not isinstance(value, str) or len(value) > longest:
            raise self.wrong(name)
        return clean(value)

    def moment(self, name: str) -> Moment:
        at = time_of(self.text(name))
        if at is None or not 1970 <= at.year <= 9000:
            raise self.wrong(name)
        return moment(at)

    def number(self, name: str, default: int | None = None) -> int:
        value = self._value.get(name, default)
        # In Python True is a number.
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < _LARGEST_NUMBER:
            raise self.wrong(name)
        return value

    def flag(self, name: str) -> bool:
        value = self._value.get(name, False)
        if not isinstance(value, bool):
            raise self.wrong(name)
        return value

    def part(self, name: str) -> "_Part":
        return _Part(self._value.get(name), f"{self._where}/{name}")

    def parts(self, name: str) -> "list[_Part]":
        return [_Part(value, f"{self._where}/{name}/{at}") for at, value in enumerate(self.items(name))]

    def items(self, name: str) -> list[Any]:
        value = self._value.get(name, [])
        if not isinstance(value, list):
            raise self.wrong(name)
        return value

    def numbers(self, name: str) -> tuple[int, ...]:
        values = self.items(name)
        if not all(
            isinstance(each, int) and not isinstance(each, bool) and 0 <= each < _LARGEST_NUMBER
            for each in values
        ):
            raise self.wrong(name)
        return tuple(values)

    def texts(self, name: str) -> tuple[str, ...]:
        return self.words(self.items(name), name)

    def words(self, values: object, name: str) -> tuple[str, ...]:
        """A list of texts that stands under `name`."""
        if not isinstance(values, list):
            raise self.wrong(name)
        if len(values) > _MOST_TAGS or not all(
            isinstance(value, str) and len(value) <= _LONGEST_TEXT for value in values
        ):
            raise self.wrong(name)
        return tuple(map(clean, values))

    def has(self, name: str) -> bool:
        return self._value.get(name) is not None

    def wrong(self, name: str) -> _MalformedError:
        return _MalformedError(f"{self._where}/{name}")


def _content(document: _Part) -> PlanMarks:
    items = document.part("first").parts("items")
    marks = tuple(map(_mark_in, items))
    # Of two with one id nobody could say which is meant.
    if len({mark.id for mark in marks}) != len(marks):
        raise _MalformedError("two marks with one id")
    return PlanMarks(
        author=document.part("creator").text("name"),
        made=document.moment("created"),
        plans=tuple(
            PlanIdentity(
                part.text("reader:slug"),
                part.text("reader:title"),
                part.text("reader:period"),
                part.text("reader:edition"),
            )
            for part in document.parts("reader:plans")
        ),
        marks=marks,
        categories=tuple(_category_in(part) for part in document.parts("reader:categories")),
        editions={
            part.text("reader:edition"): _edition_in(part) for part in document.parts("reader:editions")
        },
        additions=tuple(_addition_in(part) for part in document.parts("reader:additions")),
        lineages={
            mark.id: lineage
            for mark, part in zip(marks, items, strict=True)
            if (lineage := _lineage_in(part))
        },
    )


def _lineage_in(part: _Part) -> tuple[str, ...]:
    versions = part.texts("reader:follows")
    if len(versions) > LONGEST_LINEAGE or not all(map(_VERSION.fullmatch, versions)):
        raise part.wrong("reader:follows")
    return versions


def _addition_in(part: _Part) -> Addition:
    kind, plan = part.text("reader:kind"), part.text("reader:plan")
    if kind == "placeWord":
        return PlaceWord(
            plan, part.text("reader:place"), part.text("reader:word"), _one_of(part, "reader:how", _HOWS)
        )
    id_ = part.text("id").removeprefix("urn:uuid:")
    if kind != "supplement" or not is_id(id_):
        raise part.wrong("reader:kind")
    span = part.numbers("reader:span") if part.has("reader:span") else None
    cells = tuple(part.words(line, "reader:cells") for line in part.items("reader:cells"))
    if not cells or not all(cells) or (span is not None and (len(span) != 2 or span[0] > span[1])):
        raise part.wrong("reader:cells")
    if not _DATE.fullmatch(part.text("reader:date")):
        raise part.wrong("reader:date")
    return Supplement(
        id=id_,
        plan=plan,
        key=part.text("reader:key"),
        span=(span[0], span[1]) if span is not None else None,
        quote=part.text("reader:quote", _LONGEST_TEXT),
        cells=cells,
        unit=part.text("reader:unit"),
        source=part.text("reader:from"),
        date=part.text("reader:date"),
        name=part.text("reader:name"),
    )


def _category_in(part: _Part) -> Category:
    colour = part.text("reader:colour")
    if not _COLOUR.fullmatch(colour):
        raise part.wrong("reader:colour")
    id_, name = part.text("reader:id"), part.text("reader:name")
    # Not offered and not the person's own: see `merge.merged_categories`.
    return Category(id_, name, colour.lower(), 0, offered=False, task=part.flag("reader:task"), own=False)


def _edition_in(part: _Part) -> PlanText:
    lines: list[PlanLine] = []
    for row in part.items("reader:lines"):
        if not (isinstance(row, list) and len(row) == 4 and isinstance(row[3], list)):
            raise part.wrong("reader:lines")
        key, kind, text, path = row
        words: Sequence[object] = (key, kind, text, *path)
        if not all(isinstance(each, str) and len(each) <= _LONGEST_TEXT for each in words):
            raise part.wrong("reader:lines")
        lines.append(PlanLine(key, kind, text, tuple(path)))
    return PlanText(part.text("reader:edition"), lines)


def _mark_in(part: _Part) -> Mark:
    id_ = part.text("id").removeprefix("urn:uuid:")
    if not is_id(id_):
        raise part.wrong("id")
    note, category, tags = "", None, []
    for body in part.parts("body"):
        purpose = body.text("purpose", default="commenting")
        if purpose == "tagging":
            tags.append(body.text("value"))
        elif purpose == "classifying":
            category = body.text("value")
        else:
            note = body.text("value", _LONGEST_TEXT)
    if len(tags) > _MOST_TAGS:
        raise part.wrong("body")
    state, task = _task_in(part.part("reader:task")) if part.has("reader:task") else (None, Assignment())
    return Mark(
        id=id_,
        kind=_one_of(part, "reader:kind", _KINDS),
        anchor=_anchor_in(part.part("target")),
        category=category,
        note=note,
        # Each once, in their order.
        tags=tuple(dict.fromkeys(tags)),
        state=state,
        task=task,
        author=part.part("creator").text("name"),
        created=part.moment("created"),
        changed=part.moment("modified"),
        placed="unplaced",
    )


def _task_in(part: _Part) -> tuple[State | None, Assignment]:
    state = _one_of(part, "reader:state", _STATES) if part.has("reader:state") else None
    return state, Assignment(part.text("reader:leadUnit"), part.text("reader:units"), part.text("reader:due"))


def _anchor_in(part: _Part) -> Anchor:
    selectors = {selector.text("type"): selector for selector in part.parts("selector")}
    quote, passage = selectors.get("TextQuoteSelector"), selectors.get("reader:PassageSelector")
    position, source = selectors.get("TextPositionSelector"), selectors.get("reader:SourceSelector")
    if quote is None or passage is None or position is None:
        raise part.wrong("selector")
    # The words are found by quote and passage; the source is a help that may be missing.
    names = ("reader:startLine", "reader:startColumn", "reader:endLine", "reader:endColumn")
    return Anchor(
        plan=part.text("source").removeprefix("urn:plan-reader:plan:"),
        reach=TextRange(
            passage.text("reader:startKey"),
            passage.number("reader:start"),
            passage.text("reader:endKey"),
            passage.number("reader:end"),
        ),
        quote=quote.text("exact", _LONGEST_TEXT),
        prefix=quote.text("prefix"),
        suffix=quote.text("suffix"),
        whole=passage.flag("reader:whole"),
        position=(position.number("start"), position.number("end")),
        source=SourceRange(*(source.number(name) for name in names)) if source is not None else None,
        path=part.texts("reader:path"),
        occurrences=part.number("reader:occurrences", 0),
        twins=part.number("reader:twins", 0),
        edition=part.text("reader:edition"),
    )


_W = TypeVar("_W", MarkKind, State, _How)


def _one_of(part: _Part, name: str, words: tuple[_W, ...]) -> _W:
    told = part.text(name)
    for word in words:
        if word == told:
            return word
    raise part.wrong(name)


def identities(editions: Iterable[PlanText]) -> tuple[PlanIdentity, ...]:
    """The plans of editions that are at hand."""
    return tuple(
        PlanIdentity(
            text.edition.slug, text.edition.plan.info.title, text.edition.plan.info.period, text.stamp
        )
        for text in editions
        if text.edition is not None
    )
