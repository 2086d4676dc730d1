"""Exporting what was found: asks where to, and writes it in the background."""

import re
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QThreadPool, Signal
from PySide6.QtWidgets import QFileDialog

from db.search.query import SearchQuery
from desktop.folders import documents
from desktop.search.search_service import Form, SearchService
from desktop.widgets.export_bar import ExportBar, with_ending

FORMS: dict[Form, str] = {"docx": "Word 文档", "xlsx": "Excel 表格", "md": "Markdown"}
_FORBIDDEN = re.compile(r"[\\/:*?\"<>|“”‘’\x00-\x1f\ud800-\udfff]+")
_LONGEST = 40
"""Characters of the searched words in a file's name."""


class ResultsExport(QObject):
    """Writes the results of one query at a time."""

    said = Signal(str)
    """Why nothing was written."""
    written = Signal(object)
    """The Path of the file."""

    def __init__(self, service: SearchService, pool: QThreadPool, parent: QObject) -> None:
        super().__init__(parent)
        self._service = service
        self._folder = ""
        self.bar = ExportBar(pool)
        self.bar.finished.connect(self.said)
        self.bar.written.connect(self.written)

    def ask(self, query: SearchQuery, form: Form, title: str) -> None:
        """Ask for a file's name, made of the plan's title and the words; nothing is overwritten without
        asking.
        """
        folder = self._folder or str(documents())
        dialog = QFileDialog(self.bar.window(), "导出查找结果", folder, f"{FORMS[form]} (*.{form})")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(form)
        dialog.selectFile(file_name(title, query.words, form))
        dialog.fileSelected.connect(partial(self._start, query, form))
        dialog.open()

    def _start(self, query: SearchQuery, form: Form, chosen: str) -> None:
        path = with_ending(Path(chosen), form, self.said.emit)
        if path is None:
            return
        self._folder = str(path.parent)
        self.bar.start(partial(self._service.write, query, form, date.today()), path)  # noqa: DTZ011  the reader's own day


def file_name(title: str, words: str, form: Form) -> str:
    """A name for the file: 嵊州市十四五规划-查找杭绍台.docx."""
    searched = _FORBIDDEN.sub("", words).strip()[:_LONGEST]
    return f"{_FORBIDDEN.sub('', title).strip() or '规划'}-查找{searched}.{form}"
