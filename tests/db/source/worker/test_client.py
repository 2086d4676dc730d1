"""Workers, real ones: kept, ended, killed, without memory, without time, and what the person is told."""

import gc
import os
import re
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from db.errors import PlanReaderError, ReadingBugError, SourceError
from db.progress import Progress, Stopped
from db.source.corrections import Correction
from db.source.formats.detection import read_source
from db.source.importer import plan_of
from db.source.review import review_lines
from db.source.worker.client import WorkerLimits, Workers
from tests.db.source.worker.conftest import META, Make, is_gone

ROOT = Path(__file__).parents[4]
SOURCE = ROOT / "resources" / "source" / "shengzhou-145.txt"
ONLY_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="what a worker may use is bounded otherwise")


def pid(workers: Workers) -> int:
    """The number of the worker that is kept."""
    assert workers._kept is not None
    return workers._kept.pid


def read(workers: Workers, words: str, progress: Progress | None = None) -> str:
    """The words of the plan's paragraph."""
    plan = workers.plan(f"TOY {words}".encode(), "某县.toy", META, {}, progress or Progress())
    return plan.passages[-1].text


def test_a_plan_is_the_same_as_without_a_worker(make: Make) -> None:
    workers, data = make(), SOURCE.read_bytes()
    source, said = read_source(data, "a.txt"), {3: Correction("heading", 1), 5: Correction("furniture")}
    assert workers.plan(data, "a.txt", META, {}) == plan_of(source, META, "a.txt")
    plan, lines = workers.review(data, "a.txt", META, said)
    expected = plan_of(source, META, "a.txt", said)
    assert plan == expected
    assert lines == review_lines(source.lines, expected, expected.doubts, said) or len(lines) > 100


def test_one_worker_is_kept_and_the_file_is_not_sent_twice(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    workers = make()
    assert workers._kept is None, "nothing is started before the first file"
    assert read(workers, "一") == "推进建设一。"
    first = pid(workers)
    assert read(workers, "二") == "推进建设二。"
    workers.review(b"TOY three", "a.toy", META, {})
    assert pid(workers) == first
    sent: list[int] = []
    from db.source.worker import client

    real = client.send
    monkeypatch.setattr(
        client, "send", lambda pipe, words, data: (sent.append(len(data)), real(pipe, words, data))
    )
    assert workers.review(b"TOY three", "a.toy", META, {})[1]
    assert sent == [0]


def test_errors_come_back_as_themselves(make: Make) -> None:
    workers = make()
    for data, words in (
        (b"\x89PNG....", "图片"),
        (b"PK\x03\x04broken", "已损坏"),
        ("目录\n".encode(), "没有正文"),
    ):
        with pytest.raises(SourceError, match=words) as told:
            workers.plan(data, "某县.docx", META, {})
        assert type(told.value) is SourceError
    first = pid(workers)
    assert read(workers, "一") == "推进建设一。"
    assert pid(workers) == first, "a file that can't be read is no reason for a new worker"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("hang", "“某县.toy”太复杂，1 秒还没有读完，已停止读取；规划库没有改动。"),
        ("endless", "1 秒还没有读完"),
        pytest.param("grow", "要用的内存超过 200 MB，已停止读取；规划库没有改动。", marks=ONLY_LINUX),
        ("crash", "读取“某县.toy”时读取程序意外中断"),
        ("exit", "读取程序意外中断"),
        ("deep", "嵌套得太深"),
        pytest.param("nonsense", "读取程序意外中断", marks=ONLY_LINUX),
    ],
)
def test_what_goes_wrong_costs_a_sentence_and_the_next_file_goes_on(
    make: Make, words: str, told: str
) -> None:
    workers = make(seconds=1.0 if "1 秒" in told else 60, memory=200 << 20)
    with pytest.raises(SourceError) as error:
        read(workers, words)
    assert told in str(error.value)
    assert type(error.value) is SourceError
    workers.limits = WorkerLimits()
    assert read(workers, "一") == "推进建设一。"
    assert len(workers._alive) == 1


def test_a_bug_comes_back_with_its_traceback(make: Make) -> None:
    workers = make()
    with pytest.raises(ReadingBugError, match="程序出错") as error:
        read(workers, "bug")
    assert "KeyError: 'a bug'" in str(error.value.bug)
    assert "某县" not in str(error.value.bug)
    assert read(workers, "一") == "推进建设一。"


def test_what_a_library_prints_does_not_get_among_the_answers(make: Make) -> None:
    assert "推进建设" in read(make(), "print")


@pytest.mark.parametrize("words", ["hang", "endless"])
def test_whoever_stops_waits_no_longer(make: Make, words: str) -> None:
    workers, stop = make(), threading.Event()
    timer = threading.Timer(0.8, stop.set)
    timer.start()
    with pytest.raises(Stopped):
        read(workers, words, Progress(is_stopped=stop.is_set))
    asked = time.monotonic()
    assert not workers._alive, "and its worker is gone with it"
    assert time.monotonic() - asked < 1
    timer.join()


def test_progress_is_told(make: Make) -> None:
    told: list[tuple[float, str]] = []
    read(make(), "一", Progress(lambda done, whole, words: told.append((done / whole, words))))
    assert told == [(0.2, "toy"), (0.4, "正在识别章节…")]


