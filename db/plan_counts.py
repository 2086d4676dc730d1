"""How much a plan holds, and how much its source lost, counted in one way: what the overview, the tables, the
library, an import, the command line and print say of one plan agrees.
"""

from dataclasses import dataclass

from db.records import Plan

FRONT = "f"
"""Key of the chapter that holds what stands above a plan's text."""


@dataclass(frozen=True, slots=True)
class PlanCounts:
    """What there is in a plan."""

    chapters: int
    """Of the top level, as the source has them: a title that the program gave to words without one is none.
    """
    sections: int
    """Of all levels below it."""
    paragraphs: int
    """Of running text, annexes too; headings, items of boxes and what stands above the text (title, date of
    issue) are none.
    """
    boxes: int
    tables: int
    projects: int
    """Without the rows of totals."""
    targets: int
    losses: "Losses"

    @property
    def words(self) -> str:
        """In words what there is, and nothing of what there is not: 9 章，24 节，58 段，8 个专栏."""
        parts = (
            (self.chapters, "章"),
            (self.sections, "节"),
            (self.paragraphs, "段"),
            (self.boxes, "个专栏"),
            (self.tables, "张表"),
            (self.projects, "个项目"),
            (self.targets, "个量化目标"),
        )
        return "，".join(f"{count} {unit}" for count, unit in parts if count) or "没有文字和表格"


@dataclass(frozen=True, slots=True)
class Losses:
    """What the source of a plan lost (原文缺失)."""

    places: int
    """Where a figure or a name is lost, or seems to be: each has its sign in the text."""
    tables: int
    """That the source announces and does not have. They have no sign: they are counted apart."""

    @property
    def words(self) -> str:
        """In words: 原文缺失30处，另缺表1张; empty where nothing is lost."""
        parts = [f"原文缺失{self.places}处"] if self.places else []
        if self.tables:
            parts.append(f"另缺表{self.tables}张" if parts else f"原文缺表{self.tables}张")
        return "，".join(parts)


def losses_of(plan: Plan) -> Losses:
    """Count what the source lost."""
    return Losses(
        places=len(plan.gaps),
        # The importer's note says that the source announces a table and has none.
        tables=sum(bool(chapter.note) for chapter in plan.chapters),
    )


def counts_of(plan: Plan) -> PlanCounts:
    """Count what a plan holds."""
    printed = [chapter for chapter in plan.chapters if not chapter.own_title]
    return PlanCounts(
        chapters=sum(chapter.level == 1 for chapter in printed),
        sections=sum(chapter.level > 1 for chapter in printed),
        paragraphs=sum(passage.kind == "paragraph" and passage.chapter != FRONT for passage in plan.passages),
        # A table that stands in no box has a title line of its own kind (`4.1.t1`).
        boxes=sum(passage.kind == "box_title" and ".b" in passage.key for passage in plan.passages),
        tables=len(plan.tables),
        projects=sum(project.name is not None for project in plan.projects),
        targets=len(plan.targets),
        losses=losses_of(plan),
    )
