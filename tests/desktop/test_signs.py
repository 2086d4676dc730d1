"""What the source lost is written the same on every way out of the program: page, copy, paper, command line."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from db.records import Passage, Plan
from db.tables.table import cell_words
from desktop.cli import run
from desktop.look.theme import PAPER
from desktop.printing.content import PrintContent
from desktop.printing.job import Job
from desktop.printing.layouts import LAYOUTS
from desktop.printing.pdf_file import write_pdf
from desktop.printing.word_file import write_docx
from desktop.reading.copied_formats import html, plain_text
from desktop.reading.copied_passages import whole
from desktop.typeset.loaded_range import LoadedRange
from desktop.typeset.page_blocks import PageBlocks
from desktop.typeset.page_style import PageStyle

Typesetting = Callable[[Plan, PageStyle], LoadedRange]

_JOINTS = "、，；。：;,:　 \t\n"


@pytest.fixture(scope="module")
def lost(plan: Plan) -> dict[Passage, str]:
    """Each passage that lost something, and how it is written."""
    return {plan.view.passages[gap.key]: plan.view.signed(gap.key) for gap in plan.gaps}


def _bare(words: str) -> str:
    """The words without what parts the cells of a list."""
    return words.translate(dict.fromkeys(map(ord, _JOINTS)))


def _contexts(plan: Plan) -> list[str]:
    """For each lost figure its signs with the character on each side, which stand in one cell."""
    found = []
    for gap in plan.gaps:
        before, sign, after = plan.view.around(gap, 1)
        found.append(_bare(before) + sign + _bare(after))
    return found


@pytest.mark.usefixtures("qapp")
def test_the_page_and_a_copy_of_it(plan: Plan, lost: dict[Passage, str], typeset: Typesetting) -> None:
    parts = PageBlocks(plan)
    page = typeset(plan, PageStyle.screen(PAPER, 100))
    shown = _bare(page.plain_text(0, page.document.characterCount()))
    drawn = _bare(page.document.toPlainText())
    for words in _contexts(plan):
        assert words in shown
        assert words in drawn
    for passage, words in lost.items():
        (taken,) = whole(parts, [passage])
        assert taken.text == words
        if passage.box is None:
            assert plain_text(parts, [taken]) == words
            assert re.sub("<[^>]*>", "", unescape(html(parts, [taken]))) == words
        else:
            # The cells of a box stand apart; each sign is in the cell of its words.
            copied = (
                _bare(plain_text(parts, [taken])),
                _bare(unescape(re.sub("<[^>]*>", "", html(parts, [taken])))),
            )
            for way in copied:
                assert way.count("〔") == words.count("〔")


@pytest.mark.usefixtures("qapp")
def test_paper(plan: Plan, lost: dict[Passage, str], tmp_path: Path) -> None:
    job = Job(plan)
    content = PrintContent(job)
    for passage, words in lost.items():
        printed = content.passage_words(passage, 0, len(passage.text), LAYOUTS["official"].body.type)
        assert "".join(piece.text for piece in printed) == words
    tops = frozenset(plan.view.top(passage.key).key for passage in lost)
    write_docx(Job(plan, tops), tmp_path / "a.docx")
    document = docx.Document(str(tmp_path / "a.docx"))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    word = _bare("".join([*(paragraph.text for paragraph in document.paragraphs), *cells]))
    write_pdf(Job(plan, tops), tmp_path / "a.pdf")
    pdf = _bare("".join(page.extract_text() for page in PdfReader(tmp_path / "a.pdf").pages))
    for words in _contexts(plan):
        assert words in word
        assert words in pdf


def test_the_command_line(plan: Plan, lost: dict[Passage, str], capsys: pytest.CaptureFixture[str]) -> None:
    for passage, words in lost.items():
        assert run(["text", passage.key]) == 0
        assert capsys.readouterr().out == f"{words}\n"
    assert run(["gaps"]) == 0
    lines = capsys.readouterr().out.splitlines()
    for gap, line in zip(plan.gaps, lines, strict=False):
        assert line.endswith("".join(plan.view.around(gap)))
    assert run(["tables"]) == 0
    told = capsys.readouterr().out
    assert run(["search", "交通圈"]) == 0
    assert "市域“〔疑缺〕【交通圈】”" in capsys.readouterr().out
    assert run(["search", "三年行动计划"]) == 0
    assert "【三年行动计划】（〔缺〕-〔缺〕）》" in capsys.readouterr().out
    for passage, words in lost.items():
        if passage.box is not None:
            rest = plan.view.signed(passage.key, passage.lead)
            assert cell_words(rest) in told
            assert words.endswith(rest)
    assert run(["checks"]) == 0
    assert "3个〔缺〕亿级传统优势产业集群" in capsys.readouterr().out
