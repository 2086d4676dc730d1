"""Pieces hold every hit, are cut at punctuation where they can be, and are pieces of the text; a hit names the
rows of a project list that hold it.
"""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.plan.query import PlanStore
from db.search.hits import pieces, rows
from db.search.query import SearchQuery
from db.search.searcher import Searcher

TEXT = (
    "加快建设杭绍台铁路，积极推进甬金铁路。谋划嵊州支线；到2025年，全面建成“四港”联动枢纽，形成综合交通网。"
)


def _shown(text: str, words: str, width: int) -> list[str]:
    spans = [match.span() for match in re.finditer(words, text)]
    return [piece.text for piece in pieces(text, spans, width)]


@pytest.mark.parametrize(
    ("words", "width", "shown"),
    [
        ("甬金", 12, ["积极推进甬金铁路。"]),
        ("甬金", 20, ["积极推进甬金铁路。谋划嵊州支线；"]),
        ("杭绍台|综合", 10, ["加快建设杭绍台铁路，", "形成综合交通网。"]),
        ("铁路", 12, ["加快建设杭绍台铁路，积极推进甬金铁路。"]),
        ("四港", 100, [TEXT]),
        ("没有", 12, ["加快建设杭绍台铁路，"]),
        ("杭绍台", 5, ["设杭绍台铁"]),
        ("建设杭绍台铁路", 3, ["建设杭绍台铁路"]),
    ],
)
def test_where_it_is_cut(words: str, width: int, shown: list[str]) -> None:
    assert _shown(TEXT, words, width) == shown


@given(st.text("甲乙，。”；a ", max_size=80), st.data(), st.integers(1, 40))
def test_every_hit_is_in_one_piece(text: str, data: st.DataObject, width: int) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=8)))
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    made = pieces(text, spans, width)
    ends = -1
    for piece in made:
        assert text[piece.start :].startswith(piece.text)
        assert piece.start > ends
        ends = piece.start + len(piece.text)
        assert piece.cut_before == (piece.start > 0)
        assert piece.cut_after == (ends < len(text))
        if len(piece.spans) == 1:
            start, end = piece.spans[0]
            assert len(piece.text) <= max(width, end - start)
    shown = [(piece.start + start, piece.start + end) for piece in made for start, end in piece.spans]
    assert shown == spans


def test_pieces_of_real_hits(searcher: Searcher) -> None:
    for hit in searcher.search(SearchQuery("建设")).results:
        made = pieces(hit.text, hit.spans, 40)
        assert sum(len(piece.spans) for piece in made) == len(hit.spans)
        assert all(piece.text[start:end] == "建设" for piece in made for start, end in piece.spans)


def test_a_hit_names_its_rows(searcher: Searcher, store: PlanStore) -> None:
    projects = store.plan.projects
    named = {
        row.name for hit in searcher.search(SearchQuery("通用机场")).results for row in rows(hit, projects)
    }
    assert named
    assert all(name is not None and "通用机场" in name for name in named)


def test_every_row_is_found_by_its_name(searcher: Searcher, store: PlanStore) -> None:
    for project in store.plan.projects:
        if project.name:
            found = searcher.search(SearchQuery(project.name, literal=True, chapter=project.key))
            assert project in [row for hit in found.results for row in rows(hit, store.plan.projects)]


def test_a_hit_beside_the_rows_names_none(searcher: Searcher, store: PlanStore) -> None:
    paragraphs = searcher.search(SearchQuery("建设", kinds=("paragraph",)))
    assert all(rows(hit, store.plan.projects) == () for hit in paragraphs.results)
