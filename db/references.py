"""References (见专栏2, 第三章, 本章第二节, 第三章（二）): words of the plan that name another place of it.

Only what can be resolved counts: a number that no heading has, or several have, leads nowhere, and so does
the chapter of another document (《宪法》第三章, 省规划第三章).
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from db.numerals import whole_number
from db.records import Passage, Plan, Span

_NUMBER = r"(?:[0-9０-９]{1,3}|[一二三四五六七八九十百零〇]{1,6})"
_UNITS = "篇章节"
_MENTION = re.compile(
    rf"专栏[ 　]?(?P<box>{_NUMBER})"
    rf"|(?:附表|(?<=[见如])表)[ 　]?(?P<table>{_NUMBER})"
    rf"|第(?P<number>{_NUMBER})(?P<unit>部分|[{_UNITS}])(?P<below>第{_NUMBER}[章节]|（{_NUMBER}）)?"
    rf"|(?:(?<=见)|(?<=本[{_UNITS}]))(?P<here>（{_NUMBER}）)"
)
_PRINTED = re.compile(rf"第(?P<number>{_NUMBER})(?P<unit>部分|[{_UNITS}])|[（(](?P<inner>{_NUMBER})[）)]")
_ELSEWHERE = re.compile(r"(?:》(?:（[^）]{0,40}）)?|(?<!本)(?:规划|纲要|方案|报告|条例|办法|意见|法))的?$")
"""What stands before a number that belongs to another document."""
_BEFORE = 40
"""So many characters before a number are looked at."""


class References:
    """All references of one plan. Made once for many passages."""

    def __init__(self, plan: Plan) -> None:
        self._view = plan.view
        self._numbered: dict[tuple[str, int], list[str]] = defaultdict(list)
        """Unit and number → the chapters that are numbered so."""
        self._titled: dict[tuple[str, int], list[str]] = defaultdict(list)
        """Box or table and number → the boxes that begin so."""
        for chapter in plan.chapters:
            if (numbered := _numbered(chapter.number or "")) is not None:
                self._numbered[numbered].append(chapter.key)
        for passage in plan.passages:
            if passage.kind == "box_title" and (titled := _titled(passage.text)) is not None:
                self._titled[titled].append(passage.key)

    def of(self, passage: Passage) -> tuple[tuple[Span, str], ...]:
        """Spans of a passage's text that name another place, in order, and the key of the heading or box
        title there.
        """
        if passage.kind == "heading" or not (self._numbered or self._titled):
            return ()
        return tuple(self._found(passage))

    def _found(self, passage: Passage) -> Iterator[tuple[Span, str]]:
        text = passage.text
        for mention in _MENTION.finditer(text):
            if _ELSEWHERE.search(text, max(mention.start() - _BEFORE, 0), mention.start()):
                continue
            key = self._key(mention, passage.chapter)
            # A passage that names its own box or itself leads nowhere.
            if key is not None and key not in (passage.key, passage.box):
                yield mention.span(), key

    def _key(self, mention: re.Match[str], here: str) -> str | None:
        if mention["box"] or mention["table"]:
            kind = "box" if mention["box"] else "table"
            return _only(self._titled.get((kind, _value(mention["box"] or mention["table"])), []))
        if mention["here"]:
            return self._nearest(_key_of(mention["here"]), here)
        key = self._nearest((mention["unit"], _value(mention["number"])), here)
        if key is None or not mention["below"]:
            return key
        wanted = _key_of(mention["below"])
        return _only(self._under(key, self._numbered.get(wanted, [])))

    def _nearest(self, wanted: tuple[str, int], here: str) -> str | None:
        """The chapter with this number: where numbers begin anew in every chapter, the one beside where it is
        named.
        """
        found = self._numbered.get(wanted, [])
        # Only these units are numbered through a whole plan; 第二节 is there in every chapter.
        if len(found) == 1 and wanted[0] in (*_UNITS[:2], "部分"):
            return found[0]
        for above in (*reversed(self._view.above(here)), None):
            if within := self._under(above.key if above else None, found):
                return _only(within)
        return None

    def _under(self, parent: str | None, keys: list[str]) -> list[str]:
        return [key for key in keys if self._view.chapters[key].parent == parent]


def _value(number: str) -> int:
    # No heading is numbered 0, so that what is no number leads nowhere.
    return whole_number(number) or 0


def _numbered(printed: str) -> tuple[str, int] | None:
    found = _PRINTED.match(printed)
    if found is None:
        return None
    return ("（", _value(found["inner"])) if found["inner"] else (found["unit"], _value(found["number"]))


def _key_of(words: str) -> tuple[str, int]:
    return _numbered(words) or ("", 0)


def _titled(title: str) -> tuple[str, int] | None:
    found = re.match(rf"(专栏|附?表)[ 　]*({_NUMBER})(?![0-9年月日个项家])", title)
    return None if found is None else ("box" if found[1] == "专栏" else "table", _value(found[2]))


def _only(keys: list[str]) -> str | None:
    return keys[0] if len(keys) == 1 else None
