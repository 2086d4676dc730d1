"""Set-up for all tests: off-screen unless a platform is asked for, and away from the files of whoever runs them.

Three sizes of the same tests. As they are, what decides on a change. With `--thorough`, for a release: more kills,
more examples. With `--quick`, for the minute between two edits: without the tests marked `slow`, and without those
that open the whole window (fixture `open_reader`), but for those of a room that was changed.
"""

import gc
import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import settings

from db import rights
from verify import disks
from verify.attack import PROPERTY, Tally, table
from verify.disks import SmallDisk

# Before Qt is imported by pytest-qt. `QT_QPA_PLATFORM=xcb` shows the windows.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# A slow machine is no failure, and a submission is judged by the same cases each time; by hand they vary.
EXAMPLES = {"quick": 15, "plan-reader": 50, "thorough": 300}
for name, count in EXAMPLES.items():
    settings.register_profile(
        name, deadline=None, derandomize="CI" in os.environ, print_blob=True, max_examples=count
    )


def pytest_addoption(parser: pytest.Parser) -> None:
    size = parser.getgroup("size").addoption
    size("--thorough", action="store_true", help="every kill and many more examples, as for a release")
    size("--quick", action="store_true", help="no slow tests; windows only of what was changed")
    size(
        "--changed", action="append", default=[], metavar="FILE", help="with --quick: a file that was changed"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "slow: takes seconds, and is left out by --quick")
    size = next((size for size in ("thorough", "quick") if config.getoption(f"--{size}")), "plan-reader")
    settings.load_profile(size)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--quick"):
        return
    changed = {room(path) for path in config.getoption("--changed") or ()}
    config.hook.pytest_deselected(items=[item for item in items if _is_slow(item, changed)])
    items[:] = [item for item in items if not _is_slow(item, changed)]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The table of the attacks that were tried (tests/attack); here, because only one process writes it."""
    tallies = {
        given["attack"]: Tally(**given)
        for reports in terminalreporter.stats.values()
        for report in reports
        for name, given in getattr(report, "user_properties", ())
        if name == PROPERTY
    }
    if tallies:
        terminalreporter.section("attacks")
        for line in table(tallies.values()):
            terminalreporter.write_line(line)


def _is_slow(item: pytest.Item, changed: set[str]) -> bool:
    if item.get_closest_marker("slow") is not None:
        return True
    opens_window = "open_reader" in getattr(item, "fixturenames", ())
    return opens_window and room(item.path.relative_to(item.config.rootpath).as_posix()) not in changed


def room(path: str) -> str:
    """The folder of a file of sources or tests, without `tests`: desktop/marks for both halves of a room."""
    return "/".join(PurePosixPath(path.removeprefix("tests/")).parts[:2])


@pytest.fixture(scope="session")
def thorough(request: pytest.FixtureRequest) -> bool:
    """A release is tried: as often as was ever thought useful."""
    return bool(request.config.getoption("--thorough"))


@pytest.fixture(scope="session", autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A net under tests that forget to hand in a data folder; each test's own data goes to its `tmp_path`."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLAN_READER_HOME", str(home))
        yield home


@pytest.fixture(autouse=True)
def _waste_goes_here() -> Iterator[None]:
    """As desktop/app/garbage.py: a thread that a test works on must not do away with what an earlier one left of Qt."""
    gc.disable()
    yield
    if gc.get_count()[0] > 50_000:
        gc.collect()


@pytest.fixture(autouse=True)
def _usual_rights() -> Iterator[None]:
    """A verb makes files of its process private; what later tests make, a whole Debian among them, is for others too."""
    before = os.umask(0o022)
    os.umask(before)
    usual = list(rights._usual)
    yield
    os.umask(before)
    rights._usual[:] = usual


@pytest.fixture
def small_disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SmallDisk]:
    """A disk of one megabyte, or of the size that a test gives as parameter."""
    folder = tmp_path / "disk"
    folder.mkdir()
    with ExitStack() as stack:
        try:
            disk = stack.enter_context(disks.small_disk(folder, getattr(request, "param", "1m")))
        except disks.NoDiskError as error:
            pytest.skip(str(error))
        yield disk
