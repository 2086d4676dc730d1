"""The panel of results: the list, or in words why there is none and what to do."""

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QFrame, QLabel, QPushButton, QStackedLayout, QTreeView, QVBoxLayout, QWidget

from db.records import Found
from desktop.search.results_delegate import ResultsDelegate
from desktop.search.results_model import PlaceRole, ResultsModel
from desktop.theme import Theme


class ResultsPanel(QWidget):
    """Asks for the place of a row that is clicked or entered."""

    place_requested = Signal(object)
    words_offered = Signal(str)
    """The reader takes the words that were offered instead."""

    def __init__(self, model: ResultsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._offer = ""
        self._delegate = ResultsDelegate(self)
        self.list = QTreeView()
        self.list.setModel(model)
        self.list.setItemDelegate(self._delegate)
        self.list.setHeaderHidden(True)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setRootIsDecorated(False)
        self.list.setItemsExpandable(False)
        self.list.setIndentation(0)
        self.list.setMouseTracking(True)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName("查找结果")
        self.list.clicked.connect(self._ask)
        self.list.activated.connect(self._ask)
        self._message = QLabel()
        self._message.setObjectName("message")
        self._message.setWordWrap(True)
        self._message.setTextFormat(Qt.TextFormat.PlainText)
        self._message.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._take = QPushButton()
        self._take.setObjectName("offer")
        self._take.clicked.connect(self._take_offer)
        empty = QWidget()
        empty.setObjectName("empty")
        empty.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(empty)
        column.setContentsMargins(16, 12, 16, 12)
        column.addWidget(self._message)
        column.addWidget(self._take, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.list)
        self._stack.addWidget(empty)
        self.clear()

    @property
    def message(self) -> str:
        """What is said in place of a list; empty when there is one."""
        return self._message.text() if self._stack.currentIndex() == 1 else ""

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._delegate.theme = theme
        self.list.viewport().update()

    def clear(self) -> None:
        """Nothing was asked."""
        self._model.clear()
        self._say("在上方输入要查找的字词，这里列出全部结果。")

    def set_found(self, found: Found) -> None:
        """Show an answer."""
        self._model.set_found(found)
        if found.results:
            self.list.expandAll()
            self.list.scrollToTop()
            self._stack.setCurrentIndex(0)
        else:
            words = found.query if len(found.query) <= 30 else found.query[:30] + "…"
            tail = "" if found.offer else "请试试更短的词，或只输入其中几个字。"
            self._say(f"没有找到“{words}”。{tail}", found.offer or "")

    def say_failed(self, sentence: str) -> None:
        """The question could not be answered."""
        self._model.clear()
        self._say(sentence)

    def set_current(self, key: str) -> None:
        """Make the passage's row the current one, and bring it into sight."""
        index = self._model.index_of(key)
        if index.isValid():
            self.list.setCurrentIndex(index)
            self.list.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)

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

    @Slot()
    def _take_offer(self) -> None:
        self.words_offered.emit(self._offer)
