"""What came of a batch of files: those that were not imported first, with the reason."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtWidgets import QDialog, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from db.filenames import shown
from db.source.formats.detection import short_names
from desktop.library.import_queue import Added, Outcome
from desktop.widgets.controls import CLOSE, dialog_buttons, label
from desktop.widgets.layouts import dialog_column, fill
from desktop.widgets.screen_fit import within_screen
from desktop.widgets.words_list import WordsLine, WordsList

_MOST_LEFT = 500
"""Files that were passed over that are listed: a folder may be full of pictures."""


def sum_up(added: Added) -> str:
    """A batch in one sentence."""
    new = sum(each.imported is not None and not each.imported.same for each in added.outcomes)
    same = sum(each.imported is not None and each.imported.same for each in added.outcomes)
    failed = sum(each.error is not None for each in added.outcomes)
    beside = added.left_out.words
    if not added.outcomes:
        none = "已取消，没有导入文件。" if added.stopped else f"没有找到可以导入的文件（{short_names()}）。"
        return none + beside
    parts = [f"已导入 {new} 个文件"]
    parts += [f"{same} 个已经在规划库中"] if same else []
    parts += [f"{failed} 个没有导入"] if failed else []
    return f"{'已取消：' if added.stopped else ''}{'，'.join(parts)}。{beside}"


def outcome_words(outcome: Outcome) -> str:
    """A file in one line."""
    if outcome.error is not None:
        # Most sentences name the file, and say that it was not imported.
        name, told = shown(outcome.path.name), str(outcome.error)
        told = told if name in told else f"{name}：{told}"
        return told if "没有导入" in told else f"没有导入　{told}"
    assert outcome.imported is not None
    report = outcome.imported.report
    doubts = len(report.doubts)
    tail = "（已经在规划库中）" if outcome.imported.same else f"，{doubts} 处需核对" if doubts else ""
    return f"{report.plan.info.title}　{shown(outcome.path.name)}{tail}"


class _WrappedRows(QStyledItemDelegate):
    """Rows as wide as the list. Qt wraps words at its width, and then adds the air of the style's sheet."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        wide = option.rect.width()  # pyright: ignore[reportAttributeAccessIssue]
        over = super().sizeHint(option, index).width() - wide
        narrow = QStyleOptionViewItem(option)
        narrow.rect = option.rect.adjusted(0, 0, -max(over, 0), 0)  # pyright: ignore[reportAttributeAccessIssue]
        return QSize(wide, super().sizeHint(narrow, index).height())


class OutcomesDialog(QDialog):
    """A list to look through."""

    def __init__(self, added: Added, parent: QWidget) -> None:
        super().__init__(parent)
        # It belongs to the window, which would keep each of them until the end.
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("导入结果")
        # sorted() keeps the order of equal keys: within each half the files stand as they were read.
        outcomes = sorted(added.outcomes, key=lambda each: each.error is None)
        told = [(outcome_words(outcome), outcome.path) for outcome in outcomes]
        left = [
            (f"未导入　{shown(path.name)}：{why}", path) for path, why in added.left_out.reasons[:_MOST_LEFT]
        ]
        failed = sum(outcome.error is not None for outcome in outcomes)
        told[failed:failed] = left
        self.list = WordsList(
            "导入结果", (WordsLine(words, f"{words}\n{shown(path)}") for words, path in told)
        )
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Laid out anew where its scroll bar has taken room, or that lies over the ends of the rows.
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setItemDelegate(_WrappedRows(self.list))
        dialog_column(
            self, label(sum_up(added), wraps=True), fill(self.list), dialog_buttons(self, words=CLOSE)
        )
        self.resize(within_screen(self, 640, 440))
