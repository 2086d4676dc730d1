"""What people call their files, what befalls the files of their library, and programs that are killed or start together."""

import json
import os
import random
import shutil
import subprocess
import sys
import time
import traceback
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from db.errors import PlanReaderError
from db.library.library import Folders, Library
from db.library.user_plans import UserPlans
from db.search.query import SearchQuery
from db.source.worker.client import Workers
from desktop.cli import run
from desktop.cli.open_verb import request_of
from tests.db.library.test_damage import spoil
from tests.db.library.test_kept import FIRST, PRESENT, SECOND, TEXT
from verify.attack import LostError, RefusedError, Tally, quiet

pytestmark = pytest.mark.skipif(
    not hasattr(os, "fork"), reason="names are bytes, and there are pipes, on Linux only"
)

DAYS = Path(__file__).with_name("library_day.py")
ALL = SearchQuery("通用机场", reach="all")


def gbk(name: str) -> str:
    return os.fsdecode(name.encode("gb18030"))


NAMES = (
    gbk("嵊州规划纲要"),
    gbk("誠\\乙").replace("/", ""),
    os.fsdecode(b"\xff\xfe\x80"),
    "a?mode=ro",
    "a#b",
    "a%20b%00",
    "规" * 80,
    "甲\n乙",
    "\x1b[31m红\x07",
    "\u202e倒",
    "-x",
    "~nosuchuser",
    "$HOME `id` 'a' \"b\"",
    "file:x?uri=true",
    "con. ",
    "😀" * 40,
)


def names(thorough: bool) -> list[str]:
    return list(NAMES) if thorough else [*NAMES[:4], NAMES[5], NAMES[6], NAMES[7]]


class Said:
    """Runs a command line in this process."""

    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self._capture = capture

    def __call__(self, *arguments: str, codes: tuple[int, ...] = (0,)) -> str:
        self._capture.readouterr()
        code = run(list(arguments))
        said = self._capture.readouterr()
        for text in said:
            quiet(text).encode("utf-8")
            assert "\udcb9" not in text
        if code not in codes:
            raise RefusedError(f"{arguments}: {code}: {said.err[-300:]}")
        if code and said.err.count("\n") != 1:
            raise AssertionError(f"{arguments}: no one sentence: {said.err}")
        return said.out


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Said:
    return Said(capsys)


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Workers]:
    """One reader of files for all libraries."""
    workers = Workers()
    monkeypatch.setattr(Library, "_workers", lambda _: workers)
    yield workers
    workers.close()


def test_hostile_names(tally: Tally, thorough: bool, say: Said, workers: Workers, tmp_path: Path) -> None:
    """Hostile names."""
    for at, name in enumerate(names(thorough)):
        place = tmp_path / str(at)
        place.mkdir()
        data = place / name
        (place / "a").write_bytes(b"somebody's")
        file = place / f"{name}.txt"
        file.write_text(TEXT.format("甲县", at), "utf-8")
        (place / "in").mkdir()
        # Without a title of its own: it has the file's.
        (place / "in" / f"{name}.md").write_text("建设通用机场一座，完善农村公路，推进水利设施。\n", "utf-8")
        given = ["--data", str(data)]
        slug = ""
        with tally.trial(f"import {name!r}"):
            slug = json.loads(say("import", *given, "--json", "--", str(file)))["slug"]
        with tally.trial(f"import folder {name!r}"):
            say("import", *given, str(place / "in"))
        with tally.trial(f"plans {name!r}"):
            assert slug in say("plans", *given)
        with tally.trial(f"search {name!r}"):
            found = json.loads(say("search", *given, "--json", "--all", "通用机场"))["results"]
            assert sum(hit["plan"].startswith("own-") for hit in found) == 2
            say("search", *given, "--all", "--", name)
        with tally.trial(f"rename {name!r}"):
            say("rename", *given, "--", slug, name)
            say("plans", *given)
        with tally.trial(f"outline {name!r}"):
            say("outline", *given, "--plan", slug)
        with tally.trial(f"export {name!r}"):
            say("targets", *given, "--plan", slug, f"--csv={place / f'{name}.csv'}")
        with tally.trial(f"open {name!r}"):
            assert Path(request_of(str(file)).file) == file
            for gone in (f"{name}/nothing", f"{file}x", name * 4 + "/"):
                with suppress(PlanReaderError):
                    request_of(gone)
        with tally.trial(f"remove {name!r}"):
            say("remove", *given, slug)
        with tally.trial(f"neighbours {name!r}"):
            beside = {path.name for path in place.iterdir()} - {f"{name}.csv"}
            assert beside == {"a", "in", name, f"{name}.txt"}, beside
            assert (place / "a").read_bytes() == b"somebody's"


