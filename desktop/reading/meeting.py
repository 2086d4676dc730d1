"""What a meeting may see and do while something is presented, and how it finds the window."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from db.records import Place
from desktop.room import Shell

if TYPE_CHECKING:
    from db.user.records import Mark

_ACTIONS = frozenset(
    {
        *("present", "full_screen", "larger", "smaller", "usual_size", "numbers", "beside", "other_page"),
        *("find", "next_hit", "previous_hit", "back_before_search", "regex", "quit"),
        *("copy", "select_all", "copy_citation", "underline", "undo", "redo"),
        *("to_outline", "toggle_outline", "filter_outline", "to_page"),
        *("back", "forward", "chapter_before", "chapter_after", "paragraph"),
    }
)
"""What can be done while presenting, beside the choice of a theme and highlighting."""


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """How presenting found the window; docks, size and state are kept by the presentation itself."""

    front: str
    """What stood in the middle."""
    place: Place | None
    """Where the first page stood."""
    words: str
    """What stood in the search box."""


class ActionGate:
    """While presenting, nothing can be asked for that the meeting should not see."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._held: dict[str, bool] = {}

    def close(self) -> None:
        """Let all other actions rest."""
        names = [spec.name for spec in self._shell.specs if not _is_for_all(spec.name)]
        self._held = {name: self._shell.action(name).isEnabled() for name in names}
        for name in names:
            self._shell.action(name).setEnabled(False)

    def open(self) -> None:
        """Everything can be done again that could before."""
        for name, enabled in self._held.items():
            self._shell.action(name).setEnabled(enabled)
        self._held = {}


def without_notes(marks: "Iterable[Mark]") -> "list[Mark]":
    """Colours and lines, as they are drawn for a meeting: notes and bookmarks are nobody's business there."""
    return [replace(mark, note="") for mark in marks if mark.kind in ("highlight", "underline")]


def _is_for_all(name: str) -> bool:
    return name in _ACTIONS or name.startswith(("theme_", "highlight_"))
