"""Many programs at once, for attacks on them: started, waited for and killed."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from verify.attack import quiet


@dataclass(frozen=True)
class Started:
    """A verb that runs, or has run."""

    process: int
    out: Path
    err: Path

    @property
    def said(self) -> str:
        """What it has printed so far, without a traceback. Raises AssertionError for one."""
        return quiet(self.out.read_text("utf-8", "replace")) + quiet(self.err.read_text("utf-8", "replace"))


class Programs:
    """Starts programs by forking (tests/attack/programs.py): a verb takes milliseconds, not half a second."""

    def __init__(self, script: Path, folder: Path) -> None:
        """`script` serves; what the verbs print goes into `folder`."""
        root = script.parents[2]
        environment = os.environ | {"PYTHONPATH": str(root), "QT_QPA_PLATFORM": "offscreen"}
        self._folder = folder
        self._count = 0
        self._server = subprocess.Popen(
            [sys.executable, str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
            cwd=root,
        )

    def start(self, program: str, **request: object) -> int:
        """Start a program; gives its process id. What there is, and with what, stands in the script."""
        return self._ask({"run": program, **request})

    def start_verb(self, *arguments: str, **surroundings: object) -> Started:
        """Start a verb of the command line; `surroundings` as `settle` of the script has them."""
        self._count += 1
        out, err = (self._folder / f"{self._count}.{end}" for end in ("out", "err"))
        process = self.start(
            "verb", arguments=arguments, **{"out": str(out), "err": str(err), **surroundings}
        )
        return Started(process, out, err)

    def verb(self, *arguments: str, **surroundings: object) -> tuple[int, Started]:
        """Run a verb to its end: its exit code, and what it said."""
        started = self.start_verb(*arguments, **surroundings)
        return self.wait(started.process), started

    def wait(self, process: int) -> int:
        """The exit code of a program, once it has ended; minus the signal that ended it."""
        return self._ask({"wait": process})

    def close(self) -> None:
        """End the server; programs that still run go on."""
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.close()
        self._server.wait(timeout=30)
        self._server.stdout.close()

    def _ask(self, request: dict[str, object]) -> int:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps(request) + "\n")
        self._server.stdin.flush()
        return int(self._server.stdout.readline())
