"""`search`: how it is asked, and what it prints for people."""

import json
from pathlib import Path
from typing import Any

import pytest

import resources
from db.library.library import Folders, Library
from desktop.cli import run, search_verb
from desktop.cli.search_verb import shielded
from desktop.folders import SYNONYMS

SLUG = "shengzhou-145"


@pytest.fixture(autouse=True)
def _library(library: Library, ready: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two plans: the bundled one, and the same under another name."""
    twin = ready.parent / "twin"
    if not twin.exists():
        twin.mkdir()
        text = (resources.FOLDER / "source" / f"{SLUG}.txt").read_bytes()
        meta = (resources.FOLDER / "source" / f"{SLUG}.toml").read_text("utf-8").replace(SLUG, "twin")
        (twin / "twin.txt").write_bytes(text)
        (twin / "twin.toml").write_text(meta, "utf-8")
        from db.library.build import build_plan

        build_plan(twin / "twin.txt", twin / "twin.toml", twin / "plans" / "twin")
    both = Library(
        Folders(ready, resources.FOLDER / "source", twin / "plans", (resources.FOLDER / SYNONYMS,))
    )
    monkeypatch.setattr(search_verb, "open_library", lambda _data: both)


def _said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    capsys.readouterr()
    assert run(["search", *arguments]) == 0
    return capsys.readouterr().out


def _json(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    return json.loads(_said(capsys, *arguments, "--json"))


def test_people_get_pieces_cut_at_punctuation_with_every_hit_marked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = _said(capsys, "杭绍台")
    assert said.startswith("共 3 段 7 处\n")
    assert said.count("【杭绍台】") == 7
    assert "\n7.1.p1  将形成一主一环三带格局！ › 优化市域发展格局  正文\n  …" in said
    assert "  铁路：建成【杭绍台】铁路嵊州段、" in said
    assert "专栏内容" in said
    for line in said.splitlines()[3:]:
        assert len(line) < 220


def test_a_plan_and_all_plans(capsys: pytest.CaptureFixture[str]) -> None:
    one = _json(capsys, "杭绍台", "--plan", "twin")
    both = _json(capsys, "杭绍台", "--all")
    assert {result["plan"] for result in one["results"]} == {"twin"}
    assert [result["plan"] for result in both["results"]] == [SLUG] * 3 + ["twin"] * 3
    assert (both["passages"], both["hits"]) == (6, 14)
    assert f"\n{SLUG}  7.1.p1  " in _said(capsys, "杭绍台", "--all")
    assert run(["search", "杭绍台", "--plan", "none"]) == 1
    with pytest.raises(SystemExit) as stop:
        run(["search", "杭绍台", "--plan", "twin", "--all"])
    assert stop.value.code == 2


def test_scope_kind_order_and_pinyin(capsys: pytest.CaptureFixture[str]) -> None:
    assert [result["key"] for result in _json(capsys, "杭绍台", "--scope", "8.1")["results"]] == [
        "8.1.p1",
        "8.1.b1.i1",
    ]
    kinds = _json(capsys, "交通", "--kind", "heading", "--kind", "box_title")
    assert {result["kind"] for result in kinds["results"]} == {"heading", "box_title"}
    ranked = _json(capsys, "项目", "--order", "rank", "--limit", "5")
    assert [result["key"] for result in ranked["results"]] != [
        result["key"] for result in _json(capsys, "项目", "--limit", "5")["results"]
    ]
    assert {result["how"] for result in _json(capsys, "hst")["results"]} == {"pinyin"}
    assert _json(capsys, "hst", "--pinyin", "off")["passages"] == 0
    assert "（拼音匹配）" in _said(capsys, "hst", "--limit", "1")
    assert "（只列出前 1 段，共 " in _said(capsys, "hst", "--limit", "1")


def test_json_tells_the_time_and_the_offer(capsys: pytest.CaptureFixture[str]) -> None:
    found = _json(capsys, "杭少台")
    assert found["offer"] == "杭绍台"
    assert 0 < found["ms"] < 60_000
    assert "您是否要找“杭绍台”？" in _said(capsys, "杭少台")


def test_an_unknown_scope_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["search", "杭绍台", "--scope", "99"]) == 1
    assert capsys.readouterr().err.count("。") == 1


def test_words_that_look_like_options_are_words() -> None:
    assert shielded(["search", "水库", "-甘霖", "--limit", "2"]) == [
        "search",
        "--limit",
        "2",
        "--",
        "水库",
        "-甘霖",
    ]
    assert shielded(["search", "--plan=twin", "--all", "-x"]) == [
        "search",
        "--plan=twin",
        "--all",
        "--",
        "-x",
    ]
    assert shielded(["search", "--", "--json"]) == ["search", "--", "--json"]
    assert shielded(["search", "--水库", "--limit=2"]) == ["search", "--limit=2", "--", "--水库"]
    assert shielded(["outline"]) == ["outline"]


@pytest.mark.parametrize("unknown", ["--plna", "--bogus=1", "--synonyms"])
def test_a_misspelt_option_is_told_and_never_searched_for(
    capsys: pytest.CaptureFixture[str], unknown: str
) -> None:
    with pytest.raises(SystemExit) as stop:
        run(["search", "杭绍台", unknown])
    assert stop.value.code == 2
    printed = capsys.readouterr()
    assert unknown in printed.err
    assert not printed.out


@pytest.fixture
def notes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A data folder in which two notes were written."""
    for key, quote, note in (
        ("8.1.p1", "通用机场", "请交通局补充**杭绍台**进展"),
        ("4.1.p1", "嵊州", "杭绍台也写到了"),
    ):
        assert (
            run(
                [
                    "--data",
                    str(tmp_path),
                    "marks",
                    "add",
                    "--key",
                    key,
                    "--quote",
                    quote,
                    "--note",
                    note,
                    "--tag",
                    "急件",
                ]
            )
            == 0
        )
    return tmp_path


def test_notes_stand_beside_the_passages_and_never_among_them(
    notes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with_notes = _json(capsys, "杭绍台", "--data", str(notes))
    without = _json(capsys, "杭绍台", "--data", str(notes / "empty"))
    assert [(note["key"], note["kind"], note["text"], note["how"]) for note in with_notes["notes"]] == [
        ("4.1.p1", "note", "杭绍台也写到了　急件", "text"),
        ("8.1.p1", "note", "请交通局补充杭绍台进展　急件", "text"),
    ]
    for note in with_notes["notes"]:
        assert [note["text"][start:end] for start, end in note["spans"]] == ["杭绍台"]
    assert {**with_notes, "notes": [], "ms": 0} == {**without, "ms": 0}


def test_notes_by_kind_scope_and_plan(notes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = ("--data", str(notes))
    assert _json(capsys, "杭绍台", "--kind", "paragraph", *data)["notes"] == []
    assert _json(capsys, "杭绍台", "--plan", "twin", *data)["notes"] == []
    only = _json(capsys, "jijian", "--kind", "note", "--scope", "8", *data)
    assert (only["passages"], only["results"], [note["key"] for note in only["notes"]]) == (0, [], ["8.1.p1"])
    said = _said(capsys, "急件", *data)
    assert said.startswith("共 0 段 0 处，另有批注 2 条\n")
    assert said.count("【急件】") == 2
    assert "\n8.1.p1  打造现代交通网络！ › （一）完善便捷高效的综合交通体系  批注\n" in said


def test_notes_that_cannot_be_read_stop_no_search(notes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (notes / "user.db").write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    assert run(["search", "杭绍台", "--data", str(notes)]) == 1
    told = capsys.readouterr()
    assert "共 3 段 7 处\n" in told.out
    assert told.err.startswith("没有查找批注：批注文件已损坏，没有改动。")
    assert run(["search", "绝无此词", "--data", str(notes)]) == 1
    assert capsys.readouterr().out == ""


def test_synonyms_stand_apart_in_words_and_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    """高速铁路 gave nothing and offered 高速公路, though the plan says 高铁."""
    found = _json(capsys, "高速铁路", "--plan", SLUG)
    assert (found["passages"], found["hits"], found["offer"]) == (0, 0, "高铁")
    plain = _json(capsys, "高铁", "--plan", SLUG)
    assert found["synonyms"] == [{"word": "高铁", "passages": plain["passages"], "hits": plain["hits"]}]
    assert plain["synonyms"] == []
    assert "近义：高铁 12段12处" in _said(capsys, "高速铁路", "--plan", SLUG)
    for more in (["--literal"], ["--pinyin", "off", "--kind", "note"]):
        assert _json(capsys, "高速铁路", "--plan", SLUG, *more)["synonyms"] == []
    both = _json(capsys, "高速铁路", "--all")["synonyms"]
    assert both == [{"word": "高铁", "passages": 2 * plain["passages"], "hits": 2 * plain["hits"]}]
    within = _json(capsys, "高速铁路", "--plan", SLUG, "--scope", "8")["synonyms"]
    assert 0 < within[0]["hits"] < plain["hits"]


def test_own_synonyms_are_listed_added_and_removed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    own = tmp_path / "data"

    def answer(*arguments: str) -> Any:
        capsys.readouterr()
        assert run(["synonyms", *arguments, "--json", "--data", str(own)]) == 0
        return json.loads(capsys.readouterr().out)

    assert answer()["own"] == []
    assert len(answer()["shipped"]) >= 300
    assert answer("add", "嵊新奉", "三地合作区")["words"] == ["嵊新奉", "三地合作区"]
    assert answer()["own"] == [["嵊新奉", "三地合作区"]]
    assert answer("remove", "嵊新奉")["removed"] == ["嵊新奉"]
    assert answer()["own"] == []
    assert run(["synonyms", "remove", "嵊新奉", "--data", str(own)]) == 1
    assert "没有“嵊新奉”" in capsys.readouterr().err
    assert run(["synonyms", "--all", "--data", str(own)]) == 0
    said = capsys.readouterr().out
    assert "还没有自己添加的近义词" in said
    assert "高铁、高速铁路（" in said


def test_regular_expressions(capsys: pytest.CaptureFixture[str]) -> None:
    found = _json(capsys, "--regex", r"\d+亿元", "--all")
    assert (found["passages"], found["hits"], found["whole"]) == (6, 6, True)
    for result in found["results"]:
        assert all(result["text"][start:end].endswith("亿元") for start, end in result["spans"])
    assert "【80亿元】" in _said(capsys, "--regex", r"\d+亿元")
    assert _json(capsys, r"\d+亿元")["hits"] == 0
    assert _json(capsys, "--regex", "-", "--limit", "1")["hits"] == 13
    with pytest.raises(SystemExit) as stop:
        run(["search", "--regex", "--literal", "a"])
    assert stop.value.code == 2


@pytest.mark.parametrize("wrong", ["(", "(?<=a)b", "*", "a" * 300])
def test_a_wrong_expression_is_one_sentence(wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["search", "--regex", wrong]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("正则表达式")
    assert told.err.count("。") == 1
    assert told.err.endswith("。\n")


def test_what_was_not_looked_through_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from db.search import expression

    find: Any = expression.find
    monkeypatch.setattr(expression, "find", lambda *given, **more: find(*given, **{**more, "seconds": 0}))
    assert run(["search", "--regex", "建设", "--json"]) == 1
    told = capsys.readouterr()
    assert json.loads(told.out)["whole"] is False
    assert "查找超时" in told.err
