"""Shows the outline as a tree that follows the page without jumping about, and draws its rows."""

from collections.abc import Iterable, Iterator

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QFontMetrics,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QPainter,
    QPolygonF,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QMenu,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from db.records import Place
from desktop.look.icons import draw_fold, draw_ground
from desktop.look.theme import LIGHT, Theme, row_height
from desktop.reading.outline_model import (
    BookmarkRole,
    HitsRole,
    KeyRole,
    KindRole,
    MarksRole,
    OutlineModel,
    OwnRole,
)
from desktop.widgets.controls import choose_row, menu_entry
from desktop.widgets.copied_rows import chosen_rows, copy_rows
from desktop.widgets.themed_delegate import ThemedDelegate
from desktop.widgets.tips import show_tip

_Index = QModelIndex | QPersistentModelIndex


class OutlineDelegate(ThemedDelegate):
    """Titles only; the row's ground and its arrow are the view's."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        # Not by the option's state: its flags are of QStyle, a class so large that PySide takes longer to
        # make it than the outline takes to be drawn.
        current = self._view.selectionModel().isSelected(index)
        font = self._font(option, index, current=current)
        painter.save()
        title = self._title_rect(rect, font, index)
        painter.setFont(font)
        weak = index.data(OwnRole) or index.data(KindRole) == "box"
        colour = self.theme.secondary if weak and not current else self.theme.text
        painter.setPen(QColor(colour))
        text = QFontMetrics(font).elidedText(str(index.data()), Qt.TextElideMode.ElideRight, title.width())
        painter.drawText(title, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        if hits := index.data(HitsRole):
            self._badge(painter, self._badge_rect(rect, font, hits), str(hits))
        self._marks(painter, rect, font, index)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(120, row_height(option.font))  # pyright: ignore[reportAttributeAccessIssue]

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        """A tool tip only for a title that is cut."""
        if event.type() == QEvent.Type.ToolTip and index.isValid():
            # As if current: a title is widest when it is bold.
            font = self._font(option, index, current=True)
            room = self._title_rect(option.rect, font, index).width()  # pyright: ignore[reportAttributeAccessIssue]
            cut = QFontMetrics(font).horizontalAdvance(str(index.data())) > room
            show_tip(event.globalPos(), str(index.data()) if cut else "", view)
            return True
        return super().helpEvent(event, view, option, index)

    def _font(self, option: QStyleOptionViewItem, index: _Index, *, current: bool) -> QFont:
        font = QFont(option.font)  # pyright: ignore[reportAttributeAccessIssue]
        font.setBold(current)
        if index.data(KindRole) == "box":
            font.setPixelSize(max(14, font.pixelSize() - 1))
        return font

    def _title_rect(self, rect: QRect, font: QFont, index: _Index) -> QRect:
        hits = index.data(HitsRole)
        room = self._badge_rect(rect, font, hits).width() + 14 if hits else 8
        return rect.adjusted(4, 0, -int(room + self._marks_width(font, index)), 0)

    @staticmethod
    def _marks_width(font: QFont, index: _Index) -> int:
        """Pixels for the count of marks and the bookmark's sign; 0 where there is neither."""
        marks = index.data(MarksRole)
        count = QFontMetrics(font).horizontalAdvance(str(marks)) + 12 if marks else 0
        return count + (14 if index.data(BookmarkRole) else 0)

    def _marks(self, painter: QPainter, rect: QRect, font: QFont, index: _Index) -> None:
        """How many marks stand in it, as a number with a line under it, and a bookmark's ribbon."""
        width = self._marks_width(font, index)
        if not width:
            return
        x = self._title_rect(rect, font, index).right() + 4.0
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if index.data(BookmarkRole):
            y = rect.center().y() - 6.5
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self.theme.accent))
            ribbon = ((0, 0), (8, 0), (8, 13), (4, 9.5), (0, 13))
            painter.drawPolygon(QPolygonF([QPointF(x + a, y + b) for a, b in ribbon]))
            x, width = x + 14, width - 14
        if marks := index.data(MarksRole):
            plain = QFont(font)
            plain.setBold(False)
            metrics = QFontMetrics(plain)
            painter.setFont(plain)
            painter.setPen(QColor(self.theme.secondary))
            room = QRectF(x, rect.top(), width, rect.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, str(marks))
            half, y = metrics.horizontalAdvance(str(marks)) / 2 + 1, rect.center().y() + metrics.height() / 2
            painter.drawLine(QPointF(room.center().x() - half, y), QPointF(room.center().x() + half, y))

    @staticmethod
    def _badge_rect(rect: QRect, font: QFont, hits: int) -> QRectF:
        metrics = QFontMetrics(font)
        width = max(metrics.horizontalAdvance(str(hits)) + 14, 26)
        height = min(metrics.height() + 2, rect.height() - 6)
        return QRectF(rect.right() - width - 6, rect.center().y() - height / 2 + 0.5, width, height)

    def _badge(self, painter: QPainter, rect: QRectF, text: str) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.theme.hit))
        painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
        font = painter.font()
        font.setBold(False)
        painter.setFont(font)
        painter.setPen(QColor(self.theme.hit_text))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


