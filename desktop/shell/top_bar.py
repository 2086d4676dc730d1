"""The bar above everything: back and forward, the rooms, the plan's name, and the search box."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Slot
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

from desktop.look import icons
from desktop.look.theme import Theme
from desktop.widgets.controls import label, menu_button, named, one_shot, open_menu, restyle, tool_button
from desktop.widgets.layouts import NO_MARGINS, STRETCH, Fill, row
from desktop.widgets.tips import as_words

MOST_ROOMS = 9
"""Buttons of rooms in the bar, however wide it is: of more nobody finds one at a glance."""
_GAP, _EDGE = 2, 8
"""Pixels between two buttons, and at both ends."""
_LINE = 13
"""Pixels of the line between two groups, with what is free beside it."""
_NAME_LEAST, _NAME_NARROW, _NAME_MOST = 120, 84, 300
"""Pixels of the plan's name: at least, at least where buttons have no words either, and at most."""
_NAME_WISHED = 200
"""Pixels that it gets before the tools get any."""
_BOX_LEAST, _BOX_NARROW, _BOX_MOST = 210, 120, 460
"""The same of the search box."""
_SHORTEST = 3
"""Characters of a name that still say which plan it is."""
_LONGEST_COUNT = "第 99 处，共 99 处"


class BarFrame(QToolBar):
    """What Qt places above everything; it can't be moved or hidden, and adds nothing around the bar."""

    def __init__(self, bar: "TopBar") -> None:
        super().__init__("工具栏")
        self.setObjectName("top")
        self.setMovable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        # Or the bar with the search box could be hidden, and nothing would bring it back.
        self.toggleViewAction().setEnabled(False)
        self.addWidget(bar)
        self._tighten()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._tighten()

    def _tighten(self) -> None:
        # The style (Fusion) sets four pixels at each edge, whatever the sheet says.
        if (layout := self.layout()) is not None:
            layout.setContentsMargins(*NO_MARGINS)


