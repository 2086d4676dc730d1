"""Files come into the library and go again; whatever is killed half-way, no plan is half there."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.errors import DataFolderError, PlanReaderError, SourceError, StoreError
from db.library.library import Folders, Imported, Library
from db.library.listing import left_out_of
from db.library.user_plans import UserPlans
from db.plan.query import PlanStore
from db.progress import Progress, Stopped
from db.search.query import SearchQuery
from db.source.corrections import Correction

TEXT = """某县“十五五”交通规划

一、总体要求

坚持统筹发展，推进公共服务能力，建设交通网络，围绕重点领域，完善水利设施，提升生态廊道。

二、重点任务

（一）完善路网

到2030年，公路里程达到500公里以上，通用机场建成投用，农村公路优良率达到95%以上。
"""


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    made = Library(Folders(tmp_path / "shipped", tmp_path / "sources", tmp_path / "own"))
    yield made
    made.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "交通规划.txt"
    path.write_text(TEXT, "utf-8")
    return path


def shown(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


def test_a_file_is_added_and_found(library: Library, file: Path, tmp_path: Path) -> None:
    told: list[float] = []
    progress = Progress(lambda done, whole, words: told.append(done / whole) if words else None)
    added = library.add(file, progress=progress)
    assert (added.report.plan.info.title, added.report.plan.info.period, added.same) == (
        "某县“十五五”交通规划",
        "2026–2030",
        False,
    )
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert [card.info.slug for card in library.cards()] == [added.slug]
    assert library.search(SearchQuery("通用机场", reach="all")).passages == 1
    assert not library.needs_index(added.slug)
    source = library.source(added.slug)
    assert source is not None
    assert source.read_text("utf-8") == TEXT
    again = Library(Folders(tmp_path / "shipped", tmp_path / "sources", tmp_path / "own"))
    assert again.store(added.slug).plan == added.report.plan


def test_the_same_file_again_is_told(library: Library, file: Path, tmp_path: Path) -> None:
    first = library.add(file)
    copy = tmp_path / "另一个名字.txt"
    copy.write_bytes(file.read_bytes())
    second = library.add(copy)
    assert (second.slug, second.same) == (first.slug, True)
    assert second.report.as_json() == first.report.as_json()
    assert len(library.cards()) == 1


def test_a_newer_edition_takes_the_place_of_the_older(library: Library, file: Path, tmp_path: Path) -> None:
    old = library.add(file)
    newer = tmp_path / "新版.txt"
    newer.write_text(TEXT.replace("500公里", "600公里").replace("交通规划", "交通规划（修订）"), "utf-8")
    added = library.add(newer)
    assert [info.slug for info in library.editions(added.report.plan.info)] == [old.slug]
    library.remove(added.slug)
    replaced = library.add(newer, replacing=old.slug)
    assert replaced.slug == old.slug
    assert library.search(SearchQuery("600公里", reach="all")).passages == 1
    assert library.search(SearchQuery("500公里", reach="all")).passages == 0
    library.close()
    assert shown(tmp_path / "own") == [old.slug]


def test_removing_can_be_undone_until_the_program_closes(
    library: Library, file: Path, tmp_path: Path
) -> None:
    slug = library.add(file).slug
    library.remove(slug)
    assert library.slugs() == ()
    assert library.search(SearchQuery("通用机场", reach="all")).passages == 0
    assert library.restore(slug)
    assert library.search(SearchQuery("通用机场", reach="all")).passages == 1
    assert not library.restore(slug)
    library.remove(slug)
    library.close()
    assert list((tmp_path / "own").glob("**/plan.db")) == []
    assert not library.restore(slug)
    with pytest.raises(StoreError, match="没有找到"):
        library.remove(slug)


def test_renaming(library: Library, file: Path, tmp_path: Path) -> None:
    slug = library.add(file).slug
    assert library.rename(slug, "  本县  交通 ").title == "本县 交通"
    assert library.search(SearchQuery("通用机场", reach="all")).passages == 1
    assert not library.needs_index(slug)
    (tmp_path / "own" / slug / "plan.db").write_bytes(b"damaged")
    fresh = Library(Folders(tmp_path / "shipped", tmp_path / "sources", tmp_path / "own"))
    assert fresh.repair(slug).info.title == "本县 交通"
    fresh.close()
    with pytest.raises(DataFolderError, match="不能为空"):
        library.rename(slug, " ")


def test_corrections_are_kept_for_the_next_import_of_the_same_file(library: Library, file: Path) -> None:
    slug = library.add(file).slug
    said = {5: Correction("heading", 2), 11: Correction("furniture")}
    again = library.add(file, corrections=said)
    assert (again.slug, again.same) == (slug, False)
    chapters = [
        (chapter.level, chapter.lines)
        for chapter in library.store(slug).plan.chapters
        if not chapter.own_title
    ]
    assert (2, (5,)) in chapters
    assert [dropped.line for dropped in again.report.plan.dropped] == [11]
    library.remove(slug)
    library.close()
    assert library.add(file).report.plan.passages == again.report.plan.passages


def test_a_folder_is_added_file_by_file(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "文件夹"
    (folder / "下级").mkdir(parents=True)
    (folder / "a.txt").write_text(TEXT, "utf-8")
    (folder / "下级" / "b.md").write_text("# " + TEXT.replace("某县", "某市"), "utf-8")
    (folder / "c.pdf").write_bytes(b"%PDF-1.7 broken")
    (folder / "~$d.docx").write_bytes(b"x")
    (folder / "e.xlsx").write_bytes(b"x")
    (folder / "f.CSV").write_bytes("甲,乙".encode())
    (folder / "~$e.xls").write_bytes(b"x")
    outcomes = {path.name: outcome for path, outcome in library.add_folder(folder)}
    assert sorted(outcomes) == ["a.txt", "b.md", "c.pdf"]
    left = left_out_of(folder)
    assert len(left.sheets) == 2, "spreadsheets come in by themselves only"
    assert left.strange == ()
    assert isinstance(outcomes["a.txt"], Imported)
    assert isinstance(outcomes["c.pdf"], PlanReaderError)
    assert library.search(SearchQuery("通用机场", reach="all")).passages == 2


@pytest.mark.parametrize("after", range(6))
def test_cancelling_leaves_nothing(library: Library, file: Path, tmp_path: Path, after: int) -> None:
    asked = 0

    def stop() -> bool:
        nonlocal asked
        asked += 1
        return asked > after

    with pytest.raises(Stopped):
        library.add(file, progress=Progress(is_stopped=stop))
    assert library.slugs() == ()
    library.close()
    assert list((tmp_path / "own").rglob("*.db")) == []


def test_a_file_that_cannot_be_read_leaves_nothing(library: Library, tmp_path: Path) -> None:
    bad = tmp_path / "坏.txt"
    bad.write_bytes(bytes(range(256)) * 20)
    with pytest.raises(SourceError):
        library.add(bad)
    with pytest.raises(SourceError, match="找不到"):
        library.add(tmp_path / "没有.txt")
    assert library.slugs() == ()


def test_nowhere_to_write(file: Path, tmp_path: Path) -> None:
    with pytest.raises(DataFolderError, match="不能增减"):
        Library(Folders(tmp_path, tmp_path, None)).add(file)
    (tmp_path / "blocked").write_text("")
    with pytest.raises(DataFolderError, match="写不进去"):
        Library(Folders(tmp_path / "a", tmp_path / "b", tmp_path / "blocked")).add(file)


def test_what_a_killed_program_left_is_cleared_and_a_plan_being_replaced_comes_back(
    library: Library, file: Path, tmp_path: Path
) -> None:
    slug = library.add(file).slug
    library.close()
    own = tmp_path / "own"
    left = own / ".session-dead"
    (left / "incoming-1").mkdir(parents=True)
    (left / "incoming-1" / "plan.db").write_bytes(b"half")
    (left / "lock").write_bytes(b"")
    (left / "replaced").mkdir()
    (own / slug).rename(left / "replaced" / slug)
    fresh = Library(Folders(tmp_path / "shipped", tmp_path / "sources", own))
    assert fresh.slugs() == (slug,)
    assert not left.exists()
    assert PlanStore.open(own / slug / "plan.db").info.slug == slug


def test_a_session_that_still_runs_is_left_alone(library: Library, file: Path, tmp_path: Path) -> None:
    slug = library.add(file).slug
    library.remove(slug)
    UserPlans(tmp_path / "own").tidy()
    assert library.restore(slug)


KILLED = """
import sys
from pathlib import Path
from db.library.library import Folders, Library
root = Path(sys.argv[1])
library = Library(Folders(root / "shipped", root / "sources", root / "own"))
print("ready", flush=True)
for path in sorted(root.glob("in/*.txt")):
    library.add(path)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows 没有可立即终止的信号")
