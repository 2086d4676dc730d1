"""What a verb says: stdout and stderr, on which nothing goes wrong while the verb does its work.

A device that is full or a stream that is closed is remembered and told at the end; a reader that has left
(`| head`) is no fault. Neither stops a verb half-way. What would steer a terminal, such as the escape
sequences of a file's name, is shown and not sent.
"""

import errno
import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TextIO

from db.filenames import harmless
from db.files import cause


class SpokenStream(io.TextIOBase):
    """A stream for `print` over one that may be closed, full, or read by nobody."""

    def __init__(self, target: TextIO | None) -> None:
        """`target`: None where the program was started without such a stream."""
        super().__init__()
        self._target = target
        self._lost = ""
        self._dropped = False
        if isinstance(target, io.TextIOWrapper):
            # A terminal that can't show a character gets its escape: no text raises an encoding error.
            target.reconfigure(errors="backslashreplace")

    @property
    def lost(self) -> str:
        """The sentence that says why something did not get out; empty if all did, or nobody wanted it."""
        self.flush()
        return self._lost

    def write(self, text: str) -> int:
        """Give `text` to the stream below. Never raises OSError."""
        if self._target is None:
            # On Windows a program with windows has no stdout: its files and its exit code are the answer.
            if text and sys.platform != "win32":
                self._lost = "结果没有输出：标准输出已关闭。"
        elif not self._dropped:
            self._try(partial(self._target.write, harmless(text)))
        return len(text)

    def flush(self) -> None:
        """Never raises OSError."""
        if self._target is not None and not self._dropped:
            self._try(self._target.flush)

    def writable(self) -> bool:
        """It always is."""
        return True

    def isatty(self) -> bool:
        """Whether a person reads along."""
        return self._target is not None and self._target.isatty()

    def in_utf8(self) -> None:
        """From here on in UTF-8: a Windows console may be GBK, but what reads JSON is a script."""
        if isinstance(self._target, io.TextIOWrapper):
            self._target.reconfigure(encoding="utf-8", errors="backslashreplace")

    def _try(self, do: Callable[[], object]) -> None:
        try:
            do()
        except OSError as error:
            self._dropped = True
            # On Windows a pipe whose reader has left is an invalid argument.
            if not isinstance(error, BrokenPipeError) and not (
                os.name == "nt" and error.errno == errno.EINVAL
            ):
                self._lost = f"结果没有全部输出：{cause(error, Path(os.devnull))}。"
            # What waits in the buffers is tried once more when the interpreter ends: there it must not fail.
            if self._target is not None:
                with suppress(OSError, ValueError):
                    os.dup2(os.open(os.devnull, os.O_WRONLY), self._target.fileno())


@contextmanager
def speaking() -> Iterator[SpokenStream]:
    """While it lasts stdout, which is given, and stderr are such streams."""
    before = sys.stdout, sys.stderr
    out, error = SpokenStream(before[0]), SpokenStream(before[1])
    sys.stdout, sys.stderr = out, error
    try:
        yield out
    finally:
        out.flush()
        error.flush()
        sys.stdout, sys.stderr = before