def test_data_folders_that_are_none(
    tally: Tally, say: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Data folders that are none."""
    (tmp_path / "file").write_text("")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(tmp_path / "no" / "where")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "x.txt").write_text(TEXT.format("甲县", 5), "utf-8")
    for data in (
        *(str(tmp_path / name) for name in ("file", "file/below", "pipe", "link", "loop", "长" * 100)),
        "~nosuchuser/data",
        "/proc/plan-reader",
        "/dev/null",
        "/dev/null/x",
    ):
        for arguments in (("plans",), ("search", "嵊州"), ("outline",)):
            with tally.trial(f"{arguments} in {data}"):
                say(arguments[0], "--data", data, *arguments[1:], codes=(0, 1))
        for arguments in (
            ("import", str(tmp_path / "x.txt")),
            ("remove", "x"),
            ("marks", "add", "--key", "8.1.p1"),
        ):
            with tally.trial(f"{arguments} in {data}"):
                say(arguments[0], *arguments[1:], "--data", data, codes=(1,))
    for path in ("pipe", "link", "loop", "file", "none", "长" * 100 + ".txt", ".", "~nosuchuser"):
        with tally.trial(f"import {path}"):
            say("import", "--data", str(tmp_path / "data"), str(tmp_path / path), codes=(0, 1))
    for device in ("/dev/zero", "/dev/null", "/dev/tty", "/proc/self/mem"):
        with tally.trial(f"import {device}"):
            say("import", "--data", str(tmp_path / "data"), device, codes=(1,))
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    for arguments in (
        ("plans",),
        ("import", "x.txt"),
        ("import", "."),
        ("targets", "--csv", "x.csv"),
        ("marks", "export", "--out", "x.md"),
        ("print", "--out", "x.pdf", "--only", "1"),
        ("open", "x.txt"),
        ("plans", "--data", "relative"),
    ):
        with tally.trial(f"{arguments} in a folder that is gone"), suppress(SystemExit):
            say(arguments[0], *arguments[1:], codes=(0, 1))


FAULTS = ("gone", "empty", "cut", "garbage", "folder", "pipe", "link", "loop")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with two plans of the person's own."""
    root = tmp_path_factory.mktemp("kept") / "data"
    with zipfile.ZipFile(PRESENT) as packed:
        packed.extractall(root / "plans")
    return root


def all_files(root: Path) -> list[Path]:
    return sorted(path.relative_to(root) for path in root.rglob("*") if path.is_file())


def test_damaged_libraries(
    tally: Tally, thorough: bool, kept: Path, workers: Workers, tmp_path: Path
) -> None:
    """Damaged libraries."""
    cases = [(file, how) for file in all_files(kept) for how in FAULTS]
    if not thorough:
        cases = cases[::2]
    for at, (file, how) in enumerate(cases):
        root = tmp_path / str(at)
        shutil.copytree(kept, root)
        spoil(root / file, how)
        with tally.trial(f"{file} {how}"):
            _survives(root, workers)
        shutil.rmtree(root)


def test_two_files_damaged(
    tally: Tally, thorough: bool, kept: Path, workers: Workers, tmp_path: Path
) -> None:
    """Libraries with several damaged files."""
    chance = random.Random(13)
    files = all_files(kept)
    for at in range(400 if thorough else 25):
        root = tmp_path / str(at)
        shutil.copytree(kept, root)
        cases = [(file, chance.choice(FAULTS)) for file in chance.sample(files, 3)]
        for file, how in cases:
            spoil(root / file, how)
        hopeless = {
            file.parts[1]
            for file, how in cases
            if file.name == "source.txt" and any(file.with_name("plan.db") == other for other, _ in cases)
        }
        with tally.trial(f"{cases}"):
            _survives(root, workers, hopeless)
        shutil.rmtree(root)


def _survives(root: Path, workers: Workers, hopeless: set[str] | frozenset[str] = frozenset()) -> None:
    library = Library(Folders(root / "shipped", root / "sources", root / "plans"), workers)
    library.tidy()
    found = library.search(ALL)
    named = {plan.slug for plan in library.damaged()}
    if {card.info.slug for card in library.cards()} | named != {FIRST, SECOND}:
        raise LostError(f"listed: {[card.info.slug for card in library.cards()]}, damaged: {named}")
    if named - hopeless or len(found.left_out) != len(named):
        raise LostError(f"damaged: {library.damaged()}, left out: {found.left_out}")
    if found.passages != 2 - len(named):
        raise LostError(f"found {found.passages}")
    for slug in {FIRST, SECOND} - named:
        library.build_index(slug)
        title = library.store(slug).info.title
        if slug == FIRST and title != "甲县交通规划（我起的名称）":
            raise LostError(title)
    library.close()


def test_files_that_may_not_be_read(tally: Tally, kept: Path, tmp_path: Path) -> None:
    """Files that may not be read, and folders that may not be written."""
    if os.geteuid() != 0:
        pytest.skip("only an administrator can become somebody else")
    # Once with all rights: what is imported late lies where nobody else may read.
    shutil.copytree(kept, tmp_path / "warm")
    _list_and_search(tmp_path / "warm")
    for at, (path, mode) in enumerate(
        (Path(path), mode)
        for path in (".", "plans", f"plans/{FIRST}", f"plans/{FIRST}/plan.db", f"plans/{FIRST}/index")
        for mode in (0o000, 0o500, 0o400)
    ):
        root = tmp_path / str(at)
        shutil.copytree(kept, root)
        for each in [root, *root.rglob("*")]:
            os.chown(each, 65534, 65534)
        (root / path).chmod(mode)
        with tally.trial(f"{path} {mode:o}"):
            said = _as_nobody(root)
            if said:
                raise AssertionError(said)


def _as_nobody(root: Path) -> str:
    """Lists, searches and imports as a user without rights; what went wrong in another way than by a sentence."""
    for folder in [root, *root.parents]:
        if folder.stat().st_uid == 0:
            folder.chmod(0o755)
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        told = "ended before its end"
        try:
            os.setgid(65534)
            os.setuid(65534)
            told = _list_and_search(root)
        finally:
            told += traceback.format_exc() if sys.exc_info()[0] is not None else ""
            os.write(writing, (told or " ").encode("utf-8", "replace")[-500:])
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        told = answer.read().decode().strip()
    os.waitpid(child, 0)
    return told


def _list_and_search(root: Path) -> str:
    library = Library(Folders(root / "shipped", root / "sources", root / "plans"))
    library.tidy()
    library.cards()
    library.damaged()
    found = library.search(ALL)
    for do in (lambda: library.rename(FIRST, "新名"), lambda: library.remove(SECOND)):
        with suppress(PlanReaderError):
            do()
    return "" if found.passages + len(found.left_out) <= 2 else f"{found.passages} {found.left_out}"


class Days:
    """Starts days with a library, and kills them."""

    def __init__(self) -> None:
        root = Path(__file__).parents[2]
        self.process = subprocess.Popen(
            [sys.executable, str(DAYS)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=root,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(root), str(root / "build")])},
        )

    def begin(self, do: str, root: Path, seed: int, at_once: int = 1) -> list[int]:
        assert self.process.stdin is not None
        self.process.stdin.write(
            json.dumps({"do": do, "root": str(root), "seed": seed, "at_once": at_once}) + "\n"
        )
        self.process.stdin.flush()
        return self._line()

    def end(self) -> list[int]:
        return self._line()

    def _line(self) -> list[int]:
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())

    def close(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(timeout=60)
        self.process.stdout.close()


@pytest.fixture(scope="module")
def days() -> Iterator[Days]:
    days = Days()
    yield days
    days.close()


def test_kills_while_importing(
    tally: Tally, thorough: bool, days: Days, kept: Path, workers: Workers, tmp_path: Path
) -> None:
    """Kills while importing."""
    chance = random.Random(4)
    root = tmp_path / "data"
    shutil.copytree(kept, root)
    (root / "in").mkdir()
    for number in range(6):
        (root / "in" / f"{number}.txt").write_text(TEXT.format(f"第{number}县", number), "utf-8")
    keep = FIRST
    for seed in range(400 if thorough else 40):
        (child,) = days.begin("change", root, seed)
        time.sleep(chance.uniform(0.0, 0.5))
        with suppress(ProcessLookupError):
            os.kill(child, 9)
        code = days.end()
        with tally.trial(f"kill {seed}"):
            said = (tmp_path / "data.said-0").read_text("utf-8", "replace")
            quiet(said)
            if code != [-9]:
                raise AssertionError(f"{code}: {said[-500:]}")
            library = Library(Folders(root / "shipped", root / "sources", root / "plans"), workers)
            # At once, before anything is tidied: the old plan or the new one.
            if keep not in library.slugs():
                raise LostError(f"neither the old nor the new: {library.slugs()}")
            library.tidy()
            if library.damaged():
                raise LostError(f"{library.damaged()}")
            for slug in library.slugs():
                library.store(slug)
                if library.source(slug) is None:
                    raise LostError(f"{slug} has no source")
            library.close()
            left = [
                path
                for path in root.rglob(".*")
                if path.name.startswith((".session-", ".cleared-")) or path.suffix == ".part"
            ]
            assert not left, left
            assert len(list(root.glob("plans/*/.index-build-*"))) <= 1


def test_programs_starting_together(
    tally: Tally, thorough: bool, days: Days, kept: Path, tmp_path: Path
) -> None:
    """Programs starting together."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "0.txt").write_text(TEXT.format("丙县", 5), "utf-8")
    for seed, old in [(seed, old) for seed in range(20 if thorough else 1) for old in (False, True)]:
        root = tmp_path / f"data-{seed}-{old}"
        if old:
            shutil.copytree(kept, root)
            (root / "plans" / FIRST / "plan.db").write_bytes(b"no longer")
        days.begin("start", root, 1000 * seed, 8)
        for number, code in enumerate(days.end()):
            with tally.trial(f"start {seed} {old} {number}"):
                said = quiet((tmp_path / f"{root.name}.said-{number}").read_text("utf-8", "replace"))
                if code or "写不进去" in said or "无法写入" in said:
                    raise RefusedError(f"{code}: {said[-600:]}")
        with tally.trial(f"afterwards {seed} {old}"):
            there = UserPlans(root / "plans").slugs()
            if len(there) != (3 if old else 1):
                raise LostError(f"{there}")
