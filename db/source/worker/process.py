"""One worker as a process: how it is started, what belongs to it, and its end."""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO

import db
from db.source.worker.messages import FLAG
from db.source.worker.windows_job import JobObject


class WorkerProcess:
    """A process that reads files, with a folder of its own to stand in."""

    _PATIENCE = 5.0
    """Seconds for a process that was ended to be gone."""
    _SAID = 20_000
    """Bytes at the end of what it said that are looked at."""

    def __init__(self, memory: int) -> None:
        """`memory`: bytes that it may hold. Raises OSError when it can't be started."""
        self.holds = ""
        """Checksum of the file that it read last."""
        self.ready = False
        self._folder = Path(tempfile.mkdtemp(prefix="plan-reader-"))
        # A file, not a pipe, which somebody would have to empty.
        self._stderr = self._folder / "stderr"
        try:
            with self._stderr.open("wb") as stderr:
                self._process = subprocess.Popen(
                    _command(memory),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=stderr,
                    cwd=self._folder,
                    env=_surroundings(),
                    # Ctrl+C in a terminal is meant for the program, which ends its workers.
                    start_new_session=True,
                    # No black window flashes up on Windows.
                    creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
                )
        except OSError:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self.pipes: tuple[IO[bytes], IO[bytes]] = self._process.stdin, self._process.stdout
        """Into it, and out of it."""
        self._job_object = JobObject(self._process.pid, memory)
        self._ending = threading.Lock()
        self._ended = False
        self._peak = 0

    @property
    def runs(self) -> bool:
        """It has not ended."""
        return self._process.poll() is None

    @property
    def pid(self) -> int:
        """The system's number of the process."""
        return self._process.pid

    def code(self) -> int | None:
        """The exit code of a worker whose pipe has ended; None if it still runs after all."""
        try:
            return self._process.wait(self._PATIENCE)
        except subprocess.TimeoutExpired:
            return None

    def note_peak(self) -> None:
        """See how much memory it has held so far; Linux forgets that at its end."""
        # Not what wait4 tells of it afterwards: that counts what the program held when it started the worker.
        with suppress(OSError, ValueError, IndexError):
            status = Path(f"/proc/{self.pid}/status").read_text("ascii", "replace")
            self._peak = int(status.partition("VmHWM:")[2].split()[0]) * 1024

    @property
    def peak(self) -> int:
        """Bytes that it held at most, when `note_peak` was last called; 0 where the system does not tell."""
        return self._peak or self._job_object.peak

    def said(self) -> str:
        """The last that it said on stderr: the traceback of a bug, or of a crash."""
        try:
            said = self._stderr.read_bytes()[-self._SAID :]
        except OSError:
            return ""
        return said.decode("utf-8", "replace").strip()

    def kill(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self.code()

    def end(self) -> None:
        """The same, and clear what belongs to it."""
        with self._ending:
            if self._ended:
                return
            self._ended = True
            self.kill()
            self._job_object.close()
            for pipe in self.pipes:
                with suppress(OSError):  # a job that it never read was still on its way
                    pipe.close()
            shutil.rmtree(self._folder, ignore_errors=True)


def _command(memory: int) -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, FLAG, str(memory)]
    # -P: nothing is imported from the folder that the worker stands in.
    return [sys.executable, "-P", "-m", "db.source.worker.server", str(memory)]


def _surroundings() -> dict[str, str]:
    if getattr(sys, "frozen", False):
        return dict(os.environ)
    # Where this very code is, wherever the program was started.
    root = str(Path(db.__file__).resolve().parents[1])
    paths = [root, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