def test_killed_at_any_moment_the_next_start_is_clean(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number in range(60):
        (tmp_path / "in" / f"{number:02d}.txt").write_text(TEXT.replace("某县", f"第{number}县"), "utf-8")
    root = Path(__file__).parents[3]
    for wait in (0.0, 0.15, 0.4):
        process = subprocess.Popen(
            [sys.executable, "-c", KILLED, str(tmp_path)],
            cwd=root,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(root)},
        )
        assert process.stdout is not None
        process.stdout.readline()
        end = time.monotonic() + wait
        while time.monotonic() < end:
            process.poll()
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        library = Library(Folders(tmp_path / "shipped", tmp_path / "sources", tmp_path / "own"))
        library.tidy()
        for slug in library.slugs():
            assert not library.needs_index(slug)
            assert library.source(slug) is not None
        assert not list((tmp_path / "own").glob(".session-*"))


def test_a_review_tells_of_each_line_what_it_became(library: Library, file: Path) -> None:
    file.write_text(TEXT + "\n下载\n", "utf-8")
    slug = library.add(file, title="我的名称").slug
    review = library.review(slug)
    lines = {line.number: line for line in review.read({}).lines}
    assert [(number, line.became, line.level) for number, line in lines.items()] == [
        (1, "front", 0),
        (3, "heading", 1),
        (5, "body", 0),
        (7, "heading", 1),
        (9, "heading", 2),
        (11, "body", 0),
        (13, "dropped", 0),
    ]
    assert lines[13].why == "网页按钮"
    again = review.read({13: Correction("body"), 5: Correction("box"), 1: Correction("heading", 1)})
    assert [(line.became, line.corrected) for line in again.lines if line.number in (1, 5, 13)] == [
        ("heading", True),
        ("box", True),
        ("body", True),
    ]
    made = library.correct(slug, again.said)
    assert made.report.plan.passages == again.report.plan.passages
    assert library.store(slug).info.title == "我的名称", "what the reader called it stays"
    assert library.review(slug).said == again.said
    with pytest.raises(SourceError, match="没有正文"):
        library.correct(slug, {number: Correction("furniture") for number in lines})
    assert library.store(slug).plan.passages == made.report.plan.passages
    assert library.review(slug).said == again.said, "what could not be done is not kept"


def test_a_plan_takes_the_place_of_another(library: Library, file: Path, tmp_path: Path) -> None:
    old = library.add(file)
    newer = tmp_path / "新版.txt"
    newer.write_text(TEXT.replace("500公里", "600公里"), "utf-8")
    added = library.add(newer)
    assert library.replace(old.slug, added.slug).slug == old.slug
    assert library.slugs() == (old.slug,)
    assert library.search(SearchQuery("600公里", reach="all")).passages == 1
    assert library.file_name(old.slug) == "新版.txt"
    assert library.add(newer).same
    library.close()
    assert shown(tmp_path / "own") == [old.slug]


def test_an_index_that_says_it_is_there_is_believed_without_opening_the_plan(
    library: Library, file: Path, tmp_path: Path
) -> None:
    slug = library.add(file).slug
    fresh = Library(Folders(tmp_path / "shipped", tmp_path / "sources", tmp_path / "own"))
    assert fresh.looks_indexed(slug)
    (tmp_path / "own" / slug / "index" / "complete.json").unlink()
    assert not fresh.looks_indexed(slug)
    assert fresh.needs_index(slug)
