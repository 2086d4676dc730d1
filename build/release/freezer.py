"""`dev.py freeze`: the one-folder program under dist/, and its self-test in a bare profile."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from setup.environment import Environment

NAME = "plan-reader"


def freeze(environment: Environment, fonts: Path | None = None, dist: Path | None = None) -> int:
    """Makes dist/plan-reader/ and tries it; 0 only if the program is whole and says nothing but its report.

    `fonts`: a folder of those that are shipped; `dist`: another place for it.
    """
    dist = dist or environment.root / "dist"
    spec = environment.root / "build" / "release" / f"{NAME}.spec"
    # Not PyInstaller's own choice for these: that is build/.
    places = ["--workpath", dist / "pyinstaller", "--distpath", dist]
    options = ["--noconfirm", "--clean", "--log-level", "ERROR"]
    print(f"Freezing into {dist / NAME}", flush=True)
    command = [
        "-W",
        "ignore::SyntaxWarning",
        "-m",
        "PyInstaller",
        *places,
        *options,
        spec,
        *(["--", fonts] if fonts else []),
    ]
    # The order of sets gets into the bytecode: with the same seed it is the same in every build.
    if environment.run(*command, extra={"PYTHONHASHSEED": "0"}) != 0:
        print("Freezing failed; PyInstaller says why above.", file=sys.stderr)
        return 1
    faults = try_in_bare_profile(dist / NAME)
    for fault in faults:
        print(f"FAILED: {fault}", file=sys.stderr)
    if not faults:
        size = sum(path.lstat().st_size for path in (dist / NAME).rglob("*") if path.is_file()) / 1e6
        print(
            f"The frozen program passes its self-test in a bare profile: {dist / NAME} ({size:.0f} MB).",
            flush=True,
        )
    return 1 if faults else 0


def try_in_bare_profile(folder: Path) -> list[str]:
    """What is wrong with the program in `folder` when it runs with an empty home, no PATH and elsewhere;
    empty if nothing.
    """
    program = folder / (f"{NAME}.exe" if os.name == "nt" else NAME)
    # Where the program is installed an ordinary user may not write: it must not try.
    before = _listing(folder)
    faults: list[str] = []
    with tempfile.TemporaryDirectory() as temporary:
        home, elsewhere, empty = (Path(temporary) / name for name in ("home", "elsewhere", "empty"))
        for made in (home, elsewhere, empty):
            made.mkdir()
        report = elsewhere / "report.json"
        for arguments in (
            ["selftest", "--json", "--out", str(report)],
            ["selftest", "--json"],
            ["search", "规划", "--json"],
        ):
            done = subprocess.run(
                [program, *arguments],
                cwd=elsewhere,
                env=_bare(home, empty),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=300,
                check=False,
            )
            faults += [
                f"{' '.join(arguments)}: {fault}"
                for fault in _faults(done, report if report.exists() else None)
            ]
            report.unlink(missing_ok=True)
    if _listing(folder) != before:
        faults.append("the program has written into its own folder")
    return faults


def _faults(done: "subprocess.CompletedProcess[bytes]", report: Path | None) -> list[str]:
    faults: list[str] = []
    if done.returncode != 0:
        faults.append(f"exit code {done.returncode}")
    if done.stderr:
        faults.append(f"stray output on stderr: {done.stderr.decode('utf-8', 'replace')}")
    try:
        json.loads(report.read_bytes() if report else done.stdout)
    except ValueError:
        answer = (report.read_bytes() if report else done.stdout).decode("utf-8", "replace")
        faults.append(f"no single JSON report: {answer}")
    return faults


def _bare(home: Path, empty: Path) -> dict[str, str]:
    kept = {
        name: os.environ[name] for name in ("SYSTEMROOT", "SYSTEMDRIVE", "TEMP", "TMP") if name in os.environ
    }  # Windows needs them
    homes = {"HOME": str(home), "USERPROFILE": str(home), "APPDATA": str(home), "LOCALAPPDATA": str(home)}
    return kept | homes | {"PATH": str(empty), "QT_QPA_PLATFORM": "offscreen"}


def _listing(folder: Path) -> dict[str, tuple[int, int]]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in files}
