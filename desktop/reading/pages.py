"""Holds the page, and beside it a second one when the person compares two places (双栏对照)."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QSplitter, QWidget

from db.records import Gap, Place, Plan
from desktop.look.appearance import Appearance
from desktop.reading.outline_model import OutlineModel
from desktop.reading.page_pane import PagePane
from desktop.reading.page_view import PageView
from desktop.typeset.page_blocks import PageBlocks


class Pages(QSplitter):
    """One page or two. The second is made when it is first asked for.

    The person is in the page that had the keyboard last.
    """

    moved = Signal(object, int)
    """Where the page that the person is in stands now: a Place, and percent of the plan."""
    second_made = Signal(object)
    """The second PageView, once, when it is made: it gets the same connections as the first."""
    beside_turned = Signal(bool)
    """The second page was opened or closed."""

    def __init__(self, page: PageView, model: OutlineModel, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.page = page
        self._model = model
        self._left = PagePane(page, "左栏", model)
        self._right: PagePane | None = None
        self.reader = page
        """The page that the person is in."""
        self._plan: Plan | None = None
        self._looks = Appearance()
        self._filled: Mapping[Gap, str] = {}
        self.setObjectName("pages")
        self.setChildrenCollapsible(False)
        self.addWidget(self._left)
        self.setFocusProxy(page)
        page.moved.connect(self._follow_first)
        self._left.key_requested.connect(self._show_in_first)
        self._left.close_requested.connect(self._close_first)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            # Of the application: a pane has no event for the keyboard that its page gets.
            application.focusChanged.connect(self._note_focus)

    @property
    def panes(self) -> tuple[PagePane, ...]:
        """One, or two while places are compared."""
        return (self._left,) if self._right is None or self._right.isHidden() else (self._left, self._right)

    @property
    def second(self) -> PageView | None:
        """The second page, while it is open."""
        return self.panes[1].page if len(self.panes) == 2 else None

    def set_plan(
        self,
        plan: Plan,
        place: Place | None,
        second: Place | None = None,
        parts: PageBlocks | None = None,
    ) -> None:
        """Show another plan; with `second`, another place of it beside the first. `parts`: the plan's, where
        they are made already.
        """
        self._plan = plan
        self.page.set_plan(plan, place, parts)
        if second is not None:
            self.open_beside(second)
        else:
            self.close_beside()

    def copy_chosen(self) -> str | None:
        """Copy what is selected on the page that the person is in."""
        return self.reader.copy_chosen()

    def selectAll(self) -> None:
        """Select the whole plan there."""
        self.reader.selectAll()

    def scrolled(self) -> QWidget:
        """The page that the person is in."""
        return self.reader

    def set_filled(self, filled: Mapping[Gap, str]) -> None:
        """What the person entered by hand for lost figures, on both pages."""
        self._filled = filled
        for pane in (self._left, self._right):
            if pane is not None:
                pane.page.set_filled(filled)

    def set_looks(self, looks: Appearance) -> None:
        """Take a theme and a size, on both pages."""
        self._looks = looks
        for pane in (self._left, self._right):
            if pane is not None:
                pane.page.set_looks(looks)
                pane.set_theme(looks.theme)

    def open_beside(self, place: Place | None = None) -> None:
        """Show a second page at the place; without one, where the first page stands."""
        right = self._right or self._make_right()
        if self._plan is not None:
            right.page.set_plan(self._plan, place or self.page.place(), self.page.parts)
        right.show()
        for pane in self.panes:
            pane.show_strip(shown=True)
            pane.set_theme(self._looks.theme)
            at = pane.page.place()
            pane.set_titles(self._model.titles(at.key) if at else ())
        self.setSizes([self.width() // 2] * 2)
        self._be_in(self.page)
        self.beside_turned.emit(True)

    @Slot()
    def close_beside(self) -> None:
        """One page again."""
        if self._right is None or self._right.isHidden():
            return
        # Qt hands the keyboard of a hidden widget to whatever comes next: it must go to the page that stays.
        focus = QApplication.focusWidget()
        had_focus = focus is not None and self._right.isAncestorOf(focus)
        self._right.hide()
        self._left.show_strip(shown=False)
        self._be_in(self.page)
        if had_focus:
            self.page.setFocus(Qt.FocusReason.OtherFocusReason)
        self.beside_turned.emit(False)

    def on_both(self, act: Callable[[PageView], None]) -> None:
        """Do the same with both pages."""
        for pane in self.panes:
            act(pane.page)

    def be_in_first(self) -> None:
        """What is shown next is shown on the first page."""
        self._be_in(self.page)

    def _make_right(self) -> PagePane:
        page = PageView()
        page.setAccessibleName("对照正文")
        made = self._right = PagePane(page, "右栏", self._model)
        page.set_looks(self._looks)
        page.set_filled(self._filled)
        page.moved.connect(self._follow_second)
        made.key_requested.connect(self._show_in_second)
        made.close_requested.connect(self.close_beside)
        self.addWidget(made)
        self.second_made.emit(page)
        return made

    def _be_in(self, page: PageView) -> None:
        for pane in self.panes:
            pane.set_active(active=pane.page is page)
        if page is not self.reader:
            self.reader = page
            place = page.place()
            if place is not None:
                self.moved.emit(place, page.progress())

    @Slot(QWidget, QWidget)
    def _note_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        for pane in self.panes:
            if now is pane.page:
                self._be_in(pane.page)

    @Slot(object, int)
    def _follow_first(self, place: Place, percent: int) -> None:
        if len(self.panes) == 2:
            self._left.set_titles(self._model.titles(place.key))
        if self.reader is self.page:
            self.moved.emit(place, percent)

    @Slot(object, int)
    def _follow_second(self, place: Place, percent: int) -> None:
        if self._right is not None:
            self._right.set_titles(self._model.titles(place.key))
            if self.reader is self._right.page:
                self.moved.emit(place, percent)

    @Slot(str)
    def _show_in_first(self, key: str) -> None:
        self._show_in(self.page, key)

    @Slot(str)
    def _show_in_second(self, key: str) -> None:
        if self._right is not None:
            self._show_in(self._right.page, key)

    def _show_in(self, page: PageView, key: str) -> None:
        if self._plan is not None:
            page.setFocus(Qt.FocusReason.OtherFocusReason)
            page.show_place(Place(self._plan.info.slug, key))

    @Slot()
    def _close_first(self) -> None:
        """The second page's place takes the first page."""
        place = self.second.place() if self.second is not None else None
        self.close_beside()
        if place is not None:
            self.page.show_at_top(place)
