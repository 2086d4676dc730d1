"""No text makes a rule, or an import, run away: twice the text takes at most 2.5 times as long."""

import itertools
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from verify.attack import Tally

GROWTH = Path(__file__).with_name("growth.py")
ENDLESS = 90
"""Seconds after which a case that is still being tried is taken for endless; it was given two."""


def cases(kind: str, size: str, told: Path) -> Iterator[tuple[str, str]]:
    """Each case that growth.py tries, and what was too much for it. A case that does not end is ended with its
    process, and the next one goes on behind it.
    """
    first, found = 0, 0
    while True:
        with told.open("w") as out:
            process = subprocess.Popen([sys.executable, GROWTH, kind, size, str(first)], stdout=out)
            seen = -1
            while process.poll() is None:
                try:
                    process.wait(ENDLESS)
                except subprocess.TimeoutExpired:
                    if told.stat().st_size == seen:
                        process.kill()
                        process.wait()
                    seen = told.stat().st_size
        lines: list[dict[str, Any]] = [json.loads(line) for line in told.read_text("utf-8").splitlines()]
        begun = [line for line in lines if "at" in line]
        slow = {above["at"]: line["slow"] for above, line in itertools.pairwise(lines) if "slow" in line}
        ended = process.returncode == 0
        if not ended and begun:
            slow.setdefault(begun[-1]["at"], f"ended after {ENDLESS} s or with {process.returncode}")
        for case in begun:
            yield case["case"], slow.get(case["at"], "")
        found += len(begun)
        # Without a case it did not even begin, and would not the next time either.
        if ended or not begun:
            assert ended or found, f"growth.py ended with {process.returncode}"
            return
        first = begun[-1]["at"] + 1


@pytest.mark.slow
def test_rules(tally: Tally, tmp_path: Path, thorough: bool) -> None:
    """Rules that run away."""
    for case, slow in cases("rules", "long" if thorough else "short", tmp_path / "rules"):
        with tally.trial(case):
            assert not slow, slow
    assert tally.tried > 200


@pytest.mark.slow
def test_imports(tally: Tally, tmp_path: Path, thorough: bool) -> None:
    """Imports that run away."""
    for case, slow in cases("imports", "long" if thorough else "short", tmp_path / "imports"):
        with tally.trial(case):
            assert not slow, slow
