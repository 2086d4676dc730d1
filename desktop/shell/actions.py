"""All actions of the window in one table: name, words, icon, keys, what it calls, and the menu that it stands
in.
"""

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from desktop.look import icons
from desktop.look.theme import Theme
from desktop.room import ActionSpec


class Actions:
    """The table made alive: QActions by name, and the menus that hold them."""

    def __init__(self, table: Iterable[ActionSpec], owner: QWidget) -> None:
        self.table: tuple[ActionSpec, ...] = ()
        self._owner = owner
        self._groups: dict[str, QActionGroup] = {}
        self._actions: dict[str, QAction] = {}
        self.menus: dict[str, QMenu] = {}
        self._theme: Theme | None = None
        self._at_once: set[str] = set()
        self._undrawn: set[str] = set()
        self.extend(table)

    def extend(self, table: Iterable[ActionSpec]) -> None:
        """Take the whole `table`, in which the rows that are there already have their places."""
        self.table = tuple(table)
        for entry in self.table:
            if entry.name not in self._actions:
                self._actions[entry.name] = self._make(entry)

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def pick(self, *names: str) -> Sequence[QAction]:
        """Several actions by name, to stand outside the menus."""
        self._at_once |= set(names)
        return [self._actions[name] for name in names]

    def fill(self, bar: QMenuBar) -> None:
        """Put every action into its menu, in the order of the table; a menu in a menu stands where its first
        action does.
        """
        met: set[str] = set()
        for entry in self.table:
            menu = self.menu(bar, entry.menu)
            above = entry.menu.rpartition("/")[0]
            if above and entry.menu not in met:
                self.menu(bar, above).addMenu(menu)
            met.add(entry.menu)
            if entry.lined:
                menu.addSeparator()
            menu.addAction(self._actions[entry.name])

    def menu(self, bar: QMenuBar, path: str) -> QMenu:
        """The menu with this path; made at the end of the bar, or of the menu above it, when it is not there
        yet.
        """
        if path not in self.menus:
            above, _, title = path.rpartition("/")
            menu = QMenu(title, self._owner)
            menu.menuAction().setIconText(_plain(title))
            (self.menu(bar, above) if above else bar).addMenu(menu)
            menu.aboutToShow.connect(partial(self._draw_menu, path))
            self.menus[path] = menu
        return self.menus[path]

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in the theme's colours: those outside the menus now, the others when their menu is
        opened.
        """
        self._theme = theme
        self._undrawn = {entry.name for entry in self.table if entry.icon}
        self._draw(self._at_once)

    def _draw_menu(self, path: str) -> None:
        self._draw([entry.name for entry in self.table if entry.menu == path])

    def _draw(self, names: Iterable[str]) -> None:
        if self._theme is None:
            return
        for entry in self.table:
            if entry.name in self._undrawn and entry.name in names:
                self._undrawn.discard(entry.name)
                self._actions[entry.name].setIcon(
                    icons.icon(entry.icon, self._theme.text, self._theme.secondary)
                )

    def _make(self, entry: ActionSpec) -> QAction:
        action = QAction(entry.text, self._owner)
        action.setObjectName(entry.name)
        action.setShortcuts([QKeySequence(keys) for keys in entry.keys])
        plain = _plain(entry.text)
        action.setIconText(plain)
        action.setToolTip(f"{plain}（{entry.keys[0]}）" if entry.keys else plain)
        if entry.group:
            group = self._groups.setdefault(entry.group, QActionGroup(self._owner))
            action.setActionGroup(group)
        action.setCheckable(entry.checkable or bool(entry.group))
        action.triggered.connect(partial(_call, entry))
        self._owner.addAction(action)
        return action


def _call(entry: ActionSpec, _checked: bool = False) -> None:
    if entry.given is None:
        entry.slot()
    else:
        entry.slot(entry.given)


def _plain(text: str) -> str:
    """The words without the mnemonic: 查找(&F)… → 查找."""
    head, mark, tail = text.partition("(&")
    return (head + tail.partition(")")[2] if mark else text).rstrip("…")
