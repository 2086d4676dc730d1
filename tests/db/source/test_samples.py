"""Four real documents, against keys that were made by reading them. They are not part of the project."""

import json
from pathlib import Path
from typing import Any

import pytest

from db.records import Plan, PlanInfo
from db.source.importer import import_plan
from db.source.meta import Meta

SAMPLES = Path(__file__).parents[4] / "shared" / "samples"
FILES = sorted(SAMPLES.glob("*.key.json"))
if not FILES:
    pytest.skip(f"没有样例文件夹 {SAMPLES.name}，略过与真实文档的对照", allow_module_level=True)

TWINS = str.maketrans("(),:;!", "（），：；！")


@pytest.fixture(scope="module", params=FILES, ids=lambda path: path.name[:2])
def sample(request: pytest.FixtureRequest) -> tuple[dict[str, Any], Plan, list[str]]:
    key = json.loads(request.param.read_text("utf-8"))
    path = SAMPLES / key["file"]
    plan = import_plan(path, Meta(PlanInfo("x", "", "", "", "")))[0]
    return key, plan, path.read_text("utf-8").split("\n")


def test_headings_with_their_levels_in_their_order(sample: tuple[dict[str, Any], Plan, list[str]]) -> None:
    key, plan, _ = sample
    found = [
        (chapter.level, chapter.lines[-1], chapter.heading)
        for chapter in plan.chapters
        if not chapter.own_title and chapter.key[0] != "a"
    ]
    assert found == [
        (heading["level"], heading["line"], heading["text"].translate(TWINS)) for heading in key["headings"]
    ]


def test_paragraphs_of_each_section(sample: tuple[dict[str, Any], Plan, list[str]]) -> None:
    key, plan, _ = sample
    paths: dict[str, str] = {}
    for chapter in plan.chapters:
        paths[chapter.key] = (
            f"{paths[chapter.parent]} > {chapter.heading}" if chapter.parent else chapter.heading
        )
    counts = {path: 0 for key, path in paths.items() if key[0] not in "af"}
    for passage in plan.passages:
        if passage.kind == "paragraph" and passage.chapter[0] not in "af":
            counts[paths[passage.chapter]] += 1
    found = list(counts.items())
    wanted = [(section["path"].translate(TWINS), section["paragraphs"]) for section in key["sections"]]
    assert found[1:] == wanted[1:]
    assert found[0][1] == wanted[0][1]
    assert sum(counts.values()) == key["body_paragraphs"]


def test_boxes(sample: tuple[dict[str, Any], Plan, list[str]]) -> None:
    key, plan, _ = sample
    boxes = [passage for passage in plan.passages if passage.kind == "box_title"]
    headings = {chapter.key: chapter.heading for chapter in plan.chapters}
    assert [(box.text, headings[box.chapter]) for box in boxes] == [
        (box["title"].translate(TWINS), box["stands_under"].translate(TWINS)) for box in key["boxes"]
    ]
    for box, wanted in zip(boxes, key["boxes"], strict=True):
        items = [
            passage for passage in plan.passages if passage.box == box.key and passage.kind == "box_item"
        ]
        lines = [line for passage in (box, *items) for line in passage.source_lines]
        assert (min(lines), max(lines)) == (wanted["line_start"], wanted["line_end"])
        count = wanted.get("items") or wanted.get("items_marked_(n)")
        assert count is None or len(items) == count


def test_indicator_tables_cell_for_cell(sample: tuple[dict[str, Any], Plan, list[str]]) -> None:
    key, plan, _ = sample
    wanted = key.get("indicator_tables", [])
    assert [(list(table.columns), [list(row) for row in table.rows]) for table in plan.tables] == [
        (table["columns"], table["rows"]) for table in wanted
    ]
    assert all(table.indicators for table in plan.tables)


def test_furniture_and_front_matter(sample: tuple[dict[str, Any], Plan, list[str]]) -> None:
    key, plan, _ = sample
    dropped = {line.line for line in plan.dropped}
    wrappers = {line["line"] for line in key["wrapper_lines"]}
    assert dropped - wrappers == {line["line"] for line in key["furniture"]}
    front = {line for passage in plan.passages if passage.chapter == "f" for line in passage.source_lines}
    assert front == {line["line"] for line in key["front_matter"]} | {key["title_line"]}
    assert plan.info.title == key["title"]


def test_cut_paragraphs_are_one(sample: tuple[dict[str, Any], Plan, list[str]]) -> None:
    key, plan, _ = sample
    several = [
        list(passage.source_lines)
        for passage in plan.passages
        if passage.kind == "paragraph" and len(passage.source_lines) > 1
    ]
    assert several == key["broken_paragraphs"]


def test_no_line_is_lost_and_words_are_where_they_were(
    sample: tuple[dict[str, Any], Plan, list[str]],
) -> None:
    _, plan, lines = sample
    told = {line for passage in plan.passages for line in passage.source_lines}
    told.update(line for chapter in plan.chapters for line in chapter.lines)
    told.update(dropped.line for dropped in plan.dropped)
    assert told == {number for number, line in enumerate(lines, 1) if line.strip()}
    for passage in plan.passages:
        for origin in passage.origins:
            written = lines[origin.line - 1][origin.column : origin.column + origin.length]
            shown = passage.text[origin.start : origin.start + origin.length]
            assert written.translate(TWINS) == shown.translate(TWINS)


def test_words_occur_as_often_as_they_were_counted(sample: tuple[dict[str, Any], Plan, list[str]]) -> None:
    key, plan, lines = sample
    beside = {dropped.line for dropped in plan.dropped}
    dropped = "\n".join(line for number, line in enumerate(lines, 1) if number in beside)
    for query in key["queries"]:
        words = query["q"].replace("$", "").replace("\\", "")
        found = sum(passage.text.count(words.translate(TWINS)) for passage in plan.passages) + dropped.count(
            words
        )
        if "$" not in query["q"]:
            assert (words, found) == (words, query["occurrences"])


def test_false_alarms_are_rare(sample: tuple[dict[str, Any], Plan, list[str]]) -> None:
    key, plan, _ = sample
    lost = [
        (gap.kind, next(p.source_lines[0] for p in plan.passages if p.key == gap.key)) for gap in plan.gaps
    ]
    assert lost == ([("year", 55)] if "青海" in key["file"] else [])
