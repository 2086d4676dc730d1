"""Whatever a verb is asked under, its exit code and its sentence are true; all verbs of the parser, one by one."""

import argparse
import json
import logging
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from db.user.marks import Marks
from db.user.reading import read_entered
from desktop.cli import _parser, run

ROOT = Path(__file__).parents[3]
WRITES = ("projects", "targets", "tables", "places", "gaps", "checks")


@pytest.fixture(scope="module", autouse=True)
def _shipped(qapp: QApplication) -> None:
    """What is shipped has to be there, as after the set-up."""
    from db.__main__ import main

    assert main(["build", "--if-needed"]) == 0


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    add = ["marks", "add", "--key", "8.1.p1", "--quote", "综合交通网", "--note", "核对"]
    assert run(["--data", str(folder), *add]) == 0
    return folder


def verbs(out: Path, file: Path) -> dict[str, list[str]]:
    """For each verb, and each verb within `marks`, arguments with which it gives an answer."""
    tables = {name: [name] for name in WRITES}
    return {
        "outline": ["outline"],
        "text": ["text", "8"],
        "search": ["search", "杭绍台"],
        "search --regex": ["search", "--regex", r"\d+亿元"],
        **tables,
        "print": ["print", "--chapters", "2", "--marks", "appendix", "--out", str(out / "章.docx")],
        "synonyms": ["synonyms", "--all"],
        "synonyms add": ["synonyms", "add", "高速", "高速公路"],
        "synonyms remove": ["synonyms", "remove", "高速", "高速公路"],
        "marks": ["marks"],
        "marks add": ["marks", "add", "--key", "0.p1", "--quote", "四港"],
        "marks remove": ["marks", "remove", "ID"],
        "marks export": ["marks", "export", "--format", "md", str(out / "批注.md")],
        "marks import": ["marks", "import", str(file / "a.planmarks")],
        "marks check": ["marks", "check"],
        "marks restore": ["marks", "restore"],
        "marks backup": ["marks", "backup"],
        "marks settle": ["marks", "settle"],
        "marks name": ["marks", "name", "张三"],
        "selftest": ["selftest"],
        "offscreen": ["offscreen", "--out", str(out / "离屏")],
        "import": ["import", str(file / "a.txt")],
        "plans": ["plans"],
        "rename": ["rename", "SLUG", "新名称"],
        "remove": ["remove", "SLUG"],
        "open": ["open"],
    }


def known() -> set[str]:
    """All verbs of the parser."""
    parser, names = _parser()
    (table,) = (each for each in parser._actions if isinstance(each, argparse._SubParsersAction))
    found = set(names)
    for name, verb in table.choices.items():
        for action in verb._actions:
            if isinstance(action, argparse._SubParsersAction):
                found |= {f"{name} {inner}" for inner in action.choices}
    return found


def test_all_verbs_are_tried_here(tmp_path: Path) -> None:
    """A new verb is to be added above."""
    assert known() - set(verbs(tmp_path, tmp_path)) == set()


READS_MARKS = {
    *("marks", "marks name", "marks remove", "marks export", "search", "search --regex", "print", *WRITES),
}
"""Verbs whose answer is not true without the person's marks and entries."""


