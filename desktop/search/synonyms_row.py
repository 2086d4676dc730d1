"""What synonyms find, in one line above the results: 近义：高铁 5处. A click searches for that word."""

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QLabel, QMenu, QWidget

from desktop.look.theme import LIGHT, Theme
from desktop.widgets.controls import menu_entry, named

if TYPE_CHECKING:
    from db.search.synonyms import SynonymHits

_FIT = 3
"""As many fit into a line; of more all but two stand in a menu: the results are what was asked for."""
_MORE = "more"


class SynonymsRow(QLabel):
    """Hidden where there are none."""

    chosen = Signal(str)
    """Words to search for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, wordWrap=True, textFormat=Qt.TextFormat.RichText)
        named(self, "synonyms")
        self._found: tuple[SynonymHits, ...] = ()
        self._theme: Theme = LIGHT
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.linkActivated.connect(self._follow)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._write()

    def set_found(self, found: "Sequence[SynonymHits]") -> None:
        """Show these, the ones with the most hits first."""
        self._found = tuple(sorted(found, key=lambda each: -each.hits))
        self._write()
        self.setVisible(bool(found))

    @property
    def told(self) -> str:
        """What it says."""
        return "　".join(map(_told, self._found))

    def _shown(self) -> int:
        return len(self._found) if len(self._found) <= _FIT else _FIT - 1

    def _write(self) -> None:
        shown = self._shown()
        style = f"color:{self._theme.accent}"
        links = [
            # A word is broken nowhere: the next line begins with a whole one.
            f'<a href="{at}" style="{style}"><span style="white-space:pre">{escape(_told(each))}</span></a>'
            for at, each in enumerate(self._found[:shown])
        ]
        if left := len(self._found) - shown:
            links.append(f'<a href="{_MORE}" style="{style}">另{left}个…</a>')
        self.setText("近义：" + "　".join(links))
        self.setAccessibleName(f"近义：{self.told}" if self._found else "")

    def others(self) -> QMenu:
        """A menu of those that have no room in the line."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for each in self._found[self._shown() :]:
            # A menu takes a single & for the mark of a shortcut.
            menu_entry(menu, _told(each).replace("&", "&&"), self.chosen.emit, each.word)
        return menu

    @Slot(str)
    def _follow(self, link: str) -> None:
        if link == _MORE:
            self.others().popup(QCursor.pos())
        else:
            self.chosen.emit(self._found[int(link)].word)


def _told(found: "SynonymHits") -> str:
    return f"{found.word} {found.hits}处"
