"""A second start hands over to the first: real processes, real locks."""

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from db.errors import PlanReaderError
from db.files import write_text
from desktop.app.inbox import Inbox
from desktop.app.session import Session
from desktop.app.single_instance import Claim, StartRequest, claim
from desktop.cli.open_verb import led, request_of
from desktop.library.import_controller import ImportController

ROOT = Path(__file__).parents[3]
Opener = Callable[..., Session]
SLUG = "shengzhou-145"
_NO_RAISE = "This plugin does not support raise"

_FIRST = """
import sys
from pathlib import Path
from desktop.app import start
make = start.make_session
def watched(*given):
    session = make(*given)
    session.window.page.moved.connect(lambda place, _percent: print("place", place.key, flush=True))
    session.window.windowTitleChanged.connect(lambda title: print("title", title, flush=True))
    settle = session.window.settle
    session.window.settle = lambda: (settle(), print("settled", flush=True))
    return session
start.make_session = watched
sys.exit(start.run(Path(sys.argv[1])))
"""
_HOLDER = """
import sys, time
from pathlib import Path
from desktop.app.single_instance import Claim
claim = Claim(Path(sys.argv[1]))
print(claim.take(), flush=True)
sys.stdin.read()
"""


class Started:
    """A process of ours, and the lines that it says."""

    def __init__(self, *arguments: str) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            [sys.executable, *arguments],
            env=environment,
            cwd=ROOT,
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            text=True,
        )

    def until(self, words: str, patience: float = 60.0) -> str:
        """The next line that begins with the words."""
        assert self.process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            end = time.monotonic() + patience
            while time.monotonic() < end and selector.select(1.0) is not None:
                line = self.process.stdout.readline()
                if line.startswith(words):
                    return line.strip()
                if not line:
                    break
        assert self.process.stderr is not None
        self.process.kill()
        raise AssertionError(f"{words} was not said; {self.process.stderr.read()}")

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


Starter = Callable[..., Started]


@pytest.fixture
def start() -> Iterator[Starter]:
    started: list[Started] = []

    def begin(*arguments: str) -> Started:
        started.append(Started(*arguments))
        return started[-1]

    yield begin
    for each in started:
        each.end()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "资料 data").mkdir()
    return tmp_path / "资料 data"


@pytest.mark.slow
def test_a_second_start_hands_its_place_and_its_file_to_the_first(
    start: Starter, data: Path, tmp_path: Path
) -> None:
    first = start("-c", _FIRST, str(data))
    first.until("settled")
    second = start("-m", "desktop", "--data", str(data), "9.2.p1")
    assert second.process.wait(60) == 0
    assert first.until("place 9.2.p1")
    document = tmp_path / "报告.txt"
    document.write_text(
        "县域交通工作报告\n\n一、总体要求\n\n坚持规划引领，建设四好农村路。\n\n二、重点任务\n\n提升养护水平。\n",
        encoding="utf-8",
    )
    third = start("-m", "desktop", "open", str(document), "--data", str(data))
    assert third.process.wait(60) == 0
    assert "县域交通工作报告" in first.until("title")
    fourth = start("-m", "desktop", "--data", str(data))
    assert fourth.process.wait(60) == 0
    assert first.process.poll() is None


@pytest.mark.slow
def test_after_a_crash_the_next_start_is_the_first(start: Starter, data: Path) -> None:
    crashed = start("-c", _FIRST, str(data))
    crashed.until("settled")
    crashed.process.send_signal(signal.SIGKILL if os.name != "nt" else signal.SIGTERM)
    crashed.process.wait(30)
    again = start("-c", _FIRST, str(data))
    assert again.until("settled")
    assert again.process.poll() is None


def test_one_that_does_not_answer_holds_nobody_up(start: Starter, data: Path) -> None:
    holder = start("-c", _HOLDER, str(data))
    assert holder.until("True")
    late = Claim(data)
    assert not late.take()
    assert not late.hand_over(StartRequest(key="8.1"), patience=0.2)
    assert list(late.waiting()) == []


