"""The menu of plans that can be opened (打开规划): in the menu 文件, and in the bar above."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup

from db.records import PlanInfo
from desktop.room import PLANS, Shell

_LISTED = 20
"""Plans in the menu at most; all of them are in the library."""


class PlanMenu(QObject):
    """Lists plans by their titles; the open one is ticked."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell.frame)
        self._shell = shell
        self._menu = shell.menu(PLANS)
        self._choice = QActionGroup(self)

    def set_plans(self, plans: Sequence[PlanInfo]) -> None:
        """List the plans that can be opened; of very many the open one and the first."""
        self._menu.clear()
        for action in self._choice.actions():
            # QMenu.clear deletes only actions that it owns itself; these belong to the group.
            action.deleteLater()
        listed = plans
        if len(plans) > _LISTED:
            listed = [*(info for info in plans if info.slug == self._shell.slug), *plans][:_LISTED]
        for info in dict.fromkeys(listed):
            action = QAction(info.title, self._choice)
            action.setCheckable(True)
            action.setChecked(info.slug == self._shell.slug)
            action.triggered.connect(partial(self._open, info.slug))
            action.setData(info.slug)
            self._menu.addAction(action)
        self._menu.addSeparator()
        self._menu.addActions([self._shell.action(name) for name in ("import_files", "library")])

    def tick(self, slug: str) -> None:
        """This plan is open now."""
        for action in self._choice.actions():
            action.setChecked(action.data() == slug)

    def _open(self, slug: str, _checked: bool = False) -> None:
        self._shell.open_plan(slug)
