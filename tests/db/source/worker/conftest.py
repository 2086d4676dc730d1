"""Workers for the tests, real processes."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from db.records import PlanInfo
from db.source.meta import Meta
from db.source.worker.client import WorkerLimits, Workers
from tests.db.source.worker.toys import read_toys

META = Meta(PlanInfo("own-1", "", "", "", ""))


@pytest.fixture
def toys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers that are started from now on read toys."""
    read_toys(tmp_path / "toys", monkeypatch)


Make = Callable[..., Workers]


@pytest.fixture
def make(toys: None) -> Iterator[Make]:
    """Workers with these limits, ended after the test."""
    made: list[Workers] = []

    def make_workers(**limits: float) -> Workers:
        made.append(Workers(WorkerLimits(**{"seconds_per_megabyte": 0, **limits})))  # pyright: ignore[reportArgumentType]
        return made[-1]

    yield make_workers
    for workers in made:
        workers.close()


def is_gone(pid: int) -> bool:
    """Whether no process has this number any more, or only its remains, for which nobody has waited."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] == "Z"
    except (ProcessLookupError, FileNotFoundError):
        return True
