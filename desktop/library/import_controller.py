"""The library, as the shell knows it: actions, files that are chosen or dropped, how far an import is, and
what came of it.
"""

import logging
from collections import deque
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from db.errors import PlanReaderError
from db.filenames import shown
from db.files import is_folder
from db.library.library import Imported, Library
from db.progress import Progress
from db.records import Plan, PlanInfo
from db.source.formats.detection import endings, labels
from desktop.background import Latest
from desktop.folders import offered
from desktop.library.import_bar import ImportBar
from desktop.library.import_queue import Added, ImportQueue
from desktop.library.pasted_words import pasted_files
from desktop.library.plan_menu import PlanMenu
from desktop.library.plans_model import PlanRow
from desktop.look.theme import Theme
from desktop.room import FILE, ActionSpec, Drop, Reading, Room, Shell
from desktop.widgets.local_paths import local_paths

if TYPE_CHECKING:
    from desktop.library.library_room import LibraryRoom

_log = logging.getLogger(__name__)


class ImportController(Room):
    """Holds the list of plans and the queue of imports; the room's page is made when it is first shown."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._library = shell.library
        self._room: LibraryRoom | None = None
        self._rows: tuple[PlanRow, ...] = ()
        self._opened = ""
        self._instead: dict[str, str] = {}
        """What was opened in the place of open plans that were removed."""
        self._questions: deque[tuple[PlanInfo, PlanInfo]] = deque()
        self._pasted: TemporaryDirectory[str] | None = None
        self._folder = ""
        self.question: QMessageBox | None = None
        self.intake = ImportQueue(shell.library, self)
        self.bar = ImportBar()
        self._listing = Latest(shell.pool, self, self._take_rows)
        self._menu = PlanMenu(shell)
        self._repairing = Latest(shell.pool, self, self._repaired, self._not_repaired)
        self.intake.progressed.connect(self.bar.set_progress)
        self.intake.busy_changed.connect(self.bar.set_busy)
        self.bar.cancelled.connect(self.intake.cancel)
        self.intake.added.connect(self._added)
        self.intake.corrected.connect(self._corrected)
        self.intake.replaced.connect(self._replaced)
        self.intake.renamed.connect(self._renamed)
        self.intake.failed.connect(self._tell)

    def actions(self) -> list[ActionSpec]:
        return [
            ActionSpec(
                "import_files", FILE, "导入文件(&I)…", self.ask_files, "import", ("Ctrl+O",), lined=True
            ),
            ActionSpec("import_folder", FILE, "导入文件夹(&D)…", self.ask_folder),
            ActionSpec("import_copied", FILE, "从剪贴板导入(&V)", self.paste),
        ]

    def bars(self) -> list[QWidget]:
        return [self.bar]

    def settle(self) -> None:
        self.refresh()

    def set_plan(self, plan: Plan) -> None:
        self._opened = plan.info.slug
        self._menu.tick(plan.info.slug)
        if self._room is not None:
            self._room.set_rows(self._rows, self._opened)

    def set_plans(self, plans: Sequence[PlanInfo]) -> None:
        self._menu.set_plans(plans)

    def set_theme(self, theme: Theme) -> None:
        if self._room is not None:
            self._room.set_theme(theme)

    def refresh(self) -> None:
        """Read in the background which plans there are; what a killed program left half done is cleared."""
        self._listing.ask(partial(_rows, self._library))

    def repair(self, slug: str) -> None:
        """Build a damaged plan again from its source, and open it; where that can't be done, say so."""
        # It takes seconds: the window stays usable meanwhile.
        self._repairing.ask(partial(_repaired, self._library, slug))

    def drop(self, paths: Sequence[Path]) -> Drop:
        """Files and folders are imported, wherever no other room has a use for them."""
        able = [path for path in paths if is_folder(path) or path.suffix.lower() in ("", *endings())]
        if not able:
            kind = paths[0].suffix.lower()
            return Drop(f"不能导入这种文件（{shown(kind)}）\n可以导入 {labels()}等文件，也可以是文件夹")
        what = f" {len(able)} 个文件" if len(able) > 1 else "文件夹" if is_folder(able[0]) else ""
        left = len(paths) - len(able)
        beside = f"\n另外 {left} 个不能导入" if left else ""
        return Drop(f"松开导入{what}到规划库{beside}", partial(self.add, paths))

    def add(self, paths: Sequence[Path]) -> None:
        """Add files and folders; a sheet that the program wrote goes to the room that reads it."""
        claim = self.shell.claimed(paths) if paths else None
        if claim is not None and claim.take is not None:
            claim.take()
        elif claim is not None:
            self.shell.say(claim.words)
        elif paths:
            self.intake.add(paths)

    def finish(self) -> None:
        """The window is about to close: an import that nobody waits for is given up."""
        self.intake.finish()
        self._listing.drop()
        if self._pasted is not None:
            self._pasted.cleanup()

    def may_close(self) -> bool:
        """Where corrections are not kept yet, ask whether to lose them."""
        if self._room is None or not self._room.unsaved:
            return True
        box = QMessageBox(
            QMessageBox.Icon.Warning, "更正未保存", "导入结果的更正还没有保存。", parent=self.shell.frame
        )
        box.setInformativeText("现在关闭，没有保存的更正会丢失；已导入的规划不受影响。")
        stay = box.addButton("返回", QMessageBox.ButtonRole.RejectRole)
        box.addButton("仍要关闭", QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(stay)
        box.exec()
        return box.clickedButton() is not stay

    def page(self) -> QWidget:
        # The review brings the grammar of plans: not before it is asked for.
        from desktop.library.library_room import LibraryRoom

        made = self._room = LibraryRoom(self._library, self.intake, self.shell.pool)
        made.set_rows(self._rows, self._opened)
        made.open_requested.connect(self.open)
        made.plan_removed.connect(self._removed)
        made.plan_restored.connect(self._restored)
        made.plans_changed.connect(self._changed)
        made.said.connect(self.shell.say)
        made.done.connect(self.shell.say_done)
        made.failed.connect(self.shell.say_error)
        made.page.files_asked.connect(self.ask_files)
        made.page.folder_asked.connect(self.ask_folder)
        return made

    def room(self) -> "LibraryRoom":
        """The room, brought to the front."""
        self.shell.turn_to("library")
        assert self._room is not None
        return self._room

    def connect_shell(self) -> None:
        self.shell.action("library").triggered.connect(self._leave_review)

    def called(self) -> None:
        self.room().show_list()

    @Slot(bool)
    def _leave_review(self, on: bool) -> None:
        # 规划库 pressed in the review: the list was meant, and not the way back to the page.
        if not on and self._room is not None and self._room.reviewing:
            self.room().show_list()

    def entered(self) -> None:
        self.refresh()
        self.room().setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.room().currentWidget().setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def ask_files(self) -> None:
        """Let the user choose files."""
        patterns = " ".join(f"*{ending}" for ending in endings())
        kinds = f"规划和报告（{labels()}） ({patterns});;所有文件 (*)"
        self._ask_for("导入文件", QFileDialog.FileMode.ExistingFiles, kinds)

    @Slot()
    def ask_folder(self) -> None:
        """Let the user choose a folder: all documents in it, and in the folders below, are added."""
        self._ask_for("导入文件夹", QFileDialog.FileMode.Directory)

    @Slot()
    def paste(self) -> None:
        """Add what was copied in another program: its words, or files."""
        self._pasted = self._pasted or TemporaryDirectory(prefix="plan-reader-")
        # Where the system lets nobody look, Qt has no record at all, whatever its types say.
        copied = QGuiApplication.clipboard().mimeData() or QMimeData()
        try:
            paths = pasted_files(copied, Path(self._pasted.name))
        except PlanReaderError as error:
            self._tell(error)
            return
        if not paths:
            self.shell.say("剪贴板里没有文字，也没有文件；请先在别的程序里复制，再导入。")
        self.add(paths)

    def _ask_for(self, title: str, mode: QFileDialog.FileMode, kinds: str = "") -> None:
        dialog = QFileDialog(self.shell.frame, title, str(offered(self._folder)), kinds)
        dialog.setFileMode(mode)
        dialog.setLabelText(QFileDialog.DialogLabel.Accept, "导入")
        dialog.filesSelected.connect(partial(self._add_chosen, dialog))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def open(self, slug: str) -> None:
        """Read a plan."""
        self.shell.open_plan(slug)
        self.shell.room(Reading).focus_page()

    @Slot(str)
    def review(self, slug: str) -> None:
        """Review a plan line by line."""
        self.room().show_review(slug)

    def _add_chosen(self, dialog: QFileDialog, chosen: list[str]) -> None:
        paths = [Path(each) for each in chosen]
        # Names that are no UTF-8 are whole in addresses only.
        if any("\ufffd" in each for each in chosen):
            paths = local_paths(dialog.selectedUrls())
        if paths:
            self._folder = str(paths[0].parent)
        self.add(paths)

    @Slot(object)
    def _take_rows(self, rows: tuple[PlanRow, ...]) -> None:
        self._rows = rows
        if self._room is not None:
            self._room.set_rows(rows, self._opened)
        self.shell.list_plans([row.info for row in rows if not row.damaged])

    @Slot()
    def _changed(self) -> None:
        self.shell.events.plans_changed.emit()
        self.refresh()

    # What came of it

    @Slot(str)
    def _repaired(self, slug: str) -> None:
        self.shell.open_plan(slug)
        source = "导入时保存的原文件" if self._library.may_change(slug) else "随程序的原文"
        self.shell.say_done(f"规划数据已用{source}重新生成，可以继续阅读。")
        self._changed()

    @Slot(object)
    def _not_repaired(self, error: PlanReaderError) -> None:
        """Say what to do; where nothing is being read yet, another plan is."""
        if not self._opened and (info := next(iter(self._library.plans()), None)) is not None:
            self.shell.open_plan(info.slug)
        self._tell(error)
        self._changed()

    @Slot(object)
    def _added(self, added: Added) -> None:
        new = [
            each.imported for each in added.outcomes if each.imported is not None and not each.imported.same
        ]
        if new:
            self._changed()
        one = len(added.outcomes) == 1 and not added.stopped
        if one and added.several and len(new) == 1:
            # A folder with one document in it.
            beside = added.left_out.words
            self._show_new(new[0], f"。{beside}" if beside else "")
            self._ask_about(new)
            return
        if added.several or added.stopped:
            self._tell_batch(added)
            self._ask_about(new)
            return
        # One file that was not called off: it was imported, or there is an error.
        (outcome,) = added.outcomes
        if outcome.error is not None:
            self._tell(outcome.error)
        elif outcome.imported is not None and outcome.imported.same:
            self.open(outcome.imported.slug)
            self.shell.say(f"已经在规划库中：{outcome.imported.report.plan.info.title}")
        elif outcome.imported is not None:
            self._show_new(outcome.imported)
            self._ask_about(new)

    def _show_new(self, imported: Imported, beside: str = "") -> None:
        """An import ends in the text, and tells how much of it wants a look."""
        self.open(imported.slug)
        if doubts := len(imported.report.doubts):
            words = f"导入完成 · 需核对 {doubts} 处{beside}"
            # It stays until the person has looked, or closes it.
            self.shell.say(words, "核对", partial(self.review, imported.slug))
        else:
            self.shell.say_done(f"导入完成 · 没有需要核对的地方{beside}")

    def _tell_batch(self, added: Added) -> None:
        from desktop.library.outcomes_dialog import OutcomesDialog, sum_up

        if added.outcomes:
            whole = not added.stopped and all(
                each.imported is not None and not each.imported.report.doubts for each in added.outcomes
            )
            say = self.shell.say_done if whole else self.shell.say
            say(sum_up(added), "查看", lambda: OutcomesDialog(added, self.shell.frame).open())
            if len(added.outcomes) > 1:
                self.room().show_list()
                first = next((each.imported.slug for each in added.outcomes if each.imported is not None), "")
                self.room().choose(first)
        else:
            self.shell.say(sum_up(added))

    def _ask_about(self, new: Sequence[Imported]) -> None:
        """Of plans that may be newer editions, ask whether they take the older ones' place."""
        # Of files that came together each is asked about those before it, but not the other way round.
        late = {each.slug for each in new}
        for imported in new:
            info = imported.report.plan.info
            older = next((each for each in self._library.editions(info) if each.slug not in late), None)
            late.discard(imported.slug)
            if older is not None:
                self._questions.append((older, info))
        # One question at a time; the others wait.
        if self.question is None:
            self._ask_next()

    def _ask_next(self) -> None:
        if not self._questions:
            return
        older, newer = self._questions.popleft()
        box = self.question = QMessageBox(self.shell.frame)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("新版本？")
        # A title may hold < or &, which QMessageBox would take for HTML.
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(f"规划库中已有同名的《{older.title}》。新导入的文件是它的新版本吗？")
        files = f"已有：{self._library.file_name(older.slug)}\n新导入：{self._library.file_name(newer.slug)}"
        box.setInformativeText(
            f"{files}\n\n替换后，批注会移到新版本里；找不到原文的批注会保留下来，等待重新定位。"
        )
        replace = box.addButton("替换旧版本(&R)", QMessageBox.ButtonRole.AcceptRole)
        keep = box.addButton("两个都保留(&K)", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        # What Escape does must lose nothing.
        box.setEscapeButton(keep)
        box.finished.connect(lambda _code: self._answer(box, replace is box.clickedButton(), older, newer))
        box.open()

    def _answer(self, box: QMessageBox, replace: bool, older: PlanInfo, newer: PlanInfo) -> None:
        box.deleteLater()
        self.question = None
        if replace:
            self.intake.replace(older.slug, newer.slug)
        self._ask_next()

    @Slot(object)
    def _replaced(self, imported: Imported) -> None:
        reviewing = self._room is not None and bool(self._room.reviewing)
        self._changed()
        self.open(imported.slug)
        self.shell.say_done(f"已替换为新版本：{imported.report.plan.info.title}")
        if reviewing:
            self.review(imported.slug)

    @Slot(object)
    def _corrected(self, imported: Imported) -> None:
        if self._room is not None:
            self._room.forget_reviewed()
        self._changed()
        self.open(imported.slug)
        self.shell.say_done("更正已保存，再次导入同一文件时仍然有效。")

    @Slot(object)
    def _renamed(self, info: PlanInfo) -> None:
        self._changed()
        # Its title stands in the window, in citations and on the page.
        if info.slug == self._opened:
            self.shell.open_plan(info.slug)

    @Slot(str, str)
    def _removed(self, slug: str, title: str) -> None:
        was_open = slug == self.shell.slug
        self.shell.events.plan_gone.emit(slug)
        if was_open:
            self._instead[slug] = self.shell.opening or self.shell.slug
        room = self._room
        if room is not None:
            self.shell.say_done(
                f"已移除：{title}。它的批注仍然保留；关闭程序之前可以恢复。",
                "撤销",
                partial(room.restore, slug),
            )

    @Slot(str)
    def _restored(self, slug: str) -> None:
        # Who has opened another one meanwhile stays in that.
        if self._instead.pop(slug, None) == (self.shell.opening or self.shell.slug):
            self.shell.open_plan(slug)

    @Slot(object)
    def _tell(self, error: PlanReaderError) -> None:
        _log.warning("%s %s", error, error.detail)
        self.shell.say_error(str(error))


def _rows(library: Library, _progress: Progress) -> tuple[PlanRow, ...]:
    # Here, where nobody waits for it: it looks through folders.
    library.tidy()
    # Before the others are listed: what can be built again is one of them.
    damaged = library.damaged()
    own, file = library.may_change, library.file_name
    rows = [
        PlanRow(card.info, card.paragraphs, own(card.info.slug), file(card.info.slug))
        for card in library.cards()
    ]
    rows += [
        PlanRow(PlanInfo(plan.slug, plan.title, "", "", ""), 0, own(plan.slug), plan.file, plan.why)
        for plan in damaged
    ]
    return tuple(rows)


def _repaired(library: Library, slug: str, _progress: Progress) -> str:
    library.mended(slug)
    return slug
