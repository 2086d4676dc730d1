"""Folding: what is written differently but reads the same becomes the same, and every span finds its way
back.

Full and half width, capitals, traditional and simplified, Chinese signs and their half-width twins, all white
space. Folding goes cluster by cluster, a character with its combining marks; almost all are one character
that folds to one, so that one `str.translate` does the work and the offset map is the identity.
"""

import hashlib
import json
import re
import unicodedata
from array import array
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from db.records import Span

_TABLE = Path(__file__).with_name("data") / "fold.json"


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and the way back to the shown one."""

    text: str
    starts: "array[int] | None" = None
    """For each folded character, where its cluster starts in the shown text; None means that offsets are the
    same.
    """
    ends: "array[int] | None" = None

    def shown(self, start: int, end: int) -> Span:
        """The shown span of a folded one that is not empty,
        widened to whole clusters (the "2" of ㎡ gives ㎡).
        """
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def fold(text: str) -> Folded:
    """Fold any text; the same characters fold the same way in a query and in a passage."""
    tables = _tables()
    # Nearly every text: one C loop, and no map.
    if tables.odd.search(text) is None:
        return Folded(text.translate(tables.plain))
    pieces: list[str] = []
    starts, ends = array("I"), array("I")
    done = 0
    clusters = [match.span() for match in tables.clusters.finditer(text)]
    # The last one is empty: what stands before it is what follows all others.
    for start, end in (*clusters, (len(text), len(text))):
        folded = _fold_cluster(text[start:end])
        pieces += (text[done:start].translate(tables.plain), folded)
        starts.extend((*range(done, start), *[start] * len(folded)))
        ends.extend((*range(done + 1, start + 1), *[end] * len(folded)))
        done = end
    return Folded("".join(pieces), starts, ends)


def fold_plain(text: str) -> str | None:
    """Fold a text in which every character folds to one by itself; None if some cluster of it is odd."""
    tables = _tables()
    return None if tables.odd.search(text) else text.translate(tables.plain)


def tables_checksum() -> str:
    """Tells one state of the tables from another: an index holds folded texts."""
    return hashlib.sha256(_TABLE.read_bytes()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Tables:
    plain: dict[int, str]
    """Characters that fold to one other."""
    expand: dict[str, str]
    """Characters that fold to several, or to none."""
    ignored: frozenset[str]
    odd: re.Pattern[str]
    """Finds out quickly whether a text has anything that `plain` can't do."""
    clusters: re.Pattern[str]
    """Finds each cluster that `plain` can't do."""


@cache
def _tables() -> _Tables:
    packed = json.loads(_TABLE.read_text("utf-8"))
    expand: dict[str, str] = packed["expand"]
    marks = _ranges(packed["marks"])
    # Beyond the basic plane every character counts as odd: a set with such members is slow to test.
    odd = "".join(re.escape(each) for each in expand if each < "\U00010000")
    beyond = "\U00010000-\U0010ffff"
    near = _ranges([pair for pair in packed["marks"] if pair[0] < 0x10000])
    return _Tables(
        plain=dict(zip(map(ord, packed["from"]), packed["to"], strict=True)),
        expand=expand,
        ignored=frozenset(
            chr(point) for first, last in packed["ignored"] for point in range(first, last + 1)
        ),
        odd=re.compile(f"[{odd}{near}{beyond}]"),
        clusters=re.compile(f"[^{marks}]?[{marks}]+|[{odd}{beyond}]", re.DOTALL),
    )


def _ranges(pairs: list[list[int]]) -> str:
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in pairs)


@lru_cache(maxsize=4096)
def _fold_cluster(cluster: str) -> str:
    tables = _tables()
    # A combining mark may change what it stands on (e + ◌́ is é): only NFKC knows, before and after the case.
    if len(cluster) > 1:
        cluster = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", cluster).casefold())
    whole = "".join(tables.expand.get(each) or each.translate(tables.plain) for each in cluster)
    return "".join(each for each in whole if each not in tables.ignored)
