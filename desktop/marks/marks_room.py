"""What the person does with marks: by actions, at the bar beside a selection, and in the panel."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QPoint, QRect, Qt, Slot

from db.errors import DataFolderError
from db.records import Place
from db.user.anchors import make_anchor
from db.user.errors import AnchorError
from db.user.mark_edits import NAMES, Fields, edited, new_mark
from db.user.person import Person, PersonFile, earlier_marks, rename_change
from db.user.records import Category, Change, Edit, Mark, MarkKind, TextRange, now
from desktop.look.theme import Theme
from desktop.marks.mark_bar import MarkBar
from desktop.marks.mark_dialogs import Listed, MarkDialogs
from desktop.marks.mark_store import MarkStore
from desktop.marks.marks_panel import MarksPanel
from desktop.marks.signature import SignatureDialog
from desktop.marks.spot_card import SpotCard
from desktop.room import PAGE, Reading, Shell

_SELECT = "请先在正文中选中文字。"
_NOT_READY = "批注还没有读出来，请稍候再试。"


class MarksRoom(QObject):
    """Asks the store for every change, and shows on page and outline, in panel and bar what there is."""

    def __init__(self, shell: Shell, parent: QObject) -> None:
        super().__init__(parent)
        self._shell, self._reading = shell, shell.room(Reading)
        self._titles: Mapping[str, str] = {}
        self._waiting: tuple[str, Callable[[], object]] | None = None
        """What is to be done when marks can be put on the plan with this slug."""
        self._person = PersonFile(shell.marks_folder)
        page = self._reading.page_widget()
        self.store = MarkStore(self)
        self.panel = MarksPanel(self.store, shell.pool)
        self.bar = MarkBar(page)
        self.card = SpotCard(page)
        self._spot: tuple[Mark, QPoint] | None = None
        """The first mark on the card, and how far from its first line the card stands."""
        self.dialogs = MarkDialogs(self.store, page, lambda: self.person.author, shell.pool)
        self._connect()

    def _connect(self) -> None:
        store, panel, bar, editor = self.store, self.panel, self.bar, self.panel.editor
        store.changed.connect(self._take_change)
        store.ready.connect(self._ready)
        bar.highlight_asked.connect(self.highlight)
        bar.underline_asked.connect(self.underline)
        bar.note_asked.connect(self.write_note)
        bar.copy_asked.connect(self._reading.copy)
        bar.citation_asked.connect(self._reading.copy_citation)
        card = self.card
        card.edit_asked.connect(partial(self.show_card, write=True))
        card.removal_asked.connect(self.remove)
        card.copy_asked.connect(self._copy_mark)
        card.colour_asked.connect(self._colour)
        card.left.connect(self._focus_page)
        panel.go_requested.connect(self._go)
        panel.removal_asked.connect(self.remove_all)
        panel.left.connect(self._focus_page)
        editor.edited.connect(self.edit)
        editor.typed.connect(self.write_words)
        editor.undo_asked.connect(store.stack.undo_in)
        editor.redo_asked.connect(store.stack.redo_in)
        editor.removal_asked.connect(self.remove)
        editor.signature.given.connect(self._take_name)
        editor.signature.declined.connect(self._take_no_name)
        editor.accept_asked.connect(self.dialogs.accept)
        editor.decline_asked.connect(self.dialogs.decline)
        editor.place_asked.connect(self.place_here)
        editor.candidates_asked.connect(self.dialogs.show_candidates)

    # Who marks

    @property
    def person(self) -> Person:
        """Who marks, as they said."""
        return self._person.read()

    @Slot(str, str)
    def sign(self, name: str, unit: str) -> None:
        """From now on this name and unit stand on notes and in files; marks under an earlier name of the
        person are offered to be renamed.
        """
        self._keep(self.person.named(name, unit))
        person = self.person
        earlier = earlier_marks(self.store.in_order(), person)
        if earlier and (person.name or person.unit):
            self._shell.say(f"{_earlier(earlier)}，要改为“{person.author}”吗？", "改署名", self.rename)

    @Slot()
    def rename(self) -> None:
        """Put the person's name on their marks that bear an earlier one, in one step; 撤销 takes it back."""
        person = self.person
        change = rename_change(earlier_marks(self.store.in_order(), person), person, now())
        if change:
            self.store.do(change)
            back = partial(self.store.stack.take_back, change)
            self._shell.say_done(f"已改 {len(change.edits)} 条批注的署名。", "撤销", back)

    def _keep(self, person: Person) -> None:
        try:
            self._person.write(person)
        except DataFolderError as error:
            self.store.failed.emit(str(error))
        self._shell.events.person_changed.emit()

    @Slot(str, str)
    def _take_name(self, name: str, unit: str) -> None:
        """The name came beneath a note: it stands on that one at once."""
        editor = self.panel.editor
        person, mark = self.person.named(name, unit), editor.mark
        self._keep(person)
        if mark is not None and mark.author in person.names:
            self.store.do(rename_change([mark], person, now()))
        self._leave_row()
        self.sign(name, unit)

    @Slot()
    def _take_no_name(self) -> None:
        self._keep(replace(self.person, asked=True))
        self._leave_row()

    def _leave_row(self) -> None:
        """The row goes: who had the keyboard in it writes on."""
        row = self.panel.editor.signature
        within = row.isAncestorOf(row.focusWidget() or self.panel)
        row.hide()
        if within:
            self.panel.editor.write()

    def _named_first(self, then: Callable[[], object]) -> None:
        """Ask for the person's name before the first file that bears it, and go on in either case."""
        if self.person.asked or not self.panel.shown():
            then()
            return
        earlier = [mark for mark in self.store.in_order() if mark.author in self.person.names]
        words = f"{_earlier(earlier)}，也改为这个署名" if earlier else ""
        dialog = SignatureDialog(words, self._shell.frame)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(lambda code: self._take_dialog(dialog, then, taken=bool(code)))
        dialog.open()

    def _take_dialog(self, dialog: SignatureDialog, then: Callable[[], object], *, taken: bool) -> None:
        name, unit = dialog.fields.values
        if taken and (name or unit):
            self._keep(self.person.named(name, unit))
            if dialog.also.isChecked():
                self.rename()
        else:
            self._keep(replace(self.person, asked=True))
        then()

    # What the window tells

    @property
    def markable(self) -> bool:
        """Marks can be put on the plan that is open."""
        return self.store.text(self._shell.slug) is not None

    def set_plan(self, slug: str) -> None:
        """Another plan is open."""
        # What is being typed becomes the note before its card may go.
        self.panel.editor.commit()
        self.bar.hide()
        self.card.close_card()
        self.store.move_to_edition(slug)
        self._take_marks()

    def set_titles(self, titles: Mapping[str, str]) -> None:
        """The titles of all plans, by slug."""
        self._titles = titles
        self._take_marks()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.panel.set_theme(theme)
        self.bar.set_theme(theme)
        self.card.set_theme(theme)

    @Slot(object, QRect)
    def take_selection(self, reach: TextRange | None, line: QRect) -> None:
        """Words were selected on the page, or none; `line` is their last line."""
        # There may be two pages; it belongs to the one whose words were selected.
        self.bar.hover_over(self._reading.page_widget())
        if reach is None:
            self.bar.hide()
        else:
            self.bar.set_markable(self.markable)
            self.bar.pop_up(line)

    @Slot(object, int)
    def follow(self, place: Place, _percent: int) -> None:
        """The person is at another place of the plan now."""
        text = self.store.text(place.plan)
        self.bar.hide()
        if text is not None and place.key in text.at:
            at = place.span[0] if place.span else 0
            self.panel.follow(text.position(TextRange(place.key, at, place.key, at))[0])

    @Slot(object, QRect)
    def show_marks(self, marks: Sequence[Mark], line: QRect, *, take: bool = True) -> None:
        """Marks were clicked on the page: show what they say at the spot, and in the panel if it is open."""
        # Notes are nobody's business in a meeting.
        if not marks or self._reading.presenting:
            return
        if self._shell.dock("marks").isVisible():
            self.panel.show_mark(marks[0].id)
        self._spot = marks[0], line.topLeft() - self._line_of(marks[0]).topLeft()
        self.card.show_marks(self._reading.page_widget(), marks, line, take=take)

    def show_at_spot(self, id_: str, *, take: bool = True) -> None:
        """Show what a mark says beside its words; in the panel where these are out of sight."""
        mark = self.store.marks.get(id_)
        line = self._line_of(mark) if mark is not None else QRect()
        if mark is not None and not line.isNull():
            self.show_marks([mark], line, take=take)
        elif mark is not None:
            self.show_card(id_)

    @Slot()
    def follow_card(self) -> None:
        """The page was scrolled: the card goes with its words, and closes where they leave the page."""
        if self.card.mark is None or self._spot is None:
            return
        mark, beside = self._spot
        line = self._line_of(mark)
        if line.isNull():
            self.card.close_card()
        else:
            self.card.move_to(line.translated(beside))

    def show_note(self, id_: str) -> None:
        """Show a mark's words on the page, and what it says beside them."""
        mark = self.store.marks.get(id_)
        if mark is not None:
            self._go(mark)
            # Whoever walks through what was found goes on doing so.
            self.show_at_spot(id_, take=False)

    def show_card(self, id_: str, *, write: bool = False) -> None:
        """Show a mark's card in the panel; with `write` the keyboard goes into its note."""
        self._shell.dock("marks").show()
        self.panel.show_mark(id_, write=write)
        if write:
            self.panel.editor.ask_name(on=not self.person.asked)

    # What the person does

    @Slot(str)
    def highlight(self, category: str) -> None:
        """Highlight the selected words; the same words in another colour take it, in the same colour they
        lose it.
        """
        reach = self._reach()
        chosen = self.store.category(category)
        if reach is None or chosen is None:
            return
        there = self._same("highlight", reach)
        if there is None:
            self._add("highlight", reach, chosen)
        elif there.category == category:
            self.remove(there.id)
        else:
            # In a colour for tasks it becomes one; out of it, it stays what the person made of it.
            self.edit(there.id, Fields(category=category, state="待办" if chosen.task else there.state))
        self._done()

    def highlight_nth(self, number: int) -> None:
        """Highlight with the colour of this number, from 0, of those that are offered."""
        offered = self.offered()
        if number < len(offered):
            self.highlight(offered[number].id)

    @Slot()
    def underline(self) -> None:
        """Underline the selected words, or take their line away."""
        reach = self._reach()
        if reach is None:
            return
        there = self._same("underline", reach)
        if there is not None:
            self.remove(there.id)
        else:
            self._add("underline", reach)
        self._done()

    @Slot()
    def write_note(self) -> None:
        """Write a note on the selected words; on words that have a mark already, into that one."""
        reach = self._reach()
        if reach is None:
            return
        there = self._same("note", reach) or self._same("highlight", reach) or self._same("underline", reach)
        id_ = there.id if there is not None else self._add("note", reach)
        self._done()
        if id_:
            self.show_card(id_, write=True)

    @Slot()
    def bookmark(self) -> None:
        """Put a bookmark where the person is, or take it away."""
        reach, place = self._reading.selected(), self._reading.spot()
        key = reach.start_key if reach is not None else place.key if place is not None else ""
        if key:
            self.bookmark_at(key)

    @Slot(str)
    def bookmark_at(self, key: str) -> None:
        """Put a bookmark on a chapter, box or paragraph, or take it away."""
        self._turn_bookmark(TextRange(key, 0, key, 0), whole=True)

    @Slot(object)
    def bookmark_row(self, place: Place) -> None:
        """Put a bookmark on the words of a table's row, or take it away."""
        if place.span is None or place.span[0] == place.span[1]:
            self.bookmark_at(place.key)
        else:
            self._turn_bookmark(TextRange(place.key, place.span[0], place.key, place.span[1]), whole=False)

    def _turn_bookmark(self, reach: TextRange, *, whole: bool) -> None:
        if not self.markable:
            self.store.said.emit(self.store.refused or _NOT_READY)
            return
        there = [
            mark for mark in self.store.beginning(self._shell.slug, reach.start_key)
            if mark.kind == "bookmark" and mark.placed == "placed" and mark.anchor.whole == whole
            and (whole or mark.anchor.reach == reach)
        ]  # fmt: skip
        if there:
            self.remove(there[0].id)
        elif self._add("bookmark", reach, whole=whole):
            self._shell.mention("已添加书签。")

    def note_at(self, place: Place) -> None:
        """Write a note on the words at a place, into the one that they have if they have one."""
        start, end = place.span or (0, 0)
        reach = TextRange(place.key, start, place.key, end)
        there = self._same("note", reach)
        id_ = there.id if there is not None else self._add("note", reach, whole=place.span is None)
        if id_:
            self.show_card(id_, write=True)

    def when_ready(self, slug: str, do: Callable[[], object]) -> None:
        """Do it as soon as marks can be put on the plan that was opened just now; say so if that takes
        longer.
        """
        if self._shell.slug != slug or self.store.refused or not self.store.is_open:
            self.store.said.emit(self.store.refused or _NOT_READY)
        elif self.markable:
            do()
        else:
            self._waiting = slug, do

    @Slot(str)
    def remove(self, id_: str) -> None:
        """Remove a mark; 撤销 brings it back."""
        self.remove_all([id_])

    @Slot(object)
    def remove_all(self, ids: Sequence[str]) -> None:
        """Remove marks in one step; 撤销 brings them back."""
        marks = [mark for id_ in ids if (mark := self.store.marks.get(id_)) is not None]
        if marks:
            what = NAMES[marks[0].kind] if len(marks) == 1 else f"{len(marks)}条批注"
            change = Change(f"删除{what}", tuple(Edit(mark, None) for mark in marks))
            self.store.do(change)
            verb = "取消" if marks[0].kind == "bookmark" and len(marks) == 1 else "删除"
            # What is still said of adding it is no longer so.
            self._shell.mention("")
            self._shell.say_done(f"已{verb}{what}。", "撤销", partial(self.store.stack.take_back, change))

    def remove_here(self) -> None:
        """Remove the mark whose card is current, or the one on the selected words."""
        reach = self._reading.selected()
        here = self.store.beginning(self._shell.slug, reach.start_key) if reach is not None else []
        mark = next((mark for mark in here if mark.anchor.reach == reach), self.panel.editor.mark)
        if mark is not None:
            self.remove(mark.id)

    @Slot(str, object)
    def edit(self, id_: str, fields: Fields, act: str = "") -> None:
        """Give a mark other content; changes of one `act` are taken back together."""
        mark = self.store.marks.get(id_)
        if mark is not None:
            after = edited(mark, now(), **fields)
            if after != mark:
                change = Change(f"修改{NAMES[mark.kind]}", (Edit(mark, after),))
                self.store.do(change, act)
                if gone := [tag for tag in mark.tags if tag not in after.tags]:
                    back = partial(self.store.stack.take_back, change)
                    self._shell.say_done(f"已删除标签：{'、'.join(gone)}", "撤销", back)

    @Slot(str, str, str)
    def write_words(self, id_: str, note: str, act: str) -> None:
        """Keep a note as it is being typed."""
        self.edit(id_, Fields(note=note), act)

    def step(self, by: int) -> None:
        """Go to the next (+1) or previous (-1) mark from where the person is."""
        marks = [mark for mark in self.store.of_plan(self._shell.slug) if mark.placed == "placed"]
        current = self.panel.editor.mark
        ids = [mark.id for mark in marks]
        at = (
            ids.index(current.id) + by
            if current is not None and current.id in ids
            else 0
            if by > 0
            else len(ids) - 1
        )
        if 0 <= at < len(marks):
            self.panel.show_mark(ids[at])
            self._go(marks[at])
            if not self._shell.dock("marks").isVisible():
                self.show_at_spot(ids[at])

    @Slot(str)
    def place_here(self, id_: str) -> None:
        """Put a mark that waits in the tray on the words that are selected."""
        reach = self._reach()
        if reach is not None:
            self.dialogs.place(id_, reach)
            self._done()

    def export(self) -> None:
        """Write the marks that are listed to a file."""
        self._named_first(lambda: self.dialogs.ask_export(self.panel.shown(), self._listed()))

    def excerpt(self) -> None:
        """Collect what the listed marks stand on into one document."""
        self._named_first(lambda: self.dialogs.ask_excerpts(self.panel.shown(), self._listed()))

    def offered(self) -> list[Category]:
        """The colours that are offered, in their order."""
        return [each for each in self.store.categories if each.offered]

    def finish(self) -> None:
        """The window is closing: keep what is being typed, and write all that is left."""
        self.panel.editor.commit()
        self.store.finish()

    # Within

    def _listed(self) -> Listed:
        everywhere = self.panel.bar.everywhere
        whole = self.store.in_order() if everywhere else self.store.of_plan(self._shell.slug)
        return Listed("全部规划" if everywhere else self._titles.get(self._shell.slug, ""), len(whole))

    def _reach(self) -> TextRange | None:
        # What is selected on a page that nobody sees is not meant.
        reach = self._reading.selected() if self._shell.front == PAGE else None
        if not self.markable:
            self.store.said.emit(self.store.refused or _NOT_READY)
            return None
        if reach is None:
            self.store.said.emit(_SELECT)
        return reach

    def _same(self, kind: MarkKind, reach: TextRange) -> Mark | None:
        marks = self.store.beginning(self._shell.slug, reach.start_key)
        return next(
            (m for m in marks if m.kind == kind and m.placed == "placed" and m.anchor.reach == reach), None
        )

    def _add(
        self, kind: MarkKind, reach: TextRange, category: Category | None = None, *, whole: bool = False
    ) -> str:
        text = self.store.text(self._shell.slug)
        if text is None:
            return ""
        try:
            anchor = make_anchor(text, reach, whole=whole)
        except AnchorError as error:
            self.store.failed.emit(str(error))
            return ""
        mark = new_mark(kind, anchor, self.person.author, now(), category)
        self.store.do(Change(f"添加{NAMES[kind]}", (Edit(None, mark),)))
        return mark.id

    def _done(self) -> None:
        self.bar.hide()
        self._reading.unselect()

    @Slot()
    def _focus_page(self) -> None:
        self._reading.page_widget().setFocus()

    @Slot(object)
    def _go(self, mark: Mark) -> None:
        if mark.placed == "placed":
            self._shell.go_to(_place(mark))

    def _line_of(self, mark: Mark) -> QRect:
        return self._reading.line_of(_place(mark)) if mark.placed == "placed" else QRect()

    @Slot(object)
    def _copy_mark(self, mark: Mark) -> None:
        reach = mark.anchor.reach
        if mark.anchor.whole:
            reach = TextRange(reach.start_key, 0, reach.end_key, 1 << 30)
        self._reading.copy_range(reach)

    @Slot(str, str)
    def _colour(self, id_: str, category: str) -> None:
        """Give a mark a colour; a note or line that has it already loses it, a highlight keeps it."""
        mark, chosen = self.store.marks.get(id_), self.store.category(category)
        if mark is None or chosen is None:
            return
        if mark.category == category:
            self.edit(id_, Fields(category=category if mark.kind == "highlight" else None))
        else:
            self.edit(id_, Fields(category=category, state="待办" if chosen.task else mark.state))

    @Slot(object)
    def _take_change(self, change: Change | None) -> None:
        """Show what has changed; only that, where it is marks that came, went or were edited."""
        if change is None or change.categories:
            self._take_marks()
        elif change.edits:
            slug = self._shell.slug
            edits = [edit for edit in change.edits if slug in _plans(edit)]
            self.panel.take(change.edits)
            self.card.renew(self.store.marks)
            self._reading.change_marks(edits, self.store.of_plan(slug))

    def _take_marks(self) -> None:
        self.bar.set_categories(self.offered())
        self.card.set_categories(self.store.categories)
        self.card.renew(self.store.marks)
        self.panel.renew(self._titles, self._shell.slug)
        self._reading.set_marks(self.store.of_plan(self._shell.slug), self.store.colours())

    @Slot(str)
    def _ready(self, slug: str) -> None:
        if slug == self._shell.slug:
            self.bar.set_markable(self.markable)
        # Whatever plan it was for: who has opened another one since wants it no more.
        waiting, self._waiting = self._waiting, None
        if waiting is not None and waiting[0] == slug == self._shell.slug and self.markable:
            waiting[1]()


def _earlier(marks: Sequence[Mark]) -> str:
    names = "、".join(f"“{name}”" for name in sorted({mark.author for mark in marks}))
    return f"有 {len(marks)} 条批注署名为{names}"


def _place(mark: Mark) -> Place:
    reach = mark.anchor.reach
    # A place is on one passage: of words over several the rest of the first one is shown.
    end = reach.end if reach.end_key == reach.start_key else 1 << 30
    span = None if mark.anchor.whole else (reach.start, end)
    return Place(mark.anchor.plan, reach.start_key, span, mark.anchor.quote)


def _plans(edit: Edit[Mark]) -> set[str]:
    return {mark.anchor.plan for mark in (edit.before, edit.after) if mark is not None}
