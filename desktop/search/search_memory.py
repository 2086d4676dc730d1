"""Earlier and saved searches: one small file in the person's own folder."""

import json
import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, get_args

from db.errors import DataFolderError
from db.files import cause, read_text, write_text
from db.records import Sought
from db.search.query import Order, SearchQuery, SearchReach, Together

_log = logging.getLogger(__name__)

FILE = "searches.json"
MOST = 50
"""Earlier queries that are remembered."""
_LONGEST = 200
"""Characters of a query that is worth remembering; longer ones were pasted."""
_LARGEST = 2**24
"""Bytes of the file."""
_SET_ASIDE = 1000
"""Damaged files that are kept, at most."""


@dataclass(frozen=True, slots=True)
class SearchContent:
    """What is remembered at one moment."""

    earlier: tuple[str, ...]
    saved: tuple[SearchQuery, ...]


class SearchMemory:
    """Earlier queries, the latest first, and saved searches, in the order in which they were saved."""

    def __init__(self, folder: Path | None = None) -> None:
        """Read what is in the folder; without one, everything is kept for this run only.

        A missing file is empty. A damaged one is set aside and logged, a bad entry in it is left out and
        logged.
        """
        self._file = folder / FILE if folder is not None else None
        self._earlier: list[str] = []
        self._saved: list[SearchQuery] = []
        found = _read(self._file) if self._file is not None else {}
        self._earlier = [words for words in _list(found, "earlier") if _is_query(words)][:MOST]
        self._saved = [query for value in _list(found, "saved") if (query := _query(value)) is not None]

    @property
    def earlier(self) -> tuple[str, ...]:
        """Earlier queries."""
        return tuple(self._earlier)

    @property
    def saved(self) -> tuple[SearchQuery, ...]:
        """Saved searches."""
        return tuple(self._saved)

    @property
    def content(self) -> SearchContent:
        """What is remembered now, for `put_back`."""
        return SearchContent(self.earlier, self.saved)

    def put_back(self, content: SearchContent) -> None:
        """Remember again what was forgotten since, where it stood; what came since comes first or last, as
        it would have. Raises DataFolderError.
        """
        later = [words for words in self._earlier if words not in content.earlier]
        self._earlier = [*later, *content.earlier][:MOST]
        newer = [query for query in self._saved if not any(_same(query, other) for other in content.saved)]
        self._saved = [*content.saved, *newer]
        self._write()

    def note(self, words: str) -> None:
        """Remember a query.

        Raises DataFolderError when it can't be written; it is remembered for this run even so.
        """
        words = words.strip()
        # Each hit that is walked to notes its query: the same one is not written again.
        if not _is_query(words) or self._earlier[:1] == [words]:
            return
        self._earlier = [words, *(other for other in self._earlier if other != words)][:MOST]
        self._write()

    def forget(self, entry: str | SearchQuery) -> None:
        """Forget an earlier query, or a saved search. Raises DataFolderError."""
        self._earlier = [other for other in self._earlier if other != entry]
        self._saved = [other for other in self._saved if other != entry]
        self._write()

    def recall(self, entry: str | SearchQuery, at: int) -> None:
        """Remember one again that was forgotten, where it stood, and nothing else. Raises DataFolderError."""
        if isinstance(entry, str):
            self._earlier = [other for other in self._earlier if other != entry]
            self._earlier.insert(at, entry)
        elif not any(_same(other, entry) for other in self._saved):
            self._saved.insert(at, entry)
        self._write()

    def clear(self) -> None:
        """Forget the earlier queries; saved searches stay. Raises DataFolderError."""
        self._earlier = []
        self._write()

    def save(self, query: SearchQuery) -> None:
        """Keep a search. One of the same words in the same place is replaced. Raises DataFolderError."""
        self._saved = [*(other for other in self._saved if not _same(other, query)), query]
        self._write()

    def _write(self) -> None:
        if self._file is None:
            return
        values = {"earlier": self._earlier, "saved": [_stored(query) for query in self._saved]}
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            write_text(self._file, json.dumps(values, ensure_ascii=False, indent=1) + "\n")
        except OSError as error:
            raise DataFolderError(
                f"数据文件夹不能写入（{cause(error, self._file)}），查找记录只在本次有效；规划内容不受影响。",
                repr(error),
            ) from error


@contextmanager
def remembering() -> Iterator[None]:
    """A folder that can't be written is logged: it is no reason to disturb the person."""
    try:
        yield
    except DataFolderError as error:
        _log.warning("%s %s", error, error.detail)


def _read(file: Path) -> Mapping[str, Any]:
    try:
        # A person may have typed half of a pair of surrogates; it must not cost the file.
        found = json.loads(read_text(file, _LARGEST, "surrogatepass"))
        if isinstance(found, dict):
            return found
        raise ValueError(type(found).__name__)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        _log.warning("earlier and saved searches not read: %r", error)
        with suppress(OSError):
            # Set aside and not deleted: saved searches are the person's own, also those set aside before.
            names = (file.with_suffix(f".damaged{number or ''}") for number in range(_SET_ASIDE))
            file.rename(next(name for name in names if not os.path.lexists(name)))
        return {}


def _list(found: Mapping[str, Any], name: str) -> Sequence[Any]:
    value = found.get(name, [])
    if isinstance(value, list):
        return value
    _log.warning("%s in the file of searches is no list, left out", name)
    return []


def _is_query(words: object) -> bool:
    return isinstance(words, str) and 0 < len(words.strip()) <= _LONGEST


_SOUGHT = [each for part in get_args(Sought) for each in (get_args(part) or (part,))]
_CHOICES: dict[str, tuple[Any, ...]] = {
    "reach": get_args(SearchReach),
    "order": get_args(Order),
    "together": get_args(Together),
    "literal": (False, True),
    "regex": (False, True),
    "pinyin": (True, False),
    "limit": (None,),
}
"""What a stored value may be; the first one stands where there is none."""


def _stored(query: SearchQuery) -> dict[str, Any]:
    """The fields that are not as usual, so that an older program can read a search that has no newer one."""
    return {name: value for name, value in asdict(query).items() if value != getattr(SearchQuery(), name)}


def _query(value: object) -> SearchQuery | None:
    """A saved search from raw values; None, and logged, for one that is none."""
    # A field that this program does not know may change what is meant: such a search is not run.
    names = {entry.name for entry in fields(SearchQuery)}
    if isinstance(value, dict) and set(value) <= names and _is_query(value.get("words")):
        kinds = value.get("kinds", [])
        texts = [value.get(name, "") for name in ("plan", "chapter")]
        chosen = all(value.get(name, choices[0]) in choices for name, choices in _CHOICES.items())
        if (
            isinstance(kinds, list)
            and all(kind in _SOUGHT for kind in kinds)
            and chosen
            and all(isinstance(t, str) for t in texts)
        ):
            query = replace(SearchQuery(), **{**value, "kinds": tuple(kinds)})
            return query if query.reach == "chapter" else replace(query, chapter="")
    _log.warning("saved search left out: %r", value)
    return None


def _same(one: SearchQuery, other: SearchQuery) -> bool:
    return (one.words, one.plan, one.reach, one.chapter) == (
        other.words,
        other.plan,
        other.reach,
        other.chapter,
    )
