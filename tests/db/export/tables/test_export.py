"""What leaves: the workbook as LibreOffice reads it, CSV, and the clipboard's two forms."""

import csv
import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from operator import itemgetter
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import ExportError
from db.export.tables.sheet import LineGroup, Lines, harmless
from db.export.tables.text import to_html, to_tsv, write_csv
from db.export.tables.xlsx import write_xlsx
from db.progress import Progress, Stopped
from db.records import Place, Supplement
from db.tables.arrangement import TableQuery, arrange
from db.tables.facts import PlanFacts
from db.tables.projects import ProjectRow, project_table
from db.tables.table import Column, RowTable
from db.tables.targets import target_table

SHOWN = ("field", "category", "stage", "name", "quantity", "unit", "investment", "place", "remark")
Office = Callable[[Path], list[Path]]
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def _lines(table: RowTable[ProjectRow], wanted: TableQuery | None = None) -> Lines:
    return Lines(table, SHOWN, arrange(table, wanted or TableQuery()).rows)


def _words(*cells: str) -> Lines:
    """One row of words that come from nowhere in particular."""
    readers: list[Column[tuple[str, ...]]] = [
        Column(f"c{at}", f"列{at}", itemgetter(at)) for at in range(len(cells))
    ]
    return Lines(
        RowTable("t", "表", readers, [cells], lambda _row: Place("p", "1")),
        tuple(each.name for each in readers),
        [0],
    )


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """LibreOffice Calc, headless: all sheets of a workbook as CSV files."""
    folder = tmp_path_factory.mktemp("office")
    program = shutil.which("soffice")
    lacking = "LibreOffice Calc is not installed: apt-get install libreoffice-calc-nogui"
    if program is None:
        pytest.skip(lacking)

    def convert(path: Path) -> list[Path]:
        out = tmp_path_factory.mktemp("converted")
        command = [program, f"-env:UserInstallation={folder.as_uri()}", "--headless", "--convert-to"]
        command += [
            "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1",
            "--outdir",
            str(out),
            str(path),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return list(out.iterdir())

    probe = folder / "probe.csv"
    probe.write_text("a,b\n", "utf-8")
    if not convert(probe):
        pytest.skip(lacking)
    return convert


def _sheets(files: list[Path]) -> list[list[list[str]]]:
    return [
        list(csv.reader(io.StringIO(each.read_text("utf-8")))) for each in sorted(files, key=_sheet_order)
    ]


def _sheet_order(path: Path) -> int:
    return ("规划项目", "出处", "原文缺失").index(path.stem.split("-", 1)[1])


def test_the_workbook_comes_back_from_libreoffice_cell_for_cell(
    office: Office, facts: PlanFacts, projects: RowTable[ProjectRow], tmp_path: Path
) -> None:
    lines = _lines(projects)
    path = tmp_path / "项目.xlsx"
    write_xlsx(replace(lines, plans=[facts], totals=["分项合计154个，原总数缺失"]), path)
    rows, sources, lost = _sheets(office(path))
    assert [row[0] for row in rows[:2]] == ["规划项目", "《嵊州市“十四五”规划（网络转载节选）》"]
    assert rows[2:80] == [
        ["序号", *lines.header()],
        *[
            [str(number), *(str(cell) if isinstance(cell, str) else f"{cell:g}" for cell in row)]
            for number, row in enumerate(lines.cells(), 1)
        ],
    ]
    assert [row[0][:8] for row in rows[80:]] == ["合计：分项合计1", "〔缺〕：原文缺失", "来源：网络转载："]
    assert [cell for row in sources for cell in row if cell.startswith("分项")] == [
        "分项合计154个，原总数缺失"
    ]
    place = projects.place(7)
    assert ["8", place.key, "198", facts.source(place.key)] in sources
    assert len(lost) == 1 + len(facts.plan.gaps) + 1, "a head, and the table that the source lacks"
    assert lost[-1][:4] == [facts.plan.info.title, "1", "表格", "“十四五”指标制定"]
    assert [row[3] for row in lost if row[1:3] == ["4.5.b1.i2", "金额"]] == [
        "数55个，五年完成投资约〔缺〕亿元。"
    ]


def test_numbers_are_numbers_and_there_is_a_filter_and_a_frozen_header(
    facts: PlanFacts, projects: RowTable[ProjectRow], tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    write_xlsx(replace(_lines(projects), plans=[facts]), path)
    with zipfile.ZipFile(path) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
        names = [
            each.get("name")
            for each in ElementTree.fromstring(book.read("xl/workbook.xml")).iter(f"{MAIN}sheet")
        ]
    cells = {cell.get("r"): cell for cell in sheet.iter(f"{MAIN}c")}
    assert cells["F4"].get("t") in (None, "n")
    assert cells["F4"].findtext(f"{MAIN}v") == "55"
    assert cells["H6"].findtext(f"{MAIN}v") == "80"
    assert cells["H4"].get("t") == "inlineStr"
    assert [each.get("ref") for each in sheet.iter(f"{MAIN}autoFilter")] == ["A3:J80"]
    assert [each.get("state") for each in sheet.iter(f"{MAIN}pane")] == ["frozen"]
    assert names == ["规划项目", "出处", "原文缺失"]


def test_a_range_and_a_lost_figure_stand_at_the_right_as_figures_do(facts: PlanFacts, tmp_path: Path) -> None:
    """Only the lower end of 3–5 was written."""
    table = target_table([facts])
    row = next(row for row in range(len(table)) if table.rows[row].target.value_to is not None)
    lines = Lines(table, ("name", "value", "unit"), [row], [facts])
    write_xlsx(lines, tmp_path / "a.xlsx")
    write_csv(lines, tmp_path / "a.csv")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["量化目标"]
    assert [cell.value for cell in sheet[4]] == [1, "美丽城镇省级样板", "3–5", "个"]
    assert sheet["C4"].alignment.horizontal == "right"
    assert "美丽城镇省级样板,3–5,个" in (tmp_path / "a.csv").read_text("utf-8-sig")
    assert "\t3–5\t个" in to_tsv(lines)


def test_words_across_the_sheet_are_no_formula(tmp_path: Path) -> None:
    lines = replace(_words("甲"), told=["=1+1"], totals=["=2"], groups=[LineGroup("=3", [0])])
    write_xlsx(lines, tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["表"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {"=1+1", "=3（1）"} <= {str(cell.value) for cell in cells}
    assert all(cell.data_type != "f" for cell in cells)


def test_what_is_shown_is_what_is_exported(
    projects: RowTable[ProjectRow], facts: PlanFacts, tmp_path: Path
) -> None:
    lines = Lines(projects, ("name", "stage"), arrange(projects, TableQuery(words="机场")).rows)
    write_xlsx(replace(lines, plans=[facts]), tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    rows = [["".join(cell.itertext()) for cell in row] for row in sheet.iter(f"{MAIN}row")]
    assert [row[:3] for row in rows[2:4]] == [
        ["序号", "项目名称", "规划安排"],
        ["1", "嵊州通用机场项目", "谋划"],
    ]


def test_what_was_filled_in_is_on_the_sheet_of_lost_figures(
    office: Office, facts: PlanFacts, tmp_path: Path
) -> None:
    gap = next(gap for gap in facts.plan.gaps if gap.key == "4.5.b1.i2")
    by_hand = Supplement(
        "1",
        facts.slug,
        gap.key,
        gap.span,
        facts.anchor(gap),
        (("320",),),
        "亿元",
        "纸质本第30页",
        "2026-11-23",
        "张三",
    )
    filled = PlanFacts(facts.plan, supplements=[by_hand])
    write_xlsx(replace(_lines(project_table([filled])), plans=[filled]), tmp_path / "a.xlsx")
    lost = _sheets(office(tmp_path / "a.xlsx"))[2]
    assert [row[5:] for row in lost if row[1] == gap.key] == [
        ["320亿元", "纸质本第30页", "2026-11-23", "张三"]
    ]


@pytest.mark.parametrize(
    "sign", ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", " =1", "＝1", '=HYPERLINK("http://x")']
)
def test_no_value_becomes_a_formula(sign: str, tmp_path: Path) -> None:
    lines = _words(sign, "plain")
    write_xlsx(lines, tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert "hyperlink" not in " ".join(book.namelist())
    assert "<f>" not in sheet
    write_csv(lines, tmp_path / "a.csv")
    ((cell, plain),) = list(csv.reader(io.StringIO((tmp_path / "a.csv").read_text("utf-8-sig"))))[1:]
    assert (cell, plain) == (f"'{sign}", "plain")
    assert to_tsv(lines).splitlines()[1].startswith("'")
    assert "mso-number-format:'\\@'" in to_html(lines)


def test_no_word_becomes_a_formula_when_the_line_feed_before_it_goes() -> None:
    assert to_tsv(_words("\n=1", "plain")).splitlines()[1] == "'=1\tplain"


def test_numbers_below_zero_stay_numbers() -> None:
    column: Column[int] = Column("n", "数", lambda row: row, kind="number")
    table = RowTable("t", "表", [column], [-5], lambda _row: Place("p", "1"))
    lines = Lines(table, ("n",), [0])
    assert to_tsv(lines) == "数\n-5\n"
    assert "<td>-5</td>" in to_html(lines)


def test_csv_has_a_bom_and_chinese(projects: RowTable[ProjectRow], tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_csv(_lines(projects), path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))
    assert len(rows) == 78
    assert rows[1] == ["重大建设项目", "现代产业类", "", "（分类合计）", "55", "个", "〔缺〕", "", ""]


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_any_words_stay_in_their_cells_on_the_clipboard(cells: list[str]) -> None:
    (row,) = to_tsv(_words(*cells)).split("\n")[1:-1]
    assert len(row.split("\t")) == len(cells)
    parsed = ElementTree.fromstring(
        "".join(char for char in to_html(_words("a<b>&", "c")) if char.isprintable())
    )
    assert [cell.text for cell in parsed.iter("td")] == ["a<b>&", "c"]


@given(st.text())
def test_harmless_words_are_left_alone(text: str) -> None:
    assert harmless(text) in (text, f"'{text}")
    assert harmless(f"中{text}") == f"中{text}"


def test_progress_is_told_and_a_stopped_export_leaves_nothing(
    projects: RowTable[ProjectRow], tmp_path: Path
) -> None:
    lines = Lines(projects, ("name",), list(range(77)) * 40)
    told: list[tuple[float, float]] = []
    write_xlsx(lines, tmp_path / "a.xlsx", Progress(lambda done, whole, _words: told.append((done, whole))))
    assert told == [(1000, 3080), (2000, 3080), (3000, 3080), (3080, 3080)]
    told.clear()
    stopped = Progress(lambda done, whole, _words: told.append((done, whole)), lambda: len(told) == 2)
    with pytest.raises(Stopped):
        write_xlsx(lines, tmp_path / "b.xlsx", stopped)
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


def test_a_file_that_cannot_be_written_is_one_sentence(
    projects: RowTable[ProjectRow], tmp_path: Path
) -> None:
    for write in (
        lambda path: write_csv(_lines(projects), path),
        lambda path: write_xlsx(_lines(projects), path),
    ):
        with pytest.raises(ExportError, match="没有写成：文件夹不存在"):
            write(tmp_path / "none" / "a.out")
    assert list(tmp_path.iterdir()) == []
