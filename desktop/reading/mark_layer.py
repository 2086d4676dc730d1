"""Draws the person's marks on the page. What a mark covers is worked out only where it is seen."""

from __future__ import annotations  # `Mark` is not loaded before the first paint

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from db.records import Plan, Span
from desktop.look.theme import Theme
from desktop.reading.page_overlays import rectangles
from desktop.typeset.loaded_range import LoadedRange

if TYPE_CHECKING:
    from db.user.records import Edit, Mark

SIGN = 18.0
"""Side of a sign in the margin, in pixels."""
_EDGE = 4.0
"""Pixels between the sheet's edge and a bookmark's sign, at least."""
_RAIL = 13.0
"""Pixels that the rail of hits takes at the right edge."""
_TIP = 200
"""Characters of a note that a tool tip shows."""


class MarkedPlan:
    """The marks of a plan by the passages that they touch."""

    def __init__(
        self, plan: Plan | None = None, marks: Sequence[Mark] = (), colours: Mapping[str, str] | None = None
    ) -> None:
        """`colours`: #rrggbb by a category's id. Marks without a place are left out."""
        self.colours = dict(colours or {})
        self.by_key: dict[str, list[tuple[Mark, Span]]] = {}
        """In the order of the marks."""
        self._plan = plan
        for mark in marks:
            for key, span in self._parts(mark):
                self.by_key.setdefault(key, []).append((mark, span))

    def take(self, edits: Iterable[Edit[Mark]]) -> set[str]:
        """Bring marks up to what became of them. Keys of the passages that they touch or touched."""
        touched: set[str] = set()
        for edit in edits:
            for key, _ in self._parts(edit.before) if edit.before is not None else ():
                touched.add(key)
                left = [pair for pair in self.by_key.pop(key, []) if pair[0].id != edit.id]
                if left:
                    self.by_key[key] = left
            if edit.after is None:
                continue
            for key, span in self._parts(edit.after):
                touched.add(key)
                # The marks on one line share a sign, which takes the colour of the first.
                insort(self.by_key.setdefault(key, []), (edit.after, span), key=_order)
        return touched

    def _parts(self, mark: Mark) -> Iterator[tuple[str, Span]]:
        """The passages that a mark touches, and what of them."""
        reach, plan = mark.anchor.reach, self._plan
        if plan is None or mark.placed != "placed" or mark.anchor.plan != plan.info.slug:
            return
        if reach.start_key in plan.view.order and reach.end_key in plan.view.order:
            points = (reach.start_key, reach.start), (reach.end_key, reach.end)
            for passage, start, end in plan.view.stretch(*points):
                yield passage.key, (start, end)

    def colour(self, mark: Mark) -> str:
        """The colour of a mark's category; empty without one."""
        return self.colours.get(mark.category or "", "")

    def at(self, key: str, offset: int) -> list[Mark]:
        """The marks on a code point of a passage, the shortest first; bookmarks are on no character."""
        found = [
            (end - start, mark)
            for mark, (start, end) in self.by_key.get(key, ())
            if start <= offset < end and mark.kind != "bookmark"
        ]
        return [mark for _, mark in sorted(found, key=lambda pair: pair[0])]


@dataclass(frozen=True, slots=True)
class MarginSign:
    """A sign beside the text, in the document's coordinates."""

    rect: QRectF
    marks: tuple[Mark, ...]

    @property
    def tip(self) -> str:
        """The notes, or what it is a sign of."""
        # Loaded with the first tip: the first paint needs none.
        from db.user.note_text import plain

        told = [
            plain(mark.note) or ("书签" if mark.kind == "bookmark" else "批注（还没有写）")
            for mark in self.marks
        ]
        text = "\n\n".join(told)
        return text if len(text) <= _TIP else text[:_TIP] + "…"


@dataclass(slots=True)
class _Drawn:
    """The marks of one passage as they are drawn, measured from the top of its first line."""

    grounds: dict[str, list[QRect]]
    """By colour; empty for marks without one. What overlaps in one colour is one ground."""
    rules: dict[str, list[QRect]]
    notes: list[tuple[float, tuple[Mark, ...]]]
    """The middle of a line, and the marks that begin on it."""
    flags: list[tuple[float, tuple[Mark, ...]]]


