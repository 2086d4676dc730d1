"""The reader's marks on the page: which passage holds which, and how they are drawn, worked out only where they are seen."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from db.records import Plan, Span
from db.user.note_text import plain
from db.user.records import Mark
from desktop.reading.hit_marks import rectangles
from desktop.theme import Theme
from desktop.typeset.stretch import Stretch

SIGN = 18.0
"""Side of a sign in the margin, in pixels."""
_EDGE = 4.0
_RAIL = 13.0
"""What the rail of hits takes at the right edge."""
_TIP = 200
"""Characters of a note that a tool tip shows."""


class MarkedPlan:
    """The marks of a plan by the passages that they touch."""

    def __init__(self, plan: Plan | None = None, marks: Sequence[Mark] = (), colours: Mapping[str, str] | None = None) -> None:
        """`colours`: #rrggbb by a category's id. Marks without a place are left out."""
        self.colours = dict(colours or {})
        self.by_key: dict[str, list[tuple[Mark, Span]]] = defaultdict(list)
        passages = plan.passages if plan is not None else ()
        order = {passage.key: number for number, passage in enumerate(passages)}
        for mark in marks:
            reach = mark.anchor.reach
            if mark.placed != "placed" or reach.start_key not in order or reach.end_key not in order:
                continue
            first, last = order[reach.start_key], order[reach.end_key]
            for number in range(first, last + 1):
                passage = passages[number]
                start = reach.start if number == first else 0
                end = reach.end if number == last else len(passage.text)
                self.by_key[passage.key].append((mark, (start, end)))

    def colour(self, mark: Mark) -> str:
        """The colour of a mark's category; empty without one."""
        return self.colours.get(mark.category or "", "")

    def at(self, key: str, offset: int) -> list[Mark]:
        """The marks on a character, the shortest first: bookmarks are on no character."""
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
        told = [plain(mark.note) or ("书签" if mark.kind == "bookmark" else "批注（还没有写）") for mark in self.marks]
        text = "\n\n".join(told)
        return text if len(text) <= _TIP else text[:_TIP] + "…"


