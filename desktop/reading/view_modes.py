"""How the plan is looked at: one page or two, the whole screen, presenting; what joins that to the window."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QThreadPool, Slot
from PySide6.QtWidgets import QLabel

from db.records import Place
from desktop.look.appearance import Appearance
from desktop.reading.page_overlays import Hits
from desktop.reading.page_view import PageView
from desktop.reading.pages import Pages
from desktop.reading.presentation import Presentation
from desktop.room import PAGE, ActionSpec
from desktop.shell import docks

if TYPE_CHECKING:
    from desktop.shell.window import Window


class ViewModes(QObject):
    """Made by the window, with the window's parts."""

    def __init__(self, window: "Window", pool: QThreadPool) -> None:
        super().__init__(window)
        self._window = window
        self._pool = pool
        self._hits: Hits = {}
        self._hit: Place | None = None
        self.pages = Pages(window.page, window.outline_model)
        self.presenting = Presentation(window)
        self.chosen = QLabel()
        """How much is selected."""
        self.chosen.setAccessibleName("已选字数")

    @property
    def reader(self) -> PageView:
        """The page that the reader is in."""
        return self.pages.reader

    def entries(self, view: str) -> list[ActionSpec]:
        """The rows for the window's table of actions, for its menu 查看."""
        return [
            ActionSpec(
                "numbers", view, "显示段号(&M)", self._turn_numbers, "numbers", ("F7",), checkable=True
            ),
            ActionSpec(
                "beside",
                view,
                "双栏对照(&B)",
                self._turn_beside,
                "beside",
                ("F8",),
                checkable=True,
                lined=True,
            ),
            ActionSpec("other_page", view, "切换左右栏(&W)", self._to_other_page, keys=("F6",)),
            ActionSpec(
                "present", view, "演示(&P)", self._present, "present", ("F5",), checkable=True, lined=True
            ),
            ActionSpec(
                "full_screen",
                view,
                "全屏(&U)",
                self._turn_full_screen,
                "fullscreen",
                ("F11",),
                checkable=True,
            ),
            ActionSpec("usual_layout", view, "恢复默认布局(&D)", self._lay_out, "panels", lined=True),
        ]

    def connect_window(self) -> None:
        """Once actions and docks are there."""
        window = self._window
        self.pages.second_made.connect(self._connect_second)
        self.pages.beside_turned.connect(self._turned_beside)
        self.presenting.turned.connect(self._turned_presenting)
        window.searches.marks_changed.connect(self._set_hits)
        window.searches.current_changed.connect(self._set_hit)
        second = self.pages.second
        if second is not None:
            self._connect_second(second)
        self._turned_beside(on=second is not None)
        self.note_state()

    def settle(self) -> None:
        """What can wait until the text is on the screen: counting what is selected."""
        from desktop.reading.selection_count import SelectionCount

        counting = SelectionCount(self._pool, self)
        counting.counted.connect(self._tell_chosen)
        for pane in self.pages.panes:
            counting.watch(pane.page)
        self.pages.second_made.connect(counting.watch)

    def set_looks(self, chosen: Appearance) -> Appearance:
        """Show the pages in the `chosen` looks; gives what they look like now, which while presenting is
        larger.
        """
        shown = self.presenting.looks(chosen)
        self.pages.set_looks(shown)
        return shown

    def check_looks(self) -> None:
        """Tick what the pages look like."""
        self._window.commands["numbers"].setChecked(self.presenting.looks(self._window.looks).numbered)

    def zoom(self, steps: int) -> bool:
        """Larger or smaller while presenting; False when nothing is presented,
        and then nothing has changed.
        """
        if self.presenting.on:
            self.presenting.zoom(steps)
        return self.presenting.on

    def note_state(self) -> None:
        """The window has filled the screen, or no longer."""
        self._window.commands["full_screen"].setChecked(
            self._window.isFullScreen() and not self.presenting.on
        )

    @Slot(object)
    def _connect_second(self, page: PageView) -> None:
        window = self._window
        page.zoom_asked.connect(window.ask_zoom)
        page.hit_requested.connect(window.searches.go_to)

    def _turn_numbers(self) -> None:
        numbered = self._window.commands["numbers"].isChecked()
        self._window.looks_requested.emit(replace(self._window.looks, numbered=numbered))

    def _turn_beside(self) -> None:
        if self._window.commands["beside"].isChecked():
            self._window.stage.turn_to(PAGE)
            self.pages.open_beside()
        else:
            self.pages.close_beside()

    @Slot(bool)
    def _turned_beside(self, on: bool) -> None:
        self._window.commands["beside"].setChecked(on)
        self._window.commands["other_page"].setEnabled(on)
        if self.pages.second is not None:
            self.pages.second.set_hits(self._hits)
            self.pages.second.set_current_hit(self._hit)

    def _to_other_page(self) -> None:
        self._window.stage.turn_to(PAGE)
        other = self.pages.second if self.reader is self.pages.page else None
        (other or self.pages.page).setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot(object)
    def _set_hits(self, hits: Hits) -> None:
        self._hits = hits
        self.pages.on_both(lambda page: page.set_hits(hits))

    @Slot(object)
    def _set_hit(self, place: Place | None) -> None:
        self._hit = place
        self.pages.on_both(lambda page: page.set_current_hit(place))

    @Slot(object)
    def _tell_chosen(self, words: int) -> None:
        self.chosen.setText(f"已选 {words:,} 字" if words else "")

    def _present(self) -> None:
        if self.presenting.on:
            self.presenting.end()
        else:
            self._window.stage.turn_to(PAGE).setFocus(Qt.FocusReason.OtherFocusReason)
            self.presenting.begin(self._window.looks)

    @Slot(bool)
    def _turned_presenting(self, on: bool) -> None:
        window = self._window
        window.commands["present"].setChecked(on)
        window.set_looks(window.looks)
        if not on:
            window.docks["results"].setVisible(window.search.active)

    def _turn_full_screen(self) -> None:
        self.presenting.end()
        self._window.setWindowState(self._window.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _lay_out(self) -> None:
        docks.lay_out(self._window.docks, self._window)
        self._window.docks["results"].setVisible(self._window.search.active)
