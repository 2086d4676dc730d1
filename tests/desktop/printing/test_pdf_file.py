"""The PDF as a reader gets it, read back with libraries that did not write it."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from pypdf import PdfReader
from PySide6.QtWidgets import QApplication

from db.errors import ExportError, UnknownKeyError
from db.progress import Progress, Stopped
from db.records import Chapter, Passage, Plan, PlanInfo
from desktop.printing.errors import NothingToPrintError
from desktop.printing.job import Job
from desktop.printing.layouts import LAYOUTS, LayoutName
from desktop.printing.pdf_file import write_pdf

Printed = Callable[..., list[Any]]
LAYOUT_NAMES: tuple[LayoutName, ...] = tuple(LAYOUTS)


def _body(page: Any, layout: LayoutName) -> str:
    """What is printed in the type area, without the foot notes that are the reader's own."""
    top, bottom = LAYOUTS[layout].top / 20 - 2, (LAYOUTS[layout].top + LAYOUTS[layout].height) / 20 + 2
    return "".join(char["text"] for char in page.chars if top < char["top"] and char["bottom"] < bottom + 3)


def _plain(text: str) -> str:
    """Without blanks, signs, foot notes, and what comes again on another page."""
    text = re.sub(r"〔疑?缺〕：[^。]*。", "", text)
    return re.sub(r"\s|〔疑?缺〕", "", text)


@pytest.mark.parametrize("layout", LAYOUT_NAMES)
@pytest.mark.parametrize("keys", [("5",), ("4.1", "4.4"), ("2", "6.2"), ("5.4.b1",)])
def test_the_ticked_words_in_order_and_no_others(
    printed: Printed, plan: Plan, layout: LayoutName, keys: tuple[str, ...]
) -> None:
    pages = printed(plan, *keys, layout_name=layout)
    got = _plain("".join(_body(page, layout) for page in pages))
    for passage in plan.passages:
        if passage.kind == "box_title":
            got = got.replace(_plain(passage.text) + "（续）", "")
    # Keys say what stands in what: 8.1.b1.i2 in 8.1.b1 in 8.1 in 8.
    inside = tuple(f"{key}." for key in keys)
    wanted = [
        passage.text for passage in plan.passages if passage.key in keys or passage.key.startswith(inside)
    ]
    at = 0
    for text in map(_plain, wanted):
        at = got.find(text, at)
        assert at >= 0, text
        at += len(text)
    title = f"{plan.info.title}来源：{plan.info.source}"
    assert got.startswith(title)
    rest = re.sub(r"^\d+年\d+月\d+日打印", "", got.removeprefix(title))
    assert rest == _plain("".join(wanted))


def test_project_tables_hold_every_project(printed: Printed, plan: Plan) -> None:
    got = _plain("".join(_body(page, "official") for page in printed(plan, "8.1.b1", "9.2.b1")))
    assert "领域规划安排项目" in got
    at = 0
    for project in plan.projects:
        if project.box in ("8.1.b1", "9.2.b1") and project.name:
            at = got.index(_plain(project.name), at)


