"""Workbooks become plans of tables: what is read is what each sheet shows, and nothing else."""

import re
import time
from collections.abc import Callable

import pytest

from db.errors import SourceError
from db.records import Plan, PlanInfo
from db.source.formats.detection import read_source
from db.source.formats.sheets import SHEETS
from db.source.importer import plan_of
from db.source.meta import Meta
from tests.db.source.hostile.packages import zipped
from tests.db.source.hostile.sheets import MAIN, packed_ods, packed_xlsx

META = Meta(PlanInfo("x", "", "", "", ""))


def read(data: bytes, name: str) -> Plan:
    return plan_of(read_source(data, name), META, name)


def words(plan: Plan) -> list[str]:
    return [passage.text for passage in plan.passages if passage.kind != "heading"]


def gone(plan: Plan) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in plan.dropped:
        found.setdefault(each.why, []).append(each.text)
    return found


def inline(place: str, said: str, style: int = 0) -> str:
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{said}</t></is></c>'


def number(place: str, value: str, style: int = 0) -> str:
    return f'<c r="{place}" s="{style}"><v>{value}</v></c>'


def sheet(*rows: str, before: str = "", after: str = "") -> str:
    """The content of a sheet; a row may begin with attributes and a bar."""
    made = ""
    for at, row in enumerate(rows, start=1):
        attributes, bar, cells = row.rpartition("|")
        made += f'<row r="{at}" {attributes if bar else ""}>{cells}</row>'
    return f"{before}<sheetData>{made}</sheetData>{after}"


def styles(*codes: str, fonts: str = "") -> str:
    """Formats of cells from number 1 on, each with its number's format, and one for each font."""
    listed = "".join(f'<numFmt numFmtId="{200 + at}" formatCode="{code}"/>' for at, code in enumerate(codes))
    looks = '<xf numFmtId="0" fontId="0"/>'
    looks += "".join(f'<xf numFmtId="{200 + at}" fontId="0"/>' for at in range(len(codes)))
    looks += "".join(f'<xf numFmtId="0" fontId="{at}"/>' for at in range(1, fonts.count("<font>") + 1))
    return f"<styleSheet {MAIN}><numFmts>{listed}</numFmts><fonts><font/>{fonts}</fonts><cellXfs>{looks}</cellXfs></styleSheet>"


PROJECTS = sheet(
    inline("A1", "附件2"),
    inline("A2", "云溪县“十五五”重点项目表"),
    inline("C3", "单位：万元"),
    inline("A4", "序号") + inline("B4", "项目名称") + inline("C4", "总投资"),
    number("A5", "1") + inline("B5", "青阳水库工程") + number("C5", "12345.678", 1),
    number("A6", "2") + inline("B6", "白石公路&#10;120") + number("C6", "0.1", 2),
    inline("A7", "注：总投资为估算数。"),
    after='<mergeCells><mergeCell ref="A2:C2"/><mergeCell ref="A7:C7"/></mergeCells>',
)


def test_a_sheet_is_one_table_with_its_title_unit_and_note() -> None:
    plan = read(packed_xlsx({"Sheet1": PROJECTS}, styles("#,##0.0", "0%")), "附件.xlsx")
    assert (plan.info.title, plan.info.jurisdiction, plan.info.period) == (
        "云溪县“十五五”重点项目表",
        "云溪县",
        "2026–2030",
    )
    assert all(chapter.own_title for chapter in plan.chapters), "no chapter is made up"
    (table,) = plan.tables
    assert table.title == "附件2　云溪县“十五五”重点项目表"
    assert table.columns == ("序号", "项目名称", "总投资")
    assert table.rows == (("1", "青阳水库工程", "12,345.7"), ("2", "白石公路　120", "10%"))
    assert words(plan)[:2] == [table.title, "单位：万元"]
    assert words(plan)[-1] == "注：总投资为估算数。"
    assert {project.name for project in plan.projects} >= {"青阳水库工程", "白石公路　120"}


