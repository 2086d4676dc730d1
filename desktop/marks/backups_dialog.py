"""Lists what marks can be brought back from (备份与恢复), and chooses the second place for backups."""

from __future__ import annotations  # what copies backups is no part of the start

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QWidget

from db.user.records import RecoverySource, local_time
from db.user.recovery_words import source_words
from desktop.folders import offered
from desktop.widgets.controls import button, label
from desktop.widgets.layouts import NO_MARGINS, SIDE_SPACING, STRETCH, dialog_column, fill, row
from desktop.widgets.screen_fit import within_screen
from desktop.widgets.words_list import WordsLine, WordsList

if TYPE_CHECKING:
    from db.user.second_place import PlaceReport

_WHY = {
    "hourly": "定时备份",
    "manual": "手动备份",
    "import": "合并前",
    "migration": "升级前",
    "edition": "规划更新前",
    "restore": "恢复前",
}
_KEPT = (
    "程序每小时备份一次改动过的批注。最近两天的都保留；更早的，14天内每天、8周内每周、12个月内每月保留一份；"
    "合并、升级前另有备份。"
)


class BackupsDialog(QDialog):
    """Tells what the person asks for; the store does it."""

    source_chosen = Signal(object)
    """The RecoverySource that is to be looked into."""
    file_chosen = Signal(str)
    """The path of a file that is to be looked into."""
    backup_asked = Signal()
    settling_asked = Signal(str)
    """The name of an incident that the person lets go."""
    place_chosen = Signal(object)
    """The path of the second place; None: there is to be none any more."""

    def __init__(self, sources: Sequence[RecoverySource], place: PlaceReport | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("备份与恢复")
        self._sources: tuple[RecoverySource, ...] = ()
        self.words = label(wraps=True)
        self.list = WordsList("备份和损坏记录")
        self.list.setUniformItemSizes(True)
        self._place_words = label(wraps=True)
        self._choose = button("选择(&P)…", self._ask_place, tip="每份备份另存一份到U盘或另一块磁盘")
        self._drop = button("不再另存(&N)", lambda: self.place_chosen.emit(None))
        place_row = QWidget()
        row(
            fill(self._place_words), self._choose, self._drop,
            on=place_row, spacing=SIDE_SPACING, margins=NO_MARGINS,
        )  # fmt: skip
        self._settle = button("不再提醒(&S)", self._ask_settling, tip="当时的文件和备份仍保留")
        self._file = button("从文件恢复(&F)…", self._ask_file, tip="从别处的备份文件中恢复")
        self._now = button("立即备份(&B)", self.backup_asked)
        self.buttons = QDialogButtonBox()
        self.do = self.buttons.addButton("查看", QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        foot = QWidget()
        row(
            self._now, self._file, self._settle, STRETCH, self.buttons,
            on=foot, spacing=SIDE_SPACING, margins=NO_MARGINS,
        )  # fmt: skip
        dialog_column(self, self.words, fill(self.list), place_row, foot)
        self.resize(within_screen(self, 680, 470))
        self.list.doubleClicked.connect(self.accept)
        self.list.selectionModel().currentChanged.connect(self._take_current)
        self.accepted.connect(self._tell_source)
        self.set_sources(sources)
        self.set_place(place)
        # Otherwise its parent, the page, keeps every dialog until the program ends.
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def set_sources(self, sources: Sequence[RecoverySource]) -> None:
        """List these, what the person has not let go chosen, else the newest."""
        self._sources = tuple(sources)
        told = "选一份查看可以恢复的内容。" if sources else "还没有备份。"
        self.words.setText(f"{_KEPT}{told}")
        lines = (WordsLine(source_line(each), source_line(each, tip=True)) for each in sources)
        self.list.set_lines(lines)
        self.do.setEnabled(bool(sources))
        self.list.set_row(next((at for at, each in enumerate(sources) if not each.settled), 0))
        self._take_current(self.list.currentIndex(), QModelIndex())

    def set_place(self, place: PlaceReport | None) -> None:
        """Tell how the second place stands."""
        self._drop.setVisible(place is not None)
        self._choose.setText("更换(&P)…" if place is not None else "选择(&P)…")
        if place is None:
            words = "第二备份位置：未设置。可选U盘或另一块磁盘，每份备份另存一份。"
        elif place.trouble:
            words = place.trouble
        else:
            when = f"，更新于 {local_time(place.reached)}" if place.reached else "，还没有更新"
            words = f"第二备份位置：{place.folder}{when}"
        self._place_words.setText(words)

    @property
    def source(self) -> RecoverySource | None:
        """What is chosen in the list."""
        at = self.list.currentIndex().row()
        return self._sources[at] if 0 <= at < len(self._sources) else None

    @Slot(QModelIndex, QModelIndex)
    def _take_current(self, _current: QModelIndex, _before: QModelIndex) -> None:
        source = self.source
        self._settle.setVisible(any(not each.settled for each in self._sources))
        self._settle.setEnabled(source is not None and not source.settled)

    @Slot()
    def _tell_source(self) -> None:
        if self.source is not None:
            self.source_chosen.emit(self.source)

    @Slot()
    def _ask_settling(self) -> None:
        if self.source is not None:
            self.settling_asked.emit(self.source.name)

    @Slot()
    def _ask_file(self) -> None:
        dialog = QFileDialog(self, "从文件恢复", str(offered()))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(["批注文件和备份 (*.db)", "所有文件 (*)"])
        dialog.fileSelected.connect(self.file_chosen)
        dialog.open()

    @Slot()
    def _ask_place(self) -> None:
        dialog = QFileDialog(self, "第二备份位置", str(offered()))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.place_chosen)
        dialog.open()


def source_line(source: RecoverySource, *, tip: bool = False) -> str:
    """A source in one line: when, what, how much it holds against now; for its tip with its name."""
    if source.kind == "incident":
        what = "批注文件损坏" if source.settled else "批注文件损坏（未处理）"
    else:
        what = _WHY.get(source.why, "备份") + ("（第二位置）" if source.away else "")
    line = f"{local_time(source.made)}　{what}　{source_words(source)}"
    if not tip:
        return line
    return "\n".join(
        part for part in (line, source.why if source.kind == "incident" else "", source.name) if part
    )
