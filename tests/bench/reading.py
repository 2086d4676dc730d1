"""How the window keeps up with the reader: the bundled plan, and one a hundred times its size.

`python tests/bench/reading.py [TIMES …]`, off-screen or on the display that QT_QPA_PLATFORM names. For each act: the time
until it returns and what is seen is painted, as the median and the longest of all repetitions, and the longest that the window
did not answer meanwhile, until all is set again.
"""

import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "bench")]

from printing import SOURCES, larger  # noqa: E402
from PySide6.QtCore import QEventLoop, QTimer  # noqa: E402

from db.library.library import Folders, Library  # noqa: E402
from db.plan.load import write_plan  # noqa: E402
from db.records import Place, Plan  # noqa: E402
from db.source import PARSER  # noqa: E402
from db.source.importer import import_plan  # noqa: E402
from db.source.meta import read_meta  # noqa: E402
from desktop.app.settings import Settings  # noqa: E402
from desktop.app.start import make_application, make_session, settle  # noqa: E402
from desktop.shell.window import Window  # noqa: E402

SLUG = "shengzhou-145"
LIMIT_MS = 50.0
"""The goal: no jump takes longer, and nothing keeps the window from answering for longer."""


class Heart:
    """Beats as often as the event loop lets it; the longest pause is how long the window did not answer."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        self.longest, self._last = 0.0, time.perf_counter()
        self._timer.start(0)

    def stop(self) -> float:
        """Milliseconds."""
        self._beat()
        self._timer.stop()
        return self.longest * 1000

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest, self._last = max(self.longest, now - self._last), now


def rest(until: Callable[[], bool]) -> None:
    """Run the event loop until something is true."""
    loop, timer = QEventLoop(), QTimer()
    timer.timeout.connect(lambda: until() and loop.quit())
    timer.start(1)
    loop.exec()


def measure(window: Window, name: str, acts: Sequence[Callable[[], object]]) -> None:
    """Do each act, paint, and let the page settle."""
    page, heart, took, paused = window.page, Heart(), list[float](), list[float]()
    for act in acts:
        heart.start()
        start = time.perf_counter()
        act()
        page.viewport().repaint()
        took.append((time.perf_counter() - start) * 1000)
        rest(lambda: not page.growing)
        paused.append(heart.stop())
    over = "" if max(took) <= LIMIT_MS and max(paused) <= LIMIT_MS else "   over 50 ms"
    print(
        f"  {name:34} median {statistics.median(took):6.1f} ms   longest {max(took):6.1f} ms   "
        f"not answering {max(paused):6.1f} ms{over}",
        flush=True,
    )


def run(times: int) -> None:
    """One size, in this process."""
    plan, sha256 = import_plan(SOURCES / f"{SLUG}.txt", read_meta(SOURCES / f"{SLUG}.toml"))
    plan = larger(plan, times)
    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder) / "ready"
        write_plan(plan, ready / SLUG / "plan.db", parser=PARSER, source_sha256=sha256)
        session = make_session(make_application(), Library(Folders(ready, SOURCES, None)), Settings(), None)
        start = time.perf_counter()
        session.start()
        rest(lambda: session.window.page.page is not None)
        session.window.page.viewport().repaint()
        print(
            f"{times}x: {len(plan.passages):,} passages; window and first text {1000 * (time.perf_counter() - start):.0f} ms"
        )
        settle(session)
        rest(lambda: not session.window.page.growing)
        _measure_all(session.window, plan)
        session.finish()


def _measure_all(window: Window, plan: Plan) -> None:
    chance = random.Random(145)
    headings = [chapter.key for chapter in plan.chapters]
    passages = [passage.key for passage in plan.passages]
    bar = window.page.verticalScrollBar()
    window.resize(1366, 768)

    def to(key: str) -> Callable[[], object]:
        return lambda: window.go_to(Place(SLUG, key))

    def down() -> None:
        window.page.turn_page(1)

    measure(window, "jump to a chapter", [to(chance.choice(headings)) for _ in range(30)])
    measure(window, "jump to any passage", [to(chance.choice(passages)) for _ in range(60)])
    measure(window, "back", [window.commands["back"].trigger] * 20)
    bar.setValue(0)
    rest(lambda: not window.page.growing)
    measure(window, "a page down, 200 times", [down] * 200)
    measure(window, "the wheel, 300 times", [lambda: bar.setValue(bar.value() + 90)] * 300)
    measure(
        window, "the scroll bar drawn anywhere", [lambda: bar.setValue(chance.randrange(bar.maximum()))] * 40
    )
    names = ["theme_dark", "theme_paper", "theme_light"]
    measure(window, "another theme", [window.commands[name].trigger for name in names * 3])
    measure(
        window,
        "larger or smaller",
        [window.commands[name].trigger for name in ("larger", "larger", "smaller", "usual_size") * 3],
    )
    sizes = [(1100, 700), (1366, 768), (900, 700), (1366, 768)]
    measure(window, "another width", [lambda size=size: window.resize(*size) for size in sizes])
    measure(
        window,
        "filter the outline",
        [lambda words=words: window.reading.contents.line.put(words) for words in ("jt", "水利", "")],
    )


def main(arguments: Sequence[str]) -> None:
    """Each size in a process of its own."""
    if len(arguments) == 2 and arguments[0] == "--one":
        run(int(arguments[1]))
        return
    print(
        f"Python {platform.python_version()}, {os.cpu_count()} processors, {platform.machine()}, load {os.getloadavg()[0]:.1f}"
    )
    for times in arguments or ("1", "100"):
        subprocess.run([sys.executable, __file__, "--one", times], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