class MarkLayer:
    """The marks of what is set.

    A passage's are worked out when it is first seen, and kept while more is set around it.
    """

    def __init__(self, page: LoadedRange, marked: MarkedPlan) -> None:
        self._page = page
        self._marked = marked
        self._drawn: dict[str, _Drawn] = {}
        # Measured as in _Drawn: a mark that comes or goes leaves the lines of others as they are.
        self._measured: dict[tuple[str, Span], list[QRectF]] = {}
        self.signs: list[MarginSign] = []
        """The signs that were drawn last."""
        self._pictures: dict[tuple[str, int, Theme, float], QPixmap] = {}

    def is_of(self, page: LoadedRange, marked: MarkedPlan) -> bool:
        """It draws these marks on this page."""
        return self._page is page and self._marked is marked

    def forget(self, keys: Iterable[str]) -> None:
        """The marks of these passages are others now."""
        for key in keys:
            self._drawn.pop(key, None)

    def draw(
        self, painter: QPainter, theme: Theme, seen: tuple[int, int], width: float, margin: float
    ) -> None:
        """Draw what stands between two document positions; the painter is in the document's coordinates."""
        keys = dict.fromkeys(run.key for run in self._page.map.runs(*seen))
        there = [(self._top(key), self._of(key)) for key in keys if key in self._marked.by_key]
        modes = QPainter.CompositionMode
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        # The words stay readable under the colour (as those under hits do).
        painter.setCompositionMode(
            modes.CompositionMode_Lighten if theme.dark else modes.CompositionMode_Multiply
        )
        for top, drawn in there:
            self._fill(
                painter,
                top,
                [(wash(colour or theme.hit, theme), rects) for colour, rects in drawn.grounds.items()],
            )
        painter.setCompositionMode(modes.CompositionMode_SourceOver)
        for top, drawn in there:
            self._fill(
                painter,
                top,
                [(ink(colour or theme.accent, theme), rects) for colour, rects in drawn.rules.items()],
            )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        right = min(width - margin + 10, width - SIGN - _RAIL)
        left = max(margin - SIGN - 14, _EDGE)
        notes = [_sign(right, top + y, marks) for top, drawn in there for y, marks in drawn.notes]
        for sign in notes:
            colour, ratio = self._marked.colour(sign.marks[0]), painter.device().devicePixelRatioF()
            painter.drawPixmap(sign.rect.topLeft(), self._picture(colour, len(sign.marks), theme, ratio))
        flags = [_sign(left, top + y, marks) for top, drawn in there for y, marks in drawn.flags]
        for sign in flags:
            _draw_bookmark(painter, sign.rect, theme)
        self.signs = [*notes, *flags]

    def sign_at(self, point: QPointF) -> MarginSign | None:
        """The sign under a point of the document, among those that were drawn last."""
        return next((sign for sign in self.signs if sign.rect.adjusted(-4, -4, 4, 4).contains(point)), None)

    def _lines(self, key: str, span: Span, top: float) -> list[QRectF]:
        found = self._measured.get((key, span))
        if found is None:
            ranges = self._page.map.ranges(key, span) if key in self._page.map else []
            lines = (rect for start, end in ranges for rect in rectangles(self._page.document, start, end))
            found = self._measured[key, span] = [line.translated(0, -top) for line in lines]
        return found

    def _top(self, key: str) -> float:
        """Where a passage begins. Above it more may be set at any time; what is within it stays as it is."""
        block = self._page.document.findBlock(self._page.map.position(key, 0))
        # Rounded, so that what lies on whole pixels within the passage does so on the screen.
        return round(self._page.document.documentLayout().blockBoundingRect(block).top())

    def _of(self, key: str) -> _Drawn:
        if key not in self._drawn:
            self._drawn[key] = self._worked_out(key, self._top(key))
        return self._drawn[key]

    def _worked_out(self, key: str, top: float) -> _Drawn:
        grounds: dict[str, list[QRect]] = defaultdict(list)
        rules: dict[str, list[QRect]] = defaultdict(list)
        notes: dict[int, tuple[float, list[Mark]]] = {}
        flags: dict[int, tuple[float, list[Mark]]] = {}
        for mark, span in self._marked.by_key[key]:
            lines = self._lines(key, span, top)
            if not lines:
                continue
            colour = self._marked.colour(mark)
            # On whole pixels Qt fills them many times quicker.
            whole = [line.toRect() for line in lines]
            if mark.kind == "highlight":
                grounds[colour] += whole
            elif mark.kind in ("underline", "note"):
                rules[colour] += [QRect(rect.left(), rect.bottom(), rect.width(), 2) for rect in whole]
            # A mark over several passages has its sign where it begins.
            if key != mark.anchor.reach.start_key:
                continue
            # A highlight without a note needs no sign: its colour is one.
            kept = flags if mark.kind == "bookmark" else notes if mark.note or mark.kind == "note" else None
            if kept is not None:
                middle = lines[0].center().y()
                # Marks that begin on the same line share one sign.
                kept.setdefault(round(middle), (middle, []))[1].append(mark)
        return _Drawn(
            {colour: _united(rects) for colour, rects in grounds.items()},
            {colour: _united(rects) for colour, rects in rules.items()},
            [(y, tuple(marks)) for y, marks in notes.values()],
            [(y, tuple(marks)) for y, marks in flags.values()],
        )

    def _picture(self, colour: str, count: int, theme: Theme, ratio: float) -> QPixmap:
        """The sign of so many notes: many alike stand on a page."""
        found = self._pictures.get((colour, count, theme, ratio))
        if found is None:
            found = QPixmap(QSize(round(SIGN), round(SIGN)) * ratio)
            found.setDevicePixelRatio(ratio)
            found.fill(Qt.GlobalColor.transparent)
            painter = QPainter(found)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            _draw_note(painter, QRectF(0, 0, SIGN, SIGN), count, theme, colour)
            painter.end()
            self._pictures[colour, count, theme, ratio] = found
        return found

    @staticmethod
    def _fill(painter: QPainter, top: float, rects: Iterable[tuple[QColor, list[QRect]]]) -> None:
        painter.translate(0, top)
        for colour, these in rects:
            painter.setBrush(colour)
            painter.drawRects(these)
        painter.translate(0, -top)


