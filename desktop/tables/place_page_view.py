"""涉及乡镇: the places at the left, and at the right all that the plan says of the one that is chosen, on one page."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from PySide6.QtCore import (
    QAbstractListModel,
    QMarginsF,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QUrl,
    Signal,
    Slot,
)
from PySide6.QtGui import QFont, QGuiApplication, QPageLayout, QPageSize, QPdfWriter, QTextDocument
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QSplitter,
    QTextBrowser,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from db.errors import DataFolderError
from db.records import Place
from db.tables.arrange import Wanted, arrange
from db.tables.by_place import PlacePage, place_pages
from db.tables.facts import PlanFacts
from db.tables.place_html import Ink, place_html
from db.tables.table import Column, Table
from desktop.theme import HEI, LIGHT, Theme

_Index = QModelIndex | QPersistentModelIndex
NameRole = Qt.ItemDataRole.UserRole + 1
"""The place's name."""
_MARGIN = 18
"""Of a printed page, in mm."""


class PlacesModel(QAbstractListModel):
    """The places with what there is of each."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[PlacePage, ...] = ()
        self.pages: tuple[PlacePage, ...] = ()

    def set_pages(self, pages: Sequence[PlacePage]) -> None:
        """Show these."""
        self._all = tuple(pages)
        self.filter("")

    def filter(self, words: str) -> None:
        """Only those that hold the words, Chinese or pinyin."""
        self.beginResetModel()
        column: Column[PlacePage] = Column("place", "", lambda page: page.place, searched=True)
        table = Table("places", "", [column], self._all, lambda _page: Place("", ""))
        self.pages = tuple(self._all[row] for row in arrange(table, Wanted(words=words)).rows)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.pages)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        page = self.pages[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{page.place}　{len(page.projects)}项 · {page.passages}段"
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{page.place}：项目{len(page.projects)}项，明确提及{len(page.named)}段，疑似相关{len(page.related)}段"
        return page.place if role == NameRole else None


class PlacePageView(QWidget):
    """The ten-second answer: choose a place, read, copy, save as PDF or HTML."""

    place_requested = Signal(object)
    save_asked = Signal(str)
    """"pdf" or "html"."""
    words_asked = Signal(str)
    """The reader wants to correct what counts as this place."""
    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts: PlanFacts | None = None
        self._theme: Theme = LIGHT
        self._place = ""
        self.model = PlacesModel(self)
        self.box = QLineEdit()
        self.box.setPlaceholderText("乡镇、街道：汉字、拼音或首字母")
        self.box.setAccessibleName("查找乡镇、街道")
        self.box.setClearButtonEnabled(True)
        self.list = QListView()
        self.list.setObjectName("places")
        self.list.setModel(self.model)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setAccessibleName("涉及乡镇")
        self.page = QTextBrowser()
        self.page.setObjectName("place_page")
        self.page.setFrameShape(QFrame.Shape.NoFrame)
        self.page.setOpenLinks(False)
        self.page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.page.document().setDocumentMargin(22)
        self.page.setAccessibleName("乡镇情况")
        self.empty = QLabel("本规划没有提到具体的乡镇、街道。")
        self.empty.setObjectName("message")
        self.empty.setWordWrap(True)
        self._place_parts()
        self.box.textChanged.connect(self._filter)
        self.box.returnPressed.connect(self._take_first)
        self.list.selectionModel().currentChanged.connect(self._choose)
        self.page.anchorClicked.connect(self._go)

    @property
    def place(self) -> str:
        """The place that is shown; empty if there is none."""
        return self._place

    def set_facts(self, facts: PlanFacts, pages: Sequence[PlacePage] | None = None) -> None:
        """Show the places of a plan; the chosen one stays if the plan has it. `pages`, if they were worked out already."""
        before = self._place
        self._facts = facts
        self.model.set_pages(place_pages(facts) if pages is None else pages)
        self.empty.setVisible(not self.model.pages)
        self.choose(before if any(page.place == before for page in self.model.pages) else "")

    def set_writable(self) -> None:
        """Somebody keeps corrections, so they may be made."""
        self.buttons["words"].show()

    def choose(self, place: str) -> None:
        """Show a place; the first one, if the plan has no such place."""
        at = next((row for row, page in enumerate(self.model.pages) if page.place == place), 0)
        self.list.setCurrentIndex(self.model.index(at, 0))
        if not self.model.pages:
            self._place = ""
            self.page.clear()
        else:
            self._show()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._show()

    def html(self) -> str:
        """The page as a file of its own; empty if no place is shown."""
        page = self._shown()
        return place_html(self._facts, page, Ink(), links=False) if page and self._facts else ""

    def write_pdf(self, path: Path) -> None:
        """Write the page to an A4 PDF. Raises DataFolderError."""
        half = path.with_name(path.name + ".half")
        writer = QPdfWriter(str(half))
        writer.setPageLayout(
            QPageLayout(
                QPageSize(QPageSize.PageSizeId.A4),
                QPageLayout.Orientation.Portrait,
                QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN),
                QPageLayout.Unit.Millimeter,
            )
        )
        writer.setResolution(300)
        writer.setTitle(self._place)
        self.printable().print_(writer)
        del writer
        try:
            half.replace(path)
        except OSError as error:
            raise DataFolderError(f"文件写不进“{path}”，请检查该文件是否正被打开、位置是否可写。", str(error)) from error

    def write_html(self, path: Path) -> None:
        """Write the page to a file of its own. Raises DataFolderError."""
        half = path.with_name(path.name + ".half")
        try:
            half.write_text(self.html(), "utf-8")
            half.replace(path)
        except OSError as error:
            raise DataFolderError(f"文件写不进“{path}”，请检查该文件是否正被打开、位置是否可写。", str(error)) from error

    def printable(self) -> QTextDocument:
        """The page as a document in the colours of paper."""
        document = QTextDocument()
        font = QFont()
        font.setFamilies(list(HEI))
        document.setDefaultFont(font)
        document.setHtml(self.html())
        return document

    @Slot()
    def copy(self) -> None:
        """Put the page on the clipboard, with its table."""
        data = QMimeData()
        data.setHtml(self.html())
        data.setText(self.page.toPlainText())
        QGuiApplication.clipboard().setMimeData(data)

    def _shown(self) -> PlacePage | None:
        return next((page for page in self.model.pages if page.place == self._place), None)

    def _show(self) -> None:
        page = self._shown()
        if page is None or self._facts is None:
            return
        theme = self._theme
        ink = Ink(
            text=theme.text,
            quiet=theme.secondary,
            line=theme.hairline,
            named=theme.hit,
            related=theme.hover,
            marked=theme.hit_text,
            lost=theme.lost,
            link=theme.accent,
        )
        self.page.setHtml(place_html(self._facts, page, ink, links=True, size=max(self.font().pixelSize(), 15)))

    def _place_parts(self) -> None:
        self.buttons: dict[str, QToolButton] = {}
        bar = QHBoxLayout()
        bar.addStretch(1)
        for name, words in (("words", "更正地名…"), ("copy", "复制"), ("html", "导出网页…"), ("pdf", "另存为PDF…")):
            button = QToolButton()
            button.setObjectName("choice")
            button.setText(words)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            bar.addWidget(button)
            self.buttons[name] = button
        self.buttons["words"].hide()
        self.buttons["words"].clicked.connect(self._ask_words)
        self.buttons["copy"].clicked.connect(self.copy)
        self.buttons["html"].clicked.connect(self._ask_html)
        self.buttons["pdf"].clicked.connect(self._ask_pdf)
        left, right = QWidget(), QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(16, 10, 8, 8)
        column.addWidget(self.box)
        column.addWidget(self.empty)
        column.addWidget(self.list, 1)
        column = QVBoxLayout(right)
        column.setContentsMargins(8, 10, 16, 8)
        column.addLayout(bar)
        column.addWidget(self.page, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(left)
        splitter.addWidget(right)
        splitter.setChildrenCollapsible(False)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([280, 800])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(splitter)

    @Slot(str)
    def _filter(self, words: str) -> None:
        self.model.filter(words)
        if self.model.pages:
            self.choose(self._place)

    @Slot()
    def _take_first(self) -> None:
        if self.model.pages:
            self.choose(self.model.pages[0].place)
            self.list.setFocus()

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        place = index.data(NameRole)
        if place is not None:
            self._place = place
            self._show()
            self.chosen.emit(place)

    @Slot(QUrl)
    def _go(self, url: QUrl) -> None:
        parts = url.toString().split(":")
        if parts[0] != "place" or self._facts is None:
            return
        span = (int(parts[2]), int(parts[3])) if len(parts) == 4 else None
        self.place_requested.emit(self._facts.place(unquote(parts[1]), span))

    @Slot()
    def _ask_words(self) -> None:
        self.words_asked.emit(self._place)

    @Slot()
    def _ask_html(self) -> None:
        self.save_asked.emit("html")

    @Slot()
    def _ask_pdf(self) -> None:
        self.save_asked.emit("pdf")
