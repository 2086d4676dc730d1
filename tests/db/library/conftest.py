"""One process that reads files for all libraries of these tests."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from db.library.library import Folders, Library
from db.source.worker.client import Workers

Opened = Callable[..., Library]


@pytest.fixture(scope="session")
def workers() -> Iterator[Workers]:
    workers = Workers()
    yield workers
    workers.close()


@pytest.fixture
def opened(workers: Workers) -> Iterator[Opened]:
    """Opens the library of a folder; it is closed at the end."""
    made: list[Library] = []

    def open_(root: Path) -> Library:
        made.append(Library(Folders(root / "shipped", root / "sources", root / "plans"), workers))
        return made[-1]

    yield open_
    for library in made:
        library.close()
