"""What nobody sees is not read, and told: deleted, struck out, hidden, and how characters are read."""

import io
import zipfile

import pytest

from db.records import PlanInfo
from db.source.formats.detection import read_source
from db.source.importer import plan_of
from db.source.meta import Meta
from tests.db.source.hostile.writers import W, packed, run

SHOWN = "全县宽带用户达到二十六万户。"


def both(data: bytes, name: str) -> tuple[list[str], list[str]]:
    """The lines of the text, and those beside it."""
    lines = read_source(data, name).lines
    return [line.text for line in lines if not line.aside], [line.text for line in lines if line.aside]


@pytest.mark.parametrize(
    "gone",
    [
        run("二十五万", "<w:vanish/>"),
        run("二十五万", "<w:strike/>"),
        run("二十五万", "<w:dstrike/>"),
        run("二十五万", '<w:rStyle w:val="gone"/>'),
        run("二十五万", '<w:rStyle w:val="struck"/>'),
        run("二十五万", '<w:color w:val="FFFFFF"/>'),
        run("二十五万", '<w:sz w:val="2"/>'),
        f'<w:del w:id="1">{run("二十五万", tag="delText")}</w:del>',
        f'<w:moveFrom w:id="1">{run("二十五万")}</w:moveFrom>',
        f'<w:hyperlink><w:ins w:id="2">{run("二十五万", "<w:strike/>")}</w:ins></w:hyperlink>',
    ],
)
def test_words_of_a_word_document_that_nobody_sees(gone: str) -> None:
    styles = (
        f'<w:styles {W}><w:style w:type="character" w:styleId="base"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="gone"><w:basedOn w:val="base"/></w:style>'
        '<w:style w:type="character" w:styleId="struck"><w:rPr><w:dstrike/></w:rPr></w:style></w:styles>'
    )
    body = f"<w:p>{run('全县宽带用户达到')}{gone}{run('二十六万户。')}</w:p>"
    assert both(packed(body, styles=styles), "a.docx") == ([SHOWN], ["二十五万"])
    table = f"<w:tbl><w:tr><w:tc>{body}</w:tc><w:tc><w:p>{run('2030年')}</w:p></w:tc></w:tr></w:tbl>"
    source = read_source(packed(table, styles=styles), "a.docx")
    assert source.lines[0].grid is not None
    assert [cell.text for cell in source.lines[0].grid.cells] == [SHOWN, "2030年"]
    assert [line.text for line in source.lines[1:]] == ["二十五万"]


@pytest.mark.parametrize(
    "seen",
    [
        run("二十六万", '<w:vanish w:val="0"/>'),
        run("二十六万", '<w:strike w:val="false"/>'),
        run("二十六万", '<w:color w:val="FFFFFF"/><w:highlight w:val="blue"/>'),
        run("二十六万", '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="1F4E79"/>'),
        f'<w:ins w:id="1">{run("二十六万")}</w:ins>',
    ],
)
def test_words_of_a_word_document_that_are_seen(seen: str) -> None:
    body = f"<w:p>{run('全县宽带用户达到')}{seen}{run('户。')}</w:p>"
    assert both(packed(body), "a.docx") == ([SHOWN], [])


def test_white_words_on_a_ground_are_the_head_of_a_table() -> None:
    def table(cell: str, of_table: str = "") -> bytes:
        words = run("指标", '<w:color w:val="FFFFFF"/>')
        return packed(
            f"<w:tbl><w:tblPr>{of_table}</w:tblPr><w:tr><w:tc><w:tcPr>{cell}</w:tcPr><w:p>{words}</w:p></w:tc></w:tr></w:tbl>"
        )

    dark, style = '<w:shd w:val="clear" w:fill="1F4E79"/>', '<w:tblStyle w:val="a"/>'
    for data in (table(dark), table("", style)):
        (line,) = read_source(data, "a.docx").lines
        assert line.grid is not None
    assert both(table(""), "a.docx") == ([], ["指标"])


def test_a_row_and_the_end_of_a_paragraph_that_were_deleted() -> None:
    def row(words: str, properties: str = "") -> str:
        return f"<w:tr><w:trPr>{properties}</w:trPr><w:tc><w:p>{run(words)}</w:p></w:tc><w:tc><w:p>{run('120')}</w:p></w:tc></w:tr>"

    deleted = row("绿地", '<w:del w:id="1"/>')
    table = f"<w:tbl>{row('里程')}{deleted}</w:tbl>"
    source = read_source(packed(table), "a.docx")
    assert source.lines[0].grid is not None
    assert [cell.text for cell in source.lines[0].grid.cells] == ["里程", "120"]
    assert [(line.text, line.aside) for line in source.lines[1:]] == [("绿地　120", "修订中已删除的文字")]
    ended = f'<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr>{run("推进建设")}</w:p><w:p>{run("交通网络。")}</w:p>'
    assert both(packed(ended), "a.docx") == (["推进建设交通网络。"], [])


