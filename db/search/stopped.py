"""How a long search or build is told that nobody waits for it any more."""

from collections.abc import Callable

Stop = Callable[[], bool]
"""Asked now and then, from the thread that works; True means: give up."""


class StoppedError(Exception):
    """The work was given up because its `Stop` said so. Nothing is left half done."""


def check(stop: Stop | None) -> None:
    """Raise StoppedError if the work is no longer wanted."""
    if stop is not None and stop():
        raise StoppedError