def test_an_indicator_table_in_a_sheet_gives_targets() -> None:
    content = sheet(
        "".join(map(inline, ("A1", "B1", "C1", "D1"), ("指标", "2025年", "2030年", "属性"))),
        inline("A2", "城镇化率（%）")
        + number("B2", "0.655", 1)
        + number("C2", "0.7", 1)
        + inline("D2", "预期性"),
        inline("A3", "粮食产量（万吨）") + number("B3", "25.1") + number("C3", "26") + inline("D3", "约束性"),
    )
    plan = read(packed_xlsx({"主要指标": content, "Sheet2": sheet()}, styles("0.0%")), "云溪县规划.xlsx")
    found = {(target.value, target.unit, target.year, target.binding) for target in plan.targets}
    assert found == {(70.0, "%", 2030, "预期性"), (26.0, "万吨", 2030, "约束性")}
    assert plan.info.title == "云溪县规划"
    assert plan.tables[0].title == "主要指标"


def test_heads_of_several_rows_are_put_together() -> None:
    content = sheet(
        inline("A1", "项目名称") + inline("B1", "投资（万元）"),
        inline("B2", "2026年") + inline("C2", "2027年"),
        inline("A3", "青阳水库") + number("B3", "5") + number("C3", "6"),
        after='<mergeCells><mergeCell ref="A1:A2"/><mergeCell ref="B1:C1"/></mergeCells>',
    )
    (table,) = read(packed_xlsx({"Sheet1": content}), "表.xlsx").tables
    assert table.columns == ("项目名称", "投资（万元）2026年", "投资（万元）2027年")
    assert table.rows == (("青阳水库", "5", "6"),)


@pytest.mark.parametrize("merged", ["", '<mergeCells><mergeCell ref="C1:D1"/></mergeCells>'])
def test_heads_of_two_rows_that_nobody_merged_are_put_together(merged: str) -> None:
    content = sheet(
        inline("A1", "序号") + inline("B1", "项目名称") + inline("C1", "投资（万元）") + inline("E1", "备注"),
        inline("C2", "2026年") + inline("D2", "2027年"),
        number("A3", "1")
        + inline("B3", "青阳水库")
        + number("C3", "5")
        + number("D3", "6")
        + inline("E3", "无"),
        after=merged,
    )
    (table,) = read(packed_xlsx({"Sheet1": content}), "表.xlsx").tables
    assert table.columns == ("序号", "项目名称", "投资（万元）2026年", "投资（万元）2027年", "备注")
    assert table.rows == (("1", "青阳水库", "5", "6", "无"),)


def test_a_unit_below_a_head_belongs_to_it_and_a_row_without_its_first_cell_is_no_head() -> None:
    heads = inline("A1", "类别") + inline("B1", "项目名称") + inline("C1", "总投资")
    data = inline("A3", "交通") + inline("B3", "甲路") + number("C3", "5")
    (table,) = read(packed_xlsx({"Sheet1": sheet(heads, inline("C2", "（万元）"), data)}), "表.xlsx").tables
    assert table.columns == ("类别", "项目名称", "总投资（万元）")
    row_two = inline("B2", "乙路") + inline("C2", "待定")
    (table,) = read(packed_xlsx({"Sheet1": sheet(heads, row_two, data)}), "表.xlsx").tables
    assert table.rows == (("", "乙路", "待定"), ("交通", "甲路", "5"))


def test_sheets_are_told_apart_by_their_names() -> None:
    content = sheet(
        inline("A1", "云溪县重点项目表"),
        inline("A2", "项目名称") + inline("B2", "备注"),
        inline("A3", "甲路") + inline("B3", "无"),
    )
    plan = read(packed_xlsx({"交通": content, "水利": content}), "云溪县项目.xlsx")
    assert [table.title for table in plan.tables] == ["交通　云溪县重点项目表", "水利　云溪县重点项目表"]


def test_a_name_of_a_sheet_that_is_broken_over_lines_is_one() -> None:
    content = sheet(inline("A1", "项目") + inline("B1", "投资"), inline("A2", "甲路") + number("B2", "5"))
    data = packed_xlsx(
        {"重点\u2028项目": content, "其他_x000A_项目": content, "底\u2028稿": content},
        states={"底\u2028稿": "hidden"},
    )
    plan = read(data, "表.xlsx")
    assert [found.title for found in plan.tables] == ["重点项目", "其他项目"]
    assert gone(plan) == {"隐藏的工作表“底稿”": ["项目　投资", "甲路　5"]}