@pytest.mark.parametrize(
    "gone",
    [
        "<span style='display:none'>二十五万</span>",
        "<span style='DISPLAY: none !important'>二十五万</span>",
        "<span hidden>二十五万</span>",
        "<span style='visibility:hidden'>二十五万</span>",
        "<span style='font-size:0'>二十五万</span>",
        "<span style='color:#fff'>二十五万</span>",
        "<font color=white>二十五万</font>",
        "<span style='color:transparent'>二十五万</span>",
        "<span style='opacity:0'>二十五万</span>",
        "<span style='position:absolute;left:-9999px'>二十五万</span>",
        "<span style='position:absolute;width:1px;height:1px;overflow:hidden'>二十五万</span>",
        "<span style='position:absolute;clip:rect(0,0,0,0)'>二十五万</span>",
        "<span class='a gone'>二十五万</span>",
        "<i id=none>二十五万</i>",
        "<del>二十五万</del>",
        "<s>二十五万</s>",
        "<strike>二十五万</strike>",
        "<u style='text-decoration: underline line-through'>二十五万</u>",
        "<div style='display:none'><p>二十五万</p></div>",
        "<span style='mso-hide:all'>二十五万</span>",
    ],
)
def test_words_of_a_page_that_nobody_sees(gone: str) -> None:
    page = f"<html><style>.gone, p.x {{display:none}} #none{{display : none}}</style><p>全县宽带用户达到{gone}二十六万户。"
    shown, told = both(page.encode(), "a.html")
    assert "".join(shown) == SHOWN
    assert told == ["二十五万"]


@pytest.mark.parametrize(
    "seen",
    [
        "<span style='visibility:hidden'><span style='visibility:visible'>二十六万</span></span>",
        "<span style='font-size:0'><b style='font-size:14px'>二十六万</b></span>",
        "<span style='background:#c00'><span style='color:#fff'>二十六万</span></span>",
        "<span style='text-indent:-2em'>二十六万</span>",
        "<i class=print>二十六万</i>",
        "<ins>二十六万</ins>",
        "<span style='color:white' class=head>二十六万</span>",
    ],
)
def test_words_of_a_page_that_are_seen(seen: str) -> None:
    head = "<link rel=stylesheet href=a.css><style>@media print{.print{display:none}}</style>"
    page = f"<html>{head}<p>全县宽带用户达到{seen}户。"
    assert both(page.encode(), "a.html") == ([SHOWN], [])


@pytest.mark.parametrize(
    "gone",
    ["~~二十五万~~", "<del>二十五万</del>", "<s>二十五万</s>", "<span style='display:none'>二十五万</span>", "<font color='#FFFFFF'>二十五万</font>"],
)  # fmt: skip
@pytest.mark.parametrize(
    "form", ["{}", "| 指标 | 内容 |\n|--|--|\n| 甲 | {} |", "<table><tr><td>甲</td><td>{}</td></tr></table>"]
)
def test_words_of_a_markdown_text_that_nobody_sees(gone: str, form: str) -> None:
    if "~~" in gone and "<table" in form:
        pytest.skip("in HTML these signs mean nothing")
    text = (
        "# 某县规划\n\n"
        + form.format(f"全县宽带用户达到{gone}二十六万户。")
        + "\n\n坚持统筹发展，推进公共服务能力，建设交通网络。"
    )
    plan = plan_of(read_source(text.encode(), "a.md"), Meta(PlanInfo("x", "", "", "", "")), "a.md")
    assert any(SHOWN in passage.text for passage in plan.passages)
    assert not any("二十五万" in passage.text for passage in plan.passages)
    assert [dropped.text for dropped in plan.dropped if "二十五万" in dropped.text and dropped.why] == [
        "二十五万"
    ]


def test_a_range_with_two_waves_is_no_deletion() -> None:
    assert both("增长10~~20个，降低30~~40个".encode(), "a.md")[0] == ["增长10~~20个，降低30~~40个"]


def test_words_of_a_drawing_are_told() -> None:
    page = "<html><p>全县宽带用户达到<svg><title>图</title><style>a{}</style><text>二十五万</text></svg>二十六万户。"
    shown, told = both(page.encode(), "a.html")
    assert shown == [SHOWN]
    assert "二十五万" in told[0]


def test_words_left_out_in_several_places_are_no_one_number() -> None:
    gone = run("3", "<w:strike/>") + run("5座，") + run("7", "<w:strike/>") + run("8家")
    assert both(packed(f"<w:p>{gone}</w:p>"), "a.docx") == (["5座，8家"], ["3　7"])
    page = "<html><body><p><s>3</s>5座，<s>7</s>8家，<s>1</s><s>2</s>6处</p></body></html>"
    assert both(page.encode(), "a.html") == (["5座，8家，6处"], ["3　7　12"])


