"""The panel 我的批注: what is shown, the cards, and the one that is edited."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, QThreadPool, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QMenu, QSplitter, QToolButton, QVBoxLayout, QWidget

from db.user.mark_filter import chosen, searchable, tags
from db.user.records import Category, Mark
from desktop.look.theme import Theme
from desktop.marks.choice_bar import ChoiceBar
from desktop.marks.mark_editor import MarkEditor
from desktop.marks.mark_list_model import MarkListModel
from desktop.marks.mark_list_view import MarkListView
from desktop.widgets.word_filter import WordFilter

_NONE = "还没有批注。\n\n在正文中选中文字，就可以突出显示、加下划线或写批注；按 Ctrl+D 添加书签。"
_NONE_FIT = "没有符合条件的批注。"


class MarksPanel(QWidget):
    """Shows the marks that it is given; every change is asked for by a signal."""

    go_requested = Signal(object)
    """The Mark whose card was chosen."""
    removal_asked = Signal(str)
    left = Signal()
    counted = Signal(int, int)
    """How many marks are shown, of how many."""

    def __init__(self, pool: QThreadPool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marks: list[Mark] = []
        self._categories: Sequence[Category] = ()
        self._titles: Mapping[str, str] = {}
        self._plan = ""
        self._found: frozenset[str] | None = None
        self._stale = False
        self.model = MarkListModel(self)
        self.list = MarkListView(self.model)
        self.bar = ChoiceBar()
        self.editor = MarkEditor()
        self.editor.hide()
        self._search = WordFilter(pool, self)
        self._empty = QLabel(_NONE)
        self._empty.setObjectName("message")
        self._empty.setWordWrap(True)
        self._empty.setContentsMargins(16, 16, 16, 16)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.more = QToolButton()
        self.more.setObjectName("option")
        self.more.setText("⋯")
        self.more.setToolTip("导出、合并、备份")
        self.more.setAccessibleName("更多操作")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._place_parts()
        self.bar.words_changed.connect(self._search.ask)
        self.bar.changed.connect(self._choose)
        self.bar.left.connect(self.left)
        self._search.found.connect(self._take_found)
        self.editor.left.connect(self.left)
        self.list.shown.connect(self.editor.show_mark)
        self.list.shown.connect(self._open_editor)
        self.list.chosen.connect(self.go_requested)
        self.list.removal_asked.connect(self._ask_removal)
        self._choose()

    def _place_parts(self) -> None:
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        upper = QWidget()
        column = QVBoxLayout(upper)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self._empty, 1)
        column.addWidget(self.list, 1)
        split.addWidget(upper)
        split.addWidget(self.editor)
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 1)
        split.setSizes([360, 360])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(split)
        self.setMinimumWidth(250)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def set_menu(self, menu: QMenu) -> None:
        """What else can be done, behind 更多."""
        self.more.setMenu(menu)
        self.bar.add(self.more)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.list.set_theme(theme)
        self.bar.set_theme(theme)
        self.editor.set_theme(theme)

    def set_marks(
        self, marks: Sequence[Mark], categories: Sequence[Category], titles: Mapping[str, str], plan: str
    ) -> None:
        """All marks in their order, the colours, the titles of the plans by slug, and the slug of the one
        that is open.
        """
        self._marks, self._categories = list(marks), categories
        self._titles, self._plan = titles, plan
        self._stale = True
        self.counted.emit(len(marks), len(marks))
        if self.isVisible():
            self._refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    def _refresh(self) -> None:
        """Show what was given last; out of sight that is left for later."""
        if not self._stale:
            return
        self._stale = False
        marks, categories = self._marks, self._categories
        counted = tags(marks)
        self.bar.set_values(categories, counted)
        self.editor.set_values(categories, [tag for tag, _ in counted])
        self._search.set_texts(partial(_texts, tuple(self._marks)))
        self._choose()
        current = self.editor.mark
        if current is not None:
            self.editor.show_mark(next((mark for mark in marks if mark.id == current.id), None))
            self.editor.setVisible(self.editor.mark is not None)

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
            self._found = None
            self._choose()
        if self.model.row_of(id_) < 0:
            self.bar.set_everywhere(True)
        self.list.show_row(self.model.row_of(id_))
        mark = next((mark for mark in self._marks if mark.id == id_), None)
        self.editor.show_mark(mark)
        self.editor.setVisible(mark is not None)
        if write and mark is not None:
            self.editor.write()

    def follow(self, position: int) -> None:
        """Bring the cards beside the words at this position of the plan,
        unless the reader is at work here.
        """
        if self.isVisible() and not self.isAncestorOf(self.focusWidget() or self) and not self.underMouse():
            self.list.bring(self.model.row_near(self._plan, position))

    @Slot()
    def _open_editor(self) -> None:
        self.editor.show()

    @Slot(object)
    def _ask_removal(self, mark: Mark) -> None:
        self.removal_asked.emit(mark.id)

    @Slot(object)
    def _take_found(self, found: frozenset[str] | None) -> None:
        self._found = found
        self._choose()

    @Slot()
    def _choose(self) -> None:
        choice = self.bar.choice(self._plan)
        found = chosen(self._marks, choice)
        if self._found is not None:
            found = tuple(mark for mark in found if mark.id in self._found)
        current = self.list.mark() or self.editor.mark
        top = self.list.verticalScrollBar().value()
        titles = self._titles if self.bar.everywhere else {}
        self.model.show(found, self._categories, titles)
        if current is not None and (row := self.model.row_of(current.id)) >= 0:
            before = self.list.blockSignals(True)
            self.list.setCurrentIndex(self.model.index(row, 0))
            self.list.blockSignals(before)
            self.list.verticalScrollBar().setValue(top)
        self.list.setVisible(bool(found))
        self._empty.setText(_NONE_FIT if self._marks and self.bar.narrowed else _NONE)
        self._empty.setVisible(not found)
        self.counted.emit(len(found), len(self._marks))


def _texts(marks: Sequence[Mark]) -> Iterator[tuple[str, str]]:
    """The words of each mark, under its id: quote, note, tags, task and author."""
    return ((mark.id, searchable(mark)) for mark in marks)
