"""Which backups stay: hours, days, weeks and months, whatever the clock says."""

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from db.user.retention import APART, DAYS, HOURS, MONTHS, WEEKS, AgedBackup, Why, kept

START = datetime(2026, 3, 2, 1, tzinfo=UTC)
MEGABYTE = 2**20


def backup(number: int, at: datetime, why: Why = "hourly", size: int = 1000, marks: int = 5) -> AgedBackup:
    return AgedBackup(f"{number:06d}", at, why, size, "sound", marks)


def hourly(hours: Iterable[float], first: int = 1) -> list[AgedBackup]:
    return [backup(first + at, START + timedelta(hours=hour)) for at, hour in enumerate(hours)]


def rotated(made: Iterable[AgedBackup]) -> list[AgedBackup]:
    """What is left when each was made in its turn, and what was too old went each time."""
    there: list[AgedBackup] = []
    for each in made:
        there.append(each)
        stay = kept(there)
        assert each.name in stay
        there = [one for one in there if one.name in stay]
    return there


def test_two_days_fourteen_days_eight_weeks_and_twelve_months() -> None:
    made = hourly(range(0, 24 * 500, 4))
    left = rotated(made)
    names = {each.name for each in left}
    assert {each.name for each in made[-HOURS:]} <= names
    for slot, count in (
        (lambda at: at.date(), DAYS),
        (lambda at: at.isocalendar()[:2], WEEKS),
        (lambda at: (at.year, at.month), MONTHS),
    ):
        last = {slot(each.made.astimezone()): each.name for each in made}
        assert set(list(last.values())[-count:]) <= names
    assert len(left) <= HOURS + DAYS + WEEKS + MONTHS


def test_at_most_one_an_hour() -> None:
    left = rotated(hourly(number / 6 for number in range(12 * 6)))
    assert [each.name for each in left] == [f"{number * 6 + 6:06d}" for number in range(12)]


def test_a_mistake_can_be_undone_the_next_day_and_after_a_holiday() -> None:
    """Eight hours a day: what was there before a fault of the day before, or of two weeks ago, is there."""
    days = [[24 * day + hour for hour in range(8)] for day in range(30)]
    left = rotated(hourly(hour for day in days for hour in day))
    there = {(each.made - START) // timedelta(hours=1) for each in left}
    assert set(days[-1]) | set(days[-2]) | {day[-1] for day in days[-DAYS:]} <= there


def test_a_clock_that_ran_ahead_makes_nothing_vanish() -> None:
    before = hourly(range(10))
    ahead = backup(11, datetime(2099, 1, 1, tzinfo=UTC))
    after = hourly(range(11, 40), first=12)
    left = rotated([*before, ahead, *after])
    assert {each.name for each in (*before, ahead, *after)} == {each.name for each in left}


def test_a_clock_that_begins_anew_at_each_start_does_not_fold_the_days_into_one() -> None:
    """A flat battery: each session begins on 1 January 2000."""
    zero = datetime(2000, 1, 1, tzinfo=UTC)
    made = [backup(number, zero + timedelta(hours=number % 4)) for number in range(40)]
    assert len(rotated(made)) == 40


@pytest.mark.parametrize("seed", range(5))
def test_clocks_that_jump_leave_the_newest(seed: int) -> None:
    draw = random.Random(seed)
    at = START
    made: list[AgedBackup] = []
    for number in range(300):
        at += timedelta(hours=draw.choice((1, 1, 1, 1, 2, -1, -24, 24 * 400, -24 * 400)))
        made.append(backup(number, at))
    left = {each.name for each in rotated(made)}
    assert {each.name for each in made[-HOURS:]} <= left


def test_damaged_ones_take_no_place_and_unknown_ones_are_left_alone() -> None:
    made = hourly(range(24 * 20))
    last_of_day = [each for each in made if each.made.astimezone().hour == 23]
    bad = {each.name for each in last_of_day}
    made = [replace(each, state="damaged") if each.name in bad else each for each in made]
    made[3] = replace(made[3], state="unknown")
    stay = kept(made)
    assert made[3].name in stay
    good = [each for each in made if each.state == "sound"]
    for day in range(DAYS):
        date = (made[-1].made.astimezone() - timedelta(days=day)).date()
        assert max((e for e in good if e.made.astimezone().date() == date), key=lambda e: e.name).name in stay
    assert kept([replace(each, state="damaged") for each in made]) == {each.name for each in made}


def test_those_apart_stay_beside_and_before_migrations_for_ever() -> None:
    migration = backup(0, START - timedelta(days=1), "migration")
    imports = [backup(number, START + timedelta(minutes=number), "import") for number in range(1, 31)]
    stay = kept([migration, *imports, *hourly(range(1, 24 * 60), first=100)])
    assert migration.name in stay
    assert {each.name for each in imports[-APART:]} <= stay
    assert imports[0].name not in stay


def test_when_room_is_wanted_the_hours_go_then_the_days_then_the_weeks() -> None:
    made = [replace(each, size=10 * MEGABYTE) for each in hourly(range(24 * 400))]
    sizes = {each.name: each.size for each in made}
    all_of = kept(made, limit=10**12)
    before = all_of
    for limit in (700, 500, 400, 300, 250, 200, 150):
        stay = kept(made, limit=limit * MEGABYTE)
        assert stay <= before
        assert sum(sizes[name] for name in stay) <= limit * MEGABYTE
        assert made[-1].name in stay
        before = stay
    # Of five hundred: only hours went, the oldest first.
    went = sorted(all_of - kept(made, limit=500 * MEGABYTE))
    assert set(went) <= {each.name for each in made[-HOURS:]}
    assert went == sorted(went)
    # However little room there is, the months and the newest stay.
    assert len(kept(made, limit=1)) >= MONTHS


def test_the_fullest_stays_while_the_newest_has_fewer() -> None:
    """Somebody emptied user.db, and nobody noticed for years."""
    full = [replace(each, marks=60) for each in hourly(range(8))]
    fresh = [replace(each, marks=2) for each in hourly(range(24, 24 * 500, 5), first=100)]
    assert full[-1].name in {each.name for each in rotated([*full, *fresh])}
