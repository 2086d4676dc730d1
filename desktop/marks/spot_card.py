"""The card of a mark at the spot: what it says and what can be done with it, beside its words on the page."""

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QFrame, QScrollArea, QToolButton, QWidget

from db.user.mark_edits import NAMES
from db.user.note_text import plain
from db.user.records import Category, Mark, local_time
from desktop.look import icons
from desktop.look.theme import Theme
from desktop.marks.mark_bar import beside, swatch
from desktop.widgets.controls import Connected, label, named, tool_button
from desktop.widgets.layouts import NO_MARGINS, STRETCH, column, fill, row

_WIDTH, _HIGHEST = 372, 200
"""Pixels: of the card, and at most of the note on it, which is scrolled then."""


class SpotCard(QFrame):
    """Hovers over the page. Esc and a click elsewhere close it; Tab goes through its buttons."""

    edit_asked = Signal(str)
    """The id of the mark that is to be written on."""
    removal_asked = Signal(str)
    copy_asked = Signal(object)
    """The Mark whose words are to be copied with where they stand."""
    colour_asked = Signal(str, str)
    """The mark's id, and that of the category it is to have."""
    left = Signal()
    """It was closed while the keyboard was in it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._page = parent
        self._marks: tuple[Mark, ...] = ()
        self._at = 0
        self._line = QRect()
        self._categories: Mapping[str, Category] = {}
        self._colours: list[QToolButton] = []
        named(self, "mark_card", spoken="批注卡片")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._sign, self.head = label(), label(name="editor_head")
        self.note, self.facts, self.foot = label(wraps=True), label(wraps=True), label(name="editor_foot")
        for words in (self.note, self.facts):
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidgetResizable(True)
        self._area.setWidget(self.note)
        # The keys for pages go on to the page.
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        named(self._area, "card_note")
        self._count = label(name="editor_foot")
        self._before = tool_button("", partial(self._turn, -1), spoken="这里的上一条批注", icon=16)
        self._after = tool_button("", partial(self._turn, 1), spoken="这里的下一条批注", icon=16)
        self._close = tool_button("", self.close_card, tip="关闭（Esc）", spoken="关闭", icon=16)
        self.edit = _button("编辑", "编辑批注、标签和任务", partial(self._ask, self.edit_asked))
        self.copy = _button("复制并附出处", "复制所标文字，并附出处", self._copy)
        self.remove = _button("删除", "删除（Del，可撤销）", partial(self._ask, self.removal_asked))
        self._palette = row(STRETCH, spacing=2, margins=NO_MARGINS)
        self.setFixedWidth(_WIDTH)
        column(
            row(
                self._sign,
                fill(self.head),
                self._before,
                self._count,
                self._after,
                self._close,
                spacing=4,
            ),
            self._area,
            self.facts,
            self.foot,
            self._palette,
            row(self.edit, self.copy, self.remove, STRETCH, spacing=2),
            on=self,
            spacing=6,
            margins=(12, 8, 8, 8),
        )
        self.hide()

    @property
    def mark(self) -> Mark | None:
        """What is shown; None while the card is closed."""
        return self._marks[self._at] if self._marks and not self.isHidden() else None

    @property
    def colours(self) -> list[QToolButton]:
        """The buttons for colours, in their order."""
        return self._colours

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in the theme's colour."""
        for made, name in (
            (self._before, "previous"),
            (self._after, "next"),
            (self._close, "close"),
            (self.edit, "note"),
            (self.copy, "cite"),
            (self.remove, "remove"),
        ):
            made.setIcon(icons.icon(name, theme.text))

    def set_categories(self, categories: Sequence[Category]) -> None:
        """All colours; those that are offered can be chosen."""
        self._categories = {each.id: each for each in categories}
        for made in self._colours:
            self._palette.removeWidget(made)
            # Not at once: a click on one of them leads here.
            made.deleteLater()
        self._colours = []
        for at, each in enumerate(each for each in categories if each.offered):
            made = tool_button("", partial(self._choose, each.id), tip=each.name, spoken=f"颜色：{each.name}")
            made.setCheckable(True)
            made.setIcon(swatch(each.colour))
            made.setProperty("category", each.id)
            self._palette.insertWidget(at, made)
            self._colours.append(made)
        if self.mark is not None:
            self._fill()

    def show_marks(self, page: QWidget, marks: Sequence[Mark], line: QRect, *, take: bool = True) -> None:
        """Show marks of one spot, one after the other; `line` is the spot in the page's coordinates.

        The keyboard comes to it, unless `take` says that it is at work elsewhere.
        """
        if page is not self._page:
            self._page = page
            self.setParent(page)
        self._marks, self._at, self._line = tuple(marks), 0, line
        self._fill()
        if self.isHidden():
            application = QApplication.instance()
            assert isinstance(application, QApplication)
            # Only while it is open: such a filter sees every event of the program.
            application.installEventFilter(self)
            application.focusChanged.connect(self._note_focus)
        self.show()
        self.raise_()
        if take:
            self.setFocus(Qt.FocusReason.PopupFocusReason)

    def renew(self, marks: Mapping[str, Mark]) -> None:
        """Marks are others now, by id; those that are gone leave the card."""
        if self.mark is None:
            return
        left = tuple(marks[mark.id] for mark in self._marks if mark.id in marks)
        if not left:
            self.close_card()
        elif left != self._marks:
            self._marks, self._at = left, min(self._at, len(left) - 1)
            self._fill()

    def move_to(self, line: QRect) -> None:
        """The spot has moved on the page."""
        self._line = line
        self._place()

    @Slot()
    def close_card(self) -> None:
        """Close it; the keyboard goes back to the page if it was in it."""
        if self.isHidden():
            return
        within = self.isAncestorOf(QApplication.focusWidget() or self._page)
        within = within or QApplication.focusWidget() is self
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.removeEventFilter(self)
        application.focusChanged.disconnect(self._note_focus)
        self.hide()
        if within:
            self.left.emit()

    def copy_chosen(self) -> str | None:
        """Copy what the note says, or without one the words that are marked."""
        mark = self.mark
        if mark is None:
            return None
        QGuiApplication.clipboard().setText(plain(mark.note) or mark.anchor.quote)
        return "已复制批注。" if mark.note else "已复制所标文字。"

    def _fill(self) -> None:
        mark = self._marks[self._at]
        category = self._categories.get(mark.category or "")
        self._sign.setVisible(category is not None)
        if category is not None:
            self._sign.setPixmap(swatch(category.colour).pixmap(14, 14))
        self.head.setText(" · ".join([NAMES[mark.kind], *([category.name] if category is not None else [])]))
        several = len(self._marks) > 1
        for part in (self._before, self._count, self._after):
            part.setVisible(several)
        self._count.setText(f"{self._at + 1} / {len(self._marks)}")
        self.note.setText(plain(mark.note) or ("还没有写内容。" if mark.kind == "note" else ""))
        self._area.setVisible(bool(self.note.text()))
        self.facts.setText("\n".join(_facts(mark)))
        self.facts.setVisible(bool(self.facts.text()))
        when = local_time(mark.changed)
        self.foot.setText(f"{mark.author}　{when}" if mark.author else when)
        for made in self._colours:
            made.setVisible(mark.kind != "bookmark")
            made.setChecked(made.property("category") == mark.category)
        self._place()

    def _place(self) -> None:
        inside = _WIDTH - 24
        # Without words Qt says -1.
        self._area.setFixedHeight(min(max(self.note.heightForWidth(inside), 0), _HIGHEST))
        self.adjustSize()
        self.move(beside(self._line, self.size(), self._page.rect(), left=self._line.left() - 32))

    def _turn(self, by: int) -> None:
        self._at = (self._at + by) % len(self._marks)
        self._fill()

    def _ask(self, asked: SignalInstance) -> None:
        if (mark := self.mark) is not None:
            self.close_card()
            asked.emit(mark.id)

    def _copy(self) -> None:
        if (mark := self.mark) is not None:
            self.copy_asked.emit(mark)

    def _choose(self, category: str) -> None:
        if (mark := self.mark) is not None:
            self.colour_asked.emit(mark.id, category)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focus = QApplication.focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self.close_card()
        elif event.key() == Qt.Key.Key_Delete:
            self._ask(self.removal_asked)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # Who has just opened it goes on to what is done most.
            (focus if isinstance(focus, QAbstractButton) else self.edit).click()
        else:
            # What the card does not need is for the page beneath.
            super().keyPressEvent(event)
            return
        event.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.MouseButtonPress
            and isinstance(watched, QWidget)
            and watched is not self
            and not self.isAncestorOf(watched)
        ):
            self.close_card()
        return False

    @Slot(QWidget, QWidget)
    def _note_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        # None: another window has it for a while.
        if now is not None and now is not self and not self.isAncestorOf(now):
            self.close_card()


def _facts(mark: Mark) -> list[str]:
    """Tags and task in words, nothing empty."""
    tags = " ".join(f"#{tag}" for tag in mark.tags)
    task = mark.task
    told = [
        mark.state or "",
        f"牵头单位：{task.lead_unit}" if task.lead_unit else "",
        f"责任单位：{task.units}" if task.units else "",
        f"完成时限：{task.due}" if task.due else "",
    ]
    return [line for line in (tags, "　".join(part for part in told if part)) if line]


def _button(words: str, tip: str, pressed: Connected) -> QToolButton:
    made = tool_button(words, pressed, tip=tip, icon=16)
    made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return made