def test_what_is_hidden_is_left_out_and_listed() -> None:
    content = sheet(
        inline("A1", "项目名称") + inline("B1", "投资") + inline("D1", "内部价"),
        inline("A2", "甲路") + number("B2", "5") + number("D2", "41"),
        'hidden="1"|' + inline("A3", "乙路") + number("B3", "42"),
        'ht="0"|' + inline("A4", "丙路") + number("B4", "43"),
        inline("A5", "丁路") + number("B5", "44", 1) + inline("A6", "戊路", 2),
        before='<cols><col min="4" max="16384" hidden="1" width="9"/></cols>',
    )
    fonts = '<font><color rgb="FFFFFFFF"/></font>'
    data = packed_xlsx(
        {"Sheet1": content, "底稿": sheet(inline("A1", "秘密") + number("B1", "45"))},
        styles(";;;", fonts=fonts),
        states={"底稿": "veryHidden"},
    )
    plan = read(data, "表.xlsx")
    assert words(plan)[-3:] == ["项目名称　投资", "甲路　5", "丁路"]
    assert gone(plan) == {
        "隐藏的列": ["内部价", "41"],
        "隐藏的行": ["乙路　42", "丙路　43"],
        "隐藏的文字": ["44", "戊路"],
        "隐藏的工作表“底稿”": ["秘密　45"],
    }


def test_a_merged_cell_shows_its_first_words_also_where_their_row_is_hidden() -> None:
    content = sheet(
        inline("A1", "类别") + inline("B1", "项目名称"),
        'hidden="1"|' + inline("A2", "交通") + inline("B2", "甲路"),
        inline("A3", "盖住3") + inline("B3", "乙路"),
        inline("B4", "丙路"),
        after='<mergeCells><mergeCell ref="A2:A4"/></mergeCells>',
    )
    plan = read(packed_xlsx({"Sheet1": content}), "表.xlsx")
    assert plan.tables[0].rows == (("交通", "乙路"), ("交通", "丙路"))
    assert gone(plan)["隐藏的文字"] == ["盖住3"]


def test_merged_cells_over_thousands_of_hidden_columns_are_read_at_once() -> None:
    hidden = "".join(f'<col min="{at}" max="{at}" hidden="1"/>' for at in range(16_383, 0, -1))
    rows = [inline(f"A{at}", f"项目{at}") for at in range(1, 21)] + [inline("XFD21", "末")]
    merges = "".join(f'<mergeCell ref="A{at}:XFD{at}"/>' for at in range(1, 21))
    data = packed_xlsx(
        {"a": sheet(*rows, before=f"<cols>{hidden}</cols>", after=f"<mergeCells>{merges}</mergeCells>")}
    )
    begun = time.process_time()
    assert words(read(data, "表.xlsx"))[-20:] == [*(f"项目{at}" for at in range(2, 21)), "末"]
    assert time.process_time() - begun < 5.0


def test_thousands_of_cells_merged_over_whole_rows_are_read_at_once() -> None:
    rows = [inline(f"A{at}", "项目") for at in range(1, 8_001)]
    merges = "".join(f'<mergeCell ref="A{at}:XFD{at}"/>' for at in range(1, 8_001))
    source = packed_xlsx({"a": sheet(*rows, after=f"<mergeCells>{merges}</mergeCells>")})
    begun = time.process_time()
    assert len(read_source(source, "表.xlsx").lines[0].numbers) == 8_000
    assert time.process_time() - begun < 5.0


def test_a_formula_without_a_result_is_lost_and_never_worked_out() -> None:
    content = sheet(
        inline("A1", "项目名称") + inline("B1", "投资（亿元）"),
        inline("A2", "甲路") + '<c r="B2"><f>SUM(1,2)</f></c>',
        inline("A3", "乙路") + '<c r="B3"><f>SUM(1,2)</f><v></v></c>',
        inline("A4", "丙路") + '<c r="B4"><f>SUM(1,2)</f><v>3</v></c>',
        inline("A5", "丁路") + '<c r="B5" t="str"><f>""</f><v></v></c>',
        inline("A6", "戊路") + '<c r="B6" t="e"><f>A1</f><v>#REF!</v></c>',
    )
    plan = read(packed_xlsx({"Sheet1": content}), "表.xlsx")
    assert [gap.kind for gap in plan.gaps] == ["count", "count"]
    assert {gap.key for gap in plan.gaps} == {"0.t1.i2", "0.t1.i3"}
    assert words(plan)[-3:] == ["丙路　3", "丁路", "戊路　#REF!"]
    told = "".join(doubt.why for doubt in plan.doubts)
    assert "2 个公式没有保存计算结果" in told
    assert "1 个单元格是错误值" in told


