"""What the menu does with all marks: export, bring in a colleague's, back up and restore, place those that
wait in the tray.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThreadPool, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from db.errors import StoreError
from db.export.form import ExportForm
from db.export.marks.forms import EXCERPTS, FORMS, ExportedMarks
from db.export.names import name_part
from db.records import Plan
from db.user.records import Backup, Incident, Mark, PlaceSuggestion, Recovery, TextRange
from desktop.marks.colours_dialog import ColoursDialog
from desktop.marks.mark_store import MarkStore
from desktop.marks.recovery_dialog import RecoveryDialog, backup_line, mark_line, recovery_words
from desktop.widgets.export_bar import ExportBar, given

if TYPE_CHECKING:
    from db.user.marks import Marks, Preview

_PREVIEWED = 500
"""Marks that a preview lists."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What the list shows, in words for a file's name, and how many marks there are without its filters."""

    title: str
    of_all: int


class MarkDialogs(QObject):
    """Asks the person by dialogs, and the store for what is to be done. Dialogs never block the program."""

    def __init__(self, store: MarkStore, owner: QWidget, author: str, pool: QThreadPool) -> None:
        super().__init__(owner)
        self.exporting = ExportBar(pool)
        """Shown while a file is written: not in the queue of what is saved, which goes on beside it."""
        self.exporting.said.connect(store.said)
        self._store, self._owner, self._author = store, owner, author
        self.dialog: RecoveryDialog | None = None
        """What is open now."""
        self.colours: ColoursDialog | None = None

    def ask_export(self, marks: Sequence[Mark], listed: Listed) -> None:
        """Ask where to write these marks to; entries from the paper copy go along in a file for
        colleagues.
        """
        self._ask_path("导出批注", "批注", marks, listed, FORMS)

    def ask_excerpts(self, marks: Sequence[Mark], listed: Listed) -> None:
        """Ask where to collect what these marks stand on."""
        self._ask_path("摘编为Word", "摘编", marks, listed, (EXCERPTS,))

    def _ask_path(
        self,
        caption: str,
        what: str,
        marks: Sequence[Mark],
        listed: Listed,
        forms: Sequence[ExportForm[ExportedMarks]],
    ) -> None:
        if not marks and not (forms is FORMS and self._store.additions):
            self._store.said.emit(
                "没有符合筛选条件的批注可以导出。" if listed.of_all else "还没有批注可以导出。"
            )
            return
        # A filter that was forgotten must not pass for all marks.
        if len(marks) < listed.of_all:
            caption = f"{caption}（筛选出的 {len(marks)} 条，共 {listed.of_all} 条）"
        stem = f"{name_part(listed.title, '规划')}-{what}"
        if (content := self.exported(marks)) is not None:
            self.exporting.ask(caption, stem, forms, given(content))

    def exported(self, marks: Sequence[Mark]) -> ExportedMarks | None:
        """These marks with all that goes into a file with them; None while the marks are still being read."""
        store = self._store.kept
        if store is None:
            return None
        # The plans are opened where the file is written, in the background.
        slugs = tuple(dict.fromkeys(mark.anchor.plan for mark in marks))
        plans = partial(_plans, self._store.plan_of, slugs)
        return ExportedMarks(tuple(marks), plans, self._store.categories, self._author, store)

    def ask_merge(self) -> None:
        """Ask for a colleague's file."""
        dialog = QFileDialog(self._owner, "合并他人批注")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(["批注文件 (*.planmarks)", "所有文件 (*)"])
        dialog.fileSelected.connect(self.show_merge)
        dialog.open()

    @Slot(str)
    def show_merge(self, path: str) -> None:
        """Show what bringing in a file would do."""
        # A file's marks find their places in plans that were handed in only.
        self._store.hand_in_all()
        self._store.question(partial(_preview, Path(path)), self._previewed)

    def _previewed(self, found: Preview) -> None:
        coming = [*found.new, *found.updated, *(theirs for _, theirs in found.conflicting)]
        lines = [mark_line(mark) for mark in coming[:_PREVIEWED]]
        if len(coming) > _PREVIEWED:
            lines.append(f"…… 另有 {len(coming) - _PREVIEWED} 条")
        dialog = self._open("合并他人批注", _told(found), lines, "合并" if found.change else "")
        dialog.accepted.connect(lambda: self._store.ask(lambda marks: marks.merge(found)))

    @Slot()
    def show_backups(self) -> None:
        """List the backups, to bring back what is missing from one of them."""
        self._store.question(lambda marks: marks.backups(), self._list_backups)

    def _list_backups(self, backups: tuple[Backup, ...]) -> None:
        words = "程序每小时备份一次改动过的批注，并保留最近几份；合并、升级前另有备份。" + (
            "选一份查看可以恢复的内容。" if backups else "还没有备份。"
        )
        lines = [backup_line(each) for each in backups]
        dialog = self._open("备份与恢复", words, lines, "查看" if backups else "", choose=True)
        dialog.row_accepted.connect(partial(self._look_into, backups))

    def _look_into(self, backups: tuple[Backup, ...], row: int) -> None:
        self._store.question(lambda marks: marks.recovery(backups[row].name), self.show_recovery)

    def show_recovery(self, recovery: Recovery, why: str = "") -> None:
        """Show what could be brought back; nothing that is there is changed by it."""
        # Counted against what the window shows, which may be ahead of the disk.
        missing = [mark for mark in recovery.marks if mark.id not in self._store.marks]
        entries = sum(each.id not in self._store.additions for each in recovery.additions)
        words = "\n".join(part for part in (why, recovery_words(recovery)) if part)
        if missing or entries:
            lack = [f"{len(missing)} 条"] if missing else []
            lack += [f"人工补录和地名更正 {entries} 处"] if entries else []
            words += f"\n其中 {'、'.join(lack)}现在没有，会加进来；现有批注不变，恢复后可以撤销。"
        else:
            words += "\n现在一条也不缺。"
        lines = [mark_line(mark) for mark in missing[:_PREVIEWED]]
        dialog = self._open("恢复批注", words, lines, "恢复" if missing or entries else "")
        dialog.accepted.connect(lambda: self._store.ask(lambda marks: marks.restore(recovery)))

    def show_incident(self, incident: Incident) -> None:
        """Show what could be saved of a damaged user.db; without an offer there is only the sentence."""
        if incident.offers:
            self.show_recovery(incident.offers[0], incident.sentence)
        else:
            self._open("批注文件", f"{incident.sentence}没有找到可以恢复的备份。", (), "")

    @Slot()
    def ask_colours(self) -> None:
        """Let the person name and choose colours."""
        dialog = ColoursDialog(self._store.categories, self._owner)
        dialog.accepted.connect(lambda: self._store.do(dialog.change()))
        self.colours = dialog
        dialog.open()

    @Slot(str)
    def accept(self, id_: str) -> None:
        """Put a mark where it was offered to go."""
        self._store.ask(lambda marks: marks.accept(id_))

    @Slot(str)
    def decline(self, id_: str) -> None:
        """Put a mark whose offered place is wrong into the tray."""
        self._store.ask(lambda marks: marks.decline(id_))

    def place(self, id_: str, text_range: TextRange) -> None:
        """Put a mark on other words."""
        self._store.ask(lambda marks: marks.place(id_, text_range))

    @Slot(str)
    def show_candidates(self, id_: str) -> None:
        """List where a mark could be."""
        self._store.question(lambda marks: marks.candidates(id_), partial(self._list_candidates, id_))

    def _list_candidates(self, id_: str, found: tuple[PlaceSuggestion, ...]) -> None:
        if not found:
            self._store.said.emit("没有找到相近的文字；请在正文中选中文字，再点“放到所选文字”。")
            return
        lines = [
            f"{each.quote}　（相似度 {each.likeness:.0%}）".replace("\n", " ") for each in found[:_PREVIEWED]
        ]
        dialog = self._open("查找可能位置", "选一处，把批注放到那里：", lines, "放到这里", choose=True)
        dialog.row_accepted.connect(lambda row: self.place(id_, found[row].reach))

    def _open(
        self, title: str, words: str, lines: Sequence[str], do: str, *, choose: bool = False
    ) -> RecoveryDialog:
        dialog = RecoveryDialog(title, words, lines, do, self._owner, choose=choose)
        self.dialog = dialog
        dialog.finished.connect(self._closed)
        # Not exec: the program goes on, and saves marks meanwhile.
        dialog.open()
        return dialog

    @Slot(int)
    def _closed(self, _code: int) -> None:
        self.dialog = None


