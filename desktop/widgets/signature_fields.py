"""The two fields for who works here: name and unit, as they stand on notes and in files."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from db.user.person import LONGEST_NAME
from desktop.widgets.controls import named
from desktop.widgets.layouts import NO_MARGINS, fill, row


class SignatureFields(QWidget):
    """Says what was entered when Enter is pressed or the keyboard goes elsewhere: nothing has to be
    confirmed, and nothing is lost.
    """

    given = Signal(str, str)
    """Name and unit, when they are others than before."""
    entered = Signal()
    """Enter was pressed; `given` came before, if there was anything to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._before = "", ""
        self.name, self.unit = named(QLineEdit(), spoken="姓名"), named(QLineEdit(), spoken="单位")
        self.name.setPlaceholderText("署名：姓名")
        self.unit.setPlaceholderText("单位，可不填")
        for line in (self.name, self.unit):
            line.setMaxLength(LONGEST_NAME)
            line.editingFinished.connect(self._leave)
            line.returnPressed.connect(self._enter)
        row(fill(self.name, 2), fill(self.unit, 3), on=self, spacing=6, margins=NO_MARGINS)
        # Else the window would turn to the widget around them when their place is asked for.
        self.setFocusProxy(self.name)

    @property
    def values(self) -> tuple[str, str]:
        """Name and unit as they stand there."""
        return self.name.text().strip(), self.unit.text().strip()

    def put(self, name: str, unit: str) -> None:
        """Show these; nothing is said of it."""
        self._before = name, unit
        # Not while they are typed in: the cursor would jump.
        for line, words in ((self.name, name), (self.unit, unit)):
            if line.text().strip() != words:
                line.setText(words)

    @Slot()
    def commit(self) -> None:
        """Say what was entered, if it was not said yet."""
        if self.values != self._before:
            self._before = self.values
            self.given.emit(*self._before)

    @Slot()
    def _leave(self) -> None:
        # From the one to the other nothing is finished yet.
        focus = QApplication.focusWidget()
        if focus is None or not self.isAncestorOf(focus):
            self.commit()

    @Slot()
    def _enter(self) -> None:
        self.commit()
        self.entered.emit()
