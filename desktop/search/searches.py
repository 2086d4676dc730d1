"""Searching, as the shell knows it: the box, its results, and what they do to the page."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from db.export.results.forms import FORMS
from db.records import Note, Place, PlaceWord, Plan, Supplement
from db.search.query import REACHES, SearchQuery, as_query
from desktop.folders import SYNONYMS
from desktop.look.theme import Theme
from desktop.room import GO, PAGE, SEARCH, ActionSpec, Drop, Marking, Reading, Room, RowTables, Shell
from desktop.search.index_keeper import IndexKeeper
from desktop.search.search_box import SearchBox
from desktop.search.search_memory import SearchMemory
from desktop.search.search_room import SearchRoom
from desktop.search.search_service import SearchService
from desktop.widgets.controls import menu_entry, menu_line, open_menu
from desktop.widgets.filter_line import FIND_KEYS, line_at_hand, turn_to

if TYPE_CHECKING:
    from db.tables.named import NamedRow

_EXPORT = f"{SEARCH}/导出查找结果"
_EXPORTS = tuple(f"export_{form.name}" for form in FORMS)
_LONGEST = 30
"""Characters of a saved search that the menu shows."""
_LOW, _SHARE = 900, 6
"""A window lower than this many pixels gives the results so many times the height of the outline."""
_LONGEST_CHOSEN = 40
"""Characters that are selected on the page and taken for words to look for; more were selected for something
else.
"""


class Searches(Room):
    """Passes on what the page is to show."""

    _plan_came = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        box = shell.box
        # The shell places the box before this room is made, and knows it as a line only.
        assert isinstance(box, SearchBox)
        self._service = service = SearchService(shell.library)
        reading = shell.room(Reading)
        memory = SearchMemory(shell.folder)
        self.plan_search = SearchRoom(box, service, memory, _Here(shell), shell.pool, self)
        self.indexes = IndexKeeper(shell.library, shell.pool, self)
        self._reading = reading
        self._owed: tuple[NamedRow, str] | None = None
        """What is shown as soon as its plan is open."""
        self._placed = False
        """The dock was shown in this run: from then on it is as high as the person drew it."""
        self.saved = SavedMenu(self.plan_search, shell.frame)
        self.plan_search.place_requested.connect(reading.go_to_hit)
        self.plan_search.marks_changed.connect(reading.set_hits)
        self.plan_search.current_changed.connect(reading.set_hit)
        self.plan_search.return_requested.connect(self._return)
        self.plan_search.note_requested.connect(self._show_note)
        self.plan_search.named_chosen.connect(self._show_named)
        self.plan_search.words_wanted.connect(self._find)
        self.plan_search.mode_changed.connect(self._show_mode)
        # Queued: the tables hear of the plan too, and begin anew with it.
        self._plan_came.connect(self._pay, Qt.ConnectionType.QueuedConnection)
        box.regex_refused.connect(partial(self.plan_search.turn_regex, on=False))

    def actions(self) -> list[ActionSpec]:
        search = self.plan_search
        return [
            ActionSpec("find", SEARCH, "查找(&F)", self._find, "search", FIND_KEYS, rank=10),
            ActionSpec("save_search", SEARCH, "保存本次查找(&V)", search.save, lined=True),
            ActionSpec("saved_searches", SEARCH, self.saved.title(), opens=self.saved),
            ActionSpec("clear_history", SEARCH, "清除查找记录(&H)", search.clear_history),
            ActionSpec("synonyms", SEARCH, "近义词(&Y)…", self._show_synonyms),
            ActionSpec("regex", SEARCH, "按正则表达式查找(&X)", self._turn_regex, checkable=True, lined=True),
            *(
                ActionSpec(
                    f"export_{form.name}", _EXPORT, f"导出{form.menu}…", search.export_as, given=form.name
                )
                for form in FORMS
            ),
            ActionSpec(
                "only_hits",
                SEARCH,
                "只显示有结果的章节(&O)",
                self._show_only_hits,
                checkable=True,
                lined=True,
            ),
            ActionSpec("to_results", GO, "到查找结果(&R)", self._focus_results, "results", ("Ctrl+3",)),
        ]

    def at_hand(self) -> dict[str, Callable[[], None]]:
        return {
            "next_hit": self.next_hit,
            "previous_hit": self.previous_hit,
            "back_before_search": self.plan_search.go_back,
        }

    def dock_widget(self) -> QWidget:
        return self.plan_search.panel

    def connect_shell(self) -> None:
        search, reading, events = self.plan_search, self._reading, self.shell.events
        events.plans_changed.connect(self._check_indexes)
        events.own_changed.connect(self._hand_in)
        self.indexes.said.connect(self.shell.say_busy)
        events.hit_requested.connect(self.go_to)
        events.chapter_search_requested.connect(self._search_within)
        search.counted.connect(reading.count_hits)
        search.began.connect(self._show_results)
        search.ended.connect(self.shell.dock("results").hide)
        search.said.connect(self.shell.show_count)
        search.summed.connect(self._sum_up)
        search.box.left.connect(partial(reading.show_search, on=False))
        # Not always the page: whoever came from a table stands in it again.
        search.box.left.connect(self.shell.focus_front)
        search.export.said.connect(self.shell.say)
        search.export.failed.connect(self.shell.say_error)
        search.forgotten.connect(self.shell.say_done)
        search.export.written.connect(self._say_written)
        open_menu(search.panel.options.more, self._more())
        self._sum_up("")
        if search.box.text():
            # It was typed before there was anybody to hear it.
            search.box.words_changed.emit(search.box.text())

    def _more(self) -> QMenu:
        """What stands beside the results."""
        more = QMenu(self.shell.frame)
        for names in (
            ("save_search", "saved_searches", "clear_history", "synonyms"),
            ("regex",),
            _EXPORTS,
            ("only_hits",),
        ):
            more.addSeparator()
            more.addActions([self.shell.action(name) for name in names])
        return more

    def set_theme(self, theme: Theme) -> None:
        self.plan_search.panel.set_theme(theme)

    def settle(self) -> None:
        self.plan_search.prepare()
        self._check_indexes()

    def finish(self) -> None:
        self.indexes.stop()

    @Slot()
    def _check_indexes(self) -> None:
        # The open plan's first: it is searched first.
        opened = [self.shell.slug] if self.shell.slug else []
        slugs = self.shell.library.slugs()
        self._service.keep_only(slugs)
        self.indexes.check(list(dict.fromkeys([*opened, *slugs])))

    @property
    def active(self) -> bool:
        """Words are searched, or were and their hits are shown."""
        return self.plan_search.active

    # What other rooms ask (see desktop.room.Searching)

    def search_for(self, words: str) -> None:
        """Look for words in the plan, as if they had been typed into the search box."""
        self.plan_search.box.put(as_query(words))

    def put_words(self, words: str) -> None:
        """Put these words into the box as they are; with none, nothing is looked for any more."""
        self.plan_search.box.put(words)

    def set_notes(self, notes: Callable[[], Sequence[Note]]) -> None:
        """The person's notes are others now; they are asked for when they are first searched."""
        self.plan_search.set_notes(notes)

    def found_passages(self) -> Iterable[str]:
        """Keys of the passages of the open plan that were found."""
        return self.plan_search.marks

    # What the person does

    def set_plan(self, plan: Plan) -> None:
        self.plan_search.set_plan(plan)
        if self._owed is not None:
            self._plan_came.emit()

    @Slot()
    def next_hit(self) -> None:
        """Go to the next occurrence in this plan of what was looked for last."""
        self.plan_search.next_hit()

    @Slot()
    def previous_hit(self) -> None:
        """Go to the occurrence before."""
        self.plan_search.previous_hit()

    @Slot(object)
    def go_to(self, place: Place) -> None:
        """Go to a hit that is marked on the page."""
        self.plan_search.go_to(place)

    @Slot(str, object)
    def _return(self, front: str, place: Place) -> None:
        self._reading.return_to(place)
        self.shell.show_room(front)

    # The box, the page and the dock

    @Slot()
    def _find(self) -> None:
        """Turn to what filters the rows that the person is in, if anything does; from there, and from
        everywhere else, to the box.
        """
        near = line_at_hand()
        if near is not None and not near.hasFocus():
            turn_to(near)
            return
        # Asked before the box takes the keyboard.
        words = self._chosen_words()
        self._focus_box()
        if words:
            self.plan_search.box.put(as_query(words))
            self.plan_search.box.selectAll()

    def _focus_box(self) -> None:
        self._reading.show_search(on=True)
        turn_to(self.plan_search.box)

    def _chosen_words(self) -> str:
        """The words that are selected on the page that the person is in, if they are few enough to be looked
        for.
        """
        here = QApplication.focusWidget()
        if here is None or here is not self._reading.page_widget():
            return ""
        words = " ".join(self._reading.selected_text().split())
        return words if len(words) <= _LONGEST_CHOSEN else ""

    def _turn_regex(self) -> None:
        self.plan_search.turn_regex(on=self.shell.action("regex").isChecked())
        self._focus_box()

    @Slot(bool)
    def _show_mode(self, on: bool) -> None:
        self.shell.action("regex").setChecked(on)
        self.plan_search.box.set_regex(on=on)

    @Slot(str)
    def _search_within(self, chapter: str) -> None:
        self.plan_search.search_within(chapter)
        self._focus_box()

    def _show_synonyms(self, other: Path | None = None) -> None:
        # Late: most never open it.
        from desktop.search.synonyms_dialog import SynonymsDialog

        folder = self.shell.folder
        typed = self.plan_search.box.text().strip()
        dialog = SynonymsDialog(
            folder / SYNONYMS if folder is not None else None, self.shell.pool, typed, self.shell.frame
        )
        dialog.changed.connect(self.plan_search.ask_again)
        dialog.open()
        if other is not None:
            dialog.join(other)

    def claim(self, paths: Sequence[Path]) -> Drop | None:
        """A colleague's own synonyms join those of the person."""
        from db.search.synonyms import is_synonym_list  # late, as the dialog

        lists = [path for path in paths if is_synonym_list(path)]
        if not lists:
            return None
        if len(paths) > 1:
            return Drop("近义词表一次只能拖入一个")
        return Drop("松开添加到自己的近义词", partial(self._show_synonyms, lists[0]))

    def _show_only_hits(self) -> None:
        self._reading.show_only_hits(self.shell.action("only_hits").isChecked())

    def _focus_results(self) -> None:
        self.shell.dock("results").show()
        self.plan_search.panel.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def _hand_in(self) -> None:
        """What the person added to the tables; nothing until their marks were read."""
        additions = tuple(self.shell.room(Marking).additions() or ())
        self.plan_search.set_additions(
            tuple(each for each in additions if isinstance(each, PlaceWord)),
            tuple(each for each in additions if isinstance(each, Supplement)),
        )

    @Slot(object, str)
    def _show_named(self, named: "NamedRow", words: str) -> None:
        self._owed = None
        if named.table == "chapters" and named.place is not None:
            self.shell.go_to(named.place)
        elif named.plan.slug != self.shell.slug:
            # The tables show the plan that is open.
            self._owed = named, words
            self.shell.open_plan(named.plan.slug)
        elif named.table == "places" and named.place is not None:
            self.shell.room(RowTables).show_township(named.text)
        else:
            self.shell.room(RowTables).show_words(named.table, words)

    @Slot()
    def _pay(self) -> None:
        """Show what was chosen of a plan that is open now; whoever opened another one wants it no more."""
        owed, self._owed = self._owed, None
        if owed is not None and owed[0].plan.slug == self.shell.slug:
            self._show_named(*owed)

    @Slot(object)
    def _show_note(self, note: Note) -> None:
        self.shell.room(Marking).show_note(note)

    @Slot()
    def _show_results(self) -> None:
        """Beneath the outline, most of its height in a low window; afterwards as the person drew it."""
        # The page stands alone for a meeting: no dock may come up beside it.
        if self._reading.presenting:
            return
        results = self.shell.dock("results")
        results.show()
        if not self._placed:
            self._placed = True
            # The shares of the height that there is: in a low window half of it shows three hits.
            both = [self.shell.dock("outline"), results]
            shares = [1, _SHARE] if self.shell.frame.height() < _LOW else [1, 1]
            self.shell.frame.resizeDocks(both, shares, Qt.Orientation.Vertical)

    @Slot(str)
    def _sum_up(self, total: str) -> None:
        """How much was found, in the title of the results; what can be done with it."""
        self.shell.dock("results").setWindowTitle("　".join(part for part in ("查找结果", total) if part))
        self.shell.action("save_search").setEnabled(self.active)
        self.shell.action("back_before_search").setEnabled(self.plan_search.led_away)
        for name in _EXPORTS:
            self.shell.action(name).setEnabled(bool(self.plan_search.found))

    @Slot(object)
    def _say_written(self, path: Path) -> None:
        self.shell.say_written(f"查找结果已导出：{path.name}", path)


