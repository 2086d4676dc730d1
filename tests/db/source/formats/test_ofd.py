"""OFD files: pages of words with their places."""

from html import escape

import pytest

from db.errors import SourceError
from db.source.formats.detection import read_source
from db.source.lines import SourceText
from tests.db.source.hostile.packages import zipped

BODY = "坚持统筹发展，推进公共服务能力，建设交通网络，完善水利设施，提升生态廊道。"
NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
MANY = "".join(chr(0x4E00 + at * at % 20_011) for at in range(4_000_000))
MAIN = (
    f"<ofd:OFD {NS}><ofd:DocBody><ofd:DocInfo><ofd:Title>云溪县交通规划</ofd:Title></ofd:DocInfo>"
    "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
)


def text(words: str, x: float, y: float, size: float = 5, attributes: str = "", steps: str = "") -> str:
    """Words from `x` millimetres from the left on, their upper edge `y` from the top."""
    steps = steps or f"g {max(len(words) - 1, 1)} {size}"
    return (
        f'<ofd:TextObject ID="1" Boundary="{x} {y} 170 {size * 1.2}" Font="1" Size="{size}" {attributes}>'
        f'<ofd:TextCode X="0" Y="{size * 0.88}" DeltaX="{steps}">{escape(words)}</ofd:TextCode></ofd:TextObject>'
    )


def box(x: float, y: float, wide: float, high: float) -> str:
    """A rectangle that is drawn."""
    return (
        f'<ofd:PathObject ID="2" Boundary="{x} {y} {wide} {high}" LineWidth="0.3"><ofd:AbbreviatedData>'
        f"M 0 0 L {wide} 0 L {wide} {high} L 0 {high} C</ofd:AbbreviatedData></ofd:PathObject>"
    )


def page(content: str, before: str = "") -> str:
    """A page of objects; `before` stands before them."""
    return f'<ofd:Page {NS}>{before}<ofd:Content><ofd:Layer ID="1">{content}</ofd:Layer></ofd:Content></ofd:Page>'


def ofd(*pages: str, common: str = "", after: str = "", **parts: str) -> bytes:
    """A file of these pages; `common` and `after` stand in the document, `parts` in its folder."""
    listed = "".join(f'<ofd:Page ID="{at}" BaseLoc="Pages/{at}.xml"/>' for at in range(len(pages)))
    area = "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
    document = (
        f"<ofd:Document {NS}><ofd:CommonData>{area}{common}</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages>"
        f"{after}</ofd:Document>"
    )
    return zipped(
        {
            "OFD.xml": MAIN,
            "Doc_0/Document.xml": document,
            **{f"Doc_0/Pages/{at}.xml": content for at, content in enumerate(pages)},
            **{f"Doc_0/{name}.xml": content for name, content in parts.items()},
        }
    )


def prose(count: int = 6, top: float = 60) -> str:
    """A paragraph of so many lines of 32 characters."""
    words = BODY * count
    return "".join(text(words[at * 32 : at * 32 + 32], 25, top + 8 * at) for at in range(count))


def shown(source: SourceText) -> list[str]:
    """The lines of the text."""
    return [line.text for line in source.lines if not line.aside and line.grid is None]


def told(source: SourceText) -> list[tuple[str, str]]:
    """The lines beside it."""
    return [(line.aside, line.text) for line in source.lines if line.aside]


def test_lines_become_paragraphs() -> None:
    source = read_source(ofd(page(text("第一章　总体要求", 70, 40) + prose(3))), "a.ofd")
    assert shown(source)[0] == "第一章　总体要求"
    assert "".join(shown(source)[1:]) == (BODY * 3)[:96]
    assert (source.kind, source.title) == ("ofd", "云溪县交通规划")