def test_raised_digits_and_struck_words_in_a_cell() -> None:
    rich = (
        "<r><t>企业120</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>1</t></r><r><t>家，</t></r>"
        "<r><rPr><strike/></rPr><t>旧数99</t></r><r><t>3.2×10</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>8</t></r>"
        "<rPh sb='0' eb='1'><t>qi</t></rPh>"
    )
    content = sheet(
        inline("A1", "项目") + inline("B1", "说明"),
        inline("A2", "甲") + f'<c r="B2" t="inlineStr"><is>{rich}</is></c>',
        inline("A3", "乙88", 1) + inline("B3", "无"),
    )
    plan = read(packed_xlsx({"Sheet1": content}, styles(fonts="<font><strike/></font>")), "表.xlsx")
    assert words(plan)[-2:] == ["甲　企业120［1］家，3.2×10⁸", "无"]
    assert gone(plan) == {"已删除或划掉的文字": ["旧数99", "乙88"]}


def test_a_number_in_an_unknown_format_stands_as_it_is_stored_and_is_doubted() -> None:
    content = sheet(
        inline("A1", "指标") + inline("B1", "数值"),
        inline("A2", "占比") + number("B2", "0.30000000000000004", 1),
    )
    plan = read(packed_xlsx({"Sheet1": content}, styles("# ??/??")), "表.xlsx")
    assert words(plan)[-1] == "占比　0.30000000000000004"
    assert any("1 个数的显示格式不能识别" in doubt.why for doubt in plan.doubts)


def test_what_is_not_understood_in_a_hidden_sheet_is_no_doubt_and_all_its_words_are_listed() -> None:
    shown = sheet(inline("A1", "指标") + inline("B1", "数值"), inline("A2", "占比") + inline("B2", "1%"))
    hidden = sheet(
        number("A1", "0.5", 1) + inline("B1", "划掉3", 2) + inline("C1", "留着"),
        '<c r="A2" t="e"><v>#REF!</v></c><c r="B2"><f>A1</f></c><c r="C2" t="s"><v>9</v></c>',
    )
    links = (
        '<Relationships><Relationship Id="a" Type="x/drawing" Target="../d.xml"/>'
        '<Relationship Id="b" Type="x/comments" Target="../c.xml"/></Relationships>'
    )
    data = packed_xlsx(
        {"Sheet1": shown, "底稿": hidden},
        styles("# ?/?", fonts="<font><strike/></font>"),
        states={"底稿": "hidden"},
        parts={
            "xl/worksheets/_rels/sheet2.xml.rels": links,
            "xl/d.xml": "<d><sp><txBody><p><r><t>框里6</t></r></p></txBody></sp><pic/></d>",
            "xl/c.xml": '<c><comment ref="A1"><text><t>批7</t></text></comment></c>',
        },
    )
    plan = read(data, "表.xlsx")
    assert plan.doubts == ()
    assert gone(plan) == {"隐藏的工作表“底稿”": ["0.5　留着", "#REF!　〓", "框里6", "划掉3", "批7"]}


def test_sheets_beyond_the_first_are_doubted_in_every_format() -> None:
    content = sheet(inline("A1", "项目") + inline("B1", "投资"), inline("A2", "甲") + number("B2", "5"))
    rows = row(cell("项目"), cell("投资")), row(cell("甲"), cell("5"))
    for data, name in (
        (packed_xlsx({f"名{at}": content for at in range(SHEETS + 3)}), "表.xlsx"),
        (packed_ods("".join(table(*rows, name=f"名{at}") for at in range(SHEETS + 3))), "表.ods"),
    ):
        source = read_source(data, name)
        assert len(source.lines) == SHEETS
        assert source.doubts == (f"工作表太多，只读了前 {SHEETS} 张。",)


def test_days_count_from_1904_where_the_workbook_says_so() -> None:
    content = sheet(
        inline("A1", "项目") + inline("B1", "时间"), inline("A2", "甲") + number("B2", "44561", 1)
    )
    data = packed_xlsx({"Sheet1": content}, styles("yyyy年m月"), workbook='<workbookPr date1904="1"/>')
    assert words(read(data, "表.xlsx"))[-1] == "甲　2026年1月"


