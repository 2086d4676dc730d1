"""The panel 我的批注: what is shown, the cards, and the one that is edited."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, QThreadPool, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QWidget

from db.user.mark_filter import chosen, most_used, searchable
from db.user.records import Edit, Mark
from desktop.look.theme import Theme
from desktop.marks.choice_bar import ChoiceBar
from desktop.marks.mark_editor import MarkEditor
from desktop.marks.mark_list_model import MarkListModel
from desktop.marks.mark_list_view import MarkListView
from desktop.marks.mark_store import MarkStore
from desktop.widgets.controls import choose_row, label, menu_button, one_shot
from desktop.widgets.layouts import NO_MARGINS, column, fill, panel, splitter
from desktop.widgets.word_filter import WordFilter

_NONE = "还没有批注。\n\n在正文中选中文字，就可以突出显示、加下划线或写批注；按 Ctrl+D 添加书签。"
_LOWEST_LIST = 150
"""Pixels that the list keeps beside an editor that needs more than half of the height."""
_FEW = 20
"""Marks that are changed one by one in the list; for more of them it is made anew."""
_NONE_FIT = "没有符合条件的批注。"


class MarksPanel(QWidget):
    """Shows the marks of a store; every change is asked for by a signal."""

    go_requested = Signal(object)
    """The Mark whose card was chosen."""
    removal_asked = Signal(object)
    """The ids of marks."""
    left = Signal()
    counted = Signal(int, int)
    """How many marks are shown, of how many."""

    def __init__(self, store: MarkStore, pool: QThreadPool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._titles: Mapping[str, str] = {}
        self._plan = ""
        self._found: frozenset[str] | None = None
        self._stale = self._drawn = False
        # Not at once: the fields that come or go are laid out first.
        self._later = one_shot(self, 0, self.share_height)
        self._tags: Counter[str] = Counter()
        self._offered: tuple[tuple[str, int], ...] | None = None
        """The tags that menu and editor offer."""
        self.model = MarkListModel(self)
        self.list = MarkListView(self.model)
        self.bar = ChoiceBar()
        self.editor = MarkEditor()
        self.editor.hide()
        self._search = WordFilter(pool, self)
        self._empty = label(_NONE, "message", wraps=True)
        self._empty.setContentsMargins(16, 16, 16, 16)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._place_parts()
        self.bar.words_changed.connect(self._search.ask)
        self.bar.changed.connect(self._choose)
        self.bar.left.connect(self.left)
        self._search.found.connect(self._take_found)
        self.editor.left.connect(self.left)
        self.editor.grown.connect(self._later.start)
        self.list.shown.connect(self.editor.show_mark)
        self.list.shown.connect(self.editor.show)
        self.list.chosen.connect(self.go_requested)
        self.list.removal_asked.connect(self.removal_asked)
        self._choose()

    def _place_parts(self) -> None:
        upper = panel(column(self.bar, fill(self._empty), fill(self.list), spacing=0, margins=NO_MARGINS))
        self._panes = splitter((upper, 360, 1), (self.editor, 360, 1), down=True)
        self._panes.splitterMoved.connect(self._keep_panes)
        column(self._panes, on=self, margins=NO_MARGINS)
        self.setMinimumWidth(250)
        # A plain QWidget draws no background of the style sheet without it.
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    @Slot()
    def _keep_panes(self) -> None:
        """The person drew the line between list and editor: it stays where they put it."""
        self._drawn = True

    @Slot()
    def share_height(self) -> None:
        """Give the editor what it needs, in a low window most of the height: who writes looks at the note."""
        whole = sum(self._panes.sizes())
        if self._drawn or self.editor.isHidden() or not whole:
            return
        wanted = max(self.editor.wanted_height, whole // 2)
        height = min(wanted, max(whole - _LOWEST_LIST, whole // 2))
        self._panes.setSizes([whole - height, height])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._later.start()

    def set_menu(self, menu: QMenu) -> None:
        """What else can be done, behind 更多."""
        self.bar.add(menu_button("⋯", menu, name="option", tip="导出、合并、备份", spoken="更多操作"))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.list.set_theme(theme)
        self.bar.set_theme(theme)
        self.editor.set_theme(theme)

    def renew(self, titles: Mapping[str, str], plan: str) -> None:
        """Marks or colours of the store are others now; `titles` are those of the plans by slug, `plan` is
        the slug of the one that is open.
        """
        mark = self.editor.mark
        if mark is not None and plan != self._plan and not self.bar.choice(plan).of_plan(mark):
            # Its plan is closed, and nothing in the list is its own any more.
            self._edit("")
        self._titles, self._plan = titles, plan
        self._stale = True
        # Also out of sight: the title of the dock says how many there are.
        self.counted.emit(len(self._store.marks), len(self._store.marks))
        if self.isVisible():
            self._refresh()

    def take(self, edits: Sequence[Edit[Mark]]) -> None:
        """Some marks of the store are others now, and nothing else is."""
        # Words are looked for anew in all marks; and a list that is out of date anyway is made anew later.
        if not self.isVisible() or self._stale or self._search.words or len(edits) > _FEW:
            self.renew(self._titles, self._plan)
            return
        marks, choice = self._store.in_order(), self.bar.choice(self._plan)
        self._count_tags(edits)
        self._search.set_texts(partial(_texts, marks))
        current = self.list.mark() or self.editor.mark
        # The list says of a card that goes that another is shown now, which nobody has chosen.
        with QSignalBlocker(self.list):
            whole = all(
                self.model.take(
                    edit.before if edit.before is not None and choice.takes(edit.before) else None,
                    edit.after if edit.after is not None and choice.takes(edit.after) else None,
                )
                for edit in edits
            )
            if whole and current is not None and self.model.row_of(current.id) < 0:
                # First, because with Ctrl held the other would leave what is chosen as it is.
                self.list.clearSelection()
                self.list.setCurrentIndex(QModelIndex())
        if not whole:
            self._choose()
        else:
            self._sum_up(self.model.count, len(marks))
        if self.editor.mark is not None:
            self._edit(self.editor.mark.id)

    def _count_tags(self, edits: Sequence[Edit[Mark]]) -> None:
        for edit in edits:
            for mark, by in ((edit.before, -1), (edit.after, 1)):
                for tag in mark.tags if mark is not None else ():
                    self._tags[tag] += by
        self._offer_tags()

    def _offer_tags(self) -> None:
        counted = most_used(self._tags)
        # Menus and lists are filled only with what is new in them.
        if counted != self._offered:
            self._offered = counted
            self.bar.set_values(self._store.categories, counted)
            self.editor.set_values(self._store.categories, [tag for tag, _ in counted])

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    def _refresh(self) -> None:
        """Show what there is now; out of sight that is left for later."""
        if not self._stale:
            return
        self._stale = False
        marks = self._store.in_order()
        self._tags, self._offered = Counter(tag for mark in marks for tag in mark.tags), None
        self._offer_tags()
        self._search.set_texts(partial(_texts, marks))
        self._choose()
        if self.editor.mark is not None:
            self._edit(self.editor.mark.id)

    def _edit(self, id_: str) -> None:
        """Show a mark in the editor as it is now; without it, hide the editor."""
        mark = self._store.marks.get(id_)
        # Qt would hand the keyboard of a card that goes to whatever comes next.
        leaves = mark is None and self.editor.isAncestorOf(self.focusWidget() or self)
        self.editor.show_mark(mark)
        self.editor.setVisible(mark is not None)
        self._later.start()
        if leaves:
            self.left.emit()

    def shown(self) -> list[Mark]:
        """The marks that are listed now, in their order."""
        self._refresh()
        return self.model.marks()

    def show_mark(self, id_: str, *, write: bool = False) -> None:
        """Make a mark's card current; with `write` the keyboard goes into its note.

        What hides it is cleared away.
        """
        self._refresh()
        if self.model.row_of(id_) < 0:
            self.bar.clear()
        if self.model.row_of(id_) < 0:
            self.bar.set_everywhere(True)
        self.list.show_row(self.model.row_of(id_))
        self._edit(id_)
        if write and self.editor.mark is not None:
            self.editor.write()

    def follow(self, position: int) -> None:
        """Bring the cards beside the words at this position of the plan,
        unless the person is at work here.
        """
        # The list must not move away under the hand.
        if self.isVisible() and not self.isAncestorOf(self.focusWidget() or self) and not self.underMouse():
            self.list.bring(self.model.row_near(self._plan, position))

    @Slot(object)
    def _take_found(self, found: frozenset[str] | None) -> None:
        self._found = found
        self._choose()

    @Slot()
    def _choose(self) -> None:
        marks = self._store.in_order()
        found = chosen(marks, self.bar.choice(self._plan))
        if self._found is not None:
            found = tuple(mark for mark in found if mark.id in self._found)
        current = self.list.mark() or self.editor.mark
        top = self.list.verticalScrollBar().value()
        # The name of a plan over its marks, where more than one is listed.
        titles = self._titles if self.bar.everywhere else {}
        self.model.show(found, self._store.categories, titles)
        if current is not None and (row := self.model.row_of(current.id)) >= 0:
            # The model is new, the card is not: to say `shown` again would open the editor.
            with QSignalBlocker(self.list):
                choose_row(self.list, self.model.index(row, 0))
            # A model that begins anew leads the list to its top.
            self.list.verticalScrollBar().setValue(top)
        self._sum_up(len(found), len(marks))

    def _sum_up(self, shown: int, of_all: int) -> None:
        self.list.setVisible(shown > 0)
        self._empty.setText(_NONE_FIT if of_all and self.bar.narrowed else _NONE)
        self._empty.setVisible(not shown)
        self.counted.emit(shown, of_all)


def _texts(marks: Sequence[Mark]) -> Iterator[tuple[str, str]]:
    """The words of each mark, under its id: quote, note, tags, task and author."""
    return ((mark.id, searchable(mark)) for mark in marks)
