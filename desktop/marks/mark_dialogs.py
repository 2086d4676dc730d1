"""What the menu does with all marks: export, bring in a colleague's, back up and restore, place those that
wait in the tray.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
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
from db.user.records import Incident, Mark, PlaceSuggestion, Recovery, RecoverySource, TextRange
from desktop.folders import offered
from desktop.marks.backups_dialog import BackupsDialog
from desktop.marks.colours_dialog import ColoursDialog
from desktop.marks.mark_store import MarkStore
from desktop.marks.recovery_dialog import RecoveryDialog, RestoreDialog, mark_line, recovery_words
from desktop.widgets.export_bar import ExportBar, given

if TYPE_CHECKING:
    from db.user.marks import Marks, Preview
    from db.user.second_place import PlaceReport

_PREVIEWED = 500
"""Marks that a preview lists."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What the list shows, in words for a file's name, and how many marks there are without its filters."""

    title: str
    of_all: int


class MarkDialogs(QObject):
    """Asks the person by dialogs, and the store for what is to be done. Dialogs never block the program."""

    def __init__(
        self, store: MarkStore, owner: QWidget, author: Callable[[], str], pool: QThreadPool
    ) -> None:
        """`author` gives who hands marks on."""
        super().__init__(owner)
        self.exporting = ExportBar(pool)
        """Shown while a file is written: not in the queue of what is saved, which goes on beside it."""
        self.exporting.said.connect(store.said)
        self.exporting.failed.connect(store.failed)
        self._store, self._owner, self._author = store, owner, author
        self.dialog: RecoveryDialog | BackupsDialog | RestoreDialog | None = None
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
        return ExportedMarks(tuple(marks), plans, self._store.categories, self._author(), store)

    def ask_merge(self) -> None:
        """Ask for a colleague's file."""
        dialog = QFileDialog(self._owner, "合并他人批注", str(offered()))
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
        """List what marks can be brought back from, and what each holds against what there is now."""
        self._store.question(_backups_and_place, self._list_backups)

    def _list_backups(self, found: tuple[tuple[RecoverySource, ...], PlaceReport | None]) -> None:
        dialog, store = BackupsDialog(*found, self._owner), self._store
        dialog.source_chosen.connect(self._look_into)
        dialog.file_chosen.connect(self.show_file)
        dialog.backup_asked.connect(self._back_up)
        dialog.settling_asked.connect(self._settle)
        dialog.place_chosen.connect(store.choose_second_place)
        store.place_changed.connect(dialog.set_place)
        self._show(dialog)

    def _list_again(self, _answer: object = None) -> None:
        self._store.question(_backups_and_place, self._take_backups)

    def _take_backups(self, found: tuple[tuple[RecoverySource, ...], PlaceReport | None]) -> None:
        # It may have been closed meanwhile.
        if isinstance(self.dialog, BackupsDialog):
            self.dialog.set_sources(found[0])
            self.dialog.set_place(found[1])

    @Slot()
    def _back_up(self) -> None:
        self._store.back_up(self._list_again)

    @Slot(str)
    def _settle(self, *names: str) -> None:
        self._store.question(lambda marks: marks.settle_incidents(*names), self._list_again)

    def _look_into(self, source: RecoverySource) -> None:
        self._recover(lambda marks: marks.recovery(source.name))

    @Slot(str)
    def show_file(self, path: str) -> None:
        """Show what a backup, or any user.db, could bring back."""
        if self.dialog is not None:
            self.dialog.close()
        self._recover(lambda marks: marks.recovery_of_file(Path(path)))

    def _recover(self, recovery: Callable[[Marks], Recovery], why: str = "") -> None:
        def work(marks: Marks) -> tuple[Recovery, tuple[Mark, ...]]:
            found = recovery(marks)
            return found, marks.differing(found)

        def show(found: tuple[Recovery, tuple[Mark, ...]]) -> None:
            self.show_recovery(*found, why)

        self._store.question(work, show)

    def show_recovery(self, recovery: Recovery, other: Sequence[Mark] = (), why: str = "") -> None:
        """Show what could be brought back; nothing that is there is changed by it. `other`: what of it says
        something else now.
        """
        # Counted against what the window shows, which may be ahead of the disk.
        missing = [mark for mark in recovery.marks if mark.id not in self._store.marks]
        entries = [each for each in recovery.additions if each.id not in self._store.additions]
        words = "\n".join(part for part in (why, recovery_words(recovery)) if part)
        if missing or entries:
            lack = [f"{len(missing)} 条"] if missing else []
            lack += [f"人工补录和地名更正 {len(entries)} 处"] if entries else []
            words += f"\n其中 {'、'.join(lack)}现在没有，会加进来；现有批注不变，恢复后可以撤销。"
        else:
            words += "\n现在一条也不缺。"
        if other:
            words += f"有 {len(other)} 条现在内容不同，勾选后另加一条。"
        dialog = RestoreDialog(
            words, (*missing, *entries), other, self._owner, settles=bool(recovery.incidents)
        )
        dialog.settling_asked.connect(partial(self._settle, *recovery.incidents))
        dialog.accepted.connect(lambda: self._restore(recovery, dialog.chosen()))
        self._show(dialog)

    def _restore(self, recovery: Recovery, only: Collection[str] | None) -> None:
        self._store.ask(lambda marks: marks.restore(recovery, only))

    def show_incident(self, incident: Incident) -> None:
        """Show what could be saved of a damaged user.db; without an offer there is only the sentence."""
        if incident.offers:
            self.show_recovery(incident.offers[0], why=incident.sentence)
        else:
            dialog = RestoreDialog(
                f"{incident.sentence}没有找到可以恢复的备份。", (), (), self._owner, settles=True
            )
            dialog.settling_asked.connect(partial(self._settle, incident.set_aside))
            self._show(dialog)

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
        self._show(dialog)
        return dialog

    def _show(self, dialog: RecoveryDialog | BackupsDialog | RestoreDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._closed)
        # Not exec: the program goes on, and saves marks meanwhile.
        dialog.open()

    @Slot(int)
    def _closed(self, _code: int) -> None:
        self.dialog = None


def _backups_and_place(marks: Marks) -> tuple[tuple[RecoverySource, ...], PlaceReport | None]:
    return marks.recovery_sources(), marks.second_place.report()


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
