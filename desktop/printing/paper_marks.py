"""Marks (突出显示、批注) as the print room takes them: handed in by whoever has them, one record for each passage touched."""

from dataclasses import dataclass
from typing import Literal

from db.records import Span


@dataclass(frozen=True, slots=True)
class PaperMark:
    """A mark on one passage."""

    key: str
    """The passage."""
    span: Span | None
    """Code points of its shown text; None for the passage as a whole."""
    kind: Literal["highlight", "underline", "note", "bookmark"]
    colour: str = ""
    """#rrggbb; empty for a mark without one."""
    note: str = ""
    """Plain text; lines are paragraphs. Empty where it has no note, or where the mark goes on in another passage."""
    quote: str = ""
    """The marked words."""
    tags: tuple[str, ...] = ()
    """With the category's name and the state, where it has them."""
    author: str = ""
    citation: str = ""
    """Where it stands, in words."""
