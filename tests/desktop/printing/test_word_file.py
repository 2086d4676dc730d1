"""The Word document, read back with python-docx, by its XML, and through LibreOffice."""

import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import docx
import pdfplumber
import pytest
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.shared import Mm
from PySide6.QtWidgets import QApplication

from db.errors import ExportError
from db.progress import Progress, Stopped
from db.records import Cell, Plan, Table
from desktop.printing.job import Job, chosen
from desktop.printing.layouts import LAYOUTS, LayoutName
from desktop.printing.paper_marks import PaperMark
from desktop.printing.word_file import write_docx

MARKS = (
    PaperMark(
        "8.1.p1", (0, 16), "highlight", "#ffd54f", "请补充进展。\n周五前报。", "加快完善", ("待办",), "张三"
    ),
    PaperMark("8.1.b1.i2", (3, 12), "note", note="公路部分", quote="建成甬金高速"),
    PaperMark("8.2.p1", (4, 9), "underline", "#80cbc4"),
)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def path(qapp: QApplication, plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("word") / "规划 第八章.docx"
    job = Job(
        plan, frozenset({"4.5", "8", "9.2"}), contents=True, cover=True, marks_mode="footnotes", marks=MARKS
    )
    write_docx(job, path)
    return path


def _parts(path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(path) as archive:
        return {
            name: parse_xml(archive.read(name))
            for name in archive.namelist()
            if re.fullmatch(r"word/(document|styles|footer\d+|header\d+|comments|footnotes)\.xml", name)
        }


def _texts(root: Any) -> str:
    return "".join(node.text or "" for node in root.iter(f"{_W}t"))


def test_headings_and_body_have_the_real_styles(path: Path, plan: Plan) -> None:
    document = docx.Document(str(path))
    got = [
        (paragraph.style.name, paragraph.text)
        for paragraph in document.paragraphs
        if paragraph.style is not None
    ]
    headings = [(name, text) for name, text in got if (name or "").startswith("Heading")]
    levels = {chapter.key: chapter.level for chapter in plan.chapters}
    wanted = [
        (f"Heading {levels[passage.key]}", passage.text)
        for passage in chosen(plan, {"4.5", "8", "9.2"})
        if passage.kind == "heading"
    ]
    assert headings == wanted
    body = {re.sub(r"〔疑?缺〕", "", text) for name, text in got if name == "Normal"}
    for passage in chosen(plan, {"8"}):
        if passage.kind == "paragraph":
            assert passage.text in body
    assert ("Title", plan.info.title) in got
    about = document.core_properties
    assert about.title == plan.info.title
    assert (about.author, about.last_modified_by) == ("", ""), "not python-docx, whose template it is"
    for time in (about.created, about.modified):
        assert time is not None
        assert abs(datetime.now(UTC) - time) < timedelta(minutes=5)


def test_every_word_is_there_in_order(path: Path, plan: Plan) -> None:
    got = re.sub(r"〔疑?缺〕|\s", "", _texts(_parts(path)["word/document.xml"]))
    at = 0
    for passage in chosen(plan, {"4.5", "8", "9.2"}):
        if passage.kind != "box_item":
            at = got.find(re.sub(r"\s", "", passage.text), at)
            assert at >= 0, passage.text
    for project in plan.projects:
        if project.name and project.box == "8.1.b1":
            assert re.sub(r"\s", "", project.name) in got
    assert "提升产业链供应链" not in got


def test_notes_are_comments_on_the_marked_words(path: Path) -> None:
    document = docx.Document(str(path))
    comments = [(comment.author, comment.text) for comment in document.comments]
    assert comments == [("张三", "请补充进展。\n周五前报。（待办）"), ("规划阅读器", "公路部分")]
    root = _parts(path)["word/document.xml"]
    starts = list(root.iter(f"{_W}commentRangeStart"))
    assert [start.get(f"{_W}id") for start in starts] == ["0", "1"]
    marked = []
    node = starts[0].getnext()
    while node is not None and node.tag != f"{_W}commentRangeEnd":
        marked.append(_texts(node))
        node = node.getnext()
    assert "".join(marked) == "加快完善内畅外联的综合交通网。立"
    assert "[1]" not in _texts(root)


def test_every_run_and_style_names_its_chinese_font(path: Path) -> None:
    for name, root in _parts(path).items():
        assert not list(root.iter(f"{_W}rFonts[@{_W}eastAsiaTheme]"))
        for fonts in root.iter(f"{_W}rFonts"):
            assert fonts.get(f"{_W}eastAsia"), name
            assert not any("Theme" in key for key in fonts.keys()), name  # noqa: SIM118
        if name == "word/styles.xml":
            continue
        for run in root.iter(f"{_W}r"):
            if run.find(f"{_W}t") is not None:
                fonts = run.find(f"{_W}rPr/{_W}rFonts")
                assert fonts is not None, (name, _texts(run))
                assert fonts.get(f"{_W}eastAsia")


def test_fields_are_whole(path: Path) -> None:
    instructions = []
    for root in _parts(path).values():
        kinds = [node.get(f"{_W}fldCharType") for node in root.iter(f"{_W}fldChar")]
        assert kinds.count("begin") == kinds.count("separate") == kinds.count("end")
        depth = 0
        for kind in kinds:
            depth += {"begin": 1, "separate": 0, "end": -1}[kind or ""]
            assert 0 <= depth <= 2
        assert depth == 0
        instructions += [(node.text or "").split()[0] for node in root.iter(f"{_W}instrText")]
    assert {"TOC", "PAGEREF", "PAGE"} <= set(instructions)
    root = _parts(path)["word/document.xml"]
    names = {mark.get(f"{_W}name") for mark in root.iter(f"{_W}bookmarkStart")}
    links = [link.get(f"{_W}anchor") for link in root.iter(f"{_W}hyperlink")]
    assert len(links) == 7
    assert set(links) <= names


def test_the_page_is_that_of_the_standard(path: Path) -> None:
    section = docx.Document(str(path)).sections[-1]
    assert section.page_width is not None
    assert section.top_margin is not None
    assert section.left_margin is not None
    assert section.right_margin is not None
    assert section.bottom_margin is not None
    assert section.page_height is not None
    near = pytest.approx
    assert section.top_margin == near(Mm(37), abs=Mm(0.2))
    assert section.left_margin == near(Mm(28), abs=Mm(0.2))
    assert section.page_width - section.left_margin - section.right_margin == near(Mm(156), abs=Mm(0.3))
    assert section.page_height - section.top_margin - section.bottom_margin == near(Mm(225), abs=Mm(0.3))
    grid = section._sectPr.find(qn("w:docGrid"))
    assert grid is not None
    assert int(grid.get(qn("w:linePitch"), "0")) == near(Mm(225) / 22 / 635, abs=1)


def test_tables_have_heads_that_come_again(path: Path, plan: Plan) -> None:
    document = docx.Document(str(path))
    tables = {table.rows[0].cells[0].text: table for table in document.tables}
    transport = tables["嵊州“十四五”时期综合交通重大项目"]
    heads = [row for row in transport.rows if row._tr.find(f"{_W}trPr/{_W}tblHeader") is not None]
    assert len(heads) == 2
    assert [cell.text for cell in heads[1].cells] == ["领域", "规划安排", "项目"]
    assert len(transport.rows) == 2 + sum(
        project.box == "8.1.b1" and project.name is not None for project in plan.projects
    )
    assert transport.rows[2].cells[0].text == "铁路："


def test_paragraphs_of_a_box_share_a_cell(qapp: QApplication, plan: Plan, tmp_path: Path) -> None:
    write_docx(Job(plan, frozenset({"5.4.b1"})), tmp_path / "out.docx")
    (table,) = docx.Document(str(tmp_path / "out.docx")).tables
    title, text = table.rows
    assert title.cells[0].text == "嵊州“1+N”开发区（园区）平台体系"
    assert [paragraph.text[:3] for paragraph in text.cells[0].paragraphs] == ["“1”", "“N”"]


def test_a_box_that_fits_a_page_is_not_parted_and_a_longer_one_is(path: Path) -> None:
    tables = {table.rows[0].cells[0].text: table for table in docx.Document(str(path)).tables}

    def kept(name: str) -> list[bool]:
        rows = [row._tr for row in tables[name].rows]
        return [all(each.find(f"{_W}keepNext") is not None for each in row.iter(f"{_W}pPr")) for row in rows]

    *above, last = kept("嵊州“十四五”重大建设项目安排")
    assert all(above)
    assert not last
    assert not all(kept("嵊州“十四五”时期综合交通重大项目")[:-1])


def test_only_what_is_set_as_wide_as_the_body_keeps_to_the_grid(path: Path) -> None:
    parts = _parts(path)
    pitch = round(LAYOUTS["official"].pitch)
    for name in ("word/document.xml", "word/styles.xml"):
        for properties in parts[name].iter(f"{_W}pPr"):
            spacing = properties.find(f"{_W}spacing")
            if spacing is not None and spacing.get(f"{_W}line"):
                off = properties.find(f"{_W}snapToGrid") is not None
                assert off == (abs(int(spacing.get(f"{_W}line")) - pitch) > 1)


@pytest.mark.parametrize("layout", list(LAYOUTS))
def test_libreoffice_opens_it_with_all_words(
    qapp: QApplication, plan: Plan, layout: LayoutName, tmp_path: Path
) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    path = tmp_path / "out.docx"
    keys = {"4.5", "8"}
    write_docx(
        Job(plan, frozenset(keys), layout_name=layout, marks_mode="footnotes", marks=MARKS, contents=True),
        path,
    )
    profile = (tmp_path / "profile").as_uri()
    command = [
        office,
        f"-env:UserInstallation={profile}",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(path),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    with pdfplumber.open(tmp_path / "out.pdf") as document:
        pages = [re.sub(r"\s", "", page.extract_text() or "") for page in document.pages]
        # Words of the text area, line by line; feet of the pages would stand between them.
        inner = LAYOUTS[layout]
        box = (0, inner.top / 20 - 15, 595, (inner.top + inner.height) / 20 + 8)
        areas = [page.crop(box) for page in document.pages]
        text = "".join(char["text"] for area in areas for char in area.chars if not char["text"].isspace())
    assert len(pages) >= 4
    for passage in chosen(plan, keys):
        if passage.kind == "heading":
            assert passage.text in text
        elif passage.kind == "paragraph":
            # Foot notes and signs stand between the words, pages cut them: pieces must be there.
            pieces = re.findall(r"[^，。、；：“”（）]{4,}", passage.text)
            missing = [
                piece for piece in pieces if piece not in text and re.sub(r"\s", "", piece) not in text
            ]
            assert len(missing) <= 2, (passage.key, missing)


def test_called_off_or_impossible_it_leaves_nothing(qapp: QApplication, plan: Plan, tmp_path: Path) -> None:
    told: list[float] = []
    with pytest.raises(Stopped):
        write_docx(
            Job(plan),
            tmp_path / "out.docx",
            Progress(lambda done, _whole, _: told.append(done), lambda: len(told) > 20),
        )
    with pytest.raises(ExportError, match="没有写成：文件夹不存在"):
        write_docx(Job(plan, frozenset({"2"})), tmp_path / "missing" / "out.docx")
    assert list(tmp_path.iterdir()) == []


def test_characters_that_no_xml_may_hold_are_left_out(qapp: QApplication, plan: Plan, tmp_path: Path) -> None:
    info = replace(plan.info, title="规划\x0b纲要" * 80, badge="节选\x00")
    marks = (
        PaperMark("2.p1", (0, 4), "note", "", "第一行\x0b第二行\x00", "", ("标\x1f签",), "张\x01三", ""),
    )
    for mode in ("footnotes", "appendix"):
        write_docx(
            Job(replace(plan, info=info), frozenset({"2"}), marks_mode=mode, marks=marks),
            tmp_path / "out.docx",
        )  # type: ignore[arg-type]
        (comment,) = docx.Document(str(tmp_path / "out.docx")).comments
        assert (comment.author, comment.text) == ("张三", "第一行第二行（标签）")


def test_called_off_at_the_very_end_it_leaves_nothing(qapp: QApplication, plan: Plan, tmp_path: Path) -> None:
    told: list[float] = []
    job = Job(plan, frozenset({"2"}))
    write_docx(job, tmp_path / "out.docx", Progress(lambda done, _whole, _: told.append(done)))
    (tmp_path / "out.docx").unlink()
    whole = len(told)
    told.clear()
    with pytest.raises(Stopped):
        write_docx(
            job,
            tmp_path / "out.docx",
            Progress(lambda done, _whole, _: told.append(done), lambda: len(told) == whole),
        )
    assert list(tmp_path.iterdir()) == []


def test_the_appendix_and_the_signs_notes(qapp: QApplication, plan: Plan, tmp_path: Path) -> None:
    write_docx(Job(plan, frozenset({"8"}), marks_mode="appendix", marks=MARKS), tmp_path / "out.docx")
    parts = _parts(tmp_path / "out.docx")
    text = _texts(parts["word/document.xml"])
    assert "[1] （一）完善便捷高效的综合交通体系" in text
    assert "此框道路编号6处" in text
    assert "疑似缺失（此段1处）" in _texts(parts["word/footnotes.xml"])
    assert [comment.text for comment in docx.Document(str(tmp_path / "out.docx")).comments] == [
        "请补充进展。\n周五前报。（待办）",
        "公路部分",
    ]


def test_a_wide_table_lies_on_its_side(qapp: QApplication, plan: Plan, tmp_path: Path) -> None:
    passages = [passage for passage in plan.passages if passage.key == "8" or passage.box == "8.1.b1"]
    items = [passage for passage in passages if passage.kind == "box_item"]
    cells = tuple(
        Cell(row, at, 1, 1, "一二三四五六", item.key, (at, at + 1))
        for row, item in enumerate(items)
        for at in range(12)
    )
    table = Table("8.1.t1", "8.1.b1", "宽表", 8, 1, cells)
    wide = replace(plan, passages=tuple(passages), tables=(table,), projects=(), gaps=())
    write_docx(Job(wide), tmp_path / "out.docx")
    sections = docx.Document(str(tmp_path / "out.docx")).sections
    assert [section.orientation for section in sections] == [0, 1, 0]
