"""One sentence above the page when something needs the person's notice, with what can be done about it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QFrame, QPushButton, QWidget

from desktop.look import icons
from desktop.look.theme import LIGHT, Theme
from desktop.widgets.controls import button, label, one_shot, restyle, tool_button
from desktop.widgets.layouts import BAR_MARGINS, fill, row

NoticeKind = Literal["done", "told", "error"]
"""Something was done as the person asked; they should know of something; something could not be done."""
Offer = tuple[str, Callable[[], object]]
"""What can be done about it: the words of a button, and what it calls."""

STAY_MS = 10_000
"""Milliseconds that a sentence stays, and longer while it is pointed at or has the keyboard."""
KEPT = 5
"""Sentences that can be read again."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence that was said."""

    sentence: str
    kind: NoticeKind = "told"
    offers: tuple[Offer, ...] = ()
    at: datetime = field(default_factory=datetime.now, compare=False)

    @property
    def lasting(self) -> bool:
        """It stays until it is closed: an error, or something that waits for the person."""
        return self.kind == "error" or (self.kind == "told" and bool(self.offers))


class NoticeBar(QFrame):
    """Hidden until something is said; a later sentence takes the place of an earlier one.

    An error is there again when the later one has gone, until the person closes it.
    """

    kept_changed = Signal()
    """`kept` is not what it was."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kept: tuple[Notice, ...] = ()
        """What was said last, the latest first."""
        self._now: Notice | None = None
        self._errors: list[Notice] = []
        self._theme: Theme = LIGHT
        self._going = one_shot(self, STAY_MS, self._look)
        self._sign = label()
        # Plain: sentences name files and words of plans, and Qt must not read a < in them as markup.
        self._words = label(wraps=True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._button = button("", lambda: self._do(0))
        self._second = button("", lambda: self._do(1))
        self._all = button("", self.close_all)
        self._close = tool_button("", self.close_notice, tip="关闭提示", spoken="关闭提示")
        row(
            self._sign,
            fill(self._words),
            self._button,
            self._second,
            self._all,
            self._close,
            on=self,
            spacing=10,
            margins=BAR_MARGINS,
        )
        self.setAccessibleName("提示")
        self.hide()

    @property
    def sentence(self) -> str:
        """What is said now; empty when the bar is hidden."""
        return "" if self.isHidden() else self._words.text()

    @property
    def kind(self) -> NoticeKind | None:
        """Of what kind that is."""
        return self._now.kind if self._now is not None else None

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._close.setIcon(icons.icon("close", theme.secondary))
        self._draw_sign()

    def say(
        self,
        sentence: str,
        button: str = "",
        act: Callable[[], object] | None = None,
        *,
        kind: NoticeKind = "told",
        offers: Sequence[Offer] = (),
    ) -> None:
        """Show a sentence, with a button that calls `act` where there is something to do, or with two."""
        made = Notice(sentence, kind, ((button, act), *offers) if button and act else tuple(offers))
        self.kept = (made, *(each for each in self.kept if each.sentence != sentence))[:KEPT]
        self._errors = [each for each in self._errors if each.sentence != sentence]
        if kind == "error":
            self._errors = [*self._errors, made][-KEPT:]
        self._show(made)
        self.kept_changed.emit()

    def say_again(self, notice: Notice) -> None:
        """Show a sentence of `kept` once more."""
        self._show(notice)

    def hush(self) -> None:
        """Take back what was said last: it is no longer so. Errors stay."""
        if self._now is not None and self._now.kind != "error":
            self.close_notice()

    @Slot()
    def close_notice(self) -> None:
        """The person has read it."""
        if self._now in self._errors:
            self._errors.remove(self._now)
        self._now = None
        self._going.stop()
        if self._errors:
            self._show(self._errors[-1])
        else:
            self.hide()

    @Slot()
    def close_all(self) -> None:
        """The person needs none of the errors any more."""
        self._errors = []
        self.close_notice()

    def _show(self, notice: Notice) -> None:
        self._now = notice
        self._words.setText(notice.sentence)
        for at, made in enumerate(self._buttons):
            made.setText(notice.offers[at][0] if at < len(notice.offers) else "")
            made.setVisible(at < len(notice.offers))
        # Several errors are one behind the other: who has seen enough of them closes all at once.
        self._all.setText(f"全部关闭（{len(self._errors)}）")
        self._all.setVisible(notice in self._errors and len(self._errors) > 1)
        self._draw_sign()
        restyle(self, "done", notice.kind == "done")
        restyle(self, "told", notice.kind == "told")
        if notice.lasting:
            self._going.stop()
        else:
            self._going.start()
        self.show()

    @property
    def _buttons(self) -> tuple[QPushButton, QPushButton]:
        return self._button, self._second

    def _draw_sign(self) -> None:
        # Only what could not be done looks like a warning.
        name, colour = {
            "done": ("done", self._theme.done),
            "told": ("about", self._theme.focus),
            "error": ("warn", self._theme.lost),
        }[self._now.kind if self._now is not None else "told"]
        self._sign.setPixmap(icons.pixmap(name, colour, 20))

    @Slot()
    def _look(self) -> None:
        focus = QApplication.focusWidget()
        # Behind a dialog nobody reads it, nor is an older one to come back there.
        behind = QApplication.activeModalWidget() is not None
        if behind or self.underMouse() or (focus is not None and self.isAncestorOf(focus)):
            self._going.start()
        else:
            self.close_notice()

    def _do(self, number: int) -> None:
        offers = self._now.offers if self._now is not None else ()
        # First, so that what is done says in this bar stays on the screen.
        self.close_notice()
        if number < len(offers):
            offers[number][1]()
