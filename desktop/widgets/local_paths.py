"""Files that a dialog or another program names by addresses."""

import os
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QUrl


def local_paths(urls: Iterable[QUrl]) -> list[Path]:
    """The paths of those addresses that name something on this machine, whatever characters are in them."""
    return [_path(url) for url in urls if url.isLocalFile()]


def _path(url: QUrl) -> Path:
    if os.name == "nt" or url.host():
        return Path(url.toLocalFile())
    # The very bytes: Qt has the sign for unknown characters in place of those that are no UTF-8.
    encoded = bytes(url.toEncoded(QUrl.ComponentFormattingOption.FullyEncoded).data())
    return Path(os.fsdecode(unquote_to_bytes(encoded.removeprefix(b"file:").removeprefix(b"//"))))
