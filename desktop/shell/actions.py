"""All actions of the window in one table: name, words, icon, keys, what it calls, and the menu that it stands
in.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from desktop.look import icons
from desktop.look.theme import Theme
from desktop.room import ActionSpec, words_of


class Actions:
    """The table made alive: QActions by name, and the menus that hold them."""

    def __init__(
        self, window: QMainWindow, want: Callable[[str], object], complete: Callable[[], None]
    ) -> None:
        """`want` makes the room with this name, which then serves the actions that were there before it;
        `complete` makes all rooms and fills the menus.
        """
        self._window = window
        self._want = want
        self._complete = complete
        self._rows: dict[str, ActionSpec] = {}
        self._order: dict[str, tuple[int, int]] = {}
        self._slots: dict[str, Callable[..., object]] = {}
        self._groups: dict[str, QActionGroup] = {}
        self._actions: dict[str, QAction] = {}
        self.menus: dict[str, QMenu] = {}
        self._theme: Theme | None = None
        self._drawn: dict[str, Theme] = {}
        self._outside: list[str] = []
        self._filled = False

    @property
    def table(self) -> Sequence[ActionSpec]:
        """All rows but menus, in the order that they have in their menus."""
        return [row for row in self._in_order() if row.opens is None]

    def extend(self, rows: Iterable[ActionSpec], order: int, room: str = "") -> None:
        """Add rows of a room; `order` is the room's place among the others."""
        for row in rows:
            self._rows[row.name] = row
            self._order[row.name] = row.rank, order
            self._actions[row.name] = self._make(row, room)

    def serve(self, name: str, slot: Callable[..., object]) -> None:
        """What an action does that was there before its room."""
        self._slots[name] = slot

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def pick(self, *names: str) -> Sequence[QAction]:
        """Several actions by name, to stand outside the menus."""
        self._outside += names
        return [self._actions[name] for name in names]

    def fill(self) -> None:
        """Put every action into its menu, in the order of the table, once; a menu in a menu stands where its
        first action does.
        """
        if self._filled:
            return
        self._filled = True
        met: set[str] = set()
        for row in self._in_order():
            menu = self.menu(row.menu)
            above = row.menu.rpartition("/")[0]
            if above and row.menu not in met:
                self.menu(above).addMenu(menu)
            met.add(row.menu)
            if row.lined:
                menu.addSeparator()
            menu.addAction(self._actions[row.name])

    def menu(self, path: str) -> QMenu:
        """The menu with this path; made at the end of the bar, or of the menu above it, when it is not there
        yet.
        """
        if path not in self.menus:
            above, _, title = path.rpartition("/")
            menu = QMenu(title, self._window)
            menu.menuAction().setIconText(words_of(title))
            (self.menu(above) if above else self._window.menuBar()).addMenu(menu)
            menu.aboutToShow.connect(partial(self._open, menu))
            self.menus[path] = menu
        return self.menus[path]

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in the theme's colours: those outside the menus now, the others when their menu is
        opened.
        """
        self._theme = theme
        self._draw(self._outside)

    def _in_order(self) -> list[ActionSpec]:
        return sorted(self._rows.values(), key=lambda row: self._order[row.name])

    def _open(self, menu: QMenu) -> None:
        self._complete()
        # An icon is drawn from SVG: those of a menu that nobody opens cost the start nothing.
        self._draw(action.objectName() for action in menu.actions())

    def _draw(self, names: Iterable[str]) -> None:
        theme = self._theme
        for name in names:
            row = self._rows.get(name)
            if theme is not None and row is not None and row.icon and self._drawn.get(name) != theme:
                self._drawn[name] = theme
                self._actions[name].setIcon(icons.icon(row.icon, theme.text, theme.secondary))

    def _make(self, row: ActionSpec, room: str) -> QAction:
        if row.opens is not None:
            return row.opens.menuAction()
        action = QAction(row.text, self._window)
        action.setObjectName(row.name)
        action.setShortcuts([QKeySequence(keys) for keys in row.keys])
        plain = words_of(row.text)
        # Qt's own icon text and tool tip keep the (O) of “打开(&O)…”, which is for menus alone.
        action.setIconText(plain)
        action.setToolTip(f"{plain}（{row.keys[0]}）" if row.keys else plain)
        if row.group:
            action.setActionGroup(self._groups.setdefault(row.group, QActionGroup(self._window)))
        action.setCheckable(row.checkable or bool(row.group))
        action.triggered.connect(partial(self._call, row, room))
        # Or its keys would work only once it stands in a menu, and menus are filled late.
        self._window.addAction(action)
        return action

    def _call(self, row: ActionSpec, room: str, _checked: bool = False) -> None:
        if row.slot is None and row.name not in self._slots:
            # Making the room serves this action, see `serve`.
            self._want(room)
        slot = row.slot or self._slots[row.name]
        if row.given is None:
            slot()
        else:
            slot(row.given)
