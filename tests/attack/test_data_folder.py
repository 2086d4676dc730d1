"""The window on a data folder in which any file is not what it should be."""

import json
import os
import random
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from db.errors import DataFolderError
from db.search.query import SearchQuery
from desktop.app import settings
from desktop.app.crash import CrashReports
from desktop.app.inbox import Inbox
from desktop.app.settings import Settings
from desktop.app.single_instance import StartRequest, claim
from desktop.app.start import make_application, make_session
from desktop.folders import ensure, open_library
from desktop.library.import_controller import ImportController
from tests.attack.test_names import FAULTS
from tests.db.library.test_damage import spoil
from tests.db.library.test_kept import FIRST, PRESENT, SECOND
from verify.attack import LostError, RefusedError, Tally

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes in folders"),
    pytest.mark.qt_log_ignore("plugin does not support"),
]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as a day of use leaves it."""
    data = tmp_path_factory.mktemp("used") / "data"
    with zipfile.ZipFile(PRESENT) as packed:
        packed.extractall(data / "plans")
    settings.save(Settings(plan=FIRST, zoom=110), data)
    (data / "searches.json").write_text(json.dumps({"earlier": ["水库"], "saved": []}), "utf-8")
    (data / "log.txt").write_text("", "utf-8")
    (data / "running").mkdir()
    for path in ("plans/.lock", "running/lock", ".marks.part", "plans/.x.part"):
        (data / path).touch()
    (data / "running" / "1.json").write_text("{}", "utf-8")
    return data


def files(data: Path, thorough: bool) -> Iterator[Path]:
    for path in sorted(data.rglob("*")):
        name = path.relative_to(data)
        if path.is_file() and (thorough or name.name in _FIRST_LOOKED_AT):
            yield name


_FIRST_LOOKED_AT = ("settings.json", "searches.json", "log.txt", "lock", "1.json", ".lock", "plan.db")


def start(qtbot: QtBot, data: Path) -> None:
    """Open the window as `app.run` does, wait until a plan is shown, search, and close it."""
    folder: Path | None = None
    with suppress(DataFolderError):
        folder = ensure(data)
    first = claim(folder, StartRequest())
    if first is None:
        raise RefusedError("handed over to nobody")
    crashes = CrashReports(data)
    crashes.install()
    library = open_library(data)
    session = make_session(make_application(), library, settings.load(data), folder)
    reported: list[str] = []
    crashes.reported.connect(reported.append)
    try:
        session.start()
        qtbot.waitUntil(lambda: session.window.page.page is not None, timeout=20_000)
        session.window.settle()
        inbox = Inbox(first, session)
        inbox.asked.connect(session.take)
        inbox.start()
        session.window.room(ImportController).room()
        if library.search(SearchQuery("通用机场", reach="all")).passages != 4:
            raise LostError(f"{library.damaged()}")
        if {card.info.slug for card in library.cards()} < {FIRST, SECOND}:
            raise LostError(f"{library.cards()}")
        session.window.close()
    finally:
        session.finish()
        first.release()
        crashes.uninstall()
        session.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not reported, reported


def test_garbage_files(qtbot: QtBot, tally: Tally, thorough: bool, data: Path, tmp_path: Path) -> None:
    """Garbage files under the window."""
    cases = [(file, how) for file in files(data, thorough) for how in FAULTS]
    if not thorough:
        cases = random.Random(5).sample(cases, 18)
    cases += [(Path(name), how) for name in ("running", "plans/.sources") for how in ("garbage", "pipe")]
    for at, (file, how) in enumerate(cases):
        used = tmp_path / str(at)
        shutil.copytree(data, used)
        if (used / file).is_dir():
            shutil.rmtree(used / file)
            (used / file).touch()
        spoil(used / file, how)
        with tally.trial(f"{file} {how}"):
            start(qtbot, used)
        shutil.rmtree(used)
