"""The chips: what the table is filtered by, each to be taken off with one click."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from db.tables.arrangement import TableQuery
from db.tables.table import RowTable
from desktop.tables.flow_layout import FlowLayout
from desktop.widgets.controls import button, named


class Chips(QWidget):
    """A button for each word and value. Hidden while there are none. A click emits the query without it."""

    changed = Signal(object)
    """The TableQuery without it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = FlowLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 8)
        self._buttons: list[QPushButton] = []
        self.setObjectName("chips")
        self.hide()

    @property
    def words(self) -> list[str]:
        """What the chips say."""
        return [chip.text() for chip in self._buttons]

    def set_wanted(self, wanted: TableQuery, table: RowTable[object]) -> None:
        """Show a chip for each word and value."""
        self._layout.clear(self._buttons)
        if wanted.words.strip():
            self._add(f"含“{wanted.words.strip()}”", replace(wanted, words=""))
        for column, values in wanted.chosen:
            # A column of an older version, kept in the settings: the filter passes it over too.
            if not table.has(column):
                continue
            for value in values:
                without = wanted.choosing(column, *(other for other in values if other != value))
                self._add(f"{table.column(column).title}：{value}", without)
        # One chip alone takes everything off already.
        if len(self._buttons) > 1:
            self._add("全部取消", replace(wanted, words="", chosen=()), whole=True)
        self.setVisible(bool(self._buttons))
        # The lines that the chips fill may be more or fewer now: the layout above asks for the height again.
        self.updateGeometry()

    def _add(self, words: str, without: TableQuery, *, whole: bool = False) -> None:
        chip = button(words if whole else f"{words}  ×", lambda _checked=False: self.changed.emit(without))
        named(chip, "chip_all" if whole else "chip", spoken=words if whole else f"取消筛选：{words}")
        chip.setCursor(Qt.CursorShape.PointingHandCursor)
        self._layout.addWidget(chip)
        self._buttons.append(chip)
        chip.show()
