"""Attacks: each test of this folder does harm in every way of one kind that was thought of, and counts in its
`tally` how the program took it. The table stands at the end of the report.

As they are, they take two minutes together; `dev.py attack --long` (`--thorough`) tries each for as long as it takes.
"""

import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop.app.start import make_application
from verify.attack import PROPERTY, Tally
from verify.programs import Programs


@pytest.fixture(scope="session", autouse=True)
def qapp() -> Iterator[QApplication]:
    """The program's application, for attacks on its window. First of all: a verb that prints in this process would make
    one that can have no windows.
    """
    application = make_application()
    yield application
    # The off-screen clipboard outlives Python: what was copied must go while it still can.
    application.clipboard().clear()


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Iterator[Tally]:
    """Counts the trials of one test, whose first line of documentation names the attack; fails it at the end
    when a trial was not survived, or none was tried.
    """
    attack = (request.function.__doc__ or request.node.name).strip().splitlines()[0].rstrip(".")
    tally = Tally(attack)
    yield tally
    request.node.user_properties.append((PROPERTY, asdict(tally)))
    assert tally.tried, "nothing was tried"
    assert tally.survived == tally.tried, "\n".join(tally.told[:20])


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Programs]:
    """Programs to start, kill and wait for."""
    if not hasattr(os, "fork"):
        pytest.skip("本系统没有 fork")
    script = Path(__file__).with_name("programs.py")
    programs = Programs(script, tmp_path_factory.mktemp("programs"))
    yield programs
    programs.close()
