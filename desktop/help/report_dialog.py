"""报告问题: shows the report before it is saved, so that the person sees that nothing private is in it."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QPlainTextEdit, QWidget

from db.errors import ExportError
from db.files import exported
from desktop.folders import documents
from desktop.widgets.controls import CLOSE, dialog_buttons, label, named, one_shot
from desktop.widgets.layouts import SIDE_SPACING, column, dialog_column, fill, row
from desktop.widgets.screen_fit import within_screen
from desktop.widgets.written_file import Openers

_PROMISE = (
    "报告里有程序和电脑的情况、日志和错误出现的位置，没有规划正文、批注、查找词、文件名和用户名。"
    "它只保存在您选择的地方，不会自动发送。"
)
AskReportPath = Callable[[QWidget, str], Path | None]
"""The dialog and the offered file name; None if the person gave it up."""


class ReportDialog(QDialog):
    """Made anew each time: what it shows is of that moment."""

    def __init__(self, make: Callable[[str], str], parent: QWidget | None = None) -> None:
        """`make` gives the report with the person's own words in it."""
        super().__init__(parent)
        self._make = make
        self.ask_path: AskReportPath = ask_path
        self.saved: Path | None = None
        """Where the report was saved."""
        self.setWindowTitle("报告问题")
        self.resize(within_screen(self, 720, 560))
        self.words = named(
            QPlainTextEdit(
                placeholderText="做了什么、看到了什么、本来应该怎样（可以不填）", tabChangesFocus=True
            ),
            spoken="问题说明",
        )
        self.words.setMaximumHeight(96)
        self.text = named(QPlainTextEdit(readOnly=True, tabChangesFocus=True), spoken="报告内容")
        self.told = label(wraps=True)
        self.openers = Openers(self.told.setText)
        about, shown = label("问题说明(&W)"), label("报告内容(&T)")
        about.setBuddy(self.words)
        shown.setBuddy(self.text)
        dialog_column(
            self,
            column(about, self.words, spacing=SIDE_SPACING // 2),
            fill(column(shown, fill(self.text), spacing=SIDE_SPACING // 2)),
            label(_PROMISE, "message", wraps=True),
            row(fill(self.told), self.openers, spacing=SIDE_SPACING),
            dialog_buttons(self, words={"保存报告…": QDialogButtonBox.ButtonRole.AcceptRole, **CLOSE}),
        )
        # Not at every key: the report reads the log and the crash reports anew.
        later = one_shot(self, 200, self._show)
        self.words.textChanged.connect(later.start)
        self._show()

    @Slot()
    def _show(self) -> None:
        self.text.setPlainText(self._make(self.words.toPlainText()))

    def accept(self) -> None:
        """Ask where to, and save; the report stays, to be looked at again."""
        path = self.ask_path(self, f"规划阅读器问题报告-{datetime.now().astimezone():%Y%m%d-%H%M}.txt")
        if path is None:
            return
        try:
            with exported(path) as part:
                part.write_text(self._make(self.words.toPlainText()), "utf-8", "surrogatepass", newline="\n")
        except ExportError as error:
            self.told.setText(f"没有保存成功：{error}")
            return
        self.saved = path
        self.told.setText(f"已保存：{path}")
        self.openers.offer(path)


def ask_path(parent: QWidget, name: str) -> Path | None:
    """Ask for a file; the dialog asks before one is overwritten."""
    chosen, _ = QFileDialog.getSaveFileName(parent, "保存报告", str(documents() / name), "文本文件 (*.txt)")
    return Path(chosen) if chosen else None
