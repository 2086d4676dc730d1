"""One run of the program: it opens plans in the window, and keeps the settings."""

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QThreadPool, Signal, Slot

from db.errors import DataFolderError, PlanReaderError, StoreError
from db.library.library import Library
from db.progress import Progress
from db.records import Place, Plan
from desktop.app import settings
from desktop.app.garbage import GarbageCollector
from desktop.app.heap import HeapTrimmer
from desktop.app.settings import Settings
from desktop.app.single_instance import StartRequest
from desktop.background import Latest
from desktop.look.appearance import Appearance
from desktop.look.theme import THEMES, Theme
from desktop.shell.window import Window
from desktop.typeset.page_blocks import PageBlocks

_log = logging.getLogger(__name__)


AT_ONCE = 512 * 1024
"""Bytes of a plan.db that is opened at once, which takes at most some 50 ms. The plan of a city has less."""


class Session(QObject):
    """Opens plans in the window, and keeps settings; with no `folder` they are kept in memory only."""

    opened = Signal()
    """A plan that was asked for is shown, or could not be opened."""

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
        self.garbage = GarbageCollector(self)
        self.heap = HeapTrimmer(self)
        self._library = library
        self._kept = kept
        self._folder = folder
        self._paint = paint
        self._pool = pool
        # Before the window is made: a QMainWindow reads only then how wide its separators are, and by that
        # (Qt 6.8) decides whether those of a dock that was closed are to be deleted.
        self._painted = THEMES[kept.theme], kept.interface
        self._paint(*self._painted)
        self._opening = Latest(pool, self, self._take_opened, self._not_opened)
        self._wanted: Place | None = None
        """Where to go in the plan that was asked for."""
        # The settings are kept in one flat file; each room takes what is its own.
        left = {"reading": kept.of_plans(), "tables": kept.tables}
        self.window = Window(library, folder, pool, left)
        self.window.closing.connect(self.remember)
        events = self.window.events
        events.plan_requested.connect(self.open)
        events.looks_chosen.connect(self._take_looks)
        events.plan_gone.connect(self._leave)

    def start(self) -> None:
        """Show the window as it was left, with the plan that was open.

        Afterwards `Window.settle` does what can wait.
        """
        kept = self._kept
        self._take_looks(
            Appearance(
                THEMES[kept.theme], kept.zoom, kept.face, kept.numbered, kept.interface, kept.bar_words
            )
        )
        if kept.geometry and not self.window.place_as(kept.geometry, kept.layout, kept.panels):
            _log.warning("the window's place was not readable, its first size taken")
        slugs = self._library.slugs()
        if slugs:
            # The plan of the last time may be gone: somebody took its folder away.
            self.open(kept.plan if kept.plan in slugs else slugs[0])
        else:
            self.window.say_error("没有找到任何规划，请重新安装本程序；您的个人文件不受影响。")
        self.window.show()
        self.window.show_room(kept.room)

    @Slot(str)
    def open(self, slug: str) -> None:
        """Open a plan: at once, or in the background if it is so large that the window would stand still.

        A damaged one is built again from its source in the background, where that can be done.
        """
        if self._library.size(slug) > AT_ONCE:
            self.window.opening = slug
            self.window.mention("正在打开规划……", 0)
            self._opening.ask(partial(_opened, self._library, slug))
            return
        self._opening.drop()
        self._end_opening()
        try:
            store = self._library.store(slug)
        except StoreError as error:
            self._mend(slug, error)
            return
        self._show(store.plan)

    def _show(self, plan: Plan) -> None:
        self.window.show_plan(plan)
        wanted, self._wanted = self._wanted, None
        if wanted is not None and wanted.plan == plan.info.slug:
            self._go_to(wanted.plan, wanted.key)
        self.opened.emit()

    @Slot(object)
    def _take_opened(self, blocks: PageBlocks) -> None:
        self._end_opening()
        self.window.reading.prepared = blocks
        self._show(blocks.plan)

    @Slot(object)
    def _not_opened(self, error: PlanReaderError) -> None:
        slug = self.window.opening
        self._end_opening()
        self._mend(slug, error)

    def _end_opening(self) -> None:
        if self.window.opening:
            self.window.opening = ""
            self.window.statusBar().clearMessage()

    def _mend(self, slug: str, error: PlanReaderError) -> None:
        self.opened.emit()
        if not isinstance(error, StoreError):
            self.window.say_error(str(error))
            return
        from desktop.library.import_controller import ImportController

        source = "导入时保存的原文件" if self._library.may_change(slug) else "随程序的原文"
        self.window.say(f"{error}正在用{source}重新生成……")
        self.window.room(ImportController).repair(slug)

    @Slot(object)
    def take(self, request: StartRequest) -> None:
        """What this start or a later one was given: a file goes into the library and is opened, a place is
        shown.
        """
        # Late: the first paint waits for no room but the one for reading.
        from desktop.library.import_controller import ImportController

        self.window.come_forward(request.token)
        if request.file:
            # The rooms that know their own files: this one may be a colleague's marks, or a backup.
            self.window.make_rooms()
            self.window.room(ImportController).add([Path(request.file)])
        elif request.key:
            self._go_to(request.plan or self.window.slug, request.key)

    @Slot()
    def remember(self) -> None:
        """Keep what the next start needs.

        A folder that can't be written is logged: the window is about to close.
        """
        window, left = self.window, self.window.states()
        geometry, layout = window.placement()
        self._kept = replace(
            self._kept,
            plan=window.slug or self._kept.plan,
            room=window.front,
            geometry=geometry,
            layout=layout,
            panels=window.panels(),
            tables=dict(left["tables"]),
            **left["reading"],
        )
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
        self._pool.waitForDone()
        self._library.close()

    def _go_to(self, slug: str, key: str) -> None:
        if slug not in self._library.slugs():
            self.window.say_error(f"规划库里没有“{slug}”。")
            return
        if slug != self.window.slug or self.window.plan is None:
            # Gone on with when it is open.
            self._wanted = Place(slug, key)
            self.open(slug)
            return
        try:
            self.window.plan.view.passage(key)
        except PlanReaderError as error:
            _log.warning("%s %s", error, error.detail)
            self.window.say_error(str(error))
            return
        self.window.go_to(Place(slug, key))

    @Slot(object)
    def _take_looks(self, looks: Appearance) -> None:
        kept = self._kept
        kept.theme, kept.zoom, kept.interface = looks.theme.name, looks.zoom, looks.interface
        kept.face, kept.numbered, kept.bar_words = looks.face, looks.numbered, looks.bar_words
        if (looks.theme, looks.interface) != self._painted:
            # A new style sheet makes Qt polish every widget again: only for a theme or size that is new.
            self._painted = looks.theme, looks.interface
            self._paint(*self._painted)
        self.window.set_looks(looks)

    @Slot(str)
    def _leave(self, slug: str) -> None:
        """A plan was removed: if it was open, another one is."""
        others = self._library.slugs()
        if slug == self.window.opening:
            self._opening.drop()
            self._end_opening()
        # Where another one is being opened already, it takes its place.
        if slug == self.window.slug and others and not self.window.opening:
            self.open(others[0])


def _opened(library: Library, slug: str, _progress: Progress) -> PageBlocks:
    return PageBlocks.prepared(library.store(slug).plan)
