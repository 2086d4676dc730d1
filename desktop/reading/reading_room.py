"""The room for reading, as the shell knows it: pages, outline, and how the plan is looked at (one page or
two, the whole screen, presenting).

It is the only room that is made before the first paint.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from db.records import Gap, HitSpans, Place, Plan
from desktop.look.appearance import Appearance
from desktop.look.theme import Theme
from desktop.reading.meeting import ActionGate, PlaceFound, without_notes
from desktop.reading.navigation import Navigation
from desktop.reading.outline_model import OutlineModel
from desktop.reading.outline_panel import OutlinePanel
from desktop.reading.outline_view import OutlineView
from desktop.reading.page_view import PageView
from desktop.reading.pages import Pages
from desktop.reading.presentation import Presentation
from desktop.reading.selection_count import SelectionCount
from desktop.room import GO, PAGE, VIEW, ActionSpec, Room, RowTables, Searching, Shell
from desktop.typeset.page_blocks import PageBlocks
from desktop.widgets.controls import label

if TYPE_CHECKING:
    from db.user.records import Edit, Mark, TextRange
    from desktop.reading.chapter_jump import ChapterJump


@dataclass(slots=True)
class PlacesLeft:
    """Where each plan was left, by its slug: as it stands in the settings."""

    places: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Passage key and code point at the top of the page."""
    beside: dict[str, tuple[str, int]] = field(default_factory=dict)
    """The same of the second page, of plans that had one open."""
    opened: dict[str, list[str]] = field(default_factory=dict)
    """Keys of the chapters that are open in the outline."""
    folded: dict[str, list[str]] = field(default_factory=dict)
    """Those that the person closed by hand."""


