"""Rows of a list on the clipboard: as lines of text, and as a table for Word, WPS and Excel."""

from collections.abc import Iterable, Sequence
from html import escape

from PySide6.QtCore import QMimeData, QModelIndex
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView


def copy_rows(rows: Iterable[Sequence[str]], unit: str, head: Sequence[str] = ()) -> str | None:
    """Copy rows of cells, under a `head` if there is one. In words how many, counted in `unit` (行, 条); None
    without rows, and then the clipboard is as it was.
    """
    # Late: the tables come with it, and the first paint shows a list whose rows may be copied.
    from db.export.tables.sheet import harmless

    cells = list(rows)
    if not cells:
        return None
    whole = [list(head), *cells] if head else cells
    data = QMimeData()
    # Line feeds and tabs within a cell would be taken for its end.
    data.setText("".join("\t".join(harmless(" ".join(each.split())) for each in row) + "\n" for row in whole))
    body = "".join(f"<tr>{''.join(f'<td>{escape(each)}</td>' for each in row)}</tr>" for row in whole)
    data.setHtml(f'<table border="1" style="border-collapse:collapse">{body}</table>')
    QGuiApplication.clipboard().setMimeData(data)
    return f"已复制{len(cells)}{unit}。"


def chosen_rows(view: QAbstractItemView) -> list[QModelIndex]:
    """The first cell of each chosen row, from top to bottom."""
    return sorted(view.selectionModel().selectedRows(), key=_path)


def _path(index: QModelIndex) -> list[int]:
    path: list[int] = []
    while index.isValid():
        path.insert(0, index.row())
        index = index.parent()
    return path
