"""Rows of a list on the clipboard: as lines of text, and as a table for Word, WPS and Excel."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QMimeData, QModelIndex
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView


def copy_rows(rows: Iterable[Sequence[str]], unit: str, head: Sequence[str] = ()) -> str | None:
    """Copy rows of cells, under a `head` if there is one. In words how many, counted in `unit` (行, 条); None
    without rows, and then the clipboard is as it was.
    """
    # Late: the tables come with it, and the first paint shows a list whose rows may be copied.
    from db.export.tables.text import tabbed, web_table

    cells = list(rows)
    if not cells:
        return None
    data = QMimeData()
    data.setText(tabbed([head, *cells] if head else cells))
    data.setHtml(web_table(cells, head))
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
