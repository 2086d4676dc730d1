"""Who works here: the name and unit that stand on notes and in files. Every place that needs them asks here.

The person gives them once. Until then, and for who gives none, the system's name of the user stands there.
"""

import getpass
import json
import logging
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from db.errors import DataFolderError
from db.files import cause, read_text, write_text
from db.user.mark_edits import edited, tidy_field
from db.user.records import Change, Edit, Mark

_log = logging.getLogger(__name__)

FILE = "person.json"
LONGEST_NAME = 60
"""Characters of a name, and of a unit: they stand at the head of each comment in Word."""
_MOST_FORMER = 50
_LARGEST = 2**16
"""Bytes: a longer file of ours is none."""


@dataclass(frozen=True, slots=True)
class Person:
    """What the person said of themselves."""

    name: str = ""
    unit: str = ""
    asked: bool = False
    """They were asked and have answered, or do not want to: they are not asked again."""
    former: tuple[str, ...] = ()
    """What stood on their notes before, beside the system's name of the user; the latest last."""

    @property
    def author(self) -> str:
        """What stands on notes and in files: 张三（市发改局）; empty where not even the system has a name."""
        if self.name and self.unit:
            return f"{self.name}（{self.unit}）"
        return self.name or self.unit or user_name()

    def named(self, name: str, unit: str = "") -> "Person":
        """The person under this name from now on; both empty for who gives none."""
        made = replace(self, name=_tidy(name), unit=_tidy(unit), asked=True)
        past = [each for each in (*self.former, self.author) if each not in (user_name(), made.author, "")]
        return replace(made, former=tuple(dict.fromkeys(past))[-_MOST_FORMER:])

    @property
    def names(self) -> frozenset[str]:
        """All names under which they mark or have marked."""
        return frozenset({user_name(), *self.former, self.author}) - {""}


class PersonFile:
    """Keeps what the person said of themselves, in the folder of their files; without one in memory only.

    It is read anew each time: the command line may have changed it meanwhile.
    """

    def __init__(self, folder: Path | None) -> None:
        self._path = folder / FILE if folder is not None else None
        self._said: Person | None = None

    def read(self) -> Person:
        """What is kept; nothing where the file is missing, unreadable or was edited to something else."""
        if self._said is not None or self._path is None:
            return self._said or Person()
        try:
            found = json.loads(read_text(self._path, _LARGEST, "surrogatepass"))
        except FileNotFoundError:
            return Person()
        except (OSError, ValueError, RecursionError) as error:
            _log.warning("who works here was not read: %r", error)
            return Person()
        if not isinstance(found, dict):
            return Person()
        name, unit, asked, former = (found.get(each) for each in ("name", "unit", "asked", "former"))
        return Person(
            _tidy(name) if isinstance(name, str) else "",
            _tidy(unit) if isinstance(unit, str) else "",
            asked is True,
            tuple(each for each in former if isinstance(each, str)) if isinstance(former, list) else (),
        )

    def write(self, person: Person) -> None:
        """Keep it. Raises DataFolderError when that can't be done; until the program ends it counts all the
        same.
        """
        if self._path is None:
            self._said = person
            return
        try:
            write_text(self._path, json.dumps(asdict(person), ensure_ascii=False, indent=1) + "\n")
        except OSError as error:
            self._said = person
            raise DataFolderError(
                f"署名没有保存（{cause(error, self._path)}），关闭程序后要重新填写；批注不受影响。",
                repr(error),
            ) from error
        self._said = None


def earlier_marks(marks: Iterable[Mark], person: Person) -> tuple[Mark, ...]:
    """The marks that bear another name of the same person; those of other people are none of them."""
    names = person.names - {person.author}
    return tuple(mark for mark in marks if mark.author in names)


def rename_change(marks: Iterable[Mark], person: Person, at: datetime) -> Change:
    """Marks under the person's present name, as one change."""
    pairs = ((mark, edited(mark, at, author=person.author)) for mark in marks)
    return Change("修改署名", tuple(Edit(mark, after) for mark, after in pairs if after != mark))


def user_name() -> str:
    """The system's name of the user; empty where there is none."""
    try:
        # It asks the environment, then `pwd`: Windows has no such module, and a user may have no name there.
        return tidy_field(getpass.getuser())
    except (OSError, KeyError, ImportError):
        return ""


def _tidy(text: str) -> str:
    return tidy_field(text)[:LONGEST_NAME]
