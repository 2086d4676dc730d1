"""Files for people: opened again with other tools, they hold every word, in the order of the plan, and nothing that runs."""

import gc
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from lxml.html import fromstring

from db.errors import ExportError, UnknownKeyError
from db.export.marks.entries import MarkEntry, collect, entries, excerpts, new_headings
from db.export.marks.excel import write_xlsx
from db.export.marks.markdown import to_markdown, write_markdown
from db.export.marks.web import to_html, write_html
from db.export.marks.word import write_docx, write_excerpts
from db.progress import Progress, Stopped
from db.records import Plan
from db.user.records import DEFAULT_CATEGORIES, Assignment, Mark, TextRange
from verify.disks import SmallDisk

Make = Callable[..., Mark]
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x","y")', "\t=1")


@pytest.fixture
def found(made: Make, plan: Plan) -> tuple[MarkEntry, ...]:
    """Marks from the end, the beginning, a box; one that is lost; one of a plan that is not here."""
    task = Assignment("交通局", "三界镇", "2025年底")
    marks = [
        made(
            "养老服务",
            "9.5.p3",
            note="=1+1\n**粗<b>体**\n\n- 一\n- 二\n\n1. 甲\n2. 乙",
            tags=("=1+1", "养老"),
            state="待办",
            task=task,
        ),
        replace(made("四港", "0.p1", "highlight"), category="important"),
        made("铁路", "8.1.b1.i1", "underline"),
        made("打造现代交通网络", "8", "bookmark"),
        replace(made("综合交通网"), placed="unplaced"),
        replace(made("综合交通网"), anchor=replace(made().anchor, plan="elsewhere")),
    ]
    return entries(marks, [plan], DEFAULT_CATEGORIES)


def test_entries_stand_in_the_order_of_the_plan(found: tuple[MarkEntry, ...]) -> None:
    assert [entry.quote for entry in found] == [
        "四港",
        "打造现代交通网络！",
        "铁路",
        "养老服务",
        "综合交通网",
        "综合交通网",
    ]
    assert found[2].path == ("打造现代交通网络！", "（一）完善便捷高效的综合交通体系")
    assert found[2].citation.endswith("“嵊州‘十四五’时期综合交通重大项目”，第1条")
    assert found[4].path == ("待重新定位",)
    assert found[4].citation.startswith("《嵊州市“十四五”规划（网络转载节选）》")
    assert "原位置" in found[4].citation
    assert (found[5].plan, found[5].badge) == ("elsewhere", "")
    assert found[0].category == "重点"


def test_headings_are_written_when_they_change() -> None:
    assert new_headings((), ("甲", "一")) == [(1, "甲"), (2, "一")]
    assert new_headings(("甲", "一"), ("甲", "二")) == [(2, "二")]
    assert new_headings(("甲", "一"), ("乙", "一")) == [(1, "乙"), (2, "一")]
    assert new_headings(("甲", "一"), ("甲", "一")) == []
    assert new_headings(("甲", "一"), ("甲",)) == [(1, "甲")]


# Word


def test_word(found: tuple[MarkEntry, ...], tmp_path: Path) -> None:
    write_docx(found, tmp_path / "批注.docx")
    document = docx.Document(str(tmp_path / "批注.docx"))
    texts = [
        (paragraph.style.name if paragraph.style else "", paragraph.text) for paragraph in document.paragraphs
    ]
    assert [text for style, text in texts if style == "原文"] == [entry.quote for entry in found]
    assert [text for style, text in texts if style == "出处"] == [f"——{entry.citation}" for entry in found]
    assert [text for style, text in texts if style in ("批注", "批注条目")] == [
        *("=1+1\n粗<b>体", "•\u2002一", "•\u2002二", "1.\u2002甲", "2.\u2002乙"),
    ]
    assert "Heading 2" in [style for style, _ in texts]
    assert any("待办" in text and "#养老" in text for style, text in texts if style == "标签")
    (bold,) = [
        run
        for paragraph in document.paragraphs
        if paragraph.style and paragraph.style.name == "批注"
        for run in paragraph.runs
        if run.bold
    ]
    assert bold.text == "粗<b>体"
    assert "网络转载节选，非正式文本" in document.sections[0].footer.paragraphs[0].text