class OutlineView(QTreeView):
    """Asks for a place when a row is clicked or entered. The current row is where the page is."""

    place_requested = Signal(object)
    """Place of the heading or box title."""
    search_requested = Signal(str)
    """Key of the chapter or section that the person wants to search in."""
    print_requested = Signal(str)
    """Key of the chapter or section that is to be printed by itself."""
    bookmark_requested = Signal(str)
    """Key of the chapter, section or box that is to get a bookmark, or to lose it."""

    def __init__(self, model: OutlineModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan = ""
        self._theme: Theme = LIGHT
        self._folded: set[str] = set()
        # Qt's signals do not tell who opened or closed a row: False while the program does.
        self._by_hand = True
        self._only_hits = self._hiding = False
        self._filtered: frozenset[str] | None = None
        self._kept: set[str] = set()
        self._followed = ""
        self._before: tuple[list[str], list[str]] | None = None
        self._delegate = OutlineDelegate(self)
        self.setModel(model)
        self._model = model
        self.setItemDelegate(self._delegate)
        self.setHeaderHidden(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setIndentation(18)
        self.setMouseTracking(True)
        # Qt would scroll to each new current row, also while the mouse is over the tree (see `follow`).
        self.setAutoScroll(False)
        # One click opens a chapter: the second of a double click must not close it.
        self.setExpandsOnDoubleClick(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName("目录")
        self.clicked.connect(self._click)
        self.activated.connect(self._ask)
        self.collapsed.connect(self._note_collapsed)
        self.expanded.connect(self._note_expanded)
        # Rows are hidden when their chapter opens, and not all of a large plan's at once.
        self.expanded.connect(self._hide_empty)
        model.dataChanged.connect(self._counted)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = self._delegate.theme = theme
        self.viewport().update()

    def set_plan(self, slug: str, opened: Iterable[str] = (), folded: Iterable[str] = ()) -> None:
        """After the model got another plan: open the chapters that were open,
        remember those closed by hand.
        """
        self._plan = slug
        self._filtered = self._before = None
        self._followed = ""
        self._folded = set(folded)
        self._by_hand = False
        for key in opened:
            self.setExpanded(self._model.index_of(key), True)
        self._by_hand = True

    def show_only_hits(self, only: bool) -> None:
        """While something is searched, hide the chapters without hits (只显示有结果的章节), or show all."""
        self._only_hits = only
        self._counted()

    def show_only(self, keys: frozenset[str] | None) -> None:
        """Show these chapters, sections and boxes with what they stand in and what stands in them; None shows
        all again.

        Chapters are opened so that all of them are seen; afterwards they are as they were.
        """
        if keys is not None and self._before is None:
            # Only at the first filter: later ones find what the first has opened.
            self._before = self.folding()
        self._filtered, self._kept = keys, self._model.around(keys) if keys is not None else set()
        self._by_hand = False
        if keys is not None:
            for key in keys:
                self._open_above(self._model.index_of(key))
        elif self._before is not None:
            self._restore(*self._before)
            self._before = None
        self._by_hand = True
        self._counted()
        if keys is None and self._followed:
            self._show(self._followed, by_force=False)

    @property
    def is_filtered(self) -> bool:
        """Only some chapters are shown, by `show_only`."""
        return self._filtered is not None

    def enter_first(self, *, follow: bool = False) -> None:
        """Make the first row current that was filtered for, or else the first one;
        with `follow`, go there.
        """
        keys = [key for key, _ in self._model.entries() if self._filtered is None or key in self._filtered]
        if not keys:
            return
        index = self._model.index_of(keys[0]) if self._filtered is not None else self.currentIndex()
        if not index.isValid():
            index = self._model.index_of(keys[0])
        choose_row(self, index)
        if follow:
            self.place_requested.emit(Place(self._plan, index.data(KeyRole)))

    def _open_above(self, index: QModelIndex) -> None:
        for at in _above(index):
            if not self.isExpanded(at):
                self.setExpanded(at, True)

    def _restore(self, opened: Iterable[str], folded: Iterable[str]) -> None:
        still = set(opened)
        for key, _ in self._model.entries():
            index = self._model.index_of(key)
            if self.isExpanded(index) != (key in still):
                self.setExpanded(index, key in still)
        self._folded = set(folded)

    @Slot()
    def _counted(self) -> None:
        self.viewport().update()
        before = self._hiding
        self._hiding = self._filtered is not None or (self._only_hits and self._model.has_hits)
        # Where nothing is hidden, and nothing was, no row need be asked.
        waiting = [QModelIndex()] if before or self._hiding else []
        while waiting:
            parent = waiting.pop()
            self._hide_empty(parent)
            rows = (self._model.index(row, 0, parent) for row in range(self._model.rowCount(parent)))
            waiting += [index for index in rows if self.isExpanded(index)]

    @Slot(QModelIndex)
    def _hide_empty(self, parent: QModelIndex) -> None:
        """Show the rows under an open chapter, or those only that are wanted; where nothing has hits, that
        hides nothing.
        """
        by_hits = self._only_hits and self._model.has_hits
        for row in range(self._model.rowCount(parent)):
            index = self._model.index(row, 0, parent)
            hide = self._filtered is not None and index.data(KeyRole) not in self._kept
            hide = hide or (by_hits and not index.data(HitsRole))
            if hide != self.isRowHidden(row, parent):
                self.setRowHidden(row, parent, hide)

    def unfold_all(self) -> None:
        """Open all chapters and sections."""
        self._folded.clear()
        # Qt tells of none of them.
        self.expandAll()
        self._counted()
        self.scrollTo(self.currentIndex(), QAbstractItemView.ScrollHint.EnsureVisible)

    def fold_all(self) -> None:
        """Close all, as if by hand: they stay closed while the page goes on."""
        self.collapseAll()
        indexes = ((key, self._model.index_of(key)) for key, _ in self._model.entries())
        self._folded = {key for key, index in indexes if self._model.hasChildren(index)}
        if self._followed:
            self._show(self._followed, by_force=False)

    def folding(self) -> tuple[list[str], list[str]]:
        """Keys of the chapters that are open, and of those that the person closed by hand."""
        if self._before is not None:
            return self._before
        opened: list[str] = []
        waiting = [QModelIndex()]
        while waiting:
            parent = waiting.pop()
            for row in range(self._model.rowCount(parent)):
                index = self._model.index(row, 0, parent)
                if self.isExpanded(index):
                    opened.append(index.data(KeyRole))
                # Also under closed chapters: Qt keeps what was open in them.
                waiting.append(index)
        return sorted(opened), sorted(self._folded)

    @Slot(object)
    def follow(self, place: Place) -> None:
        """Make the row current that the place stands in: its ancestors are opened, unless the person closed
        one by hand.

        The tree moves no further than it must, and not at all while the mouse is over it.
        """
        self._show(place.key, by_force=False)

    def reveal(self, place: Place) -> None:
        """As `follow`, but chapters closed by hand are opened too (定位当前章节)."""
        self._show(place.key, by_force=True)

    def _show(self, key: str, *, by_force: bool) -> None:
        self._followed = key
        index = self._model.index_of(key)
        self._by_hand = False
        for ancestor in reversed(list(_above(index))):
            if ancestor.data(KeyRole) in self._folded and not by_force:
                index = ancestor
                break
            self._folded.discard(ancestor.data(KeyRole))
            self.setExpanded(ancestor, True)
        self._by_hand = True
        if index != self.currentIndex():
            choose_row(self, index)
        if index.isValid() and (by_force or not self.underMouse()):
            self.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)

    @Slot(QModelIndex)
    def _click(self, index: QModelIndex) -> None:
        # With Ctrl and Shift rows are chosen to be copied.
        if not QGuiApplication.keyboardModifiers():
            self._ask(index)

    @Slot(QModelIndex)
    def _ask(self, index: QModelIndex) -> None:
        key = index.data(KeyRole)
        self.place_requested.emit(Place(self._plan, key))
        if key not in self._folded:
            self.setExpanded(index, True)

    @Slot(QModelIndex)
    def _note_collapsed(self, index: QModelIndex) -> None:
        if self._by_hand:
            self._folded.add(index.data(KeyRole))

    @Slot(QModelIndex)
    def _note_expanded(self, index: QModelIndex) -> None:
        if self._by_hand:
            self._folded.discard(index.data(KeyRole))

    def copy_chosen(self) -> str | None:
        """Copy the titles of the chosen rows; in words how many."""
        titles = ((str(index.data(Qt.ItemDataRole.DisplayRole) or ""),) for index in chosen_rows(self))
        return copy_rows(titles, "条标题")

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with a chapter."""
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if by_mouse else self.currentIndex()
        if not index.isValid():
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        key = index.data(KeyRole)
        if index.data(KindRole) == "chapter":
            menu_entry(menu, "只在这里查找", self.search_requested.emit, key)
            words = "打印本节…" if index.parent().isValid() else "打印本章…"
            menu_entry(menu, words, self.print_requested.emit, key)
        menu_entry(menu, "添加或取消书签", self.bookmark_requested.emit, key)
        menu.addSeparator()
        menu_entry(menu, "全部展开", self.unfold_all)
        menu_entry(menu, "全部折叠", self.fold_all)
        menu.popup(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        # Auto-scroll is off: keep the row that the keys lead to in sight.
        self.scrollTo(self.currentIndex(), QAbstractItemView.ScrollHint.EnsureVisible)

    def drawRow(self, painter: QPainter, options: QStyleOptionViewItem, index: _Index) -> None:
        row: QRect = options.rect  # pyright: ignore[reportAttributeAccessIssue]
        ground = QRectF(6, row.top() + 1, self.viewport().width() - 12, row.height() - 2)
        current = self.selectionModel().isSelected(index)  # type: ignore[arg-type]
        under = (
            self.underMouse() and self.indexAt(self.viewport().mapFromGlobal(self.cursor().pos())) == index
        )
        focused = self.hasFocus() and index == self.currentIndex()
        painter.save()
        draw_ground(painter, ground, self._theme, chosen=current, under=under, focused=focused)
        painter.restore()
        super().drawRow(painter, options, index)  # type: ignore[arg-type]

    def drawBranches(self, painter: QPainter, rect: QRect, index: _Index) -> None:
        if not self._model.hasChildren(index):
            return
        centre = QPointF(rect.right() - self.indentation() / 2 + 2, rect.center().y() + 0.5)
        folded = not self.isExpanded(index)  # type: ignore[arg-type]
        draw_fold(painter, centre, self._theme.secondary, folded=folded)


def _above(index: QModelIndex) -> Iterator[QModelIndex]:
    """What a row stands in, from below."""
    at = index.parent()
    while at.isValid():
        yield at
        at = at.parent()
