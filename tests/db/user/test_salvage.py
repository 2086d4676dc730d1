"""Reading a damaged file page by page: on a sound one it finds just what SQLite finds."""

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from db.user import mark_file, rescue
from db.user.content import UserContent, read_file
from db.user.marks import Marks
from db.user.records import Mark
from db.user.salvage import Salvaged, salvage

Make = Callable[..., Mark]


@pytest.fixture
def file(marks: Marks, made: Make, tmp_path: Path) -> Path:
    """Small and long notes (several pages), removed marks, a draft, another category."""
    draw = random.Random(4)
    many = [
        made(note=f"{number}" + "字𠮷a" * draw.choice((0, 3, 200, 1500, 9000)), tags=("甲", "乙"))
        for number in range(60)
    ]
    marks.add(*many)
    marks.remove(*(mark.id for mark in many[::3]))
    marks.edit(many[1].id, note="改" * 3000)
    marks.save_draft(many[1].id, "草稿" * 800)
    marks.close()
    return tmp_path / "user.db"


def test_a_sound_file(file: Path) -> None:
    found, content = salvage(file), read_file(file)
    assert found.content.marks == content.marks
    assert found.content.categories == content.categories
    assert found.content.drafts == content.drafts
    assert found.content.editions == content.editions
    assert found.doubtful == {}
    assert len(content.marks) == 40


def test_without_its_first_page(file: Path) -> None:
    data = file.read_bytes()
    file.write_bytes(bytes(mark_file.PAGE) + data[mark_file.PAGE :])
    assert len(salvage(file).content.marks) == 40


def test_a_flipped_note_is_doubtful(file: Path) -> None:
    data = file.read_bytes()
    at = data.index(("改" * 50).encode())
    file.write_bytes(data[: at + 30] + b"\x21" + data[at + 31 :])
    found = salvage(file)
    assert len(found.content.marks) == 39
    (doubtful,) = found.doubtful.values()
    assert doubtful.note.startswith("改改")
    assert "!" in doubtful.note


@pytest.mark.parametrize("seed", range(30))
def test_noise_gives_no_wrong_mark(file: Path, seed: int) -> None:
    draw = random.Random(seed)
    sound = salvage(file).content.marks
    data = bytearray(file.read_bytes())
    for _ in range(draw.choice((1, 10, 300))):
        at = draw.randrange(len(data))
        length = draw.choice((1, 1, 8, 500))
        data[at : at + length] = draw.randbytes(min(length, len(data) - at))
    file.write_bytes(data[: draw.randrange(len(data))] if seed % 3 == 0 else data)
    assert all(sound[id_] == mark for id_, mark in salvage(file).content.marks.items())


@pytest.mark.parametrize(
    "data", [b"", b"x", b"\x0d" * 10_000, bytes(20_000), b"\x0d\x00\x00\xff\xff" + b"\xff" * 9_000]
)
def test_files_that_hold_nothing(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "user.db").write_bytes(data)
    (tmp_path / "user.db-wal").write_bytes(data)
    assert salvage(tmp_path / "user.db") == Salvaged()
    assert salvage(tmp_path / "none.db") == Salvaged()
    assert salvage(tmp_path) == Salvaged()


def test_a_doubtful_mark_has_nothing_that_no_file_can_hold(made: Make) -> None:
    # Made without `tidy`, as a flipped byte makes it.
    mark = replace(made(), note="一\x00句", tags=("交\x00通",))
    (offered,) = rescue._together("", UserContent(), Salvaged(doubtful={mark.id: mark})).marks
    assert (offered.note, offered.tags) == ("一句", ("交通", rescue.DOUBTFUL_TAG))
