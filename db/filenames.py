"""File names as the system has them, and as a person can read them.

On Linux a name is bytes: old archives and sticks bring names in GBK, and any may hold control characters.
Python hands over bytes that are no UTF-8 as half characters (surrogates), which no file, terminal or database
takes. Whatever is shown, told or kept of a name goes through `shown`; the path itself stays as it is.
"""

import os
import re
import sys
from pathlib import PurePath

_HALF = re.compile("[\ud800-\udfff]")
_QUOTED = re.compile("“[^“”\udc80-\udcff]*+[\udc80-\udcff][^“”]*+”")
"""How our sentences name a file."""
_RUN = re.compile("(?<![ -~\udc80-\udcff])[ -~]*+[\udc80-\udcff][ -~\udc80-\udcff]*")
"""A stretch in a sentence that may be a name in GBK: there a character's second byte may be an ASCII one."""
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Ends a line, moves a terminal's cursor, or turns the direction of what follows."""
_STEERING = re.compile(r"(?![\t\n])" + _CONTROL.pattern)
_CHINESE = re.compile("[\u4e00-\u9fff]")
_UNKNOWN = "\ufffd"
LONGEST = 255
"""Bytes of a file's name that every file system takes."""


def shown(path: PurePath | str) -> str:
    """A path or a name as it can be read: names in GBK as Chinese, what can't be read as �, control
    characters as their pictures (␊).
    """
    return _CONTROL.sub(_picture, decoded(str(path)))


def decoded(text: str) -> str:
    """A path, a name, or words of a command line: what is GBK as Chinese, � for other half characters."""
    # Name by name: a folder may be written in UTF-8, and what lies in it in GBK.
    return re.sub(r"[^/“”]+", lambda name: _decoded(name[0]), text) if _HALF.search(text) else text


def readable(sentence: str) -> str:
    """A sentence that may hold names: without half characters, and in one line. A net; `shown` knows more."""
    return _CONTROL.sub(_picture, _whole(sentence))


def harmless(text: str) -> str:
    """A text of any length for a terminal: its lines and tabs as they are, other control characters as their
    pictures, and names in GBK as in `readable`.
    """
    return _STEERING.sub(_picture, _whole(text))


def _whole(text: str) -> str:
    """A text with the names in it decoded as far as can be told where they begin and end."""
    if not _HALF.search(text):
        return text
    text = _QUOTED.sub(lambda name: decoded(name[0]), text)
    return _HALF.sub(_UNKNOWN, _RUN.sub(lambda run: _decoded(run[0]), text))


def cut(name: str, longest: int = LONGEST) -> str:
    """The beginning of a name that takes no more than so many bytes on the disk, cut between characters."""
    left = longest
    for at, character in enumerate(name):
        left -= len(character.encode("utf-8", "surrogatepass"))
        if left < 0:
            return name[:at]
    return name


def _escaped(name: str) -> bool:
    return all("\udc80" <= half <= "\udcff" for half in _HALF.findall(name))


def _decoded(name: str) -> str:
    if not _HALF.search(name):
        return name
    if os.name == "nt" or not _escaped(name):
        return _HALF.sub(_UNKNOWN, name)
    # All of its bytes again: two of GBK may have passed for a character of UTF-8.
    raw = name.encode(sys.getfilesystemencoding(), "surrogateescape")
    try:
        chinese = raw.decode("gb18030")
    except UnicodeDecodeError:
        chinese = ""
    return chinese if _CHINESE.search(chinese) else raw.decode("utf-8", "replace")


def _picture(control: re.Match[str]) -> str:
    code = ord(control[0])
    return chr(0x2400 + code) if code < 0x20 else "␡" if code == 0x7F else _UNKNOWN
