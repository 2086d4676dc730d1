"""Pages: what stands together, what comes again, where notes go."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from db.citation import cite
from db.records import Plan
from desktop.printing.composer import Composer
from desktop.printing.composition import Composition
from desktop.printing.fonts import Fonts
from desktop.printing.job import Job
from desktop.printing.layouts import LAYOUTS, LayoutName
from desktop.printing.line_breaker import plain_words
from desktop.printing.page_edge import Edge, roman
from desktop.printing.page_records import GlyphRun, Page
from desktop.printing.paper_blocks import (
    PageBreak,
    PaperBlock,
    PaperBox,
    PaperCell,
    PaperNote,
    PaperParagraph,
    PaperTable,
    PaperText,
)
from desktop.printing.paper_marks import PaperMark

LAYOUT = LAYOUTS["official"]


def _pages(blocks: Iterable[PaperBlock], layout: LayoutName = "official") -> list[Page]:
    faces = Fonts()
    given = LAYOUTS[layout]
    edge = Edge(given, faces, "规划", "")
    return list(Composer(given, faces, edge, lambda gaps: f"〔缺〕：{sum(gaps.values())}处。").pages(blocks))


def _text(page: Page) -> str:
    return "".join(thing.text for thing in page.body if isinstance(thing, GlyphRun))


def _paragraph(lines: int, mark: str = "规", **options: object) -> PaperParagraph:
    """A paragraph of so many lines in the official layout."""
    words = plain_words(mark * (28 * lines - 2), LAYOUT.body.type)
    return PaperParagraph(words, LAYOUT.body.paragraph, **options)  # type: ignore[arg-type]


def _heading(title: str = "标题") -> PaperParagraph:
    style = LAYOUT.heading(1)
    return PaperParagraph(plain_words(title, style.type), style.paragraph, anchor=title, level=1, title=title)


def _box(rows: int, *, head: bool = True) -> PaperBox:
    item = LAYOUT.box_item.type
    title = PaperParagraph(plain_words("专栏", LAYOUT.box_title.type), LAYOUT.box_title.paragraph, anchor="b")
    cells = tuple(
        (PaperCell(plain_words(f"第{at}行", item)), PaperCell(plain_words("内容", item)))
        for at in range(rows)
    )
    table = PaperTable(
        (1000, 1000), cells, ((PaperCell(plain_words("表头", item)), PaperCell()),) if head else ()
    )
    return PaperBox(title, (table,), plain_words("专栏（续）", LAYOUT.box_title.type))


@pytest.fixture(autouse=True)
def _application(qapp: QApplication) -> None:
    """Fonts need one."""


def test_nothing_gives_no_page() -> None:
    assert _pages([]) == []
    assert _pages([PageBreak()]) == []


def test_a_page_is_full_after_22_lines() -> None:
    assert [_text(page) for page in _pages([_paragraph(22)])] == ["规" * (28 * 22 - 2)]
    assert len(_pages([_paragraph(22), _paragraph(1)])) == 2


def test_no_line_stands_alone_at_the_head_or_foot_of_a_page() -> None:
    # 21 lines, then a paragraph of which one line would fit.
    first, second = _pages([_paragraph(21), _paragraph(5, "划")])
    assert "划" not in _text(first)
    # A paragraph of 23 lines: its last would stand alone.
    first, second = _pages([_paragraph(23)])
    assert _text(second).count("规") == 28 * 2
    # Three lines are not parted.
    first, second = _pages([_paragraph(20), _paragraph(3, "划")])
    assert "划" not in _text(first)
    assert _text(second).count("划") == 28 * 3 - 2


@pytest.mark.parametrize("above", range(17, 23))
def test_a_heading_is_never_last_on_a_page(above: int) -> None:
    pages = _pages([_paragraph(above), _heading("一"), _heading("二"), _paragraph(6, "划")])
    holds = next(page for page in pages if any(anchor.title == "二" for anchor in page.anchors))
    assert _text(holds).count("划") >= 26 + 28
    assert any(anchor.title == "一" for anchor in holds.anchors)


def test_a_box_stays_whole_where_it_fits() -> None:
    first, second = _pages([_paragraph(15), _box(12)])
    assert "专栏" not in _text(first)
    assert _text(second).startswith("专栏表头")
    assert "第11行" in _text(second)
    assert "（续）" not in _text(second)


def test_a_box_that_fits_no_page_with_its_notes_leaves_none_blank() -> None:
    item = LAYOUT.box_item.type
    note = PaperNote(1, (plain_words("批" * 1500, LAYOUT.note.type),), "批")
    reference = PaperText("[1]", LAYOUT.note.type, whole=True, sticks=True, note=note)
    box = _box(24)
    (table,) = box.parts
    assert isinstance(table, PaperTable)
    rows = ((PaperCell((*plain_words("甲", item), reference)), PaperCell()), *table.rows)
    noted = PaperBox(box.title, (PaperTable(table.widths, rows, table.head),), box.again)
    first, second = _pages([_paragraph(6), noted])[:2]
    assert "专栏" in _text(first)
    assert _text(second).startswith("专栏（续）")


def test_a_long_table_breaks_between_rows_with_its_head_again() -> None:
    pages = _pages([_paragraph(3), _box(60)])
    assert len(pages) == 3
    joined = "".join(_text(page) for page in pages)
    assert [joined.count(f"第{at}行") for at in range(60)] == [1] * 60
    for page in pages[1:]:
        assert _text(page).startswith("专栏（续）表头")
        # One row alone would look lost.
        assert _text(page).count("行") >= 2


def test_a_heading_goes_with_the_box_below_it() -> None:
    first, second = _pages([_paragraph(14), _heading("一"), _box(12)])
    assert "一" not in _text(first)
    assert _text(second).startswith("一专栏")


def test_what_a_row_began_is_said_again_on_the_next_page() -> None:
    item = LAYOUT.box_item.type
    rows = tuple(
        (PaperCell(plain_words("公路", item)) if at == 0 else PaperCell(again=plain_words("公路（续）", item), goes_on=True),
         PaperCell(plain_words(f"第{at}行", item)))
        for at in range(40)
    )  # fmt: skip
    title = PaperParagraph(plain_words("专栏", LAYOUT.box_title.type), LAYOUT.box_title.paragraph)
    first, second = _pages(
        [PaperBox(title, (PaperTable((1000, 1000), rows),), plain_words("专栏（续）", item))]
    )
    assert _text(first).count("公路") == 1
    assert _text(second).startswith("专栏（续）公路（续）第")


def test_a_wide_table_is_turned_and_the_text_goes_on_upright() -> None:
    item = LAYOUT.box_item.type
    columns = 9
    row = tuple(PaperCell(plain_words("一二三四五六", item)) for _ in range(columns))
    title = PaperParagraph(plain_words("宽表", LAYOUT.box_title.type), LAYOUT.box_title.paragraph)
    wide = PaperBox(
        title,
        (PaperTable((1400.0,) * columns, (row,) * 50, (row,), 0, 1400.0 * columns),),
        plain_words("宽表（续）", item),
    )
    pages = _pages([_paragraph(3), wide, _paragraph(2, "划")])
    assert [page.turned for page in pages] == [False, *[True] * (len(pages) - 2), False]
    assert len(pages) > 3
    assert _text(pages[-1]) == "划" * (28 * 2 - 2)
    for page in pages[1:-1]:
        for thing in page.body:
            if isinstance(thing, GlyphRun):
                assert LAYOUT.top - 1 <= page.height - thing.x <= LAYOUT.top + LAYOUT.height + 1
                assert LAYOUT.inner <= thing.y <= LAYOUT.inner + LAYOUT.width + 1
        # The page number stays where it is on upright pages.
        assert page.edge[0].text.startswith("—")  # type: ignore[union-attr]


def _noted(text: str, number: int) -> tuple[PaperText, ...]:
    note = PaperNote(number, (plain_words(f"[{number}] {text}", LAYOUT.note.type),), text)
    reference = PaperText(f"[{number}]", LAYOUT.note.type, whole=True, sticks=True, note=note)
    return (*plain_words("规" * 20, LAYOUT.body.type), reference)


def test_a_note_stands_on_the_page_of_its_reference() -> None:
    blocks = [
        PaperParagraph(_noted(f"第{number}条批注", number), LAYOUT.body.paragraph) for number in range(1, 41)
    ]
    pages = _pages(blocks)
    assert len(pages) > 2
    for page in pages:
        for number in range(1, 41):
            refers = any(isinstance(thing, GlyphRun) and thing.text == f"[{number}]" for thing in page.body)
            assert (f"第{number}条批注" in _text(page)) == refers
    for page in pages:
        body = [
            thing.y for thing in page.body if isinstance(thing, GlyphRun) and thing.type == LAYOUT.body.type
        ]
        notes = [thing.y for thing in page.body if isinstance(thing, GlyphRun) and "条批注" in thing.text]
        assert max(body) < min(notes)
        assert max(notes) < LAYOUT.top + LAYOUT.height


def test_a_note_longer_than_a_page_goes_on_at_the_foot_of_the_next() -> None:
    text = "长" * 6000
    pages = _pages(
        [_paragraph(3), PaperParagraph(_noted(text, 1), LAYOUT.body.paragraph), _paragraph(40, "划")]
    )
    assert sum(_text(page).count("长") for page in pages) == 6000
    assert sum(_text(page).count("划") for page in pages) == 28 * 40 - 2
    for page in pages:
        lowest = max(thing.y for thing in page.body if isinstance(thing, GlyphRun))
        assert lowest < LAYOUT.top + LAYOUT.height


def test_signs_of_a_page_are_explained_at_its_foot() -> None:
    sign = PaperText("〔缺〕", LAYOUT.note.type, whole=True, gap="sum")
    noted = PaperParagraph((*plain_words("投资", LAYOUT.body.type), sign), LAYOUT.body.paragraph)
    first, second = _pages([noted, noted, _paragraph(19), noted])
    assert "〔缺〕：2处。" in _text(first)
    assert "〔缺〕：1处。" in _text(second)


@pytest.mark.parametrize("layout", list(LAYOUTS))
@pytest.mark.parametrize("marks_mode", ["none", "footnotes", "appendix"])
def test_nothing_of_the_plan_leaves_the_type_area(plan: Plan, layout: LayoutName, marks_mode: str) -> None:
    marks = tuple(
        PaperMark(
            passage.key,
            (0, 5),
            "highlight",
            "#ffd54f",
            note="请核对。" * (at % 9 + 1),
            quote=passage.text[:5],
        )
        for at, passage in enumerate(plan.passages)
        if at % 3 == 0
    )
    job = Job(plan, layout_name=layout, marks_mode=marks_mode, marks=marks, contents=True)  # type: ignore[arg-type]
    given = LAYOUTS[layout]
    composition = Composition(job)
    for number, page in enumerate(composition.text(), start=1):
        left = given.left(number)
        for thing in page.body:
            if isinstance(thing, GlyphRun):
                end = thing.x + composition.faces.width(thing.text, thing.type)
                if thing.step:
                    end = thing.x + thing.step * (len(thing.text) - 1) + thing.type.size
                # A closing mark's blank half may hang.
                assert left - 1 <= thing.x
                assert end <= left + given.width + thing.type.size / 2 + 1
                assert given.top <= thing.y <= given.top + given.height + 1


def test_contents_take_the_same_pages_with_and_without_numbers(plan: Plan) -> None:
    composition = Composition(Job(plan, contents=True, cover=True))
    open_ = list(composition.front())
    text = list(composition.text())
    known = list(composition.front(text))
    assert len(open_) == len(known)
    assert [page.label for page in known] == ["", "i", "ii"]
    assert "…" in _text(open_[1])
    assert "…" not in _text(known[1])


def test_the_contents_come_one_by_one_too(plan: Plan) -> None:
    front = Composition(Job(plan, contents=True, cover=True, layout_name="large")).front()
    assert [next(front).label, next(front).label] == ["", "i"]


def test_no_entry_of_the_contents_ends_in_a_line_of_one_character(plan: Plan) -> None:
    long = replace(plan, passages=tuple(
        replace(passage, text="规" * (20 + at % 9)) if passage.kind == "heading" else passage
        for at, passage in enumerate(plan.passages)
    ))  # fmt: skip
    for page in Composition(Job(long, contents=True, layout_name="large")).front():
        lines: dict[float, str] = {}
        for thing in page.body:
            if isinstance(thing, GlyphRun) and thing.x < 8000:
                lines[thing.y] = lines.get(thing.y, "") + thing.text
        assert all(len(line) >= 3 for line in lines.values()), lines


def test_numbers_stand_in_the_margin_beside_first_lines(plan: Plan) -> None:
    composition = Composition(Job(plan, frozenset({"4.4", "8.1"}), numbers=True))
    found: dict[str, str] = {}
    for page in composition.text():
        runs = [thing for thing in page.body if isinstance(thing, GlyphRun)]
        for run in runs:
            if run.x < LAYOUT.inner - 1:
                assert run.x + composition.faces.width(run.text, run.type) < LAYOUT.inner
                beside = [each.text for each in runs if abs(each.y - run.y) < 1 and each is not run]
                found["".join(beside)] = run.text
    for key, text in (("4.4.p2", "优化消费环境。"), ("8.1.p2", "强化现代物流设施支撑。")):
        (number,) = [number for line, number in found.items() if line.startswith(text)]
        assert cite(plan, key).endswith(f"，第{number}段")
    (number,) = [number for line, number in found.items() if line.startswith("公路：")]
    assert cite(plan, "8.1.b1.i2").endswith(f"，第{number}条")
    assert (
        len(found)
        == sum(passage.chapter in ("4.4", "8.1") and passage.kind != "heading" for passage in plan.passages)
        - 1
    )


def test_pages_come_one_by_one(plan: Plan) -> None:
    text = Composition(Job(plan)).text()
    assert "嵊州市" in _text(next(text))
    assert next(text).label == "2"


def test_sides_alternate_in_the_compact_layout(plan: Plan) -> None:
    odd, even = list(Composition(Job(plan, layout_name="compact")).text())[:2]
    inner = LAYOUTS["compact"].inner
    assert min(thing.x for thing in odd.body if isinstance(thing, GlyphRun)) == pytest.approx(inner, abs=30)
    right = max(thing.x for thing in even.edge if isinstance(thing, GlyphRun))
    assert right < even.width - inner
    assert "五大新优势" in "".join(thing.text for thing in odd.edge if isinstance(thing, GlyphRun))


def test_roman_figures() -> None:
    assert [roman(number) for number in (1, 4, 9, 14, 40, 99)] == ["i", "iv", "ix", "xiv", "xl", "xcix"]


def test_the_gap_note_counts(plan: Plan) -> None:
    assert Composition(Job(plan)).content.gap_note(Counter()) == ""