def test_every_run_and_style_of_a_word_file_names_a_chinese_font(
    found: tuple[MarkEntry, ...], tmp_path: Path
) -> None:
    write_docx(found, tmp_path / "x.docx")
    document = docx.Document(str(tmp_path / "x.docx"))
    parts = [document.element, document.styles.element, document.sections[0].footer._element]
    for part in parts[:1] + parts[2:]:
        for run in part.iter(qn("w:r")):
            fonts = run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
            assert fonts is not None
            assert fonts.get(qn("w:eastAsia"))
    for part in parts:
        for fonts in part.iter(qn("w:rFonts")):
            assert fonts.get(qn("w:eastAsia"))
            assert fonts.get(qn("w:eastAsiaTheme")) is None


def test_excerpts(plan: Plan, tmp_path: Path) -> None:
    chosen = [
        ("shengzhou-145", TextRange("9.1.p1", 0, "9.1.p1", 13)),
        ("shengzhou-145", TextRange("4.1.p1", 0, "4.1.p2", 12)),
    ]
    collected = collect([*chosen, chosen[0]], [plan])
    assert [excerpt.citation.rpartition("，")[2] for excerpt in collected] == ["第1段至第2段", "第1段"]
    assert collected[0].text.endswith("\n加强跨区域产业平台合作。")
    assert collected[1].text == "构建覆盖城乡就业服务体系。"
    write_excerpts(collected, tmp_path / "摘编.docx")
    texts = [paragraph.text for paragraph in docx.Document(str(tmp_path / "摘编.docx")).paragraphs]
    assert texts[0] == "摘编"
    assert texts[-1] == f"——{collected[1].citation}"
    with pytest.raises(UnknownKeyError):
        collect([("shengzhou-145", TextRange("99", 0, "99", 1))], [plan])


def test_excerpts_of_marks_hold_each_word_once(made: Make, plan: Plan, tmp_path: Path) -> None:
    """In the order of the plan: what overlaps is one passage, what has no place comes last, as it was marked."""
    late = made("养老服务", "9.5.p3")
    here, beside, apart = (
        made("构建覆盖城乡就业", "9.1.p1"),
        made("城乡就业服务体系", "9.1.p1"),
        made("推动", "4.4.p2"),
    )
    lost = replace(made("综合交通网"), placed="unplaced")
    found = excerpts([lost, late, beside, here, apart], [plan])
    assert [excerpt.text for excerpt in found] == [
        "推动",
        "构建覆盖城乡就业服务体系",
        "养老服务",
        "综合交通网",
    ]
    assert "待重新定位" in found[-1].citation
    assert found[1].badge == "网络转载节选，非正式文本"
    assert excerpts([lost], []) != ()
    write_excerpts(excerpts([], [plan]), tmp_path / "空.docx")
    assert docx.Document(str(tmp_path / "空.docx")).paragraphs[1].text == "没有摘编内容。"


def test_what_the_source_has_lost_is_shown_as_lost(made: Make, plan: Plan) -> None:
    """“投资〔缺〕亿元左右” must not be read as “投资亿元左右” by a colleague."""
    mark = made("五年计划投资亿元左右", "4.5.b1.i1")
    (entry,) = entries([mark], [plan], DEFAULT_CATEGORIES)
    assert entry.quote == "五年计划投资〔缺〕亿元左右"
    assert excerpts([mark], [plan])[0].text == entry.quote
    assert entries([made("五年计划投资", "4.5.b1.i1")], [plan], ())[0].quote == "五年计划投资"
    assert entries([made("亿元左右", "4.5.b1.i1")], [plan], ())[0].quote == "〔缺〕亿元左右"


