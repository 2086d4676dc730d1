"""One run of the program: it opens plans, repairs damaged ones in the background, and keeps the settings."""

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QThreadPool, Slot

from db.errors import DataFolderError, PlanReaderError, StoreError
from db.library.library import Library
from db.plan.query import PlanStore
from db.progress import Progress
from db.records import Place
from desktop.app import settings
from desktop.app.settings import Settings
from desktop.app.single_instance import StartRequest
from desktop.background import Latest
from desktop.look.appearance import Appearance
from desktop.look.theme import THEMES, Theme
from desktop.search.index_keeper import IndexKeeper
from desktop.shell.window import Window

if TYPE_CHECKING:
    from desktop.shell.settings_dialog import SettingsDialog

_log = logging.getLogger(__name__)


class Session(QObject):
    """Opens plans in the window, and keeps settings; with no `folder` they are kept in memory only."""

    def __init__(
        self,
        library: Library,
        kept: Settings,
        folder: Path | None,
        paint: Callable[[Theme, int], None],
        pool: QThreadPool,
    ) -> None:
        """`paint` gives the whole interface a theme's colours, and its type a size in percent of the
        system's.
        """
        super().__init__()
        self._library = library
        self._kept = kept
        self._folder = folder
        self._paint = paint
        self._pool = pool
        self._slug = ""
        self._settings: SettingsDialog | None = None
        self._painted: tuple[Theme, int] | None = None
        self.window = Window(library, folder, pool)
        self._repair = Latest(pool, self)
        self._repair.answered.connect(self._repaired)
        self._repair.failed.connect(self._tell)
        self._indexes = IndexKeeper(library, pool, self)
        self._indexes.said.connect(self.window.say_busy)
        window = self.window
        window.closing.connect(self.remember)
        window.plan_requested.connect(self.open)
        window.place_elsewhere.connect(self.open_at)
        window.looks_requested.connect(self._take_looks)
        window.settings_requested.connect(self._show_settings)
        window.plans_changed.connect(self._look_after_index)
        window.plan_gone.connect(self._leave)

    def start(self) -> None:
        """Show the window as it was left, with the plan that was open.

        Afterwards `settle` does what can wait.
        """
        kept = self._kept
        self._take_looks(Appearance(THEMES[kept.theme], kept.zoom, kept.face, kept.numbered))
        self.window.states["tables"] = kept.tables
        if self._kept.geometry and not self.window.place_as(self._kept.geometry, self._kept.layout):
            _log.warning("the window's place was not readable, its first size taken")
        slugs = self._library.slugs()
        if slugs:
            self.open(self._kept.plan if self._kept.plan in slugs else slugs[0])
        else:
            self.window.notice.say("没有找到任何规划，请重新安装本程序；您的个人文件不受影响。")
        self.window.show()
        self.window.show_room(kept.room)

    @Slot()
    def settle(self) -> None:
        """What can wait until the text is on the screen: the other rooms, and an index that must be made."""
        self.window.settle()
        self._look_after_index()

    @Slot(str)
    def open(self, slug: str) -> None:
        """Open a plan.

        A damaged one is built again from its source in the background, where that can be done.
        """
        self._remember_place()
        try:
            store = self._library.store(slug)
        except StoreError as error:
            self.window.notice.say(f"{error}正在用随程序的原文重新生成……")
            # Building a plan again takes seconds: the window stays usable meanwhile.
            self._repair.ask(partial(_repair, self._library, slug))
            return
        self._show(store)

    @Slot(object)
    def take(self, request: StartRequest) -> None:
        """What this start or a later one was given: a file goes into the library and is opened, a place is
        shown.
        """
        from desktop.library.import_controller import ImportController
        from desktop.marks.marks_controller import MarksController

        self.window.come_forward(request.token)
        if Path(request.file).suffix.lower() == ".planmarks":
            self.window.room(MarksController).take_file(request.file)
        elif request.file:
            self.window.room(ImportController).take(Path(request.file))
        elif request.key:
            self._go_to(request.plan or self._slug, request.key)

    @Slot(object)
    def open_at(self, place: Place) -> None:
        """Open another plan at a place, if there is such a plan."""
        if place.plan in self._library.slugs():
            self.open(place.plan)

    def remember(self) -> None:
        """Keep what the next start needs.

        A folder that can't be written is logged: the window is about to close.
        """
        self._remember_place()
        self._kept.plan = self._slug or self._kept.plan
        self._kept.room = self.window.front
        self._kept.geometry, self._kept.layout = self.window.placement()
        self._kept.tables = dict(self.window.state_of("tables"))
        if self._folder is None:
            return
        try:
            settings.save(self._kept, self._folder)
        except DataFolderError as error:
            _log.warning("%s %s", error, error.detail)

    def finish(self) -> None:
        """Wait for what is still at work in the background; an import that nobody waits for any more is given
        up.
        """
        for room in self.window.rooms.made:
            room.finish()
        self._indexes.stop()
        self._pool.waitForDone()
        self._library.close()

    def _show(self, store: PlanStore) -> None:
        self._slug = store.info.slug
        place, second = self._kept_place(self._kept.places), self._kept_place(self._kept.beside)
        opened, folded = self._kept.opened.get(self._slug, []), self._kept.folded.get(self._slug, [])
        self.window.show_plan(store.plan, place, opened, folded, second)

    def _go_to(self, slug: str, key: str) -> None:
        if slug not in self._library.slugs():
            self.window.notice.say(f"规划库里没有“{slug}”。")
            return
        if slug != self._slug:
            self.open(slug)
        try:
            self._library.store(slug).view.passage(key)
        except PlanReaderError as error:
            self._tell(error)
            return
        self.window.go_to(Place(slug, key))

    def _kept_place(self, places: dict[str, tuple[str, int]]) -> Place | None:
        if self._slug not in places:
            return None
        key, offset = places[self._slug]
        return Place(self._slug, key, (offset, offset))

    def _remember_place(self) -> None:
        second = self.window.reading.pages.second
        beside = second.place() if second is not None else None
        # A second page that was closed since must not come back at the next start.
        self._kept.beside.pop(self._slug, None)
        if beside is not None and beside.plan == self._slug:
            self._kept.beside[self._slug] = (beside.key, beside.span[0] if beside.span else 0)
        place = self.window.page.place()
        if self._slug and place is not None and place.plan == self._slug:
            self._kept.places[self._slug] = (place.key, place.span[0] if place.span else 0)
            self._kept.opened[self._slug], self._kept.folded[self._slug] = self.window.outline.folding()

    def _look_after_index(self) -> None:
        """The open plan's first: it is searched first."""
        self._indexes.check(
            list(dict.fromkeys([*([self._slug] if self._slug else []), *self._library.slugs()]))
        )

    @Slot(object)
    def _take_looks(self, looks: Appearance) -> None:
        self._kept.theme, self._kept.zoom = looks.theme.name, looks.zoom
        self._kept.face, self._kept.numbered = looks.face, looks.numbered
        if (looks.theme, self._kept.interface) != self._painted:
            # A new style sheet makes Qt polish every widget again: only for a theme or size that is new.
            self._painted = looks.theme, self._kept.interface
            self._paint(*self._painted)
        self.window.interface = self._kept.interface
        self.window.set_looks(looks)
        if self._settings is not None:
            self._settings.set_looks(looks)

    @Slot(int)
    def _take_interface(self, percent: int) -> None:
        self._kept.interface = percent
        self._take_looks(self.window.looks)

    @Slot()
    def _show_settings(self) -> None:
        from desktop.shell.settings_dialog import SettingsDialog

        dialog = self._settings = SettingsDialog(
            self.window.looks, self._kept.interface, self._folder, self.window
        )
        # Its parent is the window: without this every opening would leave a hidden dialog there.
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self._forget_settings)
        dialog.looks_requested.connect(self._take_looks)
        dialog.interface_requested.connect(self._take_interface)
        dialog.open()

    @Slot()
    def _forget_settings(self) -> None:
        self._settings = None

    @Slot(object)
    def _repaired(self, store: PlanStore) -> None:
        self._show(store)
        self.window.notice.say("规划数据已用随程序的原文重新生成，可以继续阅读。")
        self.settle()

    @Slot(str)
    def _leave(self, slug: str) -> None:
        """A plan was removed: if it was open, another one is."""
        others = self._library.slugs()
        if slug == self._slug and others:
            self.open(others[0])

    @Slot(object)
    def _tell(self, error: PlanReaderError) -> None:
        _log.warning("%s %s", error, error.detail)
        self.window.notice.say(str(error))


def _repair(library: Library, slug: str, _progress: Progress) -> PlanStore:
    return library.repair(slug)