def test_a_phantom_of_a_formula_is_not_read() -> None:
    def phantom(setting: str) -> str:
        shown = f"<m:phantPr>{setting}</m:phantPr><m:e><m:r><m:t>99</m:t></m:r></m:e>"
        return packed_formula(f"<m:r><m:t>x+</m:t></m:r><m:phant>{shown}</m:phant>")

    def packed_formula(inside: str) -> str:
        return f'<w:p><m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math">{inside}</m:oMath>{run("元")}</w:p>'

    assert both(packed(phantom('<m:show m:val="0"/>')), "a.docx") == (["x+元"], ["99"])
    assert both(packed(phantom('<m:zeroWid m:val="1"/>')), "a.docx") == (["x+99元"], [])
    page = "<html><body><p><math><mi>x</mi><mphantom><mn>99</mn></mphantom></math>元</p></body></html>"
    assert both(page.encode(), "a.html") == (["x元"], ["99"])


def test_a_remark_within_a_line_of_markdown_is_not_read() -> None:
    lines = read_source("新增3<!-- 4 -->5处，<!-- 99 -->7家。\n".encode(), "a.md").lines
    assert [line.text for line in lines] == ["新增35处，7家。"]
    assert [left.text for left in lines[0].left_out] == ["4", "99"]


@pytest.mark.parametrize(
    ("marked", "shown", "beside"),
    [
        ("新增35家。<button>复制</button>", ["新增35家。"], ["复制"]),
        ("学位<input type=checkbox>已建<select><option>1<option>2</select>。", ["学位已建。"], ["1　2"]),
        ("学位3<button>复制</button>20个", ["学位3 20个"], ["复制"]),
        ("学位<select><option>是<p>水库5座</p>", ["学位", "水库5座"], ["是"]),
        ("学位<nav>首页</nav>20个", ["学位", "20个"], ["首页"]),
        ("学位<span role=search>搜索<br>栏目</span>", ["学位搜索"], ["栏目"]),
        ("学校。<iframe srcdoc='&lt;p&gt;水库5座。&lt;/p&gt;'></iframe>", ["学校。"], ["水库5座。"]),
    ],
)
def test_only_the_controls_of_a_page_are_left_out(marked: str, shown: list[str], beside: list[str]) -> None:
    page = f"<html><body><h1>某县规划</h1><p>{marked}</p><p>{'正文。' * 30}</p></body></html>"
    text, left_out = both(page.encode(), "a.html")
    assert (text[1:-1], left_out) == (shown, beside)
    cell = f"<table><tr><td>指标<td>{marked.partition('<p>')[0]}</table>"
    read = read_source(f"<html><body>{cell}</body></html>".encode(), "a.html").lines
    grids = [cell.text for line in read if line.grid for cell in line.grid.cells]
    assert not any("复制" in words or "是" in words for words in grids)


def test_heads_feet_and_remarks_of_a_word_document_are_told_once() -> None:
    def part(tag: str, *words: str) -> str:
        return f"<w:{tag} {W}>{''.join(f'<w:p>{run(each)}</w:p>' for each in words)}</w:{tag}>"

    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    related = "".join(
        f'<Relationship Id="r{at}" Type="{base}/{kind}" Target="{target}.xml"/>'
        for at, (kind, target) in enumerate(
            (("header", "header1"), ("header", "header2"), ("footer", "footer1"), ("comments", "comments"),
             ("endnotes", "endnotes"))
        )
    )  # fmt: skip
    note = f'<w:endnotes {W}><w:endnote w:id="2"><w:p>{run("未引用35家")}</w:p></w:endnote></w:endnotes>'
    remark = f'<w:comments {W}><w:comment w:id="1"><w:p>{run("改为")}</w:p><w:p>{run("40亿元")}</w:p></w:comment></w:comments>'
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed(f"<w:p>{run('正文。')}</w:p>"))) as before:
        kept = {name: before.read(name) for name in before.namelist() if "document.xml.rels" not in name}
    with zipfile.ZipFile(data, "w") as made:
        for name, content in kept.items():
            made.writestr(name, content)
        made.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{related}</Relationships>',
        )
        made.writestr("word/header1.xml", part("hdr", "内部资料 第35号"))
        made.writestr("word/header2.xml", part("hdr", "内部资料 第35号", "- 3 -"))
        made.writestr("word/footer1.xml", part("ftr", "数据为初步统计数"))
        made.writestr("word/comments.xml", remark)
        made.writestr("word/endnotes.xml", note)
    lines = read_source(data.getvalue(), "a.docx").lines
    assert [(line.aside, line.text) for line in lines] == [
        ("", "正文。"),
        ("页眉页脚", "内部资料 第35号"),
        ("页眉页脚", "数据为初步统计数"),
        ("批注", "改为　40亿元"),
        ("没有引用的注释", "未引用35家"),
    ]
