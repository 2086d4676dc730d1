"""The sign 〔缺〕, drawn where the source lost a figure or a name. It is no part of the text: the map leaves
it out.

It is set as characters and not as a text object, because Qt breaks a line on either side of an object, and
would begin the next line with the closing mark that follows.
"""

from PySide6.QtGui import QColor, QTextCharFormat, QTextFormat

from db.records import GAP_NAMES, Gap, GapKind

KIND = QTextFormat.Property.UserProperty.value + 1
"""Property of a sign's characters: the gap's kind."""
OWN = QTextFormat.Property.UserProperty.value + 2
"""Property of every run of words that the program or the person added: no part of the plan."""

_NARROW = 60
"""Width of the sign's brackets, in percent: the sign is a mark, not three characters of the text."""


def explanation(kind: GapKind) -> str:
    """The sentence of the tool tip."""
    if kind == "doubtful":
        return f"{GAP_NAMES[kind]}：此处可能少字，以正式文本为准。"
    return f"原文缺失：{GAP_NAMES[kind]}。转载时已丢失，本程序不作补写。"


def sign_parts(gap: Gap, around: QTextCharFormat, colour: str) -> list[tuple[str, QTextCharFormat]]:
    """The sign's characters with their formats, among words that have the format `around`; `colour` as
    #RRGGBB.
    """
    whole = QTextCharFormat(around)
    whole.setProperty(KIND, gap.kind)
    whole.setProperty(OWN, True)
    whole.setToolTip(explanation(gap.kind))
    whole.setForeground(QColor(colour))
    bracket = QTextCharFormat(whole)
    bracket.setFontStretch(_NARROW)
    sign = gap.sign
    return [(sign[0], bracket), (sign[1:-1], whole), (sign[-1], bracket)]


def filled_form(around: QTextCharFormat, colour: str) -> QTextCharFormat:
    """The format of what the person filled in beside a sign: no part of the plan's text, and in a colour of
    its own; `colour` as #RRGGBB.
    """
    form = QTextCharFormat(around)
    form.setProperty(OWN, True)
    form.setToolTip("人工补录，不是原文。来源见“规划项目”中的“原文缺失”。")
    form.setForeground(QColor(colour))
    return form