def test_words_are_placed_by_their_steps() -> None:
    # Figures are half as wide as characters; a list of steps may say each of them.
    steps = "g 2 5 2.5 2.5 2.5 2.5 5"
    source = read_source(ofd(page(prose() + text("里程达1200公里", 25, 120, steps=steps))), "a.ofd")
    assert "里程达1200公里" in "".join(shown(source))
    apart = text("里程", 25, 130) + text("1200", 85, 130)
    source = read_source(ofd(page(prose() + apart)), "a.ofd")
    assert "里程\u30001200" in "".join(shown(source))


def test_a_matrix_sizes_and_moves_words() -> None:
    # As programs write that count in points: the object at nought, all of it in the matrix.
    words = "到2030年全县公路里程达到预期"
    moved = (
        '<ofd:TextObject ID="1" Boundary="0 0 210 297" CTM="0.3528 0 0 0.3528 25 120" Font="1" Size="14">'
        f'<ofd:TextCode X="0" Y="0" DeltaX="14 7 7 7 7 g 11 14">{words}</ofd:TextCode></ofd:TextObject>'
    )
    assert words in "".join(shown(read_source(ofd(page(prose() + moved)), "a.ofd")))


def test_templates_and_groups_belong_to_the_page() -> None:
    common = '<ofd:TemplatePage ID="7" BaseLoc="TPLS/t.xml"/><ofd:DocumentRes>Res.xml</ofd:DocumentRes>'
    unit = (
        f'<ofd:Res {NS}><ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="9"><ofd:Content>'
        f"{text('组合里的文字内容', 0, 0)}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits></ofd:Res>"
    )
    group = '<ofd:CompositeObject ID="3" Boundary="25 150 100 20" ResourceID="9"/>'
    data = ofd(
        page(prose() + group, '<ofd:Template TemplateID="7"/>'),
        common=common,
        **{"Tpls/t": page(text("模板里的标题文字", 70, 30)), "Res": unit},
    )
    words = shown(read_source(data, "a.ofd"))
    assert words[0] == "模板里的标题文字"
    assert words[-1] == "组合里的文字内容"


def test_drawn_boxes_are_tables() -> None:
    cells = [("指标", "2025年", "2030年"), ("公路里程", "1100", "1200"), ("客运量", "350", "400")]
    drawn = "".join(
        box(25 + 50 * column, 120 + 10 * row, 50, 10) + text(words, 27 + 50 * column, 122 + 10 * row, 4)
        for row, each in enumerate(cells)
        for column, words in enumerate(each)
    )
    grid = next(line.grid for line in read_source(ofd(page(prose() + drawn)), "a.ofd").lines if line.grid)
    assert [tuple(cell.text for cell in grid.cells if cell.row == row) for row in range(3)] == cells


def test_what_nobody_reads_is_left_out_and_told() -> None:
    gone = (
        text("待核四十五亿元", 25, 130, attributes='Visible="false"')
        + text("内部资料请勿外传", 60, 150, 12, 'CTM="0.7 -0.7 0.7 0.7 0 0" Alpha="60"')
        + text("附注一二三", 190, 150, 4, 'CTM="0 1 -1 0 0 0"')
    )
    source = read_source(ofd(page(prose() + gone)), "a.ofd")
    assert "".join(shown(source)) == (BODY * 6)[:192]
    assert {words for _, words in told(source)} == {"待核四十五亿元", "内部资料请勿外传", "附注一二三"}


def test_a_page_that_lies_on_its_side_is_read() -> None:
    lines = "".join(
        f'<ofd:TextObject ID="1" Boundary="{180 - 8 * at} 20 8 250" CTM="0 1 -1 0 0 0" Font="1" Size="5">'
        f'<ofd:TextCode X="0" Y="0" DeltaX="g 31 5">{(BODY * 6)[at * 32 : at * 32 + 32]}</ofd:TextCode></ofd:TextObject>'
        for at in range(6)
    )
    assert "".join(shown(read_source(ofd(page(lines)), "a.ofd"))) == (BODY * 6)[:192]


