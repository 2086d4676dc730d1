"""What compiled files ask of the system that they run on, as binutils tell it."""

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path


def needed(path: Path) -> set[str]:
    """Names of the libraries that a file asks for itself; empty if it is no compiled file."""
    if not is_elf(path):
        return set()
    told = subprocess.run(["objdump", "-p", path], capture_output=True, text=True, check=True).stdout
    return set(re.findall(r"^\s+NEEDED\s+(\S+)$", told, re.MULTILINE))


def wanted_glibc(paths: Iterable[Path]) -> tuple[tuple[int, ...], Path | None]:
    """The newest glibc that the files ask for, and the file that does; ((0,), None) if none does."""
    newest: tuple[tuple[int, ...], Path | None] = (0,), None
    for path in paths:
        if not is_elf(path):
            continue
        told = subprocess.run(["objdump", "-T", path], capture_output=True, text=True, check=True).stdout
        # Undefined symbols alone: what the file asks for, and not what it has itself.
        versions = [
            tuple(map(int, found.split(".")))
            for found in re.findall(r"\*UND\*.*\(?\bGLIBC_([\d.]+)\)?", told)
        ]
        newest = max(newest, (max(versions, default=(0,)), path), key=lambda found: found[0])
    return newest


def is_elf(path: Path) -> bool:
    """Whether it is a program or library of Linux."""
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"
