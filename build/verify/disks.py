"""A small disk of its own, that tests and attacks fill up."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


class NoDiskError(Exception):
    """Why there can be none here, in Chinese: what a skipped test says."""


@dataclass(frozen=True)
class SmallDisk:
    """A folder that is a file system by itself."""

    folder: Path

    def fill(self, free: int = 0) -> Path:
        """A file that takes all the room there is but for `free` bytes, until it is removed."""
        filler = self.folder / "filler"
        with filler.open("wb", buffering=0) as file:
            for size in (65536, 4096, 512, 1):
                try:
                    while True:
                        file.write(bytes(size))
                except OSError:
                    continue
            file.truncate(max(0, file.tell() - free))
        return filler


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[SmallDisk]:
    """A disk of `size` (as mount takes it: 1m) in an empty folder, in memory. Raises NoDiskError."""
    if sys.platform != "linux" or os.geteuid() != 0:
        raise NoDiskError("只有管理员能挂载小磁盘")
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(folder)]
    if subprocess.run(command, check=False, capture_output=True).returncode != 0:
        raise NoDiskError("这里不能挂载小磁盘")
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
