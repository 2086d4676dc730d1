"""What joins the marks' room to the window: its actions, its dock, its warning, and its wires to page and
outline.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QRect, Qt, QThreadPool, QUrl, Slot
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QLabel, QMenu, QMessageBox

from db.records import Gap, Note, Place, Plan, Supplement
from db.user.mark_edits import NAMES
from db.user.mark_filter import notes
from db.user.records import OFFERED_CATEGORIES, Incident, Mark, MergeReport, TextRange
from desktop.look.theme import Theme
from desktop.marks.marks_room import MarksRoom
from desktop.reading.page_view import PageView
from desktop.room import ActionSpec
from desktop.shell.docks import Dock
from desktop.widgets.notice_bar import NoticeBar

if TYPE_CHECKING:
    from desktop.shell.window import Window

_SAVED, _SAVING, _UNSAVED = "批注已保存", "正在保存批注…", "批注未保存"


class MarksController(QObject):
    """Made by the window, with the window's parts; holds the room and what the window shows of it."""

    def __init__(self, window: "Window", pool: QThreadPool) -> None:
        super().__init__(window)
        self._window = window
        self._touched = False
        self._drawn: tuple[list[Mark], dict[str, str]] = ([], {})
        self.room = MarksRoom(window.page, self._selected, self._spot, pool, self)
        self.warning = NoticeBar()
        self.state = QLabel()
        self.state.setAccessibleName("批注是否已保存")
        self.state.hide()

    def entries(self, edit: str, menu: str, go: str) -> list[ActionSpec]:
        """The rows for the window's table of actions: for its menus 编辑, 批注 and 转到."""
        room, stack = self.room, self.room.desk.stack
        colours = f"{menu}/突出显示(&H)"
        return [
            ActionSpec("undo", edit, "撤销(&U)", stack.undo, "undo", ("Ctrl+Z",), lined=True),
            ActionSpec("redo", edit, "恢复(&R)", stack.redo, "redo", ("Ctrl+Y", "Ctrl+Shift+Z")),
            *(
                ActionSpec(
                    f"highlight_{number}",
                    colours,
                    f"颜色{number + 1}",
                    room.highlight_nth,
                    keys=(f"Alt+{number + 1}",),
                    given=number,
                )
                for number in range(OFFERED_CATEGORIES)
            ),
            ActionSpec("underline", menu, "下划线(&L)", room.underline, "underline", ("Ctrl+U",)),
            ActionSpec("write_note", menu, "写批注(&N)", room.write_note, "note", ("Ctrl+M",)),
            ActionSpec(
                "copy_citation", menu, "复制并附出处(&F)", self.copy_citation, "cite", ("Ctrl+Shift+C",)
            ),
            ActionSpec(
                "bookmark", menu, "添加或取消书签(&B)", self._bookmark, "bookmark", ("Ctrl+D",), lined=True
            ),
            ActionSpec(
                "remove_mark", menu, "删除当前批注(&D)", room.remove_here, "remove", ("Ctrl+Shift+D",)
            ),
            ActionSpec("next_mark", menu, "下一条批注(&J)", room.step, "down", ("F4",), lined=True, given=1),
            ActionSpec("previous_mark", menu, "上一条批注(&K)", room.step, "up", ("Shift+F4",), given=-1),
            ActionSpec("mark_colours", menu, "颜色与名称(&E)…", room.keeping.ask_colours, lined=True),
            ActionSpec("export_marks", menu, "导出批注(&X)…", room.export, "export", ("Ctrl+Shift+E",)),
            ActionSpec("excerpts", menu, "摘编为Word(&Z)…", room.excerpt),
            ActionSpec("merge_marks", menu, "合并他人批注(&G)…", room.keeping.ask_merge),
            ActionSpec("backups", menu, "备份与恢复(&R)…", room.keeping.show_backups),
            ActionSpec(
                "toggle_marks",
                menu,
                "我的批注(&M)",
                self._toggle,
                "note",
                ("F10",),
                lined=True,
                checkable=True,
            ),
            ActionSpec("to_marks", go, "到我的批注(&M)", self._focus, "note", ("Ctrl+4",)),
        ]

    def connect_window(self) -> None:
        """Once actions and docks are there."""
        window, room, desk = self._window, self.room, self.room.desk
        pages, outline = window.viewing.pages, window.outline
        for pane in pages.panes:
            self._connect_page(pane.page)
        pages.second_made.connect(self._connect_page)
        pages.beside_turned.connect(self._draw)
        pages.moved.connect(room.follow)
        room.drawn_changed.connect(self._take_drawn)
        room.drawn_changed.connect(self._count)
        room.place_requested.connect(window.go_to)
        room.panel_asked.connect(self.dock.show)
        room.unselect_asked.connect(self._unselect)
        room.copy_asked.connect(self._copy)
        room.citation_asked.connect(self.copy_citation)
        room.left.connect(self._focus_page)
        room.panel.counted.connect(self._sum_up)
        outline.bookmark_requested.connect(room.bookmark_at)
        more = QMenu(window)
        more.addActions(window.commands.pick("export_marks", "excerpts", "merge_marks", "backups"))
        more.addSeparator()
        more.addActions(window.commands.pick("mark_colours"))
        room.panel.set_menu(more)
        room.keeping.written.connect(self._say_written)
        room.bookmarked.connect(self._say_bookmarked)
        QGuiApplication.instance().applicationStateChanged.connect(self._look_again)  # type: ignore[union-attr]
        desk.saving_changed.connect(self._tell_state)
        desk.said.connect(window.notice.say)
        desk.reported.connect(self._tell_report)
        desk.progressed.connect(self._tell_progress)
        desk.incident_found.connect(self._tell_incident)
        desk.changed.connect(self._name_colours)
        desk.changed.connect(self._hand_notes)
        desk.changed.connect(self._draw_entries)
        window.search.note_requested.connect(self._show_note)
        desk.stack.canUndoChanged.connect(window.commands["undo"].setEnabled)
        desk.stack.canRedoChanged.connect(window.commands["redo"].setEnabled)
        desk.stack.undoTextChanged.connect(partial(self._name_step, window.commands["undo"], "撤销"))
        desk.stack.redoTextChanged.connect(partial(self._name_step, window.commands["redo"], "恢复"))
        for name in ("undo", "redo"):
            window.commands[name].setEnabled(False)
        self.dock.visibilityChanged.connect(self._note_visible)
        self._note_visible(self.dock.isVisible())
        window.stage.turned.connect(room.bar.hide)
        self._name_colours()

    def take_file(self, path: str) -> None:
        """Offer to bring in a colleague's file, as soon as the marks are there."""
        merge = partial(self.room.keeping.show_merge, path)
        if self.room.desk.is_open:
            merge()
        else:
            self.room.desk.opened.connect(merge, Qt.ConnectionType.SingleShotConnection)

    @property
    def dock(self) -> Dock:
        """The dock of the panel."""
        return self._window.docks["marks"]

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.room.set_theme(theme)
        self.warning.set_theme(theme)

    def set_plan(self, plan: Plan) -> None:
        """Another plan is open."""
        self.room.set_plan(plan)
        self._draw_entries()

    def may_close(self) -> bool:
        """Keep what is being typed; where something can't be written, ask whether to lose it."""
        self.room.panel.editor.commit()
        desk = self.room.desk
        desk.wait()
        if not desk.trouble:
            return True
        box = QMessageBox(
            QMessageBox.Icon.Warning, "批注未保存", f"有批注还没有保存：{desk.trouble}", parent=self._window
        )
        box.setInformativeText("现在关闭，没有保存的批注会丢失。")
        stay = box.addButton("返回", QMessageBox.ButtonRole.RejectRole)
        box.addButton("仍要关闭", QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(stay)
        box.exec()
        return box.clickedButton() is not stay

    @Slot()
    def copy_citation(self) -> None:
        """Copy the selected words with where they stand; without a selection, the passage where the reader
        is.
        """
        page = self._window.viewing.reader
        if page.selected() is not None:
            QGuiApplication.clipboard().setMimeData(page.copied(source=True))
        elif (place := self._spot()) is not None:
            page.copy_whole(place.key, source=True)
        else:
            return
        self._window.statusBar().showMessage("已复制，并附出处。", 4000)

    @Slot(object)
    def _connect_page(self, page: PageView) -> None:
        page.selection_ended.connect(self._take_selection)
        page.marks_pressed.connect(self.room.show_marks)
        page.verticalScrollBar().valueChanged.connect(self.room.bar.hide)
        page.menu_opening.connect(self._add_to_menu)

    @Slot(object, QRect)
    def _take_selection(self, reach: TextRange | None, line: QRect) -> None:
        self.room.bar.hover_over(self._window.viewing.reader)
        self.room.take_selection(reach, line)

    @Slot(object, object)
    def _take_drawn(self, marks: list[Mark], colours: dict[str, str]) -> None:
        self._drawn = (marks, colours)
        self._draw()

    @Slot()
    def _draw(self) -> None:
        self._window.viewing.pages.on_both(self._draw_on)

    def _draw_on(self, page: PageView) -> None:
        page.set_marks(*self._drawn)

    @Slot()
    def _bookmark(self) -> None:
        """On the row that is chosen in the tables, if they are in front; otherwise where the reader is."""
        if self._window.stage.name != "tables":
            self.room.bookmark()
        elif (place := self._window.tables().chosen_place()) is None:
            self._window.notice.say("请先在表中选中一行，再添加书签。")
        elif place.plan == self.room.slug:
            self.room.bookmark_row(place)
        else:
            self._window.tables().row_acted.emit("bookmark", place)

    @Slot()
    def _unselect(self) -> None:
        self._window.viewing.reader.unselect()

    @Slot()
    def _copy(self) -> None:
        self._window.viewing.reader.copy()

    @Slot()
    def _focus_page(self) -> None:
        self._window.viewing.reader.setFocus()

    def _selected(self) -> TextRange | None:
        return self._window.viewing.reader.selected()

    def _spot(self) -> Place | None:
        """Where the reader is: at the cursor, if it is in sight, else at the top of the page."""
        page = self._window.viewing.reader
        if page.viewport().rect().intersects(page.cursorRect()) and page.textCursor().position() > 0:
            return page.cursor_place()
        return page.place()

    def _toggle(self) -> None:
        self.dock.setVisible(self._window.commands["toggle_marks"].isChecked())

    def _focus(self) -> None:
        self.dock.show()
        self.room.panel.list.setFocus()

    @Slot(bool)
    def _note_visible(self, visible: bool) -> None:
        self._window.commands["toggle_marks"].setChecked(visible)

    @Slot(int, int)
    def _sum_up(self, shown: int, of_all: int) -> None:
        if "marks" in getattr(self._window, "docks", {}):
            self.dock.set_words(
                f"我的批注　{shown} 条" if shown == of_all else f"我的批注　{shown} / {of_all} 条"
            )

    @Slot(object, object)
    def _count(self, marks: list[Mark], _colours: object) -> None:
        placed = [mark for mark in marks if mark.placed == "placed"]
        flags = {mark.anchor.reach.start_key for mark in placed if mark.kind == "bookmark"}
        counted = [mark.anchor.reach.start_key for mark in placed if mark.kind != "bookmark"]
        self._window.outline_model.set_marks(counted, flags)

    @Slot()
    def _hand_notes(self) -> None:
        """The search finds what the reader wrote, too; the words are taken from the marks when it first
        looks.
        """
        self._window.search.set_notes(partial(notes, tuple(self.room.desk.in_order())))

    @Slot(object)
    def _show_note(self, note: Note) -> None:
        if self._window.viewing.presenting.on:
            return  # notes are nobody's business in a meeting
        self._window.viewing.pages.be_in_first()
        self.room.show_note(note.id)

    @Slot()
    def _draw_entries(self) -> None:
        """What was entered by hand for lost figures of the plan that is open, on the page."""
        additions, plan = self.room.desk.additions.values(), self._window.plan
        own = [
            each
            for each in additions
            if isinstance(each, Supplement) and plan is not None and each.plan == plan.info.slug
        ]
        filled: dict[Gap, str] = {}
        if own and plan is not None:
            from db.tables.facts import PlanFacts

            facts = PlanFacts(plan, supplements=own)
            filled = {gap: words for gap in plan.gaps if (words := facts.said(gap))}
        self._window.viewing.pages.set_filled(filled)

    @Slot()
    def _name_colours(self) -> None:
        offered = self.room.offered()
        for number in range(OFFERED_CATEGORIES):
            action = self._window.commands[f"highlight_{number}"]
            there = number < len(offered)
            action.setVisible(there)
            action.setEnabled(there)
            if there:
                from desktop.marks.mark_bar import swatch

                action.setText(offered[number].name)
                action.setIcon(swatch(offered[number].colour))

    @staticmethod
    def _name_step(action: QAction, verb: str, what: str) -> None:
        action.setText(f"{verb}{what}" if what else verb)

    @Slot(object)
    def _say_written(self, path: Path) -> None:
        folder = QUrl.fromLocalFile(str(path.parent))
        self._window.notice.say(
            f"已导出：{path.name}", "打开所在文件夹", partial(self._call, QDesktopServices.openUrl, folder)
        )

    @Slot()
    def _say_bookmarked(self) -> None:
        self._window.statusBar().showMessage("已添加书签。", 4000)

    @Slot(Qt.ApplicationState)
    def _look_again(self, state: Qt.ApplicationState) -> None:
        """The reader comes back from elsewhere: take over what the command line has written meanwhile."""
        if state == Qt.ApplicationState.ApplicationActive:
            self.room.desk.refresh()

    @Slot(QMenu, object)
    def _add_to_menu(self, menu: QMenu, place: Place | None) -> None:
        """What can be done with the selection, with the words that were clicked,
        and with the mark on them.
        """
        commands, room = self._window.commands, self.room
        menu.addSeparator()
        if self._selected() is not None:
            if room.markable:
                menu.addMenu(
                    commands.menus[next(name for name in commands.menus if name.endswith("/突出显示(&H)"))]
                )
                menu.addActions(commands.pick("underline", "write_note"))
            menu.addAction(commands["copy_citation"])
        if place is None or not room.markable:
            return
        menu.addAction("添加或取消书签").triggered.connect(partial(self._call, room.bookmark_at, place.key))
        for mark in self._window.viewing.reader.marks_on(place)[:1]:
            menu.addSeparator()
            menu.addAction(f"查看{NAMES[mark.kind]}").triggered.connect(
                partial(self._call, room.show_marks, [mark])
            )
            menu.addAction(f"删除{NAMES[mark.kind]}").triggered.connect(
                partial(self._call, room.remove, mark.id)
            )

    @staticmethod
    def _call(act: Callable[[Any], object], given: object, _checked: bool = False) -> None:
        act(given)

    @Slot()
    def _tell_state(self) -> None:
        desk = self.room.desk
        trouble = desk.trouble or desk.refused
        self._touched = self._touched or desk.saving
        if trouble and trouble != self.warning.sentence:
            if desk.refused:
                self.warning.say(trouble)
            else:
                self.warning.say(f"批注未保存：{trouble}", "再试一次", desk.retry)
        elif not trouble:
            self.warning.hide()
        self.state.setText(_UNSAVED if desk.trouble else _SAVING if desk.saving else _SAVED)
        self.state.setVisible(bool(desk.trouble) or self._touched)
        self.state.setProperty("trouble", bool(desk.trouble))
        self.state.style().unpolish(self.state)
        self.state.style().polish(self.state)

    @Slot(object)
    def _tell_report(self, report: MergeReport) -> None:
        waiting = report.count("fuzzy", "tray")
        self._window.notice.say(
            report.sentence, "查看" if waiting else "", self._show_tray if waiting else None
        )

    def _show_tray(self) -> None:
        self.dock.show()
        waiting = [mark for mark in self.room.desk.in_order() if mark.placed != "placed"]
        if waiting:
            self.room.panel.show_mark(waiting[0].id)

    @Slot(int, int)
    def _tell_progress(self, done: int, of_all: int) -> None:
        if done < of_all:
            self._window.statusBar().showMessage(f"规划已更新，正在为批注查找新位置：{done} / {of_all}")
        else:
            self._window.statusBar().clearMessage()

    @Slot(object)
    def _tell_incident(self, incident: Incident) -> None:
        show = partial(self.room.keeping.show_incident, incident)
        self._window.notice.say(incident.sentence, "查看可恢复的批注", show)
