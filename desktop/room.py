"""What rooms and shell say to each other.

A room is a folder of desktop: something the person does (reading, searching, marking…). It gives the shell
one `Room`, and is handed a `Shell`. Rooms don't import one another. What one needs of another it asks the
shell for by a protocol that stands here (`Reading`, `Searching`, `Marking`, `RowTables`); what all may want
to hear is an event of `Events`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from PySide6.QtCore import QObject, QRect, Qt, QThreadPool, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QLineEdit, QMainWindow, QMenu, QWidget

from db.records import Gap, HitSpans, Note, Place, Plan, PlanInfo
from desktop.look.appearance import Appearance
from desktop.look.theme import Theme

if TYPE_CHECKING:
    from db.export.form import ExportForm
    from db.export.tables.report import TableReport
    from db.library.library import Library
    from db.user.person import Person
    from db.user.records import Addition, Category, Edit, Mark, TextRange

# What `Shell.room` is asked for, and gives back.
T = TypeVar("T")

PAGE = "page"
"""The name of the page among what stands in the middle of the window."""
MENUS = ("文件(&F)", "编辑(&E)", "查看(&V)", "查找(&S)", "批注(&N)", "转到(&G)", "帮助(&H)")
"""The menus, in the order of the bar and of the sheet of shortcuts."""
# Named by their titles: a row of the table of actions says where it stands without a second name.
FILE, EDIT, VIEW, SEARCH, MARKS, GO, HELP = MENUS
PLANS, THEME_MENU = f"{FILE}/打开规划", f"{VIEW}/主题"
"""Menus in menus that also stand in the bar above, from the start."""


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """A row of the table of actions.

    `menu` is the title of a menu; "查看(&V)/字号" is a menu in a menu; a line stands before `lined` ones.
    """

    name: str
    menu: str
    text: str
    slot: Callable[..., object] | None = None
    """None for an action that is there before its room: see `Room.at_hand`."""
    icon: str = ""
    keys: tuple[str, ...] = ()
    group: str = ""
    """Actions of one group are choices: exactly one of them is checked."""
    checkable: bool = False
    lined: bool = False
    given: Any = None
    """Handed to `slot`; without it, the slot is called with nothing."""
    rank: int = 20
    """Where in its menu: lower ones come first; those of one rank stand in the order of the rooms."""
    opens: QMenu | None = None
    """A menu that stands here instead."""


@dataclass(frozen=True, slots=True)
class DockSpec:
    """A room's dock: where it stands, and how wide and high at first."""

    name: str
    title: str
    area: Qt.DockWidgetArea
    width: int
    height: int
    shown: bool = True
    passing: bool = False
    """It is there only while its room is `active`, whatever the settings say."""


@dataclass(frozen=True, slots=True)
class Drop:
    """What becomes of files that are dragged over the window."""

    words: str
    """What the cue says before they are let go: 松开导入到规划库; or why nothing becomes of them."""
    take: Callable[[], object] | None = None
    """Does it when they are let go; None where they are refused."""


def words_of(text: str) -> str:
    """The words without the mnemonic: 查找(&F)… → 查找."""
    # “查找(&F)…” keeps nothing of the brackets; “打开(&O)规划” keeps what stands behind them.
    head, mark, tail = text.partition("(&")
    return (head + tail.partition(")")[2] if mark else text).rstrip("…")