class MarkLayer:
    """The marks of what is set just now. Where a mark's lines are is kept once it was seen, until more is set."""

    def __init__(self, page: Stretch, marked: MarkedPlan) -> None:
        self._page = page
        self._marked = marked
        self._lines: dict[tuple[str, Span], list[QRectF]] = {}
        self._whole: dict[tuple[str, Span], list[QRect]] = {}
        self._under: dict[tuple[str, Span], list[QRect]] = {}
        self._signs: list[MarginSign] = []

    def draw(self, painter: QPainter, theme: Theme, seen: tuple[int, int], width: float, margin: float) -> None:
        """Draw what stands between two document positions; the painter is in the document's coordinates."""
        grounds: dict[str, list[QRect]] = defaultdict(list)
        rules: dict[str, list[QRect]] = defaultdict(list)
        notes: dict[float, tuple[float, list[Mark]]] = {}
        flags: dict[float, tuple[float, list[Mark]]] = {}
        for key in dict.fromkeys(run.key for run in self._page.map.runs(*seen)):
            for mark, span in self._marked.by_key.get(key, ()):
                lines = self._rects(key, span)
                if not lines:
                    continue
                colour = self._marked.colour(mark)
                if mark.kind == "highlight":
                    grounds[colour or theme.hit] += self._whole[key, span]
                elif mark.kind in ("underline", "note"):
                    rules[colour or theme.accent] += self._under[key, span]
                if key != mark.anchor.reach.start_key:
                    continue
                kept = flags if mark.kind == "bookmark" else notes if mark.note or mark.kind == "note" else None
                if kept is not None:
                    kept.setdefault(round(lines[0].center().y()), (lines[0].center().y(), []))[1].append(mark)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self._draw_grounds(painter, theme, grounds)
        self._draw_rules(painter, theme, rules)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        right = min(width - margin + 10, width - SIGN - _RAIL)
        left = max(margin - SIGN - 14, _EDGE)
        self._signs = [_sign(right, y, marks) for y, marks in notes.values()]
        for sign in self._signs:
            _draw_note(painter, sign, theme, self._marked.colour(sign.marks[0]))
        for y, marks in flags.values():
            sign = _sign(left, y, marks)
            _draw_bookmark(painter, sign.rect, theme)
            self._signs.append(sign)

    def sign_at(self, point: QPointF) -> MarginSign | None:
        """The sign under a point of the document, among those that were drawn last."""
        return next((sign for sign in self._signs if sign.rect.adjusted(-4, -4, 4, 4).contains(point)), None)

    @property
    def signs(self) -> Sequence[MarginSign]:
        """The signs that were drawn last."""
        return self._signs

    def _rects(self, key: str, span: Span) -> list[QRectF]:
        if (key, span) not in self._lines:
            ranges = self._page.map.ranges(key, span) if key in self._page.map else []
            lines = [rect for start, end in ranges for rect in rectangles(self._page.document, start, end)]
            self._lines[key, span] = lines
            # On whole pixels Qt fills them many times quicker.
            self._whole[key, span] = whole = [line.toRect() for line in lines]
            self._under[key, span] = [QRect(rect.left(), rect.bottom(), rect.width(), 2) for rect in whole]
        return self._lines[key, span]

    @staticmethod
    def _draw_grounds(painter: QPainter, theme: Theme, grounds: Mapping[str, list[QRect]]) -> None:
        modes = QPainter.CompositionMode
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setCompositionMode(modes.CompositionMode_Lighten if theme.dark else modes.CompositionMode_Multiply)
        for colour, rects in grounds.items():
            painter.setBrush(wash(colour, theme))
            painter.drawRects(rects)
        painter.setCompositionMode(modes.CompositionMode_SourceOver)

    @staticmethod
    def _draw_rules(painter: QPainter, theme: Theme, rules: Mapping[str, list[QRect]]) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        for colour, rects in rules.items():
            painter.setBrush(ink(colour, theme))
            painter.drawRects(rects)


def wash(colour: str, theme: Theme) -> QColor:
    """A mark's colour as a ground on which the theme's words keep their contrast."""
    made = QColor(colour)
    hue, saturation, lightness = made.hslHueF(), made.hslSaturationF(), made.lightnessF()
    if theme.dark:
        return QColor.fromHslF(max(hue, 0), min(saturation, 0.45), 0.24)
    return QColor.fromHslF(max(hue, 0), saturation, max(lightness, 0.8))


def ink(colour: str, theme: Theme) -> QColor:
    """A mark's colour as a line that is seen on the theme's sheet."""
    made = QColor(colour)
    hue, saturation = max(made.hslHueF(), 0), made.hslSaturationF()
    return QColor.fromHslF(hue, min(saturation, 0.75), 0.66 if theme.dark else 0.42)


def _sign(x: float, y: float, marks: Sequence[Mark]) -> MarginSign:
    return MarginSign(QRectF(x, y - SIGN / 2, SIGN, SIGN), tuple(marks))


def _draw_note(painter: QPainter, sign: MarginSign, theme: Theme, colour: str) -> None:
    """A sheet with lines; several notes on one line of text show how many."""
    body = sign.rect.adjusted(1.5, 2.0, -1.5, -4.5)
    path = QPainterPath()
    path.addRoundedRect(body, 3, 3)
    tail = QPolygonF([QPointF(body.left() + x, body.bottom() + y) for x, y in ((3.5, -0.5), (3.5, 3.8), (8.0, -0.5))])
    path.addPolygon(tail)
    painter.setPen(QPen(ink(colour or theme.accent, theme), 1.4))
    painter.setBrush(wash(colour or theme.hit, theme))
    painter.drawPath(path.simplified())
    if len(sign.marks) > 1:
        font = painter.font()
        font.setPixelSize(10)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(theme.text))
        painter.drawText(body, Qt.AlignmentFlag.AlignCenter, str(len(sign.marks)))
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
