"""Attacks with what comes from elsewhere: an index, a document, notes and files of colleagues; and commands that
are asked under faults.
"""

import contextlib
import hashlib
import io
import json
import os
import pickle
import random
import shutil
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import resources
from db.errors import IndexDamagedError
from db.library.library import Folders, Library
from db.search.corpus import documents
from db.search.query import SearchQuery
from db.search.searcher import Searcher
from db.user.errors import ExchangeError
from db.user.marks import Marks
from db.user.planmarks import _checksum, read_planmarks
from db.user.records import Mark
from desktop.cli import run
from tests.attack.windows import opened_window, search
from tests.db.source.hostile.mutations import mutated
from verify.attack import LostError, RefusedError, Tally, quiet

SLUG = "shengzhou-145"
WORDS = ("水", "发展", "杭绍台", "hst", "重大 项目", "发*展")


@pytest.fixture(scope="module", autouse=True)
def _shipped() -> None:
    from db.__main__ import main

    assert main(["build", "--if-needed"]) == 0


def command(*arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command."""
    out, error = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(error):
        try:
            code = run(list(arguments))
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 1
    return code, quiet(out.getvalue()), quiet(error.getvalue())


# Pickles


class _Runs:
    """Unpickled, it makes a folder."""

    def __init__(self, path: Path) -> None:
        self._path = str(path)

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (self._path,)


def _seal(folder: Path) -> None:
    seal = json.loads((folder / "complete.json").read_text("utf-8"))
    seal["files"] = {
        path.name: [path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest()]
        for path in sorted(folder.iterdir())
        if path.name != "complete.json"
    }
    (folder / "complete.json").write_text(json.dumps(seal), "utf-8")


def _with_pickles(content: bytes, evil: bytes, chance: random.Random, count: int) -> Iterator[bytes]:
    """A file of an index with a hostile pickle as a whole, at its ends, and where Whoosh has pickles."""
    yield evil
    yield evil + content
    yield content + evil
    (length,) = struct.unpack("!i", content[-4:])
    if 0 < length < len(content) - 4:
        # At the end of a hash table the length of a pickle stands behind it.
        yield content[: -4 - length] + evil + struct.pack("!i", len(evil))
        yield content[: -4 - length] + evil + content[len(content) - 4 - length + len(evil) :]
    places = [at for at in range(len(content) - 1) if content[at] == 0x80 and 2 <= content[at + 1] <= 5]
    for place in chance.sample(places, min(count, len(places))):
        yield content[:place] + evil + content[place + len(evil) :]
        yield content[:place] + evil + content[place:]


@pytest.mark.usefixtures("qapp")
def test_hostile_pickles(tally: Tally, tmp_path: Path, thorough: bool) -> None:
    """Hostile pickles"""
    chance = random.Random(13)
    marker = tmp_path / "ran"
    evil = [pickle.dumps(_Runs(marker), protocol) for protocol in (0, 2, 4)]
    evil.append(pickle.dumps(((1, 2, 3), None, _Runs(marker)), 2))
    for each in evil:
        pickle.loads(each)
        marker.rmdir()
    own, shipped = tmp_path / "plans", tmp_path / "shipped"
    (shipped / SLUG).mkdir(parents=True)
    shutil.copy(resources.READY / SLUG / "plan.db", shipped / SLUG)
    folders = Folders(shipped, tmp_path / "none", own)
    library = Library(folders)
    library.build_index(SLUG)
    folder = own / SLUG / "index"
    store = library.store(SLUG)
    texts, stamp = documents(store), store.stamp.content_sha256
    scanner = Searcher(texts)
    words = WORDS if thorough else WORDS[:2]
    expected = {each: scanner.search(SearchQuery(each)).hits for each in words}
    whole = {path.name: path.read_bytes() for path in folder.iterdir()}

    def fill(name: str, changed: bytes, *, sealed: bool) -> None:
        for each, content in (whole | {name: changed}).items():
            (folder / each).write_bytes(content)
        if sealed and name != "complete.json":
            _seal(folder)

    for name, content in sorted(whole.items()):
        cases = [
            each
            for pickled in evil
            for each in _with_pickles(content, pickled, chance, 40 if thorough else 2)
        ]
        for at, changed in enumerate(cases if thorough else chance.sample(cases, min(10, len(cases)))):
            with tally.trial(f"{name} {at}"):
                fill(name, changed, sealed=at % 4 != 3)
                # Damaged, it is built again from plan.db; else the texts decide what is found.
                with contextlib.suppress(IndexDamagedError):
                    searcher = Searcher(texts, folder, stamp)
                    for each in words:
                        found = searcher.search(SearchQuery(each)).hits
                        # Another table of terms may lie about where a word stands; it must not run anything.
                        assert found == expected[each] or name.endswith(".trm"), each
                assert not marker.exists(), "it ran"
    for name in (
        sorted(whole) if thorough else ("_PLAN_1.toc", next(name for name in whole if name.endswith(".pst")))
    ):
        with tally.trial(f"the window's start, {name}"):
            fill(name, evil[0], sealed=True)
            with opened_window(folders, None) as window:
                search(window, "水")
            again = Library(folders)
            assert again.search(SearchQuery("水", SLUG)).hits == expected["水"]
            if again.needs_index(SLUG):
                again.build_index(SLUG)
            assert not Library(folders).needs_index(SLUG)
            assert not marker.exists(), "it ran"


# Files of colleagues


def _marks_of(data: Path) -> tuple[Mark, ...]:
    marks = Marks.open(data)
    try:
        assert marks.incident is None
        assert not marks.trouble
        return marks.all()
    finally:
        marks.close()


_ODD: list[Any] = [
    *(
        None,
        True,
        -1,
        0,
        2**53,
        2**70,
        -(2**63),
        1.5,
        1e308,
        "",
        "x" * 100_000,
        "\x00",
        "\ud800",
        "../../x",
        [],
        {},
    ),
    *([None], [[]], {"a": {}}, "2026-13-45", "#gggggg", '<img src="//host/x.png">', "=cmd|' /C calc'!A0"),
]


def _twisted(value: Any, chance: random.Random) -> Any:
    """The same JSON with one value in it of another type, doubled, gone or huge."""
    places: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting:
        each = waiting.pop()
        keys = list(each) if isinstance(each, dict) else range(len(each)) if isinstance(each, list) else ()
        for key in keys:
            places.append((each, key))
            waiting.append(each[key])
    held, key = chance.choice(places)
    match chance.randrange(5):
        case 0:
            del held[key]
        case 1 if isinstance(held, list):
            held.append(json.loads(json.dumps(held[key])))
        case 2:
            nested: Any = held[key]
            for _ in range(chance.choice((1, 40, 300))):
                nested = [nested]
            held[key] = nested
        case _:
            held[key] = chance.choice(_ODD)
    return value


def _bombs(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Whole files that are not what they say, or far too much."""
    yield "nothing", b""
    yield "deep lists", b"[" * 200_000
    yield "deep objects", b'{"a":' * 100_000
    yield (
        "a number of a million digits",
        content.replace(b'"totalItems"', b'"x": ' + b"9" * 1_000_000 + b', "totalItems"', 1),
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.planmarks", b"\0" * 50_000_000)
    yield "a zip bomb", packed.getvalue()
    yield "an old zip", b"PK\x03\x04" + content
    yield "a database", b"SQLite format 3\x00" + content
    yield "a pickle", pickle.dumps(_Runs(Path("/tmp/never-made")), 2)
    yield "utf-16", content.decode().encode("utf-16")
    value = json.loads(content)
    value["first"]["items"] *= 3
    value["reader:checksum"] = _checksum(value)
    yield "each mark three times", json.dumps(value).encode()


def test_hostile_planmarks(tally: Tally, tmp_path: Path, thorough: bool) -> None:
    """Hostile .planmarks"""
    chance = random.Random(1313)
    theirs, mine = tmp_path / "theirs", tmp_path / "mine"
    for folder, who in ((theirs, "同事"), (mine, "我")):
        for key, quote in (("8.1.p1", "综合交通网"), ("0.p1", "四港"), ("8.1.b1.i1", "铁路")):
            given = [
                "--key",
                key,
                "--quote",
                quote,
                "--note",
                f"{who}的**批注**",
                "--tag",
                "项目",
                "--author",
                who,
            ]
            assert command("--data", str(folder), "marks", "add", *given)[0] == 0
    source = tmp_path / "a.planmarks"
    assert command("--data", str(theirs), "marks", "export", "--format", "planmarks", str(source))[0] == 0
    content = source.read_bytes()
    before = {mark.id: mark for mark in _marks_of(mine)}
    file = tmp_path / "b.planmarks"
    cases = list(_bombs(content))
    count = 4_000 if thorough else 150
    cases += [(f"bytes {number}", mutated(content, chance)) for number in range(count)]
    for number in range(count):
        value = json.loads(content)
        for _ in range(chance.choice((1, 1, 3))):
            value = _twisted(value, chance)
        # Sealed again, or the checksum would tell at once.
        value["reader:checksum"] = _checksum(value)
        cases.append((f"values {number}", json.dumps(value).encode("utf-8", "surrogatepass")))
    merged = 0
    marks = Marks.open(mine)
    _hand_in(marks)
    for case, changed in cases:
        with tally.trial(case):
            file.write_bytes(changed)
            try:
                found = read_planmarks(file)
            except ExchangeError as error:
                _sentence(error)
                continue
            # Looked at first, as the window does; and merged into marks of one's own, which stay as they are.
            preview = marks.preview(found)
            saved = marks.merge(preview)
            if not saved.on_disk:
                raise RefusedError(saved.why)
            merged += 1
            there = {mark.id: mark for mark in marks.all()}
            for id_, mark in before.items():
                if there.get(id_) != mark:
                    raise LostError(f"{mark} became {there.get(id_)}")
            marks.apply(saved.change.inverse)
    marks.close()
    with tally.trial("what is on disk"):
        if {mark.id: mark for mark in _marks_of(mine)} != before:
            raise LostError("a mark of one's own is another")
    assert merged, "nothing was merged: the attack tries too much at once"
    for case, changed in cases[:: 400 if thorough else 40]:
        with tally.trial(f"command, {case}"):
            file.write_bytes(changed)
            code, _, told = command("--data", str(mine), "marks", "import", str(file), "--dry-run")
            assert code in (0, 1)
            assert code == 0 or len(told.splitlines()) == 1, told


def _sentence(error: ExchangeError) -> None:
    assert str(error).endswith("。")


def _hand_in(marks: Marks) -> None:
    from db.user.records import Edition

    store = Library(Folders(resources.READY, resources.FOLDER / "source", None)).store(SLUG)
    marks.move_to_edition(Edition(store.plan, store.stamp.source_sha256, store.stamp.content_sha256))


# Commands


VERBS = {
    "outline": ["outline"],
    "text": ["text", "8"],
    "search": ["search", "综合交通网"],
    "projects": ["projects"],
    "targets": ["targets"],
    "gaps": ["gaps"],
    "checks": ["checks"],
    "print": ["print", "--chapters", "2", "--marks", "appendix", "--out", "OUT.docx"],
    "marks": ["marks"],
    "marks --json": ["marks", "--json"],
    "marks export": ["marks", "export", "--format", "md", "OUT.md"],
    "marks check": ["marks", "check"],
    "plans": ["plans"],
    "import": ["import", "IN.txt"],
    "marks import": ["marks", "import", "IN.planmarks"],
}
READS_MARKS = {
    "search",
    "projects",
    "targets",
    "gaps",
    "checks",
    "print",
    "marks",
    "marks --json",
    "marks export",
}


def _faults(data: Path, chance: random.Random, count: int) -> Iterator[tuple[str, Callable[[], None]]]:
    """What can be wrong with the person's folder; the second harms it."""
    file = data / "user.db"
    content = file.read_bytes()

    def write(changed: bytes) -> Callable[[], None]:
        return lambda: (file.write_bytes(changed), None)[1]

    yield "emptied", write(b"")
    yield "zeroed", write(b"\0" * len(content))
    yield "text", write("不是数据库".encode() * 900)
    yield "gone", file.unlink
    yield "a folder", lambda: (file.unlink(), file.mkdir())[1]
    yield "a pipe", lambda: (file.unlink(), os.mkfifo(file))[1]
    yield "a link to nowhere", lambda: (file.unlink(), file.symlink_to(data / "nowhere"))[1]
    for number in range(count):
        changed = bytearray(content)
        where = chance.randrange(len(changed) - 600)
        changed[where : where + 512] = bytes(chance.randrange(256) for _ in range(512))
        yield f"512 bytes at {where} ({number})", write(bytes(changed))
        yield f"cut {number}", write(content[: chance.randrange(1, len(content))])


def test_commands_under_faults(tally: Tally, tmp_path: Path, thorough: bool) -> None:
    """Commands under faults"""
    chance = random.Random(6)
    whole = tmp_path / "whole"
    for key, quote in (("8.1.p1", "综合交通网"), ("0.p1", "四港")):
        assert (
            command("--data", str(whole), "marks", "add", "--key", key, "--quote", quote, "--note", quote)[0]
            == 0
        )
    assert (
        command(
            "--data", str(whole), "marks", "export", "--format", "planmarks", str(tmp_path / "IN.planmarks")
        )[0]
        == 0
    )
    (tmp_path / "IN.txt").write_text("某县规划\n\n一、总体要求\n\n坚持统筹发展，推进。\n", "utf-8")
    names = [case for case, _ in _faults(whole, random.Random(6), 12 if thorough else 1)]
    for at, case in enumerate(names):
        for verb, given in VERBS.items():
            # Not every verb under every fault, unless there is time: each is a folder of its own.
            if not thorough and chance.random() > 0.2:
                continue
            with tally.trial(f"{verb}, user.db {case}"):
                data = tmp_path / "data"
                shutil.rmtree(data, ignore_errors=True)
                shutil.copytree(whole, data)
                harm = list(_faults(data, random.Random(6), 12 if thorough else 1))[at][1]
                harm()
                out = tmp_path / "out"
                shutil.rmtree(out, ignore_errors=True)
                out.mkdir()
                arguments = [
                    each.replace("OUT", str(out / "OUT")).replace("IN", str(tmp_path / "IN"))
                    for each in given
                ]
                code, said, told = command("--data", str(data), *arguments)
                assert "共 0 条" not in said, said
                if verb in READS_MARKS and not _sound(data, whole):
                    assert code == 1, (code, said[-200:], told)
                    assert told.strip().splitlines(), "no sentence"
                    if "OUT" in given[-1]:
                        assert not list(out.iterdir()), "a file that lacks the marks"
                assert code in (0, 1)
                for line in told.splitlines():
                    assert line.endswith("。"), line


def _sound(data: Path, whole: Path) -> bool:
    """The harm has hit nothing that is read."""
    from db.user.content import read_file

    try:
        return read_file(data / "user.db").marks == read_file(whole / "user.db").marks
    except Exception:  # noqa: BLE001 - whatever is wrong with it, it is not sound
        return False
