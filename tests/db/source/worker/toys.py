"""Readers that go wrong in a worker in every way that a reader can: a format "TOY" that does what its file says."""

from pathlib import Path

import pytest

TOYS = r"""
import ctypes, os, re, sys, threading, time
from dataclasses import replace
import db.source.formats.detection as detection
from db.source.formats.text import read_text

def grow():
    kept = []
    while True:
        kept.append(bytearray(1 << 20))

def tried(do):
    try:
        do()
    except OSError as error:
        return f"refused, {error.strerror}"
    return "allowed"

def connect():
    import socket
    socket.socket().close()

def start():
    import subprocess
    subprocess.run([sys.executable, "-c", ""], check=True)

DO = {
    "hang": lambda: time.sleep(1000),
    "endless": lambda: re.match(r"(a|aa)+$", "a" * 200 + "b"),
    "grow": grow,
    "crash": lambda: ctypes.string_at(0),
    "exit": lambda: os._exit(3),
    "deep": lambda: eval("[" * 80 + "]" * 80) and DO["deep"](),
    "bug": lambda: {}["a bug"],
    "print": lambda: (print("stray words", flush=True), os.write(1, b"stray bytes")),
    "nonsense": lambda: os.write(max(map(int, os.listdir("/proc/self/fd"))) - 1, b"x" * 100),
    "connect": lambda: tried(connect),
    "start": lambda: tried(start),
    "write": lambda: tried(lambda: open(os.path.join(os.getcwd(), "written"), "w").close()),
    "where": os.getcwd,
}

def read_toy(data, name, progress):
    words = data.decode().split()
    said = DO[words[1]]() if words[1] in DO else words[1]
    progress.tell(0.2, 1, "toy")
    return replace(read_text(f"第一章　总则\n\n推进建设{said}。".encode(), name), kind="toy")

detection.FORMATS = (
    detection.SourceFormat("Toy", (".toy",), lambda data, _: data.startswith(b"TOY"), read_toy), *detection.FORMATS
)
"""


def read_toys(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers that are started from now on read toys: `folder`, which is made, says so to their Python."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(TOYS, "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(folder))
