"""The person's own files are nobody else's; what they export has the rights of their other files."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from db.rights import narrow

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(os.name == "nt", reason="rights are the profile's there")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def wide(folder: Path) -> dict[str, str]:
    """What others may do something with, of a folder and all in it."""
    found = [folder, *folder.rglob("*")]
    return {str(path): oct(mode(path)) for path in found if not path.is_symlink() and mode(path) & 0o077}


def reader(*arguments: str, mask: str = "022") -> subprocess.CompletedProcess[str]:
    code = f"import os, sys; os.umask(0o{mask}); from desktop.__main__ import main; sys.exit(main())"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )


@pytest.mark.slow
def test_what_verbs_make_is_private_and_what_they_export_is_not(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (tmp_path / "a.txt").write_text("某县规划\n\n一、总体要求\n\n坚持统筹发展，推进公共服务。\n", "utf-8")
    given = ("--data", str(data))
    reader(*given, "marks", "add", "--key", "8.1.p1", "--quote", "综合交通网", "--note", "核对")
    reader(*given, "import", str(tmp_path / "a.txt"))
    reader(*given, "marks", "backup")
    (data / "user.db").write_bytes(b"damaged" * 1000)
    with pytest.raises(subprocess.CalledProcessError):
        reader(*given, "marks")
    reader(*given, "marks", "restore")
    assert {"user.db", "backups", "plans", "damaged", "log.txt"} <= {path.name for path in data.iterdir()}
    assert wide(data) == {}
    for verb in (
        ["marks", "export", "--format", "md", str(tmp_path / "a.md")],
        ["marks", "export", "--format", "planmarks", str(tmp_path / "a.planmarks")],
        ["projects", "--xlsx", str(tmp_path / "a.xlsx")],
        ["projects", "--csv", str(tmp_path / "a.csv")],
        ["print", "--chapters", "2", "--out", str(tmp_path / "a.pdf")],
        ["print", "--chapters", "2", "--out", str(tmp_path / "a.docx")],
    ):
        reader(*given, *verb)
    assert {mode(path) for path in tmp_path.glob("a.*") if path.name != "a.txt"} == {0o644}
    # What is replaced keeps its rights; another umask is another person's wish.
    (tmp_path / "a.md").chmod(0o640)
    reader(*given, "marks", "export", "--force", "--format", "md", str(tmp_path / "a.md"))
    reader(*given, "projects", "--csv", str(tmp_path / "b.csv"), mask="027")
    assert (mode(tmp_path / "a.md"), mode(tmp_path / "b.csv")) == (0o640, 0o640)


def older(folder: Path) -> None:
    """A data folder as an earlier version left it."""
    for name in ("plans/own-1/index", "backups", "damaged"):
        (folder / name).mkdir(parents=True)
    for name in (
        "user.db",
        "settings.json",
        "plans/own-1/plan.db",
        "plans/own-1/index/a.pst",
        "backups/x.db",
    ):
        (folder / name).write_bytes(b"x")
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


OURS = re.compile("user.db|settings.json|plans|backups|damaged")


def test_an_older_folder_is_narrowed(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    older(folder)
    narrow(folder, OURS)
    assert wide(folder) == {}
    assert mode(folder) == 0o700
    assert mode(folder / "plans/own-1/plan.db") == 0o600
    # Also when only a file of it was opened again.
    (folder / "user.db").chmod(0o664)
    narrow(folder, OURS)
    assert mode(folder / "user.db") == 0o600


def test_only_what_is_ours_is_narrowed(tmp_path: Path) -> None:
    """Somebody may have named their home, or a folder of everybody's."""
    folder, outside = tmp_path / "shared", tmp_path / "outside"
    folder.mkdir()
    older(folder)
    (folder / "photos").mkdir(mode=0o755)
    (folder / "photos").chmod(0o755)
    outside.mkdir()
    outside.chmod(0o755)
    (outside / "file").write_bytes(b"")
    (outside / "file").chmod(0o644)
    (folder / "plans" / "link").symlink_to(outside)
    narrow(folder, OURS)
    assert mode(folder) == 0o755
    assert mode(folder / "photos") == 0o755
    assert (mode(outside), mode(outside / "file")) == (0o755, 0o644)
    assert mode(folder / "user.db") == 0o600
    assert mode(folder / "plans/own-1/index/a.pst") == 0o600
    link = tmp_path / "link"
    link.symlink_to(folder)
    (folder / "user.db").chmod(0o644)
    narrow(link, OURS)
    assert mode(folder / "user.db") == 0o600
    narrow(tmp_path / "nowhere", OURS)
