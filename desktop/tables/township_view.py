"""涉及乡镇: the places at the left, and at the right all that the plan says of the one that is chosen, on one
page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
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
    QPointF,
    QRectF,
    QSizeF,
    Qt,
    QUrl,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QFont,
    QGuiApplication,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextDocument,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
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

from db.files import exported
from db.records import Place
from db.tables.arrangement import TableQuery, arrange
from db.tables.facts import PlanFacts
from db.tables.table import Column, RowTable
from db.tables.township_html import Ink, place_html
from db.tables.township_pages import TownshipPage
from desktop.look.theme import HEI, LIGHT, Theme

_Index = QModelIndex | QPersistentModelIndex
NameRole = Qt.ItemDataRole.UserRole + 1
"""The place's name."""
_BUTTONS = (
    ("words", "更正地名…"),
    ("copy", "复制"),
    ("print", "打印…"),
    ("html", "导出网页…"),
    ("pdf", "另存为PDF…"),
)
_DOTS, _FOOT, _FOOT_TYPE = 96, 30, 12
"""Of a printed page: dots to the inch that it is laid out for, and the height and type of its foot in such
dots.
"""
_SLACK = 8
"""Between a printed page and its words, in such dots: the ground of a line stands out over it."""
_MARGIN = 18
"""Of a printed page, in mm."""


@dataclass(frozen=True, slots=True)
class TownshipEntry:
    """A place with what each plan says of it."""

    place: str
    parts: tuple[tuple[PlanFacts, TownshipPage], ...]

    @property
    def projects(self) -> int:
        """How many project rows speak of it."""
        return sum(len(page.projects) for _, page in self.parts)

    @property
    def named(self) -> int:
        """How many passages name it."""
        return sum(len(page.named) for _, page in self.parts)

    @property
    def related(self) -> int:
        """How many passages may mean it."""
        return sum(len(page.related) for _, page in self.parts)


TownshipPages = Sequence[tuple[PlanFacts, Sequence[TownshipPage]]]
"""For each plan the pages of its places."""


def entries_of(plans: TownshipPages) -> tuple[TownshipEntry, ...]:
    """The places of several plans, each once, in the order in which they first come."""
    found: dict[str, list[tuple[PlanFacts, TownshipPage]]] = {}
    for facts, pages in plans:
        for page in pages:
            found.setdefault(page.place, []).append((facts, page))
    return tuple(TownshipEntry(place, tuple(parts)) for place, parts in found.items())


