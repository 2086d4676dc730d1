"""核对: the findings, in a panel of their own; nothing of it is ever drawn on the page or printed."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, QThreadPool, Signal, Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from db.progress import Progress
from db.tables.checks import Finding, check
from db.tables.facts import PlanFacts
from desktop.background import Latest
from desktop.look.theme import Theme
from desktop.tables.findings_model import AgreesRole, FindingPlaceRole, FindingsModel
from desktop.tables.findings_view import FindingsView


class ChecksPanel(QWidget):
    """Checks in the background when it is first shown."""

    place_requested = Signal(object)
    checked = Signal()

    def __init__(self, pool: QThreadPool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plans: tuple[PlanFacts, ...] = ()
        self._done = True
        self.model = FindingsModel(self)
        self.summary = QLabel()
        self.summary.setObjectName("total")
        self.summary.setWordWrap(True)
        self.list = FindingsView(self.model)
        self.list.activated.connect(self._go)
        self.list.doubleClicked.connect(self._go)
        note = QLabel("核对只列出前后说法，不改动原文，也不会显示在正文和打印稿上。双击可定位到原文。")
        note.setObjectName("message")
        note.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 8)
        column.addWidget(self.summary)
        column.addWidget(note)
        column.addWidget(self.list, 1)
        self._task = Latest(pool, self)
        self._task.answered.connect(self._show)

    def set_plans(self, plans: Sequence[PlanFacts]) -> None:
        """Check these from now on."""
        self._plans = tuple(plans)
        self._done = False
        self._task.drop()
        self.model.set_findings(())
        self.summary.setText("正在核对……")
        if self.isVisible():
            self._check()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.list.set_theme(theme)

    def _check(self) -> None:
        if not self._done:
            self._done = True
            self._task.ask(partial(_check, self._plans))

    @Slot(object)
    def _show(self, found: tuple[tuple[PlanFacts, Finding], ...]) -> None:
        self.model.set_findings(found)
        for row in range(self.model.rowCount()):
            index = self.model.index(row, 0)
            self.list.setExpanded(index, not index.data(AgreesRole))
        open_ones = sum(not finding.agrees for _, finding in found)
        if not found:
            self.summary.setText("没有发现前后说法可以核对的地方。")
        else:
            self.summary.setText(f"共{len(found)}处前后说法，其中{open_ones}处待核对。")
        self.checked.emit()

    @Slot(QModelIndex)
    def _go(self, index: QModelIndex) -> None:
        place = index.data(FindingPlaceRole)
        if place is not None:
            self.place_requested.emit(place)

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self._check()


def _check(plans: tuple[PlanFacts, ...], progress: Progress) -> tuple[tuple[PlanFacts, Finding], ...]:
    return tuple((facts, finding) for facts in plans for finding in check(facts, lambda: progress.stopped))