def _order(pair: tuple[Mark, Span]) -> tuple[object, ...]:
    return pair[0].order


def _united(rects: Iterable[QRect]) -> list[QRect]:
    """Rectangles of the same lines made one where they overlap or touch."""
    lines: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for rect in rects:
        lines[rect.top(), rect.height()].append((rect.left(), rect.left() + rect.width()))
    found: list[QRect] = []
    for (top, height), spans in lines.items():
        spans.sort()
        left, right = spans[0]
        for start, end in spans[1:]:
            if start > right:
                found.append(QRect(left, top, right - left, height))
                left = start
            right = max(right, end)
        found.append(QRect(left, top, right - left, height))
    return found


def _sign(x: float, y: float, marks: tuple[Mark, ...]) -> MarginSign:
    # On a whole pixel its picture is sharp.
    return MarginSign(QRectF(round(x), round(y - SIGN / 2), SIGN, SIGN), marks)


def wash(colour: str, theme: Theme) -> QColor:
    """A mark's colour as a ground on which the theme's words keep their contrast."""
    made = QColor(colour)
    hue, saturation, lightness = made.hslHueF(), made.hslSaturationF(), made.lightnessF()
    # max below: Qt's hue is -1 for a grey.
    if theme.dark:
        return QColor.fromHslF(max(hue, 0), min(saturation, 0.45), 0.24)
    return QColor.fromHslF(max(hue, 0), saturation, max(lightness, 0.8))


def ink(colour: str, theme: Theme) -> QColor:
    """A mark's colour as a line that is seen on the theme's sheet."""
    made = QColor(colour)
    hue, saturation = max(made.hslHueF(), 0), made.hslSaturationF()
    return QColor.fromHslF(hue, min(saturation, 0.75), 0.66 if theme.dark else 0.42)


def _draw_note(painter: QPainter, rect: QRectF, count: int, theme: Theme, colour: str) -> None:
    """A sheet with lines; several notes on one line of text show how many."""
    body = rect.adjusted(1.5, 2.0, -1.5, -4.5)
    path = QPainterPath()
    path.addRoundedRect(body, 3, 3)
    tail = QPolygonF(
        [QPointF(body.left() + x, body.bottom() + y) for x, y in ((3.5, -0.5), (3.5, 3.8), (8.0, -0.5))]
    )
    path.addPolygon(tail)
    painter.setPen(QPen(ink(colour or theme.accent, theme), 1.4))
    painter.setBrush(wash(colour or theme.hit, theme))
    painter.drawPath(path.simplified())
    if count > 1:
        font = painter.font()
        font.setPixelSize(10)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(theme.text))
        painter.drawText(body, Qt.AlignmentFlag.AlignCenter, str(count))
        return
    for part in (0.36, 0.68):
        y = body.top() + body.height() * part
        painter.drawLine(QPointF(body.left() + 3, y), QPointF(body.right() - 3, y))


def _draw_bookmark(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    x, y = rect.left() + 3, rect.top() + 1
    shape = QPolygonF([QPointF(x + a, y + b) for a, b in ((0, 0), (11, 0), (11, 16), (5.5, 11.5), (0, 16))])
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.accent))
    painter.drawPolygon(shape)
