"""The bundled plan, imported and built once for all tests of `db`; its tables; and marks on it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from db.library.build import build_plan
from db.plan.query import PlanStore
from db.records import Plan
from db.source.importer import import_plan
from db.source.meta import Meta, read_meta
from db.tables.facts import PlanFacts
from db.tables.projects import ProjectRow, project_table
from db.tables.table import RowTable
from db.user.anchors import find_quote, make_anchor
from db.user.mark_edits import new_mark
from db.user.marks import Marks
from db.user.plan_text import PlanText
from db.user.records import Edition, Mark, MarkKind

SOURCES = Path(__file__).parents[2] / "resources" / "source"


@pytest.fixture(scope="session")
def source() -> Path:
    return SOURCES / "shengzhou-145.txt"


@pytest.fixture(scope="session")
def meta_file() -> Path:
    return SOURCES / "shengzhou-145.toml"


@pytest.fixture(scope="session")
def meta(meta_file: Path) -> Meta:
    return read_meta(meta_file)


@pytest.fixture(scope="session")
def plan(source: Path, meta: Meta) -> Plan:
    return import_plan(source, meta)[0]


@pytest.fixture(scope="session")
def plan_folder(source: Path, meta_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a plan.db of the bundled plan; not to be changed."""
    folder = tmp_path_factory.mktemp("plans") / "shengzhou-145"
    build_plan(source, meta_file, folder)
    return folder


@pytest.fixture(scope="session")
def store(plan_folder: Path) -> PlanStore:
    return PlanStore.open(plan_folder / "plan.db")


@pytest.fixture(scope="session")
def facts(plan: Plan) -> PlanFacts:
    return PlanFacts(plan)


@pytest.fixture(scope="session")
def projects(facts: PlanFacts) -> RowTable[ProjectRow]:
    return project_table([facts])


@pytest.fixture(scope="session")
def edition(store: PlanStore) -> Edition:
    return Edition(store.plan, store.stamp.source_sha256, store.stamp.content_sha256)


@pytest.fixture(scope="session")
def text(edition: Edition) -> PlanText:
    return PlanText.of(edition)


class Clock:
    """A clock that goes on by a second each time it is asked, and further when it is told."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at

    def go_on(self, **by: float) -> None:
        self.at += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def opened(edition: Edition, clock: Clock) -> Iterator[Callable[[Path], Marks]]:
    """Opens the marks of a folder, with the bundled plan handed in; closes them after the test."""
    everything: list[Marks] = []

    def open_(folder: Path) -> Marks:
        marks = Marks.open(folder, patience=0.05, clock=clock)
        marks.move_to_edition(edition)
        everything.append(marks)
        return marks

    yield open_
    for marks in everything:
        marks.close()


@pytest.fixture
def marks(opened: Callable[[Path], Marks], tmp_path: Path) -> Marks:
    """No marks yet, in a folder of their own."""
    return opened(tmp_path)


@pytest.fixture
def made(text: PlanText, clock: Clock) -> Callable[..., Mark]:
    """Makes a mark on words of the bundled plan."""

    def make(
        quote: str = "综合交通网",
        key: str = "8.1.p1",
        kind: MarkKind = "note",
        author: str = "张三",
        **words: object,
    ) -> Mark:
        anchor = make_anchor(text, find_quote(text, key, quote), whole=kind == "bookmark")
        return new_mark(kind, anchor, author, clock(), **words)  # pyright: ignore[reportArgumentType]

    return make