class TopBar(QWidget):
    """Places what it is given: it knows neither plans nor searching.

    Where not all has room, the tools go into the menu 更多 first, then all buttons lose their words, then
    rooms go there, the last ones first.
    """

    def __init__(
        self,
        plans: QMenu,
        box: QLineEdit,
        *,
        steps: Sequence[QAction],
        rooms: Sequence[QAction],
        hits: Sequence[QAction],
        tools: Sequence[QAction] = (),
        kept: Sequence[QAction] = (),
        panels: Iterable[QAction] = (),
        plans_tip: str = "",
    ) -> None:
        """Actions become buttons; one with a menu opens it. `hits` stand beside the box and have no words,
        `kept` stand in the menu 更多 always. Of `rooms`, `panels` look quieter while they are shown.
        """
        super().__init__()
        self.plan_button = menu_button(menu=plans, name="plan", spoken="选择规划")
        self.plan_button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.plan_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.more = menu_button("更多", name="bar", tip="更多", spoken="更多")
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.more.setIconSize(QSize(20, 20))
        self.more.menu().aboutToShow.connect(self._fill_more)
        self.count = named(label(name="count"), spoken="查找结果数")
        self._title, self._plans_tip = "", plans_tip
        self._box = box
        self._words = True
        self._worded: bool | None = None
        """Whether the buttons have their words now."""
        self._kept = kept
        self._steps, self._rooms, self._tools = (
            [_button(each) for each in group] for group in (steps, rooms, tools)
        )
        self._hits = [_button(action) for action in hits]
        for button, action in zip(self._rooms, rooms, strict=True):
            restyle(button, "panel", action in panels)
        self._hints: dict[bool, dict[QToolButton, int]] = {}
        # In the narrowest windows the count takes some of it.
        box.setMinimumWidth(_BOX_NARROW // 2)
        box.setMaximumWidth(_BOX_MOST)
        self._tool_line = _line()
        # Each in the middle of the bar's height: a row is as low as its lowest part that can't grow.
        row(
            *map(_centred, (*self._steps, _line(), *self._rooms, self.more, _line(), self.plan_button)),
            STRETCH,
            # Almost all of what is free, up to its greatest width: only then the stretch gets some.
            _centred(box, 1000),
            *map(_centred, (self.count, *self._hits, self._tool_line, *self._tools)),
            on=self,
            spacing=_GAP,
            margins=(_EDGE, 1, _EDGE, 1),
        )
        self._later = one_shot(self, 0, self._measure)
        self._grown = one_shot(self, 0, self.updateGeometry)

    def set_theme(self, theme: Theme) -> None:
        """Draw what is no action in the theme's colour."""
        self.more.setIcon(icons.icon("more", theme.text))

    def set_title(self, title: str) -> None:
        """The name of the plan that is open."""
        self._title = title
        # All of the name, which may be cut off on the button.
        self.plan_button.setToolTip(as_words("\n".join(filter(None, (title, self._plans_tip)))))
        self._fit()

    def set_words(self, *, on: bool) -> None:
        """Whether there are words under the icons, where they have room."""
        self._words = on
        self._fit()

    def set_count(self, words: str) -> None:
        """How much was found, in a few words; "" for nothing."""
        self.count.setText(words)
        self.count.setVisible(bool(words))

    def open_plans(self) -> None:
        """Open the menu of plans beneath their button."""
        button = self.plan_button
        button.menu().popup(button.mapToGlobal(QPoint(0, button.height())))

    @property
    def hidden_rooms(self) -> Sequence[QAction]:
        """What stands under 更多 because it has no room in the bar."""
        return [button.defaultAction() for button in self._rooms if button.isHidden()]

    def minimumSizeHint(self) -> QSize:
        # Not that of all buttons: the tool bar would show an arrow of its own instead of what does not fit.
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            # Not now: the buttons hear of it after the bar.
            self._later.start()

    @Slot()
    def _measure(self) -> None:
        self._hints = {}
        self._fit()

    def _fit(self) -> None:
        room, cap = self.width(), self._rooms[:MOST_ROOMS]
        words = self._words and self._need(cap, words=True) <= room
        shown = list(cap)
        while shown and self._need(shown, words=words) > room:
            shown.pop()
        need = self._need(shown, words=words)
        name = _NAME_LEAST if words else _NAME_NARROW
        tools = need - name + _NAME_WISHED + self._width_of(self._tools, words=words) + _LINE <= room
        for button in (*self._steps, *self._rooms, self.more, *self._tools):
            _dress(button, words=words)
        if words != self._worded:
            self._worded = words
            # Not now: while Qt gives the bar a new width it hears of no other height.
            self._grown.start()
        for at, button in enumerate(self._rooms):
            button.setVisible(at < len(shown))
        for part in (self._tool_line, *self._tools):
            part.setVisible(tools)
        if tools:
            need += self._width_of(self._tools, words=words) + _LINE
        self._fit_title(name + max(room - need, 0))

    def _need(self, rooms: Sequence[QToolButton], *, words: bool) -> int:
        """The least pixels of a bar with these rooms, and without the tools."""
        buttons = [*self._steps, *rooms, self.more]
        name, box = (_NAME_LEAST, _BOX_LEAST) if words else (_NAME_NARROW, _BOX_NARROW)
        count = self.count.fontMetrics().horizontalAdvance(_LONGEST_COUNT)
        fixed = 2 * _EDGE + 2 * _LINE + name + box + count + 6 * _GAP
        return fixed + self._width_of(buttons, words=words) + self._width_of(self._hits, words=False)

    def _width_of(self, buttons: Iterable[QToolButton], *, words: bool) -> int:
        hints = self._hints.setdefault(words, {})
        for button in buttons:
            if button not in hints:
                _dress(button, words=words)
                hints[button] = button.sizeHint().width()
        return sum(hints[button] + _GAP for button in buttons)

    def _fit_title(self, room: int) -> None:
        button, arrow = self.plan_button, " ▾"
        metrics = button.fontMetrics()
        beside = button.sizeHint().width() - metrics.horizontalAdvance(button.text())
        words = min(room, _NAME_MOST) - beside - metrics.horizontalAdvance(arrow)
        name = metrics.elidedText(self._title, Qt.TextElideMode.ElideRight, words)
        button.setText((name if len(name) > _SHORTEST or name == self._title else "规划") + arrow)

    @Slot()
    def _fill_more(self) -> None:
        menu = self.more.menu()
        menu.clear()
        menu.addActions(self.hidden_rooms)
        menu.addSeparator()
        menu.addActions([button.defaultAction() for button in self._tools if button.isHidden()])
        menu.addSeparator()
        menu.addActions(self._kept)


def _button(action: QAction) -> QToolButton:
    # By the keyboard only: a click on a button must not take the focus from the text.
    button = tool_button(name="bar", icon=20, focus=Qt.FocusPolicy.TabFocus)
    menu = action.menu()
    if isinstance(menu, QMenu):
        open_menu(button, menu)
    button.setDefaultAction(action)
    button.setAccessibleName(action.iconText())
    return button


def _dress(button: QToolButton, *, words: bool) -> None:
    """Show words under the icon, or the icon alone."""
    style = Qt.ToolButtonStyle
    button.setToolButtonStyle(style.ToolButtonTextUnderIcon if words else style.ToolButtonIconOnly)


def _centred(widget: QWidget, stretch: int = 0) -> Fill:
    return Fill(widget, stretch, Qt.AlignmentFlag.AlignVCenter)


def _line() -> QFrame:
    """A thin line between two groups."""
    line = named(QFrame(), "bar_line")
    line.setFixedSize(_LINE, 28)
    return line
