"""A file that the program has written for the person: to be opened, or the folder that it is in."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from db.filenames import shown
from desktop.widgets.controls import button
from desktop.widgets.layouts import NO_MARGINS, row
from desktop.widgets.notice_bar import Offer


def offers(path: Path, failed: Callable[[str], object]) -> tuple[Offer, Offer]:
    """What can be done with the file at `path`; `failed` gets a sentence where that can't be done."""
    return (
        ("打开", partial(_open, path, failed)),
        ("打开所在文件夹", partial(_open, path.parent, failed)),
    )


class Openers(QWidget):
    """What `offers` offers, as buttons of a dialog; hidden while there is no file."""

    def __init__(self, failed: Callable[[str], object]) -> None:
        super().__init__()
        self._failed = failed
        self._offers: tuple[Offer, ...] = ()
        self.buttons = tuple(button("", partial(self._do, at)) for at in range(2))
        row(*self.buttons, on=self, spacing=8, margins=NO_MARGINS)
        self.hide()

    def offer(self, path: Path | None) -> None:
        """Offer to open this file; None: nothing."""
        self._offers = offers(path, self._failed) if path is not None else ()
        for made, (words, _) in zip(self.buttons, self._offers, strict=False):
            made.setText(words)
        self.setVisible(path is not None)

    def _do(self, at: int) -> None:
        self._offers[at][1]()


def _open(path: Path, failed: Callable[[str], object]) -> None:
    # The program that opens a file says itself what is wrong with it.
    if not path.exists():
        failed(f"“{shown(path.name)}”已不在原处，可能被移走或改名了。")
    elif not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
        failed(f"系统里没有可以打开“{shown(path.name)}”的程序。文件在：{shown(path)}")
