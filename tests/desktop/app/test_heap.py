"""What was freed is the system's again, also where something that stays lies behind it."""

import gc
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop.app import heap, start
from desktop.app.heap import HeapTrimmer
from desktop.app.session import Session

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="other systems take free memory by themselves"
)

ROOT = Path(__file__).parents[3]
PIECE, PIECES = 64 * 1024, 1600
"""Bytes; malloc keeps what is as small in its heaps, and asks the system for each that is larger than 128
KiB.
"""


def private() -> int:
    """KiB of memory that is this process's own."""
    found = re.search(r"^RssAnon:\s+(\d+)", Path("/proc/self/status").read_text("ascii"), re.MULTILINE)
    assert found is not None
    return int(found[1])


def in_pieces() -> list[bytearray]:
    """A hundred MiB of which a twentieth is kept, here and there."""
    pieces = [bytearray(b"1") * PIECE for _ in range(PIECES)]
    return pieces[::20]


@pytest.fixture(autouse=True)
def _nothing_stays_frozen() -> Iterator[None]:
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("qapp")
def test_free_pages_between_others_go_back() -> None:
    parent = QObject()
    trimmer = HeapTrimmer(parent)
    trimmer.start()
    kept = in_pieces()
    before = private()
    trimmer.trim()
    assert before - private() > PIECES * PIECE // 1024 // 2
    assert all(each[-1] == ord("1") for each in kept)


def test_the_window_gives_them_back_again_and_again(
    qtbot: QtBot, open_reader: Callable[..., Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heap, "_EVERY_MS", 10)
    session = open_reader()
    start.settle(session)
    for _ in range(2):
        kept = in_pieces()
        before = private()
        qtbot.waitUntil(lambda before=before: before - private() > PIECES * PIECE // 1024 // 2)
        assert kept


THREADS = """
import ctypes
import threading

from PySide6.QtCore import QCoreApplication
from desktop.app.heap import HeapTrimmer

application = QCoreApplication()
trimmer = HeapTrimmer(application)
trimmer.start()
together = threading.Barrier(6)


def work():
    together.wait()
    made = [bytearray(60_000) for _ in range(100)]
    together.wait()


threads = [threading.Thread(target=work) for _ in range(6)]
for each in threads:
    each.start()
for each in threads:
    each.join()
libc = ctypes.CDLL(None)
libc.malloc_info(0, ctypes.c_void_p.in_dll(libc, "stdout"))
libc.fflush(None)
"""


def test_threads_that_work_together_share_a_heap() -> None:
    done = subprocess.run(
        [sys.executable, "-c", THREADS], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.count("<heap nr=") == 1