def test_a_text_box_is_read_and_a_chart_is_told() -> None:
    drawing = (
        "<wsDr><sp><txBody><p><r><t>到2030年建成。</t></r></p></txBody></sp><graphicFrame/><pic/></wsDr>"
    )
    data = packed_xlsx(
        {
            "Sheet1": sheet(
                inline("A1", "项目") + inline("B1", "投资"), inline("A2", "甲") + number("B2", "5")
            )
        },
        parts={
            "xl/worksheets/_rels/sheet1.xml.rels": '<Relationships><Relationship Id="a" Type="x/drawing" Target="../d.xml"/></Relationships>',
            "xl/d.xml": drawing,
        },
    )
    plan = read(data, "表.xlsx")
    assert "到2030年建成。" in words(plan)
    told = "".join(doubt.why for doubt in plan.doubts)
    assert "1 处图表没有读出来" in told
    assert "1 处图片没有读出来" in told


def test_remarks_that_people_answer_are_listed_once() -> None:
    notes = (
        "<comments><authors><author>tc={1}</author><author>王</author></authors><commentList>"
        '<comment ref="A1" authorId="0"><text><t>[Threaded comment] 请核实5</t></text></comment>'
        '<comment ref="B2" authorId="1"><text><t>旧批6</t></text></comment>'
        '<comment ref="C3" authorId="0"><text><t>只有副本7</t></text></comment></commentList></comments>'
    )
    talks = (
        '<ThreadedComments><threadedComment ref="A1" id="1"><text>请核实5</text></threadedComment>'
        '<threadedComment ref="A1" parentId="1"><text>已核8</text></threadedComment></ThreadedComments>'
    )
    links = "".join(
        f'<Relationship Id="{kind}" Type="x/{kind}" Target="../{kind}.xml"/>'
        for kind in ("comments", "threadedComment")
    )
    parts = {
        "xl/worksheets/_rels/sheet1.xml.rels": f"<Relationships>{links}</Relationships>",
        "xl/comments.xml": notes,
        "xl/threadedComment.xml": talks,
    }
    content = sheet(inline("A1", "项目") + inline("B1", "投资"), inline("A2", "甲路") + number("B2", "5"))
    assert gone(read(packed_xlsx({"a": content}, parts=parts), "表.xlsx")) == {
        "批注（A1）": ["请核实5", "已核8"],
        "批注（B2）": ["旧批6"],
        "批注（C3）": ["只有副本7"],
    }


# Tables in plain text

CSV = '项目名称,总投资（亿元）,编号\r\n"青阳,水库\n二期","1,234.50",007\r\n白石公路,1E-3,\r\n'


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_in_text_stays_as_it_is_written(codec: str, separator: str) -> None:
    text = (
        CSV.replace(",", separator).replace(f"青阳{separator}", "青阳,").replace(f"1{separator}234", "1,234")
    )
    plan = read(text.encode(codec), "云溪县项目.csv")
    assert plan.tables[0].rows == (("青阳，水库　二期", "1,234.50", "007"), ("白石公路", "1E-3", ""))
    assert plan.info.title == "云溪县项目"


def test_a_table_in_big5_and_one_that_names_its_separator() -> None:
    text = "sep=;\n計畫名稱;投資\n雲溪縣水利建設工程規劃;5\n"
    assert words(read(text.encode("big5"), "表.csv"))[-1] == "雲溪縣水利建設工程規劃　5"


@pytest.mark.parametrize("name", ["表.xls", "表.et", "表.xlsx"])
def test_a_text_with_tabs_that_is_called_a_workbook_is_read(name: str) -> None:
    plan = read('项目名称\t总投资\n青阳水库\t="00120"\n'.encode("gb18030"), name)
    assert plan.tables[0].rows == (("青阳水库", "00120"),)


@pytest.mark.parametrize(
    "head",
    [
        "<html><body>",
        "",
        "<style>td{}</style>",
        "\ufeff<html xmlns:x='urn:schemas-microsoft-com:office:excel'>",
    ],
)
def test_a_web_page_that_is_called_a_workbook_is_read(head: str) -> None:
    page = f"{head}<table><tr><td>项目名称<td>总投资<tr><td>青阳水库<td>120<br>350</table>"
    assert read(page.encode(), "表.xls").tables[0].rows == (("青阳水库", "120　350"),)


# OpenDocument


def cell(said: str = "", attributes: str = "") -> str:
    return f"<table:table-cell {attributes}>{''.join(f'<text:p>{line}</text:p>' for line in said.split('|') if line)}</table:table-cell>"


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def table(*rows: str, name: str = "Sheet1", style: str = "") -> str:
    return f'<table:table table:name="{name}" table:style-name="{style}">{"".join(rows)}</table:table>'


