"""The virtual environment in .venv: made whole or not at all, and known to be whole by a stamp that is
written last.
"""

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

# What a Python must be able to load before the environment counts as made.
PROOF = (
    "import sqlite3, sqlalchemy, whoosh.index, PySide6.QtWidgets, PySide6.QtPrintSupport, "
    "db, desktop, resources"
)


class SetUpError(Exception):
    """The environment can't be made; the text says what to do."""


class Environment:
    """The .venv of the project in `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / ".venv"
        self.stamp = self.folder / "plan-reader.json"
        self.lock = root / "build" / "requirements.lock"

    @property
    def python(self) -> Path:
        """The environment's Python."""
        return self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    @property
    def packages(self) -> Path:
        """The folder that packages are installed in."""
        if os.name == "nt":
            return self.folder / "Lib" / "site-packages"
        return self.folder / "lib" / f"python3.{sys.version_info.minor}" / "site-packages"

    def provide(self) -> None:
        """Makes the environment unless it is whole. Raises SetUpError."""
        if self.is_whole():
            return
        # Asked again inside: another set-up may have finished while this one waited.
        with one_at_a_time(self.lock) as handles:
            if self.is_whole():
                return
            if self._differs() == {"project"}:
                print("pyproject.toml has changed: installing the project again.", flush=True)
                self.stamp.unlink()
            else:
                self._make(handles)
            self._install_project(handles)
            self._prove()
            self._write_stamp()

    def is_whole(self) -> bool:
        """Whether the stamp fits this project and what it tells is still there. Takes a few milliseconds."""
        return not self._differs()

    def run(self, *command: "str | os.PathLike[str]", extra: dict[str, str] | None = None) -> int:
        """Runs the environment's Python in the project's folder; gives its exit code."""
        return subprocess.call([self.python, *command], cwd=self.root, env=surroundings(extra))

    def listen(self, *command: "str | os.PathLike[str]") -> tuple[int, str]:
        """As `run`, but gives the exit code and what was said, on either stream."""
        done = subprocess.run(
            [self.python, *command],
            cwd=self.root,
            env=surroundings(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        return done.returncode, done.stdout

    def become(self, *command: str) -> int:
        """Goes on as the environment's Python in the caller's folder, so that signals reach it; on Windows
        waits for it.
        """
        # -P: the caller's folder is no place to import from.
        whole = [str(self.python), "-P", *command]
        if os.name != "nt":
            os.execve(self.python, whole, surroundings())
        return subprocess.call(whole, env=surroundings())

    def _differs(self) -> set[str]:
        """Names of what differs from the stamp; {"stamp"} if there is none."""
        try:
            stamp = json.loads(self.stamp.read_text("utf-8"))
            holds = set(stamp.pop("holds"))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return {"stamp"}
        if not self.python.exists() or not holds or not holds <= self._holds():
            return {"stamp"}
        fresh = self._facts()
        return {name for name in fresh | stamp if fresh.get(name) != stamp.get(name)}

    def _facts(self) -> dict[str, str]:
        project = tomllib.loads((self.root / "pyproject.toml").read_text("utf-8"))
        # How ruff and pytest are set needs no new installation.
        installed = [
            project.get("project"),
            project.get("build-system"),
            project.get("tool", {}).get("hatch"),
        ]
        return {
            "lock": hashlib.sha256(self.lock.read_bytes()).hexdigest(),
            "project": hashlib.sha256(json.dumps(installed, sort_keys=True).encode()).hexdigest(),
            "python": f"{sys.version_info.major}.{sys.version_info.minor}",
            "root": str(self.root),
        }

    def _holds(self) -> set[str]:
        try:
            # Names alone: to look into every package would take longer than a start may.
            return {entry.name for entry in os.scandir(self.packages)} - {"__pycache__"}
        except OSError:
            return set()

    def _make(self, handles: tuple[int, ...]) -> None:
        self._remove()
        print(
            "Making .venv and installing what the lock file names; "
            "the first time some 200 MB are downloaded.",
            flush=True,
        )
        self._step(handles, sys.executable, "-m", "venv", str(self.folder), says="Making .venv failed.")
        self._pip(handles, "--require-hashes", "--only-binary", ":all:", "-r", str(self.lock))

    def _remove(self) -> None:
        if self.folder.is_symlink() or self.folder.is_file():
            self.folder.unlink()
        elif self.folder.exists():
            print("Removing an unfinished or outdated .venv.", flush=True)
            self.stamp.unlink(missing_ok=True)  # first, so that half a folder never looks whole
            shutil.rmtree(self.folder)

    def _install_project(self, handles: tuple[int, ...]) -> None:
        # Without the network: what builds the project came with the lock file.
        self._pip(handles, "--no-index", "--no-deps", "--no-build-isolation", "-e", str(self.root))
        # Python before 3.13 reads .pth files in the locale's encoding: keep a path with Chinese in it ASCII.
        for path in self.packages.glob("*.pth"):
            if set(path.read_text("utf-8").splitlines()) == {str(self.root)}:
                path.write_text(f"import sys; sys.path.append({str(self.root)!a})\n", "ascii")

    def _prove(self) -> None:
        proof = [self.python, "-W", "ignore", "-c", PROOF]
        done = subprocess.run(
            proof, cwd=self.folder, env=surroundings(), capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise SetUpError(
                f"{done.stderr}What was installed can't be loaded; the last line above says what is missing."
            )

    def _write_stamp(self) -> None:
        # Written beside and renamed: half a stamp would be a stamp that can't be read.
        fresh = self.stamp.with_suffix(".new")
        fresh.write_text(json.dumps(self._facts() | {"holds": sorted(self._holds())}, indent=1), "utf-8")
        fresh.replace(self.stamp)

    def _pip(self, handles: tuple[int, ...], *arguments: str) -> None:
        quiet = () if sys.stdout.isatty() else ("-qq",)
        says = (
            "Installing the packages failed; pip says why above. "
            "The same command tries again, what was downloaded is kept."
        )
        self._step(
            handles,
            str(self.python),
            "-m",
            "pip",
            "install",
            "--disable-pip-version-check",
            *quiet,
            *arguments,
            says=says,
        )

    def _step(self, handles: tuple[int, ...], *command: str, says: str) -> None:
        # A child that outlives this process keeps the lock, so that the next run does not work under its
        # hands.
        if (
            subprocess.run(
                command, cwd=self.root, env=surroundings(), pass_fds=handles, check=False
            ).returncode
            != 0
        ):
            raise SetUpError(says)


def surroundings(extra: dict[str, str] | None = None) -> dict[str, str]:
    """This process's environment for a child: without what bends Python or pip away from .venv, or keeps
    bytecode unwritten.
    """
    bent = (
        "PYTHONDONTWRITEBYTECODE",
        "PYTHONHOME",
        "PYTHONPATH",
        "PYTHONSAFEPATH",
        "PIP_TARGET",
        "PIP_PREFIX",
        "VIRTUAL_ENV",
    )
    kept = {name: value for name, value in os.environ.items() if name not in bent}
    # A pip.conf may ask for packages in the user's own folder, which a venv refuses.
    return kept | {"PIP_USER": "0"} | (extra or {})


@contextlib.contextmanager
def one_at_a_time(path: Path) -> Iterator[tuple[int, ...]]:
    """Holds off other set-ups of the same folder; gives the handles that children must inherit.

    Not on Windows.
    """
    if os.name == "nt":
        yield ()
        return
    import fcntl

    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another set-up of this folder is under way; waiting for it.", flush=True)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield (file.fileno(),)