class Room(QObject):
    """What the shell asks every room for. What a room doesn't offer it leaves as it is here.

    It is made when it is first wanted, not before: by one of its actions, by another room, or when the text
    is on the screen and there is time for the rest.
    """

    def __init__(self, shell: "Shell") -> None:
        # Its parent is the window: a room lives as long as that, and so do its timers and tasks.
        super().__init__(shell.frame)
        self.shell = shell

    def actions(self) -> Sequence[ActionSpec]:
        """Its rows of the table of actions, but for those that the shell knows before the room is made."""
        return ()

    def at_hand(self) -> Mapping[str, Callable[..., object]]:
        """What those do, by their names."""
        return {}

    def bars(self) -> Sequence[QWidget]:
        """What it shows above the page now and then."""
        return ()

    def status(self) -> Sequence[QWidget]:
        """What it shows in the status bar."""
        return ()

    def dock_widget(self) -> QWidget | None:
        """What stands in its dock."""
        return None

    def page(self) -> QWidget:
        """What stands in the middle of the window; asked for when it is first shown."""
        raise NotImplementedError

    def connect_shell(self) -> None:
        """Its actions, its bars and its dock are placed now, and it may ask for other rooms."""

    @property
    def active(self) -> bool:
        """Whether a passing dock has something to show."""
        return False

    def set_plan(self, plan: Plan) -> None:
        """Another plan is open."""

    def set_plans(self, plans: Sequence[PlanInfo]) -> None:
        """These plans can be opened."""

    def set_looks(self, looks: Appearance) -> None:
        """The person chose another theme, size or type."""

    def set_theme(self, theme: Theme) -> None:
        """Draw what is drawn by hand in the colours of a theme."""

    def settle(self) -> None:
        """The text is on the screen: now there is time for what takes long."""

    def called(self) -> None:
        """The person asked for its page, which is in front now, and not for where it was left."""

    def entered(self) -> None:
        """Its page is in front, and the keyboard comes to it."""

    def drop(self, _paths: Sequence[Path]) -> Drop | None:
        """What becomes of files that are dropped while its page is in front; None: what the library makes of
        them. It is asked as they are dragged in, and has milliseconds to answer.
        """
        return None

    def claim(self, _paths: Sequence[Path]) -> Drop | None:
        """The same for files of which one is a sheet that the program wrote and this room reads back, known
        by its own mark: it comes here wherever it is dropped or chosen. None where there is none.
        """
        return None

    def state(self) -> dict[str, Any]:
        """How it was left, for the settings."""
        return {}

    def restore(self, state: Mapping[str, Any]) -> None:
        """As it was left at the last end; called once, before anything else."""

    def may_close(self) -> bool:
        """Before the window closes: False to keep it open."""
        return True

    def finish(self) -> None:
        """The window is closed: end what is at work, and write what is left."""


# Signals need a QObject of their own class: a Protocol can't have any.
class Events(QObject):
    """What a room tells whoever wants to hear it."""

    front_changed = Signal(str)
    """The name of what stands in the middle now."""
    moved = Signal(object, int)
    """Where the page that the person is in stands: a Place, and percent of the plan."""
    scrolled = Signal()
    selection_ended = Signal(object, QRect)
    """The TextRange of the words that were selected, or None, and their last line on the page."""
    marks_pressed = Signal(object, QRect)
    """The Marks that were clicked on the page, and the line there, in the page's coordinates."""
    page_menu_opening = Signal(QMenu, object)
    """The page's context menu, and the Place that was clicked, or None."""
    hit_requested = Signal(object)
    """Place of a hit that was clicked beside the page."""
    bookmark_requested = Signal(str)
    """Key of a heading that is to be bookmarked."""
    chapter_print_requested = Signal(str)
    """Key of a chapter, or of what stands in it, that is to be printed by itself."""
    chapter_search_requested = Signal(str)
    """Key of a chapter that is to be searched."""
    looks_chosen = Signal(object)
    """The Appearance that the person chose: it is kept, and shown everywhere."""
    plan_requested = Signal(str)
    """Slug of a plan that is to be opened now."""
    plans_changed = Signal()
    """Plans have come, gone or changed."""
    plan_gone = Signal(str)
    """Slug of a plan that was removed."""
    person_changed = Signal()
    """Another name stands on notes and in files from now on."""
    own_changed = Signal()
    """What the person added to the tables was read, or has changed."""


