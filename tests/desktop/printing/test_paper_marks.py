"""The reader's marks as they are printed."""

from db.records import Plan
from db.user.records import DEFAULT_CATEGORIES, Anchor, Mark, TextRange
from desktop.printing.paper_marks import from_records


def _mark(reach: TextRange, **options: object) -> Mark:
    anchor = Anchor("shengzhou-145", reach, "引文", position=(0, 1), whole=bool(options.pop("whole", False)))
    return Mark("m", "highlight", anchor, **options)  # type: ignore[arg-type]


def test_a_mark_with_everything(plan: Plan) -> None:
    mark = _mark(
        TextRange("8.1.p1", 2, "8.1.p1", 6),
        category="todo",
        note="**请补充**\n\n- 周五前",
        tags=("交通",),
        state="待办",
        author="张三",
    )
    (printed,) = from_records(plan, [mark], DEFAULT_CATEGORIES)
    assert (printed.key, printed.span, printed.kind, printed.colour) == (
        "8.1.p1",
        (2, 6),
        "highlight",
        "#f48fb1",
    )
    assert (printed.note, printed.tags, printed.author) == ("请补充\n周五前", ("待办", "交通"), "张三")
    assert printed.citation.endswith("（一）完善便捷高效的综合交通体系，第1段")


def test_over_several_passages_the_note_is_on_the_last(plan: Plan) -> None:
    printed = from_records(plan, [_mark(TextRange("4.1", 1, "4.1.p2", 5), note="批注")], ())
    texts = {passage.key: passage.text for passage in plan.passages}
    assert [(mark.key, mark.span, mark.note) for mark in printed] == [
        ("4.1", (1, len(texts["4.1"])), ""),
        ("4.1.p1", (0, len(texts["4.1.p1"])), ""),
        ("4.1.p2", (0, 5), "批注"),
    ]


def test_a_bookmark_is_on_the_passage_as_such(plan: Plan) -> None:
    (printed,) = from_records(plan, [_mark(TextRange("8", 0, "8", 9), whole=True)], ())
    assert printed.span is None


def test_what_has_no_place_here_is_left_out(plan: Plan) -> None:
    marks = [
        _mark(TextRange("8.1.p1", 0, "8.1.p1", 4), placed="unplaced"),
        _mark(TextRange("77.p1", 0, "77.p1", 4)),
        _mark(TextRange("8.1.p1", 0, "4.1.p1", 4)),
        Mark("x", "note", Anchor("another", TextRange("8.1.p1", 0, "8.1.p1", 4), "")),
    ]
    assert from_records(plan, marks, ()) == ()
