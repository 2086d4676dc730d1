"""The plans of the library as a table: what each is called, whose it is, its years, its size, where it came
from.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QFont, QStandardItem, QStandardItemModel

from db.records import PlanInfo
from desktop.widgets.tips import as_words

COLUMNS = ("规划名称", "地区", "规划期", "段落", "来源")
SlugRole = Qt.ItemDataRole.UserRole + 1
OwnPlanRole = Qt.ItemDataRole.UserRole + 2
"""Whether the plan is the user's own."""


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan in the list."""

    info: PlanInfo
    paragraphs: int
    own: bool
    file: str
    """The name of the file that it came from."""
    damaged: str = ""
    """What is wrong with a plan that can't be opened, and what to do; empty for all others."""

    @property
    def cells(self) -> tuple[str, ...]:
        """What its row says."""
        source = self.file or "导入" if self.own else "随程序发布"
        if self.damaged:
            return (f"〔损坏〕{self.info.title}", "", "", "损坏", source)
        size = f"{self.paragraphs:,}" if self.paragraphs else ""
        return (self.info.title, self.info.jurisdiction, self.info.period, size, source)


class PlansModel(QStandardItemModel):
    """Rows are PlanRows; the open one stands in bold."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[PlanRow, ...] = ()
        self.setHorizontalHeaderLabels(COLUMNS)

    def set_rows(self, rows: Sequence[PlanRow], opened: str) -> None:
        """Show these; `opened` is the slug of the plan that is being read."""
        self.rows = tuple(rows)
        self.setRowCount(0)
        bold = QFont()
        bold.setBold(True)
        for row in rows:
            info, reading = row.info, row.info.slug == opened
            items = [QStandardItem(cell) for cell in row.cells]
            told = (info.title, row.damaged, info.source, info.badge)
            tip = as_words("\n".join(part for part in told if part))
            # In every cell: whichever the person stands on is asked for its plan.
            for item in items:
                item.setData(info.slug, SlugRole)
                item.setData(row.own, OwnPlanRole)
                item.setToolTip(tip)
                if reading:
                    item.setFont(bold)
            items[0].setAccessibleText(f"{info.title}{'，正在阅读' if reading else ''}")
            self.appendRow(items)
