"""Files that are made to hang, to swell or to crash what reads them: alone, in a folder, from the command line."""

import json
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from db.errors import PlanReaderError, ReadingBugError
from db.library.library import Folders, Imported, Library
from db.source.formats.detection import endings_by_name_only
from db.source.worker.client import WorkerLimits, Workers
from tests.attack.bombs import all_bombs
from tests.db.source.hostile.reading import sentence
from tests.db.source.worker.toys import read_toys
from verify.attack import RefusedError, Tally, quiet

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


def outcomes(
    library: Library, folder: Path, named: Iterable[Path]
) -> Iterator[tuple[Path, Imported | PlanReaderError]]:
    """What came of each file of the folder, then of each that a folder leaves out, named by itself."""
    yield from library.add_folder(folder)
    for path in named:
        try:
            yield path, library.add(path)
        except PlanReaderError as error:
            yield path, error


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
    named = [folder / name for name in names if Path(name).suffix in endings_by_name_only()]
    came = outcomes(library, folder, named)
    seen: set[str] = set()
    while True:
        before, begun = resident(), time.monotonic()
        forget_peak()
        step = next(came, None)
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
                sentence(outcome)
            assert took < SECONDS + SLACK, f"it took {took:.1f} s"
            assert grown < GROWN, f"the program grew by {grown >> 20} MB"
    dialog = {name for name in names if Path(name).suffix in (".png", ".bmp", ".gif")}
    with tally.trial("every document of the folder was looked at"):
        assert set(names) - seen == dialog
    for name in sorted(dialog):
        with tally.trial(name), pytest.raises(PlanReaderError, match="图片"):
            library.add(folder / name)


def test_readers_that_break(tally: Tally, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers that crash or fail, from the command line."""
    read_toys(tmp_path / "toys", monkeypatch)
    folder = tmp_path / "in"
    folder.mkdir()
    does = ("crash", "exit", "bug", "deep", "nonsense", "print")
    for at, name in enumerate(does):
        (folder / f"{at}-{name}.docx").write_text(f"TOY {name}", "utf-8")
        (folder / f"{at}-then.txt").write_text(GOOD.format(at), "utf-8")
    command = [
        sys.executable,
        "-m",
        "desktop",
        "--data",
        str(tmp_path / "data"),
        "import",
        "--json",
        str(folder),
    ]
    done = subprocess.run(command, capture_output=True, check=False, cwd=Path(__file__).parents[2])
    said = done.stderr.decode()
    titles = {report["title"] for report in json.loads(done.stdout)}
    for at, name in enumerate(does):
        with tally.trial(name):
            quiet(said)
            assert done.returncode == 1
            assert name == "print" or f"“{at}-{name}.docx”" in said
            if f"第{at}县“十五五”交通规划" not in titles:
                raise RefusedError(said)
    with tally.trial("the bug is reported"):
        (report,) = (tmp_path / "data" / "reports").iterdir()
        assert str(report) in said
        assert "KeyError: 'a bug'" in report.read_text("utf-8")
