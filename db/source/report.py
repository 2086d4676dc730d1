"""The import report: what was found in a source, what was dropped from it, what it lost, and what is
doubtful.
"""

from dataclasses import asdict, dataclass
from typing import Any

from db.plan_counts import counts_of
from db.records import GAP_NAMES, Dropped, GapKind, Plan
from db.source.furniture import LINE, TABLE_LINE
from db.source.meta import Meta

_CLOSING = "。！？；”）…"
_FIGURES: tuple[GapKind, ...] = ("count", "sum", "year", "road")
_OFTEN = 5
"""From so many lost figures on a text is damaged often, unless it is so long that they are rare in it."""
_RARE = 10_000
"""Characters for each lost figure, from which on they are rare."""
_AROUND = 10


@dataclass(frozen=True, slots=True)
class Lost:
    """A gap as the report tells it."""

    line: int
    kind: GapKind
    text: str
    """The words around it, with its sign."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What came of an import."""

    plan: Plan
    lost: tuple[Lost, ...]
    doubts: tuple[Dropped, ...]
    """Lines that want a look, and why."""

    @property
    def left_out(self) -> tuple[Dropped, ...]:
        """Lines with words that are not in the text. Those that only draw a table or a rule have none."""
        return tuple(each for each in self.plan.dropped if each.why not in (TABLE_LINE, LINE))

    @property
    def damage(self) -> str:
        """What is said of a text that lost many figures; empty if it did not."""
        lost = sum(gap.kind in _FIGURES for gap in self.plan.gaps)
        length = sum(len(passage.text) for passage in self.plan.passages)
        if lost < _OFTEN or lost * _RARE < length:
            return ""
        return f"这份文件有 {lost} 处数字缺失，可能在转换时丢失，请找原件核对。"

    def as_json(self) -> dict[str, Any]:
        """The report as plain data."""
        counts = counts_of(self.plan)
        return {
            "slug": self.plan.info.slug,
            "title": self.plan.info.title,
            # Of all levels.
            "chapters": counts.chapters + counts.sections,
            "paragraphs": counts.paragraphs,
            "boxes": counts.boxes,
            "tables": counts.tables,
            "projects": counts.projects,
            "targets": counts.targets,
            "gaps": counts.losses.places,
            "missing_tables": counts.losses.tables,
            "damage": self.damage or None,
            "dropped": [asdict(dropped) for dropped in self.plan.dropped],
            "lost": [asdict(lost) for lost in self.lost],
            "doubts": [asdict(doubt) for doubt in self.doubts],
        }

    def as_text(self) -> str:
        """The report to read, in Chinese."""
        counts = counts_of(self.plan)
        damage = f"{counts.losses.words}。" if counts.losses.words else ""
        dropped = [f"  第 {each.line} 行（{each.why}）：{each.text}" for each in self.left_out]
        lost = [f"  第 {each.line} 行（{GAP_NAMES[each.kind]}）：…{each.text}…" for each in self.lost]
        doubts = [
            f"  第 {each.line} 行：{each.why}" if each.line else f"  {each.why}" for each in self.doubts
        ]
        return "\n".join(
            (
                f"{self.plan.info.title}：{counts.words}。{damage}{self.damage}",
                *([f"未收入正文 {len(dropped)} 行：", *dropped] if dropped else []),
                *(["原文缺失：", *lost] if lost else ["没有发现缺失的数字或名称。"]),
                *(["需要核对：", *doubts] if doubts else []),
            )
        )


def report_on_stored(plan: Plan) -> ImportReport:
    """The report of a plan that was imported before."""
    return report_on(plan, Meta(plan.info), "")


def report_on(plan: Plan, meta: Meta, sha256: str) -> ImportReport:
    """The report of an imported plan; `sha256` is the source's checksum."""
    return ImportReport(plan, tuple(_lost(plan)), tuple(_doubts(plan, meta, sha256)))


def _lost(plan: Plan) -> list[Lost]:
    return [
        Lost(
            plan.view.passages[gap.key].source_line(gap.span[0]) or 0,
            gap.kind,
            "".join(plan.view.around(gap, _AROUND)),
        )
        for gap in plan.gaps
    ]


def _doubts(plan: Plan, meta: Meta, sha256: str) -> list[Dropped]:
    doubts: list[Dropped] = list(plan.doubts)
    if meta.sha256 and meta.sha256 != sha256:
        # Line 0: it is said of the file as a whole.
        doubts.append(Dropped(0, "", "源文件与登记的校验值不一致，可能被截断或改动过。"))
    last = next((passage for passage in reversed(plan.passages) if passage.origins), plan.passages[-1])
    rows = {cell.key for table in plan.tables for cell in table.cells}
    # Headings and rows of tables end without a full stop.
    if last.kind in ("paragraph", "box_item") and last.key not in rows and last.text[-1] not in _CLOSING:
        doubts.append(Dropped(last.source_lines[-1], last.text, "文末没有句末标点，文件可能在中途被截断。"))
    filled = {passage.chapter for passage in plan.passages if passage.kind != "heading"}
    filled.update(chapter.parent for chapter in plan.chapters if chapter.parent is not None)
    doubts.extend(
        Dropped(chapter.lines[-1] if chapter.lines else 0, chapter.title, "标题之下没有正文。")
        for chapter in plan.chapters
        if chapter.key not in filled
    )
    return sorted(doubts, key=lambda doubt: doubt.line)
