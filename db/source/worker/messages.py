"""Messages through a pipe: words as JSON, with bytes behind them."""

import json
import struct
from collections.abc import Mapping
from typing import IO, Any

_HEAD = struct.Struct(">II")
"""Length of the words, and of the bytes behind them."""
LONGEST = 128 * 1024 * 1024
"""Bytes of either part; what the longest text that is admitted becomes is a quarter of it."""

Words = Mapping[str, Any]

FLAG = "--read-files"
"""With this as its first argument the frozen program is a worker."""
OUT_OF_MEMORY = 77
"""The exit code of a worker for which its memory was not enough."""
SAVE_ANEW = "请用 WPS 或 Word 打开它，另存为新文件后再导入。"
"""What the person can do with a file that a worker could not read."""


class MessageError(ValueError):
    """What came through the pipe is no message, or one that is absurdly long."""


def send(pipe: IO[bytes], words: Words, data: bytes = b"") -> None:
    """Write one message. Raises OSError when nobody reads it, MessageError when it is too long."""
    # A text may hold half a surrogate pair, which json.loads takes.
    packed = json.dumps(words, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    if max(len(packed), len(data)) > LONGEST:
        raise MessageError("too long")
    pipe.write(_HEAD.pack(len(packed), len(data)) + packed)
    pipe.write(data)
    pipe.flush()


def receive(pipe: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """The next message; None when the pipe ends. Raises OSError, MessageError."""
    head = pipe.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    words, data = _HEAD.unpack(head)
    if max(words, data) > LONGEST:
        raise MessageError("too long")
    packed, behind = pipe.read(words), pipe.read(data)
    if len(packed) < words or len(behind) < data:
        return None
    try:
        message = json.loads(packed)
    except (ValueError, RecursionError) as error:
        raise MessageError(str(error)) from error
    if not isinstance(message, dict):
        raise MessageError("no words")
    return message, behind
