"""`dev.py attack`: what the program withstands. The attacks are the tests in tests/attack; each counts what
it tried in a `Tally`, and all of them make one table.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from setup.environment import Environment
from verify.checks import WORKERS

LONG = "--long"
PROPERTY = "tally"
"""Under this name a test report takes its tally along, also from another process of pytest."""


class LostError(AssertionError):
    """Something that a person entered, or a figure or line of a plan, is gone."""


class RefusedError(AssertionError):
    """The program or a command did not start, or did nothing where it could have gone on."""


@dataclass
class Tally:
    """What one attack tried, and how it ended; the numbers count trials."""

    attack: str
    tried: int = 0
    survived: int = 0
    lost: int = 0
    refused: int = 0
    tracebacks: int = 0
    told: list[str] = field(default_factory=list)
    """Of each trial that did not survive: which it was, and what happened."""

    @contextmanager
    def trial(self, case: str) -> Iterator[None]:
        """One trial. LostError and RefusedError are counted as such, every other exception as a traceback of
        the program's; the attack goes on to its next trial either way.
        """
        self.tried += 1
        try:
            yield
        except LostError as error:
            self.lost += 1
            self._tell(case, error)
        except RefusedError as error:
            self.refused += 1
            self._tell(case, error)
        # A trial that went wrong in a way nobody thought of is just what an attack looks for.
        except Exception as error:  # noqa: BLE001 - counted, and told
            self.tracebacks += 1
            self._tell(case, error)
        else:
            self.survived += 1

    def _tell(self, case: str, error: Exception) -> None:
        self.told.append(f"{case}: {type(error).__name__}: {str(error)[:600]}")


def quiet(said: str) -> str:
    """`said` again, which a command printed. Raises AssertionError if a traceback is in it."""
    if "Traceback (most recent call last)" in said:
        raise AssertionError(said[-1500:])
    return said


COUNTS = ("tried", "survived", "lost", "refused", "tracebacks")


def table(tallies: Iterable[Tally]) -> list[str]:
    """The lines of the table: a row for each attack, in the order of their names, and the sums."""
    rows = {tally.attack: [getattr(tally, count) for count in COUNTS] for tally in tallies}
    sums = [sum(column) for column in zip(*rows.values(), strict=True)]
    rows = dict(sorted(rows.items())) | {"together": sums}
    wide = max(map(len, rows))
    head = " " * wide + "".join(f"{count:>12}" for count in COUNTS)
    return [head, *(name.ljust(wide) + "".join(f"{n:>12,}" for n in counts) for name, counts in rows.items())]


def run(environment: Environment, given: list[str]) -> int:
    """Try all attacks; 0 if everything survived. `given`: [] or [LONG]."""
    size = ["--thorough"] if LONG in given else []
    together = ("-n", str(WORKERS), "--dist", "worksteal")
    return environment.run("-m", "pytest", "-q", "-p", "no:cacheprovider", *together, "tests/attack", *size)
