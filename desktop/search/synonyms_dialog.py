"""The dialog of the person's own synonyms (近义词): one group on a line, to add to and to take from."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, QThreadPool, Signal, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QWidget

from db.errors import PlanReaderError
from db.progress import Progress
from db.search.synonyms import (
    BETWEEN,
    LONGEST,
    SynonymGroup,
    add_own,
    join_own,
    put_back_own,
    read_groups,
    remove_own,
)
from desktop.background import Latest
from desktop.widgets.controls import button, dialog_buttons, label, named
from desktop.widgets.layouts import SIDE_SPACING, SPACING, dialog_column, fill, row
from desktop.widgets.words_list import WordsLine, WordsList

_Change = Callable[[Path], object]


class SynonymsDialog(QDialog):
    """Shows the list as it is in the file, and changes the file at once."""

    changed = Signal()
    """Other synonyms hold now."""

    def __init__(
        self, file: Path | None, pool: QThreadPool, words: str = "", parent: QWidget | None = None
    ) -> None:
        """`file`: the person's own list, None where nothing can be kept; `words`: to begin a group with."""
        super().__init__(parent)
        self._file = file
        self._groups: Sequence[SynonymGroup] = ()
        self._removed: tuple[SynonymGroup, int] | None = None
        self.setWindowTitle("近义词")
        self.setMinimumSize(440, 320)
        self.line = named(
            QLineEdit(words, placeholderText="如：嵊新奉、嵊新奉特别合作区", maxLength=LONGEST * 4),
            spoken="一组近义词，用顿号隔开",
        )
        self.add = button("添加(&A)", self._add)
        self.list = WordsList("自己添加的近义词")
        self.remove = button("删除(&D)", self._remove)
        self.back = button("撤销", self._put_back)
        self.back.hide()
        self.message = label(name="message", wraps=True)
        buttons = dialog_buttons(self, QDialogButtonBox.StandardButton.Close)
        self._task = Latest(pool, self, self._take, self._fail)
        told = (
            "程序自带三百多组；这里是自己添加的。一组写一行，词之间用“、”隔开，查找其中一个时另列其余各词。"
        )
        dialog_column(
            self,
            label(told, "message", wraps=True),
            row(fill(self.line), self.add, spacing=SIDE_SPACING),
            fill(self.list),
            row(self.remove, fill(self.message), self.back, spacing=SPACING),
            buttons,
        )
        self.line.textChanged.connect(self._check)
        self.list.selectionModel().currentChanged.connect(self._choose)
        # Otherwise its parent, the window, keeps every dialog until the program ends.
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._check()
        if file is None:
            self.message.setText("数据文件夹不能写入，近义词不能添加；自带的照常可用。")
        else:
            self._task.ask(partial(_changed, file, None))

    def join(self, other: Path) -> None:
        """Add the groups of a colleague's list."""
        self._ask(partial(join_own, other=other))

    def _ask(self, change: _Change) -> None:
        if self._file is not None:
            self._task.ask(partial(_changed, self._file, change))

    @Slot()
    def _add(self) -> None:
        words = self.line.text().split(BETWEEN)
        self._ask(partial(add_own, words=words))

    @Slot()
    def _remove(self) -> None:
        at = self.list.currentIndex().row()
        if 0 <= at < len(self._groups):
            self._removed = self._groups[at], at
            self._ask(partial(remove_own, words=self._groups[at].words))

    @Slot()
    def _put_back(self) -> None:
        if self._removed is not None:
            (group, at), self._removed = self._removed, None
            self._ask(partial(put_back_own, group=group, at=at))

    @Slot(object)
    def _take(self, answer: tuple[Sequence[SynonymGroup], bool]) -> None:
        self._groups, written = answer
        self.list.set_lines(WordsLine(BETWEEN.join(group.words)) for group in self._groups)
        gone = self._removed[0] if self._removed is not None else None
        gone = None if gone in self._groups else gone
        self.back.setVisible(gone is not None)
        self.message.setText(
            f"已删除：{BETWEEN.join(gone.words)}"
            if gone is not None
            else ""
            if self._groups
            else "还没有自己添加的近义词。"
        )
        if written:
            self.line.clear()
            self.changed.emit()
        self._check()

    @Slot(object)
    def _fail(self, error: PlanReaderError) -> None:
        self.message.setText(str(error))

    @Slot()
    def _check(self) -> None:
        words = [word for word in self.line.text().split(BETWEEN) if word.strip()]
        self.add.setEnabled(self._file is not None and len(words) > 1)
        # Return adds while there is something to add, and closes otherwise.
        self.add.setDefault(self.add.isEnabled())
        self.remove.setEnabled(self.list.currentIndex().isValid())

    @Slot(QModelIndex, QModelIndex)
    def _choose(self, _now: QModelIndex, _before: QModelIndex) -> None:
        self._check()


def _changed(
    file: Path, change: _Change | None, _progress: Progress
) -> tuple[tuple[SynonymGroup, ...], bool]:
    """The groups after a change, and whether there was one."""
    if change is not None:
        change(file)
    return read_groups(file), change is not None
