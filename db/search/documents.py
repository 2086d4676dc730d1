"""What the search works on: one document for each passage of a plan."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.records import Kind

if TYPE_CHECKING:
    from db.plan.query import PlanStore


@dataclass(frozen=True, slots=True)
class Document:
    """One passage, whole, with where it stands.

    A project row is none of its own: its passage holds its words.
    """

    plan: str
    """The plan's slug."""
    key: str
    kind: Kind
    path: tuple[str, ...]
    """Titles of the chapters, sections and box that it stands in, from the top; its own title is not among
    them.
    """
    ancestors: tuple[str, ...]
    """Their keys."""
    chapter: str
    """Key of the chapter or section that it belongs to; for a heading, its own."""
    text: str


def documents(store: "PlanStore") -> tuple[Document, ...]:
    """All passages of a plan as documents, in reading order."""
    plan = store.plan
    return tuple(
        Document(
            plan=plan.info.slug,
            key=passage.key,
            kind=passage.kind,
            path=store.view.path(passage.key),
            ancestors=store.view.ancestors(passage.key),
            chapter=passage.chapter,
            text=passage.text,
        )
        for passage in plan.passages
    )


def checksum(items: Iterable[Document]) -> str:
    """A checksum over all that an index is made of: keys, kinds and texts, in order."""
    digest = hashlib.sha256()
    for start, document in enumerate(items):
        head = f"{start}\0{document.key}\0{document.kind}\0{len(document.text)}\0"
        digest.update((head + document.text).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
