"""All actions of the window in one table: name, words, icon, keys, what it calls, and the menu that it stands
in.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from desktop.look import icons
from desktop.look.theme import Theme
from desktop.room import ActionSpec, words_of


class Actions:
    """The table made alive: QActions by name, and the menus that hold them."""

    def __init__(self, owner: QWidget, want: Callable[[str], object]) -> None:
        """`want` makes the room with this name, which then serves the actions that were there before it."""
        self._owner = owner
        self._want = want
        self._rows: list[tuple[tuple[int, int], ActionSpec]] = []
        self._slots: dict[str, Callable[..., object]] = {}
        self._groups: dict[str, QActionGroup] = {}
        self._actions: dict[str, QAction] = {}
        self.menus: dict[str, QMenu] = {}
        self._theme: Theme | None = None
        self._outside: set[str] = set()
        self._undrawn: set[str] = set()
        self._filled = False

    @property
    def table(self) -> Sequence[ActionSpec]:
        """All rows but menus, in the order that they have in their menus."""
        return [row for row in self._in_order() if row.opens is None]

    def extend(self, rows: Iterable[ActionSpec], order: int, room: str = "") -> None:
        """Add rows of a room; `order` is the room's place among the others."""
        for row in rows:
            self._rows.append(((row.rank, order), row))
            self._actions[row.name] = self._make(row, room)
            if row.icon:
                self._undrawn.add(row.name)

    def serve(self, name: str, slot: Callable[..., object]) -> None:
        """What an action does that was there before its room."""
        self._slots[name] = slot

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def pick(self, *names: str) -> Sequence[QAction]:
        """Several actions by name, to stand outside the menus."""
        self._outside |= set(names)
        self._draw(names)
        return [self._actions[name] for name in names]

    def fill(self, bar: QMenuBar) -> None:
        """Put every action into its menu, in the order of the table, once; a menu in a menu stands where its
        first action does.
        """
        if self._filled:
            return
        self._filled = True
        met: set[str] = set()
        for row in self._in_order():
            menu = self.menu(bar, row.menu)
            above = row.menu.rpartition("/")[0]
            if above and row.menu not in met:
                self.menu(bar, above).addMenu(menu)
            met.add(row.menu)
            if row.lined:
                menu.addSeparator()
            menu.addAction(self._actions[row.name])

    def menu(self, bar: QMenuBar, path: str) -> QMenu:
        """The menu with this path; made at the end of the bar, or of the menu above it, when it is not there
        yet.
        """
        if path not in self.menus:
            above, _, title = path.rpartition("/")
            menu = QMenu(title, self._owner)
            menu.menuAction().setIconText(words_of(title))
            (self.menu(bar, above) if above else bar).addMenu(menu)
            # An icon is drawn from SVG: those of a menu that nobody opens cost the start nothing.
            menu.aboutToShow.connect(partial(self._draw_menu, path))
            self.menus[path] = menu
        return self.menus[path]

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in the theme's colours: those outside the menus now, the others when their menu is
        opened.
        """
        self._theme = theme
        self._undrawn = {row.name for _, row in self._rows if row.icon}
        self._draw(self._outside)

    def _in_order(self) -> list[ActionSpec]:
        return [spec for _, spec in sorted(self._rows, key=lambda row: row[0])]

    def _draw_menu(self, path: str) -> None:
        self._draw([row.name for _, row in self._rows if row.menu == path])

    def _draw(self, names: Iterable[str]) -> None:
        if self._theme is None:
            return
        for _, row in self._rows:
            if row.name in self._undrawn and row.name in names:
                self._undrawn.discard(row.name)
                self._actions[row.name].setIcon(icons.icon(row.icon, self._theme.text, self._theme.secondary))

    def _make(self, row: ActionSpec, room: str) -> QAction:
        if row.opens is not None:
            return row.opens.menuAction()
        action = QAction(row.text, self._owner)
        action.setObjectName(row.name)
        action.setShortcuts([QKeySequence(keys) for keys in row.keys])
        plain = words_of(row.text)
        # Qt's own icon text and tool tip keep the (O) of “打开(&O)…”, which is for menus alone.
        action.setIconText(plain)
        action.setToolTip(f"{plain}（{row.keys[0]}）" if row.keys else plain)
        if row.group:
            group = self._groups.setdefault(row.group, QActionGroup(self._owner))
            action.setActionGroup(group)
        action.setCheckable(row.checkable or bool(row.group))
        action.triggered.connect(partial(self._call, row, room))
        # Or its keys would work only once it stands in a menu, and menus are filled late.
        self._owner.addAction(action)
        return action

    def _call(self, row: ActionSpec, room: str, _checked: bool = False) -> None:
        slot = row.slot
        if slot is None:
            if row.name not in self._slots:
                # Making the room serves this action, see `serve`.
                self._want(room)
            slot = self._slots[row.name]
        if row.given is None:
            slot()
        else:
            slot(row.given)
