"""Who works here, and the notes that bear another name of theirs."""

import getpass
import json
from dataclasses import replace
from pathlib import Path

import pytest

from db.errors import DataFolderError
from db.user.person import FILE, Person, PersonFile, earlier_marks, rename_change
from db.user.records import Anchor, Mark, TextRange, now

LOGIN = getpass.getuser()


def _mark(id_: str, author: str) -> Mark:
    anchor = Anchor(plan="p", reach=TextRange("1.p1", 0, "1.p1", 2), quote="规划")
    moment = "2026-01-01T00:00:00.000Z"
    return Mark(id=id_, kind="note", anchor=anchor, author=author, created=moment, changed=moment)


def test_who_has_said_nothing_bears_the_name_of_the_system(tmp_path: Path) -> None:
    person = PersonFile(tmp_path).read()
    assert person == Person()
    assert person.author == LOGIN
    assert not person.asked


def test_name_and_unit_stand_together_and_are_kept(tmp_path: Path) -> None:
    file = PersonFile(tmp_path)
    file.write(file.read().named(" 张\n三 ", "市发改局"))
    again = PersonFile(tmp_path).read()
    assert (again.name, again.unit, again.author) == ("张 三", "市发改局", "张 三（市发改局）")
    assert again.asked
    assert Person().named("", "市发改局").author == "市发改局"
    assert Person().named("", "").author == LOGIN


def test_earlier_names_are_known_and_other_peoples_are_not() -> None:
    person = Person().named("张三").named("张三", "市发改局")
    names = [LOGIN, "张三", "李四", person.author, ""]
    marks = [_mark(str(at), name) for at, name in enumerate(names)]
    assert [mark.id for mark in earlier_marks(marks, person)] == ["0", "1"]
    change = rename_change(earlier_marks(marks, person), person, now())
    assert [edit.after and edit.after.author for edit in change.edits] == ["张三（市发改局）"] * 2
    assert all(
        edit.before and edit.after and edit.after.changed > edit.before.changed for edit in change.edits
    )


@pytest.mark.parametrize(
    "content", ["", "[]", "{", '{"name": 3, "asked": "ja", "former": "x"}', "\x00" * 70_000]
)
def test_a_file_that_was_damaged_is_no_reason_to_stop(tmp_path: Path, content: str) -> None:
    (tmp_path / FILE).write_text(content, "utf-8")
    assert PersonFile(tmp_path).read().author == LOGIN


def test_what_cannot_be_kept_counts_until_the_end(tmp_path: Path) -> None:
    file = PersonFile(tmp_path)
    (tmp_path / FILE).mkdir()
    with pytest.raises(DataFolderError, match="署名没有保存"):
        file.write(Person().named("张三"))
    assert file.read().author == "张三"
    nowhere = PersonFile(None)
    nowhere.write(Person(name="李四"))
    assert nowhere.read().author == "李四"


def test_half_a_character_of_a_keyboard_is_no_reason_to_stop(tmp_path: Path) -> None:
    file = PersonFile(tmp_path)
    file.write(replace(Person(), name="张\ud83d", asked=True))
    assert json.loads((tmp_path / FILE).read_text("utf-8", "surrogatepass"))
    assert PersonFile(tmp_path).read().name == "张"
