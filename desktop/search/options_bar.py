"""How is searched, small and quiet above the results: where, which kinds, in which order, and what can be
done with them.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from db.export.results.kinds import KIND_NAMES
from db.records import Sought
from db.search.query import ORDERS, REACHES, Order, SearchQuery, SearchReach

Around = Callable[[], Sequence[tuple[str, str]]]
"""Key and heading of the chapters and sections that the reader is in, from the top."""


_ARROW = " ▾"


class OptionsBar(QWidget):
    """Shows the options of a query and asks for others."""

    asked = Signal(object)
    """The query with other options; its words and its plan are as they were set."""

    def __init__(self, around: Around, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._around = around
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setObjectName("options")
        self._query = SearchQuery()
        self._reach = _button("查找范围")
        self._kinds = _button("查找的类别")
        self._order = _button("结果的顺序")
        self.more = _button("更多操作")
        self.more.setText(f"更多{_ARROW}")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 2)
        row.setSpacing(0)
        for button in (self._reach, self._kinds, self._order):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.more)
        for button, fill in (
            (self._reach, self._fill_reach),
            (self._kinds, self._fill_kinds),
            (self._order, self._fill_order),
        ):
            menu = QMenu(button)
            menu.aboutToShow.connect(partial(fill, menu))
            button.setMenu(menu)
        self.set_query(self._query, "")

    @property
    def query(self) -> SearchQuery:
        """The options, as a query without words."""
        return self._query

    def set_query(self, query: SearchQuery, chapter: str) -> None:
        """Show other options; `chapter` is the heading of the chapter or section that is searched, if
        one is.
        """
        self._query = replace(query, words="")
        self._reach.setText(f"{REACHES[query.reach]}{_ARROW}")
        self._reach.setToolTip(f"查找范围：{chapter or REACHES[query.reach]}")
        kinds = [name for kind, name in KIND_NAMES.items() if kind in query.kinds]
        told = "全部类别" if not kinds else kinds[0] if len(kinds) == 1 else f"{len(kinds)} 类"
        self._kinds.setText(f"{told}{_ARROW}")
        self._kinds.setToolTip(f"查找的类别：{'、'.join(kinds) or '全部'}")
        self._order.setText(f"{'按原文' if query.order == 'plan' else '按相关'}{_ARROW}")
        self._order.setToolTip(ORDERS[query.order])

    def _ask(self, query: SearchQuery) -> None:
        if query != self._query:
            self.asked.emit(query)

    def _fill_reach(self, menu: QMenu) -> None:
        menu.clear()
        now = self._query
        around = list(self._around())
        for (key, heading), word in zip(around[:1] + around[1:][-1:], ("本章", "本节"), strict=False):
            self._choice(menu, f"{word}：{_short(heading)}", replace(now, reach="chapter", chapter=key))
        wide: tuple[SearchReach, ...] = ("plan", "all")
        for reach in wide:
            self._choice(menu, REACHES[reach], replace(now, reach=reach, chapter=""))
        menu.addSeparator()
        together = menu.addAction("多个词在同一节即可")
        together.setCheckable(True)
        together.setChecked(now.together == "section")
        other = replace(now, together="passage" if now.together == "section" else "section")
        together.triggered.connect(partial(self._take, other))

    def _fill_kinds(self, menu: QMenu) -> None:
        menu.clear()
        now = self._query
        self._choice(menu, "全部类别", replace(now, kinds=()))
        menu.addSeparator()
        for kind, name in KIND_NAMES.items():
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(kind in now.kinds)
            action.triggered.connect(partial(self._take, replace(now, kinds=_with(now.kinds, kind))))

    def _fill_order(self, menu: QMenu) -> None:
        menu.clear()
        orders: tuple[Order, ...] = ("plan", "rank")
        for order in orders:
            self._choice(menu, ORDERS[order], replace(self._query, order=order))

    def _choice(self, menu: QMenu, text: str, query: SearchQuery) -> None:
        action = menu.addAction(text)
        action.setCheckable(True)
        action.setChecked(query == self._query)
        action.triggered.connect(partial(self._take, query))

    def _take(self, query: SearchQuery, _checked: bool = False) -> None:
        self._ask(query)


def _with(kinds: tuple[Sought, ...], kind: Sought) -> tuple[Sought, ...]:
    """The kinds with one more ticked, or one less; all of them are the same as none."""
    ticked = {*kinds} ^ {kind}
    return tuple(each for each in KIND_NAMES if each in ticked) if ticked != {*KIND_NAMES} else ()


def _short(heading: str) -> str:
    return heading if len(heading) <= 24 else heading[:23] + "…"


def _button(name: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName("option")
    button.setAccessibleName(name)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