class ReadingRoom(Room):
    """Holds pages and outline, does with them what other rooms ask, and tells other rooms what happens
    there.
    """

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._hits: HitSpans = {}
        self._hit: Place | None = None
        self._marks: tuple[Sequence[Mark], Mapping[str, str]] = (), {}
        self.first = PageView()
        self.model = OutlineModel(self)
        self.outline = OutlineView(self.model)
        self.contents = OutlinePanel(self.outline, self.model, shell.pool)
        self.pages = Pages(self.first, self.model)
        self.presentation = Presentation(shell.frame)
        self.jump: ChapterJump | None = None
        """Made when it is first asked for."""
        self._found: PlaceFound | None = None
        """How presenting found the window."""
        self.navigation = Navigation(shell, self.pages, self.model)
        self.chosen = label()
        """How much is selected."""
        self.chosen.setAccessibleName("已选字数")
        self._counting = SelectionCount(shell.pool, self)
        self._left = PlacesLeft()
        self._gate = ActionGate(shell)
        self.prepared: PageBlocks | None = None
        """The blocks of the plan that is shown next, where they were made in the background."""

    def actions(self) -> list[ActionSpec]:
        return [
            ActionSpec(
                "toggle_outline", VIEW, "目录(&O)", self._toggle_outline, "outline", ("F9",), checkable=True
            ),
            ActionSpec(
                "larger",
                VIEW,
                "放大字号(&L)",
                self.zoom,
                "larger",
                ("Ctrl+=", "Ctrl++"),
                lined=True,
                given=1,
            ),
            ActionSpec("smaller", VIEW, "缩小字号(&S)", self.zoom, "smaller", ("Ctrl+-",), given=-1),
            ActionSpec("usual_size", VIEW, "恢复字号(&R)", self.zoom, "size", ("Ctrl+0",), given=0),
            ActionSpec(
                "numbers",
                VIEW,
                "显示段号(&M)",
                self._turn_numbers,
                "numbers",
                ("F7",),
                checkable=True,
                rank=30,
            ),
            ActionSpec(
                "beside",
                VIEW,
                "双栏对照(&B)",
                self._turn_beside,
                "beside",
                ("F8",),
                checkable=True,
                lined=True,
                rank=30,
            ),
            ActionSpec("other_page", VIEW, "切换左右栏(&W)", self._to_other_page, keys=("F6",), rank=30),
            ActionSpec(
                "present",
                VIEW,
                "演示(&P)",
                self._present,
                "present",
                ("F5",),
                checkable=True,
                lined=True,
                rank=30,
            ),
            ActionSpec(
                "full_screen",
                VIEW,
                "全屏(&U)",
                self._turn_full_screen,
                "fullscreen",
                ("F11",),
                checkable=True,
                rank=30,
            ),
            ActionSpec(
                "usual_layout",
                VIEW,
                "恢复默认布局(&D)",
                self.shell.lay_out_docks,
                "panels",
                lined=True,
                rank=30,
            ),
            ActionSpec("to_outline", GO, "到目录(&O)", self.focus_outline, "outline", ("Ctrl+1",)),
            ActionSpec(
                "filter_outline", GO, "筛选目录(&I)", self._filter_outline, "search", ("Ctrl+Shift+O",)
            ),
            ActionSpec("to_page", GO, "到正文(&T)", self._to_page, "text", ("Ctrl+2",), checkable=True),
            ActionSpec("locate", GO, "定位当前章节(&L)", self._locate, "locate", ("Ctrl+L",), rank=31),
            *self.navigation.actions(),
        ]

    def status(self) -> list[QWidget]:
        return [self.chosen]

    def dock_widget(self) -> QWidget:
        return self.contents

    def connect_shell(self) -> None:
        events = self.shell.events
        self._connect_page(self.first)
        self.pages.second_made.connect(self._connect_page)
        self.pages.beside_turned.connect(self._turned_beside)
        self.pages.moved.connect(self._follow)
        self.pages.moved.connect(events.moved)
        self.outline.place_requested.connect(self.shell.go_to)
        self.outline.place_requested.connect(self.outline.reveal)
        self.outline.search_requested.connect(events.chapter_search_requested)
        self.outline.print_requested.connect(events.chapter_print_requested)
        self.outline.bookmark_requested.connect(events.bookmark_requested)
        self.presentation.turned.connect(self._turned_presenting)
        self.presentation.chapters_asked.connect(self._show_jump)
        self.presentation.search_asked.connect(self._search)
        self._counting.counted.connect(self._tell_chosen)
        events.front_changed.connect(self._tell_front)
        self._tell_front()
        dock = self.shell.dock("outline")
        dock.visibilityChanged.connect(self.shell.action("toggle_outline").setChecked)
        self.shell.action("other_page").setEnabled(False)
        self.navigation.tell()

    @Slot(object)
    def _connect_page(self, page: PageView) -> None:
        events = self.shell.events
        self._counting.watch(page)
        self.presentation.watch(page.viewport())
        page.zoom_asked.connect(self.zoom)
        page.link_followed.connect(self.shell.go_to)
        page.steps_asked.connect(self.navigation.step)
        page.search_requested.connect(self._search_for)
        page.hit_requested.connect(events.hit_requested)
        page.selection_ended.connect(events.selection_ended)
        page.marks_pressed.connect(events.marks_pressed)
        page.menu_opening.connect(events.page_menu_opening)
        page.verticalScrollBar().valueChanged.connect(events.scrolled)

    # The plan, and the looks

    def page(self) -> QWidget:
        return self.pages

    def set_plan(self, plan: Plan) -> None:
        """Show the plan where it was left, and remember where the one before is left."""
        # Before the pages show the next plan: afterwards they know only where that one stands.
        self._remember()
        slug, left = plan.info.slug, self._left
        self.model.set_plan(plan)
        self.outline.set_plan(slug, left.opened.get(slug, []), left.folded.get(slug, []))
        parts = self.prepared if self.prepared is not None and self.prepared.plan is plan else None
        self.prepared = None
        self.pages.set_plan(plan, _place(slug, left.places), _place(slug, left.beside), parts)
        if not self.first.isVisible():
            # Behind another room it says where it stands only when it is shown.
            here = self.first.place()
            self.shell.show_where(self._where(here) if here is not None else "")
        self.navigation.arrive(slug)

    def state(self) -> dict[str, Any]:
        self._remember()
        return asdict(self._left)

    def restore(self, state: Mapping[str, Any]) -> None:
        self._left = PlacesLeft(**state)

    def _remember(self) -> None:
        second, place = self.pages.second, self.first.place()
        beside = second.place() if second is not None else None
        if place is not None:
            # A second page that was closed since must not come back at the next start.
            self._left.beside.pop(place.plan, None)
            self._left.places[place.plan] = _spot(place)
            self._left.opened[place.plan], self._left.folded[place.plan] = self.outline.folding()
        if beside is not None:
            self._left.beside[beside.plan] = _spot(beside)

    def set_looks(self, looks: Appearance) -> None:
        """Show the pages in these looks; while presenting, in larger type."""
        shown = self.presentation.looks(looks)
        self.pages.set_looks(shown)
        self.shell.action("numbers").setChecked(shown.numbered)
        self.shell.action("smaller").setEnabled(shown.zoomed(-1) != shown)
        self.shell.action("larger").setEnabled(shown.zoomed(1) != shown)

    def set_theme(self, theme: Theme) -> None:
        self.contents.set_theme(theme)

    def note_state(self) -> None:
        """The window has filled the screen, or no longer."""
        full = self.shell.frame.isFullScreen() and not self.presenting
        self.shell.action("full_screen").setChecked(full)

    # What other rooms ask (see desktop.room.Reading)

    @property
    def presenting(self) -> bool:
        """Whether the page stands alone on a screen, for a meeting."""
        return self.presentation.on

    def page_widget(self) -> QWidget:
        """The page that the person is in, to hover over."""
        return self.pages.reader

    def place(self) -> Place | None:
        """Where the first page stands."""
        return self.first.place()

    def progress(self) -> int:
        """How far the first page is, in percent of the plan."""
        return self.first.progress()

    def spot(self) -> Place | None:
        """Where the person is: at the cursor, if it is in sight, else at the top of the page."""
        page = self.pages.reader
        # At position 0 nobody has put the cursor anywhere yet.
        if page.viewport().rect().intersects(page.cursorRect()) and page.textCursor().position() > 0:
            return page.cursor_place()
        return page.place()

    def sees(self, place: Place) -> bool:
        """Whether the first words at a place are in sight on the first page."""
        return self.first.sees(place)

    def show_search(self, *, on: bool) -> None:
        """Show the bar with the search box also while the page stands alone on a screen, or hide it there
        again.
        """
        self.presentation.show_search(on=on)

    def cursor_place(self) -> Place | None:
        """Where the cursor stands on the first page."""
        return self.first.cursor_place()

    def titles(self, key: str) -> Sequence[str]:
        """The headings above a passage, from the top."""
        return self.model.titles(key)

    def selected(self) -> "TextRange | None":
        """The words that are selected."""
        return self.pages.reader.selected()

    def selected_text(self) -> str:
        """The words that are selected on the first page."""
        return self.first.textCursor().selectedText().strip()

    def marks_on(self, place: Place) -> "list[Mark]":
        """The marks that are drawn there."""
        return self.pages.reader.marks_on(place)

    def line_of(self, place: Place) -> QRect:
        """Where the first words at a place stand on the page, in its coordinates; null out of sight."""
        return self.pages.reader.line_of(place)

    def copy_range(self, reach: "TextRange") -> None:
        """Copy words of the plan, with where they stand."""
        self.pages.reader.copy_range(reach)
        self.shell.mention("已复制，并附出处。")

    def page_count(self) -> int:
        """1, or 2 while places are compared."""
        return len(self.pages.panes)

    def unselect(self) -> None:
        """Let go of what is selected."""
        self.pages.reader.unselect()

    def copy(self) -> None:
        """Copy what is selected."""
        if copied := self.pages.reader.copy_chosen():
            self.shell.mention(copied)

    def copy_citation(self) -> None:
        """Copy it with where it stands; without a selection, the passage where the person is: in the tables,
        that of the chosen row.
        """
        if self.shell.front == "tables":
            row = self.shell.room(RowTables).chosen_place()
            if row is None or row.plan != self.shell.slug:
                self.shell.mention(
                    "请先在表中选中一行。" if row is None else "这一行出自另一部规划，请先定位到原文。"
                )
                return
            self.pages.reader.copy_whole(row.key, source=True)
        elif self.selected() is not None:
            QGuiApplication.clipboard().setMimeData(self.pages.reader.copied(source=True))
        elif (place := self.spot()) is not None:
            self.pages.reader.copy_whole(place.key, source=True)
        else:
            return
        self.shell.mention("已复制，并附出处。")

    def focus_page(self) -> None:
        """Bring the page to the front, to read on."""
        self.shell.turn_to(PAGE).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_outline(self) -> None:
        """Turn to the outline; while presenting, to a list of the chapters."""
        if self.presenting:
            self._show_jump()
            return
        self.shell.dock("outline").show()
        self.outline.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def be_in_first(self) -> None:
        """What is shown next is shown on the first page."""
        self.pages.be_in_first()

    def go_to_hit(self, place: Place) -> None:
        """Show a hit, on the first page: the second stays where the person put it."""
        self.navigation.go_to_hit(place)

    def return_to(self, place: Place) -> None:
        """Stand again where the person was, on the first page."""
        self.navigation.return_to(place)

    def set_hits(self, hits: HitSpans) -> None:
        """Mark what was found."""
        self._hits = hits
        self.pages.on_both(lambda page: page.set_hits(hits))

    def set_hit(self, place: Place | None) -> None:
        """Point at the current hit."""
        self._hit = place
        self.pages.on_both(lambda page: page.set_current_hit(place))

    def count_hits(self, hits: Mapping[str, int]) -> None:
        """Tell how many hits there are in each chapter."""
        self.model.set_hits(hits)

    def show_only_hits(self, only: bool) -> None:
        """Show in the outline only chapters with hits, or all."""
        self.outline.show_only_hits(only)

    def set_marks(self, marks: "Sequence[Mark]", colours: Mapping[str, str]) -> None:
        """Draw marks of the plan that is open, in colours by category, and count them in the outline."""
        self._marks = marks, colours
        drawn = without_notes(marks) if self.presenting else marks
        self.pages.on_both(lambda page: page.set_marks(drawn, colours))
        self.model.set_marks(_counted(marks, bookmarks=False), _counted(marks, bookmarks=True))

    def change_marks(self, edits: "Sequence[Edit[Mark]]", marks: "Sequence[Mark]") -> None:
        """Draw what became of some marks, of which there are `marks` now, and count them in the outline."""
        self._marks = marks, self._marks[1]
        if self.presenting:
            drawn = without_notes(marks)
            self.pages.on_both(lambda page: page.set_marks(drawn, self._marks[1]))
        else:
            self.pages.on_both(lambda page: page.change_marks(edits))
        before = [edit.before for edit in edits if edit.before is not None]
        after = [edit.after for edit in edits if edit.after is not None]
        changes: list[Counter[str]] = []
        for bookmarks in (False, True):
            # `subtract`, unlike -, keeps what becomes less than nothing.
            changes.append(_counted(after, bookmarks=bookmarks))
            changes[-1].subtract(_counted(before, bookmarks=bookmarks))
        self.model.change_marks(*changes)

    def set_filled(self, filled: Mapping[Gap, str]) -> None:
        """What the person entered for lost figures."""
        self.pages.set_filled(filled)

    # What the person does

    def zoom(self, steps: int) -> None:
        """Larger or smaller type, or (0) the usual one, for good; while presenting, for this once."""
        if self.presenting:
            self.presentation.zoom(steps)
            self.set_looks(self.shell.looks)
        else:
            self.shell.events.looks_chosen.emit(self.shell.looks.zoomed(steps))

    @Slot()
    def _search(self) -> None:
        # Asked for late: the search adds its actions when its room is made.
        self.shell.room(Searching)
        self.shell.action("find").trigger()

    def _search_for(self, words: str) -> None:
        self.shell.room(Searching).search_for(words)

    def _where(self, place: Place) -> str:
        return " › ".join(self.titles(place.key))

    @Slot(object, int)
    def _follow(self, place: Place, percent: int) -> None:
        self.outline.follow(place)
        self.shell.show_where(f"{self._where(place)}　{percent}%")

    @Slot(object)
    def _tell_chosen(self, words: int) -> None:
        self.chosen.setText(f"已选 {words:,} 字" if words else "")

    def _toggle_outline(self) -> None:
        if self.presenting:
            self._show_jump()
            return
        self.shell.dock("outline").setVisible(self.shell.action("toggle_outline").isChecked())

    def _show_jump(self) -> None:
        # Late: the first paint needs none of it.
        from desktop.reading.chapter_jump import ChapterJump

        plan, place = self.shell.plan, self.pages.reader.place()
        if plan is None:
            return
        if self.jump is None:
            self.jump = ChapterJump(self.shell.pool, self.shell.frame)
            self.jump.chosen.connect(self._jump_to)
            self.jump.left.connect(self.focus_page)
        if self.jump.isVisible():
            self.jump.close_list()
            return
        self.jump.line.set_theme(self.shell.looks.theme)
        chapter = plan.view.passage(place.key).chapter if place is not None else ""
        self.jump.show_chapters(tuple(plan.view.chapters.values()), chapter)

    @Slot(str)
    def _jump_to(self, key: str) -> None:
        self.shell.go_to(Place(self.shell.slug, key))
        self.focus_page()

    def _filter_outline(self) -> None:
        if self.presenting:
            self._show_jump()
            return
        self.shell.dock("outline").show()
        self.contents.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.contents.line.selectAll()

    def _to_page(self) -> None:
        self.focus_page()
        # It may have been in front before.
        self._tell_front()

    @Slot()
    def _tell_front(self) -> None:
        self.shell.action("to_page").setChecked(self.shell.front == PAGE)

    def _locate(self) -> None:
        place = self.pages.reader.place()
        if place is not None:
            self.shell.dock("outline").show()
            self.outline.reveal(place)

    def _turn_numbers(self) -> None:
        numbered = self.shell.action("numbers").isChecked()
        self.shell.events.looks_chosen.emit(replace(self.shell.looks, numbered=numbered))

    def _turn_beside(self) -> None:
        if self.shell.action("beside").isChecked():
            self.shell.turn_to(PAGE)
            self.pages.open_beside()
        else:
            self.pages.close_beside()

    @Slot(bool)
    def _turned_beside(self, on: bool) -> None:
        self.shell.action("beside").setChecked(on)
        self.shell.action("other_page").setEnabled(on)
        second = self.pages.second
        if second is not None:
            # It may have been closed, or not made yet, when these were told.
            second.set_hits(self._hits)
            second.set_current_hit(self._hit)
            marks, colours = self._marks
            second.set_marks(without_notes(marks) if self.presenting else marks, colours)

    def _to_other_page(self) -> None:
        self.shell.turn_to(PAGE)
        other = self.pages.second if self.pages.reader is self.first else None
        (other or self.first).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _present(self) -> None:
        if self.presenting:
            self.presentation.end()
        else:
            front, words = self.shell.front, self.shell.box.text()
            self.shell.turn_to(PAGE).setFocus(Qt.FocusReason.OtherFocusReason)
            self._found = PlaceFound(front, self.first.place(), words)
            self.presentation.begin(self.shell.looks)

    @Slot(bool)
    def _turned_presenting(self, on: bool) -> None:
        self.shell.action("present").setChecked(on)
        (self._gate.close if on else self._gate.open)()
        # Notes and bookmarks are nobody's business in a meeting.
        self.set_marks(*self._marks)
        self.set_looks(self.shell.looks)
        if not on:
            if self.jump is not None:
                self.jump.hide()
            self._leave_as_found()
            self.shell.show_passing_docks()

    def _leave_as_found(self) -> None:
        """What was looked for and looked at in the meeting leaves no trace but the way back to it."""
        found, self._found = self._found, None
        if found is None:
            return
        if self.shell.box.text() != found.words:
            self.shell.room(Searching).put_words(found.words)
        if found.place is not None and self.first.place() != found.place:
            self.return_to(found.place)
        self.shell.show_room(found.front)
        self.shell.focus_front()

    def _turn_full_screen(self) -> None:
        self.presentation.end()
        window = self.shell.frame
        window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)


def _spot(place: Place) -> tuple[str, int]:
    return place.key, place.span[0] if place.span else 0


def _place(slug: str, spots: Mapping[str, tuple[str, int]]) -> Place | None:
    if slug not in spots:
        return None
    key, offset = spots[slug]
    return Place(slug, key, (offset, offset))


def _counted(marks: "Iterable[Mark]", *, bookmarks: bool) -> Counter[str]:
    """How many bookmarks, or how many other marks, begin in each passage; those without a place left out."""
    return Counter(
        mark.anchor.reach.start_key
        for mark in marks
        if mark.placed == "placed" and (mark.kind == "bookmark") is bookmarks
    )
