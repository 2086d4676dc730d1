"""Files that are made to hang, to swell or to crash what reads them: alone, in a folder, from the command line."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.errors import PlanReaderError, ReadingBugError
from db.library.library import Folders, Imported, Library
from db.source.worker.client import WorkerLimits, Workers
from tests.attack.bombs import all_bombs
from verify.attack import RefusedError, Tally

SECONDS = 1.0
SLACK = 20.0
"""Seconds that a machine which does much else may take for starting a worker and ending it."""
MEMORY = 400 << 20
GROWN = 120 << 20
"""Bytes by which the program itself may grow at most while a file is read; the file's own bytes are among them."""
GOOD = "第{}县“十五五”交通规划\n\n一、总体要求\n\n坚持统筹发展，推进公共服务能力，建设交通网络。\n"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    workers = Workers(WorkerLimits(memory=MEMORY, seconds=SECONDS, seconds_per_megabyte=0))
    made = Library(Folders(tmp_path / "none", tmp_path / "none", tmp_path / "own"), workers)
    yield made
    made.close()
    workers.close()


def resident(which: str = "VmRSS") -> int:
    """Bytes of memory that this process holds now, or (`VmHWM`) held at most; 0 where the system does not tell."""
    if sys.platform != "linux":
        return 0
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition(f"{which}:")[2].split()[0]) * 1024


def forget_peak() -> None:
    if sys.platform == "linux":
        Path("/proc/self/clear_refs").write_text("5", "ascii")


def test_bombs(tally: Tally, thorough: bool, library: Library, tmp_path: Path) -> None:
    """Bombs."""
    folder = tmp_path / "in"
    folder.mkdir()
    names: list[str] = []
    for at, (name, make) in enumerate(all_bombs(8 if thorough else 1)):
        (folder / f"{at:03} {name}").write_bytes(make())
        names.append(f"{at:03} {name}")
        # Many have a neighbour that has to come in all the same.
        if thorough or at % 4 == 0:
            (folder / f"{at:03} ~good.txt").write_text(GOOD.format(at), "utf-8")
    outcomes = library.add_folder(folder)
    seen: set[str] = set()
    while True:
        before, begun = resident(), time.monotonic()
        forget_peak()
        step = next(outcomes, None)
        if step is None:
            break
        path, outcome = step
        seen.add(path.name)
        with tally.trial(path.name):
            took, grown = time.monotonic() - begun, resident("VmHWM") - before
            if path.name.endswith("~good.txt"):
                if not isinstance(outcome, Imported):
                    raise RefusedError(f"the one behind it: {outcome}")
                continue
            if isinstance(outcome, ReadingBugError):
                raise outcome.bug
            if isinstance(outcome, PlanReaderError):
                assert str(outcome).endswith("。")
                assert "\n" not in str(outcome)
            assert took < SECONDS + SLACK, f"it took {took:.1f} s"
            assert grown < GROWN, f"the program grew by {grown >> 20} MB"
    dialog = {name for name in names if Path(name).suffix in (".png", ".bmp", ".gif")}
    with tally.trial("every document of the folder was looked at"):
        assert set(names) - seen == dialog
    for name in sorted(dialog):
        with tally.trial(name), pytest.raises(PlanReaderError, match="图片"):
            library.add(folder / name)
