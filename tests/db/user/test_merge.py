"""Merging several people's files: in any order the same marks, both versions of a conflict kept, nothing deleted, one undo."""

import itertools
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from db.user import planmarks
from db.user.mark_edits import edited
from db.user.marks import Marks
from db.user.merge import followed, holds, merged, merged_categories, version
from db.user.plan_text import PlanLine, PlanText
from db.user.planmarks import PlanMarks, from_json, to_json
from db.user.records import Anchor, Assignment, Category, Change, Mark, PlaceSuggestion, TextRange

Open = Callable[[Path], Marks]
Make = Callable[..., Mark]

IDS = [f"00000000-0000-4000-8000-00000000000{number}" for number in range(4)]
ANCHORS = [
    Anchor("s", TextRange("1.p1", 0, "1.p1", 2), quote, edition=edition)
    for quote, edition in (("甲乙", "a:b"), ("甲乙", "a:c"), ("甲 乙", "a:c"))
]
CLOCKS = ["1970-01-01T00:00:00.000Z", "2026-01-01T00:00:00.000Z", "9000-12-31T23:59:59.999Z"]
"""Also those of people whose computers are wrong by years."""


@st.composite
def versions(draw: st.DrawFn) -> Mark:
    """Few ids and few contents, so that they meet."""
    return Mark(
        id=draw(st.sampled_from(IDS)),
        kind="note",
        anchor=draw(st.sampled_from(ANCHORS)),
        note=draw(st.sampled_from(["", "一", "二"])),
        tags=draw(st.sampled_from([(), ("x", "y"), ("y", "x")])),
        state=draw(st.sampled_from([None, "待办"])),
        author="张三",
        created="2026-01-01T00:00:00.000Z",
        changed=draw(st.sampled_from(CLOCKS)),
        placed=draw(st.sampled_from(["placed", "offered", "unplaced"])),
        suggestion=draw(st.sampled_from([None, PlaceSuggestion(ANCHORS[0].reach, "甲丙", 0.5)])),
    )


def files() -> st.SearchStrategy[list[Mark]]:
    return st.lists(versions(), max_size=5, unique_by=lambda mark: mark.id)


def take(mine: dict[str, Mark], *them: list[Mark]) -> dict[str, Mark]:
    for theirs in them:
        mine = mine | merged(mine, theirs).marks
    return mine


TAGGED = Mark(IDS[0], "note", ANCHORS[0], tags=("x", "y"))


@given(st.lists(files(), min_size=2, max_size=4))
@example([[TAGGED], [replace(TAGGED, tags=("y", "x"))]])
def test_in_any_order_the_same_marks(people: list[list[Mark]]) -> None:
    results = [take({}, *order) for order in itertools.permutations(people)]
    assert all(result == results[0] for result in results)


@given(files(), files(), files())
@example([TAGGED], [replace(TAGGED, tags=("y", "x"))], [replace(TAGGED, note="一")])
def test_what_people_merged_among_themselves_before_makes_no_difference(
    first: list[Mark], second: list[Mark], third: list[Mark]
) -> None:
    """Files hold what was merged earlier, both versions of a conflict with it: also then the same marks."""
    whole = take({}, first, second, third)
    two = list(take({}, second, third).values())
    assert take({}, first, two) == take({}, two, first) == whole
    everyone = [list(take({}, *pair).values()) for pair in itertools.permutations((first, second, third), 2)]
    assert take({}, *everyone) == whole
    assert take(whole, first, two, *everyone) == whole


@given(files(), files())
def test_every_version_is_kept_and_twice_is_as_once(own: list[Mark], theirs: list[Mark]) -> None:
    mine = take({}, own)
    both = take(mine, theirs)
    assert {version(mark) for mark in both.values()} == {version(mark) for mark in (*own, *theirs)}
    assert mine.keys() <= both.keys()
    assert take(both, theirs) == both
    assert all(holds(both, mark) for mark in (*own, *theirs))
    for mark in theirs:
        assert holds(mine, mark) == (
            version(mark) in {version(each) for each in mine.values() if each.id == mark.id}
        )


@given(versions(), versions())
def test_a_version_is_what_a_mark_says_and_not_where_it_stands(one: Mark, other: Mark) -> None:
    same = (one.note, set(one.tags), one.state, one.changed) == (
        other.note,
        set(other.tags),
        other.state,
        other.changed,
    )
    assert (version(one) == version(other)) == same


