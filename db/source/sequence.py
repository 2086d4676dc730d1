"""Checking the numbers of headings and boxes: a gap or a repeat means a lost line, or one read wrongly."""

from db.records import Dropped
from db.source.boxes import SourceBox
from db.source.headings import Heading
from db.source.numbering import RANKS, number_of
from db.source.source_paragraphs import SourceParagraph


def check_headings(headings: list[tuple[Heading, SourceParagraph, str]]) -> list[Dropped]:
    """Headings whose number does not follow the one before.

    Numbers may begin again under each heading, or run on.
    """
    doubts: list[Dropped] = []
    last: dict[str, tuple[int, str, str]] = {}
    part = ""
    for heading, unit, key in headings:
        if heading.form not in RANKS or heading.number is None or unit.mark is None:
            continue
        # Every annex has numbers of its own.
        if key.startswith("a") and key.split(".")[0] != part:
            part = key.split(".")[0]
            last.clear()
        parent, printed = key.rpartition(".")[0], unit.mark.printed
        before = last.get(heading.form)
        last[heading.form] = (heading.number, printed, parent)
        follows = (
            (heading.number == 1 and (before is None or before[2] != parent))
            or (before is not None and heading.number == before[0] + 1)
            or (before is None and _takes_over(heading, last))
        )
        if not follows:
            doubts.append(Dropped(unit.number, unit.text[:40], _why(printed, heading.number, before)))
    return doubts


def check_boxes(boxes: list[tuple[SourceBox, str]]) -> list[Dropped]:
    """Boxes whose number does not follow the one before."""
    doubts: list[Dropped] = []
    before: int | None = None
    for box, _ in boxes:
        number = number_of(box.number) if box.letter == "b" and box.number else None
        if number is None:
            continue
        if before is not None and number != before + 1 and number != 1:
            why = (
                f"专栏编号从 {before} 到 {number}，中间可能有缺漏。"
                if number > before + 1
                else f"专栏编号 {number} 与前面重复或倒退。"
            )
            doubts.append(Dropped(box.numbers[0] if box.numbers else 0, box.title.text[:40], why))
        before = number
    return doubts


def _takes_over(heading: Heading, last: dict[str, tuple[int, str, str]]) -> bool:
    """第四章 after 三、 goes on with another form's numbers."""
    return any(
        number == (heading.number or 0) - 1 for form, (number, _, _) in last.items() if form != heading.form
    )


def _why(printed: str, number: int, before: tuple[int, str, str] | None) -> str:
    if before is None:
        return f"编号从“{printed}”开始，前面可能有缺漏。"
    if number > before[0] + 1:
        return f"编号从“{before[1]}”跳到“{printed}”，中间可能有缺漏。"
    return f"编号“{printed}”与前面的“{before[1]}”重复或倒退。"
