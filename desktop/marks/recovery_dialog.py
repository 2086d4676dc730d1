"""Lists what can be brought back or brought in, to be looked at before anything is done."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QWidget

from db.records import PlaceWord
from db.user.mark_edits import NAMES
from db.user.note_text import plain
from db.user.records import Addition, Mark, Recovery, local_time
from desktop.widgets.controls import button, label
from desktop.widgets.layouts import NO_MARGINS, SIDE_SPACING, STRETCH, dialog_column, fill, row
from desktop.widgets.screen_fit import within_screen
from desktop.widgets.ticked_list import TickedList, TickedModel
from desktop.widgets.words_list import WordsLine, WordsList

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
        self.words = label(words, wraps=True)
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
        dialog_column(self, self.words, fill(self.list), self.buttons)
        self.resize(within_screen(self, 560, 440 if lines else 180))
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


def addition_line(addition: Addition) -> str:
    """An entry from the paper copy or a correction of a place name in one line."""
    if isinstance(addition, PlaceWord):
        return f"地名更正　{addition.word}"
    cells = "、".join(cell for line in addition.cells for cell in line if cell)
    return f"人工补录　{addition.quote}　{cells}{addition.unit}"


class RestoreDialog(QDialog):
    """What could be brought back, each with a tick box; nothing is done before the person says so."""

    settling_asked = Signal()
    """The incident after which this is offered is not to be told any more."""

    def __init__(
        self,
        words: str,
        missing: Sequence[Mark | Addition],
        other: Sequence[Mark],
        parent: QWidget,
        *,
        settles: bool = False,
    ) -> None:
        """`missing` are ticked at first; `other` say something else now, and come back beside that.

        `settles`: offer not to be told again.
        """
        super().__init__(parent)
        self.setWindowTitle("恢复批注")
        self._items = (*missing, *other)
        self._missing = len(missing)
        self._model = TickedModel(len(self._items), self._line, range(self._missing))
        self.words = label(words, wraps=True)
        self.list = TickedList("可恢复的批注", self._model)
        self.list.setVisible(bool(self._items))
        self.buttons = QDialogButtonBox()
        role = QDialogButtonBox.ButtonRole
        self.do = self.buttons.addButton("恢复", role.AcceptRole) if self._items else None
        self.buttons.addButton("取消" if self._items else "关闭", role.RejectRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._all = button("全选(&A)", lambda: self._model.tick_all(on=True))
        self._none = button("全不选(&N)", lambda: self._model.tick_all(on=False))
        for each in (self._all, self._none):
            each.setVisible(bool(self._items))
        self._settle = button("不再提醒(&S)", self._ask_settling, tip="当时的文件和备份仍保留")
        self._settle.setVisible(settles)
        foot = QWidget()
        row(
            self._all, self._none, self._settle, STRETCH, self.buttons,
            on=foot, spacing=SIDE_SPACING, margins=NO_MARGINS,
        )  # fmt: skip
        dialog_column(self, self.words, fill(self.list), foot)
        self.resize(within_screen(self, 640, 470 if self._items else 180))
        self._model.ticked.connect(self._count)
        self._count()
        # Otherwise its parent, the page, keeps every dialog until the program ends.
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def chosen(self) -> frozenset[str] | None:
        """The ids of what is ticked; None if that is all that is missing, and nothing else."""
        ticks = self._model.ticks()
        if ticks == frozenset(range(self._missing)):
            return None
        return frozenset(self._items[at].id for at in ticks)

    def _line(self, at: int) -> str:
        item = self._items[at]
        if not isinstance(item, Mark):
            return addition_line(item)
        return mark_line(item) if at < self._missing else f"（现在内容不同，另加一条）{mark_line(item)}"

    @Slot()
    def _count(self) -> None:
        count = len(self._model.ticks())
        if self.do is not None:
            self.do.setText(f"恢复 {count} 条")
            self.do.setEnabled(count > 0)

    @Slot()
    def _ask_settling(self) -> None:
        self.settling_asked.emit()
        self.reject()


def recovery_words(recovery: Recovery) -> str:
    """What could be brought back, in words."""
    newest = f"，最后修改于 {local_time(recovery.newest)}" if recovery.newest else ""
    of = f"{local_time(recovery.made)} 的备份" if recovery.made else "损坏的文件"
    if recovery.why == "salvage":
        of = f"{local_time(recovery.made)} 的备份和损坏的文件" if recovery.made else "损坏的文件"
    doubt = f"其中 {len(recovery.doubtful)} 条可能不完整，会加上“待核对”标签。" if recovery.doubtful else ""
    entries = f"，人工补录和地名更正 {len(recovery.additions)} 处" if recovery.additions else ""
    return f"可以从{of}中恢复 {len(recovery.marks)} 条批注{newest}{entries}。{doubt}"