class TownshipsModel(QAbstractListModel):
    """The places with what there is of each."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[TownshipEntry, ...] = ()
        self._words = ""
        self.pages: tuple[TownshipEntry, ...] = ()

    @property
    def any(self) -> bool:
        """Whether there are places at all, whatever is filtered."""
        return bool(self._all)

    def set_pages(self, pages: Sequence[TownshipEntry]) -> None:
        """Show these, as far as they hold the words that were asked for last."""
        self._all = tuple(pages)
        self.filter(self._words)

    def filter(self, words: str) -> None:
        """Only those that hold the words, Chinese or pinyin."""
        self.beginResetModel()
        self._words = words
        column: Column[TownshipEntry] = Column("place", "", lambda page: page.place, searched=True)
        table = RowTable("places", "", [column], self._all, lambda _page: Place("", ""))
        self.pages = tuple(self._all[row] for row in arrange(table, TableQuery(words=words)).rows)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.pages)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        page = self.pages[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{page.place}　{page.projects}项 · {page.named + page.related}段"
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return (
                f"{page.place}：规划项目{page.projects}项，明确提及{page.named}段，疑似相关{page.related}段"
            )
        return page.place if role == NameRole else None


class TownshipView(QWidget):
    """The ten-second answer: choose a place, read, copy, save as PDF or HTML."""

    place_requested = Signal(object)
    save_asked = Signal(str)
    """"pdf" or "html"."""
    words_asked = Signal(str)
    """The reader wants to correct what counts as this place."""
    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme: Theme = LIGHT
        self._place = ""
        self._printer: QPagedPaintDevice | None = None
        self.preview: QDialog | None = None
        """How the page will be printed, while that is shown."""
        self.model = TownshipsModel(self)
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

    def set_plans(self, plans: TownshipPages) -> None:
        """Show the places of these plans; the chosen one stays if one of them has it."""
        before = self._place
        self.model.set_pages(entries_of(plans))
        self._say_empty()
        self.choose(before)

    def set_writable(self) -> None:
        """Somebody keeps corrections, so they may be made."""
        self.buttons["words"].show()

    def choose(self, place: str) -> None:
        """Show a place; the first one, if there is no such place."""
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
        return place_html(page.parts, Ink(), links=False) if page else ""

    def write_pdf(self, path: Path) -> None:
        """Write the page to an A4 PDF. Raises ExportError."""
        with exported(path) as part:
            writer = QPdfWriter(str(part))
            writer.setPageLayout(_layout())
            writer.setResolution(300)
            writer.setTitle(self._place)
            self._paint(writer)
            del writer  # Qt writes the end of the file when its writer goes

    def write_html(self, path: Path) -> None:
        """Write the page to a file of its own. Raises ExportError."""
        with exported(path) as part:
            part.write_text(self.html(), "utf-8")

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

    @Slot()
    def print_page(self) -> None:
        """Show how the page will come out of the printer, to be printed from there."""
        from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog

        # The preview does not keep the printer alive.
        printer = self._printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageLayout(_layout())
        printer.setDocName(self._place)
        preview = QPrintPreviewDialog(printer, self)
        preview.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        preview.setWindowTitle(f"打印预览 - {self._place}")
        preview.paintRequested.connect(self._paint)
        preview.finished.connect(self._printed)
        self.preview = preview
        preview.open()

    @Slot(int)
    def _printed(self, _code: int) -> None:
        self.preview = None

    def _paint(self, paper: QPagedPaintDevice) -> None:
        """Draw the page on paper: QTextDocument's own printing would take its pixels for those of the
        printer.
        """
        document, shown = self.printable(), self._shown()
        room = QRectF(paper.pageLayout().paintRectPixels(_DOTS))
        leaf = QSizeF(room.width(), room.height() - _FOOT)
        document.setDocumentMargin(_SLACK)
        document.setPageSize(leaf)
        badges = dict.fromkeys(facts.plan.info.badge for facts, _ in shown.parts) if shown else {}
        painter = QPainter(paper)
        painter.scale(paper.logicalDpiX() / _DOTS, paper.logicalDpiY() / _DOTS)
        for number in range(document.pageCount()):
            if number:
                paper.newPage()
            painter.save()
            painter.translate(0, -number * leaf.height())
            document.drawContents(
                painter,
                QRectF(QPointF(0, number * leaf.height()), leaf).adjusted(0, _SLACK / 2, 0, -_SLACK / 2),
            )
            painter.restore()
            words = "　".join(
                filter(None, [self._place, *badges, f"第{number + 1}页，共{document.pageCount()}页"])
            )
            font = QFont(document.defaultFont())
            font.setPixelSize(_FOOT_TYPE)
            painter.setFont(font)
            foot = QRectF(0, leaf.height(), leaf.width(), _FOOT)
            painter.drawText(foot, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, words)
        painter.end()

    def _shown(self) -> TownshipEntry | None:
        return next((page for page in self.model.pages if page.place == self._place), None)

    def _say_empty(self) -> None:
        some = self.model.any
        self.empty.setText(
            "没有符合的乡镇、街道，换一个词试试。" if some else "本规划没有提到具体的乡镇、街道。"
        )
        self.empty.setVisible(not self.model.pages)
        for name, button in self.buttons.items():
            button.setEnabled(bool(self.model.pages) or name == "words")

    def _show(self) -> None:
        page = self._shown()
        if page is None:
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
        self.page.setHtml(place_html(page.parts, ink, links=True, size=max(self.font().pixelSize(), 15)))

    def _place_parts(self) -> None:
        self.buttons: dict[str, QToolButton] = {}
        bar = QHBoxLayout()
        bar.addStretch(1)
        for name, words in _BUTTONS:
            button = QToolButton()
            button.setObjectName("choice")
            button.setText(words)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            bar.addWidget(button)
            self.buttons[name] = button
        self.buttons["words"].hide()
        self.buttons["words"].clicked.connect(self._ask_words)
        self.buttons["copy"].clicked.connect(self.copy)
        self.buttons["print"].clicked.connect(self.print_page)
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
        self._say_empty()
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
        scheme, plan, key, *span = map(unquote, url.toString().split(":"))
        shown = self._shown()
        facts = next((facts for facts, _ in shown.parts if facts.slug == plan), None) if shown else None
        if scheme == "place" and facts is not None:
            self.place_requested.emit(facts.place(key, (int(span[0]), int(span[1])) if span else None))

    @Slot()
    def _ask_words(self) -> None:
        self.words_asked.emit(self._place)

    @Slot()
    def _ask_html(self) -> None:
        self.save_asked.emit("html")

    @Slot()
    def _ask_pdf(self) -> None:
        self.save_asked.emit("pdf")


def _layout() -> QPageLayout:
    """A4 upright."""
    margins = QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
    return QPageLayout(
        QPageSize(QPageSize.PageSizeId.A4),
        QPageLayout.Orientation.Portrait,
        margins,
        QPageLayout.Unit.Millimeter,
    )
