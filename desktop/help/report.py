"""The report of a problem (报告问题): what the program and the machine are, and what went wrong. No private
text.

Of the log only what can be told to anybody is taken (see `log_format`), of earlier crashes only the places in
the program and the names of the errors: no words of plans or marks, none that was searched, no file's or
user's name.
"""

import os
import platform
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QLocale
from PySide6.QtGui import QFontDatabase, QGuiApplication

from db.files import read_text
from desktop.help.version import VERSION
from desktop.log_format import MARK
from desktop.look.theme import HEI, SONG

_LINES, _CRASHES = 200, 5
"""So many of the last lines of the log, and of the last crashes."""
_LOG_LINE = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} [A-Z]+ [\w.]+: )(.*)")
_FRAME = re.compile(r'  File "(?P<path>[^"]*)", line (?P<line>\d+), in (?P<name>.+)')
_ERROR = re.compile(r"(?P<name>[A-Za-z_]\w*(?:\.\w+)*)(?P<words>: .*)?")
# Packages of the program: a path is told from there on, without the folders of the person.
_OURS = ("desktop", "db", "resources", "build")


def report_text(circumstances: Mapping[str, str], folder: Path | None, words: str = "") -> str:
    """The whole report: the person's own `words`, if any, `circumstances` of the run, machine, log and
    crashes from `folder`.
    """
    parts = [
        "规划阅读器 问题报告",
        words.strip(),
        "\n".join(_machine()),
        "\n".join(map(": ".join, circumstances.items())),
    ]
    parts += ["── 日志 ──", *_log(folder), "── 意外错误 ──", *_crashes(folder)]
    return "\n\n".join(part for part in parts if part) + "\n"


def tellable_trace(text: str) -> str:
    """Of a traceback the places in the program and the errors' names: no messages, no paths outside the
    program.
    """
    kept: list[str] = []
    inside = False
    for line in text.splitlines():
        if line.startswith("Traceback (most recent call last):"):
            kept.append(line)
            inside = True
        elif inside and (frame := _FRAME.fullmatch(line)):
            kept.append(f'  File "{_module(frame["path"])}", line {frame["line"]}, in {frame["name"]}')
        elif inside and (error := _ERROR.fullmatch(line)):
            kept.append(error["name"] + (": …" if error["words"] else ""))
            # The message after the name may hold words of the person; so may its further lines.
            inside = False
    return "\n".join(kept)


def _machine() -> list[str]:
    screens = [
        f"{screen.size().width()}×{screen.size().height()} @{screen.devicePixelRatio():g}"
        for screen in QGuiApplication.screens()
    ]
    fonts = [
        next((family for family in wanted if QFontDatabase.hasFamily(family)), "-") for wanted in (SONG, HEI)
    ]
    return [
        f"time: {datetime.now().astimezone().isoformat(timespec='seconds')}",
        f"program: {VERSION}, Python {platform.python_version()}, PySide6 {pyside_version}",
        f"system: {platform.platform()}, {QGuiApplication.platformName()}, {QLocale.system().name()}",
        f"screens: {', '.join(screens)}",
        f"fonts: {', '.join(fonts)}",
        f"input method: {os.environ.get('QT_IM_MODULE', '-')}",
    ]


def _log(folder: Path | None) -> list[str]:
    lines: list[str] = []
    for name in ("log.1.txt", "log.txt"):
        # Lines that a message broken over several has left may hold anything.
        found = map(_LOG_LINE.fullmatch, _read(folder / name if folder else None).splitlines())
        lines += [line[1] + line[2].partition(MARK)[0] for line in found if line]
    return ["\n".join(lines[-_LINES:]) or "（无）"]


def _crashes(folder: Path | None) -> list[str]:
    try:
        paths = sorted((folder / "reports").glob("*.txt"))[-_CRASHES:] if folder else []
    except OSError:
        paths = []
    traces = [f"{_when(path.stem)}\n{tellable_trace(_read(path))}".strip() for path in paths]
    return traces or ["（无）"]


def _when(stem: str) -> str:
    """The time in a crash report's name."""
    found = re.search(r"\d{8}-\d{6}", stem)
    return found[0] if found else ""


def _module(path: str) -> str:
    """A source file as it stands in its package; one that is not in a package of programs says nothing."""
    parts = re.split(r"[/\\]", path)
    for at, part in enumerate(parts):
        if part in _OURS and not any(other in _OURS for other in parts[at + 1 :]):
            return "/".join(parts[at:])
        if part in ("site-packages", "dist-packages") or re.fullmatch(r"python\d\.\d+", part):
            # site-packages stands under python3.11, or beside it: both go.
            rest = parts[at + 1 :]
            return "/".join(rest[1:] if rest[:1] in (["site-packages"], ["dist-packages"]) else rest)
    return "…"


def _read(path: Path | None) -> str:
    try:
        # A log that was cut off in a character is still worth reading.
        return read_text(path, errors="replace") if path is not None else ""
    except OSError:
        return ""
