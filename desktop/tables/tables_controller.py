"""The tables, as the shell knows them: actions, the page's menu, all plans gathered, and what the person adds
kept with the marks.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QMenu, QWidget

from db.library.library import Library
from db.progress import Progress
from db.records import Place, PlaceWord, Plan, PlanInfo, Supplement
from db.user.note_text import clean
from db.user.records import Addition
from desktop.background import Latest
from desktop.look.theme import Theme
from desktop.room import GO, ActionSpec, Marking, Printing, Reading, Room, Shell
from desktop.tables.tables_room import TablesRoom
from desktop.widgets.controls import menu_entry

_log = logging.getLogger(__name__)
_OFFERS = (("write_note", "写批注"), ("bookmark", "添加或取消书签"))


class TablesController(Room):
    """Makes the tables when they are first shown, and keeps them in step with plans and marks."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.tables: TablesRoom | None = None
        self._left: Mapping[str, Any] = {}
        self._several = False
        self._gathering = Latest(shell.pool, self, self._gathered)

    def actions(self) -> list[ActionSpec]:
        show = self._show_tab
        return [
            ActionSpec("checks", GO, "核对(&K)", show, keys=("Ctrl+Shift+K",), given="checks", rank=10),
            ActionSpec("to_row", GO, "在项目表中查看(&W)", self._to_row, keys=("Ctrl+Shift+T",), rank=10),
        ]

    def at_hand(self) -> dict[str, Callable[..., object]]:
        return {"places": self._turn_places}

    def page(self) -> QWidget:
        made = self.tables = TablesRoom(self.shell.pool)
        made.tabs.currentChanged.connect(self._tell_tab)
        made.set_state(self._left)
        made.place_requested.connect(self.shell.go_to)
        made.said.connect(self.shell.say)
        made.mentioned.connect(self.shell.mention)
        made.failed.connect(self.shell.say_error)
        made.filed.connect(self.shell.say_written)
        made.all_asked.connect(self._gather)
        # The room for printing is made when it is first wanted.
        made.print_asked.connect(lambda report: self.shell.room(Printing).print_report(report))
        made.export.pdf = self.shell.room(Printing).report_form()
        # The plans were told of before this page was made.
        made.set_several(self._several)
        self._hand_name()
        for name, words in _OFFERS:
            made.offer(name, words)
        made.change_asked.connect(self._change)
        made.row_acted.connect(self._act)
        self._hand_in()
        if self.shell.plan is not None:
            made.set_plans([self.shell.plan])
        return made

    @Slot()
    def _hand_name(self) -> None:
        """Who enters what the paper copy says."""
        if self.tables is not None:
            self.tables.set_name(self.shell.room(Marking).person.author)

    def shown(self) -> TablesRoom:
        """The tables, brought to the front."""
        self.shell.turn_to("tables")
        assert self.tables is not None
        return self.tables

    def connect_shell(self) -> None:
        self.shell.events.page_menu_opening.connect(self._add_to_page_menu)
        self.shell.events.own_changed.connect(self._hand_in)
        self.shell.events.front_changed.connect(self._tell_tab)
        self.shell.events.person_changed.connect(self._hand_name)

    def entered(self) -> None:
        self.shown().tabs.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def called(self) -> None:
        # The button of the other tables must not show those of another button.
        if self._at_places:
            self.shown().show_tab("projects")

    def set_plan(self, plan: Plan) -> None:
        if self.tables is not None:
            self.tables.set_plans([plan])

    def set_plans(self, plans: Sequence[PlanInfo]) -> None:
        self._several = len(plans) > 1
        if self.tables is not None:
            self.tables.set_several(self._several)

    def set_theme(self, theme: Theme) -> None:
        if self.tables is not None:
            self.tables.set_theme(theme)

    def state(self) -> dict[str, Any]:
        # A room that was never shown gives back what it was left with, or one start would lose it.
        return self.tables.state() if self.tables is not None else dict(self._left)

    def restore(self, state: Mapping[str, Any]) -> None:
        self._left = state

    def finish(self) -> None:
        self._gathering.drop()

    # What other rooms ask (see desktop.room.RowTables)

    def show_rows(self, table: str, column: str, value: str) -> None:
        """Show a table, filtered by a value of a column, if that is named."""
        self.shown().show_rows(table, column, value)

    def show_words(self, table: str, words: str) -> None:
        """Show a table, filtered by words."""
        self.shown().show_words(table, words)

    def show_township(self, name: str) -> None:
        """Show the page of a township or street."""
        self.shown().show_place(name)

    def chosen_place(self) -> Place | None:
        """The words of the row that is chosen."""
        return self.tables.chosen_place() if self.tables is not None else None

    def act_on_row(self, name: str, place: Place) -> None:
        """Do with a row what is offered in its menu."""
        self._act(name, place)

    # What the person does

    @property
    def _at_places(self) -> bool:
        return self.tables is not None and self.tables.currentWidget() is self.tables.views["places"]

    @Slot()
    def _tell_tab(self) -> None:
        """Say by the buttons above which of them led here."""
        front = self.shell.front == "tables"
        self.shell.action("tables").setChecked(front and not self._at_places)
        self.shell.action("places").setChecked(front and self._at_places)

    def _turn_places(self) -> None:
        if self.shell.action("places").isChecked():
            self._show_tab("places")
        else:
            self.shell.room(Reading).focus_page()

    def _show_tab(self, tab: str) -> None:
        room = self.shown()
        room.show_tab(tab)
        room.tabs.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _to_row(self) -> None:
        """The row of the project whose words the cursor stands in; the table as a whole, where it stands in
        none.
        """
        place = self.shell.room(Reading).cursor_place()
        room = self.shown()
        if place is not None and room.has_row(place):
            room.show_row(place)
        else:
            self.shell.say("光标所在处不是项目名称，已打开规划项目表。")

    @Slot(QMenu, object)
    def _add_to_page_menu(self, menu: QMenu, place: Place | None) -> None:
        if place is None or place.span is None or self.shell.plan is None:
            return
        at, here = place.span[0], self.shell.plan.view.rows.get(place.key, ())
        if any(project.span[0] <= at <= project.span[1] for project in here):
            menu.addSeparator()
            menu_entry(menu, "在项目表中查看", lambda: self.shown().show_row(place))

    # All plans

    @Slot()
    def _gather(self) -> None:
        self._gathering.ask(partial(_every_plan, self.shell.library))

    @Slot(object)
    def _gathered(self, plans: list[Plan]) -> None:
        if self.tables is not None:
            self.tables.set_all(plans)

    # What is kept with the marks

    @Slot()
    def _hand_in(self) -> None:
        """What is kept, to the tables.

        Until the marks were read nothing can be kept, and nothing is offered.
        """
        additions = self.shell.room(Marking).additions() if self.tables is not None else None
        if self.tables is not None and additions is not None:
            additions = tuple(additions)
            self.tables.set_own(
                [each for each in additions if isinstance(each, Supplement)],
                [each for each in additions if isinstance(each, PlaceWord)],
            )

    @Slot(str, object, object)
    def _change(self, what: str, before: Addition | None, after: Addition | None) -> None:
        self.shell.room(Marking).change_addition(what, before, _clean(after))

    @Slot(str, object)
    def _act(self, name: str, place: Place) -> None:
        # The words are shown first: what is done is seen, and another plan is opened by it.
        self.shell.go_to(place)
        marking = self.shell.room(Marking)
        {"write_note": marking.write_note_at, "bookmark": marking.bookmark_words}[name](place)


def _every_plan(library: Library, progress: Progress) -> list[Plan]:
    """All plans that can be opened."""
    found = [store.plan for store in library.stores(progress)]
    for plan in library.damaged():
        _log.warning("left out of the tables of all plans: %s %s", plan.slug, plan.why)
    return found


def _clean(addition: Addition | None) -> Addition | None:
    """Without characters that no file for a colleague could carry."""
    if isinstance(addition, PlaceWord):
        return replace(addition, place=clean(addition.place), word=clean(addition.word))
    if addition is None:
        return None
    return replace(
        addition,
        cells=tuple(tuple(map(clean, line)) for line in addition.cells),
        unit=clean(addition.unit),
        source=clean(addition.source),
        name=clean(addition.name),
    )
