"""No plan that a person brought vanishes: it is built again from its source, or named with what to do."""

import os
import random
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from db import files
from db.errors import StoreError
from db.files import alone
from db.library import user_plans
from db.library.library import Library
from db.library.user_plans import UserPlans
from db.search.query import SearchQuery
from tests.db.library.test_kept import FIRST, KEPT, PRESENT, SECOND

ALL = SearchQuery("通用机场", reach="all")
ROOT = Path(__file__).parents[3]

needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes in folders")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two plans that were brought, the first of them corrected and renamed, the second in an older edition's place."""
    with zipfile.ZipFile(PRESENT) as packed:
        packed.extractall(tmp_path / "plans")
    return tmp_path


def spoil(path: Path, how: str) -> None:
    """Do to a file what disks and people do: one of FAULTS, or "loop", a link to itself."""
    if how == "cut":
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        return
    if how == "flipped":
        data = bytearray(path.read_bytes())
        at = data.find("农村公路".encode())
        data[at] ^= 1
        path.write_bytes(data)
        return
    path.unlink()
    if how == "garbage":
        path.write_bytes(random.Random(1).randbytes(5000))
    elif how == "empty":
        path.touch()
    elif how == "folder":
        (path / "in it").mkdir(parents=True)
    elif how == "pipe":
        os.mkfifo(path)
    elif how in ("link", "loop"):
        path.symlink_to("nowhere" if how == "link" else path.name)


FAULTS = ("gone", "empty", "cut", "garbage", "flipped", "folder", "pipe", "link")


@needs_pipes
@pytest.mark.parametrize("how", FAULTS)
def test_a_damaged_plan_is_built_again_by_whoever_needs_it(
    root: Path, opened: Callable[[Path], Library], how: str
) -> None:
    spoil(root / "plans" / FIRST / "plan.db", how)
    kept = root / "kept"
    shutil.copytree(root / "plans", kept, symlinks=True, ignore=shutil.ignore_patterns("plan.db"))
    assert opened(root).search(ALL).passages == 2
    assert opened(root).damaged() == ()
    assert [card.info.title for card in opened(root).cards()] == [
        "甲县交通规划（我起的名称）",
        "乙县“十五五”交通规划",
    ]
    store = opened(root).mended(FIRST)
    assert store.info.title == "甲县交通规划（我起的名称）"
    assert next(each for each in store.plan.passages if each.text == "（一）完善路网").kind == "paragraph"


@needs_pipes
@pytest.mark.parametrize("how", ["gone", "cut", "garbage", "folder", "pipe"])
def test_without_a_sound_source_it_is_named_and_the_others_are_searched(
    root: Path, opened: Callable[[Path], Library], how: str
) -> None:
    source = (root / "plans" / FIRST / "source.txt").read_bytes()
    spoil(root / "plans" / FIRST / "plan.db", "garbage")
    spoil(root / "plans" / FIRST / "source.txt", how)
    library = opened(root)
    found = library.search(ALL)
    assert (found.passages, found.left_out) == (1, ("甲县交通规划（我起的名称）",))
    (damaged,) = library.damaged()
    assert (damaged.slug, damaged.file) == (FIRST, "甲县.txt")
    assert "请重新导入原文件；您的批注不受影响" in damaged.why
    assert [card.info.slug for card in library.cards()] == [SECOND]
    assert [store.info.slug for store in library.stores()] == [SECOND]
    with pytest.raises(StoreError, match="请重新导入"):
        library.search(SearchQuery("机场", FIRST))
    # What the sentence says is done.
    (root / "又一次.txt").write_bytes(source)
    added = library.add(root / "又一次.txt")
    assert (added.slug, added.same) == (FIRST, False)
    assert added.report.plan.info.title == "甲县交通规划（我起的名称）"
    assert library.search(ALL).left_out == ()
    assert library.search(ALL).passages == 2