def test_everything_that_a_mark_says_makes_a_version() -> None:
    mark = Mark(IDS[0], "note", ANCHORS[0], changed="2026-01-01T00:00:00.000Z")
    others = [
        replace(mark, kind="highlight"),
        replace(mark, category="x"),
        replace(mark, note="x"),
        replace(mark, tags=("x",)),
        replace(mark, state="已办"),
        replace(mark, author="x"),
        replace(mark, created="2026"),
        replace(mark, changed="2027"),
        replace(mark, anchor=replace(mark.anchor, quote="丙丁")),
        replace(mark, anchor=replace(mark.anchor, whole=True)),
        *(
            replace(mark, task=task)
            for task in (Assignment("x"), Assignment("", "x"), Assignment("", "", "x"))
        ),
    ]
    assert len({version(each) for each in [mark, *others]}) == len(others) + 1


# What was made of what


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Mark], dict[str, tuple[str, ...]]]:
    """Versions of one mark, each made of one before it or, the first, of none; and what each was made of."""
    first = Mark(IDS[0], "note", ANCHORS[0], note="0", author="张三", changed="2026-01-01T00:00:00.000Z")
    made = [first]
    lineages: dict[str, tuple[str, ...]] = {version(first): ()}
    for number in range(1, draw(st.integers(1, 6))):
        before = draw(st.sampled_from(made))
        # Each person's clock goes its own way, but never back.
        at = datetime(2026, 1, 1, 0, number if draw(st.booleans()) else 0, tzinfo=UTC)
        after = edited(before, at, note=f"{number}")
        made.append(after)
        lineages[version(after)] = followed(lineages[version(before)], before, after)
    return made, lineages


@given(histories(), st.data())
def test_a_version_gives_way_only_to_those_that_were_made_of_it(
    history: tuple[list[Mark], dict[str, tuple[str, ...]]], data: st.DataObject
) -> None:
    """In whatever order versions come, also merged by others before: what is left is what nothing was made of."""
    made, lineages = history
    passed = {earlier for lineage in lineages.values() for earlier in lineage}
    wanted = {version(mark) for mark in made} - passed
    results = []
    for _ in range(4):
        people = [Person(lineages) for _ in range(3)]
        order = data.draw(st.permutations(made))
        for number, mark in enumerate(order):
            people[number % 3].take({mark.id: mark}, {mark.id: lineages[version(mark)]})
        for giver, taker in data.draw(st.lists(st.sampled_from([(0, 1), (1, 2), (2, 0)]), max_size=4)):
            people[taker].take(people[giver].marks, people[giver].lineages)
        for giver in data.draw(st.permutations([1, 2])):
            people[0].take(people[giver].marks, people[giver].lineages)
        assert {version(mark) for mark in people[0].marks.values()} == wanted
        results.append(people[0].marks)
    assert all(result == results[0] for result in results)


class Person:
    """What one person has of the marks."""

    def __init__(self, told: dict[str, tuple[str, ...]]) -> None:
        self.marks: dict[str, Mark] = {}
        self.lineages: dict[str, tuple[str, ...]] = {}
        self._told = told

    def take(self, marks: dict[str, Mark], lineages: dict[str, tuple[str, ...]]) -> None:
        found = merged(self.marks, marks.values(), self.lineages, lineages)
        left = {id_: mark for id_, mark in self.marks.items() if id_ not in found.gone}
        self.marks = left | found.marks
        self.lineages |= found.lineages
        assert all(
            self.lineages.get(id_, ()) == self._told[version(mark)] for id_, mark in self.marks.items()
        )


def test_two_versions_that_claim_to_come_from_one_another_are_both_kept() -> None:
    one = replace(TAGGED, changed=CLOCKS[0])
    other = replace(one, note="一", changed=CLOCKS[1])
    claims = {one.id: (version(other), version(one))}, {one.id: (version(one), version(other))}
    for order in ((0, 1), (1, 0)):
        mine: dict[str, Mark] = {}
        for at in order:
            mine |= merged(mine, [(one, other)[at]], {}, claims[at]).marks
        assert other in mine.values()
    found = merged({one.id: one}, [other, replace(one, id=IDS[1])], {}, claims[1])
    assert (len(found.marks), found.gone) == (3, frozenset())


def test_categories_that_came_with_files_are_the_same_in_any_order() -> None:
    own = {"important": Category("important", "要紧", "#111111", 0)}
    first = [Category("important", "重点", "#222222", 0), Category("x", "甲", "#333333", 5)]
    second = [Category("x", "乙", "#444444", 1), Category("y", "丙", "#555555", 1)]
    results = []
    for order in ((first, second), (second, first)):
        there = dict(own)
        for categories in order:
            there |= {edit.id: edit.after for edit in merged_categories(there, categories) if edit.after}
        results.append(there)
    assert results[0] == results[1]
    assert results[0]["important"] == own["important"]
    assert {category.offered for id_, category in results[0].items() if id_ != "important"} == {False}


# Through files


