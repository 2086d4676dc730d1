"""What the source lost is written the same on every way out of `db`: here each way, for every lost figure."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import docx
import openpyxl
import pytest

from db.export.marks.entries import entries, excerpts
from db.export.marks.excel import write_xlsx as write_mark_sheets
from db.export.marks.markdown import to_markdown
from db.export.marks.web import to_html as to_page
from db.export.marks.word import write_docx, write_excerpts
from db.export.results.excel import write_excel
from db.export.results.markdown import write_markdown
from db.export.results.report import report
from db.export.results.word import write_word
from db.export.tables.sheet import Lines
from db.export.tables.text import to_csv, to_html, to_tsv
from db.export.tables.xlsx import write_xlsx
from db.library.library import Folders, Library
from db.plan.query import PlanStore
from db.progress import QUIET
from db.records import Gap, Hit, Plan
from db.search.hits import pieces
from db.search.query import SearchQuery, SearchResults
from db.source.report import report_on_stored
from db.tables.box_tables import plan_tables
from db.tables.checks import check
from db.tables.facts import PlanFacts
from db.tables.gaps import gap_table
from db.tables.kinds import KINDS, TableKind
from db.tables.projects import project_table
from db.tables.targets import target_table
from db.user.records import DEFAULT_CATEGORIES, Mark


def _expected(plan: Plan, key: str) -> str:
    """The passage as the page shows it, worked out here by itself: the sign where something is lost, on both
    sides of a dash that lost both its ends.
    """
    (text,) = (passage.text for passage in plan.passages if passage.key == key)
    for gap in reversed([gap for gap in plan.gaps if gap.key == key]):
        start, end = gap.span
        sign = "〔疑缺〕" if gap.kind == "doubtful" else "〔缺〕"
        text = (
            f"{text[:start]}{sign}{text[start:]}"
            if start == end
            else f"{text[:start]}{sign}-{sign}{text[end:]}"
        )
    return text


@pytest.fixture(scope="module")
def lost(plan: Plan) -> dict[str, str]:
    return {gap.key: _expected(plan, gap.key) for gap in plan.gaps}


def test_the_two_that_were_written_differently_everywhere(lost: dict[str, str]) -> None:
    assert "市域“〔疑缺〕交通圈”" in lost["8.1.p1"]
    assert "（〔缺〕-〔缺〕）》内嵊州片区项目" in lost["6.2.b1.i2"]


def test_the_view(plan: Plan, lost: dict[str, str]) -> None:
    for key, words in lost.items():
        assert plan.view.signed(key) == words
    for passage in plan.passages:
        if passage.key not in lost:
            assert plan.view.signed(passage.key) == passage.text


def test_parts_of_a_passage_make_up_the_whole(plan: Plan, lost: dict[str, str]) -> None:
    for key, words in lost.items():
        text = plan.view.passages[key].text
        for cut in range(len(text) + 1):
            parts = plan.view.signed(key, 0, cut) if cut < len(text) else ""
            assert parts + plan.view.signed(key, cut if cut < len(text) else 0) == words


def test_spans_hold_the_same_words_with_signs(plan: Plan, lost: dict[str, str]) -> None:
    for key, words in lost.items():
        text = plan.view.passages[key].text
        spans = [(start, end) for start in range(0, len(text), 3) for end in range(start + 1, len(text), 7)]
        for (start, end), (first, last) in zip(spans, plan.view.signed_spans(key, spans), strict=True):
            assert re.sub("〔疑?缺〕", "", words[first:last]) == text[start:end]
            # A sign at the edge is no part of it, but that before its first word is before it.
            assert not words[first:last].startswith("〔")
            assert not words[first:last].endswith("〕")


def test_words_around_a_lost_figure_are_those_of_the_passage(plan: Plan, lost: dict[str, str]) -> None:
    report_lines = report_on_stored(plan)
    rows = gap_table([PlanFacts(plan)]).rows
    quotes = {row.gap: row.quote for row in rows if row.gap is not None}
    for gap, told in zip(plan.gaps, report_lines.lost, strict=True):
        before, sign, after = plan.view.around(gap)
        assert sign in ("〔缺〕", "〔疑缺〕", "〔缺〕-〔缺〕")
        assert before + sign + after in lost[gap.key]
        assert quotes[gap] == before + sign + after
        assert told.text in lost[gap.key]
        assert sign in told.text


def _docx(path: Path) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(str(path)).paragraphs]


def _cells(path: Path) -> list[str]:
    book = openpyxl.load_workbook(path)
    return [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]


def _plain(markdown: str) -> str:
    return re.sub(r"\\(.)", r"\1", markdown).replace("**", "").replace("<b>", "").replace("</b>", "")


def test_marks(made: Callable[..., Mark], plan: Plan, lost: dict[str, str], tmp_path: Path) -> None:
    marks = [made(plan.view.passages[key].text, key) for key in lost]
    found = entries(marks, [plan], DEFAULT_CATEGORIES)
    assert [entry.quote for entry in found] == list(lost.values())
    write_docx(found, tmp_path / "a.docx")
    write_mark_sheets(found, tmp_path / "a.xlsx")
    collected = excerpts(marks, [plan])
    write_excerpts(collected, tmp_path / "b.docx")
    ways = {
        "docx": "\n".join(_docx(tmp_path / "a.docx")),
        "xlsx": "\n".join(_cells(tmp_path / "a.xlsx")),
        "excerpts": "\n".join(_docx(tmp_path / "b.docx")),
        "md": _plain(to_markdown(found)),
        "html": unescape(to_page(found)),
    }
    for way, told in ways.items():
        for words in lost.values():
            assert words in told, (way, words)


def test_results(
    store: PlanStore, plan: Plan, lost: dict[str, str], plan_folder: Path, tmp_path: Path
) -> None:
    view, slug = plan.view, plan.info.slug
    hits = []
    for key in lost:
        passage = view.passages[key]
        spans = ((0, len(passage.text)),)
        hits.append(Hit(slug, key, passage.kind, view.path(key), passage.text, spans))
    library = Library(Folders(plan_folder.parent, plan_folder, None))
    asked = library.search(SearchQuery("，", slug))
    found = SearchResults(asked.query, len(hits), len(hits), tuple(hits))
    from datetime import date

    made = report(found, {slug: store}, date(2026, 11, 30))
    assert [entry.text for entry in made.entries] == list(lost.values())
    assert [entry.words for entry in made.entries] == [(words,) for words in lost.values()]
    write_word(made, tmp_path / "a.docx")
    write_excel(made, tmp_path / "a.xlsx")
    write_markdown(made, tmp_path / "a.md")
    ways = {
        "docx": "\n".join(_docx(tmp_path / "a.docx")),
        "xlsx": "\n".join(_cells(tmp_path / "a.xlsx")),
        "md": _plain((tmp_path / "a.md").read_text("utf-8")),
    }
    for way, told in ways.items():
        for words in lost.values():
            assert words in told, (way, words)
    for entry in made.entries:
        for row in entry.rows:
            assert row == "合计" or row in entry.text


def test_no_snippet_cuts_a_sign(plan: Plan, lost: dict[str, str]) -> None:
    for words in lost.values():
        for width in range(4, 40, 3):
            for at in range(0, len(words), 5):
                for piece in pieces(words, [(at, at + 1)], width):
                    assert piece.text.count("〔") == piece.text.count("〕")


def test_tables(plan: Plan, lost: dict[str, str], facts: PlanFacts, tmp_path: Path) -> None:
    seen: set[Gap] = set()
    for table in plan_tables(facts):
        rows = [row for row in range(len(table)) if table.place(row).key in lost]
        if not rows:
            continue
        lines = Lines(table, ("item", "text"), rows)
        write_xlsx(lines, tmp_path / "a.xlsx")
        ways = {
            "tsv": to_tsv(lines).replace('"', ""),
            "csv": to_csv(lines).replace('"', ""),
            "html": unescape(to_html(lines)),
            "xlsx": "\n".join(_cells(tmp_path / "a.xlsx")),
        }
        for row in rows:
            key = table.place(row).key
            text = table.text(row, "text")
            assert text
            assert lost[key].rstrip("。；").endswith(text.rstrip("。；"))
            assert lost[key].startswith(table.text(row, "item"))
            assert text.count("〔") + table.text(row, "item").count("〔") == lost[key].count("〔")
            for way, told in ways.items():
                assert text in told, (way, text)
            seen.update(gap for gap in plan.gaps if gap.key == key)
    assert seen == {gap for gap in plan.gaps if plan.view.passages[gap.key].box is not None}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_no_cell_of_any_kind_closes_over_a_gap(kind: TableKind, plan: Plan, facts: PlanFacts) -> None:
    """The words before and behind a lost figure never stand side by side."""
    texts = [
        table.text(row, column.name)
        for table in kind.maker.make([facts], QUIET)
        for row in range(len(table))
        for column in table.columns
    ]
    assert texts
    for gap in plan.gaps:
        text, (at, end) = plan.view.passages[gap.key].text, gap.span
        if at == end and 1 < at < len(text) - 2:
            closed = text[at - 2 : at + 2]
            # Where the same four characters are written elsewhere in the plan, they prove nothing.
            if sum(passage.text.count(closed) for passage in plan.passages) == 1:
                assert not [told for told in texts if closed in told], closed


def test_rows_of_projects_and_targets(plan: Plan, lost: dict[str, str], facts: PlanFacts) -> None:
    projects, targets = project_table([facts]), target_table([facts])
    for table, record, column in ((projects, "project", "name"), (targets, "target", "text")):
        for row in range(len(table)):
            each = getattr(table.rows[row], record)
            if each.key in lost and (each.name is not None):
                inside = [
                    g for g in plan.gaps if g.key == each.key and each.span[0] <= g.span[0] < each.span[1]
                ]
                shown = table.text(row, column)
                assert shown in lost[each.key]
                assert shown.count("〔") == len(inside)
                assert projects.has("name")


def test_checks_quote_with_signs(plan: Plan, facts: PlanFacts) -> None:
    messages = [finding.message for finding in check(facts)]
    assert any("“3个〔缺〕亿级传统优势产业集群发展方向”" in message for message in messages)
    for gap in plan.gaps:
        text, at = plan.view.passages[gap.key].text, gap.span[0]
        if gap.span[0] == gap.span[1] and 1 < at < len(text) - 2:
            bare = text[at - 2 : at + 2]
            assert not any(bare in message for message in messages), bare