def _preview(path: Path, store: Marks) -> Preview:
    from db.user.planmarks import read_planmarks

    return store.preview(read_planmarks(path))


def _told(found: Preview) -> str:
    """A preview in words."""
    who = f"来自{found.file.author}的批注" if found.file.author else "这份批注"
    lines = [
        f"{who}共 {len(found.file.marks)} 条：",
        f"新增 {len(found.new)} 条",
        f"与现有相同 {len(found.same)} 条",
    ]
    if found.updated:
        lines.append(f"对方改过、本机没有动过 {len(found.updated)} 条，换成新的")
    if found.conflicting:
        lines.append(f"与现有不同 {len(found.conflicting)} 条，两份都会保留")
    if found.additions:
        lines.append(f"人工补录和地名更正 {found.additions} 处")
    if found.unplaced:
        lines.append(f"其中 {len(found.unplaced)} 条在本机的规划中没有找到位置，会放入“待重新定位”")
    if not found.change:
        lines.append("没有需要合并的内容。")
    else:
        lines.append("不会删除任何批注；合并后可以撤销。")
    return "\n".join(lines)


def _plans(plan_of: Callable[[str], Plan], slugs: Sequence[str]) -> list[Plan]:
    found: list[Plan] = []
    for slug in slugs:
        # Without their plan its marks are written with what they know of themselves.
        with suppress(StoreError):
            found.append(plan_of(slug))
    return found
