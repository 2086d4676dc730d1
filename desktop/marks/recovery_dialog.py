"""Lists what can be brought back or brought in, to be looked at before anything is done."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QWidget

from db.user.mark_edits import NAMES
from db.user.note_text import plain
from db.user.records import Backup, Mark, Recovery, local_time
from desktop.widgets.controls import label
from desktop.widgets.layouts import column, fill
from desktop.widgets.words_list import WordsLine, WordsList

_WHY = {
    "hourly": "定时备份",
    "import": "合并前",
    "migration": "升级前",
    "edition": "规划更新前",
    "restore": "恢复前",
}
_LONG = 60
"""Characters of a mark's words in a line."""


class RecoveryDialog(QDialog):
    """A sentence, a list to look through (or to choose from), and what can be done."""

    row_accepted = Signal(int)
    """The dialog was accepted: the number of the current line, -1 without one."""

    def __init__(
        self, title: str, words: str, lines: Sequence[str], do: str, parent: QWidget, *, choose: bool = False
    ) -> None:
        """`do` names the button that does it; empty: there is nothing to do but look.

        With `choose` a line must be chosen.
        """
        super().__init__(parent)
        self.setWindowTitle(title)
        self.words = label(words, wraps=True, plain=True)
        self.list = WordsList(title, map(WordsLine, lines))
        # Otherwise Qt measures each of five hundred lines before the first is drawn.
        self.list.setUniformItemSizes(True)
        self.list.setVisible(bool(lines))
        self.buttons = QDialogButtonBox()
        # Its button says what is done: with 确定 one would have to read the sentence above again.
        self.do = self.buttons.addButton(do, QDialogButtonBox.ButtonRole.AcceptRole) if do else None
        self.buttons.addButton("取消" if do else "关闭", QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.accepted.connect(lambda: self.row_accepted.emit(self.list.currentIndex().row()))
        column(self.words, fill(self.list), self.buttons, on=self, spacing=12, margins=(20, 18, 20, 16))
        self.resize(560, 440 if lines else 180)
        if choose and lines:
            self.list.set_row(0)
            self.list.doubleClicked.connect(self.accept)
        # Otherwise its parent, the page, keeps every dialog until the program ends.
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)


def mark_line(mark: Mark) -> str:
    """A mark in one line."""
    words = plain(mark.note).replace("\n", " ") or mark.anchor.quote.replace("\n", " ")
    words = words if len(words) <= _LONG else words[:_LONG] + "…"
    return f"{NAMES[mark.kind]}　{words}　{local_time(mark.changed)}"


def backup_line(backup: Backup) -> str:
    """A backup in one line."""
    if not backup.sound:
        return f"{local_time(backup.made)}　{_WHY[backup.why]}　已损坏"
    return f"{local_time(backup.made)}　{_WHY[backup.why]}　{backup.marks} 条批注"


def recovery_words(recovery: Recovery) -> str:
    """What could be brought back, in words."""
    newest = f"，最后修改于 {local_time(recovery.newest)}" if recovery.newest else ""
    of = f"{local_time(recovery.made)} 的备份" if recovery.made else "损坏的文件"
    if recovery.why == "salvage":
        of = f"{local_time(recovery.made)} 的备份和损坏的文件" if recovery.made else "损坏的文件"
    doubt = f"其中 {len(recovery.doubtful)} 条可能不完整，会加上“待核对”标签。" if recovery.doubtful else ""
    entries = f"，人工补录和地名更正 {len(recovery.additions)} 处" if recovery.additions else ""
    return f"可以从{of}中恢复 {len(recovery.marks)} 条批注{newest}{entries}。{doubt}"
