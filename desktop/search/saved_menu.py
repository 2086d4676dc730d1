"""The menu of saved searches: each of them, and a menu to take one away."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QMenu, QWidget

from db.search.query import REACHES, SearchQuery
from desktop.search.search_room import SearchRoom

_LONGEST = 30


class SavedMenu(QMenu):
    """Filled anew each time that it opens."""

    def __init__(self, room: SearchRoom, parent: QWidget) -> None:
        super().__init__("已保存的查找", parent)
        self._room = room
        self._dropping = QMenu("删除保存的查找", self)
        self.aboutToShow.connect(self._fill)
        self._fill()

    @Slot()
    def _fill(self) -> None:
        self.clear()
        self._dropping.clear()
        saved = self._room.saved[::-1]
        for query in saved:
            for menu, act in ((self, self._room.run), (self._dropping, self._room.drop_saved)):
                menu.addAction(_told(query)).triggered.connect(partial(_call, act, query))
        if saved:
            self.addSeparator()
            self.addMenu(self._dropping)
        else:
            self.addAction("还没有保存的查找").setEnabled(False)


def _told(query: SearchQuery) -> str:
    words = query.words if len(query.words) <= _LONGEST else query.words[:_LONGEST] + "…"
    told = words if query.reach == "plan" else f"{words}（{REACHES[query.reach]}）"
    return told.replace("&", "&&")


def _call(act: Callable[[SearchQuery], None], query: SearchQuery, _checked: bool = False) -> None:
    act(query)
