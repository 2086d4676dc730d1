"""Files of marks: W3C Web Annotation JSON-LD, every field comes back, and whatever is wrong with one is told in a sentence."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import ExportError
from db.user import planmarks
from db.user.errors import ExchangeError
from db.user.marks import Marks
from db.user.plan_text import PlanText
from db.user.planmarks import PlanMarks, from_json, read_planmarks, to_json, write_planmarks
from db.user.records import Anchor, Assignment, Category, Mark, SourceRange, TextRange

Make = Callable[..., Mark]
KEPT = Path(__file__).with_name("kept")


@pytest.fixture
def content(marks: Marks, made: Make) -> PlanMarks:
    marks.add(
        made(
            note="**总投资**\n\n- 甲\n- 乙",
            tags=("交通", "=1+1"),
            state="待办",
            task=Assignment("交通局", "三界镇", "2025年底"),
        ),
        made("〔原文无标题〕五大新优势", "0", "bookmark"),
        made("铁路", "8.1.b1.i1", "highlight"),
        replace(made("四港", "0.p1", "underline"), category="question"),
    )
    marks.edit(marks.all()[0].id, tags=("重点",))
    return marks.handed_on("张三")


def sign(document: dict[str, Any]) -> bytes:
    document["reader:checksum"] = planmarks._checksum(document)
    return json.dumps(document).encode()


def refused(data: bytes) -> str:
    with pytest.raises(ExchangeError) as error:
        from_json(data, "同事.planmarks")
    assert "同事.planmarks" in str(error.value)
    assert str(error.value).endswith("。")
    return str(error.value)


def test_everything_comes_back(content: PlanMarks) -> None:
    again = from_json(to_json(content).encode(), "x")
    assert again.marks == tuple(replace(mark, placed="unplaced") for mark in content.marks)
    assert len(again.lineages) == 1
    assert again.lineages == content.lineages
    assert (again.author, again.made, again.plans) == (content.author, content.made, content.plans)
    assert [(each.id, each.name, each.colour) for each in again.categories] == [
        ("question", "疑问", "#80cbc4")
    ]
    assert again.editions is not None
    (words,) = again.editions.values()
    assert words.lines == content.editions[words.stamp].lines  # pyright: ignore[reportOptionalSubscript]


def test_the_same_marks_give_the_same_bytes_and_a_file_is_whole_or_not_there(
    content: PlanMarks, tmp_path: Path
) -> None:
    path = tmp_path / "批注.planmarks"
    write_planmarks(content, path)
    assert path.read_text("utf-8") == to_json(content)
    assert read_planmarks(path).marks == from_json(to_json(content).encode(), "x").marks
    assert [each.name for each in tmp_path.iterdir() if each.is_file() and each.stem != "user"] == [
        "批注.planmarks"
    ]
    with pytest.raises(ExportError, match=r"批注.planmarks.*没有写成"):
        write_planmarks(content, tmp_path / "no" / "批注.planmarks")


def test_the_form_is_that_of_the_w3c_model(content: PlanMarks) -> None:
    document = json.loads(to_json(content))
    assert document["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    assert document["type"] == "AnnotationCollection"
    assert document["total"] == len(document["first"]["items"]) == 4
    note = next(item for item in document["first"]["items"] if item["motivation"] == "commenting")
    assert note["type"] == "Annotation"
    assert note["id"].startswith("urn:uuid:")
    assert note["body"][0] == {
        "type": "TextualBody",
        "purpose": "commenting",
        "format": "text/markdown",
        "value": "**总投资**\n\n- 甲\n- 乙",
    }
    assert [body["value"] for body in note["body"] if body["purpose"] == "tagging"] == ["交通", "=1+1"]
    quote, position, passage, source = note["target"]["selector"]
    assert (quote["type"], quote["exact"], len(quote["prefix"]), len(quote["suffix"])) == (
        "TextQuoteSelector",
        "综合交通网",
        32,
        32,
    )
    assert (position["type"], position["end"] - position["start"]) == ("TextPositionSelector", 5)
    assert (passage["reader:startKey"], passage["reader:start"], passage["reader:end"]) == ("8.1.p1", 9, 14)
    assert (source["reader:startLine"], source["reader:startColumn"]) == (194, 11)


@pytest.mark.parametrize("path", sorted(KEPT.glob("*.planmarks")), ids=lambda path: path.name)
def test_files_of_all_formats_so_far_are_read(path: Path) -> None:
    found = read_planmarks(path)
    assert len(found.marks) == 4
    assert {mark.kind for mark in found.marks} == {"note", "bookmark", "highlight", "underline"}
    assert next(mark for mark in found.marks if mark.kind == "note").task == Assignment(
        "交通局", "三界镇", "2025年底"
    )


def test_there_is_a_kept_file_of_every_format() -> None:
    kept = {json.loads(path.read_text("utf-8"))["reader:format"] for path in KEPT.glob("*.planmarks")}
    assert kept == set(range(1, planmarks.FORMAT + 1))


# Hostile


def test_files_that_are_none(tmp_path: Path) -> None:
    assert "空的" in refused(b"")
    assert "已损坏" in refused(b"{")
    assert "已损坏" in refused("{}".encode("utf-16"))
    assert "不是规划阅读器的批注文件" in refused(b"{}")
    assert "不是规划阅读器的批注文件" in refused(b"[1, 2]")
    assert "不是规划阅读器的批注文件" in refused(b'"text"')
    assert "不是规划阅读器的批注文件" in refused(b'{"reader:format": true}')
    with pytest.raises(ExchangeError, match="没有找到"):
        read_planmarks(tmp_path / "no.planmarks")
    with pytest.raises(ExchangeError, match="读不出来"):
        read_planmarks(tmp_path)


def test_a_future_format(content: PlanMarks) -> None:
    document = json.loads(to_json(content))
    document["reader:format"] = planmarks.FORMAT + 1
    assert "更新版本" in refused(json.dumps(document).encode())


def test_a_changed_file(content: PlanMarks) -> None:
    text = to_json(content)
    assert "被改动过" in refused(text.replace("总投资", "总收入", 1).encode())
    document = json.loads(text)
    del document["reader:checksum"]
    assert "被改动过" in refused(json.dumps(document).encode())
    # Written otherwise it is the same file still.
    assert from_json(b"\xef\xbb\xbf" + json.dumps(json.loads(text), indent=3).encode(), "x").marks


def test_huge_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "huge.planmarks"
    with path.open("wb") as file:
        file.truncate(planmarks.LARGEST + 1)
    with pytest.raises(ExchangeError, match="过大"):
        read_planmarks(path)
    monkeypatch.setattr(planmarks, "_MOST_PARTS", 1000)
    assert "过多" in refused(b"[" + b"[]," * 1000 + b"[]]")


@pytest.mark.parametrize("opening", [b"[", b'{"a":'])
def test_deeply_nested_files(opening: bytes) -> None:
    assert "已损坏" in refused(opening * 100_000)
    depth = 900
    nested = b"[" * depth + b"]" * depth
    refused(b'{"reader:format": 1, "x": ' + nested + b"}")


@pytest.mark.parametrize(
    "number", ["NaN", "Infinity", "1" * 5000, "-1", "1.5", "true", "null", '"1"', "1e400", str(2**60)]
)
def test_odd_numbers(content: PlanMarks, number: str) -> None:
    document = json.loads(to_json(content))
    document["first"]["items"][0]["target"]["selector"][1]["start"] = "NUMBER"
    text = sign(document).decode().replace('"NUMBER"', number)
    refused(text.encode())


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    if isinstance(value, dict):
        found += [each for name, inner in value.items() for each in _paths(inner, (*path, name))]
    elif isinstance(value, list):
        found += [each for at, inner in enumerate(value[:2]) for each in _paths(inner, (*path, at))]
    return found


def test_every_part_of_another_type_is_refused_or_means_nothing(content: PlanMarks) -> None:
    words = next(iter((content.editions or {}).values())).lines[:2]
    small = replace(content, editions={"a:b": PlanText("a:b", words)})
    text = to_json(small)
    for path in _paths(json.loads(text)):
        for odd in (None, 7, -1, True, "odd", [], {}, ["odd"], [[]], {"odd": 1}):
            document = json.loads(text)
            at = document
            for step in path[:-1]:
                at = at[step]
            at[path[-1]] = odd
            try:
                found = from_json(sign(document), "同事.planmarks")
            except ExchangeError as error:
                assert "同事.planmarks" in str(error)  # noqa: PT017
            else:
                assert all(isinstance(mark, Mark) for mark in found.marks), path


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_any_json_with_a_checksum_is_refused_or_read(value: object) -> None:
    document: dict[str, Any] = {
        "reader:format": 1,
        "first": {"items": [value]},
        "creator": {"name": "x"},
        "created": "2026-01-01T00:00:00Z",
    }
    try:
        from_json(sign(document), "同事.planmarks")
    except ExchangeError as error:
        assert str(error).endswith("。")  # noqa: PT017


def test_the_same_id_twice(content: PlanMarks) -> None:
    twice = replace(content, marks=(content.marks[0], content.marks[0]))
    assert "内容有误" in refused(to_json(twice).encode())


def test_words_that_no_file_can_hold_are_cleaned(marks: Marks, made: Make) -> None:
    mark = replace(made(), note="a\x00b\ud800c\r\nd", author="x\x07")
    text = json.dumps(json.loads(to_json(PlanMarks("y", mark.changed, (), (mark,)))))
    (found,) = from_json(sign(json.loads(text)), "x").marks
    assert (found.note, found.author) == ("abc\nd", "x")
    assert marks.merge(marks.preview(from_json(sign(json.loads(text)), "x"))).on_disk


# What hypothesis makes of a mark comes back

TEXT = st.text(max_size=30).map(planmarks.clean)
NUMBER = st.integers(0, 10**6)


@given(
    note=TEXT,
    tags=st.lists(TEXT, max_size=3, unique=True).map(tuple),
    quote=TEXT,
    numbers=st.lists(NUMBER, min_size=12, max_size=12),
    whole=st.booleans(),
    state=st.sampled_from([None, "待办", "已办"]),
    source=st.booleans(),
    path=st.lists(TEXT, max_size=3).map(tuple),
)
def test_any_mark_comes_back(
    note: str,
    tags: tuple[str, ...],
    quote: str,
    numbers: list[int],
    whole: bool,
    state: Any,
    source: bool,
    path: tuple[str, ...],
) -> None:
    mark = Mark(
        id="00000000-0000-4000-8000-000000000000",
        kind="highlight",
        anchor=Anchor(
            plan="s",
            reach=TextRange("1.p1", numbers[0], "1.p2", numbers[1]),
            quote=quote,
            prefix=note[:32],
            suffix=quote[:32],
            whole=whole,
            position=(numbers[2], numbers[3]),
            source=SourceRange(*numbers[4:8]) if source else None,
            path=path,
            occurrences=numbers[8],
            twins=numbers[9],
            edition="a:b",
        ),
        category="c",
        note=note,
        tags=tags,
        state=state,
        task=Assignment(note, quote, "x"),
        author=quote,
        created="2026-01-01T00:00:00.000Z",
        changed="2026-01-01T00:00:00.001Z",
        placed="unplaced",
    )
    content = PlanMarks(
        "张三",
        "2026-01-01T00:00:00.000Z",
        (),
        (mark,),
        (Category("c", note, "#aabbcc", 0, offered=False, own=False),),
    )
    assert from_json(to_json(content).encode("utf-8", "surrogatepass"), "x") == replace(content, editions={})


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes in folders")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.planmarks")
    with pytest.raises(ExchangeError, match="读不出来"):
        read_planmarks(tmp_path / "a.planmarks")
