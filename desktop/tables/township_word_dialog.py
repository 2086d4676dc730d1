"""更正地名: what the reader says of a word and a township: that it names it, may mean it, or does not."""

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from db.records import PlaceWord

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
        self.place = QComboBox()
        self.place.setEditable(True)
        self.place.addItems(list(places))
        self.place.setEditText(place)
        editor = self.place.lineEdit()
        if editor is not None:
            editor.setMaxLength(_LONGEST)
        self.place.setAccessibleName("乡镇、街道")
        self.word = QLineEdit(word)
        self.word.setPlaceholderText("如：黄泽江、甘霖冷链物流园")
        self.word.setAccessibleName("文中的词")
        self.word.setMaxLength(_LONGEST)
        self.ways = QButtonGroup(self)
        form = QFormLayout()
        form.addRow("乡镇、街道", self.place)
        form.addRow("文中的词", self.word)
        for number, (_, words) in enumerate(_WAYS):
            button = QRadioButton(words)
            button.setChecked(number == 0)
            self.ways.addButton(button, number)
            form.addRow("" if number else "这个词", button)
        note = QLabel(
            "要添加名单中没有的乡镇，上面两处都填它的全称；要从名单中去掉一个，两处填它的全称并选“与这里无关”。"
        )
        note.setObjectName("message")
        note.setWordWrap(True)
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(note)
        column.addWidget(self._buttons)
        self.place.editTextChanged.connect(self._check)
        self.word.textChanged.connect(self._check)
        self._check()

    def place_word(self) -> PlaceWord:
        """What the reader says."""
        way = _WAYS[self.ways.checkedId()][0]
        return PlaceWord(self._plan, self.place.currentText().strip(), self.word.text().strip(), way)

    @Slot()
    def _check(self) -> None:
        whole = len(self.place.currentText().strip()) >= 2 and len(self.word.text().strip()) >= 2
        self._buttons.button(QDialogButtonBox.StandardButton.Save).setEnabled(whole)
