"""The real window over the real store and index of the bundled plan, used as a reader uses it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

import resources
from db.library.build import build_index, build_plan
from db.library.library import Folders, Library
from db.records import Plan
from desktop.app import settings
from desktop.app.session import Session
from desktop.app.start import make_application, make_session
from desktop.folders import synonym_lists
from desktop.typeset.loaded_range import LoadedRange
from desktop.typeset.page_blocks import PageBlocks
from desktop.typeset.page_style import PageStyle

SLUG = "shengzhou-145"
SOURCES = resources.FOLDER / "source"


PATIENCE = 30_000
"""Milliseconds that tests wait for what must come; pytest-qt's own five seconds are too few for a machine that does much else."""


@pytest.fixture(scope="session", autouse=True)
def _patience() -> None:
    """A slow machine is no failure."""
    for wait in (QtBot.waitUntil, QtBot.waitSignal, QtBot.waitSignals, QtBot.waitExposed, QtBot.waitActive):
        defaults = wait.__kwdefaults__
        assert defaults is not None
        defaults["timeout"] = PATIENCE


@pytest.fixture(scope="session")
def qapp() -> Iterator[QApplication]:
    application = make_application()
    yield application
    # The off-screen clipboard outlives Python: what a test has copied must go while it still can, or the process ends in a crash.
    application.clipboard().clear()


@pytest.fixture(autouse=True)
def _no_window_stays(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[None]:
    """Windows that a test leaves behind go with it: Qt works out the style sheet of every living widget anew each
    time, and thousands of them made each later test take three times as long.
    """
    before = set(qapp.topLevelWidgets())
    yield
    if "shared_session" in request.fixturenames:
        return
    for widget in set(qapp.topLevelWidgets()) - before:
        widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(autouse=True)
def _no_key_stays(qapp: QApplication) -> Iterator[None]:
    """Keys that a test has pressed are let go: Qt takes Ctrl and Shift of the last one for held until another comes, and a row
    that the next test chooses is then chosen beside others, or not at all.
    """
    yield
    if qapp.keyboardModifiers() != Qt.KeyboardModifier.NoModifier:
        QTest.keyClick(QWidget(), Qt.Key.Key_Space)


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of shipped plans with the bundled one in it, built for this run; not to be changed."""
    folder = tmp_path_factory.mktemp("ready")
    build_plan(SOURCES / f"{SLUG}.txt", SOURCES / f"{SLUG}.toml", folder / SLUG)
    build_index(folder / SLUG)
    return folder


@pytest.fixture(scope="session")
def library(ready: Path) -> Library:
    return Library(Folders(ready, SOURCES, None))


@pytest.fixture(scope="session")
def plan(library: Library) -> Plan:
    return library.store(SLUG).plan


Typesetting = Callable[[Plan, PageStyle], LoadedRange]


@pytest.fixture(scope="session")
def typeset(qapp: QApplication) -> Typesetting:
    """Sets all of a plan."""

    def whole(plan: Plan, style: PageStyle) -> LoadedRange:
        parts = PageBlocks(plan)
        page = LoadedRange(parts, style, 0)
        with page.writing():
            while page.end < len(parts):
                page.lengthen()
        return page

    return whole


Opener = Callable[..., Session]


@contextmanager
def _opener(qapp: QApplication, bot: QtBot, ready: Path, own: Path) -> Iterator[Opener]:
    sessions: list[Session] = []

    def start(data: Path | None = own, shipped: Path = ready, sources: Path = SOURCES) -> Session:
        own = data / "plans" if data else None
        library = Library(Folders(shipped, sources, own, synonym_lists(data)))
        kept = settings.load(data) if data else settings.Settings()
        session = make_session(qapp, library, kept, data)
        sessions.append(session)
        session.start()
        bot.waitUntil(session.window.isActiveWindow)
        session.window.settle()
        bot.waitUntil(lambda: not session.window.page.growing)
        return session

    yield start
    for session in sessions:
        session.window.close()
        session.finish()
        session.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def open_reader(qapp: QApplication, qtbot: QtBot, ready: Path, tmp_path: Path) -> Iterator[Opener]:
    """Starts the program as `app.run` does; every window is closed at the end, and background work waited for."""
    with _opener(qapp, qtbot, ready, tmp_path / "data") as start:
        yield start


@pytest.fixture(scope="module")
def shared_session(
    qapp: QApplication, request: pytest.FixtureRequest, ready: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Session]:
    """One window for all tests of a file, as the test before has left it: for those that only look, or tidy up first."""
    with _opener(qapp, QtBot(request), ready, tmp_path_factory.mktemp("shared") / "data") as start:
        yield start()
