"""The review of an import (核对导入结果): shows what each line was taken for; the person can correct it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QModelIndex, QPoint, Qt, QThreadPool, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QToolBar,
    QToolButton,
    QWidget,
)

from db.errors import PlanReaderError
from db.plan_counts import counts_of
from db.source.corrections import Correction, Corrections
from db.source.review import Reviewed, ReviewLine
from db.source.worker.client import FileReview
from desktop.background import Latest
from desktop.library.review_lines import LinesModel, LinesView, about
from desktop.library.review_notes import NoteList, note_lists
from desktop.look.theme import Theme
from desktop.widgets.controls import button, choose_row, label, named, open_menu
from desktop.widgets.layouts import NO_MARGINS, ROOM_MARGINS, SIDE_SPACING, column, fill, panel, row, splitter
from desktop.widgets.words_list import WordsLine, WordsList

_FEWEST = 4
"""Lines of the file that are in sight however low the window is."""
_CHOICES = (
    ("正文", "正文", "0", Correction("body")),
    ("专栏标题", "专栏", "B", Correction("box")),
    ("专栏条目", "条目", "I", Correction("item")),
    ("不收入", "不收入", "Delete", Correction("furniture")),
    ("恢复自动识别", "自动识别", "Backspace", None),
)
"""What lines can be said to be: in words, in fewer on buttons (a narrow window has no room for all of them),
and by which key.
"""


class ReviewPage(QWidget):
    """Reads the file again in the background after every correction;
    nothing is kept until it is asked for.
    """

    finished = Signal()
    """Read the plan, as it is in the library."""
    left = Signal()
    """Back to the library, without keeping corrections."""
    save_asked = Signal(object)
    """The corrections that are to be kept."""
    said = Signal(str)
    failed = Signal(str)
    """Why something could not be done."""

    def __init__(self, pool: QThreadPool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._review: FileReview | None = None
        self._said: dict[int, Correction] = {}
        # Whole states, not single changes: they are small, and undoing is putting one back.
        self._steps: list[dict[int, Correction]] = []
        self._lists: tuple[NoteList, ...] = ()
        self._asked: tuple[Correction | None, list[int]] = None, []
        self.model = LinesModel(self)
        self._task = Latest(pool, self, self._take, self._refuse)
        self.title = label("", "room_title", wraps=True)
        self.sums = label("", "message", wraps=True)
        self.general = label("", "doubt", wraps=True)
        self.tabs = named(QTabBar(drawBase=False, expanding=False), "rooms", spoken="核对清单")
        self.tabs.currentChanged.connect(self._show_list)
        self.list = WordsList("核对清单内容")
        self.list.setWordWrap(True)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for signal in (self.list.clicked, self.list.activated, self.list.selectionModel().currentChanged):
            signal.connect(self._go)
        self.empty = label("", "message")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.view = LinesView(self.model)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._show_menu)
        self.view.selectionModel().selectionChanged.connect(self._show_whole)
        self.view.undo_asked.connect(self.undo_one)
        self.whole = named(QPlainTextEdit(readOnly=True, tabChangesFocus=True), spoken="所选行全文")
        self.whole.setMinimumHeight(self.fontMetrics().height() * 2)
        self.what = label("", wraps=True)
        self._make_actions()
        self.save = button("开始阅读(&R)", self._finish, name="primary")
        self.back = button("返回规划库(&L)", self.left)
        self.undo = button("撤销更正(&U)", self.undo_one, tip="Ctrl+Z")
        self.state = label("", "message", wraps=True)
        self._lay_out()

    @property
    def corrections(self) -> dict[int, Correction]:
        """What the user says of lines now."""
        return dict(self._said)

    @property
    def changed(self) -> bool:
        """Something was said that is not kept yet."""
        return self._review is not None and self._said != self._review.said

    @property
    def busy(self) -> bool:
        """The file is being read."""
        return self._task.busy

    @property
    def ready(self) -> bool:
        """A file is shown."""
        return self._review is not None

    def copy_chosen(self) -> str | None:
        """Copy the chosen lines; in words how many."""
        return self.view.copy_chosen()

    def scrolled(self) -> QWidget:
        """The lines."""
        return self.view

    def clear(self) -> None:
        """Show no file any more."""
        self._task.drop()
        self._review, self._said, self._steps = None, {}, []

    def wait_for(self, title: str) -> None:
        """Show nothing but that a plan's file is being read again."""
        self.clear()
        self.title.setText(f"核对导入结果　{title}")
        self.model.set_lines(())
        self.list.set_lines(())
        self.sums.setText("正在读取原文件…")
        self.general.hide()
        self._tell()

    def set_review(self, review: FileReview, said: Corrections | None = None) -> None:
        """Show what a file becomes, with the corrections that were kept, or with what was `said` since."""
        self._review, self._said, self._steps = review, dict(review.said), []
        if said is not None:
            self._steps, self._said = [self._said], dict(said)
        self.tabs.setCurrentIndex(0)
        self._read()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.model.set_theme(theme)

    def show_line(self, number: int) -> None:
        """Stand on a source line."""
        row = self.model.row_of(number)
        if row is not None:
            choose_row(self.view, self.model.index(row, 0))
            self.view.scrollTo(self.model.index(row, 0), LinesView.ScrollHint.PositionAtCenter)

    @Slot(object)
    def correct(self, what: Correction | None) -> None:
        """Say what the chosen lines are; None: leave that to the program again."""
        said = dict(self._said)
        for at in self.view.rows:
            line = self.model.lines[at]
            if what is None:
                said.pop(line.asked, None)
            else:
                said[line.asked] = what
        if self._review is not None and said != self._said:
            self._asked = what, [self.model.lines[at].number for at in self.view.rows]
            self._steps.append(self._said)
            self._said = said
            self._read()

    @Slot()
    def undo_one(self) -> None:
        """Take back the last thing that was said."""
        if self._steps:
            self._said = self._steps.pop()
            self._read()

    @Slot()
    def next_doubt(self) -> None:
        """Go on to the next line that is doubtful or lost, from the first again after the last."""
        rows = self.view.rows
        here = rows[-1] if rows else -1
        doubtful = [row for row, line in enumerate(self.model.lines) if line.doubts or line.lost]
        if doubtful:
            self.show_line(
                self.model.lines[next((row for row in doubtful if row > here), doubtful[0])].number
            )

    def _read(self) -> None:
        assert self._review is not None
        self._task.ask(partial(self._review.read, dict(self._said)))
        self._tell()

    @Slot(object)
    def _take(self, found: Reviewed) -> None:
        if self._review is None:
            return
        # Later answers come after a correction: the person stands somewhere by then.
        first = not self.model.lines
        self.title.setText(f"核对导入结果　{found.report.plan.info.title}")
        self.model.set_lines(found.lines)
        self._lists = note_lists(found)
        counts, dropped = counts_of(found.report.plan), len(found.report.left_out)
        left_out = f"{dropped} 行不收入" if dropped else ""
        self.sums.setText("；".join(filter(None, (counts.words, counts.losses.words, left_out))) + "。")
        self.general.setText("\n".join(found.general))
        self.general.setVisible(bool(found.general))
        self._fill_tabs()
        if first:
            if not self._lists[0].notes:
                self.tabs.setCurrentIndex(1)
            self._show_list()
            # The first doubt, which is what the person came for.
            start = next((note.number for note in self._lists[0].notes if note.number), 0)
            self.show_line(start or (self.model.lines[0].number if self.model.lines else 0))
        else:
            self._show_list()
        self._show_whole()
        self._tell()
        self._explain()

    def _explain(self) -> None:
        """Where a line has not become what was asked, say why."""
        # Asked once: only the correction that was just made is explained.
        (what, numbers), self._asked = self._asked, (None, [])
        lines = [
            self.model.lines[row] for number in numbers if (row := self.model.row_of(number)) is not None
        ]
        if what is None or what.role == "furniture":
            return
        if any(line.became == "table" for line in lines):
            self.said.emit("表格只能整体收入或不收入。")
        elif what.role == "item" and any(line.became == "body" for line in lines):
            self.said.emit("专栏条目只能接在专栏后面；上面没有专栏的行已作为正文。")

    def _fill_tabs(self) -> None:
        # Each tab that is added or named would show its list at once.
        self.tabs.blockSignals(True)
        for at, each in enumerate(self._lists):
            text = f"{each.title} {len(each.notes)}"
            if at < self.tabs.count():
                self.tabs.setTabText(at, text)
            else:
                self.tabs.addTab(text)
        self.tabs.blockSignals(False)

    @Slot(object)
    def _refuse(self, error: PlanReaderError) -> None:
        """Nothing would be left: the last correction is taken back."""
        # The page still shows what was there before it.
        self._said = self._steps.pop() if self._steps else self._said
        self.failed.emit(f"{error}这一步更正已撤销。")
        self._tell()

    def _tell(self) -> None:
        self.undo.setEnabled(bool(self._steps))
        self.save.setText("保存更正并阅读(&R)" if self.changed else "开始阅读(&R)")
        count = len(self._said)
        if self.busy or self._review is None:
            self.state.setText("正在识别…")
        elif self.changed:
            self.state.setText(f"{count} 行更正，还没有保存。" if count else "更正已全部取消，还没有保存。")
        else:
            self.state.setText(
                f"{count} 行更正，再次导入同一文件时仍然有效。" if count else "可以跳过核对，直接阅读。"
            )

    @Slot(int)
    def _show_list(self, _at: int = 0) -> None:
        if not self._lists:
            return
        shown = self._lists[max(self.tabs.currentIndex(), 0)]
        # After a correction the list stays where it was, though it is made anew.
        top = self.list.verticalScrollBar().value()
        self.list.set_lines(WordsLine(note.words, number=note.number) for note in shown.notes)
        self.list.setVisible(bool(shown.notes))
        self.empty.setVisible(not shown.notes)
        self.empty.setText(shown.empty)
        self.list.verticalScrollBar().setValue(top)

    @Slot(QModelIndex)
    def _go(self, index: QModelIndex) -> None:
        if number := index.data(Qt.ItemDataRole.UserRole):
            self.show_line(number)

    @Slot()
    def _show_whole(self) -> None:
        rows = self.view.rows
        line: ReviewLine | None = self.model.lines[rows[0]] if rows else None
        self.whole.setPlainText(line.text if line else "")
        self.what.setText("" if line is None else about(line) if len(rows) == 1 else f"已选 {len(rows)} 行")
        for action in self._choices:
            action.setEnabled(bool(rows))
        self.again.setEnabled(any(self.model.lines[row].corrected for row in rows))

    @Slot()
    def _finish(self) -> None:
        if self.changed:
            self.save_asked.emit(dict(self._said))
        else:
            self.finished.emit()

    @Slot(QPoint)
    def _show_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        # A menu is made for each click.
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addMenu(self.levels)
        *roles, again = self._choices
        menu.addActions(roles)
        menu.addSeparator()
        menu.addAction(again)
        menu.popup(self.view.viewport().mapToGlobal(at))

    def _make_actions(self) -> None:
        self.levels = QMenu("标题", self)
        self.levels.menuAction().setIconText("标题 ▾")
        self.levels.menuAction().setToolTip("几级标题（1 至 6）")
        for level, name in enumerate("一二三四五六", start=1):
            what = Correction("heading", level)
            words = f"{name}级标题"
            self.levels.addAction(self._action(words, words, str(level), partial(self.correct, what)))
        self._choices = [
            self._action(text, short, key, partial(self.correct, what)) for text, short, key, what in _CHOICES
        ]
        self.again = self._choices[-1]
        self.next = self._action("下一处需核对", "下一处", "N", self.next_doubt)

    def _action(self, text: str, short: str, key: str, run: Callable[[], None]) -> QAction:
        action = QAction(f"{text}\t{key}", self)
        action.setIconText(short)
        action.setToolTip(f"{text}（{key}）")
        action.triggered.connect(lambda _checked: run())
        self.view.keys[Qt.Key[f"Key_{key}"].value] = action
        return action

    def _lay_out(self) -> None:
        left = panel(column(self.tabs, fill(self.list), fill(self.empty), spacing=4, margins=NO_MARGINS))
        left.setMinimumWidth(160)
        # Beside both panels on a small screen the lines come first, and what is told of one afterwards.
        header = self.view.horizontalHeader().sizeHint().height()
        self.view.setMinimumHeight(header + _FEWEST * self.view.verticalHeader().defaultSectionSize())
        lines = panel(column(fill(self.view), self.what, spacing=6, margins=NO_MARGINS))
        halves = splitter((lines, 600, 1), (self.whole, 90, 0), down=True)
        column(
            self.title,
            self.sums,
            self.general,
            self._bar(),
            fill(splitter((left, 530, 1), (halves, 730, 2))),
            row(self.back, self.undo, fill(self.state), self.save, spacing=SIDE_SPACING),
            on=self,
            spacing=SIDE_SPACING,
            margins=ROOM_MARGINS,
        )

    def _bar(self) -> QToolBar:
        """What a line can be; where the window is too narrow for all, the rest is behind an arrow."""
        bar = named(QToolBar(), "roles")
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        bar.addWidget(label("改为"))
        bar.addAction(self.levels.menuAction())
        bar.addActions(self._choices)
        bar.addSeparator()
        bar.addAction(self.next)
        # By itself such a button opens its menu by a narrow arrow at its side only.
        heading = bar.widgetForAction(self.levels.menuAction())
        if isinstance(heading, QToolButton):
            open_menu(heading, self.levels)
        for each in bar.findChildren(QToolButton):
            # By Tab, which Qt leaves out in tool bars; not by a click, which would take the lines their keys.
            each.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return bar