def _damage(data: Path, how: str) -> None:
    file = data / "user.db"
    content = file.read_bytes()
    if how == "emptied":
        file.write_bytes(b"")
    elif how == "garbage":
        file.write_bytes(b"damaged" * 1000)
    elif how == "half":
        file.write_bytes(content[: len(content) // 2])
    elif how == "gone":
        file.unlink()
    elif how == "folder":
        file.unlink()
        file.mkdir()
    elif how == "of before":
        # Another change, and the file of before it in the place of that of after it.
        add = ["marks", "add", "--key", "8.1", "--kind", "bookmark"]
        assert run(["--data", str(data), *add]) == 0
        assert run(["--data", str(data), "marks", "backup"]) == 0
        file.write_bytes(content)


@pytest.mark.parametrize("how", ["emptied", "garbage", "half", "gone", "folder", "of before"])
def test_marks_that_cannot_be_read_are_no_answer(
    how: str, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Never 共 0 条 and 0: not at once, and not when user.db was set aside and is a new one."""
    _damage(data, how)
    tried = verbs(tmp_path, tmp_path)
    for name in sorted(READS_MARKS, key=lambda name: (name.startswith("marks"), name)):
        capsys.readouterr()
        assert run(["--data", str(data), *tried[name]]) == 1, name
        told = capsys.readouterr()
        assert len(told.err.splitlines()) == 1, (name, told.err)
        assert told.err.rstrip().endswith("。")
        assert "共 0 条" not in told.out
    assert not (tmp_path / "章.docx").exists()
    assert not (tmp_path / "批注.md").exists()
    if how == "folder":
        return
    # A new mark makes a new file: what was lost is still not said to be nothing.
    assert run(["--data", str(data), *tried["marks add"]]) == 0
    for name in ("marks", "marks export", "search"):
        assert run(["--data", str(data), *tried[name]]) == 1, name
    capsys.readouterr()
    assert run(["--data", str(data), "marks", "restore"]) == 0
    capsys.readouterr()
    assert run(["--data", str(data), "marks", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == (3 if how == "of before" else 2)
    assert run(["--data", str(data), *tried["search"]]) == 0


def test_reading_changes_nothing(data: Path) -> None:
    _damage(data, "garbage")
    before = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    for verb in ("search", "projects", "print"):
        assert run(["--data", str(data), *verbs(data.parent, data.parent)[verb]]) == 1
    assert {
        path: path.read_bytes() for path in data.rglob("*") if path.is_file() and path.name != "log.txt"
    } == before


def test_what_was_entered_is_read_as_marks_reads_it(data: Path) -> None:
    marks = Marks.open(data)
    assert tuple(read_entered(data).marks.values()) == marks.all()
    marks.close()
    assert read_entered(data / "nowhere").marks == {}


STREAMS = """
import json, os, sys
from PySide6.QtWidgets import QApplication
from desktop.__main__ import main
application = QApplication(["", "-platform", "offscreen"])
verbs = {}
for line in sys.stdin.read().splitlines():
    name, _, given = line.partition("\\t")
    verbs[name] = given.split("\\x1f")
how, data = sys.argv[1:]
kept = os.dup(2)
for name, given in verbs.items():
    read, write = os.pipe()
    os.dup2(write, 2); os.close(write)
    sys.stderr = open(2, "w", closefd=False, encoding="utf-8")
    if how == "full":
        full = os.open("/dev/full", os.O_WRONLY); os.dup2(full, 1); os.close(full)
    elif how == "left":
        ours, theirs = os.pipe(); os.close(ours); os.dup2(theirs, 1); os.close(theirs)
    elif how == "closed":
        os.close(1)
    sys.stdout = None if how == "closed" else open(1, "w", closefd=False, encoding="utf-8")
    try:
        code = main(["--data", data, *given])
    except SystemExit as stop:
        code = stop.code
    sys.stderr.flush()
    os.dup2(kept, 2)
    with open(read, encoding="utf-8") as told:
        os.write(kept, (json.dumps([name, code, told.read()]) + "\\n").encode())
os._exit(0)
"""


def _under(how: str, data: Path, tried: dict[str, list[str]]) -> dict[str, tuple[int, str]]:
    """Exit code and stderr of each verb, where stdout is full, closed, or a pipe whose reader has left."""
    given = "\n".join(f"{name}\t" + "\x1f".join(arguments) for name, arguments in tried.items())
    done = subprocess.run(
        [sys.executable, "-c", STREAMS, how, str(data)],
        input=given.encode(),
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        check=True,
        timeout=300,
    )
    answers = [json.loads(line) for line in done.stderr.decode().splitlines()]
    return {name: (code, told) for name, code, told in answers}


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no such device")
@pytest.mark.parametrize("how", ["full", "closed", "left"])
def test_an_answer_that_does_not_get_out(how: str, data: Path, tmp_path: Path) -> None:
    """A full device, a closed stdout: 1 and one sentence. A reader that has left: quiet, 0. The work is done."""
    marks = Marks.open(data)
    (mark,) = marks.all()
    marks.close()
    assert (
        run(["--data", str(data), "marks", "export", "--format", "planmarks", str(tmp_path / "a.planmarks")])
        == 0
    )
    (tmp_path / "a.txt").write_text("某县规划\n\n一、总体要求\n\n坚持统筹发展，推进公共服务。\n", "utf-8")
    assert run(["--data", str(data), "import", str(tmp_path / "a.txt")]) == 0
    slug = next(path.name for path in (data / "plans").iterdir() if path.name.startswith("own-"))
    tried = verbs(tmp_path, tmp_path)
    for name in set(tried) - known() | {"open"}:
        del tried[name]
    tried["marks remove"][-1] = mark.id
    tried["rename"][1] = tried["remove"][1] = slug
    tried["--help"] = ["--help"]
    tried["marks --help"] = ["marks", "--help"]
    tried["remove"] = tried.pop("remove")
    answers = _under(how, data, tried)
    assert set(answers) == set(tried)
    for name, (code, told) in answers.items():
        if how == "left" or name == "marks remove":  # which has nothing to say
            assert (code, told) == (0, ""), name
        else:
            assert code == 1, (name, told)
            assert len(told.splitlines()) == 1, (name, told)
            assert told.startswith("结果没有"), (name, told)
    assert (tmp_path / "章.docx").exists()
    assert (tmp_path / "批注.md").exists()
    assert not (data / "plans" / slug).exists()


@pytest.mark.parametrize(
    "verb",
    [
        *([name, "--csv"] for name in WRITES if name != "tables"),
        ["projects", "--xlsx"],
        ["tables", "8.1.b1", "--csv"],
        ["print", "--chapters", "2", "--out"],
        ["marks", "export", "--format", "md"],
        ["marks", "export", "--format", "planmarks"],
        ["selftest", "--out"],
    ],
    ids=" ".join,
)
def test_nothing_is_overwritten_without_being_told_to(
    verb: list[str], data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / ("那里.pdf" if verb[0] == "print" else "那里")
    out.write_bytes(b"mine")
    capsys.readouterr()
    assert run(["--data", str(data), *verb, str(out)]) == 1
    assert "已存在，没有覆盖；要覆盖请加 --force" in capsys.readouterr().err
    assert out.read_bytes() == b"mine"
    link = tmp_path / ("链接.pdf" if verb[0] == "print" else "链接")
    link.symlink_to(tmp_path / "nowhere")
    assert run(["--data", str(data), *verb, str(link)]) == 1
    assert link.is_symlink()
    # With --force, which stands before the name of the file: as that of an option it is no other's.
    assert run(["--data", str(data), *verb, str(out), "--force"]) == 0
    assert out.read_bytes() != b"mine"


BUG = """
import sys
import desktop.cli.text_verbs as verbs
def broken(options, data): raise {error}
verbs._outline = broken
from desktop.__main__ import main
sys.exit(main())
"""


@pytest.mark.parametrize("error", ["RuntimeError('甲')", "KeyboardInterrupt"])
def test_a_bug_is_a_sentence_and_a_report(error: str, tmp_path: Path) -> None:
    """Never a traceback; and Ctrl+C says nothing at all."""
    done = subprocess.run(
        [sys.executable, "-c", BUG.format(error=error), "--data", str(tmp_path / "data"), "outline"],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode not in (0, 2)
    assert done.stdout == ""
    if error == "KeyboardInterrupt":
        assert done.stderr == ""
        return
    assert len(done.stderr.splitlines()) == 1
    (report,) = (tmp_path / "data" / "reports").iterdir()
    assert "RuntimeError" in report.read_text("utf-8")


def test_log_lines_go_to_the_log(data: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """On stderr stands the sentence alone."""
    _damage(data, "garbage")
    done = subprocess.run(
        [sys.executable, "-m", "desktop", "--data", str(data), "marks"],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
    assert "WARNING db.user.keeper" in (data / "log.txt").read_text("utf-8")


def test_a_log_that_cannot_be_written_is_missed_by_nobody(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _damage(data, "garbage")
    os.mkfifo(data / "log.txt")
    capsys.readouterr()
    assert run(["--data", str(data), "marks"]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert logging.getLogger().handlers


NASTY = "\x1b[31m红\x1b]0;x\x07\x9b2J\u202e倒\x7f\x08"


def test_nothing_steers_the_terminal(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Names, notes and titles are shown with what is in them, and nothing of it is sent."""
    file = tmp_path / f"规划{NASTY}.txt"
    file.write_text(f"某县规划{NASTY}\n\n一、总体{NASTY}要求\n\n坚持统筹发展{NASTY}，推进。\n", "utf-8")
    (tmp_path / f"空{NASTY}.txt").write_bytes(b"")
    note = [
        "marks",
        "add",
        "--key",
        "0.p1",
        "--quote",
        "四港",
        "--note",
        NASTY,
        "--tag",
        NASTY,
        "--author",
        NASTY,
    ]
    commands = [
        ["import", str(file), "--title", f"标题{NASTY}"],
        ["import", str(tmp_path / f"空{NASTY}.txt")],
        ["plans"],
        ["plans", "--json"],
        ["search", "统筹", "--all"],
        ["search", NASTY, "--all"],
        ["search", NASTY, "--json"],
        ["search", "--regex", f"({NASTY}"],
        ["search", "--regex", NASTY, "--json"],
        ["text", NASTY],
        note,
        ["marks"],
        ["marks", "--json"],
        ["marks", "remove", NASTY],
        ["marks", "import", str(tmp_path / NASTY)],
        ["marks", "export", "--format", "md", str(tmp_path / f"出{NASTY}.md")],
        ["projects", "--csv", str(tmp_path / f"表{NASTY}.csv")],
        ["remove", NASTY],
    ]
    for command in commands:
        capsys.readouterr()
        with suppress(SystemExit):
            run(["--data", str(data), *command])
        told = capsys.readouterr()
        for text in (told.out, told.err):
            assert not set(text) & set("\x1b\x07\x9b\u202e\x7f\x08"), (command, text)
        if "--json" in command:
            json.loads(told.out)


def test_json_keeps_every_character(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    note = "行\n二\t\u202e\u200f"
    run(["--data", str(data), "marks", "add", "--key", "0.p1", "--quote", "四港", "--note", note])
    capsys.readouterr()
    assert run(["--data", str(data), "marks", "--json"]) == 0
    assert note in [mark["note"] for mark in json.loads(capsys.readouterr().out)]


@pytest.mark.parametrize(
    "slug", ["../backups", "..", ".", "", "nowhere", "/", "own/../../backups", "plans", "a\nb"]
)
def test_only_a_plan_that_is_there_is_replaced(
    slug: str, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text("某县规划\n\n一、总体要求\n\n坚持统筹发展，推进公共服务。\n", "utf-8")
    assert list((data / "backups").iterdir())
    before = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    for command in (
        ["import", str(tmp_path / "a.txt"), "--replace", slug],
        ["rename", slug, "x"],
        ["remove", slug],
        ["text", "1", "--plan", slug],
        ["outline", "--plan", slug],
    ):
        capsys.readouterr()
        assert run(["--data", str(data), *command]) == 1, command
        assert len(capsys.readouterr().err.splitlines()) == 1
    after = {path: path.read_bytes() for path in data.rglob("*") if path.is_file() and path.name != "log.txt"}
    assert after == before


def test_a_plan_outside_of_the_library_is_not_renamed(data: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("某县规划\n\n一、总体要求\n\n坚持统筹发展，推进公共服务。\n", "utf-8")
    assert run(["--data", str(data), "import", str(tmp_path / "a.txt")]) == 0
    slug = next(path.name for path in (data / "plans").iterdir() if path.name.startswith("own-"))
    shutil.copytree(data / "plans" / slug, data / "elsewhere")
    before = {path: path.read_bytes() for path in (data / "elsewhere").rglob("*") if path.is_file()}
    for command in (["rename", "../elsewhere", "x"], ["remove", "../elsewhere"]):
        assert run(["--data", str(data), *command]) == 1
    assert {path: path.read_bytes() for path in (data / "elsewhere").rglob("*") if path.is_file()} == before