class Reading(Protocol):
    """What the pages and the outline do for other rooms.

    "The page" is the one of the two that the person is in, where nothing else is said.
    """

    @property
    def presenting(self) -> bool:
        """Whether the page stands alone on a screen, for a meeting."""
        ...

    def page_widget(self) -> QWidget:
        """The page, to hover over."""
        ...

    def place(self) -> Place | None:
        """Where the first page stands."""
        ...

    def progress(self) -> int:
        """How far the first page is, in percent of the plan."""
        ...

    def spot(self) -> Place | None:
        """Where the person is: at the cursor, if it is in sight, else at the top of the page."""
        ...

    def sees(self, place: Place) -> bool:
        """Whether the first words at a place are in sight on the first page."""
        ...

    def show_search(self, *, on: bool) -> None:
        """Show the bar with the search box also while the page stands alone on a screen, or hide it there
        again.
        """

    def cursor_place(self) -> Place | None:
        """Where the cursor stands on the first page."""
        ...

    def titles(self, key: str) -> Sequence[str]:
        """The headings above a passage, from the top."""
        ...

    def selected(self) -> "TextRange | None":
        """The words that are selected on the page."""
        ...

    def selected_text(self) -> str:
        """The words that are selected on the first page."""
        ...

    def marks_on(self, place: Place) -> "Sequence[Mark]":
        """The marks that are drawn there."""
        ...

    def line_of(self, place: Place) -> QRect:
        """Where the first words at a place stand on the page, in its coordinates; null out of sight."""
        ...

    def copy_range(self, reach: "TextRange") -> None:
        """Copy words of the plan, with where they stand."""

    def page_count(self) -> int:
        """1, or 2 while places are compared."""
        ...

    def unselect(self) -> None:
        """Let go of what is selected on the page."""

    def copy(self) -> None:
        """Copy what is selected on the page."""

    def copy_citation(self) -> None:
        """Copy it with where it stands; without a selection, the passage where the person is."""

    def focus_page(self) -> None:
        """Bring the page to the front, to read on."""

    def focus_outline(self) -> None:
        """Turn to the outline."""

    def be_in_first(self) -> None:
        """What is shown next is shown on the first page."""

    def go_to_hit(self, place: Place) -> None:
        """Show a hit, on the first page: the second stays where the person put it."""

    def return_to(self, place: Place) -> None:
        """Stand again where the person was, on the first page."""

    def set_hits(self, hits: HitSpans) -> None:
        """Mark what was found."""

    def set_hit(self, place: Place | None) -> None:
        """Point at the current hit."""

    def count_hits(self, hits: Mapping[str, int]) -> None:
        """Tell how many hits there are in each chapter, in the outline."""

    def show_only_hits(self, only: bool) -> None:
        """Show in the outline only chapters with hits, or all."""

    def set_marks(self, marks: "Sequence[Mark]", colours: Mapping[str, str]) -> None:
        """Draw marks of the plan that is open, in colours by category, and count them in the outline."""

    def change_marks(self, edits: "Sequence[Edit[Mark]]", marks: "Sequence[Mark]") -> None:
        """Draw what became of some marks, of which there are `marks` now, and count them in the outline."""

    def set_filled(self, filled: Mapping[Gap, str]) -> None:
        """What the person entered for lost figures."""


class Searching(Protocol):
    """What the search does for other rooms."""

    def search_for(self, words: str) -> None:
        """Look for words in the plan, as if they had been typed."""

    def put_words(self, words: str) -> None:
        """Put these words into the search box as they are; with none, nothing is looked for any more."""

    def set_notes(self, notes: Callable[[], Sequence[Note]]) -> None:
        """The person's notes are others now; they are asked for when they are first searched."""

    def found_passages(self) -> Iterable[str]:
        """Keys of the passages of the open plan that were found."""
        ...


class Marking(Protocol):
    """What the marks do for other rooms."""

    @property
    def person(self) -> "Person":
        """Who marks."""
        ...

    def sign(self, name: str, unit: str) -> None:
        """From now on this name and unit stand on notes and in files."""

    def own(self, slug: str) -> "tuple[Sequence[Mark], Sequence[Category]]":
        """The marks on a plan, and all categories."""
        ...

    def additions(self) -> "Iterable[Addition] | None":
        """What the person added to the tables; None as long as nothing can be kept."""
        ...

    def change_addition(self, what: str, before: "Addition | None", after: "Addition | None") -> None:
        """Keep it as it is now; `what` in words, for 撤销."""

    def write_note_at(self, place: Place) -> None:
        """Write a note on these words, as soon as their plan is open."""

    def bookmark_words(self, place: Place) -> None:
        """Put a bookmark on these words or take it away, as soon as their plan is open."""

    def show_note(self, note: Note) -> None:
        """Show a note, and the words that it is on."""


class Printing(Protocol):
    """What printing does for other rooms."""

    def print_report(self, report: "TableReport") -> None:
        """Show how a table or the page of a township comes out on paper, to be printed or saved."""

    def report_form(self) -> "ExportForm[TableReport]":
        """Writes such a report as a PDF."""
        ...


