"""A file that the program has written for the person: to be opened, or the folder that it is in."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from db.filenames import shown
from desktop.widgets.notice_bar import Offer


def offers(path: Path, failed: Callable[[str], object]) -> tuple[Offer, Offer]:
    """What can be done with the file at `path`; `failed` gets a sentence where that can't be done."""
    return (
        ("打开", partial(_open, path, failed)),
        ("打开所在文件夹", partial(_open, path.parent, failed)),
    )


def _open(path: Path, failed: Callable[[str], object]) -> None:
    # The program that opens a file says itself what is wrong with it.
    if not path.exists():
        failed(f"“{shown(path.name)}”已不在原处，可能被移走或改名了。")
    elif not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
        failed(f"系统里没有可以打开“{shown(path.name)}”的程序。文件在：{shown(path)}")
