"""Files that are there whole or not at all, and locks that end with their holder."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from db.errors import ExportError
from db.files import (
    FileLock,
    alone,
    cause,
    clear_parts,
    exported,
    read_whole,
    unread,
    write_text,
    written_whole,
)


def _left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_takes_its_name_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("before", "utf-8")
    with written_whole(path) as part:
        part.write_text("after", "utf-8")
        assert path.read_text("utf-8") == "before"
    assert path.read_text("utf-8") == "after"
    assert _left(tmp_path) == ["a.txt"]


def test_whatever_goes_wrong_the_old_file_stays_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("before", "utf-8")

    def write() -> None:
        with written_whole(path) as part:
            part.write_text("half", "utf-8")
            raise ValueError("changed my mind")

    with pytest.raises(ValueError, match="changed my mind"):
        write()
    assert path.read_text("utf-8") == "before"
    assert _left(tmp_path) == ["a.txt"]


def test_what_a_killed_program_left_is_no_part_of_the_file(tmp_path: Path) -> None:
    (tmp_path / ".a.txt.part").write_text("left by another", "utf-8")
    with written_whole(tmp_path / "a.txt") as part, part.open("a", encoding="utf-8") as file:
        file.write("mine")
    assert (tmp_path / "a.txt").read_text("utf-8") == "mine"
    assert _left(tmp_path) == ["a.txt"]


def test_a_name_of_the_longest_kind(tmp_path: Path) -> None:
    path = tmp_path / ("规" * 83 + ".docx")
    write_text(path, "甲\r\n乙\ud800")
    assert path.read_bytes() == "甲\r\n乙\ud800".encode("utf-8", "surrogatepass")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_full_disk_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(
            ExportError,
            match=r"^文件“a[.]txt”没有写成：磁盘空间已满。原有文件没有改动；请腾出空间后再试，或换一个位置。$",
        ),
        exported(tmp_path / "a.txt"),
    ):
        Path("/dev/full").write_text("words", "utf-8")
    assert _left(tmp_path) == []


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="an administrator may write anywhere"
)
def test_a_folder_without_the_right_to_write_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(ExportError, match="没有写成：没有写入权限。"), exported(tmp_path / "a.txt"):
            pass
    finally:
        tmp_path.chmod(0o700)


def test_other_causes_are_named(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "file").touch()
    for path, why in (
        (tmp_path / "none" / "a.txt", "文件夹不存在"),
        (tmp_path / "file" / "a.txt", "文件夹不存在"),
        (tmp_path / "a", "已有同名的文件夹"),
        (tmp_path / ("长" * 100), "文件名太长"),
    ):
        with pytest.raises(ExportError, match=f"没有写成：{why}。"), exported(path):
            pass
    assert cause(OSError(5, "input/output error"), tmp_path) == "读写磁盘时出错"
    assert _left(tmp_path) == ["a", "file"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes and links of this kind")
def test_what_lies_where_a_part_would_be_is_not_written_into(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("somebody's", "utf-8")
    (tmp_path / ".a.txt.part").symlink_to(tmp_path / "other")
    (tmp_path / "b.txt").symlink_to(tmp_path / "nowhere")
    for name in ("a.txt", "b.txt"):
        write_text(tmp_path / name, "mine")
        assert (tmp_path / name).read_text("utf-8") == "mine"
    assert (tmp_path / "other").read_text("utf-8") == "somebody's"
    assert _left(tmp_path) == ["a.txt", "b.txt", "other"]


def test_two_that_write_the_same_file_do_not_meet(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with written_whole(path) as first:
        first.write_text("first", "utf-8")
        with written_whole(path) as second:
            second.write_text("second", "utf-8")
        assert path.read_text("utf-8") == "second"
        clear_parts(tmp_path)
        assert first.exists()
    assert path.read_text("utf-8") == "first"
    assert _left(tmp_path) == ["a.txt"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes in folders")
def test_what_is_no_file_is_neither_waited_for_nor_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero"), tmp_path):
        with pytest.raises(OSError, match=r"not a regular|Is a directory") as told:
            read_whole(path)
        assert unread(told.value).startswith("它")
    (tmp_path / "large").write_bytes(b"12345")
    assert read_whole(tmp_path / "large", 5) == b"12345"
    with pytest.raises(OSError, match="too large"):
        read_whole(tmp_path / "large", 4)
    with pytest.raises(ExportError, match="不是普通文件"), exported(tmp_path / "pipe"):
        pass
    assert (tmp_path / "pipe").is_fifo()


PROBING = """
import sys
from pathlib import Path
from db.files import prove_writable, write_text
print("ready", flush=True)
sys.stdin.read(1)
for _ in range(300):
    prove_writable(Path(sys.argv[1]))
    write_text(Path(sys.argv[1], "kept.json"), "all of it", durable=False)
"""


def test_several_that_start_together_do_not_disturb_one_another(tmp_path: Path) -> None:
    (tmp_path / ".probe.dead.part").write_bytes(b"")
    (tmp_path / ".kept.json.dead.part").write_bytes(b"")
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", PROBING, str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
        )
        for _ in range(4)
    ]
    for program in programs:
        assert program.stdout is not None
        program.stdout.readline()
    for program in programs:
        _, trouble = program.communicate(b"1")
        assert (program.returncode, trouble.decode()) == (0, "")
    assert _left(tmp_path) == ["kept.json"]


def test_one_process_holds_a_lock_until_it_ends(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    first, second = FileLock(path), FileLock(path)
    assert first.take()
    assert not second.take()
    with pytest.raises(TimeoutError), alone(path, 0):
        pass
    first.release()
    first.release()
    assert second.take()
    second.release()
    script = (
        "import sys, time\nfrom pathlib import Path\nfrom db.files import FileLock\n"
        "print(FileLock(Path(sys.argv[1])).take(), flush=True)\ntime.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(path)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        encoding="utf-8",
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == "True"
        other.kill()
    with alone(path, 10):
        assert not first.take()
    assert first.take()
    first.release()


def test_a_lock_in_no_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        FileLock(tmp_path / "none" / "lock").take()
    with pytest.raises(FileNotFoundError), alone(tmp_path / "none" / "lock", 1):
        pass
