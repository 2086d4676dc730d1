"""How long it takes from a key press to the results on the screen: `python tests/bench/search_window.py [TIMES …]`.

The real window over the bundled plan, and over one so many times its size; prints milliseconds. The delay after the last change
(80 ms, so that nothing is searched while the reader still types) is part of them: what the program itself takes is the rest, and on
a busy machine the processor time tells more.
"""

import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from printing import larger  # noqa: E402  beside this file
from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer  # noqa: E402
from PySide6.QtGui import QInputMethodEvent  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from db.library.build import build_index  # noqa: E402
from db.library.library import Folders, Library  # noqa: E402
from db.library.user_plans import STORE  # noqa: E402
from db.plan.load import write_plan  # noqa: E402
from db.source.importer import import_plan  # noqa: E402
from db.source.meta import read_meta  # noqa: E402
from desktop.app.settings import Settings  # noqa: E402
from desktop.app.start import make_application, make_session, settle  # noqa: E402
from desktop.search.searches import Searches  # noqa: E402
from desktop.shell.window import Window  # noqa: E402
from desktop.widgets.typed_line import DELAY  # noqa: E402

SLUG = "shengzhou-145"
SOURCES = ROOT / "resources" / "source"
TYPED = (
    "长三角一体化",
    "重大项目",
    "5G网络",
    "20分钟",
    "轨道交通",
    "杭绍台",
    "常住人口城镇化率",
    "hangshaotai",
    "hst",
    "山塘",
)
LIMITS = {1: 100, 100: 150}
_PATIENCE = 60_000


class Painted(QObject):
    """Ends a loop when the results of certain words were painted."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._room = window.room(Searches).plan_search
        self._loop = QEventLoop(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._loop.quit)
        self.words = ""
        for part in (
            self._room.panel.list.viewport(),
            self._room.panel,
        ):  # the second says it when nothing was found
            part.installEventFilter(self)

    def wait(self, words: str) -> None:
        """Until they are on the screen, and what else is painted with them."""
        self.words = words
        QTimer.singleShot(_PATIENCE, self._loop.quit)
        self._loop.exec()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        answer = self._room.answer
        if event.type() == QEvent.Type.Paint and answer is not None and answer.query.words == self.words:
            self.words = ""
            self._timer.start(0)
        return super().eventFilter(watched, event)


def measure(times: int) -> None:
    """Type the words, key by key."""
    application = make_application()
    with tempfile.TemporaryDirectory() as folder:
        plan, sha256 = import_plan(SOURCES / f"{SLUG}.txt", read_meta(SOURCES / f"{SLUG}.toml"))
        store = Path(folder) / SLUG
        write_plan(larger(plan, times) if times > 1 else plan, store / STORE, parser=1, source_sha256=sha256)
        build_index(store)
        session = make_session(application, Library(Folders(Path(folder), SOURCES, None)), Settings(), None)
        window = session.window
        window.resize(1366, 768)
        session.start()
        settle(session)
        painted, box = Painted(window), window.room(Searches).plan_search.box
        _wait(3000)  # as a reader does who has just opened the plan
        box.setFocus()
        taken: dict[str, list[tuple[float, float]]] = {"first key": [], "Chinese": [], "pinyin": []}
        for word in TYPED:
            for end in range(1, len(word) + 1):
                if word[:end].isascii() and end == 1:
                    continue  # a single letter or figure stands for nothing yet
                box.clear()
                _commit(word[: end - 1])
                _wait(DELAY + 400)
                start, at_work = time.perf_counter(), time.process_time()
                _commit(word[end - 1])
                painted.wait(word[:end])
                kind = (
                    "first key"
                    if not taken["first key"]
                    else "pinyin"
                    if word.isascii() and word.isalpha()
                    else "Chinese"
                )
                taken[kind].append(
                    ((time.perf_counter() - start) * 1000, (time.process_time() - at_work) * 1000)
                )
        for kind, each in taken.items():
            columns = zip(*each, strict=True)
            whole, busy = (
                f"p10 {_at(column, 10):.0f}, p50 {_at(column, 50):.0f}, p95 {_at(column, 95):.0f} ms"
                for column in columns
            )
            print(f"{times}x, {kind}: {len(each)} keys, {whole}; processor time {busy}")
        print(f"{times}x: limit {LIMITS.get(times, '-')} ms, of which {DELAY} ms are the delay", flush=True)
        window.close()
        session.finish()


def _at(times: Sequence[float], percent: int) -> float:
    return sorted(times)[round((len(times) - 1) * percent / 100)]


def _wait(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _commit(words: str) -> None:
    event = QInputMethodEvent()
    event.setCommitString(words)
    focused = QApplication.focusWidget()
    if focused is not None:
        QApplication.sendEvent(focused, event)


if __name__ == "__main__":
    for size in map(int, sys.argv[1:] or ("1", "100")):
        measure(size)
