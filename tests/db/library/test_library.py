"""The library opens what is sound, builds again what is derived, and says what can't be helped."""

import hashlib
import json
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest

from db.errors import DataFolderError, SourceError, StoreError, UnknownKeyError
from db.library.build import build_index, build_plan, is_current
from db.library.library import Folders, Library
from db.progress import Progress
from db.search import expression
from db.search import query as query_module
from db.search.query import SearchQuery, timed_out

SLUG = "shengzhou-145"


@pytest.fixture(scope="session")
def built(source: Path, meta_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shipped folder with the bundled plan and its index; copied by the tests."""
    shipped = tmp_path_factory.mktemp("shipped")
    build_plan(source, meta_file, shipped / SLUG)
    build_index(shipped / SLUG)
    return shipped


@pytest.fixture
def folders(built: Path, source: Path, tmp_path: Path) -> Folders:
    shutil.copytree(built, tmp_path / "shipped")
    return Folders(tmp_path / "shipped", source.parent, tmp_path / "own" / "plans")


def test_a_sound_plan(folders: Folders) -> None:
    library = Library(folders)
    assert library.slugs() == (SLUG,)
    assert [info.slug for info in library.plans()] == [SLUG]
    assert library.store(SLUG) is library.store(SLUG)
    assert not library.needs_index(SLUG)
    assert library.search(SearchQuery("通用机场", reach="all")).passages == 2
    assert folders.own is not None
    assert not folders.own.exists()


@pytest.mark.parametrize("damage", ["missing", "empty", "cut"])
def test_a_damaged_plan_is_built_again_in_the_readers_own_folder(folders: Folders, damage: str) -> None:
    file = folders.shipped / SLUG / "plan.db"
    if damage == "missing":
        file.unlink()
    else:
        file.write_bytes(b"" if damage == "empty" else file.read_bytes()[:5000])
    library = Library(folders)
    with pytest.raises(StoreError):
        library.store(SLUG)
    assert library.repair(SLUG).info.slug == SLUG
    assert library.search(SearchQuery("通用机场", reach="all")).passages == 2
    assert Library(folders).store(SLUG).info.slug == SLUG


def test_the_whole_shipped_folder_may_be_gone(folders: Folders) -> None:
    shutil.rmtree(folders.shipped)
    library = Library(folders)
    assert library.slugs() == (SLUG,)
    assert library.plans() == ()
    library.repair(SLUG)
    assert len(library.plans()) == 1


def test_what_cannot_be_repaired_is_told(folders: Folders, tmp_path: Path) -> None:
    (folders.shipped / SLUG / "plan.db").unlink()
    nowhere = Library(Folders(folders.shipped, folders.sources, None))
    with pytest.raises(StoreError, match="请重新安装"):
        nowhere.repair(SLUG)
    no_source = Library(Folders(folders.shipped, tmp_path / "none", folders.own))
    with pytest.raises(StoreError, match="请重新安装"):
        no_source.repair(SLUG)
    broken = tmp_path / "sources"
    shutil.copytree(folders.sources, broken)
    (broken / f"{SLUG}.txt").write_bytes(b"")
    with pytest.raises(SourceError, match="是空的"):
        Library(Folders(folders.shipped, broken, folders.own)).repair(SLUG)


def test_without_an_index_search_gives_the_same_answers(folders: Folders) -> None:
    whole = Library(folders).search(SearchQuery("水库", reach="all"))
    shutil.rmtree(folders.shipped / SLUG / "index")
    library = Library(folders)
    assert library.needs_index(SLUG)
    scanned = library.search(SearchQuery("水库", reach="all"))
    assert (scanned.passages, scanned.hits, scanned.results) == (whole.passages, whole.hits, whole.results)
    library.build_index(SLUG)
    assert not library.needs_index(SLUG)
    assert library.search(SearchQuery("水库", reach="all")).results == whole.results
    assert not Library(folders).needs_index(SLUG)


def test_an_index_that_was_sealed_by_another_is_made_again(folders: Folders) -> None:
    """What passed for whole and is not, is not asked twice: the answers come from the texts meanwhile."""
    assert folders.own is not None
    shutil.rmtree(folders.shipped / SLUG / "index")
    expected = Library(folders).search(SearchQuery("水", SLUG)).results
    Library(folders).build_index(SLUG)
    own = folders.own / SLUG / "index"
    postings = next(own.glob("*.pst"))
    postings.write_bytes(b"\0" * postings.stat().st_size)
    seal = json.loads((own / "complete.json").read_text("utf-8"))
    seal["files"][postings.name][1] = hashlib.sha256(postings.read_bytes()).hexdigest()
    (own / "complete.json").write_text(json.dumps(seal), "utf-8")
    library = Library(folders)
    assert not library.needs_index(SLUG)
    assert library.search(SearchQuery("水", SLUG)).results == expected
    assert library.needs_index(SLUG)
    assert not own.exists()
    assert not Library(folders).looks_indexed(SLUG)


def test_an_index_that_cannot_be_written_is_told(folders: Folders, tmp_path: Path) -> None:
    shutil.rmtree(folders.shipped / SLUG / "index")
    nowhere = Library(Folders(folders.shipped, folders.sources, None))
    with pytest.raises(DataFolderError, match="查找照常可用"):
        nowhere.build_index(SLUG)
    (tmp_path / "file").write_text("")
    blocked = Library(Folders(folders.shipped, folders.sources, tmp_path / "file"))
    with pytest.raises(DataFolderError):
        blocked.build_index(SLUG)
    assert blocked.search(SearchQuery("通用机场", reach="all")).passages == 2


def test_an_index_of_another_text_is_not_used(
    folders: Folders, meta_file: Path, source: Path, tmp_path: Path
) -> None:
    edited = tmp_path / "edited.txt"
    edited.write_text(source.read_text("utf-8").replace("通用机场", "通用飞机场"), "utf-8")
    build_plan(edited, meta_file, folders.shipped / SLUG)
    library = Library(folders)
    assert library.needs_index(SLUG)
    assert library.search(SearchQuery("通用飞机场", reach="all")).passages == 2


def test_threads_share_one_store(folders: Folders) -> None:
    library = Library(folders)
    seen: list[int] = []
    threads = [
        threading.Thread(target=lambda: seen.append(library.search(SearchQuery("嵊州", reach="all")).hits))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 8
    assert len(set(seen)) == 1


def test_what_is_current(folders: Folders, source: Path, tmp_path: Path) -> None:
    folder = folders.shipped / SLUG
    assert is_current(source, folder)
    other = tmp_path / "other.txt"
    other.write_text(source.read_text("utf-8") + "\n加一段。", "utf-8")
    assert not is_current(other, folder)
    shutil.rmtree(folder / "index")
    assert not is_current(source, folder)
    assert not is_current(source, tmp_path / "none")


@pytest.fixture
def two_plans(folders: Folders, meta_file: Path, source: Path, tmp_path: Path) -> Library:
    """The bundled plan, and a short one beside it whose chapter 3 does not exist."""
    meta = tmp_path / "short.toml"
    meta.write_text('slug = "short"\ntitle = "短规划"\njurisdiction = "浙江省绍兴市嵊州市"', "utf-8")
    text = tmp_path / "short.txt"
    text.write_text("嵊州\n第一件事!\n建设水库一座，完善水库管理。", "utf-8")
    build_plan(text, meta, folders.shipped / "short")
    return Library(folders)


def test_several_plans_answer_as_one(two_plans: Library) -> None:
    alone = two_plans.search(SearchQuery("水库", SLUG))
    both = two_plans.search(SearchQuery("水库", SLUG, "all"))
    assert (both.passages, both.hits) == (alone.passages + 1, alone.hits + 2)
    assert [hit.plan for hit in both.results][-1] == "short"
    spelled = two_plans.search(SearchQuery("shuiku", SLUG, "all"))
    assert (spelled.passages, spelled.hits) == (both.passages, both.hits)


def test_a_scope_that_only_one_of_several_plans_has(two_plans: Library) -> None:
    found = two_plans.search(SearchQuery("水库", SLUG, "all", chapter="8.3"))
    assert {hit.plan for hit in found.results} == {SLUG}
    with pytest.raises(UnknownKeyError):
        two_plans.search(SearchQuery("水库", SLUG, "all", chapter="没有"))


def test_a_regular_expression_has_one_time_for_all_plans(
    two_plans: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a time for each, twenty plans took twenty times as long."""
    given: list[float] = []
    find = expression.find

    def slow(words: str, texts: Any, *, seconds: float, progress: Progress) -> expression.Matches:
        given.append(seconds)
        return find(words, texts, seconds=seconds, progress=progress)

    monkeypatch.setattr(expression, "find", slow)
    query = SearchQuery("通用机场", reach="all", regex=True)
    assert two_plans.search(query).whole
    assert given[0] == query_module.SECONDS
    assert 0 < given[1] < given[0]
    monkeypatch.setattr(query_module, "SECONDS", 0.0)
    given.clear()
    found = two_plans.search(query)
    assert len(given) == 1, "the second is not begun any more"
    titles = [info.title for info in two_plans.plans()]
    assert not found.whole
    assert list(found.unfinished) == titles
    assert timed_out(found) == (
        f"查找超时，没有查完《{titles[0]}》《{titles[1]}》，请把正则表达式写得更具体些。"
    )
    assert timed_out(found, 1).startswith(f"查找超时，没有查完《{titles[0]}》等2个规划，")
    (first, *_) = two_plans.slugs()
    alone = two_plans.search(SearchQuery("通用机场", first, regex=True))
    assert timed_out(alone).startswith("查找超时，只查了前面一部分，")