@pytest.mark.parametrize("write", [write_docx, write_xlsx, write_markdown, write_html])
def test_a_file_that_is_not_wanted_any_more(
    write: Callable[..., None], found: tuple[MarkEntry, ...], tmp_path: Path
) -> None:
    (tmp_path / "旧").write_text("先前的", "utf-8")
    with pytest.raises(Stopped):
        write(found, tmp_path / "旧", Progress(is_stopped=lambda: True))
    assert [path.name for path in tmp_path.iterdir()] == ["旧"]
    assert (tmp_path / "旧").read_text("utf-8") == "先前的"


# Excel


def test_excel(found: tuple[MarkEntry, ...], tmp_path: Path) -> None:
    write_xlsx(found, tmp_path / "批注.xlsx")
    book = openpyxl.load_workbook(tmp_path / "批注.xlsx")
    assert book.sheetnames == ["批注", "任务分解表"]
    rows = list(book["批注"].iter_rows(values_only=True))
    assert rows[0] == (
        "序号",
        "规划",
        "章节",
        "类型",
        "颜色",
        "原文",
        "批注",
        "标签",
        "状态",
        "作者",
        "创建时间",
        "修改时间",
        "出处",
    )
    assert [row[0] for row in rows[1:]] == [1, 2, 3, 4, 5, 6]
    assert [row[5] for row in rows[1:]] == [entry.quote for entry in found]
    tasks = list(book["任务分解表"].iter_rows(values_only=True))
    assert tasks == [
        ("序号", "任务原文", "牵头单位", "责任单位", "完成时限", "状态", "出处"),
        (1, "养老服务", "交通局", "三界镇", "2025年底", "待办", found[3].citation),
    ]
    assert book["批注"].freeze_panes == "A2"
    assert {cell.font.name for row in book["批注"].iter_rows(min_row=2) for cell in row} == {"宋体"}


def test_a_task_is_written_without_the_sign_that_closed_its_sentence(
    plan: Plan, made: Make, tmp_path: Path
) -> None:
    mark = made(state="待办")
    anchor = replace(mark.anchor, quote="谋划嵊州通用机场项目。")
    entry = replace(entries([replace(mark, anchor=anchor)], [plan], ())[0], quote="谋划嵊州通用机场项目。")
    write_xlsx([entry], tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book["任务分解表"]["B2"].value == "谋划嵊州通用机场项目"
    assert book["批注"]["F2"].value == "谋划嵊州通用机场项目。", "what was marked is quoted as it stands"


@pytest.mark.parametrize("words", FORMULAS)
def test_what_people_wrote_never_becomes_a_formula(
    made: Make, plan: Plan, words: str, tmp_path: Path
) -> None:
    mark = made(note=words, tags=(words,), state="待办", task=Assignment(words, words, words), author=words)
    write_xlsx(entries([mark], [plan], ()), tmp_path / "x.xlsx")
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows(min_row=2) for cell in row]
    assert {cell.data_type for cell in cells} <= {"n", "s"}
    assert sum(str(cell.value).strip() == words.strip() for cell in cells) >= 5


def test_a_note_longer_than_a_cell(made: Make, plan: Plan, tmp_path: Path) -> None:
    write_xlsx(entries([made(note="字" * 50_000)], [plan], ()), tmp_path / "x.xlsx")
    value = openpyxl.load_workbook(tmp_path / "x.xlsx")["批注"]["G2"].value
    assert isinstance(value, str)
    assert len(value) == 32_767
    assert value.endswith("（余下部分请见导出的 Word 文件）")


def test_a_note_that_looks_like_xml_of_a_workbook(made: Make, plan: Plan, tmp_path: Path) -> None:
    write_xlsx(entries([made(note="<r>甲 & 乙</r>")], [plan], ()), tmp_path / "x.xlsx")
    value = openpyxl.load_workbook(tmp_path / "x.xlsx")["批注"]["G2"].value
    assert str(value).strip() == "<r>甲 & 乙</r>"


# Markdown


