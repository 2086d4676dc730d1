"""How long the window stands still with a plan of one table of 45,000 rows: opening, scrolling, searching, tables.

    python tests/bench/large.py [--rows 45000]

For each step the three longest times between two turns of the event loop, by the clock, by the processor's time of the
whole program (which a busy machine changes less), and by that of the window's thread alone. None should be over 100 ms.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer  # noqa: E402

import resources  # noqa: E402
from db.library.build import build_index, build_plan  # noqa: E402
from db.library.library import Folders, Library  # noqa: E402
from desktop.app.settings import Settings  # noqa: E402
from desktop.app.start import make_application, make_session, settle  # noqa: E402
from desktop.search.searches import Searches  # noqa: E402
from desktop.tables.tables_controller import TablesController  # noqa: E402

SIGNS = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏"
BUNDLED = "shengzhou-145"
REST = 1_000
"""Milliseconds that each step is watched after it is done."""


class EventLoopWatch:
    """Waits, and notes how long the event loop did not come round."""

    def __init__(self) -> None:
        self._turns: list[tuple[float, float, float]] = []
        self._last = _now()
        self._timer = QTimer(interval=1)
        self._timer.timeout.connect(self._turn)
        self._loop = QEventLoop()
        self._until: Callable[[], bool] = lambda: True
        self._look = QTimer(interval=20)
        self._look.timeout.connect(self._try)

    def step(self, what: str, do: Callable[[], object], until: Callable[[], bool] = lambda: True) -> None:
        """Do something, wait until it is done and a little longer, and print how long the loop stood still."""
        self._turns, self._last = [], _now()
        self._timer.start()
        do()
        self._wait(until)
        end = time.monotonic() + REST / 1000
        self._wait(lambda: time.monotonic() > end)
        self._timer.stop()
        longest = (sorted(kind, reverse=True)[:3] for kind in zip(*self._turns, strict=True))
        print(
            what.ljust(36), *(" ".join(f"{1000 * each:5.0f}" for each in kind).ljust(22) for kind in longest)
        )

    def _wait(self, until: Callable[[], bool]) -> None:
        self._until = until
        self._look.start()
        self._loop.exec()
        self._look.stop()

    def _turn(self) -> None:
        now = _now()
        self._turns.append(tuple(after - before for after, before in zip(now, self._last, strict=True)))  # type: ignore[arg-type]
        self._last = now

    def _try(self) -> None:
        if self._until():
            self._loop.quit()


def _now() -> tuple[float, float, float]:
    return time.perf_counter(), time.process_time(), time.thread_time()


def document(path: Path, rows: int) -> None:
    """A plan of one table, the same each time."""
    chance = random.Random(1)
    lines = ["# 乙市重点项目规划", "", "## 第一章 项目", "", "坚持稳中求进。", "", "**专栏1 项目表**", ""]
    lines += ["| 序号 | 项目名称 |", "|---|---|"]
    lines += [f"| {at} | {''.join(chance.choices(SIGNS, k=5))}水库建设工程 |" for at in range(rows)]
    path.write_text("\n".join([*lines, ""]), "utf-8")


def used(folder: Path, rows: int) -> None:
    """Open the plan in the window, and do with it what a reader does."""
    document(folder / "乙市.md", rows)
    sources = resources.FOLDER / "source"
    build_plan(sources / f"{BUNDLED}.txt", sources / f"{BUNDLED}.toml", folder / "shipped" / BUNDLED)
    build_index(folder / "shipped" / BUNDLED)
    folders = Folders(folder / "shipped", sources, folder / "data" / "plans")
    library = Library(folders)
    slug = library.add(folder / "乙市.md").slug
    library.close()
    session = make_session(make_application(), Library(folders), Settings(), folder / "data")
    session.start()
    settle(session)
    window, watch = session.window, EventLoopWatch()
    searches, bar = window.room(Searches), window.page.verticalScrollBar()
    found = searches.plan_search
    print("".ljust(36), "by the clock (ms)".ljust(22), "processor, all".ljust(22), "the window's thread")
    watch.step("start", lambda: None, lambda: not window.page.growing)
    watch.step(
        "open", lambda: window.open_plan(slug), lambda: window.slug == slug and not window.page.growing
    )
    for share in (0.3, 0.9):
        watch.step(f"scroll to {share}", lambda share=share: bar.setValue(round(bar.maximum() * share)))
    watch.step("larger type", lambda: window.reading.zoom(1), lambda: not window.page.growing)
    watch.step("a second page", window.reading.pages.open_beside)
    window.reading.pages.close_beside()
    for words in ("建设工程", "水"):
        watch.step(
            f"search {words}",
            lambda words=words: window.box.setText(words),
            lambda words=words: (
                found.answer is not None and found.answer.query.words == words and found.answer.whole
            ),
        )
        watch.step("next hit", searches.next_hit)
    room = window.room(TablesController).shown()
    page = room.page("projects")
    watch.step(
        "tables",
        window.commands["tables"].trigger,
        lambda: page.table is not None and not room.busy,
    )
    watch.step("boxes", lambda: room.show_tab("boxes"), lambda: not room.busy)
    window.close()
    session.finish()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=45_000)
    with tempfile.TemporaryDirectory() as folder:
        used(Path(folder), parser.parse_args().rows)


if __name__ == "__main__":
    main()