def test_an_open_document_shows_its_own_words() -> None:
    annotation = (
        "<office:annotation><dc:date xmlns:dc='d'>2026</dc:date><text:p>请核对77</text:p></office:annotation>"
    )
    data = packed_ods(
        table(
            "<table:table-column/><table:table-column/><table:table-column table:visibility='collapse'/>",
            row(cell("云溪县主要指标表", "table:number-columns-spanned='2'"), "<table:covered-table-cell/>"),
            row(cell("指标"), cell("2030年"), cell("藏3")),
            row(
                cell("城镇化率"),
                cell("70.0%", "office:value-type='percentage' office:value='0.7'"),
                cell("41"),
            ),
            row(
                cell("粮食|产量"), f"<table:table-cell>{annotation}<text:p>1,234</text:p></table:table-cell>"
            ),
            row(cell("藏行"), cell("42"), attributes="table:visibility='filter'"),
            row(cell("公式"), cell("", "table:formula='of:=1+2'")),
            row(cell("错误"), cell("#REF!", "table:formula='of:=A1'")),
            row(
                cell("两遍", "table:number-columns-repeated='2'"), attributes="table:number-rows-repeated='2'"
            ),
            row(
                cell("", "table:number-columns-repeated='16384'"),
                attributes="table:number-rows-repeated='1048000'",
            ),
        )
        + table(row(cell("秘密")), name="底稿", style="ta1"),
        "<style:style style:name='ta1'><style:table-properties table:display='false'/></style:style>",
    )
    plan = read(data, "表.ods")
    (found,) = plan.tables
    assert (found.title, plan.info.title) == ("云溪县主要指标表", "云溪县主要指标表")
    assert found.rows == (
        ("城镇化率", "70.0%"), ("粮食　产量", "1,234"), ("公式", "〓"), ("错误", "#REF!"), ("两遍", "两遍"), ("两遍", "两遍"),
    )  # fmt: skip
    assert gone(plan) == {
        "隐藏的列": ["藏3", "41"],
        "隐藏的行": ["藏行　42"],
        "批注": ["请核对77"],
        "隐藏的工作表“底稿”": ["秘密"],
    }
    assert len(plan.gaps) == 1


def test_an_open_document_keeps_back_what_its_cells_do_not_show() -> None:
    value = "office:value-type='float' office:value='{0}' table:style-name='{1}'"
    number = "<number:number-style style:name='{0}'>{1}</number:number-style>"
    style = "<style:style style:name='{0}' style:family='table-cell' {1}>{2}</style:style>"
    white = "<style:text-properties fo:color='#ffffff'/>"
    data = packed_ods(
        table(
            "<table:table-column table:default-cell-style-name='plain'/><table:table-column/>"
            "<table:table-column table:default-cell-style-name='white'/>",
            row(cell("指标"), cell("2025年"), cell("页边9"), cell("2030年")),
            row(cell("甲"), cell("58.5", value.format("58.5", "struck")), cell(""), cell("1")),
            row(cell("乙"), cell("44", value.format("44", "white")), cell(""), cell("2")),
            row(cell("丙"), cell("45", value.format("45", "dark")), cell(""), cell("3")),
            row(cell("丁"), cell("", value.format("46", "none")), cell(""), cell("4")),
            row(cell("戊"), cell("", value.format("47", "zero")), cell(""), cell("5")),
            row(
                cell("己"),
                f"<table:table-cell {value.format('48', '')}><text:p/></table:table-cell>",
                cell(""),
                cell("6"),
            ),
        ),
        number.format("N1P0", "<number:text/>")
        + number.format("N1", "<number:text/><style:map style:apply-style-name='N1P0'/>")
        + number.format("N2", "<number:number/>")
        + style.format("plain", "", "")
        + style.format("struck", "", "<style:text-properties style:text-line-through-style='solid'/>")
        + style.format("white", "", white)
        + style.format("dark", "", white + "<style:table-cell-properties fo:background-color='#1f4e79'/>")
        + style.format("none", "style:data-style-name='N1'", "")
        + style.format("zero", "style:data-style-name='N2'", ""),
    )
    plan = read(data, "表.ods")
    shown = "　".join(words(plan))
    assert [each for each in ("58.5", "44", "45", "46", "47", "48", "页边9") if each in shown] == ["45", "47"]
    assert gone(plan) == {"已删除或划掉的文字": ["58.5"], "隐藏的文字": ["页边9", "44", "46", "48"]}


