"""How far a long piece of work is, and whether it is still wanted: the one way to say both."""

from collections.abc import Callable

from db.errors import PlanReaderError

Told = Callable[[float, float, str], None]
"""Called on the thread that works: how much is done, of how much (0 while not known), and in words."""


class Stopped(PlanReaderError):  # noqa: N818 - no error: somebody asked for it
    """Nobody wants the work any more. Whoever raises or passes it on leaves nothing half done."""

    def __init__(self, message: str = "已停止。", detail: str = "") -> None:
        super().__init__(message, detail)


class Progress:
    """Handed to long work: the work tells how far it is, and hears here that it is to stop.

    `Progress()` tells nobody and never stops. Safe to use from any thread, if its two functions are.
    """

    def __init__(self, told: Told | None = None, is_stopped: Callable[[], bool] | None = None) -> None:
        self._told = told
        self._is_stopped = is_stopped

    @property
    def stopped(self) -> bool:
        """Whether the work is to stop: for work that has something to put away before it raises Stopped."""
        return self._is_stopped is not None and self._is_stopped()

    def check(self) -> None:
        """Raise Stopped if the work is no longer wanted. Cheap: long work calls it now and then."""
        if self.stopped:
            raise Stopped

    def tell(self, done: float, whole: float = 0, words: str = "") -> None:
        """Say how far the work is; `whole` is 0 while it is not known. Raises Stopped, as `check` does."""
        self.check()
        if self._told is not None:
            self._told(done, whole, words)

    def count(self, done: int, whole: int, each: int = 50) -> None:
        """Say how far a long run of small steps is: after every `each` of them, and after the last.

        Raises Stopped after any step.
        """
        if done % each == 0 or done == whole:
            self.tell(done, whole)
        else:
            self.check()

    def part(self, start: float, end: float) -> "Progress":
        """A Progress for a step of the work, which goes from `start` to `end` of the whole (0 to 1).

        With it a step that tells 3 of 4 is heard as `start + (end - start) * 3 / 4` of 1.
        """

        def told(done: float, whole: float, words: str) -> None:
            if self._told is not None:
                share = done / whole if whole else 0.0
                self._told(start + (end - start) * share, 1, words)

        return Progress(told, self._is_stopped)

    def named(self, before: str) -> "Progress":
        """A Progress whose words begin with `before`: the name of the file that is at work."""

        def told(done: float, whole: float, words: str) -> None:
            if self._told is not None:
                self._told(done, whole, before + words)

        return Progress(told, self._is_stopped)

    def silent(self) -> "Progress":
        """A Progress for a step of which nothing is told, but which can be stopped."""
        return Progress(None, self._is_stopped)


QUIET = Progress()
"""Tells nobody and never stops: what long work is handed where nobody asked."""
