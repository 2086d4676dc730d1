"""The panel of results: the options, the list, or in words why there is none and what to do."""

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from db.records import Place
from db.search.query import REACHES
from desktop.look.theme import Theme
from desktop.search.options_bar import Around, OptionsBar
from desktop.search.results_model import HitRole, NoteRole, PlaceRole, ResultsModel
from desktop.search.results_view import ResultsView
from desktop.search.search_service import ResultList


class ResultsPanel(QWidget):
    """Asks for the place of a row that is clicked or entered."""

    place_requested = Signal(object)
    note_requested = Signal(object)
    """The Note of a row that is clicked or entered."""
    words_offered = Signal(str)
    """The reader takes the words that were offered instead."""

    def __init__(
        self, model: ResultsModel, around: Around, foot: QWidget, parent: QWidget | None = None
    ) -> None:
        """`foot` stands under the list."""
        super().__init__(parent)
        self._model = model
        self._offer = ""
        self.options = OptionsBar(around)
        self.list = ResultsView(model)
        self.list.chosen.connect(self._ask)
        self._message = QLabel()
        self._message.setObjectName("message")
        self._message.setWordWrap(True)
        self._message.setTextFormat(Qt.TextFormat.PlainText)
        self._message.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._take = QPushButton()
        self._take.setObjectName("link")
        self._take.setFlat(True)
        self._take.setCursor(Qt.CursorShape.PointingHandCursor)
        self._take.clicked.connect(self._take_offer)
        empty = QWidget()
        empty.setObjectName("empty")
        empty.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(empty)
        column.setContentsMargins(16, 8, 16, 12)
        column.addWidget(self._message)
        column.addWidget(self._take, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.options)
        whole.addWidget(self._stack, 1)
        whole.addWidget(foot)
        self.clear()

    @property
    def message(self) -> str:
        """What is said in place of a list; empty when there is one."""
        return self._message.text() if self._stack.currentIndex() == 1 else ""

    @property
    def offer(self) -> str:
        """The words that are offered instead; empty if none are."""
        return self._offer

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.list.set_theme(theme)

    def clear(self) -> None:
        """Nothing was asked."""
        self._model.clear()
        self._say("在上方输入要查找的字词，这里列出全部结果。")

    def set_answer(self, answer: ResultList) -> None:
        """Show an answer; the rest of one that is already shown leaves the list where it is."""
        if not answer.found.passages and not answer.notes:
            self._model.clear()
            self._say(*_nothing(answer))
            return
        bar = self.list.verticalScrollBar()
        current = self.list.currentIndex().data(HitRole)
        at = bar.value() if self._model.query == answer.query else 0
        self._model.set_answer(answer)
        bar.setValue(at)
        if at and current is not None:
            self.set_current(Place(current.plan, current.key))
        self._stack.setCurrentIndex(0)

    def say_busy(self) -> None:
        """The query was asked; said only where nothing else is listed yet."""
        if not self._model.rowCount():
            self._say("正在查找……")

    def say_failed(self, sentence: str) -> None:
        """The query could not be answered."""
        self._model.clear()
        self._say(sentence)

    def set_current(self, place: Place) -> None:
        """Make the passage's row the current one, and bring it into sight."""
        index = self._model.reveal(place)
        if index.isValid():
            self.list.setCurrentIndex(index)

    def set_current_note(self, number: int) -> None:
        """Make the row of the note with this number the current one, and bring it into sight."""
        self.list.setCurrentIndex(self._model.reveal_note(number))

    def _say(self, sentence: str, offer: str = "") -> None:
        self._offer = offer
        self._message.setText(sentence)
        self._take.setText(f"您是否要找“{offer}”？")
        self._take.setVisible(bool(offer))
        self._stack.setCurrentIndex(1)

    @Slot(QModelIndex)
    def _ask(self, index: QModelIndex) -> None:
        place = index.data(PlaceRole)
        if place is not None:
            self.place_requested.emit(place)
        elif (note := index.data(NoteRole)) is not None:
            self.note_requested.emit(note)
        elif index.isValid():
            self._model.toggle(index.row())

    @Slot()
    def _take_offer(self) -> None:
        self.words_offered.emit(self._offer)


def _nothing(answer: ResultList) -> tuple[str, str]:
    """What is said when nothing was found, and what is offered instead."""
    query = answer.query
    words = query.words if len(query.words) <= 30 else query.words[:30] + "…"
    where = "" if query.reach == "plan" else f"在{REACHES[query.reach]}中"
    tail = "请试试更短的词，或只输入其中几个字。"
    if query.kinds or query.reach == "chapter":
        tail = "可以在上方放宽查找的范围或类别。"
    return f"{where}没有找到“{words}”。{'' if answer.found.offer else tail}", answer.found.offer or ""
