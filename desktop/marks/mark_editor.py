"""The mark that is current, to be read whole and edited: note, tags, state, colour, and where it waits for a
place.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Unpack

from PySide6.QtCore import QSize, QStringListModel, Qt, Signal, SignalInstance, Slot
from PySide6.QtWidgets import QCompleter, QFrame, QScrollArea, QSizePolicy, QToolButton, QWidget

from db.user.mark_edits import NAMES, Fields, tidy_tags
from db.user.note_text import LONGEST, clean
from db.user.records import Assignment, Category, Mark, State, local_time
from desktop.look import icons
from desktop.look.theme import Theme
from desktop.marks.fields import ChoiceField, LineField
from desktop.marks.mark_bar import swatch
from desktop.marks.mark_history import act_of
from desktop.marks.note_edit import NoteEdit
from desktop.marks.signature import SignatureRow
from desktop.widgets.controls import Connected, button, label, named, tool_button
from desktop.widgets.layouts import NO_MARGINS, STRETCH, column, fill, form, row
from desktop.widgets.tips import as_words

_QUOTE = 60
"""Characters of the marked words that are shown."""
_STATES: tuple[tuple[State | None, str], ...] = ((None, "不是任务"), ("待办", "待办"), ("已办", "已办"))
_PARTS = re.compile(r"[\s,，、;；]+")


class MarkEditor(QScrollArea):
    """Shows one mark. What the person changes is said at once, the note word by word."""

    edited = Signal(str, object)
    """The mark's id and the Fields that are to be changed."""
    typed = Signal(str, str, str)
    """The mark's id, its note as it stands now, and the act of typing that this belongs to (see `act_of`)."""
    undo_asked = Signal(str)
    """Take back the last word of the note of the mark with this id, or what was done before."""
    redo_asked = Signal(str)
    removal_asked = Signal(str)
    place_asked = Signal(str)
    """Put this mark on the words that are selected on the page."""
    accept_asked = Signal(str)
    decline_asked = Signal(str)
    candidates_asked = Signal(str)
    """Where could it be?"""
    grown = Signal()
    """It needs more or less height than before."""
    left = Signal()
    """The note is written, and the person wants back to the page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mark: Mark | None = None
        self._filling = False
        self._acts = 0
        """How often the person has begun to type."""
        self._tag_list = QStringListModel(self)
        named(self, "mark_editor", spoken="批注内容")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        # The fields are as wide as the dock; a long word is wrapped.
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._make_parts()
        self._place_parts()

    def _make_parts(self) -> None:
        self.head = label(name="editor_head")
        # A long name is cut rather than the dock made wider.
        self.head.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.quote = label(name="quote", wraps=True)
        self.note = NoteEdit()
        self.note.setMinimumHeight(88)
        self.note.typed.connect(self._say_typed)
        self.note.undo_asked.connect(partial(self._ask, self.undo_asked))
        self.note.redo_asked.connect(partial(self._ask, self.redo_asked))
        self.note.left.connect(self.commit)
        self.note.finished.connect(self.left)
        self.note.format_changed.connect(self._show_format)
        self.bold = _tool("加粗（Ctrl+B）", self.note.toggle_bold, checkable=True)
        self.bullets = _tool("项目符号", partial(self.note.toggle_list, "bullet"), checkable=True)
        self.numbers = _tool("编号", partial(self.note.toggle_list, "number"), checkable=True)
        self.remove = _tool("删除（Del，可撤销）", partial(self._ask, self.removal_asked))
        self.tags = named(LineField(), spoken="标签")
        self.tags.setPlaceholderText("标签，用空格分开")
        self.tags.setCompleter(
            QCompleter(self._tag_list, self.tags, caseSensitivity=Qt.CaseSensitivity.CaseInsensitive)
        )
        self.tags.editingFinished.connect(self._say_tags)
        self.state, self.colour = named(ChoiceField(), spoken="状态"), named(ChoiceField(), spoken="颜色")
        for state, words in _STATES:
            self.state.addItem(words, state)
        self.state.activated.connect(self._say_state)
        self.colour.setIconSize(QSize(14, 14))
        self.colour.activated.connect(self._say_colour)
        self.lead, self.units, self.due = LineField(), LineField(), LineField()
        self.changed_at = label(name="editor_foot")
        self.signature = SignatureRow()
        """Shown while the person has not been asked for their name."""
        self._lost = label(wraps=True)
        self.accept = button("采用", partial(self._ask, self.accept_asked))
        self.decline = button("不采用", partial(self._ask, self.decline_asked))
        self.by_hand = button("放到所选文字", partial(self._ask, self.place_asked))
        self.look = button("查找可能位置", partial(self._ask, self.candidates_asked))

    def _place_parts(self) -> None:
        self._tray = named(QFrame(), "tray")
        column(
            self._lost,
            row(self.accept, self.decline, STRETCH),
            row(self.look, self.by_hand, STRETCH),
            on=self._tray,
            margins=(8, 6, 8, 6),
        )
        self._task = QWidget()
        fields = (("牵头单位", self.lead), ("责任单位", self.units), ("完成时限", self.due))
        for words, line in fields:
            named(line, spoken=words).editingFinished.connect(self._say_task)
        tasks = form(*fields)
        tasks.setContentsMargins(*NO_MARGINS)
        tasks.setSpacing(4)
        self._task.setLayout(tasks)
        inside = named(QWidget(), "editor_inside")
        column(
            row(fill(self.head), self.bold, self.bullets, self.numbers, self.remove, spacing=2),
            self.quote,
            self._tray,
            fill(self.note),
            self.signature,
            self.tags,
            row(fill(self.state), fill(self.colour)),
            self._task,
            self.changed_at,
            on=inside,
            spacing=6,
            margins=(12, 8, 12, 10),
        )
        self.setWidget(inside)

    @property
    def wanted_height(self) -> int:
        """Pixels with which nothing has to be scrolled."""
        return self.widget().sizeHint().height() + 2 * self.frameWidth()

    @property
    def mark(self) -> Mark | None:
        """What is shown."""
        return self._mark

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in the theme's colour."""
        self.bold.setIcon(icons.icon("bold", theme.text))
        self.bullets.setIcon(icons.icon("bullets", theme.text))
        self.numbers.setIcon(icons.icon("numbers", theme.text))
        self.remove.setIcon(icons.icon("remove", theme.text))

    def set_values(self, categories: Sequence[Category], tags: Sequence[str]) -> None:
        """The colours and tags to choose from."""
        # Fields say that they changed also when the program fills them.
        self._filling = True
        now = self.colour.currentData()
        self.colour.clear()
        self.colour.addItem("没有颜色", None)
        for each in categories:
            # A colour that was switched off still shows where a mark has it.
            if each.offered or (self._mark is not None and each.id == self._mark.category):
                self.colour.addItem(swatch(each.colour), each.name, each.id)
        # Not found is -1, with which the field would be empty.
        self.colour.setCurrentIndex(max(self.colour.findData(now), 0))
        self._tag_list.setStringList(list(tags))
        self._filling = False

    def show_mark(self, mark: Mark | None) -> None:
        """Show a mark; what was typed for the one before is kept.

        Words that are being typed are left alone.
        """
        same = mark is not None and self._mark is not None and mark.id == self._mark.id
        if not same:
            self.commit()
            self.ask_name(on=False)
        before, self._mark = self._mark, mark
        if mark is None:
            return
        self._filling = True
        self.head.setText(NAMES[mark.kind])
        self.head.setToolTip(as_words(" › ".join(mark.anchor.path)))
        quote = mark.anchor.quote.replace("\n", " ")
        self.quote.setText(quote if len(quote) <= _QUOTE else quote[:_QUOTE] + "…")
        # The same note is not set again while one types in it: the cursor would jump.
        if not same:
            self.note.set_note(mark.note)
        elif before is not None and before.note != mark.note and _kept(self.note.note()) != mark.note:
            self.note.change_note(mark.note)
        self.tags.setText(" ".join(mark.tags))
        self.state.setCurrentIndex(max(self.state.findData(mark.state), 0))
        self.colour.setCurrentIndex(max(self.colour.findData(mark.category), 0))
        if self._task.isHidden() is (mark.state is not None):
            self._task.setVisible(mark.state is not None)
            self.grown.emit()
        self.lead.setText(mark.task.lead_unit)
        self.units.setText(mark.task.units)
        self.due.setText(mark.task.due)
        author = f"{mark.author}　" if mark.author else ""
        self.changed_at.setText(f"{author}{local_time(mark.changed)}")
        self._show_tray(mark)
        self._filling = False

    def _show_tray(self, mark: Mark) -> None:
        offered = mark.placed == "offered" and mark.suggestion is not None
        self._tray.setVisible(mark.placed != "placed")
        self.accept.setVisible(offered)
        self.decline.setVisible(offered)
        self.look.setVisible(not offered)
        if offered and mark.suggestion is not None:
            self._lost.setText(f"规划更新后，找到相近的文字，请确认：\n“{mark.suggestion.quote}”")
        elif mark.placed != "placed":
            context = f"{mark.anchor.prefix}【{mark.anchor.quote}】{mark.anchor.suffix}".replace("\n", " ")
            where = " › ".join(mark.anchor.path)
            self._lost.setText(f"规划更新后没有找到这些文字。原在：{where}\n…{context}…")

    def ask_name(self, *, on: bool) -> None:
        """Ask beneath the note for the name that is to stand on it, or no longer."""
        # What stands there already is the answer, also where nobody has pressed 确定.
        self.signature.fields.commit()
        if on is self.signature.isHidden():
            self.signature.setVisible(on)
            self.grown.emit()

    def write(self) -> None:
        """Put the keyboard into the note."""
        self.note.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def commit(self) -> None:
        """Ask for the note as it was typed, if the mark has another one."""
        self.signature.fields.commit()
        if self._mark is not None and not self._filling:
            # The last words may still wait for the timer of drafts.
            self.note.flush()
            self._say_typed(self.note.note())
            # What is typed from now on is taken back by itself.
            self._acts += 1

    def _change(self, **fields: Unpack[Fields]) -> None:
        """Ask for other content of the mark, where it differs."""
        # Not while it is filled; and a field that is merely left has nothing to say.
        mark = self._mark
        if mark is not None and not self._filling and replace(mark, **fields) != mark:
            self.edited.emit(mark.id, fields)

    def _ask(self, asked: SignalInstance) -> None:
        if self._mark is not None:
            asked.emit(self._mark.id)

    @Slot(str)
    def _say_typed(self, note: str) -> None:
        if self._mark is not None and _kept(note) != self._mark.note:
            self.typed.emit(self._mark.id, note, act_of(self._mark.id, self._acts))

    @Slot()
    def _show_format(self) -> None:
        self.bold.setChecked(self.note.is_bold)
        kind = self.note.list_kind
        self.bullets.setChecked(kind == "bullet")
        self.numbers.setChecked(kind == "number")

    @Slot()
    def _say_tags(self) -> None:
        self._change(tags=tidy_tags(_PARTS.split(self.tags.text())))

    @Slot()
    def _say_state(self) -> None:
        self._change(state=self.state.currentData())

    @Slot()
    def _say_colour(self) -> None:
        self._change(category=self.colour.currentData())

    @Slot()
    def _say_task(self) -> None:
        words = (line.text().strip() for line in (self.lead, self.units, self.due))
        self._change(task=Assignment(*words))


def _kept(note: str) -> str:
    """A note as it will be kept."""
    return clean(note)[:LONGEST]


def _tool(tip: str, pressed: Connected, *, checkable: bool = False) -> QToolButton:
    spoken = tip.partition("（")[0]
    # The keyboard stays in the note, whose words the button is for.
    return tool_button(
        "",
        pressed,
        name="option",
        tip=tip,
        spoken=spoken,
        checkable=checkable,
        icon=18,
        focus=Qt.FocusPolicy.NoFocus,
    )
