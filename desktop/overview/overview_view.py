"""The overview of one plan, from its title down to its boxes."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, QThreadPool, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from db.progress import Progress
from db.records import Place, Plan
from desktop.background import Latest
from desktop.look.theme import LIGHT, Theme
from desktop.overview.figures import BoxCount, Figures, Share, figures_of
from desktop.overview.reading_card import ReadingCard
from desktop.overview.tile import Tile
from desktop.widgets.bars_view import Bar, BarsView

_WIDEST, _TWO_COLUMNS = 1040, 780
"""Pixels at an interface font of 14 px: no wider, and from here on two columns."""
_BOXES = 60
"""More boxes than these are only counted: the tables room lists them all."""


class OverviewView(QScrollArea):
    """Says where the reader wants to go: to a place, back to the page, to the outline,
    or to rows of a table.
    """

    place_requested = Signal(object)
    reading_requested = Signal()
    outline_requested = Signal()
    rows_requested = Signal(str, str, str, object)
    """Table (projects, targets, boxes, gaps), column and value to filter by (may be empty), first Place among
    the rows.
    """

    def __init__(self, pool: QThreadPool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme: Theme = LIGHT
        self._plan: Plan | None = None
        self._task = Latest(pool, self)
        self._task.answered.connect(self._show_figures)
        self._tiles: list[Tile] = []
        self._charts: list[BarsView] = []
        self._boxes: list[QPushButton] = []
        self._sheet = QWidget()
        self._sheet.setObjectName("overview")
        self._title, self._facts, self._badge = QLabel(), QLabel(), QLabel()
        self._title.setObjectName("overview_title")
        self._facts.setObjectName("overview_facts")
        self._badge.setObjectName("badge")
        self._title.setWordWrap(True)
        self._facts.setWordWrap(True)
        for label in (self._title, self._facts, self._badge):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.card = ReadingCard()
        self.card.clicked.connect(self.reading_requested)
        self._body = QWidget()
        self._place_parts()
        self.setAccessibleName("概览")
        self.setFocusProxy(self.card)

    @property
    def busy(self) -> bool:
        """Figures are being counted."""
        return self._task.busy

    @property
    def tiles(self) -> tuple[Tile, ...]:
        """The figures that are shown."""
        return tuple(self._tiles)

    @property
    def charts(self) -> tuple[BarsView, ...]:
        """The bars that are shown."""
        return tuple(self._charts)

    def set_plan(self, plan: Plan) -> None:
        """Show another plan: what it is now, what it holds as soon as it is counted."""
        if plan is self._plan:
            return
        self._plan = plan
        info = plan.info
        self._title.setText(info.title)
        lines = "　".join(part for part in (info.jurisdiction, info.period) if part), info.source
        self._facts.setText("\n".join(line for line in lines if line))
        self._badge.setText(info.badge)
        self._badge.setVisible(bool(info.badge))
        self._put_body(QWidget())
        self._task.ask(partial(_count, plan))

    def set_reading(self, titles: Sequence[str], percent: int) -> None:
        """Where the reader is on the page, and how far that is (0 to 100)."""
        self.card.set_reading(titles, percent)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        for part in (self.card, *self._tiles, *self._charts):
            part.set_theme(theme)

    def _place_parts(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._column = QVBoxLayout(self._sheet)
        self._column.setContentsMargins(24, 24, 24, 32)
        self._column.setSpacing(8)
        self._column.addWidget(self._title)
        self._column.addWidget(self._facts)
        self._column.addWidget(self._badge, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addSpacing(8)
        self._column.addWidget(self.card)
        self._column.addWidget(self._body)
        self._column.addStretch(1)
        self.setWidget(self._sheet)

    @Slot(object)
    def _show_figures(self, figures: Figures) -> None:
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 8, 0, 0)
        grid.setHorizontalSpacing(28)
        grid.setVerticalSpacing(8)
        self._tiles = self._made_tiles(figures)
        self._charts = []
        self._tile_box, self._left, self._right, self._below = QWidget(), QWidget(), QWidget(), QWidget()
        self._tile_grid, self._box_grid = _grid(self._tile_box), QGridLayout()
        left, right, below = _column(self._left), _column(self._right), _column(self._below)
        self._add_chart(left, "各章字数", figures.by_chapter, self._go_to_share)
        self._add_chart(right, "规划项目：按领域", figures.by_field, self._ask_field)
        self._add_chart(right, "规划项目：按规划安排", figures.by_stage, self._ask_stage)
        if not figures.indicators:
            left.addWidget(_heading("主要指标"))
            left.addWidget(
                _words("原文无此表。正文里写到的目标见“量化目标”。" if figures.targets else "原文无此表。")
            )
        left.addStretch(1)
        right.addStretch(1)
        self._boxes = self._box_buttons(figures.boxes)
        if self._boxes:
            below.addWidget(_heading("专栏和表格"))
            below.addLayout(self._box_grid)
        self._grid = grid
        self._put_body(body)
        self._arrange()
        self.set_theme(self._theme)

    def _put_body(self, body: QWidget) -> None:
        if body.layout() is None:
            self._tiles, self._charts = [], []
        self._column.replaceWidget(self._body, body)
        self._body.hide()
        self._body.deleteLater()
        self._body = body
        body.show()

    def _made_tiles(self, figures: Figures) -> list[Tile]:
        """A tile for each thing that the plan has."""
        ask = self._ask_rows
        boxes, gaps = figures.boxes, (*figures.lost, *figures.doubtful)
        gap_name = "、".join(
            name for name, places in (("原文缺失", figures.lost), ("疑似缺失", figures.doubtful)) if places
        )
        chapters = f"章，{figures.sections} 节" if figures.sections else "章"
        rows: list[tuple[str, int, str, str, Callable[[], None]]] = [
            ("目录", figures.chapters, chapters, "到目录", self.outline_requested.emit),
            ("字数", figures.words, "字", f"共{figures.paragraphs}段；看各章字数", self._show_words),
            ("专栏和表格", len(boxes), "个", "看专栏和表格", lambda: ask("boxes", boxes[0].place)),
            (
                "规划项目",
                figures.projects,
                "项",
                "看规划项目",
                lambda: ask("projects", figures.first_project),
            ),
            ("量化目标", figures.targets, "项", "看量化目标", lambda: ask("targets", figures.first_target)),
            (gap_name, len(gaps), "处", "看原文缺失的数字和名称", lambda: ask("gaps", gaps[0])),
        ]
        made: list[Tile] = []
        for name, number, unit, tip, act in rows:
            if number:
                tile = Tile(name, number, unit, tip)
                tile.clicked.connect(lambda _checked=False, act=act: act())
                made.append(tile)
        return made

    def _add_chart(
        self, column: QVBoxLayout, title: str, shares: Sequence[Share], act: Callable[[Share], None]
    ) -> None:
        if not shares:
            return
        by_key = {f"{number}": share for number, share in enumerate(shares)}
        chart = BarsView(title)
        chart.set_bars([Bar(share.label, share.value, key) for key, share in by_key.items()])
        chart.clicked.connect(lambda key: act(by_key[key]))
        self._charts.append(chart)
        column.addWidget(_heading(title))
        column.addWidget(chart)

    def _box_buttons(self, boxes: Sequence[BoxCount]) -> list[QPushButton]:
        """A link for each box, and one to the table of all where there are more than can be overlooked."""
        made = [
            _link(box.title, f"{box.title}，{box.items}条", partial(self.place_requested.emit, box.place))
            for box in boxes[:_BOXES]
        ]
        if len(boxes) > _BOXES:
            words = f"共 {len(boxes)} 个，查看全部"
            made.append(_link(words, words, partial(self._ask_rows, "boxes", boxes[0].place)))
        return made

    def _arrange(self) -> None:
        """Fit the parts into the width that there is."""
        unit = self.font().pixelSize() / 14 if self.font().pixelSize() > 0 else 1.0
        spare = max(self.viewport().width() - round(_WIDEST * unit), 0)
        self._column.setContentsMargins(24 + spare // 2, 24, 24 + spare - spare // 2, 32)
        if self._body.layout() is None:
            return
        width = self.viewport().width() - spare - 48
        widest = max((tile.sizeHint().width() for tile in self._tiles), default=1)
        columns = min(max(width // (widest + 8), 2), max(len(self._tiles), 1))
        columns = -(-len(self._tiles) // -(-len(self._tiles) // columns)) if self._tiles else 1
        for number, tile in enumerate(self._tiles):
            self._tile_grid.addWidget(tile, number // columns, number % columns)
        for column in range(self._tile_grid.columnCount()):
            self._tile_grid.setColumnStretch(column, int(column < columns))
        two = width >= _TWO_COLUMNS * unit
        self._grid.addWidget(self._tile_box, 0, 0, 1, 2)
        self._grid.addWidget(self._left, 1, 0, 1, 1 if two else 2)
        self._grid.addWidget(self._right, 1 if two else 2, 1 if two else 0, 1, 1 if two else 2)
        self._grid.addWidget(self._below, 2 if two else 3, 0, 1, 2)
        for number, button in enumerate(self._boxes):
            self._box_grid.addWidget(
                button, number // (1 + two), number % (1 + two), Qt.AlignmentFlag.AlignLeft
            )
        for column in (0, 1):
            self._grid.setColumnStretch(column, 1)
            self._box_grid.setColumnStretch(column, int(two or column == 0))

    def _show_words(self) -> None:
        if self._charts:
            self._charts[0].setFocus(Qt.FocusReason.OtherFocusReason)
            self.ensureWidgetVisible(self._charts[0])

    def _ask_rows(self, table: str, place: Place | None, column: str = "", value: str = "") -> None:
        self.rows_requested.emit(table, column, value, place)

    def _go_to_share(self, share: Share) -> None:
        self.place_requested.emit(share.place)

    def _ask_field(self, share: Share) -> None:
        self._ask_rows("projects", share.place, "field", share.label)

    def _ask_stage(self, share: Share) -> None:
        self._ask_rows("projects", share.place, "stage", share.label)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.reading_requested.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()


def _count(plan: Plan, _progress: Progress) -> Figures:
    return figures_of(plan)


def _link(words: str, name: str, act: Callable[[], object]) -> QPushButton:
    button = QPushButton(words)
    button.setObjectName("link")
    button.setAccessibleName(name)
    button.setToolTip(name)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    button.clicked.connect(lambda _checked=False: act())
    return button


def _grid(widget: QWidget) -> QGridLayout:
    grid = QGridLayout(widget)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setSpacing(8)
    return grid


def _column(widget: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    return column


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName("overview_heading")
    return label


def _words(text: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName("message")
    label.setWordWrap(True)
    return label
