"""The mark that is current, to be read whole and edited: note, tags, state, colour, and where it waits for a
place.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QSize, QStringListModel, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCompleter,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from db.user.mark_edits import NAMES, Fields, tidy_tags
from db.user.records import Category, Mark, State, local_time
from desktop.look import icons
from desktop.look.theme import LIGHT, Theme
from desktop.marks.fields import ChoiceField, LineField
from desktop.marks.mark_bar import swatch
from desktop.marks.note_edit import NoteEdit

_QUOTE = 60
"""Characters of the marked words that are shown."""
_STATES: tuple[tuple[State | None, str], ...] = ((None, "不是任务"), ("待办", "待办"), ("已办", "已办"))
_PARTS = re.compile(r"[\s,，、;；]+")


class MarkEditor(QScrollArea):
    """Shows one mark. What the reader changes is said at once; the note's words as drafts first."""

    edited = Signal(str, object)
    """The mark's id and the Fields that are to be changed."""
    draft_typed = Signal(str, str)
    """The mark's id and its note as it stands now."""
    removal_asked = Signal(str)
    place_asked = Signal(str)
    """Put this mark on the words that are selected on the page."""
    accept_asked = Signal(str)
    decline_asked = Signal(str)
    candidates_asked = Signal(str)
    """Where could it be?"""
    left = Signal()
    """The note is written, and the reader wants back to the page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mark: Mark | None = None
        self._theme: Theme = LIGHT
        self._filling = False
        self._tag_list = QStringListModel(self)
        self.setObjectName("mark_editor")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._make_parts()
        self._place_parts()

    def _make_parts(self) -> None:
        self.head = QLabel()
        self.head.setObjectName("editor_head")
        self.head.setTextFormat(Qt.TextFormat.PlainText)
        self.head.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.quote = QLabel()
        self.quote.setObjectName("quote")
        self.quote.setTextFormat(Qt.TextFormat.PlainText)
        self.quote.setWordWrap(True)
        self.note = NoteEdit()
        self.note.setMinimumHeight(88)
        self.note.draft_typed.connect(self._say_draft)
        self.note.left.connect(self.commit)
        self.note.finished.connect(self.left)
        self.note.format_changed.connect(self._show_format)
        self.bold = self._button("bold", "加粗（Ctrl+B）", self.note.toggle_bold)
        self.bullets = self._button("bullets", "项目符号", partial(self.note.toggle_list, "bullet"))
        self.numbers = self._button("numbers", "编号", partial(self.note.toggle_list, "number"))
        for button in (self.bold, self.bullets, self.numbers):
            button.setCheckable(True)
        self.remove = self._button("remove", "删除（Del，可撤销）", self._ask_removal)
        self.tags = LineField()
        self.tags.setPlaceholderText("标签，用空格分开")
        self.tags.setAccessibleName("标签")
        completer = QCompleter(self._tag_list, self.tags)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.tags.setCompleter(completer)
        self.tags.editingFinished.connect(self._say_tags)
        self.state, self.colour = ChoiceField(), ChoiceField()
        for state, words in _STATES:
            self.state.addItem(words, state)
        self.state.setAccessibleName("状态")
        self.state.activated.connect(self._say_state)
        self.colour.setAccessibleName("颜色")
        self.colour.setIconSize(QSize(14, 14))
        self.colour.activated.connect(self._say_colour)
        self.lead, self.units, self.due = LineField(), LineField(), LineField()
        for line in (self.lead, self.units, self.due):
            line.editingFinished.connect(self._say_task)
        self.changed_at = QLabel()
        self.changed_at.setObjectName("editor_foot")
        self._lost = QLabel()
        self._lost.setWordWrap(True)
        self._lost.setTextFormat(Qt.TextFormat.PlainText)
        self.accept, self.decline = QPushButton("采用"), QPushButton("不采用")
        self.by_hand, self.look = QPushButton("放到所选文字"), QPushButton("查找可能位置")
        for button, asked in (
            (self.accept, self.accept_asked),
            (self.decline, self.decline_asked),
            (self.by_hand, self.place_asked),
            (self.look, self.candidates_asked),
        ):
            button.clicked.connect(partial(self._ask, asked))

    def _place_parts(self) -> None:
        inside = QWidget()
        inside.setObjectName("editor_inside")
        column = QVBoxLayout(inside)
        column.setContentsMargins(12, 8, 12, 10)
        column.setSpacing(6)
        top = QHBoxLayout()
        top.setSpacing(2)
        top.addWidget(self.head, 1)
        for button in (self.bold, self.bullets, self.numbers, self.remove):
            top.addWidget(button)
        column.addLayout(top)
        column.addWidget(self.quote)
        self._tray = QFrame()
        self._tray.setObjectName("tray")
        tray = QVBoxLayout(self._tray)
        tray.setContentsMargins(8, 6, 8, 6)
        tray.addWidget(self._lost)
        for pair in ((self.accept, self.decline), (self.look, self.by_hand)):
            row = QHBoxLayout()
            for button in pair:
                row.addWidget(button)
            row.addStretch(1)
            tray.addLayout(row)
        column.addWidget(self._tray)
        column.addWidget(self.note, 1)
        column.addWidget(self.tags)
        row = QHBoxLayout()
        row.addWidget(self.state, 1)
        row.addWidget(self.colour, 1)
        column.addLayout(row)
        self._task = QWidget()
        form = QFormLayout(self._task)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(4)
        for name, line in (("牵头单位", self.lead), ("责任单位", self.units), ("完成时限", self.due)):
            line.setAccessibleName(name)
            form.addRow(name, line)
        column.addWidget(self._task)
        column.addWidget(self.changed_at)
        self.setWidget(inside)

    @property
    def mark(self) -> Mark | None:
        """What is shown."""
        return self._mark

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in the theme's colour."""
        self._theme = theme
        for name, button in (
            ("bold", self.bold),
            ("bullets", self.bullets),
            ("numbers", self.numbers),
            ("remove", self.remove),
        ):
            button.setIcon(icons.icon(name, theme.text))

    def set_values(self, categories: Sequence[Category], tags: Sequence[str]) -> None:
        """The colours and tags to choose from."""
        self._filling = True
        now = self.colour.currentData()
        self.colour.clear()
        self.colour.addItem("没有颜色", None)
        for each in categories:
            if each.offered or (self._mark is not None and each.id == self._mark.category):
                self.colour.addItem(swatch(each.colour), each.name, each.id)
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
        before, self._mark = self._mark, mark
        if mark is None:
            return
        self._filling = True
        self.head.setText(NAMES[mark.kind])
        self.head.setToolTip(" › ".join(mark.anchor.path))
        quote = mark.anchor.quote.replace("\n", " ")
        self.quote.setText(quote if len(quote) <= _QUOTE else quote[:_QUOTE] + "…")
        if not same or (before is not None and before.note != mark.note and self.note.note() != mark.note):
            self.note.set_note(mark.note)
        self.tags.setText(" ".join(mark.tags))
        self.state.setCurrentIndex(max(self.state.findData(mark.state), 0))
        self.colour.setCurrentIndex(max(self.colour.findData(mark.category), 0))
        self._task.setVisible(mark.state is not None)
        for line, words in (
            (self.lead, mark.task.lead_unit),
            (self.units, mark.task.units),
            (self.due, mark.task.due),
        ):
            line.setText(words)
        author = f"{mark.author}　" if mark.author else ""
        self.changed_at.setText(f"{author}{local_time(mark.changed)}")
        self._show_tray(mark)
        self._filling = False

    def _show_tray(self, mark: Mark) -> None:
        offered = mark.placed == "offered" and mark.suggestion is not None
        self._tray.setVisible(mark.placed != "placed")
        for button in (self.accept, self.decline):
            button.setVisible(offered)
        self.look.setVisible(not offered)
        if offered and mark.suggestion is not None:
            self._lost.setText(f"规划更新后，找到相近的文字，请确认：\n“{mark.suggestion.quote}”")
        elif mark.placed != "placed":
            context = f"{mark.anchor.prefix}【{mark.anchor.quote}】{mark.anchor.suffix}".replace("\n", " ")
            where = " › ".join(mark.anchor.path)
            self._lost.setText(f"规划更新后没有找到这些文字。原在：{where}\n…{context}…")

    def write(self) -> None:
        """Put the keyboard into the note."""
        self.note.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def commit(self) -> None:
        """Say what was typed, if it is not said yet."""
        mark = self._mark
        if mark is None or self._filling:
            return
        self.note.flush()
        note = self.note.note()
        if note != mark.note:
            self.edited.emit(mark.id, Fields(note=note))

    def _button(self, icon: str, tip: str, slot: object) -> QToolButton:
        button = QToolButton()
        button.setObjectName("option")
        button.setProperty("icon_name", icon)
        button.setIconSize(QSize(18, 18))
        button.setToolTip(tip)
        button.setAccessibleName(tip.partition("（")[0])
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda _checked=False: slot())  # type: ignore[operator]
        return button

    def _ask(self, asked: object, _checked: bool = False) -> None:
        if self._mark is not None:
            asked.emit(self._mark.id)  # type: ignore[attr-defined]

    def _ask_removal(self) -> None:
        if self._mark is not None:
            self.removal_asked.emit(self._mark.id)

    @Slot(str)
    def _say_draft(self, note: str) -> None:
        if self._mark is not None and note != self._mark.note:
            self.draft_typed.emit(self._mark.id, note)

    @Slot()
    def _show_format(self) -> None:
        self.bold.setChecked(self.note.is_bold)
        kind = self.note.list_kind
        self.bullets.setChecked(kind == "bullet")
        self.numbers.setChecked(kind == "number")

    @Slot()
    def _say_tags(self) -> None:
        if self._mark is not None and not self._filling:
            tags = tidy_tags(_PARTS.split(self.tags.text()))
            if tags != self._mark.tags:
                self.edited.emit(self._mark.id, Fields(tags=tags))

    @Slot()
    def _say_state(self) -> None:
        if self._mark is not None and not self._filling and self.state.currentData() != self._mark.state:
            self.edited.emit(self._mark.id, Fields(state=self.state.currentData()))

    @Slot()
    def _say_colour(self) -> None:
        if self._mark is not None and not self._filling and self.colour.currentData() != self._mark.category:
            self.edited.emit(self._mark.id, Fields(category=self.colour.currentData()))

    @Slot()
    def _say_task(self) -> None:
        if self._mark is None or self._filling:
            return
        lines = (self.lead.text().strip(), self.units.text().strip(), self.due.text().strip())
        task = replace(self._mark.task, lead_unit=lines[0], units=lines[1], due=lines[2])
        if task != self._mark.task:
            self.edited.emit(self._mark.id, Fields(task=task))
