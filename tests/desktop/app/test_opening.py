"""A plan so large that opening it takes long: the window goes on meanwhile, and then shows what was asked
for.
"""

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from db.library.library import Folders, Library
from db.plan.query import PlanStore
from db.records import Place
from desktop.app import session as session_module
from desktop.app.session import Session
from desktop.app.single_instance import StartRequest
from desktop.typeset.page_blocks import PageBlocks

Opener = Callable[..., Session]
SLUG = "shengzhou-145"
TEXT = "乙县“十四五”规划\n第一章 总则\n坚持稳中求进。\n第二章 交通\n一条建设甲、乙两条公路。\n"


@pytest.fixture
def own(tmp_path: Path) -> str:
    """Slug of a plan of the person's own, beside the bundled one."""
    file = tmp_path / "乙县.txt"
    file.write_text(TEXT, "utf-8")
    library = Library(Folders(tmp_path / "none", tmp_path / "none", tmp_path / "data" / "plans"))
    try:
        return library.add(file).slug
    finally:
        library.close()


@pytest.fixture
def session(open_reader: Opener, own: str, monkeypatch: pytest.MonkeyPatch) -> Session:
    """The window with the bundled plan open; every other one counts as large."""
    made = open_reader()
    monkeypatch.setattr(session_module, "AT_ONCE", 0)
    return made


@pytest.fixture
def threads(monkeypatch: pytest.MonkeyPatch) -> list[threading.Thread]:
    """On which threads plans were read, and their blocks made."""
    seen: list[threading.Thread] = []
    read, cut = PlanStore.open.__func__, PageBlocks.__init__  # type: ignore[attr-defined]

    def reading(kind: type[PlanStore], path: Path) -> PlanStore:
        seen.append(threading.current_thread())
        return read(kind, path)

    def cutting(blocks: PageBlocks, plan: object) -> None:
        seen.append(threading.current_thread())
        cut(blocks, plan)  # type: ignore[arg-type]

    monkeypatch.setattr(PlanStore, "open", classmethod(reading))
    monkeypatch.setattr(PageBlocks, "__init__", cutting)
    return seen


def test_it_is_read_and_cut_on_another_thread(
    qtbot: QtBot, session: Session, own: str, threads: list[threading.Thread]
) -> None:
    window = session.window
    window.open_plan(own)
    assert (window.slug, window.opening) == (SLUG, own)
    assert window.statusBar().currentMessage() == "正在打开规划……"
    qtbot.waitUntil(lambda: window.slug == own)
    assert threads
    assert threading.main_thread() not in threads
    assert window.opening == ""
    assert window.statusBar().currentMessage() == ""
    assert window.page.parts is not None
    # The page beside it is set from the same blocks.
    window.reading.pages.open_beside()
    assert window.reading.pages.second is not None
    assert window.reading.pages.second.parts is window.page.parts


def test_a_place_in_it_is_shown_when_it_is_open(qtbot: QtBot, session: Session, own: str) -> None:
    window = session.window
    place = Place(own, window.library.store(own).plan.passages[-1].key, (0, 2))
    window.go_to(place)
    assert window.slug == SLUG
    qtbot.waitUntil(lambda: window.slug == own)
    assert window.page.place() == place
    # And back, to where the person was in the plan before.
    window.reading.navigation.step(-1)
    qtbot.waitUntil(lambda: window.slug == SLUG)


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_place_that_a_start_asks_for_is_shown_when_it_is_open(
    qtbot: QtBot, session: Session, own: str
) -> None:
    window = session.window
    key = window.library.store(own).plan.passages[-1].key
    session.take(StartRequest(plan=own, key=key))
    qtbot.waitUntil(lambda: window.slug == own)
    here = window.page.place()
    assert here is not None
    assert here.key == key
    session.take(StartRequest(plan=SLUG, key="nowhere"))
    qtbot.waitUntil(lambda: window.slug == SLUG)
    assert "nowhere" in window.notice.sentence


def test_the_last_one_asked_for_is_shown(qtbot: QtBot, session: Session, own: str) -> None:
    window = session.window
    shown: list[str] = []
    window.events.moved.connect(lambda place, _percent: shown.append(place.plan))
    window.open_plan(own)
    window.open_plan(SLUG)
    qtbot.waitUntil(lambda: not window.opening)
    window.pool.waitForDone()
    assert window.slug == SLUG
    assert own not in shown


def test_one_that_is_removed_meanwhile_is_not_shown(qtbot: QtBot, session: Session, own: str) -> None:
    window = session.window
    window.open_plan(own)
    window.events.plan_gone.emit(own)
    assert (window.slug, window.opening) == (SLUG, "")


def test_a_damaged_one_is_built_again_and_opened(
    qtbot: QtBot, session: Session, own: str, tmp_path: Path
) -> None:
    window = session.window
    (tmp_path / "data" / "plans" / own / "plan.db").write_bytes(b"no longer what it was" * 100)
    window.open_plan(own)
    qtbot.waitUntil(lambda: window.slug == own)
    assert "重新生成" in window.notice.sentence


def test_at_the_start_the_window_comes_first_and_then_the_plan(
    qtbot: QtBot, open_reader: Opener, own: str, ready: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ready, tmp_path / "shipped")
    monkeypatch.setattr(session_module, "AT_ONCE", 0)
    window = open_reader(shipped=tmp_path / "shipped").window
    qtbot.waitUntil(lambda: window.slug == SLUG)
    assert window.page.page is not None
