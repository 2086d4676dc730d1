"""No figure is ever made, and nothing vanishes: hostile documents with known figures, in every format."""

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings

from db.records import Plan, PlanInfo
from db.source.formats.detection import read_source
from db.source.importer import plan_of
from db.source.meta import Meta
from tests.db.source.hostile.document import Document, documents, figures_in
from tests.db.source.hostile.writers import WRITERS

META = Meta(PlanInfo("x", "", "", "", ""))


def _plain(words: str) -> str:
    """Without blanks, full width as half width."""
    return "".join(unicodedata.normalize("NFKC", words).split())


def _imported(document: Document, ending: str) -> Plan:
    name = f"文件.{ending}"
    return plan_of(read_source(WRITERS[ending](document), name), META, name)


@pytest.mark.parametrize("ending", WRITERS)
@settings(max_examples=60, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(document=documents())
def test_every_figure_stood_in_the_source_and_every_word_is_shown_or_told(
    document: Document, ending: str
) -> None:
    plan = _imported(document, ending)
    shown = [passage.text for passage in plan.passages] + [chapter.heading for chapter in plan.chapters]
    cells = [cell.text for table in plan.tables for cell in table.cells]
    known = document.figures()
    for words in (*shown, *cells):
        assert [figure for figure in figures_in(words) if figure not in known] == [], words
    for target in plan.targets:
        assert [figure for figure in figures_in(target.text) if figure not in known] == [], target
    all_words = _plain("".join(shown))
    told = _plain("".join(dropped.text for dropped in plan.dropped))
    for words in document.shown():
        # Lines that stand twice in the same order may be told to be a contents list.
        assert _plain(words) in all_words + told, words
    for words in document.gone():
        assert _plain(words) not in all_words, words
        assert _plain(words) in told, words
