"""A plan that a person brought is there with every later version of the program.

`.venv/bin/python tests/db/library/test_kept.py` keeps a small library as this version writes it, once for each new
SCHEMA: two plans that a person brought, one of them corrected and renamed, the other in the place of an older edition.
"""

import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[3]))  # for the script

from db.library import build
from db.library.library import Folders, Library
from db.plan import load, query, stamp
from db.plan.stamp import SCHEMA
from db.search.query import SearchQuery
from db.source.corrections import Correction

KEPT = Path(__file__).with_name("kept")
PRESENT = KEPT / f"schema-{SCHEMA}.zip"
"""A library of this SCHEMA."""
FILES = sorted(KEPT.glob("schema-*.zip"))
FIRST, SECOND = "own-4a6e0473", "own-65140541"
TEXT = """{0}“十五五”交通规划

一、总体要求

坚持统筹发展，推进公共服务能力，建设交通网络，围绕重点领域，完善水利设施，提升生态廊道。

二、重点任务

（一）完善路网

到2030年，公路里程达到{1}公里以上，通用机场建成投用，农村公路优良率达到95%以上。
"""
CORRECTED = 9
"""The line “（一）完善路网”, said to be text."""
TITLE = "甲县交通规划（我起的名称）"


def make(root: Path, library: Library) -> tuple[str, str]:
    """Bring the two plans into a library; their slugs."""
    paths = []
    for name, text in (
        ("甲县.txt", TEXT.format("甲县", 500)),
        ("乙县旧.txt", TEXT.format("乙县", 600)),
        ("乙县新.txt", TEXT.format("乙县", 700)),
    ):
        paths.append(root / name)
        paths[-1].write_text(text, "utf-8")
    first = library.add(paths[0]).slug
    library.correct(first, {CORRECTED: Correction("body")})
    library.rename(first, TITLE)
    second = library.add(paths[1]).slug
    library.add(paths[2], replacing=second)
    return first, second


def keep() -> None:
    """Write kept/schema-N.zip."""
    with tempfile.TemporaryDirectory() as given:
        root = Path(given)
        library = Library(Folders(root / "shipped", root / "sources", root / "plans"))
        make(root, library)
        library.close()
        KEPT.mkdir(exist_ok=True)
        with zipfile.ZipFile(PRESENT, "w", zipfile.ZIP_DEFLATED) as kept:
            for path in sorted((root / "plans").rglob("*")):
                if path.is_file() and path.name != ".lock":
                    kept.write(path, path.relative_to(root / "plans").as_posix())


def unpack(kept: Path, root: Path) -> None:
    with zipfile.ZipFile(kept) as packed:
        packed.extractall(root / "plans")


@pytest.fixture
def raised(monkeypatch: pytest.MonkeyPatch) -> int:
    """The program of the next SCHEMA."""
    for module in (stamp, load, query, build):
        monkeypatch.setattr(module, "SCHEMA", SCHEMA + 1)
    return SCHEMA + 1


def look_through(library: Library, root: Path) -> None:
    """Both plans are there with all that the person did to them."""
    assert library.damaged() == ()
    assert [(card.info.slug, card.info.title) for card in library.cards()] == [
        (FIRST, TITLE),
        (SECOND, "乙县“十五五”交通规划"),
    ]
    plan = library.store(FIRST).plan
    corrected = next(passage for passage in plan.passages if CORRECTED in passage.source_lines)
    assert (corrected.kind, corrected.text) == ("paragraph", "（一）完善路网")
    assert library.search(SearchQuery("700公里", reach="all")).passages == 1
    assert library.review(FIRST).said.keys() == {CORRECTED}
    assert (library.file_name(FIRST), library.file_name(SECOND)) == ("甲县.txt", "乙县新.txt")
    for name, text, slug in (
        ("甲县.txt", TEXT.format("甲县", 500), FIRST),
        ("别的名字.txt", TEXT.format("乙县", 700), SECOND),
    ):
        (root / name).write_text(text, "utf-8")
        added = library.add(root / name)
        assert (added.slug, added.same) == (slug, True)


def test_there_is_a_kept_library_of_this_schema() -> None:
    assert PRESENT in FILES, "run this file by itself"


@pytest.mark.parametrize("kept", FILES, ids=[path.stem for path in FILES])
def test_a_kept_library_opens(kept: Path, tmp_path: Path, opened: Callable[..., Library]) -> None:
    unpack(kept, tmp_path)
    look_through(opened(tmp_path), tmp_path)


@pytest.mark.parametrize("kept", FILES, ids=[path.stem for path in FILES])
def test_a_new_schema_takes_every_plan_along(
    kept: Path, tmp_path: Path, opened: Callable[..., Library], raised: int
) -> None:
    unpack(kept, tmp_path)
    library = opened(tmp_path)
    look_through(library, tmp_path)
    assert library.store(FIRST).stamp.schema == raised


def test_a_search_over_all_takes_older_plans_along(
    tmp_path: Path, opened: Callable[..., Library], raised: int
) -> None:
    unpack(FILES[0], tmp_path)
    assert opened(tmp_path).search(SearchQuery("通用机场", reach="all")).passages == 2


if __name__ == "__main__":
    keep()
