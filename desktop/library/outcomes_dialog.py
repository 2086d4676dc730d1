"""What came of a batch of files: those that were not imported first, with the reason."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QListView, QVBoxLayout, QWidget

from db.source.formats.detection import short_names
from desktop.library.import_queue import Added, Outcome

_Index = QModelIndex | QPersistentModelIndex


def sum_up(added: Added) -> str:
    """A batch in one sentence."""
    new = sum(each.imported is not None and not each.imported.same for each in added.outcomes)
    same = sum(each.imported is not None and each.imported.same for each in added.outcomes)
    failed = sum(each.error is not None for each in added.outcomes)
    if not added.outcomes:
        return "已取消，没有导入文件。" if added.stopped else f"没有找到可以导入的文件（{short_names()}）。"
    parts = [f"已导入 {new} 个文件"]
    parts += [f"{same} 个已经在规划库中"] if same else []
    parts += [f"{failed} 个没有导入"] if failed else []
    return f"{'已取消：' if added.stopped else ''}{'，'.join(parts)}。"


def outcome_words(outcome: Outcome) -> str:
    """A file in one line."""
    if outcome.error is not None:
        return f"没有导入　{outcome.path.name}：{outcome.error}"
    assert outcome.imported is not None
    report = outcome.imported.report
    doubts = len(report.doubts)
    tail = "（已经在规划库中）" if outcome.imported.same else f"，{doubts} 处需核对" if doubts else ""
    return f"{report.plan.info.title}　{outcome.path.name}{tail}"


class OutcomesModel(QAbstractListModel):
    """Outcomes, in words."""

    def __init__(self, outcomes: Sequence[Outcome], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.outcomes = tuple(sorted(outcomes, key=lambda each: each.error is None))

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.outcomes)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if not index.isValid():
            return None
        outcome = self.outcomes[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return outcome_words(outcome)
        return f"{outcome_words(outcome)}\n{outcome.path}" if role == Qt.ItemDataRole.ToolTipRole else None


class OutcomesDialog(QDialog):
    """A list to look through."""

    def __init__(self, added: Added, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("导入结果")
        words = QLabel(sum_up(added))
        words.setWordWrap(True)
        self.list = QListView()
        self.list.setModel(OutcomesModel(added.outcomes, self))
        self.list.setWordWrap(True)
        self.list.setAccessibleName("导入结果")
        buttons = QDialogButtonBox()
        buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addWidget(words)
        column.addWidget(self.list, 1)
        column.addWidget(buttons)
        self.resize(640, 440)
