"""What is remembered of files that were read and proved, so that a start need not read sixty backups again.

It stands in a small file beside the folder. A file that has another size or time of change is another file;
a memory that can't be read, or is not just what was written, is none.
"""

import hashlib
import json
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from db.files import read_text, write_text
from db.user.records import Moment

_MOST = 2**22
"""Bytes: a longer one is none of ours."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a file was found to be; what it holds is told only of a sound one."""

    size: int
    time: int
    """When it was changed last, as the file system says: nanoseconds."""
    state: Literal["sound", "damaged", "newer"]
    """Newer: a newer program wrote it."""
    marks: int = 0
    newest: Moment = ""
    sequence: int = 0
    seal: int = 0
    file_id: str = ""


class Proofs:
    """The memory for the files of one folder."""

    def __init__(self, folder: Path) -> None:
        """`folder`: of the files; the memory stands beside it and is read when it is first asked."""
        self._path = folder.with_name(f"{folder.name}.json")
        self._found: dict[str, Proof] | None = None
        self._written: dict[str, Proof] = {}
        self._counter = self._written_counter = 0

    def of(self, name: str, found: os.stat_result) -> Proof | None:
        """What is remembered of the file `name`, if it is still the same by what the system says."""
        proof = self._all().get(name)
        same = proof is not None and (proof.size, proof.time) == (found.st_size, found.st_mtime_ns)
        return proof if same else None

    def put(self, name: str, proof: Proof) -> None:
        """Remember it; `save` writes it."""
        self._all()[name] = proof

    @property
    def counter(self) -> int:
        """The highest number that was given to a file."""
        self._all()
        return self._counter

    def count(self, number: int) -> None:
        """Remember a number that was given to a file."""
        self._counter = max(self.counter, number)

    def save(self, names: Iterable[str]) -> None:
        """Write what is remembered of these files, if that has changed; the others are forgotten. Where it
        can't be written, the next start reads the files.
        """
        found = self._all()
        kept = {name: found[name] for name in sorted(names) if name in found}
        if kept == self._written and self._counter == self._written_counter:
            return
        told = {"counter": self._counter, "files": {name: asdict(proof) for name, proof in kept.items()}}
        text = json.dumps(told)
        with suppress(OSError):
            write_text(self._path, f"{_sum(text)}\n{text}\n", durable=False)
            self._found, self._written, self._written_counter = kept, dict(kept), self._counter

    def _all(self) -> dict[str, Proof]:
        if self._found is None:
            self._found = {}
            # Whatever it holds: nothing depends on it but how long the next look takes.
            with suppress(OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
                self._read()
        return self._found

    def _read(self) -> None:
        told, _, text = read_text(self._path, _MOST).partition("\n")
        if told != _sum(text.removesuffix("\n")):
            return
        values = json.loads(text)
        self._found = {name: Proof(**proof) for name, proof in values["files"].items()}
        self._counter = self._written_counter = int(values["counter"])
        self._written = dict(self._found)


def _sum(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
