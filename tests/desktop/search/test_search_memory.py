"""Earlier queries and saved searches, and the file that they are kept in."""

import json
import logging
from pathlib import Path

import pytest

from db.errors import DataFolderError
from db.search.query import SearchQuery
from desktop.search.search_memory import FILE, MOST, SearchMemory


def test_what_was_searched_is_there_again(tmp_path: Path) -> None:
    memory = SearchMemory(tmp_path / "data")
    for words in ("通用机场", "  杭绍台 ", "通用机场", "", "长" * 500):
        memory.note(words)
    saved = [
        SearchQuery("杭绍台", "甲", "chapter", "8", ("heading", "box_item"), "rank", "section"),
        SearchQuery("山塘", "甲", "all"),
    ]
    for query in saved:
        memory.save(query)
    again = SearchMemory(tmp_path / "data")
    assert again.earlier == ("通用机场", "杭绍台")
    assert again.saved == tuple(saved)


def test_a_saved_search_is_stored_with_what_is_not_as_usual(tmp_path: Path) -> None:
    memory = SearchMemory(tmp_path)
    memory.save(SearchQuery("山塘", "甲", order="rank"))
    assert json.loads((tmp_path / FILE).read_text("utf-8"))["saved"] == [
        {"words": "山塘", "plan": "甲", "order": "rank"}
    ]


def test_a_file_in_which_every_field_stands_is_read(tmp_path: Path) -> None:
    stored = {"words": "山塘", "plan": "甲", "reach": "plan", "chapter": "", "kinds": [], "order": "plan"}
    stored["together"] = "passage"
    (tmp_path / FILE).write_text(json.dumps({"saved": [stored]}), "utf-8")
    assert SearchMemory(tmp_path).saved == (SearchQuery("山塘", "甲"),)


def test_only_so_many_are_remembered(tmp_path: Path) -> None:
    memory = SearchMemory(tmp_path)
    for number in range(MOST + 10):
        memory.note(f"词{number}")
    assert len(SearchMemory(tmp_path).earlier) == MOST
    assert memory.earlier[0] == f"词{MOST + 9}"


def test_history_is_cleared_and_saved_searches_stay(tmp_path: Path) -> None:
    memory = SearchMemory(tmp_path)
    memory.note("杭绍台")
    memory.save(SearchQuery("山塘", "甲"))
    memory.clear()
    assert "杭绍台" not in (tmp_path / FILE).read_text("utf-8")
    assert SearchMemory(tmp_path).saved == (SearchQuery("山塘", "甲"),)


def test_a_search_saved_twice_is_kept_once_and_can_be_dropped(tmp_path: Path) -> None:
    memory = SearchMemory(tmp_path)
    memory.save(SearchQuery("山塘", "甲"))
    memory.save(SearchQuery("山塘", "甲", order="rank"))
    memory.save(SearchQuery("山塘", "甲", "all"))
    assert memory.saved == (SearchQuery("山塘", "甲", order="rank"), SearchQuery("山塘", "甲", "all"))
    memory.forget(SearchQuery("山塘", "甲", order="rank"))
    assert SearchMemory(tmp_path).saved == (SearchQuery("山塘", "甲", "all"),)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"[1, 2]", b"{", b"[" * 100_000, b'"x"'])
def test_a_damaged_file_is_set_aside_and_logged(
    tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / FILE).write_bytes(content)
    with caplog.at_level(logging.WARNING):
        memory = SearchMemory(tmp_path)
    assert (memory.earlier, memory.saved) == ((), ())
    assert "not read" in caplog.text
    memory.note("杭绍台")
    assert SearchMemory(tmp_path).earlier == ("杭绍台",)
    assert (tmp_path / "searches.damaged").read_bytes() == content


def test_bad_entries_cost_only_themselves(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    bad = [
        3,
        {"words": ""},
        {"words": "a", "kinds": ["x"]},
        {"words": "a", "kinds": [[]]},
        {"words": "a", "reach": []},
        {"words": "a", "z": 1},
    ]
    values = {
        "earlier": [1, "杭绍台", {}],
        "saved": [*bad, {"words": "山塘", "plan": "甲", "chapter": 5}, {"words": "山塘", "plan": "甲"}],
    }
    (tmp_path / FILE).write_text(json.dumps(values), "utf-8")
    with caplog.at_level(logging.WARNING):
        memory = SearchMemory(tmp_path)
    assert memory.earlier == ("杭绍台",)
    assert memory.saved == (SearchQuery("山塘", "甲"),)
    assert caplog.text.count("saved search left out") == len(bad) + 1
    (tmp_path / FILE).write_text(json.dumps({"earlier": "x", "saved": {}}), "utf-8")
    assert SearchMemory(tmp_path).earlier == ()


def test_half_characters_survive(tmp_path: Path) -> None:
    SearchMemory(tmp_path).note("杭\ud800")
    assert SearchMemory(tmp_path).earlier == ("杭\ud800",)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    memory = SearchMemory(tmp_path / "file" / "data")
    with pytest.raises(DataFolderError, match="只在本次有效"):
        memory.note("杭绍台")
    assert memory.earlier == ("杭绍台",)


def test_without_a_folder_nothing_is_written() -> None:
    memory = SearchMemory(None)
    memory.note("杭绍台")
    memory.save(SearchQuery("山塘"))
    assert (memory.earlier, memory.saved) == (("杭绍台",), (SearchQuery("山塘"),))
