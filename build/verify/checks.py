"""`dev.py test`: every check runs, also when one before it has failed; pytest comes last.

The types take a core of their own while the rest runs, and are told when they are known.
"""

import os
import signal
import subprocess
import threading
import time
from pathlib import Path

from setup.environment import Environment

LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_logo=True))"
QUICK, THOROUGH = "--quick", "--thorough"
WORKERS = max(1, min(os.cpu_count() or 1, 4))
"""Processes of pytest. Each builds the plan for itself: more than four cost more than they give."""


def run(environment: Environment, given: list[str]) -> int:
    """Run all checks; 0 only if every one passed.

    `given` goes to pytest; what `--quick` and `--thorough` mean there stands in tests/conftest.py. Without
    anything else, that is for all tests, pytest works on all cores. With `--quick`, and where only some tests
    are chosen, only the types of changed files are looked at.
    """
    python = str(environment.python)
    types = ["-m", "basedpyright", "--pythonpath", python]
    changed = changed_files(environment.root)
    if set(given) - {THOROUGH}:
        # Without a file it would look at all of them.
        types += [path for path in changed if path.endswith(".py")] or ["--version"]
    parallel = () if set(given) - {QUICK, THOROUGH} else ("-n", str(WORKERS), "--dist", "worksteal")
    windows = [f"--changed={path}" for path in changed] if QUICK in given else []
    commands: dict[str, list[str]] = {
        "ruff": ["-m", "ruff", "check", "--output-format", "concise"],
        "format": ["-m", "ruff", "format", "--check", "--output-format", "concise"],
        "imports": ["-c", LINT_IMPORTS],
        "names": ["build/verify/names.py"],
        "pytest": ["-m", "pytest", *parallel, *given, *windows],
    }
    failed: dict[str, int] = {}
    beside = _Beside("types", environment, types)
    for name, command in commands.items():
        print(f"── {name} ──", flush=True)
        start = time.monotonic()
        if code := environment.run(*command):
            failed[name] = code
        if name != "pytest":
            _tell(code, start)
    if code := beside.wait():
        failed["types"] = code
    if failed:
        passed = [name for name in (*commands, "types") if name not in failed]
        how = ", ".join(f"{name} ({_how(code)})" for name, code in failed.items())
        print(f"FAILED: {how}. Passed: {', '.join(passed) or 'none'}.", flush=True)
        return 1
    print(f"All passed: {', '.join((*commands, 'types'))}.", flush=True)
    return 0


def changed_files(root: Path) -> list[str]:
    """Files that are new or differ from the last commit, as paths from the root; none without git."""
    told = subprocess.run(
        ["git", "-c", "core.quotePath=false", "status", "--porcelain", "-uall", "--no-renames"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    return [line[3:].strip('"') for line in told.stdout.splitlines() if "D" not in line[:2]]


class _Beside:
    """A check in a process of its own. What it says comes in one piece, when it has ended."""

    def __init__(self, name: str, environment: Environment, command: list[str]) -> None:
        self._name, self._environment, self._command = name, environment, command
        self._code = 0
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def wait(self) -> int:
        """The exit code."""
        self._thread.join()
        return self._code

    def _run(self) -> None:
        start = time.monotonic()
        self._code, said = self._environment.listen(*self._command)
        # Pytest may be in the middle of a line of dots.
        print(f"\n── {self._name} ──\n{said}", end="", flush=True)
        _tell(self._code, start)


def _tell(code: int, start: float) -> None:
    print(f"{'ok' if code == 0 else 'FAILED'}, {time.monotonic() - start:.1f} s", flush=True)


def _how(code: int) -> str:
    """How a check ended: a crash after the last line of its report is told by nothing else."""
    return f"{signal.strsignal(-code) or 'signal'}, {code}" if code < 0 else f"exit {code}"