def test_markdown(found: tuple[MarkEntry, ...], tmp_path: Path) -> None:
    write_markdown(found, tmp_path / "批注.md")
    text = (tmp_path / "批注.md").read_text("utf-8")
    assert text == to_markdown(found)
    assert "> 养老服务\n>\n> ——" in text
    assert "\\=1+1  \n**粗\\<b\\>体**" in text
    assert "\n- 一\n- 二\n\n1. 甲\n2. 乙\n" in text
    assert text.index("四港") < text.index("养老服务") < text.index("待重新定位")


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("# 标题", "\\# 标题"),
        ("> 不是", "\\> 不是"),
        ("[链](http://x)", "\\[链\\](http://x)"),
        ("<script>", "\\<script\\>"),
        ("a*b_c", "a\\*b\\_c"),
        ("`x`", "\\`x\\`"),
        ("|a|", "\\|a\\|"),
        ("~~x~~", "\\~\\~x\\~\\~"),
        ("&amp;", "\\&amp;"),
        ("+1", "\\+1"),
    ],
)
def test_markdown_takes_no_words_for_signs(made: Make, plan: Plan, words: str, written: str) -> None:
    assert f"\n{written}\n" in to_markdown(entries([made(note=words)], [plan], ()))


def test_markdown_takes_no_words_for_a_list(made: Make, plan: Plan) -> None:
    text = to_markdown(entries([made(note="\\- 甲\n1\\. 乙")], [plan], ()))
    assert "\n\\- 甲  \n1\\. 乙\n" in text


# The page


def test_the_page_needs_nothing_and_runs_nothing_of_others(
    found: tuple[MarkEntry, ...], tmp_path: Path
) -> None:
    write_html(found, tmp_path / "批注.html")
    text = (tmp_path / "批注.html").read_text("utf-8")
    assert not re.search(r"(src|href)\s*=|url\(|@import|//[a-z]+\.", text)
    assert "default-src 'none'" in text
    tree = fromstring(text)
    articles = tree.findall(".//article")
    assert [article.findtext("blockquote") for article in articles] == [entry.quote for entry in found]
    task = articles[3]
    assert task.get("data-state") == "待办"
    assert task.get("data-tags", "").split("\n") == ["=1+1", "养老"]
    assert [option.get("value") for option in tree.findall(".//select[@name='kind']/option")] == [
        "",
        "下划线",
        "书签",
        "批注",
        "突出显示",
    ]
    assert [element.tag for element in task.find("div[@class='note']")] == ["p", "ul", "ol"]


def test_hostile_words_are_words_on_the_page(made: Make, plan: Plan) -> None:
    evil = "</article><script>alert(1)</script><img src=x onerror=alert(1)>\"'&$body ${x}"
    mark = made(note=evil, tags=(evil,), author=evil)
    category = replace(DEFAULT_CATEGORIES[0], id="e", name=evil)
    tree = fromstring(to_html(entries([replace(mark, category="e")], [plan], [category]), title=evil))
    assert len(tree.findall(".//script")) == 1
    assert tree.findall(".//img") == []
    assert len(tree.findall(".//article")) == 1
    assert evil in "".join(tree.find(".//article").itertext())


# All


@pytest.mark.parametrize("write", [write_docx, write_xlsx, write_markdown, write_html])
def test_no_marks_and_no_place_to_write(
    write: Callable[..., None],
    found: tuple[MarkEntry, ...],
    tmp_path: Path,
    small_disk: SmallDisk,
    capfd: pytest.CaptureFixture[str],
) -> None:
    path = small_disk.folder / "empty"
    write((), path)
    before = path.read_bytes()
    assert before
    small_disk.fill()
    with pytest.raises(ExportError, match="没有写成：磁盘空间已满"):
        write(found, path)
    # Nor does an archive that could not be ended complain of it by itself.
    gc.collect()
    assert capfd.readouterr().err == ""
    assert path.read_bytes() == before
    with pytest.raises(ExportError):
        write(found, tmp_path / "no" / "x")
