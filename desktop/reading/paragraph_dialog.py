"""The dialog 转到段落: asks for a paragraph's number within its section, as a citation gives it (第3段)."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QSpinBox, QWidget

from db.records import Place, Plan
from desktop.widgets.controls import dialog_buttons, label
from desktop.widgets.layouts import STRETCH, dialog_column, row


class ParagraphDialog(QDialog):
    """Asks for one number, from 1 to as many paragraphs as there are; deletes itself when it is closed."""

    place_requested = Signal(object)
    """The Place of the paragraph."""

    def __init__(
        self, slug: str, title: str, keys: Sequence[str], current: str, parent: QWidget | None = None
    ) -> None:
        """`keys`: the section's paragraphs in order; `current`: key of the passage that the person is at."""
        super().__init__(parent)
        self._slug, self._keys = slug, keys
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("转到段落")
        where = label(title, wraps=True)
        where.setMinimumWidth(320)
        self.number = QSpinBox(minimum=1, maximum=len(keys), prefix="第 ", suffix=" 段")
        self.number.setValue(keys.index(current) + 1 if current in keys else 1)
        self.number.setMinimumWidth(120)
        self.number.setAccessibleName("段号")
        # The first digit that is typed replaces the number that is proposed.
        self.number.selectAll()
        roles = QDialogButtonBox.ButtonRole
        buttons = dialog_buttons(self, words={"转到": roles.AcceptRole, "取消": roles.RejectRole})
        dialog_column(self, where, row(self.number, label(f"本节共 {len(keys)} 段"), STRETCH), buttons)
        self.accepted.connect(self._go)

    @Slot()
    def _go(self) -> None:
        self.place_requested.emit(Place(self._slug, self._keys[self.number.value() - 1]))


def numbered(plan: Plan, key: str) -> list[str]:
    """Keys of the paragraphs of the section that the passage with this key stands in; the number of each is
    its place + 1.
    """
    chapter = next((passage.chapter for passage in plan.passages if passage.key == key), None)
    return [
        passage.key for passage in plan.passages if passage.kind == "paragraph" and passage.chapter == chapter
    ]