def test_one_that_ends_while_another_waits_makes_way(start: Starter, data: Path) -> None:
    holder = start("-c", _HOLDER, str(data))
    holder.until("True")
    waiting = start(
        "-c",
        "import sys\nfrom pathlib import Path\nfrom desktop.app.single_instance import StartRequest, claim\n"
        "print('waiting', flush=True)\nprint('first', claim(Path(sys.argv[1]), StartRequest()) is not None, flush=True)",
        str(data),
    )
    waiting.until("waiting")
    holder.end()
    assert waiting.until("first") == "first True"


def test_data_folders_do_not_know_each_other(data: Path, tmp_path: Path) -> None:
    one, other = claim(data, StartRequest()), claim(tmp_path, StartRequest())
    assert one is not None
    assert other is not None
    one.release()
    other.release()


def test_without_a_folder_every_start_is_a_first(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert claim(None, StartRequest()) is not None
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert claim(tmp_path / "file", StartRequest()) is not None
    assert "started beside any other" in caplog.text


def test_the_inbox_gives_requests_in_order_and_passes_over_rubbish(
    qtbot: QtBot, qapp: QObject, data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first = Claim(data)
    assert first.take()
    for name, text in {
        "1": "{",
        "2": "[1]",
        "3": '{"key": 4}',
        "4": '{"key": "8.1", "more": "x"}',
        "5": '{"file": "/报告.txt"}',
    }.items():
        (first.inbox / f"{name}.json").write_text(text, encoding="utf-8")
    (first.inbox / "0.json").write_text('{"key": "9"}', encoding="utf-8")
    os.utime(first.inbox / "0.json", (1, 1))
    inbox = Inbox(first)
    asked: list[StartRequest] = []
    inbox.asked.connect(asked.append)
    inbox.start()
    assert asked == [StartRequest(key="8.1"), StartRequest(file="/报告.txt")]
    assert list(first.inbox.glob("*.json")) == []
    assert caplog.text.count("request not understood") == 3
    with qtbot.waitSignal(inbox.asked):
        (first.inbox / "6.new").write_text("{}", encoding="utf-8")
        (first.inbox / "6.new").replace(first.inbox / "6.json")
    first.release()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes in folders")
def test_whatever_lies_in_the_inbox_stops_nothing(qtbot: QtBot, qapp: QObject, data: Path) -> None:
    first = Claim(data)
    assert first.take()
    (first.inbox / "1.json").write_bytes(b"\xff\xfe\x00 no text")
    (first.inbox / "2.json").write_text("[" * 100_000, encoding="utf-8")
    os.mkfifo(first.inbox / "3.json")
    (first.inbox / "4.json").mkdir()
    (first.inbox / "5.json").symlink_to(data / "nowhere")
    (first.inbox / "6.json").write_text("[" + " " * 100_000 + "]", encoding="utf-8")
    (first.inbox / "7.json").write_text('{"key": "8.1"}', encoding="utf-8")
    assert list(first.waiting()) == [StartRequest(key="8.1")]
    assert list(first.inbox.glob("*.json")) == []
    first.release()


def test_an_inbox_that_cannot_be_watched_is_looked_into(qtbot: QtBot, qapp: QObject, data: Path) -> None:
    inbox = Inbox(Claim(data))  # no folder yet: nothing to watch
    inbox.start()
    (data / "running").mkdir()
    with qtbot.waitSignal(inbox.asked):
        (data / "running" / "1.json").write_text("{}", encoding="utf-8")


def test_what_is_given_without_a_verb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    verbs = frozenset({"search", "open"})
    (tmp_path / "report.txt").write_text("", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert led(["report.txt"], verbs) == ["open", "report.txt"]
    assert led(["--data", "search", "8.1.p2"], verbs) == ["--data", "search", "open", "8.1.p2"]
    assert led(["--data=x", f"{SLUG}#4.5.b1"], verbs) == ["--data=x", "open", f"{SLUG}#4.5.b1"]
    assert led([r"C:\gone.docx"], verbs) == ["open", r"C:\gone.docx"]
    for as_it_is in (["search", "8.1"], ["srch"], ["--help"], [], ["--data"]):
        assert led(as_it_is, verbs) == as_it_is


def test_what_is_given_becomes_a_request(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "8.1").write_text("", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "from the desktop")
    assert request_of("") == StartRequest(token="from the desktop")
    assert request_of("8.1").file == str(tmp_path / "8.1")
    assert request_of("8.2.p1").key == "8.2.p1"
    assert request_of(f"{SLUG}#0") == StartRequest(plan=SLUG, key="0", token="from the desktop")
    for given, words in (("gone.docx", "找不到文件"), ("a/8.1", "找不到文件"), ("？", "既不是文件")):
        with pytest.raises(PlanReaderError, match=words):
            request_of(given)
    for given, words in (
        ("~nosuchuser/规划.txt", "找不到文件"),
        ("长" * 300 + ".txt", "文件名太长"),
        (f"{tmp_path}/x", "它是文件夹"),
        ("/dev/zero", "管道或设备"),
        ("a\nb.txt", "找不到文件“a␊b.txt”"),
    ):
        (tmp_path / "x").mkdir(exist_ok=True)
        assert led([given], frozenset({"open"}))[-1] == given
        with pytest.raises(PlanReaderError, match=words):
            request_of(given)


@pytest.mark.skipif(sys.platform == "win32", reason="names are bytes on Linux only")
def test_a_file_whose_name_is_no_text_is_handed_over(data: Path) -> None:
    name = os.fsdecode("规划.txt".encode("gbk"))
    (data / name).write_text("", encoding="utf-8")
    request = request_of(str(data / name))
    first, second = Claim(data), Claim(data)
    assert first.take()
    assert second.hand_over(request, 0) is False
    path = first.inbox / "1.json"
    write_text(path, json.dumps(asdict(request)))
    assert list(first.waiting()) == [request]
    assert Path(request.file).is_file()
    first.release()


@pytest.mark.qt_log_ignore(_NO_RAISE)
def test_a_request_that_leads_nowhere_is_told(open_reader: Opener) -> None:
    session = open_reader()
    session.take(StartRequest(key="99.9"))
    assert "99.9" in session.window.notice.sentence
    session.take(StartRequest(plan="nothing", key="1"))
    assert session.window.notice.sentence == "规划库里没有“nothing”。"


@pytest.mark.qt_log_ignore(_NO_RAISE)
def test_a_file_that_cannot_be_read_is_told(qtbot: QtBot, open_reader: Opener, tmp_path: Path) -> None:
    session = open_reader()
    session.take(StartRequest(file=str(tmp_path / "gone.docx")))
    assert session.window.room(ImportController).bar.isVisible()
    qtbot.waitUntil(lambda: "找不到源文件“gone.docx”" in session.window.notice.sentence)
    assert not session.window.room(ImportController).bar.isVisible()


@pytest.mark.qt_log_ignore(_NO_RAISE)
def test_a_minimized_window_comes_forward(qtbot: QtBot, open_reader: Opener) -> None:
    session = open_reader()
    session.window.showMinimized()
    session.take(StartRequest())
    qtbot.waitUntil(lambda: session.window.isActiveWindow() and not session.window.isMinimized())


@pytest.mark.qt_log_ignore(_NO_RAISE)
def test_a_colleagues_marks_are_offered_for_merging_not_imported_as_a_plan(
    qtbot: QtBot, open_reader: Opener, tmp_path: Path
) -> None:
    """A double click on the file starts the program with it: its own marks are still being read then."""
    session = open_reader()
    path = tmp_path / "同事.planmarks"
    path.write_text(json.dumps({"type": "else"}), encoding="utf-8")
    session.take(StartRequest(file=str(path)))
    qtbot.waitUntil(lambda: path.name in session.window.notice.sentence, timeout=15_000)
    assert "正在导入" not in session.window.notice.sentence
    assert len(session._library.slugs()) == 1