@pytest.mark.parametrize("layout", LAYOUT_NAMES)
def test_every_font_is_embedded_as_a_subset(
    qapp: QApplication, plan: Plan, layout: LayoutName, tmp_path: Path
) -> None:
    write_pdf(Job(plan, frozenset({"8"}), layout_name=layout), tmp_path / "out.pdf")
    fonts = {}
    for page in PdfReader(tmp_path / "out.pdf").pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            inner = font.get_object()
            fonts[inner["/BaseFont"]] = (
                inner["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            )
    assert fonts
    for name, descriptor in fonts.items():
        assert re.fullmatch(r"/[A-Z]{6}\+.+", name)
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor)
    # Ten pages or so stay well under a megabyte.
    assert (tmp_path / "out.pdf").stat().st_size < 1_000_000


def test_words_come_back_as_they_are_also_with_another_library(
    qapp: QApplication, plan: Plan, tmp_path: Path
) -> None:
    write_pdf(Job(plan, frozenset({"0"})), tmp_path / "out.pdf")
    document = pypdfium2.PdfDocument(tmp_path / "out.pdf")
    text = "".join(document[at].get_textpage().get_text_range() for at in range(len(document)))
    document.close()
    joined = re.sub(r"\s", "", text)
    # Qt's own table gives the radical ⼤ (U+2F24) for 大, and so on.
    assert not re.search("[\u2e80-\u2fdf]", joined)
    assert "——重塑区位新优势" in joined


def test_rare_characters_come_back(printed: Printed, qapp: QApplication) -> None:
    text = "𠮷家庄〇号·镕㙟大门和⼤门——重点“引”‘号’"
    info = PlanInfo("rare", "某市规划", "", "", "")
    passages = (Passage("1", "heading", "总则", "1"), Passage("1.p1", "paragraph", text, "1"))
    rare = Plan(info, (Chapter("1", 1, None, "总则", None),), passages, (), (), ())
    got = "".join(page.text for page in printed(rare))
    assert text.replace("⼤", "大") in got.replace("⼤", "大")


@pytest.mark.parametrize("text", ["大门\U0001f600之后的文字", "大\x0b门\u202e之后的文字", "目"])
def test_a_character_that_no_font_has_leaves_the_others_as_they_are(
    printed: Printed, caplog: pytest.LogCaptureFixture, text: str
) -> None:
    info = PlanInfo("odd", "", "", "", "")
    passages = (Passage("1", "heading", "", "1"), Passage("1.p1", "paragraph", text, "1"))
    pages = printed(
        Plan(info, (Chapter("1", 1, None, "", None),), passages, (), (), ()), contents=True, cover=True
    )
    got = re.sub("[^\u2e80-\u9fff]", "", "".join(page.text for page in pages))
    assert re.sub("[^\u4e00-\u9fff]", "", text) in got
    assert "目\u3000录" in got
    assert "无标题" in got
    assert not re.search("[\u2e80-\u2fdf]", got)
    assert not caplog.records


def test_outline_links_labels_and_language(qapp: QApplication, plan: Plan, tmp_path: Path) -> None:
    write_pdf(Job(plan, contents=True, cover=True), tmp_path / "out.pdf")
    reader = PdfReader(tmp_path / "out.pdf")
    texts = [re.sub(r"\s", "", page.extract_text()) for page in reader.pages]
    assert reader.metadata is not None
    assert reader.metadata.title == plan.info.title
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"  # type: ignore[index]
    assert reader.page_labels[:4] == ["封面", "i", "ii", "1"]
    found = []

    def walk(entries: list, level: int) -> None:  # type: ignore[type-arg]
        for entry in entries:
            if isinstance(entry, list):
                walk(entry, level + 1)
            else:
                found.append((level, entry.title, reader.get_destination_page_number(entry)))

    walk(reader.outline, 1)
    assert [(level, title) for level, title, _ in found] == [
        (next(chapter.level for chapter in plan.chapters if chapter.key == passage.key), passage.text)
        for passage in plan.passages
        if passage.kind == "heading"
    ]
    for _, title, page in found:
        assert title in texts[page]
    links = [
        annotation.get_object()
        for number in (1, 2)
        for annotation in reader.pages[number].get("/Annots", [])
        if annotation.get_object()["/Subtype"] == "/Link"
    ]
    assert len(links) == len(found)
    ids = [page.indirect_reference.idnum for page in reader.pages if page.indirect_reference]
    for (_, title, page), link in zip(found, links, strict=True):
        target = link.get("/Dest") or link["/A"]["/D"]
        first = target[0]
        assert (first if isinstance(first, int) else ids.index(first.idnum)) == page
        assert re.search(re.escape(title) + r"\D*" + re.escape(reader.page_labels[page]), texts[1] + texts[2])


def test_a_booklet_turns_pages_into_sheets(qapp: QApplication, plan: Plan, tmp_path: Path) -> None:
    pages = write_pdf(
        Job(plan, frozenset({"5"}), booklet=True, paper="A3", duplex=True), tmp_path / "out.pdf"
    )
    reader = PdfReader(tmp_path / "out.pdf")
    assert len(reader.pages) == -(-pages // 4) * 2
    width, height = reader.pages[0].mediabox.width, reader.pages[0].mediabox.height
    assert (round(float(width) / 72 * 25.4), round(float(height) / 72 * 25.4)) == (420, 297)
    first = re.sub(r"\s", "", reader.pages[0].extract_text())
    second = re.sub(r"\s", "", reader.pages[1].extract_text())
    assert plan.info.title in first
    assert "—2—" in second


def test_grey_has_no_colour(qapp: QApplication, plan: Plan, tmp_path: Path) -> None:
    write_pdf(Job(plan, frozenset({"2"}), grey=True), tmp_path / "out.pdf")
    content = PdfReader(tmp_path / "out.pdf").pages[0].get_contents()
    assert content is not None
    assert not re.search(rb"\d (rg|RG)\n", content.get_data())


def test_unknown_and_empty_choices(qapp: QApplication, plan: Plan, tmp_path: Path) -> None:
    with pytest.raises(UnknownKeyError):
        write_pdf(Job(plan, frozenset({"77"})), tmp_path / "out.pdf")
    with pytest.raises(NothingToPrintError):
        write_pdf(Job(plan, frozenset()), tmp_path / "out.pdf")
    assert list(tmp_path.iterdir()) == []


def test_called_off_it_leaves_nothing_or_the_old_file(qapp: QApplication, plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "out.pdf"
    path.write_bytes(b"old")
    told: list[tuple[float, float]] = []
    for last in (1, 5, 40):
        told.clear()
        watch = Progress(lambda done, whole, _: told.append((done, whole)), lambda: len(told) >= last)  # noqa: B023
        with pytest.raises(Stopped):
            write_pdf(Job(plan), path, watch)
        assert len(told) == last
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["out.pdf"]


def test_a_folder_that_is_not_there_is_told(qapp: QApplication, plan: Plan, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="没有写成：文件夹不存在"):
        write_pdf(Job(plan, frozenset({"2"})), tmp_path / "missing" / "out.pdf")


def test_progress_counts_pages(qapp: QApplication, plan: Plan, tmp_path: Path) -> None:
    told: list[tuple[float, float]] = []
    pages = write_pdf(
        Job(plan), tmp_path / "out.pdf", Progress(lambda done, whole, _: told.append((done, whole)))
    )
    assert told[:pages] == [(number, 0) for number in range(1, pages + 1)]
    assert told[pages:] == [(number, pages) for number in range(1, pages + 1)]


def test_duplex_begins_the_text_on_the_front_of_a_sheet(printed: Printed, plan: Plan) -> None:
    pages = printed(plan, "2", "5", contents=True, duplex=True)
    assert "目" in pages[0].text
    assert pages[1].text == ""
    assert "— 1 —" in pages[2].text