def test_heads_feet_and_pages_without_text() -> None:
    pages = [
        page(text("云溪县交通规划", 25, 12, 4) + prose(8) + text(f"— {at} —", 100, 285, 4))
        for at in range(1, 5)
    ]
    source = read_source(ofd(*pages, page('<ofd:ImageObject ID="4" Boundary="0 0 210 297"/>')), "a.ofd")
    assert "".join(shown(source)) == (BODY * 8)[:256] * 4
    assert source.doubts == ("有 1 页没有文字，可能是图片或扫描页。",)


def test_what_is_attached_or_missing_is_told() -> None:
    listed = f'<ofd:Attachments {NS}><ofd:Attachment ID="1" Name="附表"/></ofd:Attachments>'
    data = ofd(page(prose()), after="<ofd:Attachments>Attachs.xml</ofd:Attachments>", Attachs=listed)
    assert "1 个附件" in read_source(data, "a.ofd").doubts[0]
    lost = zipped(
        {
            "OFD.xml": MAIN,
            "Doc_0/Document.xml": f'<ofd:Document {NS}><ofd:Pages><ofd:Page BaseLoc="1.xml"/>'
            f'<ofd:Page BaseLoc="/Doc_0\\2.xml"/></ofd:Pages></ofd:Document>',
            "Doc_0/2.xml": page(prose()),
        }
    )
    source = read_source(lost, "a.ofd")
    assert "".join(shown(source)) == (BODY * 6)[:192]
    assert source.doubts == ("有 1 页在文件里找不到，内容不在正文里，请对照原文件。",)


PAGELESS = f'<ofd:Document {NS}><ofd:Pages><ofd:Page BaseLoc="1.xml"/></ofd:Pages></ofd:Document>'
"""A list of pages; their parts are not in the file."""


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (ofd(page(box(10, 10, 100, 100))), "只有图片.*文字识别"),
        (ofd(), "OFD.*损坏.*重新"),
        (zipped({"OFD.xml": "<a/>"}), "OFD.*损坏.*重新"),
        (zipped({"OFD.xml": MAIN, "Doc_0/Document.xml": PAGELESS}), "OFD.*损坏.*重新"),
        (zipped({"OFD.xml": MAIN[:-20]}), "损坏.*重新"),
        (zipped({"Encryptions.xml": "<a/>", "a.dat": "x"}), "加了密.*另存"),
        (ofd(page(prose()))[:-60], "损坏.*重新"),
        (ofd(*[page(text(MANY[at * 40_000 : at * 40_000 + 40_000], 0, 0)) for at in range(90)]), "文字太多"),
        (ofd(*[page("")] * 3_001), "超过 3000 页"),
        (ofd(page(text(MANY, 0, 0))), "文字太多"),
        (ofd(page("<a>" * 5_000)), "损坏"),
        (ofd(f'<!DOCTYPE d [<!ENTITY a "aaa">]>{page("&a;")}'), "损坏"),
        (ofd(page(prose()), " " * (20 << 20)), "大得不正常"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_cause(data: bytes, words: str) -> None:
    with pytest.raises(SourceError, match=words) as told:
        read_source(data, "a.ofd")
    assert str(told.value).endswith("。")
    assert "不是文本" not in str(told.value)


@pytest.mark.parametrize(
    "odd",
    [
        'Boundary="nan nan nan nan"',
        'Boundary="1e300 1e300 1 1"',
        'Boundary="x"',
        'CTM="0 0 0 0 0 0"',
        'CTM="1 2 3"',
        'Size="-5"',
        'Size="inf"',
        'HScale="0"',
        'CharDirection="45"',
    ],
)
def test_odd_numbers_cost_a_place_and_no_words(odd: str) -> None:
    words = "到二〇三〇年里程达到预期"
    element = (
        f'<ofd:TextObject {odd}><ofd:TextCode X="1" Y="1" DeltaX="g 99999999 5 g x">{words}</ofd:TextCode>'
        "</ofd:TextObject>"
    )
    source = read_source(ofd(page(prose() + element)), "a.ofd")
    assert words in "".join(line.text for line in source.lines).replace(" ", "").replace("\u3000", "")
