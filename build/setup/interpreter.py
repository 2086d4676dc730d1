"""Which Python the project is worked on with. Runs on any Python from 3.8 on."""

from __future__ import annotations

import os
import subprocess
import sys

OLDEST, TOO_NEW = (3, 11), (3, 14)
NAMES = ("python3.11", "python3.12", "python3.13", "python3", "python")
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))  # noqa: PTH100, PTH120
HERE = ".".join(str(part) for part in sys.version_info[:2])
NEEDED = f"Plan Reader needs Python 3.11, 3.12 or 3.13; this is {HERE}, and none of those is on PATH."


def suits(version: tuple[int, ...]) -> bool:
    """Whether the project runs on this version."""
    return OLDEST <= tuple(version[:2]) < TOO_NEW


def find() -> str | None:
    """The Python to work with: this one if it suits, else the one that .venv was made with, else the first on
    PATH.
    """
    if suits(sys.version_info[:2]):
        # .venv may have to be made anew, which can't be done from inside it.
        return getattr(sys, "_base_executable", sys.executable) if _inside_own_venv() else sys.executable
    return next((path for path in _candidates() if suits(_version(path))), None)


def is_current(python: str) -> bool:
    """Whether `python` is what runs this."""
    return os.path.normcase(python) == os.path.normcase(sys.executable)


def _inside_own_venv() -> bool:
    return os.path.realpath(sys.prefix) == os.path.realpath(os.path.join(ROOT, ".venv"))  # noqa: PTH118


def _candidates() -> list[str]:
    windows = os.name == "nt"
    found = [os.path.realpath(os.path.join(ROOT, ".venv", "bin", "python"))]  # noqa: PTH118
    # All of PATH, not only the first of a name: a version manager's stand-in may refuse.
    folders = [folder for folder in os.environ.get("PATH", os.defpath).split(os.pathsep) if folder]
    found += [
        os.path.join(folder, name + (".exe" if windows else ""))  # noqa: PTH118
        for name in NAMES
        for folder in folders
    ]
    return [path for path in found if os.access(path, os.X_OK) and not os.path.isdir(path)]  # noqa: PTH112


def _version(python: str) -> tuple[int, ...]:
    ask = "import sys; print(sys.version_info[0], sys.version_info[1])"
    try:
        answer = subprocess.run(
            [python, "-c", ask], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=20, check=True
        )
        return tuple(int(part) for part in answer.stdout.split())
    except (OSError, ValueError, subprocess.SubprocessError):
        return ()