def test_a_failure_is_not_tried_at_each_key(
    root: Path, opened: Callable[[Path], Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(root / "plans" / FIRST / "plan.db", "gone")
    source = root / "plans" / FIRST / "source.txt"
    source.rename(root / "away")
    library = opened(root)
    tried: list[str] = []
    repair = Library.repair
    monkeypatch.setattr(Library, "repair", lambda self, slug: (tried.append(slug), repair(self, slug))[1])
    for _ in range(3):
        assert library.search(ALL).passages == 1
    assert tried == [FIRST]
    (root / "away").rename(source)
    assert library.search(ALL).passages == 2


@needs_pipes
@pytest.mark.parametrize("how", ["gone", "garbage", "pipe", "folder"])
@pytest.mark.parametrize("what", ["import.json", ".sources", ".corrections", "corrections.json"])
def test_what_is_noted_beside_a_plan_is_noted_twice(
    root: Path, opened: Callable[[Path], Library], what: str, how: str
) -> None:
    folder = root / "plans" / (what if what.startswith(".") else FIRST)
    for path in sorted(folder.iterdir()) if what.startswith(".") else [folder / what]:
        spoil(path, how)
    spoil(root / "plans" / FIRST / "plan.db", "garbage")
    store = opened(root).mended(FIRST)
    assert store.info.title == "甲县交通规划（我起的名称）"
    assert next(each for each in store.plan.passages if each.text == "（一）完善路网").kind == "paragraph"


def test_a_file_that_comes_again_has_its_plan_again(root: Path, opened: Callable[[Path], Library]) -> None:
    sources = {slug: (root / "plans" / slug / "source.txt").read_bytes() for slug in (FIRST, SECOND)}
    for slug, source in sources.items():
        library = opened(root)
        title = library.store(slug).info.title
        library.remove(slug)
        library.close()
        (root / f"另一个名字{slug}.txt").write_bytes(source)
        added = opened(root).add(root / f"另一个名字{slug}.txt")
        assert (added.slug, added.same, added.report.plan.info.title) == (slug, False, title)
    # Of a slug that another file has meanwhile: one of its own.
    older = root / "旧.txt"
    older.write_text(sources[SECOND].decode().replace("700", "600"), "utf-8")
    assert opened(root).add(older).slug not in (FIRST, SECOND)


def test_a_copy_of_a_plans_folder_is_a_plan_of_its_own(root: Path, opened: Callable[[Path], Library]) -> None:
    shutil.copytree(root / "plans" / FIRST, root / "plans" / "own-4a6e0473 (2)")
    (root / "plans" / "空文件夹").mkdir()
    library = opened(root)
    assert library.damaged() == ()
    assert [card.info.slug for card in library.cards()] == [FIRST, "own-4a6e0473 (2)", SECOND]
    assert library.search(ALL).passages == 3


@pytest.mark.parametrize(
    "slug", ["../plans/own-4a6e0473", "..", "", ".sources", "own-4a6e0473/../own-65140541"]
)
def test_a_slug_is_a_name_and_no_path(root: Path, opened: Callable[[Path], Library], slug: str) -> None:
    library = opened(root)
    (root / "x.txt").write_text("丙县规划\n\n一、建设\n\n建设水库。\n", "utf-8")
    with pytest.raises(StoreError):
        library.store(slug)
    for do in (library.remove, lambda slug: library.add(root / "x.txt", replacing=slug)):
        with pytest.raises(StoreError):
            do(slug)
    assert sorted(library.slugs()) == [FIRST, SECOND]


def test_an_import_is_on_the_disk_before_the_old_plan_goes(
    root: Path, opened: Callable[[Path], Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Path] = []
    swapped: list[list[Path]] = []
    sync, swap = files.sync, files.swap

    def seen(path: Path) -> None:
        synced.append(path)
        sync(path)

    def looked_at(new: Path, place: Path, away: Path) -> bool:
        if place.parent == root / "plans":
            missing = {new, *new.rglob("*")} - set(synced)
            swapped.append([path for path in missing if path.exists()])
        return swap(new, place, away)

    monkeypatch.setattr(files, "sync", seen)
    monkeypatch.setattr(user_plans, "sync", seen)
    monkeypatch.setattr(user_plans, "swap", looked_at)
    library = opened(root)
    library.rename(FIRST, "新的名称")
    assert swapped == [[]]
    assert synced.index(root / "plans") > 0


def test_a_session_that_just_begins_is_left_alone(root: Path) -> None:
    """Between its folder and its lock another program's tidying took it for one that was left."""
    plans = root / "plans"
    (plans / ".session-new").mkdir()
    with alone(plans / ".lock", 1):
        UserPlans(plans).tidy()
        assert (plans / ".session-new").exists()
    UserPlans(plans).tidy()
    assert not (plans / ".session-new").exists()


STARTING = """
import sys
from pathlib import Path
from db.library.library import Folders, Library
root = Path(sys.argv[1])
library = Library(Folders(root / "shipped", root / "sources", root / "plans"))
print("ready", flush=True)
sys.stdin.read(1)
library.tidy()
assert library.damaged() == ()
library.add(root / sys.argv[2])
assert library.mended("own-4a6e0473")
library.close()
"""


def test_programs_that_start_together_mend_and_import_without_harm(root: Path) -> None:
    spoil(root / "plans" / FIRST / "plan.db", "garbage")
    for number in range(4):
        (root / f"{number}.txt").write_text(f"丙{number}县规划\n\n一、建设\n\n建设水库。\n", "utf-8")
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", STARTING, str(root), f"{number}.txt"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
        )
        for number in range(4)
    ]
    for program in programs:
        assert program.stdout is not None
        program.stdout.readline()
    for program in programs:
        assert program.stdin is not None
        with suppress(BrokenPipeError):
            program.stdin.write(b"1")
            program.stdin.flush()
    for program in programs:
        _, trouble = program.communicate()
        assert (program.returncode, trouble.decode()) == (0, "")
    assert len(UserPlans(root / "plans").slugs()) == 6
    assert [path.name for path in (root / "plans").glob(".session-*")] == []


def test_a_plan_of_an_older_program_is_known_again_after_it_was_removed(
    tmp_path: Path, opened: Callable[[Path], Library]
) -> None:
    with zipfile.ZipFile(KEPT / "schema-2-without-sources.zip") as packed:
        packed.extractall(tmp_path / "plans")
    shutil.copy(tmp_path / "plans" / SECOND / "source.txt", tmp_path / "又.txt")
    library = opened(tmp_path)
    library.remove(SECOND)
    library.close()
    assert opened(tmp_path).add(tmp_path / "又.txt").slug == SECOND


def test_a_newer_edition_is_built_again_without_any_note_of_it(
    root: Path, opened: Callable[[Path], Library]
) -> None:
    """Its slug is that of the older one's file: that alone says nothing against its source."""
    spoil(root / "plans" / SECOND / "plan.db", "garbage")
    (
        root / "plans" / ".sources" / "98c87870f55b9c7ed1cb4b3661f57077960b38c1cd1ad2ced549405c3b892bc5.json"
    ).unlink()
    assert opened(root).search(SearchQuery("700公里", reach="all")).passages == 1


def test_a_file_that_two_programs_bring_at_once_is_one_plan(
    root: Path, opened: Callable[[Path], Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = root / "丙县.txt"
    file.write_text(
        (root / "plans" / FIRST / "source.txt").read_text("utf-8").replace("甲县", "丙县"), "utf-8"
    )
    first, second = opened(root), opened(root)
    looked = second._with_source

    def look(sha256: str) -> str | None:
        found = looked(sha256)
        # The other program is done between this look and the choice of a place.
        if not first.store(first.add(file).slug).plan.passages:
            raise AssertionError
        return found

    monkeypatch.setattr(second, "_with_source", look)
    there = set(second.slugs())
    added = second.add(file).slug
    assert added == first.add(file).slug
    assert set(opened(root).slugs()) - there == {added}