def test_several_at_once_each_have_a_worker_and_one_is_kept(make: Make) -> None:
    workers = make(seconds=4.0)
    with ThreadPoolExecutor(4) as pool:
        hanging = pool.submit(read, workers, "hang")
        others = [pool.submit(read, workers, str(number)) for number in range(6)]
        assert [each.result() for each in others] == [f"推进建设{number}。" for number in range(6)]
        with pytest.raises(SourceError, match="还没有读完"):
            hanging.result()
    assert len(workers._alive) == 1


def test_an_idle_worker_ends_and_the_next_file_gets_a_new_one(make: Make) -> None:
    workers = make(idle=0.05)
    read(workers, "一")
    end = time.monotonic() + 20
    while workers._alive and time.monotonic() < end:
        gc.collect()
    assert not workers._alive
    assert read(workers, "二") == "推进建设二。"


def test_a_kept_worker_that_somebody_ended_is_replaced(make: Make) -> None:
    workers = make()
    read(workers, "一")
    first = pid(workers)
    os.kill(first, signal.SIGTERM)
    while workers._kept is not None and workers._kept.runs:
        gc.collect()
    assert read(workers, "二") == "推进建设二。"
    assert pid(workers) != first


def test_workers_end_with_their_owner_and_leave_no_folder(
    toys: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    workers = Workers()
    where = read(workers, "where").removeprefix("推进建设").removesuffix("。")
    assert Path(where).parent == tmp_path / "temporary"
    process = workers._kept
    assert process is not None
    assert workers._idle is not None
    workers._idle.cancel()  # it knows the owner until it goes off
    workers._idle.join()
    del workers
    gc.collect()
    assert not process.runs
    assert list((tmp_path / "temporary").iterdir()) == []


def test_one_that_cannot_start_is_told(make: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for program in (tmp_path / "none", Path("/bin/false")):
        monkeypatch.setattr(sys, "executable", str(program))
        with pytest.raises(SourceError, match="读取程序没有启动"):
            read(make(), "一")
    mute = tmp_path / "mute"
    mute.write_text("#!/bin/sh\nexec sleep 1000\n")
    mute.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(mute))
    with pytest.raises(SourceError, match="读取程序没有启动"):
        read(make(start=0.3), "一")


@ONLY_LINUX
@pytest.mark.parametrize("words", ["connect", "start", "write"])
def test_a_worker_may_neither_connect_nor_start_programs_nor_write(make: Make, words: str) -> None:
    assert "Operation not permitted" in read(make(), words)


ORPHANED = """
import sys, threading
from pathlib import Path
from db.source.worker.client import Workers
from tests.db.source.worker.conftest import META
workers = Workers()
workers.plan("TOY 一".encode(), "a.toy", META, {})
print(workers._kept.pid, flush=True)
if sys.argv[1]:
    threading.Timer(0.5, print, ("at work",), {"flush": True}).start()
    workers.plan(f"TOY {sys.argv[1]}".encode(), "a.toy", META, {})
sys.stdin.read()
"""


@pytest.mark.parametrize("words", ["", "hang", "endless"])
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, None])
def test_a_worker_does_not_outlive_its_program(toys: None, words: str, how: signal.Signals | None) -> None:
    if how is None and words:
        pytest.skip("a program that waits for a file does not end by itself")
    paths = os.pathsep.join((os.environ["PYTHONPATH"], str(ROOT)))
    with subprocess.Popen(
        [sys.executable, "-c", ORPHANED, words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": paths},
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        worker = int(program.stdout.readline())
        if words:
            program.stdout.readline()
        assert not is_gone(worker)
        if how is None:
            program.stdin.close()
        else:
            program.send_signal(how)
        program.wait(20)
    end = time.monotonic() + 20
    while not is_gone(worker) and time.monotonic() < end:
        gc.collect()
    assert is_gone(worker)


def test_an_answer_that_is_no_plan_is_refused(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    workers = make()
    from db.source.worker import client

    real = client._Conversation.answer
    for odd in (
        {"plan": None},
        {"plan": [], "lines": []},
        {"error": ["Exception", "", ""]},
        {"error": ["PlanReaderError"]},
        {"error": [["StoreError"], "", ""]},
    ):
        monkeypatch.setattr(client._Conversation, "answer", lambda _self, odd=odd: odd)
        with pytest.raises(PlanReaderError, match="意外中断"):
            read(workers, "一")
    monkeypatch.setattr(client._Conversation, "answer", real)

    def other(self: client._Conversation) -> dict[str, object]:
        answer = real(self)
        answer["plan"][0][0] = "../backups"
        return answer

    monkeypatch.setattr(client._Conversation, "answer", other)
    with pytest.raises(PlanReaderError, match="意外中断"):
        read(workers, "一")


def test_the_time_for_a_file_grows_with_it() -> None:
    limits = WorkerLimits()
    assert limits.for_size(6_000) < 31
    assert limits.for_size(2_000_000) == 150
    assert limits.for_size(64 << 20) == 900


def test_sentences_name_the_file_and_what_to_do() -> None:
    from db.source.worker.client import _crashed, _not_started, _too_large, _too_long

    for error in (
        _too_long("a.pdf", 30),
        _too_large("a.pdf", 1 << 30),
        _crashed("a.pdf", ""),
        _not_started("a.pdf", ""),
    ):
        assert re.fullmatch(r".*“a\.pdf”.*规划库没有改动。请.*。", str(error))
