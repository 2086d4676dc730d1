"""What a web page puts around a text: dropped as whole lines, and listed with the reason.

Forms are those counted in real reprints; a body line that merely begins with such a word is never dropped.
"""

import re

from db.records import Dropped
from db.source.lines import Line

_WHOLE_LINES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"点击(上方)?蓝字(关注我们?)?"), "网页提示"),
    (re.compile(r"预览时标签不可点(收录于话题.*)?"), "网页提示"),
    (re.compile(r"收录于话题.{0,20}"), "网页提示"),
    (re.compile(r"(上一篇|下一篇)+"), "翻页链接"),
    (re.compile(r"转载请注明([:：]\s*\S*)?"), "转载说明"),
    (re.compile(r"当前时间([:：].{0,30})?"), "网页时间"),
)
_ACCOUNT_CARD = re.compile(r"点击(上方)?蓝字(关注我们?)?")
_CARD_LINES, _CARD_LENGTH = 6, 15


def separate(lines: list[Line]) -> tuple[list[Line], list[Dropped]]:
    """The lines of the text, and those that are furniture, both in order.

    Above the words 点击蓝字 near the top, short lines are the reposting account's card.
    """
    card = 0
    for at, line in enumerate(lines[:_CARD_LINES]):
        if _ACCOUNT_CARD.fullmatch(line.text) and all(len(above.text) <= _CARD_LENGTH for above in lines[:at]):
            card = at
    body: list[Line] = []
    dropped: list[Dropped] = []
    for at, line in enumerate(lines):
        why = "转载账号名片" if at < card else _why(line)
        if why:
            dropped.append(Dropped(line.number, line.text, why))
        else:
            body.append(line)
    return body, dropped


def _why(line: Line) -> str:
    return next((why for form, why in _WHOLE_LINES if form.fullmatch(line.text)), "")
