"""How far a long job is, and whether it is still wanted.

Its functions are called on the thread that does the work.
"""

from collections.abc import Callable
from dataclasses import dataclass

from desktop.printing.errors import cancelled_error

Tell = Callable[[int, int], None]
"""Pages done, and how many there are; 0 while that is not known."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Hears of every page."""

    tell: Tell | None = None
    cancelled: Callable[[], bool] | None = None

    def composed(self, pages: int) -> None:
        """So many pages are composed. Raises CancelledError when nobody wants them any more."""
        self._page(pages, 0)

    def written(self, pages: int, whole: int) -> None:
        """So many of the whole are written. Raises CancelledError."""
        self._page(pages, whole)

    def check(self) -> None:
        """Raises CancelledError when nobody wants the result any more."""
        if self.cancelled is not None and self.cancelled():
            raise cancelled_error()

    def _page(self, pages: int, whole: int) -> None:
        self.check()
        if self.tell is not None:
            self.tell(pages, whole)