@pytest.fixture
def people(opened: Open, tmp_path: Path) -> Callable[[str], Marks]:
    """Each person's marks, in a folder of their own."""
    return lambda name: opened(tmp_path / name)


def file_of(marks: Marks, author: str) -> PlanMarks:
    return from_json(to_json(marks.handed_on(author)).encode(), f"{author}.planmarks")


def said(marks: Marks) -> dict[str, Mark]:
    return {mark.id: mark for mark in marks.all()}


def test_two_peoples_files_in_either_order(people: Callable[[str], Marks], made: Make) -> None:
    first = people("张三")
    shared, mine = made(author="张三"), made("四港", "0.p1", author="张三")
    first.add(shared, mine)
    second = people("李四")
    second.merge(second.preview(file_of(first, "张三")))
    assert said(second) == said(first)
    # Both go on with the shared one, each in their own way.
    first.edit(shared.id, note="张三的话")
    second.edit(shared.id, note="李四的话", tags=("同意",))
    second.add(made("铁路", "8.1.b1.i1", author="李四"))
    results = []
    for name, order in (("王五", (first, second)), ("赵六", (second, first))):
        third = people(name)
        for marks in order:
            assert third.merge(third.preview(file_of(marks, "同事"))).on_disk
        results.append(said(third))
    assert results[0] == results[1]
    assert sorted(mark.note for mark in results[0].values()) == ["", "", "张三的话", "李四的话"]
    # And each other's.
    first.merge(first.preview(file_of(second, "李四")))
    second.merge(second.preview(file_of(first, "张三")))
    assert said(first) == said(second)


def test_what_a_colleague_hands_on_again_replaces_what_nobody_changed_here(
    people: Callable[[str], Marks], made: Make
) -> None:
    first, second = people("张三"), people("李四")
    note, other = made(note="一"), made("四港", "0.p1", note="另一条")
    first.add(note, other)
    files: list[PlanMarks] = []
    last = Change("")
    for number in range(6):
        first.edit(note.id, note=f"第{number}次")
        files.append(file_of(first, "张三"))
    for file in files:
        preview = second.preview(file)
        assert (len(preview.conflicting), len(preview.same)) == (0, 0 if file is files[0] else 1)
        assert len(preview.updated) == (0 if file is files[0] else 1)
        last = second.merge(preview).change
        assert said(second).keys() == said(first).keys()
    assert said(second) == said(first)
    # An old file that comes late changes nothing; undoing and doing again neither loses nor doubles.
    assert not second.preview(files[2]).change
    second.apply(last.inverse)
    assert second.get(note.id).note == "第4次"
    assert second.merge(second.preview(files[5])).change.edits == last.edits
    # Changed here: both are kept.
    second.edit(note.id, note="李四改的")
    first.edit(note.id, note="张三又改")
    conflict = second.preview(file_of(first, "张三"))
    assert (len(conflict.conflicting), len(conflict.updated)) == (1, 0)
    merging = second.merge(conflict).change
    assert sorted(mark.note for mark in second.all()) == ["另一条", "张三又改", "李四改的"]
    second.apply(merging.inverse)
    second.apply(merging)
    # And back: who changed nothing meanwhile gets what the other made of it, and no third one.
    assert not second.preview(file_of(first, "张三")).change
    back = first.preview(file_of(second, "李四"))
    assert first.merge(back).on_disk
    assert said(first) == said(second)
    third = people("王五")
    third.merge(third.preview(file_of(second, "李四")))
    assert said(third) == said(second)


def test_lineages_are_on_disk(people: Callable[[str], Marks], made: Make, tmp_path: Path) -> None:
    first, second = people("张三"), people("李四")
    note = made(note="一")
    first.add(note)
    second.merge(second.preview(file_of(first, "张三")))
    first.edit(note.id, note="二")
    first.close()
    again = Marks.open(tmp_path / "张三")
    again.edit(note.id, note="三")
    preview = second.preview(file_of(again, "张三"))
    assert [mark.note for mark in preview.updated] == ["三"]
    again.close()


def test_the_preview_says_what_would_be_and_one_undo_takes_it_back(
    people: Callable[[str], Marks], made: Make
) -> None:
    first, second = people("张三"), people("李四")
    same, conflict, new = made(), made("四港", "0.p1"), made("铁路", "8.1.b1.i1")
    first.add(same, conflict)
    second.add(same, replace(conflict, note="别的", changed="2026-12-01T00:00:00.000Z"), new)
    before = said(first)
    preview = first.preview(file_of(second, "李四"))
    assert [mark.id for mark in preview.new] == [new.id]
    assert [mark.id for mark in preview.same] == [same.id]
    assert [(mine.note, theirs.note) for mine, theirs in preview.conflicting] == [("", "别的")]
    assert preview.unplaced == ()
    assert preview.file.author == "李四"
    assert said(first) == before
    change = first.merge(preview).change
    assert len(first.all()) == 4
    assert sorted(mark.note for mark in first.all()) == ["", "", "", "别的"]
    assert [backup.why for backup in first.backups()] == ["import"]
    assert first.backups()[0].marks == 2
    first.apply(change.inverse)
    assert said(first) == before
    # Again: the same preview; and once it is in, all is the same.
    first.merge(first.preview(file_of(second, "李四")))
    assert len(first.preview(file_of(second, "李四")).same) == 3
    assert not first.preview(file_of(second, "李四")).change


