"""Boxes cut into rows: every character once, in order, and the projects where the plan puts them."""

from itertools import pairwise

from db.records import Passage, Plan, Project
from desktop.typeset.box_rows import ListRow, Slice, TextRow, TotalsRow, box_rows


def _slices(row: ListRow | TotalsRow) -> list[Slice]:
    if isinstance(row, TotalsRow):
        return [row.category, *(part for clause in row.clauses for part in clause)]
    found = [row.category]
    for group in row.groups:
        found += [group.verb] if group.verb else []
        found += [part for entry in group.entries for part in entry]
    return found


def _boxes(plan: Plan) -> dict[str, list[Passage]]:
    boxes: dict[str, list[Passage]] = {}
    for passage in plan.passages:
        if passage.box and passage.kind == "box_item":
            boxes.setdefault(passage.box, []).append(passage)
    return boxes


def test_no_character_of_an_item_is_lost_or_moved(plan: Plan) -> None:
    for box, items in _boxes(plan).items():
        rows = box_rows(items, [project for project in plan.projects if project.box == box])
        assert [row.key for row in rows] == [item.key for item in items]
        for row, item in zip(rows, items, strict=True):
            if not isinstance(row, TextRow):
                slices = _slices(row)
                assert slices[0].start == 0
                assert slices[-1].end == len(item.text)
                assert all(left.end == right.start for left, right in pairwise(slices))


def test_what_is_set_as_a_table(plan: Plan) -> None:
    kinds = {
        box: {
            type(row) for row in box_rows(items, [project for project in plan.projects if project.box == box])
        }
        for box, items in _boxes(plan).items()
    }
    assert kinds["8.1.b1"] == kinds["8.3.b1"] == kinds["9.2.b1"] == {ListRow}
    assert kinds["4.5.b1"] == {TextRow, TotalsRow}
    assert kinds["5.2.b1"] == kinds["5.4.b1"] == kinds["6.2.b1"] == kinds["9.3.b1"] == {TextRow}


def test_stages_and_names_stand_in_their_columns(plan: Plan) -> None:
    items = _boxes(plan)["8.1.b1"]
    rows = box_rows(items, [project for project in plan.projects if project.box == "8.1.b1"])
    railway, text = rows[0], items[0].text
    assert isinstance(railway, ListRow)
    assert text[: railway.category.end] == "铁路："
    assert [(group.stage, len(group.entries)) for group in railway.groups] == [
        ("建成", 2),
        ("启动", 3),
        ("前期", 1),
    ]
    built, begun, prepared = railway.groups
    assert built.verb is not None
    assert text[built.verb.start : built.verb.end] == "建成"
    assert (
        "".join(text[part.start : part.end] for part in begun.entries[-1])
        == "宁波至奉化城际铁路延伸至嵊州项目；"
    )
    # 前期 is said by 开展…前期 around the name, so the words stay with the name.
    assert prepared.verb is None
    assert [(text[part.start : part.end], part.tone) for part in prepared.entries[0]] == [
        ("开展", "weak"),
        ("金义至嵊州城际铁路", "plain"),
        ("前期。", "weak"),
    ]


def test_totals_of_unequal_shape_are_left_as_paragraphs() -> None:
    def item(key: str, text: str) -> tuple[Passage, Project]:
        category = text.partition("：")[0]
        return Passage(key, "box_item", text, "1", "b"), Project(
            key, "b", category, None, None, (len(category) + 1, len(text))
        )

    pairs = [item("i1", "甲类：项目数3个，投资5亿元。"), item("i2", "乙类：项目数4个。")]
    rows = box_rows([passage for passage, _ in pairs], [project for _, project in pairs])
    assert [type(row) for row in rows] == [TextRow, TextRow]
