"""The sign 〔缺〕, drawn where the source lost a figure or a name. It takes one position and is no character of the text."""

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, QSizeF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPyTextObject, QTextCharFormat, QTextDocument, QTextFormat

from db.records import Gap, GapKind

OBJECT = QTextFormat.ObjectTypes.UserObject.value + 1
"""Type of the text object."""
KIND = QTextFormat.Property.UserProperty.value + 1
"""Property: the gap's kind."""
OWN = QTextFormat.Property.UserProperty.value + 2
"""Property of every run of words that are the reader's own and no part of the plan."""

MARK = "\ufffc"

_WHAT: dict[GapKind, str] = {
    "count": "数量",
    "sum": "金额",
    "year": "年份",
    "road": "道路编号",
    "name": "名称",
    "doubtful": "此处可能少字",
}


def words(kind: GapKind) -> str:
    """What is drawn, and what a copy gets in its place."""
    return "〔疑缺〕" if kind == "doubtful" else "〔缺〕"


def explanation(kind: GapKind) -> str:
    """The sentence of the tool tip."""
    if kind == "doubtful":
        return f"疑似缺失：{_WHAT[kind]}，以正式文本为准。"
    return f"原文缺失：{_WHAT[kind]}。转载时已丢失，本程序不作补写。"


def sign_format(gap: Gap, around: QTextCharFormat, colour: str) -> QTextCharFormat:
    """The format of a sign among words that have the format `around`; `colour` as #RRGGBB."""
    form = QTextCharFormat(around)
    form.setObjectType(OBJECT)
    form.setProperty(KIND, gap.kind)
    form.setToolTip(explanation(gap.kind))
    form.setForeground(QColor(colour))
    return form


class GapSign(QPyTextObject):
    """Measures and draws the signs of one document, and belongs to it."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self.on_hit: frozenset[int] = frozenset()
        """Positions of signs that stand in a hit: drawn in the colour of the text, not in rust on yellow."""
        self.hit_colour = "#000000"

    def intrinsicSize(self, _doc: QTextDocument, _position: int, form: QTextFormat) -> QSizeF:
        metrics = QFontMetricsF(_font(form))
        return QSizeF(metrics.horizontalAdvance(words(_kind(form))) + _air(form) * 2, metrics.ascent())

    def drawObject(self, painter: QPainter, rect: QRectF | QRect, _doc: QTextDocument, position: int, form: QTextFormat) -> None:
        painter.save()
        painter.setFont(_font(form))
        painter.setPen(self.hit_colour if position in self.on_hit else form.toCharFormat().foreground().color())
        painter.drawText(QPointF(rect.x() + _air(form), QRectF(rect).bottom()), words(_kind(form)))
        painter.restore()


def install(document: QTextDocument) -> GapSign:
    """Teach a document to draw its signs."""
    sign = GapSign(document)
    layout = document.documentLayout()
    handler: QObject = sign
    layout.registerHandler(OBJECT, handler)
    return sign


def _kind(form: QTextFormat) -> GapKind:
    return form.property(KIND)


def _font(form: QTextFormat) -> QFont:
    font = form.toCharFormat().font()
    # Brackets half as wide, in fonts that have them so: the sign is a mark, not three characters of the text.
    font.setFeature(QFont.Tag("halt"), 1)
    return font


def _air(form: QTextFormat) -> float:
    return form.toCharFormat().font().pixelSize() * 0.08
