"""What is counted is what is there."""

from dataclasses import replace

from db.records import Chapter, Origin, Passage, Plan
from db.word_count import word_count
from desktop.overview.figures import figures_of


def test_every_figure_agrees_with_the_records(plan: Plan) -> None:
    figures = figures_of(plan)
    assert (figures.counts.chapters, figures.counts.sections) == (9, 24)
    assert figures.counts.paragraphs == 58
    assert len(figures.boxes) == 8
    assert figures.counts.projects == 72
    assert len(figures.lost) + len(figures.doubtful) == len(plan.gaps)
    assert len(figures.doubtful) == 1
    assert figures.counts.targets == len(plan.targets) > 0
    assert not figures.indicators


def test_the_parts_add_up(plan: Plan) -> None:
    figures = figures_of(plan)
    assert sum(share.value for share in figures.by_chapter) == figures.words
    assert figures.words == sum(word_count(passage.text) for passage in plan.passages if passage.origins)
    assert sum(share.value for share in figures.by_field) == figures.counts.projects
    assert sum(share.value for share in figures.by_stage) == figures.counts.projects


def test_shares_come_by_size_with_the_unnamed_last_and_lead_to_their_first_row(plan: Plan) -> None:
    stages = figures_of(plan).by_stage
    assert [share.label for share in stages][-1] == "（未注明）"
    sizes = [share.value for share in stages[:-1]]
    assert sizes == sorted(sizes, reverse=True)
    planned = next(share for share in stages if share.label == "谋划")
    first = next(project for project in plan.projects if project.stage == "谋划" and project.name)
    assert planned.place.key == first.key


def test_one_chapter_over_everything_gives_way_to_those_below(plan: Plan) -> None:
    whole = Chapter("w", 1, None, "规划纲要", None)
    below = [replace(chapter, parent="w", level=2) for chapter in plan.chapters if chapter.parent is None]
    deeper = [replace(chapter, level=3) for chapter in plan.chapters if chapter.parent is not None]
    heading = Passage("w", "heading", "规划纲要", "w", origins=(Origin(0, 1, 0, 4),))
    nested = replace(plan, chapters=(whole, *below, *deeper), passages=(heading, *plan.passages))
    assert [share.label for share in figures_of(nested).by_chapter] == [chapter.heading for chapter in below]


def test_an_empty_plan_has_no_figures(plan: Plan) -> None:
    empty = replace(plan, chapters=(), passages=(), projects=(), gaps=(), targets=(), tables=())
    figures = figures_of(empty)
    assert (
        figures.counts.chapters,
        figures.words,
        figures.counts.projects,
        figures.boxes,
        figures.by_chapter,
    ) == (
        0,
        0,
        0,
        (),
        (),
    )
    assert figures.first_project is None
