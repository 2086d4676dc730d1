"""The review of an import (核对导入结果): shows what each line was taken for; the person can correct it."""

from functools import partial

from PySide6.QtCore import QModelIndex, QPoint, Qt, QThreadPool, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QTabBar,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from db.errors import PlanReaderError
from db.source.corrections import Correction, Corrections
from db.source.review import Review, Reviewed, ReviewLine
from desktop.background import Latest
from desktop.library.lines_model import LinesModel, about
from desktop.library.lines_view import LinesView
from desktop.library.notes_model import NoteList, NotesModel, NumberRole, note_lists
from desktop.look.theme import Theme

_CHOICES = (
    ("正文", Correction("body"), "0"),
    ("专栏标题", Correction("box"), "B"),
    ("专栏条目", Correction("item"), "I"),
    ("不收入", Correction("furniture"), "Delete"),
)
_SHORT = {"专栏条目": "条目", "专栏标题": "专栏", "恢复自动识别": "自动识别", "下一处需核对": "下一处"}
"""On buttons, where a narrow window has no room for all of it."""
_LEVELS = "一二三四五六"


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

    def __init__(self, pool: QThreadPool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._review: Review | None = None
        self._said: dict[int, Correction] = {}
        self._steps: list[dict[int, Correction]] = []
        self._lists: tuple[NoteList, ...] = ()
        self._asked: tuple[Correction | None, list[int]] = None, []
        self.model = LinesModel(self)
        self.notes = NotesModel(self)
        self._task = Latest(pool, self)
        self._task.answered.connect(self._take)
        self._task.failed.connect(self._refuse)
        self.title, self.sums, self.general = QLabel(), QLabel(), QLabel()
        self.title.setObjectName("room_title")
        self.sums.setObjectName("message")
        self.general.setObjectName("doubt")
        for label in (self.sums, self.general):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.tabs = QTabBar()
        self.tabs.setObjectName("rooms")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("核对清单")
        self.list = QListView()
        self.list.setModel(self.notes)
        self.list.setWordWrap(True)
        self.list.setAccessibleName("核对清单内容")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.empty = QLabel()
        self.empty.setObjectName("message")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.view = LinesView(self.model)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.whole = QPlainTextEdit()
        self.whole.setReadOnly(True)
        self.whole.setAccessibleName("所选行全文")
        self.whole.setTabChangesFocus(True)
        self.what = QLabel()
        self.what.setWordWrap(True)
        self.what.setTextFormat(Qt.TextFormat.PlainText)
        self.actions_ = self._make_actions()
        self.save = QPushButton("开始阅读(&R)")
        self.save.setObjectName("primary")
        self.back = QPushButton("返回规划库(&L)")
        self.undo = QPushButton("撤销更正(&U)")
        self.undo.setToolTip("Ctrl+Z")
        self.state = QLabel()
        self.state.setObjectName("message")
        self._lay_out()
        self._connect()

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

    def clear(self) -> None:
        """Show no file any more."""
        self._task.drop()
        self._review, self._said, self._steps = None, {}, []

    def wait_for(self, title: str) -> None:
        """Show nothing but that a plan's file is being read again."""
        self.clear()
        self.title.setText(f"核对导入结果　{title}")
        self.model.set_lines(())
        self.notes.set_notes(())
        self.sums.setText("正在读取原文件…")
        self.general.hide()
        self._tell()

    def set_review(self, review: Review, said: Corrections | None = None) -> None:
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
            self.view.selectRow(row)
            self.view.scrollTo(self.model.index(row, 0), LinesView.ScrollHint.PositionAtCenter)

    @Slot(object)
    def correct(self, what: Correction | None) -> None:
        """Say what the chosen lines are; None: leave that to the program again."""
        said = dict(self._said)
        for row in self.view.rows:
            line = self.model.lines[row]
            if what is None:
                said.pop(line.asked, None)
            else:
                said[line.asked] = what
        if self._review is not None and said != self._said:
            self._asked = what, [self.model.lines[row].number for row in self.view.rows]
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
        first = not self.model.lines
        self.title.setText(f"核对导入结果　{found.report.plan.info.title}")
        self.model.set_lines(found.lines)
        self._lists = note_lists(found)
        counts = found.report.as_json()
        sums = (
            ("chapters", "个章节"),
            ("paragraphs", "段"),
            ("boxes", "个专栏"),
            ("tables", "张表"),
            ("projects", "行项目"),
        )
        sums = (*sums, ("targets", "个量化目标"), ("gaps", "处原文缺失"))
        words = [f"{counts[name]} {unit}" for name, unit in sums]
        self.sums.setText("，".join(words) + f"，{len(counts['dropped'])} 行不收入。")
        self.general.setText("\n".join(found.general))
        self.general.setVisible(bool(found.general))
        self._fill_tabs()
        if first:
            if not self._lists[0].notes:
                self.tabs.setCurrentIndex(1)
            self._show_list()
            start = next((note.number for note in self._lists[0].notes if note.number), 0)
            self.show_line(start or (self.model.lines[0].number if self.model.lines else 0))
        else:
            self._show_list()
        self._show_whole()
        self._tell()
        self._explain()

    def _explain(self) -> None:
        """Where a line has not become what was asked, say why."""
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
        self._said = self._steps.pop() if self._steps else self._said
        self.said.emit(f"{error}这一步更正已撤销。")
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
        top = self.list.verticalScrollBar().value()
        self.notes.set_notes(shown.notes)
        self.list.setVisible(bool(shown.notes))
        self.empty.setVisible(not shown.notes)
        self.empty.setText(shown.empty)
        self.list.verticalScrollBar().setValue(top)

    @Slot(QModelIndex)
    def _go(self, index: QModelIndex) -> None:
        number = index.data(NumberRole)
        if number:
            self.show_line(number)

    @Slot()
    def _show_whole(self) -> None:
        rows = self.view.rows
        line: ReviewLine | None = self.model.lines[rows[0]] if rows else None
        self.whole.setPlainText(line.text if line else "")
        self.what.setText("" if line is None else about(line) if len(rows) == 1 else f"已选 {len(rows)} 行")
        for action in self.actions_:
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
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addMenu(self.levels)
        menu.addActions(self.actions_)
        menu.addSeparator()
        menu.addAction(self.again)
        menu.popup(self.view.viewport().mapToGlobal(at))

    def _make_actions(self) -> list[QAction]:
        self.levels = QMenu("标题", self)
        self.levels.menuAction().setIconText("标题 ▾")
        self.levels.menuAction().setToolTip("几级标题（1 至 6）")
        for level in range(1, 7):
            self._action(
                self.levels.addAction(f"{_LEVELS[level - 1]}级标题\t{level}"), Correction("heading", level)
            )
        self.again = self._named("恢复自动识别", "Backspace")
        self.again.triggered.connect(self._leave_to_program)
        self.next = self._named("下一处需核对", "N")
        self.next.triggered.connect(self.next_doubt)
        made = [self._named(text, key) for text, _, key in _CHOICES]
        for action, (_, what, _) in zip(made, _CHOICES, strict=True):
            self._action(action, what)
        return made

    def _named(self, text: str, key: str) -> QAction:
        action = QAction(f"{text}\t{key}", self)
        action.setIconText(_SHORT.get(text, text))
        action.setToolTip(f"{text}（{key}）")
        return action

    def _action(self, action: QAction, what: Correction) -> None:
        action.triggered.connect(partial(self._correct, what))

    def _correct(self, what: Correction, _checked: bool = False) -> None:
        self.correct(what)

    @Slot()
    def _leave_to_program(self) -> None:
        self.correct(None)

    def _lay_out(self) -> None:
        left = QWidget()
        left.setMinimumWidth(240)
        beside = QVBoxLayout(left)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(4)
        beside.addWidget(self.tabs)
        beside.addWidget(self.list, 1)
        beside.addWidget(self.empty, 1)
        lines = QVBoxLayout()
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(6)
        lines.addWidget(self.view, 1)
        lines.addWidget(self.what)
        self.whole.setMinimumHeight(self.fontMetrics().height() * 2)
        upper = QWidget()
        upper.setLayout(lines)
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.setChildrenCollapsible(False)
        halves.addWidget(upper)
        halves.addWidget(self.whole)
        halves.setStretchFactor(0, 1)
        halves.setSizes([600, 90])
        split = QSplitter()
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(halves)
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 2)
        split.setSizes([530, 730])
        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addWidget(self.back)
        foot.addWidget(self.undo)
        foot.addWidget(self.state, 1)
        foot.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 20, 12)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.sums)
        column.addWidget(self.general)
        column.addWidget(self._bar())
        column.addWidget(split, 1)
        column.addLayout(foot)

    def _bar(self) -> QToolBar:
        """What a line can be; where the window is too narrow for all, the rest is behind an arrow."""
        bar = QToolBar()
        bar.setObjectName("roles")
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        bar.addWidget(QLabel("改为"))
        bar.addAction(self.levels.menuAction())
        bar.addActions([*self.actions_, self.again])
        bar.addSeparator()
        bar.addAction(self.next)
        heading = bar.widgetForAction(self.levels.menuAction())
        if isinstance(heading, QToolButton):
            heading.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        for button in bar.findChildren(QToolButton):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return bar

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._show_list)
        self.list.clicked.connect(self._go)
        self.list.activated.connect(self._go)
        self.list.selectionModel().currentChanged.connect(self._go)
        self.view.selectionModel().selectionChanged.connect(self._show_whole)
        self.view.correction_asked.connect(self.correct)
        self.view.undo_asked.connect(self.undo_one)
        self.view.next_asked.connect(self.next_doubt)
        self.view.customContextMenuRequested.connect(self._show_menu)
        self.undo.clicked.connect(self.undo_one)
        self.back.clicked.connect(self.left)
        self.save.clicked.connect(self._finish)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
