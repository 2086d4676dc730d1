"""Marking: what the actions, the bar at a selection and the panel do; the one door of this room for the
window.
"""

import getpass
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject, QRect, QThreadPool, Signal, Slot
from PySide6.QtWidgets import QWidget

from db.records import Place, Plan
from db.user.errors import AnchorError
from db.user.mark_edits import NAMES, Fields, edited, new_mark
from db.user.records import Category, Change, Edit, Mark, MarkKind, TextRange, now
from desktop.look.theme import Theme
from desktop.marks.mark_bar import MarkBar
from desktop.marks.mark_dialogs import Listed, MarkDialogs
from desktop.marks.mark_store import MarkStore
from desktop.marks.marks_panel import MarksPanel

_SELECT = "请先在正文中选中文字。"
_NOT_READY = "批注还没有读出来，请稍候再试。"


class MarksRoom(QObject):
    """Asks the desk for every change, and tells the window what is to be drawn."""

    place_requested = Signal(object)
    """Place of a mark that was chosen."""
    drawn_changed = Signal(object, object)
    """The Marks of the plan that is open, and #rrggbb by category."""
    panel_asked = Signal()
    """The panel is to be seen."""
    unselect_asked = Signal()
    copy_asked = Signal()
    citation_asked = Signal()
    bookmarked = Signal()
    """A bookmark was added."""
    left = Signal()
    """The reader wants back to the page."""

    def __init__(
        self,
        page: QWidget,
        selected: Callable[[], TextRange | None],
        spot: Callable[[], Place | None],
        pool: QThreadPool,
        parent: QObject,
    ) -> None:
        """`selected` tells the words that are selected on the page,
        `spot` where the reader is if nothing is.
        """
        super().__init__(parent)
        self._selected, self._spot = selected, spot
        self._plan: Plan | None = None
        self._titles: Mapping[str, str] = {}
        self._waiting: tuple[str, Callable[[], object]] | None = None
        """What is to be done when marks can be put on the plan with this slug."""
        self.author = _user_name()
        self.desk = MarkStore(self)
        self.panel = MarksPanel(pool)
        self.bar = MarkBar(page)
        self.keeping = MarkDialogs(self.desk, page, self.desk.plan_of, self.author, pool)
        self._connect()

    def _connect(self) -> None:
        desk, panel, bar = self.desk, self.panel, self.bar
        desk.opened.connect(self._take_categories)
        desk.changed.connect(self._take_marks)
        desk.ready.connect(self._ready)
        bar.highlight_asked.connect(self.highlight)
        bar.underline_asked.connect(self.underline)
        bar.note_asked.connect(self.write_note)
        bar.copy_asked.connect(self.copy_asked)
        bar.copy_asked.connect(bar.hide)
        bar.citation_asked.connect(self.citation_asked)
        bar.citation_asked.connect(bar.hide)
        panel.go_requested.connect(self._go)
        panel.removal_asked.connect(self.remove)
        panel.left.connect(self.left)
        editor = panel.editor
        editor.edited.connect(self.edit)
        editor.draft_typed.connect(desk.save_draft)
        editor.removal_asked.connect(self.remove)
        editor.accept_asked.connect(self.keeping.accept)
        editor.decline_asked.connect(self.keeping.decline)
        editor.place_asked.connect(self.place_here)
        editor.candidates_asked.connect(self.keeping.show_candidates)
        self.keeping.said.connect(desk.said)

    # What the window tells

    @property
    def slug(self) -> str:
        """The plan that is open."""
        return self._plan.info.slug if self._plan is not None else ""

    @property
    def markable(self) -> bool:
        """Marks can be put on the plan that is open."""
        return self.desk.text(self.slug) is not None

    def set_plan(self, plan: Plan) -> None:
        """Another plan is open."""
        self.panel.editor.commit()
        self._plan = plan
        self.bar.hide()
        self.desk.move_to_edition(plan.info.slug)
        self._take_marks()

    def set_titles(self, titles: Mapping[str, str]) -> None:
        """The titles of all plans, by slug."""
        self._titles = titles
        self._take_marks()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.panel.set_theme(theme)
        self.bar.set_theme(theme)

    @Slot(object, QRect)
    def take_selection(self, reach: TextRange | None, line: QRect) -> None:
        """Words were selected on the page, or none; `line` is their last line."""
        if reach is None:
            self.bar.hide()
        else:
            self.bar.set_markable(self.markable)
            self.bar.pop_up(line)

    @Slot(object, int)
    def follow(self, place: Place, _percent: int) -> None:
        """The reader is at another place of the plan now."""
        text = self.desk.text(place.plan)
        self.bar.hide()
        if text is not None and place.key in text.at:
            at = place.span[0] if place.span else 0
            self.panel.follow(text.position(TextRange(place.key, at, place.key, at))[0])

    @Slot(object)
    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Marks were clicked on the page: show the first one's card."""
        if marks:
            self.panel_asked.emit()
            self.panel.show_mark(marks[0].id)

    def show_note(self, id_: str) -> None:
        """Show a mark's card, and its words on the page."""
        mark = self.desk.marks.get(id_)
        if mark is not None:
            self.panel_asked.emit()
            self.panel.show_mark(id_)
            self._go(mark)

    # What the reader does

    @Slot(str)
    def highlight(self, category: str) -> None:
        """Highlight the selected words; the same words in another colour take it, in the same colour they
        lose it.
        """
        reach = self._reach()
        chosen = self.desk.category(category)
        if reach is None or chosen is None:
            return
        there = self._same("highlight", reach)
        if there is None:
            self._add("highlight", reach, chosen)
        elif there.category == category:
            self.remove(there.id)
        else:
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
            self.panel_asked.emit()
            self.panel.show_mark(id_, write=True)

    @Slot()
    def bookmark(self) -> None:
        """Put a bookmark where the reader is, or take it away."""
        reach, place = self._selected(), self._spot()
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
            self.desk.said.emit(self.desk.refused or _NOT_READY)
            return
        there = [
            mark for mark in self.desk.of_plan(self.slug)
            if mark.kind == "bookmark" and mark.placed == "placed" and mark.anchor.whole == whole
            and mark.anchor.reach.start_key == reach.start_key and (whole or mark.anchor.reach == reach)
        ]  # fmt: skip
        if there:
            self.remove(there[0].id)
        elif self._add("bookmark", reach, whole=whole):
            self.bookmarked.emit()

    def note_at(self, place: Place) -> None:
        """Write a note on the words at a place, into the one that they have if they have one."""
        reach = _reach_of(place)
        there = self._same("note", reach)
        id_ = there.id if there is not None else self._add("note", reach, whole=place.span is None)
        if id_:
            self.panel_asked.emit()
            self.panel.show_mark(id_, write=True)

    def when_ready(self, slug: str, do: Callable[[], object]) -> None:
        """Do it as soon as marks can be put on the plan that was opened just now; say so if that takes
        longer.
        """
        if self.slug != slug or self.desk.refused or not self.desk.is_open:
            self.desk.said.emit(self.desk.refused or _NOT_READY)
        elif self.markable:
            do()
        else:
            self._waiting = slug, do

    @Slot(str)
    def remove(self, id_: str) -> None:
        """Remove a mark; 撤销 brings it back."""
        mark = self.desk.marks.get(id_)
        if mark is not None:
            self.desk.do(Change(f"删除{NAMES[mark.kind]}", (Edit(mark, None),)))

    def remove_here(self) -> None:
        """Remove the mark whose card is current, or the one on the selected words."""
        reach = self._selected()
        found = [
            mark for mark in self.desk.of_plan(self.slug) if reach is not None and mark.anchor.reach == reach
        ]
        mark = found[0] if found else self.panel.editor.mark
        if mark is not None:
            self.remove(mark.id)

    @Slot(str, object)
    def edit(self, id_: str, fields: Fields) -> None:
        """Give a mark other content."""
        mark = self.desk.marks.get(id_)
        if mark is not None:
            after = edited(mark, now(), **fields)
            if after != mark:
                self.desk.do(Change(f"修改{NAMES[mark.kind]}", (Edit(mark, after),)))

    def step(self, by: int) -> None:
        """Go to the next (+1) or previous (-1) mark from where the reader is."""
        marks = [mark for mark in self.desk.of_plan(self.slug) if mark.placed == "placed"]
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

    @Slot(str)
    def place_here(self, id_: str) -> None:
        """Put a mark that waits in the tray on the words that are selected."""
        reach = self._reach()
        if reach is not None:
            self.keeping.place(id_, reach)
            self._done()

    def export(self) -> None:
        """Write the marks that are listed to a file."""
        self.keeping.ask_export(self.panel.shown(), self._listed())

    def excerpt(self) -> None:
        """Collect what the listed marks stand on into one document."""
        self.keeping.ask_excerpts(self.panel.shown(), self._listed())

    def offered(self) -> list[Category]:
        """The colours that are offered, in their order."""
        return [each for each in self.desk.categories if each.offered]

    def finish(self) -> None:
        """The window is closing: keep what is being typed, and write all that is left."""
        self.panel.editor.commit()
        self.desk.finish()

    # Within

    def _listed(self) -> Listed:
        everywhere = self.panel.bar.everywhere
        whole = self.desk.in_order() if everywhere else self.desk.of_plan(self.slug)
        return Listed("全部规划" if everywhere else self._titles.get(self.slug, ""), len(whole))

    def _reach(self) -> TextRange | None:
        reach = self._selected()
        if not self.markable:
            self.desk.said.emit(self.desk.refused or _NOT_READY)
            return None
        if reach is None:
            self.desk.said.emit(_SELECT)
        return reach

    def _same(self, kind: MarkKind, reach: TextRange) -> Mark | None:
        marks = self.desk.of_plan(self.slug)
        return next(
            (m for m in marks if m.kind == kind and m.placed == "placed" and m.anchor.reach == reach), None
        )

    def _add(
        self, kind: MarkKind, reach: TextRange, category: Category | None = None, *, whole: bool = False
    ) -> str:
        from db.user.anchors import make_anchor

        text = self.desk.text(self.slug)
        if text is None:
            return ""
        try:
            anchor = make_anchor(text, reach, whole=whole)
        except AnchorError as error:
            self.desk.said.emit(str(error))
            return ""
        mark = new_mark(kind, anchor, self.author, now(), category)
        self.desk.do(Change(f"添加{NAMES[kind]}", (Edit(None, mark),)))
        return mark.id

    def _done(self) -> None:
        self.bar.hide()
        self.unselect_asked.emit()

    @Slot(object)
    def _go(self, mark: Mark) -> None:
        reach = mark.anchor.reach
        if mark.placed != "placed":
            return
        end = reach.end if reach.end_key == reach.start_key else 1 << 30
        span = None if mark.anchor.whole else (reach.start, end)
        self.place_requested.emit(Place(mark.anchor.plan, reach.start_key, span, mark.anchor.quote))

    @Slot()
    def _take_categories(self) -> None:
        self.bar.set_categories(self.offered())

    @Slot()
    def _take_marks(self) -> None:
        self._take_categories()
        self.panel.set_marks(self.desk.in_order(), self.desk.categories, self._titles, self.slug)
        self.drawn_changed.emit(self.desk.of_plan(self.slug), self.desk.colours())

    @Slot(str)
    def _ready(self, slug: str) -> None:
        if slug == self.slug:
            self.bar.set_markable(self.markable)
        waiting, self._waiting = self._waiting, None
        if waiting is not None and waiting[0] == slug == self.slug and self.markable:
            waiting[1]()


def _reach_of(place: Place) -> TextRange:
    start, end = place.span or (0, 0)
    return TextRange(place.key, start, place.key, end)


def _user_name() -> str:
    """Who marks: the system's name of the user, empty where there is none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