DRAWN = "<text:p>框前</text:p><table:table>{}</table:table><text:p>框后</text:p>"
INNER = row(cell("内甲"), cell("120")) + row(cell("内乙"), cell("350"))


@pytest.mark.parametrize(
    ("within", "first", "texts"),
    [
        (f"<draw:frame><draw:text-box>{DRAWN.format(INNER)}</draw:text-box></draw:frame>", "项目", ["框前", "内甲", "120", "内乙", "350", "框后"]),
        (f"<draw:frame><draw:object>{DRAWN.format(INNER)}</draw:object></draw:frame>", "项目", ["框前", "框后"]),
        (f"<table:table table:is-sub-table='true'>{INNER}</table:table>", "项目　内甲　120　内乙　350", []),
    ],
)  # fmt: skip
def test_a_table_within_a_sheet_is_words_and_the_sheet_goes_on(
    within: str, first: str, texts: list[str]
) -> None:
    data = packed_ods(
        table(
            row(f"<table:table-cell><text:p>项目</text:p>{within}</table:table-cell>", cell("投资")),
            row(cell("水库"), cell("5")),
            name="甲",
        )
        + table(row(cell("指标"), cell("数值")), row(cell("人口"), cell("7")), name="乙")
    )
    source = read_source(data, "表.ods")
    grids = [[piece.text for piece in line.grid.pieces] for line in source.lines if line.grid]
    assert grids == [["甲", *first.split("　"), "投资", "水库", "5"], ["乙", "指标", "数值", "人口", "7"]]
    assert [line.text for line in source.lines if not line.grid] == texts
    assert source.doubts == (("有 1 处图表没有读出来，请对照原文件。",) if "object" in within else ())


# What can't be read


def _empty() -> bytes:
    return packed_xlsx({"Sheet1": sheet()})


def _pictures() -> bytes:
    links = '<Relationships><Relationship Id="a" Type="x/drawing" Target="../d.xml"/></Relationships>'
    return packed_xlsx(
        {"Sheet1": sheet()}, parts={"xl/worksheets/_rels/sheet1.xml.rels": links, "xl/d.xml": "<d><pic/></d>"}
    )


def _hidden() -> bytes:
    return packed_xlsx({"Sheet1": sheet(inline("A1", "秘密"))}, states={"Sheet1": "hidden"})


def _large() -> bytes:
    rows = "".join(f'<row r="{at}">{number(f"A{at}", "1") * 100}</row>' for at in range(1, 1_200))
    return packed_xlsx({"Sheet1": f"<sheetData>{rows}</sheetData>"})


MANIFEST = "<a><encryption-data/></a>"
REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "empty": ("a.xlsx", _empty, "空的"),
    "pictures": ("a.xlsx", _pictures, "图片"),
    "hidden": ("a.xlsx", _hidden, "隐藏"),
    "large": ("a.xlsx", _large, "太大"),
    "no sheets": ("a.xlsx", lambda: zipped({"xl/workbook.xml": "<workbook/>"}), "没有工作表"),
    "binary": ("a.xlsb", lambda: zipped({"xl/workbook.bin": "x"}), "xlsb"),
    "slides": ("a.pptx", lambda: zipped({"ppt/slide.xml": "x"}), "演示文稿"),
    "open password": (
        "a.ods",
        lambda: zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "x", "META-INF/manifest.xml": MANIFEST}),
        "密码",
    ),
    "damaged": ("a.xlsx", lambda: packed_xlsx({"a": "<sheetData><row>"}), "损坏"),
    "bomb": ("a.xlsx", lambda: packed_xlsx({"a": " " * 100_000_000}), "大得不正常"),
    "many": ("a.xlsx", lambda: packed_xlsx({f"{at}": " " * 3_900_000 for at in range(30)}), "大得不正常"),
    "very old": ("a.xls", lambda: b"\x09\x04\x06\0" + bytes(40), "很旧的 Excel"),
    "2003": ("a.xls", lambda: b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "2003"),
    "empty text": ("a.csv", lambda: b",,,\n,,\n", "空的"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_can_not_be_read_is_refused_in_a_sentence_that_names_why(case: str) -> None:
    name, make, why = REFUSED[case]
    with pytest.raises(SourceError, match=why) as told:
        read(make(), name)
    assert str(told.value).endswith("。")
    assert "\n" not in str(told.value)


def test_an_entity_is_refused_in_every_part() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY a "ha">]>'
    for part in ("xl/styles.xml", "xl/sharedStrings.xml", "xl/workbook.xml"):
        with pytest.raises(SourceError, match="损坏"):
            read(
                packed_xlsx({"a": PROJECTS}, parts={part: f"{bomb}<sst><si><t>&a;</t></si></sst>"}), "a.xlsx"
            )


