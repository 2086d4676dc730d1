"""The files that results are exported to, read back by the programs that others use."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.enum.text import WD_COLOR_INDEX
from markdown_it import MarkdownIt

from db.errors import ExportError
from db.export.results.excel import write_excel
from db.export.results.markdown import write_markdown
from db.export.results.report import ResultsReport, report, writable
from db.export.results.word import write_word
from db.library.library import Folders, Library
from db.plan.query import PlanStore
from db.progress import Progress, Stopped
from db.records import Note, NoteHit
from db.search.query import SearchQuery

SLUG = "shengzhou-145"
DAY = date(2026, 11, 23)
CITED = "《嵊州市“十四五”规划（网络转载节选）》“打造现代交通网络！”（一）完善便捷高效的综合交通体系，第1段"


@pytest.fixture(scope="module")
def library(plan_folder: Path) -> Library:
    return Library(Folders(plan_folder.parent, plan_folder, None))


def _report(library: Library, words: str, *, grouped: bool = True) -> ResultsReport:
    found = library.search(SearchQuery(words, SLUG, order="plan" if grouped else "rank"))
    return report(found, {SLUG: library.store(SLUG)}, DAY)


def _headings(path: Path) -> list[str]:
    paragraphs = docx.Document(str(path)).paragraphs
    return [
        each.text
        for each in paragraphs
        if each.style is not None and str(each.style.name).startswith("Heading")
    ]


def test_an_entry_says_all_that_is_known_of_a_passage(library: Library) -> None:
    made = _report(library, "杭绍台铁路")
    assert made.title == "查找“杭绍台铁路”的结果"
    assert made.told == (
        "查找范围：《嵊州市“十四五”规划（网络转载节选）》",
        "类别：全部",
        "共 2 段 2 处",
        "导出日期：2026-11-23",
        "网络转载节选，非正式文本",
    )
    paragraph, item = made.entries
    assert (paragraph.kind, paragraph.citation, paragraph.rows, paragraph.words) == (
        "正文",
        CITED,
        (),
        ("杭绍台铁路",),
    )
    assert (item.kind, item.rows, item.heading) == ("专栏内容", ("杭绍台铁路嵊州段",), "打造现代交通网络！")
    assert item.citation == CITED.replace("第1段", "“嵊州‘十四五’时期综合交通重大项目”，第1条")


def test_word(library: Library, tmp_path: Path) -> None:
    made = _report(library, "hangshaotai")
    write_word(made, tmp_path / "结果.docx")
    document = docx.Document(str(tmp_path / "结果.docx"))
    headings = _headings(tmp_path / "结果.docx")
    assert headings == [
        "查找“hangshaotai”的结果",
        "拼音匹配",
        "将形成一主一环三带格局！",
        "打造现代交通网络！",
    ]
    marked = [
        run.text
        for paragraph in document.paragraphs
        for run in paragraph.runs
        if run.font.highlight_color == WD_COLOR_INDEX.YELLOW
    ]
    assert marked == ["杭绍台"] * 7
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert [text for text in texts if text in {entry.text for entry in made.entries}] == [
        entry.text for entry in made.entries
    ]
    assert f"——{CITED}（正文）" in texts
    assert any(text.endswith("第1条（专栏内容）　项目：杭绍台铁路嵊州段") for text in texts)
    assert document.core_properties.title == made.title
    assert document.styles["Normal"].element.rPr.rFonts.get(docx.oxml.ns.qn("w:eastAsia")) == "宋体"  # type: ignore[attr-defined]


def test_excel(library: Library, store: PlanStore, tmp_path: Path) -> None:
    made = _report(library, "杭绍台")
    write_excel(made, tmp_path / "结果.xlsx")
    book = openpyxl.load_workbook(tmp_path / "结果.xlsx")
    rows = list(book["查找结果"].iter_rows(values_only=True))
    assert rows[0][0] == "查找结果"
    # Under the title and the plan, each row after its number.
    rows = [row[1:] for row in rows[2:6]]
    assert rows[0] == ("规划", "章", "类别", "匹配", "查到的字词", "处数", "原文", "所在项目", "出处")
    assert [row[5] for row in rows[1:]] == [4, 2, 1]
    assert rows[2][2:5] == ("正文", "原文匹配", "杭绍台")
    assert rows[2][8] == CITED
    assert rows[3][7] == "杭绍台铁路嵊州段"
    sources = [row[0] for row in book["出处"].iter_rows(values_only=True)]
    assert "查找“杭绍台”的结果" in sources
    assert "共 3 段 7 处" in sources


def test_markdown(library: Library, tmp_path: Path) -> None:
    write_markdown(_report(library, "杭绍台"), tmp_path / "结果.md")
    text = (tmp_path / "结果.md").read_text("utf-8")
    assert text.startswith("# 查找“杭绍台”的结果\n\n- 查找范围：《嵊州市“十四五”规划（网络转载节选）》\n")
    html = MarkdownIt().render(text)
    assert html.count("<strong>杭绍台</strong>") == 7
    assert html.count("<blockquote>") == 3
    assert "<h3>打造现代交通网络！</h3>" in html
    assert CITED in html


@pytest.mark.parametrize("words", ["“", "（", "-", "，", "5G"])
def test_markdown_marks_signs_too(library: Library, tmp_path: Path, words: str) -> None:
    made = _report(library, f'"{words}"')
    write_markdown(made, tmp_path / "结果.md")
    html = MarkdownIt().render((tmp_path / "结果.md").read_text("utf-8"))
    hits = sum(len(entry.spans) for entry in made.entries)
    assert hits > 0
    assert html.count("<strong>") + html.count("<b>") == hits
    assert "**" not in html


def test_ranked_results_stand_under_no_chapters(library: Library, tmp_path: Path) -> None:
    made = _report(library, "项目", grouped=False)
    assert {entry.heading for entry in made.entries} == {""}
    write_markdown(made, tmp_path / "结果.md")
    assert "###" not in (tmp_path / "结果.md").read_text("utf-8")


def test_what_no_file_can_hold_is_replaced_sign_for_sign(
    library: Library, store: PlanStore, tmp_path: Path
) -> None:
    assert writable("a\x00\ud800b") == "a\ufffd\ufffdb"
    found = library.search(SearchQuery("规划", SLUG))
    made = report(replace(found, query=SearchQuery("\ud800\x01", SLUG)), {SLUG: store}, DAY)
    write_word(made, tmp_path / "a.docx")
    write_excel(made, tmp_path / "a.xlsx")
    write_markdown(made, tmp_path / "a.md")
    assert "查找“\ufffd\ufffd”的结果" in (tmp_path / "a.md").read_text("utf-8")


@pytest.mark.parametrize("form", ["docx", "xlsx", "md"])
def test_a_file_is_written_whole_or_not_at_all(
    library: Library, store: PlanStore, tmp_path: Path, form: str
) -> None:
    made = _report(library, "规划")
    write = {"docx": write_word, "xlsx": write_excel, "md": write_markdown}[form]
    path = tmp_path / f"结果.{form}"
    path.write_bytes(b"before")
    with pytest.raises(Stopped):
        write(made, path, Progress(is_stopped=lambda: True))
    with pytest.raises(ExportError, match="没有写成：文件夹不存在"):
        write(made, tmp_path / "none" / path.name)
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_notes_stand_under_a_heading_of_their_own_each_with_its_place(
    library: Library, tmp_path: Path
) -> None:
    found = library.search(SearchQuery("hangshaotai", SLUG))
    written, heard, waiting = (
        NoteHit(
            Note(id_, SLUG, key, ("交通",), "引文" * 40, text), ((1, 4),), "pinyin" if id_ == "b" else "text"
        )
        for id_, key, text in (("a", "8.1.p1", "问杭绍台\x01"), ("b", "8", "在航道台"), ("c", "", "去杭绍台"))
    )
    made = report(found, {SLUG: library.store(SLUG)}, DAY, [written, waiting, heard])
    assert "共 3 段 7 处，另有批注 3 条" in made.told
    assert [(entry.heading, entry.kind, entry.sounds) for entry in made.entries[:2]] == [
        ("我的批注", "批注", False)
    ] * 2
    assert made.entries[0].citation == CITED + "“" + "引文" * 30 + "…”"
    assert made.entries[0].text == "问杭绍台\ufffd"
    assert made.entries[1].citation.startswith("《嵊州市“十四五”规划（网络转载节选）》交通（待重新定位）")
    assert made.entries[-1].sounds
    write_word(made, tmp_path / "a.docx")
    headings = _headings(tmp_path / "a.docx")
    assert headings[1:3] == ["我的批注", "拼音匹配"]
    write_markdown(made, tmp_path / "a.md")
    assert "### 我的批注" in (tmp_path / "a.md").read_text("utf-8")
    write_excel(made, tmp_path / "a.xlsx")
    rows = list(openpyxl.load_workbook(tmp_path / "a.xlsx")["查找结果"].iter_rows(values_only=True))
    assert sum("批注" in map(str, row) for row in rows) == 3
