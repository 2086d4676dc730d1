"""The real program killed while a reader marks and types: what its window showed as saved is there at the next start."""

import json
import os
import random
import select
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from db.user.marks import Marks
from db.user.merge import version

ROOT = Path(__file__).parents[3]
DAY = Path(__file__).with_name("day_at_the_window.py")
KILLS = 4, 12
"""By default, and with --thorough; many more are in tests/db/user/test_faults.py, without a window."""

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="本系统没有 fork")


def lines(log: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.read_text("utf-8").splitlines()] if log.exists() else []


def read(
    log: Path, sure: dict[str, str]
) -> tuple[dict[str, str], dict[str, str | None], list[str], bool, int]:
    """What is sure now; what was meant and typed last; whether an act had begun that had not said more; how many were done."""
    meant: dict[str, str | None] = {}
    typed: list[str] = []
    acting, steps = False, 0
    for line in lines(log):
        if "acting" in line:
            acting = True
        elif "meant" in line:
            acting = False
            meant = line["meant"]  # type: ignore[assignment]
        elif "typed" in line:
            typed = line["typed"]  # type: ignore[assignment]
        else:
            sure = {id_: told for id_, told in (sure | meant).items() if told is not None}
            meant, typed = {}, []
            steps += 1
    return sure, meant, typed, acting, steps


@pytest.mark.slow
def test_what_the_window_showed_as_saved_is_there(
    request: pytest.FixtureRequest, ready: Path, tmp_path: Path, thorough: bool
) -> None:
    kills = KILLS[thorough]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, str(DAY), str(ready)]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT
    )
    request.addfinalizer(partial(process.__exit__, None, None, None))
    assert process.stdin is not None
    assert process.stdout is not None
    draw, folder, log = random.Random(3), tmp_path / "数据", tmp_path / "log"
    folder.mkdir()
    sure: dict[str, str] = {}
    left: set[str] = set()
    steps = words = kill = 0
    # On a busy machine the window may be killed before it stands: go on until enough was seen.
    while (kill < kills or not (steps > kills and words > 0)) and kill < 10 * kills:
        kill += 1
        process.stdin.write(json.dumps([str(folder), str(log), kill]) + "\n")
        process.stdin.flush()
        child = int(process.stdout.readline())
        select.select([process.stdout], [], [], draw.uniform(0.8, 3.0))
        os.kill(child, signal.SIGKILL)
        assert int(process.stdout.readline()) == -signal.SIGKILL
        sure, meant, typed, acting, done = read(log, sure)
        steps += done
        log.unlink(missing_ok=True)
        marks = Marks.open(folder)
        assert (marks.incident, marks.trouble) == (None, "")
        found = {mark.id: version(mark) for mark in marks.all()}
        drafts = {draft.mark: draft.text for draft in marks.drafts()}
        if typed:
            id_, text = typed
            words += 1
            # As far as it was kept, and no more than the next word is missing.
            assert text in drafts.get(id_, marks.get(id_).note)
        maybe = {id_: told for id_, told in (sure | meant).items() if told is not None}
        # Notes that were being typed were taken up by this start; what was about to be done may be done.
        loose = drafts.keys() | left | meant.keys() | set(typed[:1])
        # One act touches one mark: of one that was cut off before it said which, that one may differ, and no other.
        differing = {id_ for id_ in (found.keys() | maybe.keys()) - loose if found.get(id_) != maybe.get(id_)}
        assert len(differing) <= acting
        assert len(sure.keys() - meant.keys() - found.keys()) <= acting
        sure, left = found, set(drafts)
        marks.close()
    assert steps > kills
    assert words > 0
    process.stdin.close()
    process.wait(timeout=30)
    process.stdout.close()
