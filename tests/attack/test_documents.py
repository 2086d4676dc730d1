"""Attacks with damaged documents of every format that is read."""

import random
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from db.errors import PlanReaderError
from db.library.library import Folders, Library
from tests.db.source.hostile.document import Document, documents
from tests.db.source.hostile.mutations import damaged
from tests.db.source.hostile.reading import read_or_refused, sentence
from tests.db.source.hostile.writers import WRITERS
from verify.attack import LostError, Tally

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
KEPT = Path(__file__).parents[1] / "db" / "source" / "formats" / "kept"
ENDINGS = ("txt", "csv", *WRITERS)
_CSV = '序号,项目名称,总投资（万元）\n1,云溪水库,86000\n2,"白石\n大桥",32000\n'.encode("gb18030")
_HANGS = 60
"""Seconds after which reading a file of a few thousand characters has hung."""


def _written(ending: str) -> list[bytes]:
    """A few documents of a format, the same in each run."""
    found: list[bytes] = []

    @settings(
        max_examples=12,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(documents())
    def take(document: Document) -> None:
        found.append(WRITERS[ending](document))

    take()
    return found


def _files(ending: str) -> list[bytes]:
    """Documents to damage; one of the kind at least."""
    made = _written(ending) if ending in WRITERS else [_CSV] if ending == "csv" else []
    return [*made, *_real(ending)] or _written("md")


def _real(ending: str) -> list[bytes]:
    """Real documents, and those that came out wrong once, where they are at hand."""
    folders = (SAMPLES, SAMPLES.parent / "cases", KEPT)
    return [path.read_bytes() for folder in folders for path in sorted(folder.glob(f"*.{ending}"))]


@contextmanager
def _hang_told() -> Iterator[None]:
    def tell(_number: int, _frame: object) -> None:
        raise LostError(f"not read in {_HANGS} s")

    before = signal.signal(signal.SIGALRM, tell)
    signal.alarm(_HANGS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="本系统没有 SIGALRM")
@pytest.mark.parametrize("ending", ENDINGS)
def test_damaged_documents(ending: str, tally: Tally, thorough: bool) -> None:
    """Damaged documents"""
    tally.attack += f", {ending}"
    chance = random.Random(ending)
    files = _files(ending)
    for number in range(2_000 if thorough else 60):
        data = damaged(chance.choice(files), chance)
        with tally.trial(f"{ending} {number}"), _hang_told():
            read_or_refused(data, f"文件.{ending}")


def test_damaged_documents_in_a_library(tally: Tally, tmp_path: Path, thorough: bool) -> None:
    """Damaged documents in a library"""
    chance = random.Random(2)
    folders = Folders(tmp_path / "shipped", tmp_path / "sources", tmp_path / "user")
    library = Library(folders)
    files = {ending: _files(ending) for ending in ENDINGS}
    for number in range(200 if thorough else 12):
        ending = chance.choice(ENDINGS)
        path = tmp_path / f"规划{number}.{ending}"
        path.write_bytes(damaged(chance.choice(files[ending]), chance))
        with tally.trial(path.name):
            before = {info.slug for info in library.plans()}
            try:
                slug = library.add(path).slug
            except PlanReaderError as error:
                sentence(error)
                assert {info.slug for info in library.plans()} == before, "half of it is there"
            else:
                again = Library(folders)
                try:
                    assert {info.slug for info in again.plans()} == before | {slug}
                finally:
                    again.close()
    library.close()
