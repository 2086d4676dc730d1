"""What was copied elsewhere, as files that can be imported."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl

from db.files import exported
from desktop.widgets.local_paths import local_paths


def pasted_files(copied: QMimeData, folder: Path, now: Callable[[], datetime] = datetime.now) -> list[Path]:
    """The files that were copied, or the words, written into a file of `folder`; nothing if there are
    neither.

    Words come as a web page where the program they were copied in gives one: it tells raised figures and
    cells apart. Raises ExportError when they can't be written.
    """
    if paths := local_paths(copied.urls()):
        return paths
    # The address of a page on the web is no file: it may come along with words, or be all that was copied.
    if copied.hasUrls() and [QUrl(line) for line in copied.text().split("\n") if line] == copied.urls():
        return []
    ending, words = ("html", copied.html()) if copied.hasHtml() else ("txt", copied.text())
    if not words.strip():
        return []
    path = folder / f"剪贴板 {now():%Y-%m-%d %H.%M.%S}.{ending}"
    # With a mark in front: the page may still say that it is in GB2312, as Word's do.
    with exported(path) as part:
        part.write_text(f"\ufeff{words}", "utf-8", "replace")
    return [path]
