"""`open`: the window, with a file or a place; and what is given to the program without a verb."""

import argparse
import errno
import re
from pathlib import Path
from typing import TYPE_CHECKING

from db.errors import SourceError, UnknownKeyError
from db.filenames import shown
from db.files import is_file, read_whole, unread
from desktop.app.single_instance import StartRequest, token
from desktop.folders import whole_path

if TYPE_CHECKING:
    from desktop.cli.verbs import Verbs

_KEY = re.compile(r"\A(?:(?P<plan>[^#/\\]+)#)?(?P<key>\w+(?:\.\w+)*)")
_SURE_KEY = re.compile(r"\A(?:[^#/\\]+#\w+(?:\.\w+)*|\d+(?:\.\w+)*)")
"""What can be meant as a key only, also without a verb."""


def add(verbs: "Verbs") -> None:
    """Add the verb."""
    opened = verbs.add("open", open_window, "打开窗口，并打开一个文件或定位到一处")
    opened.add_argument(
        "given",
        metavar="FILE|KEY",
        nargs="?",
        default="",
        help="文件，或编号，如 8.1.p2、shengzhou-145#8.1.p2",
    )


def led(arguments: list[str], verbs: frozenset[str]) -> list[str]:
    """The arguments with the verb `open` before a file or a place that stands where a verb would: a double
    click gives that.
    """
    at = 0
    while at < len(arguments) and arguments[at].startswith("-"):
        # --data is the one option before the verb that has a value.
        at += 2 if arguments[at] == "--data" else 1
    if at >= len(arguments) or arguments[at] in verbs:
        return arguments
    given = arguments[at]
    meant = _SURE_KEY.fullmatch(given) or re.search(r"[/\\]", given) or is_file(Path(given))
    return [*arguments[:at], "open", *arguments[at:]] if meant else arguments


def request_of(given: str) -> StartRequest:
    """What is to be opened.

    Raises SourceError for a file that is not there, UnknownKeyError for what is neither.
    """
    if not given:
        return StartRequest(token=token())
    path = _meant(given)
    if path is not None and is_file(path):
        return StartRequest(file=str(whole_path(path)), token=token())
    found = _KEY.fullmatch(given)
    # What looks like a path or a file name was meant as one: say that it is not there.
    if re.search(r"[/\\]", given) or (Path(given).suffix and not _SURE_KEY.fullmatch(given)):
        raise SourceError(_refusal(given, path), given)
    if found is None:
        raise UnknownKeyError(f"“{shown(given)}”既不是文件，也不是编号。")
    return StartRequest(plan=found["plan"] or "", key=found["key"], token=token())


def _meant(given: str) -> Path | None:
    """The path that was given; None if it begins with ~ and there is no such person."""
    try:
        return Path(given).expanduser()
    except RuntimeError:
        return None


def _refusal(given: str, path: Path | None) -> str:
    """Why what was given is no file that can be opened."""
    try:
        if path is not None:
            read_whole(path, 0)
    except OSError as error:
        if error.errno not in (errno.ENOENT, errno.ENOTDIR):
            return f"文件“{shown(given)}”打不开：{unread(error)}，请检查路径。"
    return f"找不到文件“{shown(given)}”，请检查路径。"


def open_window(options: argparse.Namespace, data: Path) -> int:
    """Open the window with what was given, or hand it over to a window that is open."""
    # Before Qt is loaded: a wrong path is told at once.
    request = request_of(options.given)
    from desktop.app.start import run

    return run(data, request)
