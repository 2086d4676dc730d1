"""The lines of a source as a table: number, role, words; single keys change what a line is taken for."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QColor, QFont, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QWidget

from db.source.review import ReviewLine
from desktop.look.theme import LIGHT, Theme, row_height
from desktop.widgets.copied_rows import copy_rows
from desktop.widgets.row_list import RowList
from desktop.widgets.tips import as_words

COLUMNS = ("行", "识别为", "原文")
_LEVELS = "一二三四五六七八九"
_NAMES = {"front": "标题和印发信息", "body": "正文", "box": "专栏标题", "item": "专栏条目", "table": "表格"}
_SHOWN = 400
"""Characters of a line in the table; the whole of it stands below."""
_Index = QModelIndex | QPersistentModelIndex


def role_words(line: ReviewLine) -> str:
    """What a line was read as, in words."""
    if line.became == "dropped":
        return f"不收入：{line.why}" if line.why else "不收入"
    words = f"{_LEVELS[min(line.level, 9) - 1]}级标题" if line.became == "heading" else _NAMES[line.became]
    if line.cut and line.became == "heading":
        words += "＋正文"
    elif line.joined and line.became == "body":
        words += "（接上行）"
    elif line.joined and line.became == "heading":
        words += "（同上）"
    return words


def about(line: ReviewLine) -> str:
    """What is to be said of a line: what it is, what is doubtful or lost, whether the user corrected it."""
    parts = [f"第 {line.number} 行：{role_words(line)}", *line.doubts]
    parts += ["这一行有原文缺失。"] if line.lost else []
    parts += ["已更正。"] if line.corrected else []
    return "　".join(parts)


class LinesModel(QAbstractTableModel):
    """Rows are ReviewLines. Doubtful and lost ones stand out, dropped ones step back."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: tuple[ReviewLine, ...] = ()
        self._rows: dict[int, int] = {}
        self._theme: Theme = LIGHT

    def set_lines(self, lines: Sequence[ReviewLine]) -> None:
        """Show these. Where only what they were read as has changed, the view keeps its place."""
        # A reset would take the choice and the place in the list away after each correction.
        same = [line.number for line in lines] == [line.number for line in self.lines]
        if not same:
            self.beginResetModel()
        self.lines = tuple(lines)
        self._rows = {line.number: row for row, line in enumerate(self.lines)}
        if not same:
            self.endResetModel()
        else:
            self._say_changed()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._say_changed()

    def _say_changed(self) -> None:
        if self.lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.lines) - 1, len(COLUMNS) - 1))

    def row_of(self, number: int) -> int | None:
        """The row of a source line."""
        return self._rows.get(number)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return COLUMNS[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(line, index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_words(about(line))
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == 2:
            return f"{about(line)}　{line.text}"
        if role == Qt.ItemDataRole.FontRole and index.column() == 2:
            return _font(line)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._ink(line, index.column())
        # Colour alone tells nothing to those who can't see it: the words of the tip say the same.
        if role == Qt.ItemDataRole.BackgroundRole and (line.doubts or line.lost):
            return QColor(self._theme.accent_tint)
        return None

    @staticmethod
    def _words(line: ReviewLine, column: int) -> str:
        if column == 0:
            return f"{line.number}"
        if column == 1:
            return f"{'✎ ' if line.corrected else ''}{role_words(line)}"
        depth = {"heading": line.level - 1, "body": 3}.get(line.became, 0)
        return "　" * depth + line.text[:_SHOWN]

    def _ink(self, line: ReviewLine, column: int) -> QColor:
        theme = self._theme
        if column == 1 and (line.doubts or line.lost):
            return QColor(theme.lost)
        if line.became == "dropped" or column == 0:
            return QColor(theme.secondary)
        return QColor(theme.text)


def _font(line: ReviewLine) -> QFont | None:
    font = QFont()
    if line.became in ("heading", "box"):
        font.setBold(True)
    elif line.became == "dropped":
        font.setStrikeOut(True)
    else:
        return None
    return font


class LinesView(RowList):
    """Single keys run the actions that it is given, on the chosen lines."""

    undo_asked = Signal()

    def __init__(self, model: LinesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = model
        self.keys: dict[int, QAction] = {}
        """By the number that Qt gives the key."""
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        # Tab leads to the next part of the page, not through every cell.
        self.setTabKeyNavigation(False)
        self.setAccessibleName("原文各行")
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        unit = self.fontMetrics().horizontalAdvance("汉")
        self.verticalHeader().setDefaultSectionSize(row_height(self.font()))
        self.setColumnWidth(0, unit * 4)
        self.setColumnWidth(1, unit * 11)

    def copy_chosen(self) -> str | None:
        """Copy the chosen lines whole, with what each was read as; in words how many."""
        lines = (self._lines.lines[row] for row in self.rows)
        return copy_rows(((f"{line.number}", role_words(line), line.text) for line in lines), "行", COLUMNS)

    @property
    def rows(self) -> list[int]:
        """The chosen rows, in order."""
        return sorted({index.row() for index in self.selectionModel().selectedRows()})

    def event(self, event: QEvent) -> bool:
        # The window has Ctrl+Z too, for marks: who stands on the lines means the corrections. Qt asks the
        # widget first whether it wants a key for itself.
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and _undoes(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # The number pad sends a modifier of its own.
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if _undoes(event):
            self.undo_asked.emit()
        elif plain and event.key() in self.keys:
            self.keys[event.key()].trigger()
        else:
            super().keyPressEvent(event)


def _undoes(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Undo)
