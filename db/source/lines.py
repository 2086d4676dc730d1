"""Reading a source file into numbered lines."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from db.errors import SourceError

LARGEST = 64 * 1024 * 1024
"""Bytes; a text file beyond this is no plan."""


@dataclass(frozen=True, slots=True)
class Line:
    """A source line that is not blank: its 1-based number and its words without the white space around them."""

    number: int
    text: str
    column: int
    """0-based column of the first character of `text` in the source line, in code points."""
    indented: bool


def read_bytes(path: Path) -> bytes:
    """The file's bytes. Raises SourceError when it is missing, unreadable, empty or absurdly large."""
    try:
        if path.stat().st_size > LARGEST:
            raise SourceError(f"源文件“{path.name}”超过 64 MB，不像是规划文本，没有导入。")
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise SourceError(f"找不到源文件“{path.name}”，请检查路径。", str(error)) from error
    except OSError as error:
        raise SourceError(f"源文件“{path.name}”读不出来，请检查权限或磁盘。", str(error)) from error
    if not data.strip():
        raise SourceError(f"源文件“{path.name}”是空的，没有可导入的内容。")
    return data


def checksum(data: bytes) -> str:
    """SHA-256 of a source as received, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def decode(data: bytes, name: str) -> str:
    """The text of UTF-8 bytes, with or without a byte order mark. Raises SourceError when they are something else."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(f"源文件“{name}”不是 UTF-8 文本，或在中途被截断，没有导入。", str(error)) from error
    if "\0" in text:
        raise SourceError(f"源文件“{name}”不是文本文件，没有导入。")
    return text


def split(text: str) -> list[Line]:
    """The lines that are not blank. Only CR, LF and CRLF end a line."""
    lines: list[Line] = []
    for number, raw in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        words = raw.strip()
        if words:
            column = len(raw) - len(raw.lstrip())
            lines.append(Line(number, words, column, column > 0))
    return lines
