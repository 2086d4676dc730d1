"""Citations (出处): where words of a plan stand, said only with what the source itself has.

《嵊州市“十四五”规划（网络转载节选）》“打造现代交通网络！”（一）完善便捷高效的综合交通体系，第1段
"""

from db.records import Chapter, Passage, Plan, PlanView


def cite(plan: Plan, start_key: str, end_key: str | None = None, *, lead: bool = False) -> str:
    """The citation of a passage, or of all from `start_key` to `end_key`.

    With `lead` a paragraph is named by its lead (段首提示句) where it has one, otherwise by its ordinal
    within its section. Raises UnknownKeyError.
    """
    view = plan.view
    first, last = view.passage(start_key), view.passage(end_key or start_key)
    head = f"《{nested(plan.info.title, '《》〈〉')}》"
    where, what = _parts(view, first, lead)
    if first.key == last.key:
        return head + _joined(where, what)
    end_where, end_what = _parts(view, last, lead)
    # What both ends stand in is said once: …，第1段至第3段.
    if where == end_where and what and end_what:
        return f"{head}{_joined(where, what)}至{end_what}"
    return f"{head}{_joined(where, what)}至{_joined(end_where, end_what)}"


def _parts(view: PlanView, passage: Passage, lead: bool) -> tuple[str, str]:
    """What the passage stands in, and what it is there; the latter is empty if it is that itself."""
    # A title of the program's own is not in the source: a citation must not name it.
    where = "".join(_heading(chapter) for chapter in view.above(passage.key) if not chapter.own_title)
    if passage.kind == "heading":
        return where, ""
    if passage.kind == "paragraph":
        # A lead closes with 。 or ：, which a quotation in the middle of a sentence has not.
        named = passage.text[: passage.lead].rstrip("。：:") if lead else ""
        return where, _quoted(named) if named else f"第{view.ordinals[passage.key]}段"
    # The title of a box names the box; a passage without one is taken by itself.
    box = view.passages.get(passage.box or "", passage)
    titled = _joined(where, _quoted(box.text))
    return (titled, "") if passage.kind == "box_title" else (titled, f"第{view.ordinals[passage.key]}条")


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
