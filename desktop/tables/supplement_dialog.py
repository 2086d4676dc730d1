"""人工补录: what the paper copy says for a lost figure or a missing table, with where it is from and who
entered it.
"""

import re
import uuid
from html import escape

from PySide6.QtCore import QDate, Qt, Slot
from PySide6.QtWidgets import QDateEdit, QDialog, QDialogButtonBox, QLineEdit, QPlainTextEdit, QWidget

from db.records import Supplement
from db.tables.gaps import GapRow
from desktop.widgets.controls import dialog_buttons, label, named
from desktop.widgets.layouts import dialog_column, form

_LONGEST, _MOST_COLUMNS = 300, 100
"""Characters of a field, and columns of a table: a colleague's program must be able to read them."""
_UNITS = {"sum": "亿元", "count": "个", "year": "年"}


class SupplementDialog(QDialog):
    """Takes one entry; it can only be accepted when value, source and name are there."""

    def __init__(self, row: GapRow, name: str = "", parent: QWidget | None = None) -> None:
        """`name` is who entered the last one."""
        super().__init__(parent)
        self._row = row
        # An entry that is there is changed, not doubled: it fills the fields.
        before = row.filled
        self.setWindowTitle("人工补录")
        self.setMinimumWidth(520)
        # HTML: the words of the plan are escaped.
        quote = _quoted(row)
        self.value = QLineEdit(before.cells[0][0] if before and row.gap is not None else "")
        self.unit = QLineEdit(
            before.unit if before else _UNITS.get(row.gap.kind, "") if row.gap is not None else ""
        )
        self.grid = QPlainTextEdit(
            "\n".join("\t".join(line) for line in before.cells) if before and row.gap is None else "",
            placeholderText=(
                "从 Excel 或 WPS 表格复制后粘贴到这里；手工输入时各列用竖线 | 隔开。第一行是表头。"
            ),
            tabChangesFocus=True,
        )
        self.source = QLineEdit(before.source if before else "", placeholderText="如：纸质文本第12页")
        self.date = QDateEdit(
            QDate.fromString(before.date, Qt.DateFormat.ISODate) if before else QDate.currentDate()
        )
        self.date.setDisplayFormat("yyyy年M月d日")
        self.date.setCalendarPopup(True)
        self.name = QLineEdit(before.name if before else name)
        for words, field in (
            ("补录内容", self.value),
            ("来源", self.source),
            ("补录人", self.name),
            ("单位", self.unit),
        ):
            named(field, spoken=words).setMaxLength(_LONGEST)
            field.textChanged.connect(self._check)
        self.grid.textChanged.connect(self._check)
        self._buttons = dialog_buttons(
            self, QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        lost = (
            [(f"补录{row.kind}", self.value), ("单位", self.unit)]
            if row.gap is not None
            else [("补录表格", self.grid)]
        )
        # Of a missing table words and source are the same: the chapter's title.
        source = [label(row.facts.source(row.key), "message", wraps=True)] if row.gap is not None else []
        dialog_column(
            self,
            label(quote, wraps=True, rich=True),
            *source,
            form(*lost, ("来源", self.source), ("日期", self.date), ("补录人", self.name)),
            label(
                "补录内容与原文分开保存，用另一种颜色显示在缺失处旁边，不改动原文；计入合计时会单独说明。",
                "message",
                wraps=True,
            ),
            self._buttons,
        )
        self._check()

    def supplement(self) -> Supplement:
        """What was entered. An entry that is changed keeps its id."""
        row, before = self._row, self._row.filled
        if row.gap is not None:
            cells: tuple[tuple[str, ...], ...] = ((self.value.text().strip(),),)
        else:
            cells = _cells(self.grid.toPlainText())
        return Supplement(
            # The same id in every copy: colleagues who merge know the entry again.
            id=before.id if before else str(uuid.uuid4()),
            plan=row.facts.slug,
            key=row.key,
            span=row.span,
            # The anchor finds the gap again where a new edition has other keys.
            quote=row.anchor,
            cells=cells,
            unit=self.unit.text().strip() if row.gap is not None else "",
            source=self.source.text().strip(),
            date=self.date.date().toString(Qt.DateFormat.ISODate),
            name=self.name.text().strip(),
        )

    @Slot()
    def _check(self) -> None:
        value = self.value.text() if self._row.gap is not None else self.grid.toPlainText()
        whole = all(words.strip() for words in (value, self.source.text(), self.name.text()))
        wide = self._row.gap is None and any(len(line) > _MOST_COLUMNS for line in _cells(value))
        # The reason why it can't be saved stands on the button that can't be pressed.
        save = self._buttons.button(QDialogButtonBox.StandardButton.Save)
        save.setEnabled(whole and not wide)
        why = f"表格的列数超过{_MOST_COLUMNS}，请分成几张" if wide else "请填写补录内容、来源和补录人"
        save.setToolTip("" if save.isEnabled() else why)


def _cells(text: str) -> tuple[tuple[str, ...], ...]:
    """A table as it was pasted or typed: a pasted one has its columns apart by tabs, and may have strokes in
    its words.
    """
    mark = r"\t" if "\t" in text else r"[|｜]"
    return tuple(
        tuple(cell.strip() for cell in re.split(mark, line)) for line in text.splitlines() if line.strip()
    )


def _quoted(row: GapRow) -> str:
    """The words around a lost figure as HTML, its own sign in bold: others may stand beside it."""
    if row.gap is None:
        return escape(row.quote)
    before, lost, after = map(escape, row.facts.view.around(row.gap))
    return f"{before}<b>{lost}</b>{after}"
