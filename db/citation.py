"""Citations (出处): where words stand, said only with what the source itself has.

《嵊州市“十四五”规划（网络转载节选）》“打造现代交通网络！”（一）完善便捷高效的综合交通体系，第1段
"""

from db.errors import UnknownKeyError
from db.records import Chapter, Passage, Place, Plan


class Citations:
    """The citations of one plan. Made once for many: each then costs a few look-ups."""

    def __init__(self, plan: Plan) -> None:
        self._title = plan.info.title
        self._chapters = {chapter.key: chapter for chapter in plan.chapters}
        self._passages = {passage.key: passage for passage in plan.passages}
        self._ordinals = ordinals(plan)

    def of(self, start_key: str, end_key: str | None = None, *, lead: bool = False) -> str:
        """The citation of a passage, or of all from `start_key` to `end_key`.

        With `lead` a paragraph is named by its lead (段首提示句) where it has one, otherwise by its ordinal
        within its section. Raises UnknownKeyError.
        """
        first, last = self._passage(start_key), self._passage(end_key or start_key)
        head = f"《{nested(self._title, '《》〈〉')}》"
        if first.key == last.key:
            return head + _joined(*self._parts(first, lead))
        where, what = self._parts(first, lead)
        end_where, end_what = self._parts(last, lead)
        if where == end_where and what and end_what:
            return f"{head}{_joined(where, what)}至{end_what}"
        return f"{head}{_joined(where, what)}至{_joined(end_where, end_what)}"

    def _parts(self, passage: Passage, lead: bool) -> tuple[str, str]:
        """What the passage stands in, and what it is there; empty if it is that itself."""
        where = "".join(
            _heading(chapter) for chapter in self._above(passage.chapter) if not chapter.own_title
        )
        if passage.kind == "heading":
            return where, ""
        if passage.kind == "paragraph":
            named = passage.text[: passage.lead].rstrip("。：:") if lead else ""
            return where, _quoted(named) if named else f"第{self._ordinals[passage.key]}段"
        box = self._passages.get(passage.box or "", passage)
        titled = _joined(where, _quoted(box.text))
        return (titled, "") if passage.kind == "box_title" else (titled, f"第{self._ordinals[passage.key]}条")

    def _above(self, key: str) -> list[Chapter]:
        chain: list[Chapter] = []
        at: str | None = key
        while at is not None and at in self._chapters:
            chain.append(self._chapters[at])
            at = self._chapters[at].parent
        return chain[::-1]

    def _passage(self, key: str) -> Passage:
        try:
            return self._passages[key]
        except KeyError:
            raise UnknownKeyError(f"本规划中没有编号为“{key}”的内容。") from None


def cite(plan: Plan, place: Place) -> str:
    """The citation of one place. For many, make one `Citations`. Raises UnknownKeyError."""
    return Citations(plan).of(place.key)


def nested(text: str, marks: str = "“”‘’") -> str:
    """`text` as it stands inside quotation marks of the outer kind: those inside turn into the inner kind,
    “…‘…’…”.
    """
    return text.translate({ord(marks[0]): marks[2], ord(marks[1]): marks[3]})


def _quoted(text: str) -> str:
    return f"“{nested(text)}”"


def _heading(chapter: Chapter) -> str:
    """Number and title as printed; a headline that has no number stands in quotation marks."""
    return chapter.heading if chapter.number else _quoted(chapter.title)


def _joined(where: str, what: str) -> str:
    return f"{where}，{what}" if where and what else where or what


def ordinals(plan: Plan) -> dict[str, int]:
    """For each paragraph its number within its section, for each box item within its box, from 1."""
    seen: dict[tuple[str, str], int] = {}
    found: dict[str, int] = {}
    for passage in plan.passages:
        if passage.kind in ("paragraph", "box_item"):
            group = (passage.kind, passage.box or passage.chapter)
            seen[group] = found[passage.key] = seen.get(group, 0) + 1
    return found
