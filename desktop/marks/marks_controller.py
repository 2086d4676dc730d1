"""Marking, as the shell knows it: actions, dock and warning, and what passes between marks and page."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu, QMessageBox, QWidget

from db.records import Gap, Note, Place, Plan, PlanInfo, Supplement
from db.user.mark_edits import NAMES
from db.user.mark_filter import notes
from db.user.person import Person
from db.user.records import (
    OFFERED_CATEGORIES,
    Addition,
    Category,
    Change,
    Edit,
    Incident,
    Mark,
    MergeReport,
)
from desktop.look.theme import Theme
from desktop.marks.fields import LineField
from desktop.marks.mark_bar import swatch
from desktop.marks.marks_room import MarksRoom
from desktop.room import EDIT, GO, MARKS, ActionSpec, Drop, Reading, Room, RowTables, Searching, Shell
from desktop.widgets.controls import label, menu_entry, named, one_shot, restyle
from desktop.widgets.notice_bar import NoticeBar
from desktop.widgets.targets import UndoTarget

_COLOURS = f"{MARKS}/突出显示(&H)"
_SAVED, _SAVING, _UNSAVED = "批注已保存", "正在保存批注…", "批注未保存"
SAVED_MS = 8_000
"""Milliseconds that the status bar says that all is saved."""


class MarksController(Room):
    """Holds the marks' room, and what the window shows of it."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._reading = shell.room(Reading)
        self._touched = self._asked = False
        self.room = MarksRoom(shell, self)
        self.warning = NoticeBar()
        self.state_label = named(label(), spoken="批注是否已保存")
        self.state_label.hide()
        self._resting = one_shot(self, SAVED_MS, self.state_label.hide)

    def actions(self) -> list[ActionSpec]:
        room, reading = self.room, self._reading
        return [
            ActionSpec("undo", EDIT, "撤销(&U)", self._undo, "undo", ("Ctrl+Z",), lined=True),
            ActionSpec("redo", EDIT, "恢复(&R)", self._redo, "redo", ("Ctrl+Y", "Ctrl+Shift+Z")),
            *(
                ActionSpec(
                    f"highlight_{number}",
                    _COLOURS,
                    f"颜色{number + 1}",
                    room.highlight_nth,
                    keys=(f"Alt+{number + 1}",),
                    given=number,
                )
                for number in range(OFFERED_CATEGORIES)
            ),
            ActionSpec("underline", MARKS, "下划线(&L)", room.underline, "underline", ("Ctrl+U",)),
            ActionSpec("write_note", MARKS, "写批注(&N)", self._write_note, "note", ("Ctrl+M",)),
            ActionSpec(
                "copy_citation", MARKS, "复制并附出处(&F)", reading.copy_citation, "cite", ("Ctrl+Shift+C",)
            ),
            ActionSpec(
                "bookmark", MARKS, "添加或取消书签(&B)", self._bookmark, "bookmark", ("Ctrl+D",), lined=True
            ),
            ActionSpec(
                "remove_mark", MARKS, "删除当前批注(&D)", room.remove_here, "remove", ("Ctrl+Shift+D",)
            ),
            ActionSpec("next_mark", MARKS, "下一条批注(&J)", room.step, "down", ("F4",), lined=True, given=1),
            ActionSpec("previous_mark", MARKS, "上一条批注(&K)", room.step, "up", ("Shift+F4",), given=-1),
            ActionSpec("mark_colours", MARKS, "颜色与名称(&E)…", room.dialogs.ask_colours, lined=True),
            ActionSpec("export_marks", MARKS, "导出批注(&X)…", room.export, "export", ("Ctrl+Shift+E",)),
            ActionSpec("excerpts", MARKS, "摘编为Word(&Z)…", room.excerpt),
            ActionSpec("merge_marks", MARKS, "合并他人批注(&G)…", room.dialogs.ask_merge),
            ActionSpec("backups", MARKS, "备份与恢复(&R)…", room.dialogs.show_backups),
            ActionSpec("to_marks", GO, "到我的批注(&M)", self._focus, "note", ("Ctrl+4",), rank=10),
        ]

    def at_hand(self) -> dict[str, Callable[..., object]]:
        return {"toggle_marks": self._toggle}

    def bars(self) -> list[QWidget]:
        return [self.warning, self.room.dialogs.exporting]

    def status(self) -> list[QWidget]:
        return [self.state_label]

    def dock_widget(self) -> QWidget:
        return self.room.panel

    def connect_shell(self) -> None:
        shell, room, store = self.shell, self.room, self.room.store
        events, dock, action = shell.events, shell.dock("marks"), shell.action
        events.selection_ended.connect(room.take_selection)
        events.marks_pressed.connect(room.show_marks)
        events.scrolled.connect(room.bar.hide)
        events.scrolled.connect(room.follow_card)
        events.page_menu_opening.connect(self._add_to_menu)
        events.moved.connect(room.follow)
        events.bookmark_requested.connect(room.bookmark_at)
        events.plan_gone.connect(store.forget)
        events.front_changed.connect(room.bar.hide)
        events.front_changed.connect(room.card.close_card)
        room.panel.counted.connect(self._sum_up)
        more = QMenu(shell.frame)
        more.addActions([action(name) for name in ("export_marks", "excerpts", "merge_marks", "backups")])
        more.addSeparator()
        more.addAction(action("mark_colours"))
        room.panel.set_menu(more)
        room.dialogs.exporting.written.connect(self._say_written)
        QGuiApplication.instance().applicationStateChanged.connect(self._look_again)  # type: ignore[union-attr]
        store.saving_changed.connect(self._tell_state)
        store.said.connect(shell.say)
        store.failed.connect(shell.say_error)
        store.reported.connect(self._tell_report)
        store.told.connect(self._tell_progress)
        store.incident_found.connect(self._tell_incident)
        store.changed.connect(self._take_change)
        store.opened.connect(events.own_changed)
        stack = store.stack
        for name, verb, able, text in (
            ("undo", "撤销", stack.canUndoChanged, stack.undoTextChanged),
            ("redo", "恢复", stack.canRedoChanged, stack.redoTextChanged),
        ):
            action(name).setEnabled(False)
            able.connect(action(name).setEnabled)
            text.connect(partial(self._name_step, action(name), verb))
        dock.visibilityChanged.connect(action("toggle_marks").setChecked)
        action("toggle_marks").setChecked(dock.isVisible())
        self._name_colours()

    def settle(self) -> None:
        """Read the marks; a second call does nothing."""
        folder, library = self.shell.marks_folder, self.shell.library
        if folder is None:
            self.room.store.refused = "没有可以存放批注的文件夹，本次不能写批注；规划照常可读。"
        elif not self._asked:
            self._asked = True
            self.room.store.open(folder, library, self.shell.slug)

    def claim(self, paths: Sequence[Path]) -> Drop | None:
        """A colleague's file is merged, and a backup brought back, both after a look at what it holds."""
        # Late: neither the window's first paint nor a plan that is imported needs what reads marks.
        from db.user.content import is_marks_file
        from db.user.planmarks import is_planmarks

        merged = [path for path in paths if is_planmarks(path)]
        restored = [path for path in paths if path not in merged and is_marks_file(path)]
        if not merged and not restored:
            return None
        if len(paths) > 1:
            return Drop("批注文件和备份一次只能拖入一个")
        if merged:
            return Drop("松开合并他人批注", partial(self._when_open, self.room.dialogs.show_merge, merged[0]))
        return Drop(
            "松开查看备份，选择要恢复的批注",
            partial(self._when_open, self.room.dialogs.show_file, restored[0]),
        )

    def _when_open(self, show: Callable[[str], object], path: Path) -> None:
        """Do it as soon as the marks are there."""
        if self.room.store.is_open:
            show(str(path))
        else:
            done = partial(show, str(path))
            self.room.store.opened.connect(done, Qt.ConnectionType.SingleShotConnection)

    def set_theme(self, theme: Theme) -> None:
        self.room.set_theme(theme)
        self.warning.set_theme(theme)

    def set_plan(self, plan: Plan) -> None:
        self.room.set_plan(plan.info.slug)
        self._draw_entries()

    def set_plans(self, plans: Sequence[PlanInfo]) -> None:
        self.room.set_titles({info.slug: info.title for info in plans})

    def finish(self) -> None:
        self.room.finish()

    # What other rooms ask (see desktop.room.Marking)

    @property
    def person(self) -> Person:
        """Who marks."""
        return self.room.person

    def sign(self, name: str, unit: str) -> None:
        """From now on this name and unit stand on notes and in files."""
        self.room.sign(name, unit)

    def own(self, slug: str) -> tuple[Sequence[Mark], Sequence[Category]]:
        """The marks on a plan, and all categories."""
        return self.room.store.of_plan(slug), self.room.store.categories

    def additions(self) -> Iterable[Addition] | None:
        """What the person added to the tables; None as long as nothing can be kept."""
        return self.room.store.additions.values() if self.room.store.is_open else None

    def change_addition(self, what: str, before: Addition | None, after: Addition | None) -> None:
        """Keep it as it is now; `what` in words, for 撤销."""
        change = Change(what, additions=(Edit(before, after),))
        self.room.store.do(change)
        if before is not None and after is None:
            back = partial(self.room.store.stack.take_back, change)
            self.shell.say_done(f"已{what}。", "撤销", back)

    def write_note_at(self, place: Place) -> None:
        """Write a note on these words, as soon as their plan is open."""
        self.room.when_ready(place.plan, partial(self.room.note_at, place))

    def bookmark_words(self, place: Place) -> None:
        """Put a bookmark on these words or take it away, as soon as their plan is open."""
        self.room.when_ready(place.plan, partial(self.room.bookmark_row, place))

    def show_note(self, note: Note) -> None:
        """Show a note, and the words that it is on."""
        if not self._reading.presenting:  # notes are nobody's business in a meeting
            self._reading.be_in_first()
            self.room.show_note(note.id)

    # Closing

    def may_close(self) -> bool:
        """Keep what is being typed; where something can't be written, ask whether to lose it."""
        self.room.panel.editor.commit()
        store = self.room.store
        store.wait()
        if not store.trouble:
            return True
        box = QMessageBox(
            QMessageBox.Icon.Warning,
            "批注未保存",
            f"有批注还没有保存：{store.trouble}",
            parent=self.shell.frame,
        )
        # The sentence may name a file.
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setInformativeText("现在关闭，没有保存的批注会丢失。")
        stay = box.addButton("返回", QMessageBox.ButtonRole.RejectRole)
        box.addButton("仍要关闭", QMessageBox.ButtonRole.DestructiveRole)
        # Enter, pressed in haste, must lose nothing.
        box.setDefaultButton(stay)
        # Here the program waits: Qt closes the window on what this function answers.
        box.exec()
        return box.clickedButton() is not stay

    def _undo(self) -> None:
        """Take back the last step of the field that the person is in, or else the last act on marks."""
        if (field := self._field()) is None or (isinstance(field, LineField) and not field.isUndoAvailable()):
            self._walk("撤销", self.room.store.stack.undoText(), self.room.store.stack.undo_act)
        else:
            field.undo()

    def _redo(self) -> None:
        if (field := self._field()) is None or (isinstance(field, LineField) and not field.isRedoAvailable()):
            self._walk("恢复", self.room.store.stack.redoText(), self.room.store.stack.redo_act)
        else:
            field.redo()

    def _walk(self, verb: str, what: str, step: Callable[[], None]) -> None:
        # What was said of doing it is no longer so.
        self.shell.hush_done()
        self.shell.mention(f"已{verb}：{what}" if what else "")
        step()

    def _field(self) -> UndoTarget | None:
        """The field that the person writes in, if it is one."""
        field = self.shell.target(UndoTarget)
        return field if field is not None and not field.isReadOnly() else None

    def _write_note(self) -> None:
        """Write a note on the row that is chosen in the tables, if they are in front; else on the words that
        are selected on the page.
        """
        if self.shell.front != "tables":
            self.room.write_note()
        elif (place := self._row("写批注")) is not None:
            self.shell.room(RowTables).act_on_row("write_note", place)

    def _bookmark(self) -> None:
        """Bookmark the row that is chosen in the tables, if they are in front; else where the person is."""
        if self.shell.front != "tables":
            self.room.bookmark()
        elif (place := self._row("添加书签")) is None:
            return
        elif place.plan == self.shell.slug:
            self.room.bookmark_row(place)
        else:
            self.shell.room(RowTables).act_on_row("bookmark", place)

    def _row(self, act: str) -> Place | None:
        """The words of the row that is chosen in the tables; without one the person is told to choose one."""
        place = self.shell.room(RowTables).chosen_place()
        if place is None:
            self.shell.say(f"请先在表中选中一行，再{act}。")
        return place

    def _toggle(self) -> None:
        self.shell.dock("marks").setVisible(self.shell.action("toggle_marks").isChecked())

    def _focus(self) -> None:
        self.shell.dock("marks").show()
        self.room.panel.list.setFocus()

    @Slot(int, int)
    def _sum_up(self, shown: int, of_all: int) -> None:
        count = f"{shown} 条" if shown == of_all else f"{shown} / {of_all} 条"
        self.shell.dock("marks").setWindowTitle(f"我的批注　{count}")

    @Slot(object)
    def _take_change(self, change: Change | None) -> None:
        """Tell of what has changed, and of nothing else: one among thousands is to cost no more than one."""
        if change is None or change.categories:
            self._name_colours()
        if change is None or change.edits:
            self._hand_notes()
        if change is None or change.additions:
            self._draw_entries()
            self.shell.events.own_changed.emit()

    def _hand_notes(self) -> None:
        """The search finds what the person wrote, too; the words are taken from the marks when it first
        looks.
        """
        # Handed as a tuple of records: it is read on another thread while marks go on changing.
        self.shell.room(Searching).set_notes(partial(notes, self.room.store.in_order()))

    def _draw_entries(self) -> None:
        """What was entered by hand for lost figures of the plan that is open, on the page."""
        additions, plan = self.room.store.additions.values(), self.shell.plan
        filled: dict[Gap, str] = {}
        if plan is not None:
            of_plan = [each for each in additions if each.plan == plan.info.slug]
            own = [each for each in of_plan if isinstance(each, Supplement)]
            if own:
                # Not before there are entries: few plans have any, and the tables are much to load.
                from db.tables.facts import PlanFacts

                facts = PlanFacts(plan, supplements=own)
                filled = {gap: words for gap in plan.gaps if (words := facts.said(gap))}
        self._reading.set_filled(filled)

    def _name_colours(self) -> None:
        offered = self.room.offered()
        for number in range(OFFERED_CATEGORIES):
            action = self.shell.action(f"highlight_{number}")
            there = number < len(offered)
            action.setVisible(there)
            action.setEnabled(there)
            if there:
                action.setText(offered[number].name)
                action.setIcon(swatch(offered[number].colour))

    @staticmethod
    def _name_step(action: QAction, verb: str, what: str) -> None:
        action.setText(f"{verb}{what}" if what else verb)

    @Slot(object)
    def _say_written(self, path: Path) -> None:
        self.shell.say_written(f"已导出：{path.name}", path)

    @Slot(Qt.ApplicationState)
    def _look_again(self, state: Qt.ApplicationState) -> None:
        """The person comes back from elsewhere: take over what the command line has written meanwhile."""
        if state == Qt.ApplicationState.ApplicationActive:
            self.room.store.refresh()

    @Slot(QMenu, object)
    def _add_to_menu(self, menu: QMenu, place: Place | None) -> None:
        """What can be done with the selection, with the words that were clicked,
        and with the mark on them.
        """
        room, action = self.room, self.shell.action
        menu.addSeparator()
        if self._reading.selected() is not None:
            if room.markable:
                menu.addMenu(self.shell.menu(_COLOURS))
                menu.addActions([action("underline"), action("write_note")])
            menu.addAction(action("copy_citation"))
        if place is None or not room.markable:
            return
        menu_entry(menu, "添加或取消书签", room.bookmark_at, place.key)
        for mark in self._reading.marks_on(place)[:1]:
            menu.addSeparator()
            menu_entry(menu, f"查看{NAMES[mark.kind]}", room.show_at_spot, mark.id)
            menu_entry(menu, f"删除{NAMES[mark.kind]}", room.remove, mark.id)

    @Slot()
    def _tell_state(self) -> None:
        store = self.room.store
        # Who only reads is told nothing of saving.
        self._touched = self._touched or store.saving
        if store.refused:
            self.warning.say(store.refused)
        elif store.trouble:
            self.warning.say(f"批注未保存：{store.trouble}", "再试一次", store.retry)
        else:
            self.warning.hide()
        self.state_label.setText(_UNSAVED if store.trouble else _SAVING if store.saving else _SAVED)
        self.state_label.setVisible(bool(store.trouble) or self._touched)
        # What is not saved is said as long as that is so.
        (self._resting.start if store.saved else self._resting.stop)()
        restyle(self.state_label, "trouble", bool(store.trouble))

    @Slot(object)
    def _tell_report(self, report: MergeReport) -> None:
        waiting = report.count("fuzzy", "tray")
        self.shell.say(report.sentence, "查看" if waiting else "", self._show_tray if waiting else None)

    def _show_tray(self) -> None:
        waiting = [mark for mark in self.room.store.in_order() if mark.placed != "placed"]
        if waiting:
            self.room.show_card(waiting[0].id)

    @Slot(float, float, str)
    def _tell_progress(self, done: float, of_all: float, _words: str) -> None:
        busy = done < of_all
        words = f"规划已更新，正在为批注查找新位置：{done:.0f} / {of_all:.0f}" if busy else ""
        self.shell.mention(words, 0)

    @Slot(object)
    def _tell_incident(self, incident: Incident) -> None:
        show = partial(self.room.dialogs.show_incident, incident)
        self.shell.say(incident.sentence, "查看可恢复的批注", show)
