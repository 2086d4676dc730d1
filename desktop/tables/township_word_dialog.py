"""更正地名: what the person says of a word and a township: that it names it, may mean it, or does not."""

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QRadioButton,
    QWidget,
)

from db.records import PlaceWord
from desktop.widgets.controls import dialog_buttons, label, named
from desktop.widgets.layouts import dialog_column, form

_WAYS: tuple[tuple[Literal["named", "related", "none"], str], ...] = (
    ("named", "就是这里（明确提及）"),
    ("related", "可能与这里有关（疑似相关）"),
    ("none", "与这里无关"),
)


_LONGEST = 60
"""Characters of a name or word."""


class TownshipWordDialog(QDialog):
    """Takes one correction."""

    def __init__(
        self, plan: str, places: Sequence[str], place: str, word: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._plan = plan
        self.setWindowTitle("更正地名")
        self.setMinimumWidth(440)
        self.place = named(QComboBox(editable=True), spoken="乡镇、街道")
        self.place.addItems(list(places))
        self.place.setEditText(place)
        # Editable, so that it has a line; the stubs don't know.
        if (editor := self.place.lineEdit()) is not None:
            editor.setMaxLength(_LONGEST)
        self.word = QLineEdit(word, placeholderText="如：黄泽江、甘霖冷链物流园", maxLength=_LONGEST)
        named(self.word, spoken="文中的词")
        self.ways = QButtonGroup(self)
        ways = [QRadioButton(words) for _, words in _WAYS]
        for number, button in enumerate(ways):
            button.setChecked(number == 0)
            self.ways.addButton(button, number)
        self._buttons = dialog_buttons(
            self, QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        titles = ("这个词", *("" for _ in ways[1:]))
        note = (
            "要添加名单中没有的乡镇，上面两处都填它的全称；"
            "要从名单中去掉一个，两处填它的全称并选“与这里无关”。"
        )
        fields = form(("乡镇、街道", self.place), ("文中的词", self.word), *zip(titles, ways, strict=True))
        dialog_column(self, fields, label(note, "message", wraps=True), self._buttons)
        self.place.editTextChanged.connect(self._check)
        self.word.textChanged.connect(self._check)
        self._check()

    def place_word(self) -> PlaceWord:
        """What the person says."""
        way = _WAYS[self.ways.checkedId()][0]
        return PlaceWord(self._plan, self.place.currentText().strip(), self.word.text().strip(), way)

    @Slot()
    def _check(self) -> None:
        # A single character stands in too many other words to mean a place.
        whole = len(self.place.currentText().strip()) >= 2 and len(self.word.text().strip()) >= 2
        self._buttons.button(QDialogButtonBox.StandardButton.Save).setEnabled(whole)