class RowTables(Protocol):
    """What the tables do for other rooms."""

    def show_rows(self, table: str, column: str, value: str) -> None:
        """Show a table (projects, targets, boxes, gaps), filtered by a value of a column if that is named."""

    def show_words(self, table: str, words: str) -> None:
        """Show a table (projects, targets, places), filtered by words."""

    def show_township(self, name: str) -> None:
        """Show the page of a township or street."""

    def chosen_place(self) -> Place | None:
        """The words of the row that is chosen."""
        ...

    def act_on_row(self, name: str, place: Place) -> None:
        """Do with a row what is offered in its menu (`write_note`, `bookmark`)."""


class Shell(Protocol):
    """What the shell does for every room."""

    # Attributes, not methods: rooms read them, and the shell alone sets them.
    library: "Library"
    pool: QThreadPool
    folder: Path | None
    """The person's own files; None if nothing can be written."""
    marks_folder: Path | None
    """Where user.db lies: also a folder that can't be written now, its marks are read all the same."""
    frame: QMainWindow
    """The window, as what dialogs are put over."""
    events: Events
    plan: Plan | None
    """The plan that is open."""
    opening: str
    """The slug of the plan that is being opened in the background; empty while none is."""
    looks: Appearance
    """What the person chose for the eyes."""
    front: str
    """The name of what stands in the middle: a room's, or `PAGE`."""

    @property
    def box(self) -> QLineEdit:
        """The search box in the bar above."""
        ...

    @property
    def slug(self) -> str:
        """The slug of the plan that is open; empty while none is."""
        ...

    @property
    def specs(self) -> Sequence[ActionSpec]:
        """The table of actions, menu by menu in order."""
        ...

    def room(self, kind: type[T]) -> T:
        """The room that offers this; it is made now if nobody wanted it before."""
        ...

    def action(self, name: str) -> QAction:
        """An action by name."""
        ...

    def target(self, kind: type[T]) -> T | None:
        """Of the widget with the keyboard and those around it the nearest of this kind; else what stands in
        the middle, if it is one.
        """
        ...

    def menu(self, path: str) -> QMenu:
        """A menu by the path that rows of actions name."""
        ...

    def dock(self, name: str) -> QDockWidget:
        """A dock by name; its window title is what its bar says."""
        ...

    def show_passing_docks(self) -> None:
        """Show or hide the docks that are there only while their room is active."""

    def lay_out_docks(self) -> None:
        """Put all docks where they stood at the first start."""

    def turn_to(self, name: str) -> QWidget:
        """Bring a room's page, or `PAGE`, to the front."""
        ...

    def show_room(self, name: str) -> None:
        """Bring a room's page to the front as it was left, with the keyboard; a name that is none leaves what
        is there.
        """

    def focus_front(self) -> None:
        """Give the keyboard to what stands in the middle."""

    def go_to(self, place: Place) -> None:
        """Show a place on the page; one of another plan opens that plan."""

    def open_plan(self, slug: str) -> None:
        """Open a plan, or the same one anew; what stands here now can be gone back to."""

    def say(self, sentence: str, button: str = "", act: Callable[[], object] | None = None) -> None:
        """Tell the person something, with a button that does something about it."""

    def say_error(self, sentence: str) -> None:
        """Tell that something could not be done; it stays until the person closes it, in other rooms too."""

    def say_done(self, sentence: str, button: str = "", act: Callable[[], object] | None = None) -> None:
        """Tell that something was done as the person asked, with a button that takes it back."""

    def say_written(self, sentence: str, path: Path) -> None:
        """Tell that a file was written, and offer to open it, or the folder that it is in."""

    def hush(self) -> None:
        """Take back what was said, if that was no error: it is no longer so."""

    def hush_done(self) -> None:
        """Take back that something was done, if that was said last: it was undone."""

    def show_count(self, words: str) -> None:
        """Tell beside the search box how much was found."""

    def show_where(self, words: str) -> None:
        """Tell in the status bar where the person is."""

    def say_busy(self, words: str) -> None:
        """Tell in a corner what is going on behind the page; "" when nothing is."""

    def mention(self, words: str, ms: int = 4000) -> None:
        """Tell something that may be missed, in the status bar; 0 ms: until something else is told there."""

    def list_plans(self, plans: Sequence[PlanInfo]) -> None:
        """These plans can be opened."""

    def claimed(self, paths: Sequence[Path]) -> Drop | None:
        """What becomes of files of which one is a room's own sheet: see `Room.claim`."""
        ...

    def come_forward(self, token: str = "") -> None:
        """Stand before all other windows; `token` is what the desktop gave for it."""