def test_marks_of_a_plan_that_is_not_here_wait_for_it(people: Callable[[str], Marks], made: Make) -> None:
    second = people("李四")
    mark = made()
    elsewhere = replace(mark, anchor=replace(mark.anchor, plan="zhuji-145", edition="x:y"), placed="unplaced")
    file = PlanMarks("李四", mark.changed, (), (elsewhere,), (), {})
    preview = second.preview(file)
    assert [each.id for each in preview.unplaced] == [mark.id]
    second.merge(preview)
    assert second.all("zhuji-145")[0].placed == "unplaced"


def test_a_plan_with_another_name_here_is_known_by_its_source(
    people: Callable[[str], Marks], made: Make
) -> None:
    first, second = people("张三"), people("李四")
    first.add(made())
    text = to_json(first.handed_on("张三"))
    renamed = from_json(resigned(text.replace("shengzhou-145", "my-plan")), "x")
    assert {mark.anchor.plan for mark in renamed.marks} == {"my-plan"}
    second.merge(second.preview(renamed))
    assert [(mark.anchor.plan, mark.placed) for mark in second.all()] == [("shengzhou-145", "placed")]


def test_what_a_file_says_of_places_is_made_again(people: Callable[[str], Marks], made: Make) -> None:
    """Positions that don't fit the quote are not believed."""
    second = people("李四")
    mark = made()
    lying = replace(
        mark,
        anchor=replace(mark.anchor, reach=TextRange("0.p1", 0, "0.p1", 5), position=(0, 5), occurrences=9),
    )
    second.merge(
        second.preview(PlanMarks("李四", mark.changed, (), (replace(lying, placed="unplaced"),), (), {}))
    )
    (found,) = second.all()
    assert found.placed != "placed" or found.anchor == mark.anchor
    honest = replace(
        mark, anchor=replace(mark.anchor, position=(0, 5), occurrences=9, path=("假",)), placed="unplaced"
    )
    third = people("王五")
    third.merge(third.preview(PlanMarks("李四", mark.changed, (), (honest,), (), {})))
    assert third.all() == (mark,)


def test_a_file_from_another_edition_brings_its_words(
    people: Callable[[str], Marks], editor: Callable[[int], object], made: Make, opened: Open, tmp_path: Path
) -> None:
    """A colleague has an edited edition; marks on common words are placed because the file says where they stood."""
    first = people("张三")
    quotes = [("加快推进", "2.p1"), ("建设", "9.5.p3"), ("推动", "4.4.p2"), ("就业", "9.1.p1")]
    first.add(*(made(quote, key) for quote, key in quotes))
    file = file_of(first, "张三")
    work = editor(3)
    work.move_paragraphs(6)  # pyright: ignore[reportAttributeAccessIssue]
    work.insert_sentences(4)  # pyright: ignore[reportAttributeAccessIssue]
    edited = work.finish()  # pyright: ignore[reportAttributeAccessIssue]
    second = Marks.open(tmp_path / "李四")
    second.move_to_edition(edited.edition)
    preview = second.preview(file)
    assert preview.unplaced == ()
    without = second.preview(replace(file, editions={}))
    assert len(without.unplaced) >= len(preview.unplaced)
    second.close()


def test_what_a_file_says_of_an_edition_that_is_known_here_is_not_believed(
    people: Callable[[str], Marks], made: Make, tmp_path: Path
) -> None:
    first = people("张三")
    first.add(made())
    (stamp,) = {mark.anchor.edition for mark in first.all()}
    file = file_of(first, "李四")
    first.close()
    # Not settled yet: the edition's words are in user.db only.
    again = Marks.open(tmp_path / "张三")
    lying = PlanText(stamp, [PlanLine("8.1.p1", "paragraph", "别的话", ())])
    again.preview(replace(file, editions={stamp: lying}))
    words = again._words_of(stamp)
    assert words is not None
    assert len(words.lines) > 100
    again.close()


def resigned(text: str) -> bytes:
    """The file after a change by hand, with a checksum that fits again."""
    document = json.loads(text)
    document["reader:checksum"] = planmarks._checksum(document)
    return json.dumps(document).encode()
