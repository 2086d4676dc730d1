"""Entries from the paper copy and corrections of place names: kept, undone, backed up, salvaged and handed on like marks."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from db.records import PlaceWord, Supplement
from db.user import planmarks
from db.user.content import read_file
from db.user.errors import ChangedElsewhereError, ExchangeError
from db.user.marks import Marks
from db.user.merge import merged_additions
from db.user.planmarks import from_json, to_json
from db.user.records import Addition, Change, Edit, Mark
from db.user.salvage import salvage

Open = Callable[[Path], Marks]
SLUG = "shengzhou-145"
SUM = Supplement(
    "11111111-2222-4333-8444-555555555555",
    SLUG,
    "4.5.b1.i2",
    (26, 26),
    "五年完成投资约〔缺〕亿元。",
    (("320",),),
    "亿元",
    "纸质文本第30页",
    "2026-11-23",
    "张三",
)
TABLE = replace(
    SUM,
    id="21111111-2222-4333-8444-555555555555",
    key="1",
    span=None,
    cells=(("指标", "2025年"), ("城镇化率", "70%")),
    unit="",
)
RIVER = PlaceWord(SLUG, "黄泽镇", "黄泽江", "related")


def added(*additions: Addition) -> Change:
    return Change("人工补录", additions=tuple(Edit(None, each) for each in additions))


def test_they_are_on_disk_and_there_again(marks: Marks, opened: Open, tmp_path: Path) -> None:
    assert marks.apply(added(SUM, TABLE, RIVER)).on_disk
    assert marks.check().faults == ()
    marks.close()
    assert opened(tmp_path).additions() == (SUM, TABLE, RIVER)


def test_a_change_is_undone_by_its_inverse(marks: Marks) -> None:
    first = marks.apply(added(SUM)).change
    second = marks.apply(Change("修改补录", additions=(Edit(SUM, replace(SUM, cells=(("330",),))),))).change
    marks.apply(second.inverse)
    assert marks.additions() == (SUM,)
    marks.apply(first.inverse)
    assert marks.additions() == ()
    marks.apply(first)
    assert marks.additions() == (SUM,)


def test_what_has_changed_elsewhere_is_not_overwritten(marks: Marks, opened: Open, tmp_path: Path) -> None:
    marks.apply(added(SUM))
    other = opened(tmp_path)
    other.apply(Change("修改补录", additions=(Edit(SUM, replace(SUM, cells=(("330",),))),)))
    with pytest.raises(ChangedElsewhereError):
        marks.apply(Change("删除补录", additions=(Edit(SUM, None),)))
    assert [each.cells for each in marks.additions() if isinstance(each, Supplement)] == [(("330",),)]


def test_what_waited_comes_on_top_of_what_others_wrote(marks: Marks, opened: Open, tmp_path: Path) -> None:
    marks.apply(added(SUM))
    other = opened(tmp_path)
    mine, theirs = replace(SUM, cells=(("330",),), date="2026-11-24"), replace(SUM, cells=(("350",),))
    with closing(sqlite3.connect(tmp_path / "user.db", isolation_level=None)) as lock:
        lock.execute("BEGIN IMMEDIATE")
        assert not marks.apply(Change("修改补录", additions=(Edit(SUM, mine),))).on_disk
        assert not marks.apply(added(TABLE)).on_disk
    other.apply(Change("修改补录", additions=(Edit(SUM, theirs),)))
    assert marks.retry()
    first, *rest = sorted(marks.additions(), key=lambda each: each.id)
    assert first == mine
    assert {each.cells for each in rest if isinstance(each, Supplement)} == {theirs.cells, TABLE.cells}
    assert read_file(tmp_path / "user.db").additions == {each.id: each for each in (first, *rest)}


def test_a_flipped_byte_is_noticed_and_the_rest_is_salvaged(marks: Marks, tmp_path: Path) -> None:
    marks.apply(added(SUM, RIVER))
    marks.close()
    with closing(sqlite3.connect(tmp_path / "user.db")) as raw:
        raw.execute("UPDATE addition SET told = replace(told, '320', '920')")
        raw.commit()
    again = Marks.open(tmp_path)
    assert again.incident is not None
    assert [offer.additions for offer in again.incident.offers] == [(RIVER,)]
    again.restore(again.incident.offers[0])
    assert again.additions() == (RIVER,)
    again.close()


def test_a_sound_file_is_salvaged_whole(marks: Marks, tmp_path: Path) -> None:
    marks.apply(added(SUM, TABLE, RIVER))
    marks.close()
    assert salvage(tmp_path / "user.db").content.additions == read_file(tmp_path / "user.db").additions


def test_a_backup_brings_back_what_is_missing_and_changes_nothing(marks: Marks) -> None:
    marks.apply(added(SUM, TABLE))
    backup = marks.back_up_if_due()
    assert backup is not None
    changed = replace(TABLE, cells=(("指标",), ("城镇化率",)))
    marks.apply(Change("", additions=(Edit(SUM, None), Edit(TABLE, changed))))
    saved = marks.restore(marks.recovery(backup.name))
    assert set(marks.additions()) == {SUM, changed}
    marks.apply(saved.change.inverse)
    assert marks.additions() == (changed,)


def test_they_travel_with_the_marks(
    marks: Marks, opened: Open, tmp_path: Path, made: Callable[..., Mark]
) -> None:
    marks.add(made())
    marks.apply(added(SUM, TABLE, RIVER))
    data = to_json(marks.handed_on("张三", marks.all())).encode()
    there = opened(tmp_path / "colleague")
    preview = there.preview(from_json(data, "x"))
    assert (len(preview.new), preview.additions) == (1, 3)
    there.merge(preview)
    assert there.additions() == (SUM, TABLE, RIVER)
    again = there.preview(from_json(data, "x"))
    assert (again.additions, bool(again.change)) == (0, False)


def test_they_are_handed_on_without_marks_too(marks: Marks) -> None:
    marks.apply(added(SUM))
    handed = from_json(to_json(marks.handed_on("张三")).encode(), "x")
    assert (handed.additions, [plan.slug for plan in handed.plans]) == ((SUM,), [SLUG])


def test_of_two_that_differ_none_is_lost_in_whatever_order_they_come() -> None:
    mine, theirs = replace(SUM, date="2026-11-24"), replace(SUM, cells=(("350",),), name="李四")
    kept = [
        {each.id: each.after for each in merged_additions({one.id: one}, (other,))} | {}
        for one, other in ((mine, theirs), (theirs, mine))
    ]
    both = [{SUM.id: one} | edits for one, edits in zip((mine, theirs), kept, strict=True)]
    assert both[0] == both[1]
    assert {(each.cells, each.name) for each in both[0].values() if isinstance(each, Supplement)} == {
        ((("320",),), "张三"),
        ((("350",),), "李四"),
    }
    assert both[0][SUM.id] == mine
    assert merged_additions({id_: each for id_, each in both[0].items() if each}, (theirs, mine)) == ()


def test_two_that_differ_in_their_plan_alone_are_both_kept_in_either_order() -> None:
    one, other = SUM, replace(SUM, plan="zhuji-145")
    results = []
    for order in ((one, other), (other, one)):
        there: dict[str, Addition] = {}
        for addition in order:
            there |= {edit.id: edit.after for edit in merged_additions(there, (addition,)) if edit.after}
        results.append(there)
    assert results[0] == results[1]
    assert {each.plan for each in results[0].values()} == {SLUG, "zhuji-145"}


def test_the_readers_own_say_on_a_place_stays() -> None:
    assert merged_additions({RIVER.id: RIVER}, (replace(RIVER, how="none"),)) == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id", "urn:uuid:../../x"),
        ("reader:kind", "other"),
        ("reader:span", [5, 2]),
        ("reader:span", [1]),
        ("reader:span", ["a", "b"]),
        ("reader:cells", []),
        ("reader:cells", [[]]),
        ("reader:cells", "320"),
        ("reader:cells", [[320]]),
        ("reader:cells", [["x"] * 100_000]),
        ("reader:date", "昨天"),
        ("reader:plan", 5),
        ("reader:name", "x" * 10_000),
    ],
)
def test_a_file_with_something_wrong_is_refused(marks: Marks, name: str, value: object) -> None:
    marks.apply(added(SUM))
    document: dict[str, Any] = json.loads(to_json(marks.handed_on("张三")))
    document["reader:additions"][0][name] = value
    document["reader:checksum"] = planmarks._checksum(document)
    with pytest.raises(ExchangeError):
        from_json(json.dumps(document).encode(), "同事.planmarks")
