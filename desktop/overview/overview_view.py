"""The overview of one plan, from its title down to its boxes."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, QThreadPool, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QScrollArea, QWidget

from db.progress import Progress
from db.records import Place, Plan
from desktop.background import Latest
from desktop.look.theme import LIGHT, Theme
from desktop.overview.cards import ReadingCard, Tile
from desktop.overview.figures import BoxCount, Figures, Share, figures_of
from desktop.widgets.bars_view import Bar, BarsView
from desktop.widgets.controls import button, frameless, label, named
from desktop.widgets.layouts import LEFT, NO_MARGINS, STRETCH, Item, aligned, column, gap, panel

_WIDEST, _TWO_COLUMNS = 1040, 780
"""Pixels at an interface font of 14 px: no wider, and from here on two columns."""
_BOXES = 60
"""More boxes than these are only counted: the tables room lists them all."""


class OverviewView(QScrollArea):
    """Says where the person wants to go: to a place, back to the page, to the outline,
    or to rows of a table.
    """

    place_requested = Signal(object)
    reading_requested = Signal()
    outline_requested = Signal()
    marks_requested = Signal()
    rows_requested = Signal(str, str, str, object)
    """Table (projects, targets, boxes, gaps), column and value to filter by (may be empty), first Place among
    the rows.
    """

    def __init__(self, pool: QThreadPool, parent: QWidget | None = None) -> None:
        super().__init__(parent, widgetResizable=True)
        self._theme: Theme = LIGHT
        self._plan: Plan | None = None
        self._task = Latest(pool, self, self._show_figures)
        self._figures: Figures | None = None
        self._marks = 0
        self._tiles: list[Tile] = []
        self._charts: list[BarsView] = []
        self._boxes: list[QPushButton] = []
        self._title = label("", "overview_title", wraps=True)
        self._facts = label("", "overview_facts", wraps=True)
        self._badge = label("", "badge")
        for each in (self._title, self._facts, self._badge):
            each.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.card = ReadingCard(self.reading_requested.emit)
        self._body = QWidget()
        self._column = column(
            self._title,
            self._facts,
            aligned(self._badge, LEFT),
            gap(8),
            self.card,
            self._body,
            STRETCH,
            spacing=8,
            margins=(24, 24, 24, 32),
        )
        self.setWidget(named(panel(self._column), "overview"))
        named(frameless(self, fits=True), spoken="概览").setFocusProxy(self.card)

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
        # A plan of the person's own may have neither place nor period.
        lines = "　".join(part for part in (info.jurisdiction, info.period) if part), info.source
        self._facts.setText("\n".join(line for line in lines if line))
        self._badge.setText(info.badge)
        self._badge.setVisible(bool(info.badge))
        # The figures of the plan before must not stand under this one's title.
        self._figures = None
        self._put_body(QWidget())
        self._task.ask(partial(_count, plan))

    def set_reading(self, titles: Sequence[str], percent: int) -> None:
        """Where the person is on the page, and how far that is (0 to 100)."""
        self.card.set_reading(titles, percent)

    def set_marks(self, count: int) -> None:
        """How many marks the person has on the plan."""
        if count != self._marks:
            self._marks = count
            if self._figures is not None:
                self._show_figures(self._figures)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        for part in (self.card, *self._tiles):
            part.set_theme(theme)

    @Slot(object)
    def _show_figures(self, figures: Figures) -> None:
        self._figures = figures
        self._tiles = self._made_tiles(figures)
        self._charts = []
        # What the plan sets out to do stands first, how long its chapters are after it.
        left = [
            *self._chart("规划项目：按领域", figures.by_field, partial(self._ask_share, "field")),
            *self._chart("规划项目：按规划安排", figures.by_stage, partial(self._ask_share, "stage")),
        ]
        right = []
        if not figures.indicators:
            more = "正文里写到的目标见“量化目标”。" if figures.counts.targets else ""
            right += [_heading("主要指标"), label(f"原文无此表。{more}", "message", wraps=True)]
        right += self._chart("各章字数", figures.by_chapter, self._go_to_share)
        if not left:
            left, right = right, []
        self._boxes = self._box_buttons(figures.boxes)
        self._tile_grid = _grid(0, 8)
        self._box_grid = QGridLayout()
        below: list[Item] = [_heading("专栏和表格"), self._box_grid] if self._boxes else []
        self._tile_box = panel(self._tile_grid)
        self._left, self._right, self._below = (
            panel(column(*parts, spacing=4, margins=NO_MARGINS))
            for parts in ((*left, STRETCH), (*right, STRETCH), below)
        )
        self._grid = _grid(8, 28)
        self._put_body(panel(self._grid))
        self._arrange()
        # Tiles are new, and begin in the colours of the light theme.
        self.set_theme(self._theme)

    def _put_body(self, body: QWidget) -> None:
        if body.layout() is None:
            self._tiles, self._charts = [], []
        self._column.replaceWidget(self._body, body)
        # Hidden at once: deleteLater lets it be drawn once more.
        self._body.hide()
        self._body.deleteLater()
        self._body = body
        body.show()

    def _made_tiles(self, figures: Figures) -> list[Tile]:
        """A tile for each thing that the plan has."""
        ask = self._ask_rows
        # What a plan does not have has no tile, so that none leads to an empty table.
        counts, boxes, gaps = figures.counts, figures.boxes, (*figures.lost, *figures.doubtful)
        tables = f"，另缺表{counts.losses.tables}张" if counts.losses.tables else ""
        gap_name = "、".join(
            name for name, places in (("原文缺失", figures.lost), ("疑似缺失", figures.doubtful)) if places
        )
        chapters = f"章，{counts.sections} 节" if counts.sections else "章"
        rows: list[tuple[str, int, str, str, Callable[[], None]]] = [
            ("量化目标", counts.targets, "项", "看量化目标", lambda: ask("targets", figures.first_target)),
            (
                "规划项目",
                counts.projects,
                "项",
                "看规划项目",
                lambda: ask("projects", figures.first_project),
            ),
            (
                gap_name,
                counts.losses.places,
                f"处{tables}",
                "看原文缺失的数字和名称",
                lambda: ask("gaps", gaps[0]),
            ),
            ("我的批注", self._marks, "条", "看我的批注", self.marks_requested.emit),
            ("目录", counts.chapters, chapters, "到目录", self.outline_requested.emit),
            ("字数", figures.words, "字", f"共{counts.paragraphs}段；看各章字数", self._show_words),
            ("专栏和表格", len(boxes), "个", "看专栏和表格", lambda: ask("boxes", boxes[0].place)),
        ]
        return [Tile(*row) for row in rows if row[1]]

    def _chart(self, title: str, shares: Sequence[Share], act: Callable[[Share], None]) -> list[QWidget]:
        """A chart under its title; nothing where there is nothing to draw."""
        if not shares:
            return []
        # By number: two chapters may be called alike.
        by_key = {f"{number}": share for number, share in enumerate(shares)}
        chart = BarsView(title)
        chart.set_bars([Bar(share.label, share.value, key) for key, share in by_key.items()])
        chart.clicked.connect(lambda key: act(by_key[key]))
        self._charts.append(chart)
        return [_heading(title), chart]

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
        # A larger interface font needs wider columns for the same words.
        unit = self.font().pixelSize() / 14 if self.font().pixelSize() > 0 else 1.0
        # Split in halves: the sheet stands in the middle of a wide window.
        spare = max(self.viewport().width() - round(_WIDEST * unit), 0)
        self._column.setContentsMargins(24 + spare // 2, 24, 24 + spare - spare // 2, 32)
        if self._body.layout() is None:
            return
        width = self.viewport().width() - spare - 48
        widest = max((tile.sizeHint().width() for tile in self._tiles), default=1)
        # At least two beside one another, and lines that are filled evenly: -(-a // b) rounds up.
        columns = min(max(width // (widest + 8), 2), max(len(self._tiles), 1))
        columns = -(-len(self._tiles) // -(-len(self._tiles) // columns)) if self._tiles else 1
        for number, tile in enumerate(self._tiles):
            self._tile_grid.addWidget(tile, number // columns, number % columns)
        for at in range(self._tile_grid.columnCount()):
            self._tile_grid.setColumnStretch(at, int(at < columns))
        two = width >= _TWO_COLUMNS * unit
        # Qt moves a widget that is in the grid already, so nothing is taken out first.
        self._grid.addWidget(self._tile_box, 0, 0, 1, 2)
        self._grid.addWidget(self._left, 1, 0, 1, 1 if two else 2)
        self._grid.addWidget(self._right, 1 if two else 2, 1 if two else 0, 1, 1 if two else 2)
        self._grid.addWidget(self._below, 2 if two else 3, 0, 1, 2)
        for number, link in enumerate(self._boxes):
            self._box_grid.addWidget(link, number // (1 + two), number % (1 + two), LEFT)
        for at in (0, 1):
            self._grid.setColumnStretch(at, 1)
            self._box_grid.setColumnStretch(at, int(two or at == 0))

    def _show_words(self) -> None:
        # The last chart is that of the chapters' words (各章字数), where there is one.
        if self._figures is not None and self._figures.by_chapter:
            self._charts[-1].setFocus(Qt.FocusReason.OtherFocusReason)
            self.ensureWidgetVisible(self._charts[-1])

    def _ask_rows(self, table: str, place: Place | None, column: str = "", value: str = "") -> None:
        self.rows_requested.emit(table, column, value, place)

    def _go_to_share(self, share: Share) -> None:
        self.place_requested.emit(share.place)

    def _ask_share(self, of: str, share: Share) -> None:
        self._ask_rows("projects", share.place, of, share.label)

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
    made = named(button(words, lambda _checked=False: act()), "link", tip=name, spoken=name)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    return made


def _grid(above: int, across: int) -> QGridLayout:
    """Rows 8 pixels apart and columns `across`, `above` pixels from the top."""
    grid = QGridLayout()
    grid.setContentsMargins(0, above, 0, 0)
    grid.setHorizontalSpacing(across)
    grid.setVerticalSpacing(8)
    return grid


def _heading(text: str) -> QLabel:
    return label(text, "overview_heading")
