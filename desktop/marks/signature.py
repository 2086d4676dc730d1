"""Asks for the name that is to stand on notes and in files: quietly, beneath the first note, and before the
first file is written.
"""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QFrame, QWidget

from desktop.widgets.controls import button, dialog_buttons, label, named
from desktop.widgets.layouts import STRETCH, column, dialog_column, row
from desktop.widgets.signature_fields import SignatureFields


class SignatureRow(QFrame):
    """Stands beneath a note and leaves the keyboard where it is."""

    given = Signal(str, str)
    """Name and unit."""
    declined = Signal()
    """The person wants no name there, and is not to be asked again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "signature", spoken="署名")
        self.fields = SignatureFields()
        self.skip = button("不署名", self.declined)
        self.take = button("确定", self.fields.commit)
        self.fields.given.connect(self._give)
        column(
            self.fields,
            row(label("写在批注和文件上", "quote"), STRETCH, self.skip, self.take, spacing=6),
            on=self,
            spacing=4,
            margins=(8, 6, 8, 6),
        )
        self.hide()

    @Slot(str, str)
    def _give(self, name: str, unit: str) -> None:
        # Who has emptied both again has said nothing.
        if name or unit:
            self.given.emit(name, unit)


class SignatureDialog(QDialog):
    """The same as a small dialog: Enter takes the name, Esc goes on without one."""

    def __init__(self, earlier: str, parent: QWidget | None = None) -> None:
        """`earlier`: what is said of marks under another name of the person; empty where there are none."""
        super().__init__(parent)
        self.setWindowTitle("署名")
        self.fields = SignatureFields()
        self.fields.setMinimumWidth(320)
        self.fields.entered.connect(self.accept)
        # A login may hold a &, which a check box takes for the mark of a shortcut.
        self.also = QCheckBox(earlier.replace("&", "&&"))
        self.also.setChecked(True)
        self.also.setVisible(bool(earlier))
        buttons = dialog_buttons(
            self,
            words={
                "确定": QDialogButtonBox.ButtonRole.AcceptRole,
                "跳过": QDialogButtonBox.ButtonRole.RejectRole,
            },
        )
        dialog_column(
            self,
            label("导出的文件和批注上写谁的名字？以后可以在“设置”里改。", wraps=True),
            self.fields,
            self.also,
            buttons,
        )
