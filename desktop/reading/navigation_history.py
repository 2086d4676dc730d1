"""Where the reader has been: back and forward, as in a browser."""

from dataclasses import dataclass

from db.records import Place

_LONGEST = 100


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """What was in front, and where in which plan the page stood."""

    room: str
    place: Place


class NavigationHistory:
    """The stops behind the reader and those ahead, the nearest last."""

    def __init__(self) -> None:
        self._behind: list[HistoryEntry] = []
        self._ahead: list[HistoryEntry] = []
        self._walking = False

    @property
    def behind(self) -> bool:
        """There is a way back."""
        return bool(self._behind)

    @property
    def ahead(self) -> bool:
        """There is a way forward again."""
        return bool(self._ahead)

    def leave(self, here: HistoryEntry, *, walking: bool = False) -> None:
        """A jump is made from here. Of a walk from hit to hit only the first step can be gone back over."""
        if not (walking and self._walking) and (not self._behind or self._behind[-1] != here):
            self._behind.append(here)
            del self._behind[:-_LONGEST]
        self._ahead.clear()
        self._walking = walking

    def step(self, here: HistoryEntry, by: int) -> HistoryEntry | None:
        """One stop back (-1) or forward (+1) from here; None where there is none."""
        source, other = (self._behind, self._ahead) if by < 0 else (self._ahead, self._behind)
        self._walking = False
        if not source:
            return None
        other.append(here)
        return source.pop()
