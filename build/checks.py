"""`dev.py test`: every check runs, also when one before it has failed; pytest comes last."""

import signal
import time

from environment import Environment

LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_logo=True))"


def run(environment: Environment, pytest_arguments: list[str]) -> int:
    """Runs all checks; 0 only if every one passed."""
    commands: dict[str, list[str]] = {
        "ruff": ["-m", "ruff", "check", "--output-format", "concise"],
        "format": ["-m", "ruff", "format", "--check", "--output-format", "concise"],
        "imports": ["-c", LINT_IMPORTS],
        "types": ["-m", "basedpyright", "--pythonpath", str(environment.python)],
        "pytest": ["-m", "pytest", *pytest_arguments],
    }
    failed: dict[str, str] = {}
    for name, command in commands.items():
        print(f"── {name} ──", flush=True)
        start = time.monotonic()
        code = environment.run(*command)
        if code != 0:
            failed[name] = f"{name} ({_how(code)})"
        if name != "pytest":
            print(f"{'ok' if code == 0 else 'FAILED'}, {time.monotonic() - start:.1f} s", flush=True)
    if failed:
        passed = [name for name in commands if name not in failed]
        print(f"FAILED: {', '.join(failed.values())}. Passed: {', '.join(passed) or 'none'}.", flush=True)
        return 1
    print(f"All passed: {', '.join(commands)}.", flush=True)
    return 0


def _how(code: int) -> str:
    """How a check ended: a crash after the last line of its report is told by nothing else."""
    return f"{signal.strsignal(-code) or 'signal'}, {code}" if code < 0 else f"exit {code}"