class _Here:
    """Where the person is, for the search to remember."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._reading = shell.room(Reading)

    def front(self) -> str:
        return self._shell.front

    def place(self) -> Place | None:
        return self._reading.place()

    def watched(self) -> bool:
        return self._reading.presenting

    def sees(self, place: Place) -> bool:
        return self._shell.front == PAGE and self._reading.sees(place)


class SavedMenu(QMenu):
    """Lists the saved searches, and in a menu of its own offers to take each of them away."""

    def __init__(self, room: SearchRoom, parent: QWidget) -> None:
        super().__init__("已保存的查找", parent)
        self._room = room
        self._dropping = QMenu("删除保存的查找", self)
        self.aboutToShow.connect(self._fill)
        self._fill()

    @Slot()
    def _fill(self) -> None:
        self.clear()
        self._dropping.clear()
        saved = self._room.saved[::-1]
        for query in saved:
            menu_entry(self, _told(query), self._room.run, query)
            menu_entry(self._dropping, _told(query), self._room.drop_saved, query)
        if saved:
            self.addSeparator()
            self.addMenu(self._dropping)
        else:
            menu_line(self, "还没有保存的查找")


def _told(query: SearchQuery) -> str:
    words = query.words if len(query.words) <= _LONGEST else query.words[:_LONGEST] + "…"
    told = words if query.reach == "plan" else f"{words}（{REACHES[query.reach]}）"
    # A menu takes a single & for the mark of a shortcut.
    return told.replace("&", "&&")
