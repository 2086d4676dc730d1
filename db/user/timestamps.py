"""Moments as marks keep them, and as names of files carry them."""

from datetime import UTC, datetime

from db.user.records import Moment


def moment(at: datetime) -> Moment:
    """A point in time (with its zone) as a Moment."""
    at = at.astimezone(UTC)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"


def now() -> datetime:
    """The present, UTC."""
    return datetime.now(UTC)


def parsed(told: Moment) -> datetime | None:
    """The point in time of a Moment; None if it is none."""
    try:
        at = datetime.fromisoformat(told)
    except ValueError:
        return None
    return at if at.tzinfo is not None else None


def local(told: Moment) -> str:
    """A moment for people: local time to the minute; empty if it is none."""
    at = parsed(told)
    return f"{at.astimezone():%Y-%m-%d %H:%M}" if at else ""


def for_name(at: datetime) -> str:
    """For a file's name: sorts by time, and holds no sign that a file system refuses."""
    at = at.astimezone(UTC)
    return f"{at:%Y%m%dT%H%M%S}{at.microsecond // 1000:03d}Z"


def from_name(told: str) -> datetime | None:
    """The point in time of what `for_name` gave."""
    try:
        whole = datetime.strptime(told[:15], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
        return whole.replace(microsecond=int(told[15:18]) * 1000)
    except ValueError:
        return None
