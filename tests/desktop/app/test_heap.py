"""What was freed is the system's again, also where something that stays lies behind it."""

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from desktop.app import heap
from desktop.app.heap import HeapTrimmer
from desktop.app.session import Session

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="other systems take free memory by themselves"
)

PIECE, PIECES = 64 * 1024, 1600
"""Bytes; malloc keeps what is as small in its heaps, and asks the system for each that is larger than 128 KiB."""


def private() -> int:
    """KiB of memory that is this process's own."""
    found = re.search(r"^RssAnon:\s+(\d+)", Path("/proc/self/status").read_text("ascii"), re.MULTILINE)
    assert found is not None
    return int(found[1])


def in_pieces() -> list[bytearray]:
    """A hundred MiB of which a twentieth is kept, here and there."""
    pieces = [bytearray(b"1") * PIECE for _ in range(PIECES)]
    return pieces[::20]


def test_free_pages_between_others_go_back(qapp: QCoreApplication) -> None:
    kept = in_pieces()
    before = private()
    HeapTrimmer(qapp).trim()
    assert before - private() > PIECES * PIECE // 1024 // 2
    assert all(each[-1] == ord("1") for each in kept)


def test_the_window_gives_them_back_again_and_again(
    qtbot: QtBot, open_reader: Callable[..., Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heap, "_EVERY_MS", 10)
    session = open_reader()
    for _ in range(2):
        kept = in_pieces()
        before = private()
        qtbot.waitUntil(lambda before=before: before - private() > PIECES * PIECE // 1024 // 2)
        assert kept
    assert session
