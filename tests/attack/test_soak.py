"""A day of use, and what it leaves behind."""

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import qInstallMessageHandler

from verify.attack import Tally

ROUNDS = Path(__file__).parents[1] / "bench" / "soak.py"


@pytest.fixture(scope="module")
def soak() -> ModuleType:
    """The rounds of tests/bench, which pytest does not collect."""
    spec = importlib.util.spec_from_file_location("soak", ROUNDS)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules["soak"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def _unheard() -> Iterator[None]:
    # Of each window with a smallest size the off-screen platform says that it knows none.
    before = qInstallMessageHandler(lambda *_: None)
    yield
    qInstallMessageHandler(before)


@pytest.mark.slow
@pytest.mark.usefixtures("_unheard")
def test_after_a_day_there_is_no_more_than_in_the_morning(
    tally: Tally, soak: ModuleType, tmp_path: Path, *, thorough: bool
) -> None:
    """Soak."""
    with soak.used(tmp_path) as rounds:
        before = None
        for _ in range(8 if thorough else 2):
            with tally.trial("each thing once"):
                for _ in range(soak.TURN):
                    rounds.round()
            now = rounds.census()
            if before is not None:
                with tally.trial("no more objects, handles or threads"):
                    assert not now.kept_since(before)
                with tally.trial("no more memory in use"):
                    assert now.in_use - before.in_use < soak.MOST_KEPT
            before = now
