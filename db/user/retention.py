"""Which backups are kept: many of the last days, fewer and fewer of the time before.

A clock may be wrong, run ahead, jump back: what is older and what newer is told by the backups' own counter,
and a backup's time only says with which others it shares an hour, a day, a week and a month. Counted are the
last hours (days…) in which there is a backup, and never those since some time: a clock that once stood at
2099 makes no other backup old. Where time goes back between two of them, the hours behind it are others than
those before it, whatever they are called.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Why = Literal["hourly", "manual", "import", "migration", "edition", "restore"]

HOURS = 48
"""Hours of which the last good hourly backup is kept: two days, if the program runs day and night."""
DAYS, WEEKS, MONTHS = 14, 8, 12
"""Of these the last good backup is kept, of whatever kind."""
APART = 20
"""Those that were made by hand, before imports, new editions and restoring; those before migrations stay."""
APART_AT_LEAST = 5
"""As many of them stay when room is wanted as long as there is anything else to remove."""
LIMIT = 500 * 2**20
"""Bytes that all of them together may take before more are removed."""


@dataclass(frozen=True, slots=True)
class AgedBackup:
    """A backup as it is weighed."""

    name: str
    made: datetime
    why: Why
    size: int
    state: Literal["sound", "damaged", "unknown"]
    """Unknown: it can't be read just now, or a newer program wrote it. Such a one is left alone."""
    marks: int = 0


def kept(backups: Sequence[AgedBackup], limit: int = LIMIT) -> frozenset[str]:
    """The names of those that are to stay, of all `backups`, the oldest first by their counter.

    The newest sound one stays always; so does the one with the most marks, if the newest has fewer: what
    took its place may be a file that somebody emptied.
    """
    slots = _slots(backups)
    newest_first = [each for each in reversed(backups) if each.state == "sound"]
    if not newest_first:
        return frozenset(each.name for each in backups)
    hourly = [each for each in newest_first if each.why == "hourly"]
    apart = [each.name for each in newest_first if each.why not in ("hourly", "migration")][:APART]
    hours = _last_of(hourly, slots, _hour, HOURS)
    days = _last_of(newest_first, slots, _day, DAYS)
    weeks = _last_of(newest_first, slots, _week, WEEKS)
    for_good = {
        *_last_of(newest_first, slots, _month, MONTHS),
        *(each.name for each in backups if each.state == "unknown" or each.why == "migration"),
        newest_first[0].name,
        # Of equals the newest.
        max(newest_first, key=lambda each: each.marks).name,
    }
    damaged = _damaged(backups, hours)
    # What goes first when room is wanted stands in front; within each the oldest.
    tiers = [damaged, apart[APART_AT_LEAST:], hours, days, weeks, apart[:APART_AT_LEAST]]
    sizes = {each.name: each.size for each in backups}
    for tier in tiers:
        while tier and sum(sizes[name] for name in for_good.union(*tiers)) > limit:
            tier.pop()
    return frozenset(for_good.union(*tiers))


def _damaged(backups: Sequence[AgedBackup], hours: Sequence[str]) -> list[str]:
    """Damaged ones take nobody's place, and stay as long as what is as old, for whoever can read them; the
    newest first.
    """
    names = [each.name for each in backups]
    oldest = names.index(hours[-1]) if len(hours) == HOURS else 0
    return [each.name for each in reversed(backups[oldest:]) if each.state == "damaged"]


def _slots(backups: Iterable[AgedBackup]) -> dict[str, tuple[int, datetime]]:
    """For each its local time, and how often the clock had been set back when it was made."""
    slots: dict[str, tuple[int, datetime]] = {}
    back, before = 0, None
    for each in backups:
        if before is not None and each.made < before:
            back += 1
        before = each.made
        slots[each.name] = back, _local(each.made)
    return slots


def _local(at: datetime) -> datetime:
    try:
        return at.astimezone()
    # A name may hold the year 1 or 9999, beside which there is no other time zone.
    except (OverflowError, ValueError, OSError):
        return at


def _hour(at: datetime) -> Hashable:
    return at.date(), at.hour


def _day(at: datetime) -> Hashable:
    return at.date()


def _week(at: datetime) -> Hashable:
    return at.isocalendar()[:2]


def _month(at: datetime) -> Hashable:
    return at.year, at.month


def _last_of(
    newest_first: Iterable[AgedBackup],
    slots: dict[str, tuple[int, datetime]],
    slot: Callable[[datetime], Hashable],
    count: int,
) -> list[str]:
    """The newest of each of the last `count` slots, the newest first."""
    found: dict[tuple[int, Hashable], str] = {}
    for each in newest_first:
        back, at = slots[each.name]
        found.setdefault((back, slot(at)), each.name)
        if len(found) == count:
            break
    return list(found.values())