def test_hundreds_of_thousands_of_empty_rows_are_passed_over() -> None:
    rows = f'<row r="9">{inline("A9", "项目名称")}{inline("XFD9", "末列")}</row>'
    rows += f'<row r="11">{inline("A11", "甲路")}</row>'
    rows += "".join(f'<row r="{at}" s="1" ht="15"><c r="B{at}" s="1"/></row>' for at in range(12, 300_000))
    data = packed_xlsx({"Sheet1": f"<sheetData>{rows}</sheetData>"})
    assert words(read(data, "表.xlsx"))[-2:] == ["项目名称　末列", "甲路"]


@pytest.mark.parametrize("attribute", ["numFmtId", "fontId", "fillId"])
def test_a_style_with_a_number_of_thousands_of_digits_is_a_plain_one(attribute: str) -> None:
    odd = f'<styleSheet {MAIN}><cellXfs><xf {attribute}="{"9" * 5_000}"/></cellXfs></styleSheet>'
    content = sheet(
        inline("A1", "项目名称") + inline("B1", "投资"), inline("A2", "甲路") + number("B2", "0.5")
    )
    assert words(read(packed_xlsx({"a": content}, odd), "表.xlsx"))[-1] == "甲路　0.5"


def test_half_a_character_in_a_cell_is_an_unknown_sign() -> None:
    content = sheet(
        inline("A1", "项目名称") + inline("B1", "总投资"),
        inline("A2", "甲_xD83D_路_xD842__xDFB7__x0041_") + '<c r="B2" t="str"><v>5_xDC00_</v></c>',
    )
    plan = read(packed_xlsx({"乙_xD83D_": content, "二_xDC00_": sheet(inline("A1", "丙"))}), "表.xlsx")
    assert words(plan)[1:3] == ["项目名称　总投资", "甲\ufffd路𠮷A　5\ufffd"]
    assert not [each for each in (*words(plan), *gone(plan)) if re.search("[\ud800-\udfff]", each)]


def test_a_shared_text_that_is_not_there_is_told_and_letters_of_parts_are_alike() -> None:
    content = sheet(
        inline("A1", "项目") + inline("B1", "投资"), '<c r="A2" t="s"><v>0</v></c><c r="B2"><v>5</v></c>'
    )
    strings = f"<sst {MAIN}><si><t>青阳水库</t></si></sst>"
    plan = read(packed_xlsx({"a": content}, parts={"xl/SharedStrings.xml": strings}), "表.xlsx")
    assert words(plan)[-1] == "青阳水库　5"
    plan = read(packed_xlsx({"a": content}), "表.xlsx")
    assert any("1 个单元格的文字不在文件里" in doubt.why for doubt in plan.doubts)
    only = sheet('<c r="A1" t="s"><v>0</v></c>')
    with pytest.raises(SourceError, match="已损坏"):
        read(packed_xlsx({"a": only}), "表.xlsx")


def test_a_workbook_in_one_web_file_is_read_sheet_by_sheet() -> None:
    head = 'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n'
    pages = (
        "<html><frameset><frame src=sheet001.htm></frameset><noframes><body>此页使用了框架，而您的浏览器不支持框架。</body></noframes></html>",
        "<html><body><table><tr><td>项目名称<td>总投资<tr><td>青阳水库<td>5</table></body></html>",
        "<html><body><table><tr><td>指标<td>数值<tr><td>人口<td>7</table></body></html>",
    )
    part = "--x\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
    plan = read((head + "".join(f"{part}{page}\n" for page in pages) + "--x--\n").encode(), "表.xls")
    assert [table.rows for table in plan.tables] == [(("青阳水库", "5"),), (("人口", "7"),)]
    assert not any("框架" in said for said in words(plan))


def test_a_sheet_whose_words_are_all_struck_out_says_that_they_are_hidden() -> None:
    struck = styles(fonts="<font><strike/></font>")
    with pytest.raises(SourceError, match="隐藏"):
        read(packed_xlsx({"a": sheet(inline("A1", "取消的项目", 1))}, struck), "表.xlsx")
