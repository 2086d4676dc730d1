"""Regular expressions, for those who know them, bounded in time by the way they are matched.

Python's own `re` can't be interrupted, and a short expression can keep it busy for years; the `regex` package
takes a time limit, but `((a{1000}){1000}){1000}` eats all memory before it counts. RE2 needs time that grows
with the text alone, refuses what would not fit its memory, and lets other threads go on; it knows no
look-around and no back references. Expressions see the shown text, capitals or not; folding would change what
an expression means ("\\D", "（").
"""

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass

from db.errors import PlanReaderError
from db.progress import QUIET, Progress
from db.records import Span
from db.search.query import SECONDS

LONGEST = 200
"""Characters of an expression: time grows with its length times the text's."""

_HALF = re.compile("[\ud800-\udfff]")

# What RE2 calls it (re2/regexp.cc), and what to do about it. The first that stands in its words counts.
_CAUSES = (
    ("missing )", "缺少右括号“)”"),
    ("missing ]", "缺少右方括号“]”"),
    ("unexpected )", "多了右括号“)”；要找括号本身，请写成“\\)”"),
    ("no argument for repetition", "“*”“+”“?”前面没有要重复的字"),
    ("bad repetition operator", "“*”“+”“?”不能连写"),
    ("invalid repetition size", "花括号里的重复次数太大，或前大后小"),
    ("trailing \\", "末尾的“\\”后面缺字；要找它本身，请写成“\\\\”"),
    ("invalid character class range", "方括号里的范围写反了，或没有这一类字"),
    ("invalid escape sequence", "“\\”后面的字没有含义；不支持反向引用"),
    ("(?=", "不支持前后断言"),
    ("(?!", "不支持前后断言"),
    ("(?<=", "不支持前后断言"),
    ("(?<!", "不支持前后断言"),
    ("pattern too large", "重复次数相乘后太大"),
)


class ExpressionError(PlanReaderError):
    """An expression that can't be read; the message is for the person, the detail says where."""


@dataclass(frozen=True, slots=True)
class Matches:
    """What an expression found."""

    spans: dict[str, tuple[Span, ...]]
    """For each text's key its matches, in order; texts without one are left out, and so are matches of no
    width.
    """
    whole: bool
    """All texts were looked at; otherwise time ran out, which has to be told."""


def find(
    expression: str,
    texts: Iterable[tuple[str, str]],
    *,
    seconds: float = SECONDS,
    progress: Progress = QUIET,
) -> Matches:
    """Look for an expression in texts given with their keys; after so many seconds no further text is begun.

    Raises ExpressionError for an expression that is none, Stopped if `progress` says so.
    """
    # Few people ever type an expression; the library is loaded for them alone.
    import re2

    if len(expression) > LONGEST:
        raise ExpressionError(f"正则表达式太长，最多{LONGEST}个字。", expression[:LONGEST])
    options = re2.Options()
    options.case_sensitive = False
    # Only whole matches are asked for, and groups take time. What was mistyped is told on screen, not on
    # stderr.
    options.never_capture = True
    options.log_errors = False
    try:
        # RE2 reads UTF-8, which has no half surrogate pairs. One sign for one, so that spans stay.
        compiled = re2.compile(_HALF.sub("\ufffd", expression), options)
    except re2.error as error:
        raise ExpressionError(f"正则表达式写法有误：{_why(str(error))}。", repr(error)) from error
    ends = time.monotonic() + seconds
    found: dict[str, tuple[Span, ...]] = {}
    for key, text in texts:
        progress.check()
        if time.monotonic() >= ends:
            return Matches(found, whole=False)
        spans = tuple(
            match.span()
            for match in compiled.finditer(_HALF.sub("\ufffd", text))
            if match.end() > match.start()
        )
        if spans:
            found[key] = spans
    return Matches(found, whole=True)


def _why(told: str) -> str:
    """The cause of what RE2 refuses, in words."""
    return next((words for sign, words in _CAUSES if sign in told), "请检查括号和符号")
