"""The panel of results: the options of the search, and under them the list, or in words why there is none and
what to do.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QMenu, QStackedWidget, QToolButton, QWidget

from db.export.results.kinds import KIND_NAMES
from db.records import Place, Sought
from db.search.query import ORDERS, REACHES, Order, SearchQuery, SearchReach, timed_out
from desktop.look.theme import Theme
from desktop.search.results_model import (
    HitRole,
    NamedRole,
    NoteRole,
    PlaceRole,
    ResultLineRole,
    ResultsModel,
)
from desktop.search.results_view import ResultsView
from desktop.search.search_service import ResultList
from desktop.search.synonyms_row import SynonymsRow
from desktop.widgets.controls import button, choose_row, label, menu_button, menu_entry, named
from desktop.widgets.layouts import LEFT, NO_MARGINS, STRETCH, TOP, aligned, column, fill, row
from desktop.widgets.tips import as_words

if TYPE_CHECKING:
    from db.tables.named import NamedRow

Around = Callable[[], Sequence[tuple[str, str]]]
"""Key and heading of the chapters and sections that the person is in, from the top."""


_ARROW = " ▾"
_NAMED = 3
"""Plans that a regular expression had no time for: as many are named on the panel, and all in its tip."""


class OptionsBar(QWidget):
    """Shows the options of a query and asks for others."""

    asked = Signal(object)
    """The query with other options; its words and its plan are as they were set."""

    def __init__(self, around: Around, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._around = around
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setObjectName("options")
        self.query = SearchQuery()
        """The options, as a query without words."""
        self._reach = _button("查找范围", self._fill_reach)
        self._kinds = _button("查找的类别", self._fill_kinds)
        self._order = _button("结果的顺序", self._fill_order)
        self.more = _button("更多操作")
        self.more.setText(f"更多{_ARROW}")
        row(
            self._reach,
            self._kinds,
            self._order,
            STRETCH,
            self.more,
            on=self,
            spacing=0,
            margins=(8, 0, 8, 2),
        )
        self.set_query(self.query, "")

    def set_query(self, query: SearchQuery, chapter: str) -> None:
        """Show other options; `chapter` is the heading of the chapter or section that is searched, if
        one is.
        """
        self.query = replace(query, words="")
        self._reach.setText(f"{REACHES[query.reach]}{_ARROW}")
        self._reach.setToolTip(as_words(f"查找范围：{chapter or REACHES[query.reach]}"))
        kinds = [name for kind, name in KIND_NAMES.items() if kind in query.kinds]
        told = "全部类别" if not kinds else kinds[0] if len(kinds) == 1 else f"{len(kinds)} 类"
        self._kinds.setText(f"{told}{_ARROW}")
        self._kinds.setToolTip(f"查找的类别：{'、'.join(kinds) or '全部'}")
        self._order.setText(f"{'按原文' if query.order == 'plan' else '按相关'}{_ARROW}")
        self._order.setToolTip(ORDERS[query.order])

    def _ask(self, query: SearchQuery) -> None:
        if query != self.query:
            self.asked.emit(query)

    def _fill_reach(self, menu: QMenu) -> None:
        menu.clear()
        now = self.query
        around = list(self._around())
        for (key, heading), word in zip(around[:1] + around[1:][-1:], ("本章", "本节"), strict=False):
            self._choice(menu, f"{word}：{_short(heading)}", replace(now, reach="chapter", chapter=key))
        wide: tuple[SearchReach, ...] = ("plan", "all")
        for reach in wide:
            self._choice(menu, REACHES[reach], replace(now, reach=reach, chapter=""))
        menu.addSeparator()
        section = now.together == "section"
        other = replace(now, together="passage" if section else "section")
        menu_entry(menu, "多个词在同一节即可", self._ask, other, checked=section)

    def _fill_kinds(self, menu: QMenu) -> None:
        menu.clear()
        now = self.query
        self._choice(menu, "全部类别", replace(now, kinds=()))
        menu.addSeparator()
        for kind, name in KIND_NAMES.items():
            other = replace(now, kinds=_with(now.kinds, kind))
            menu_entry(menu, name, self._ask, other, checked=kind in now.kinds)

    def _fill_order(self, menu: QMenu) -> None:
        menu.clear()
        orders: tuple[Order, ...] = ("plan", "rank")
        for order in orders:
            self._choice(menu, ORDERS[order], replace(self.query, order=order))

    def _choice(self, menu: QMenu, text: str, query: SearchQuery) -> None:
        menu_entry(menu, text, self._ask, query, checked=query == self.query)


def _with(kinds: tuple[Sought, ...], kind: Sought) -> tuple[Sought, ...]:
    """The kinds with one more ticked, or one less; all of them are the same as none."""
    ticked = {*kinds} ^ {kind}
    return tuple(each for each in KIND_NAMES if each in ticked) if ticked != {*KIND_NAMES} else ()


def _short(heading: str) -> str:
    return heading if len(heading) <= 24 else heading[:23] + "…"


def _button(name: str, fill_menu: Callable[[QMenu], None] | None = None) -> QToolButton:
    made = menu_button(name="option", spoken=name)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if fill_menu is not None:
        # Filled anew each time that it opens: the chapters on offer are those where the person is.
        made.menu().aboutToShow.connect(partial(fill_menu, made.menu()))
    return made


class ResultsPanel(QWidget):
    """Asks for the place of a row that is clicked or entered."""

    place_requested = Signal(object)
    note_requested = Signal(object)
    """The Note of a row that is clicked or entered."""
    named_chosen = Signal(object)
    """The NamedRow of a row that is clicked or entered."""
    words_offered = Signal(str)
    """The person takes the words that were offered instead."""

    def __init__(
        self, model: ResultsModel, around: Around, foot: QWidget, parent: QWidget | None = None
    ) -> None:
        """`foot` stands under the list."""
        super().__init__(parent)
        self._model = model
        self.offer = ""
        """The words that are offered instead; empty if none are."""
        self.options = OptionsBar(around)
        self.list = ResultsView(model)
        self.list.chosen.connect(self._ask)
        self._message = label(name="message", wraps=True)
        self._message.setAlignment(TOP | LEFT)
        self._take = button("", self._take_offer, name="link")
        self._take.setFlat(True)
        self._take.setCursor(Qt.CursorShape.PointingHandCursor)
        empty = named(QWidget(), "empty")
        empty.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column(self._message, aligned(self._take, LEFT), STRETCH, on=empty, margins=(16, 8, 16, 12))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(empty)
        self.left_out = label(name="doubt", wraps=True)
        """What was not searched: plans that can't be read, the rest after a timeout; hidden if nothing."""
        self.synonyms = SynonymsRow()
        self.synonyms.chosen.connect(self.words_offered)
        column(
            self.options,
            self.left_out,
            self.synonyms,
            fill(self._stack),
            foot,
            on=self,
            spacing=0,
            margins=NO_MARGINS,
        )
        self.clear()

    @property
    def message(self) -> str:
        """What is said in place of a list; empty when there is one."""
        return self._message.text() if self._stack.currentIndex() == 1 else ""

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.list.set_theme(theme)
        self.synonyms.set_theme(theme)

    def clear(self) -> None:
        """Nothing was asked."""
        self._model.clear()
        self.left_out.hide()
        self.synonyms.set_found(())
        self._say("在上方输入要查找的字词，这里列出全部结果。")

    def set_named(self, named: "Sequence[NamedRow]") -> None:
        """Show what is called so above the results that are listed."""
        if self._stack.currentIndex() == 0:
            self._keep_place(partial(self._model.set_named, named))

    def set_answer(self, answer: ResultList, named: "Sequence[NamedRow]" = ()) -> None:
        """Show an answer, and above it what is called so; the rest of one that is already shown leaves the
        list where it is.
        """
        titles = answer.found.left_out
        left = [f"没有查找{'、'.join(f'《{title}》' for title in titles)}：数据已损坏，怎么办见规划库。"]
        late = timed_out(answer.found, _NAMED)
        told = [*(left if titles else []), *([late] if late else [])]
        self.left_out.setText("\n".join(told))
        self.left_out.setToolTip(as_words(timed_out(answer.found) if late else ""))
        self.left_out.setVisible(bool(told))
        self.synonyms.set_found(answer.found.synonyms)
        if not answer.found.passages and not answer.notes:
            self._model.clear()
            self._say(*_nothing(answer))
            return
        change = partial(self._model.set_answer, answer, named)
        if self._model.query == answer.query:
            self._keep_place(change)
        else:
            change()
            self.list.verticalScrollBar().setValue(0)
        self._stack.setCurrentIndex(0)

    def _keep_place(self, change: Callable[[], None]) -> None:
        """Change the lines, and leave the list where it is: the model starts anew, and it would jump to its
        top.
        """
        bar = self.list.verticalScrollBar()
        current, at = self.list.currentIndex().data(HitRole), bar.value()
        change()
        bar.setValue(at)
        if current is not None:
            self.set_current(Place(current.plan, current.key))

    def say_busy(self) -> None:
        """The query was asked; said only where nothing else is listed yet."""
        # Results of the query before stay until the new ones come: the list does not flicker at each key.
        if not self._model.rowCount():
            self._say("正在查找……")

    def say_failed(self, sentence: str) -> None:
        """The query could not be answered."""
        self.synonyms.set_found(())
        self.left_out.hide()
        self._model.clear()
        self._say(sentence)

    def set_current(self, place: Place) -> None:
        """Make the passage's row the current one, and bring it into sight."""
        index = self._model.reveal(place)
        if index.isValid():
            choose_row(self.list, index)

    def set_current_note(self, number: int) -> None:
        """Make the row of the note with this number the current one, and bring it into sight."""
        choose_row(self.list, self._model.reveal_note(number))

    def _say(self, sentence: str, offer: str = "") -> None:
        self.offer = offer
        self._message.setText(sentence)
        self._take.setText(f"您是否要找“{offer}”？")
        self._take.setVisible(bool(offer))
        self._stack.setCurrentIndex(1)

    @Slot(QModelIndex)
    def _ask(self, index: QModelIndex) -> None:
        place = index.data(PlaceRole)
        if place is not None:
            self.place_requested.emit(place)
        elif (note := index.data(NoteRole)) is not None:
            self.note_requested.emit(note)
        elif (named := index.data(NamedRole)) is not None:
            self.named_chosen.emit(named)
        elif index.data(ResultLineRole) is not None and index.data(ResultLineRole).kind == "to_notes":
            self.set_current_note(0)
        elif index.isValid():
            self._model.toggle(index.row())

    @Slot()
    def _take_offer(self) -> None:
        self.words_offered.emit(self.offer)


def _nothing(answer: ResultList) -> tuple[str, str]:
    """What is said when nothing was found, and what is offered instead."""
    query = answer.query
    words = query.words if len(query.words) <= 30 else query.words[:30] + "…"
    where = "" if query.reach == "plan" else f"在{REACHES[query.reach]}中"
    tail = "请试试更短的词，或只输入其中几个字。"
    if query.regex:
        tail = "现在把输入的内容当作正则表达式；要按普通文字查找，请在“更多”里取消“按正则表达式查找”。"
    if query.kinds or query.reach == "chapter":
        tail = "可以在上方放宽查找的范围或类别。"
    return f"{where}没有找到“{words}”。{'' if answer.found.offer else tail}", answer.found.offer or ""
