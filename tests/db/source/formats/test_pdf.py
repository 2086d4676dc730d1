"""PDFs as people get them: columns, turned words, watermarks, what nobody sees, hyphens, raised digits."""

import zlib

import pytest

from db.errors import SourceError
from db.source.formats.bounds import check_pdf
from db.source.formats.detection import read_source
from db.source.lines import SourceText
from tests.db.source.hostile.pages import Page, pdf, width

BODY = (
    "坚持统筹发展，推进公共服务能力，建设交通网络。围绕重点领域，优化产业链条，完善水利设施，提升生态廊道，"
    "健全工作机制，加强部门协同，深化改革创新，培育龙头企业三百家，带动农户增收，到二〇三〇年基本建成。"
)
LEFT, RIGHT = 90.0, 90.0 + 34 * 12


def read(*pages: Page) -> SourceText:
    return read_source(pdf(list(pages)), "规划.pdf")


def shown(source: SourceText) -> list[str]:
    return [line.text for line in source.lines if not line.aside and line.grid is None]


def told(source: SourceText) -> list[tuple[str, str]]:
    return [(line.text, line.aside) for line in source.lines if line.aside]


def cells(source: SourceText) -> list[list[list[str]]]:
    """Of each table its rows with their cells."""
    grids = [line.grid for line in source.lines if line.grid]
    return [
        [[cell.text for cell in grid.cells if cell.row == row] for row in range(grid.height)]
        for grid in grids
    ]


def broken(words: str, letters: int, first: int = 0) -> list[str]:
    """Words in lines of so many characters, the first one indented by `first`."""
    rest = words[letters - first :]
    return [words[: letters - first], *(rest[at : at + letters] for at in range(0, len(rest), letters))]


def text(page: Page, y: float, words: str, left: float = LEFT, letters: int = 34, pitch: float = 22) -> float:
    """A paragraph, its first line indented; gives the height below it."""
    for at, line in enumerate(broken(words, letters, 2)):
        page.words(left + (24 if at == 0 else 0), y, line)
        y -= pitch
    return y


def column(page: Page, y: float, left: float, *parts: str, letters: int = 16, pitch: float = 20) -> float:
    """A heading and paragraphs in a column."""
    for part in parts:
        if part.startswith("第"):
            page.words(left, y, part)
            y -= pitch
        else:
            y = text(page, y, part, left, letters, pitch)
    return y


FIRST, SECOND, THIRD = BODY, BODY.replace("三百", "四百"), BODY.replace("三百", "五百")


@pytest.mark.parametrize("shift", [0, 7, 13])
def test_two_columns_are_read_one_after_the_other(shift: float) -> None:
    page = Page()
    page.words(200, 800, "某县数字经济发展规划", 16)
    column(page, 760, 70, "第一章　总体要求", FIRST)
    column(page, 760 - shift, 310, "第二章　重点任务", SECOND)
    assert shown(read(page)) == [
        "某县数字经济发展规划",
        "第一章　总体要求",
        FIRST,
        "第二章　重点任务",
        SECOND,
    ]


def test_three_columns_and_a_heading_between_two_parts() -> None:
    page = Page()
    for at, words in enumerate((FIRST, SECOND, THIRD)):
        column(page, 800, 60 + 165 * at, words, letters=12)
    page.words(220, 550, "第二章　重点任务和项目", 14)
    for at, words in enumerate((THIRD, FIRST, SECOND)):
        column(page, 520, 60 + 165 * at, words, letters=12)
    assert shown(read(page)) == [FIRST, SECOND, THIRD, "第二章　重点任务和项目", THIRD, FIRST, SECOND]


@pytest.mark.parametrize(("x", "size"), [(190, 14), (192, 14), (209, 12), (316, 14)])
def test_a_title_over_two_columns_that_does_not_stand_in_the_middle(x: float, size: float) -> None:
    page = Page()
    column(page, 780, 60, FIRST, letters=20)
    column(page, 780, 320, SECOND, letters=20)
    page.words(x, 610, "第二章　重点任务", size)
    column(page, 580, 60, THIRD, letters=20)
    column(page, 580, 320, BODY, letters=20)
    assert shown(read(page)) == [FIRST, SECOND, "第二章　重点任务", THIRD, BODY]


def test_the_last_lines_in_columns_below_a_title() -> None:
    page = Page()
    column(page, 780, 60, FIRST, letters=20)
    column(page, 780, 320, SECOND, letters=20)
    page.words(190, 610, "第二章　重点任务", 14)
    column(page, 580, 60, "新建学校十二所，改造医院五家，惠及群众八万人。", letters=20)
    column(page, 580, 320, "新建公路五十八公里，通达乡镇，服务全县产业发展。", letters=20)
    assert shown(read(page))[2:] == [
        "第二章　重点任务",
        "新建学校十二所，改造医院五家，惠及群众八万人。",
        "新建公路五十八公里，通达乡镇，服务全县产业发展。",
    ]


def test_a_paragraph_goes_on_in_the_next_column_and_page() -> None:
    pages = [Page(), Page()]
    lines = broken(FIRST + SECOND + THIRD + FIRST, 16, 2)
    for at, line in enumerate(lines):
        page, place = divmod(at, 14)
        across, down = divmod(place, 7)
        pages[page].words(70 + 240 * across + (24 if at == 0 else 0), 700 - 20 * down, line)
    assert len(lines) > 21
    assert shown(read(*pages)) == [FIRST + SECOND + THIRD + FIRST]


def test_a_table_in_a_column() -> None:
    page = Page()
    below = column(page, 760, 70, FIRST)
    page.table([70, 166, 262], [below, below - 24, below - 48])
    for at, words in enumerate(("指标", "2030年", "里程", "300")):
        page.words(76 + 96 * (at % 2), below - 17 - 24 * (at // 2), words)
    column(page, 760, 310, SECOND, THIRD)
    source = read(page)
    assert shown(source) == [FIRST, SECOND, THIRD]
    assert cells(source) == [[["指标", "2030年"], ["里程", "300"]]]


def test_wide_gaps_lists_and_tables_are_read_across() -> None:
    page = Page()
    rows = [
        ("（一）", "推进县乡两级光纤网络改造建设"),
        ("（二）", "新建五级通信基站共三百座"),
        ("（三）", "完善山区信号长期维护的机制"),
    ]
    for at, (mark, words) in enumerate(rows):
        page.words(LEFT, 780 - 22 * at, mark)
        page.words(LEFT + 90, 780 - 22 * at, words)
    for at, (name, unit) in enumerate(
        (("甲路改造", "县交通局"), ("乙库加固", "县水利局"), ("丙校扩建", "县教育局"))
    ):
        page.words(LEFT, 680 - 22 * at, name)
        page.words(LEFT + 200, 680 - 22 * at, unit)
    text(page, 560, BODY)
    read_lines = shown(read(page))
    assert [line.replace("\u3000", "") for line in read_lines[:6]] == [
        "（一）推进县乡两级光纤网络改造建设", "（二）新建五级通信基站共三百座", "（三）完善山区信号长期维护的机制",
        "甲路改造县交通局", "乙库加固县水利局", "丙校扩建县教育局",
    ]  # fmt: skip


@pytest.mark.parametrize("angle", [90, 180, 270])
@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_turned_pages_are_read_as_the_letters_stand(angle: int, rotate: int) -> None:
    page = Page(rotate=rotate)
    x, y, down = {90: (70, 60, (22, 0)), 180: (540, 80, (0, 22)), 270: (540, 800, (-22, 0))}[angle]
    for at, line in enumerate(["第一章　总体要求", "全县里程达到300公里，", "投资1205万元，2030年建成。"]):
        page.words(x + down[0] * at, y + down[1] * at, line, angle=angle)
    assert "".join(shown(read(page))) == "第一章　总体要求全县里程达到300公里，投资1205万元，2030年建成。"


def test_a_table_on_its_side() -> None:
    upright, page = Page(), Page()
    text(upright, 780, BODY)
    page.words(290, 30, "2")
    for x in (100, 130, 160):
        page.line(x, 100, x, 500)
    for y in (100, 300, 500):
        page.line(100, y, 160, y)
    for at, words in enumerate(("投资额（万元）", "完成时间", "12300", "2028年")):
        page.words(120 + 30 * (at // 2), 110 + 200 * (at % 2), words, angle=90)
    source = read(upright, page)
    assert cells(source) == [[["投资额（万元）", "完成时间"], ["12300", "2028年"]]]
    assert ("2", "页码") in told(source)


@pytest.mark.parametrize("ink", ["0.85 g", "0 g", "1 0 0 rg"])
@pytest.mark.parametrize("angle", [30, 45, 300])
def test_a_slanted_watermark_stands_in_no_word(ink: str, angle: int) -> None:
    page = Page()
    text(page, 780, BODY)
    page.words(200, 700, "征求意见稿", 40, angle=angle, ink=ink)
    source = read(page)
    assert shown(source) == [BODY]
    assert told(source) == [("征求意见稿", "水印")]


def test_an_upright_watermark_stands_in_no_word() -> None:
    pages = [Page(), Page()]
    for page in pages:
        text(page, 780, BODY)
        page.words(150, 740, "内部资料", 60, ink="0.8 g")
    source = read(*pages)
    assert shown(source) == [BODY, BODY]
    assert told(source) == [("内部资料", "水印")] * 2


def test_what_the_file_itself_calls_a_watermark() -> None:
    page, stamp = Page(), Page()
    text(page, 780, BODY)
    stamp.words(90, 400, "草案第3稿", 14)
    page.marked("Watermark", stamp)
    source = read(page)
    assert shown(source) == [BODY]
    assert told(source) == [("草案第3稿", "水印")]


@pytest.mark.parametrize(
    ("gone", "why"),
    [
        ({"mode": 3}, "看不见的文字"),
        ({"ink": "1 g"}, "看不见的文字"),
        ({"size": 0.5}, "看不见的文字"),
        ({"x": 900}, "页面以外的文字"),
    ],
)
def test_words_that_nobody_sees(gone: dict[str, float | str], why: str) -> None:
    page = Page()
    below = text(page, 780, BODY)
    drawn = {key: each for key, each in gone.items() if key not in ("x", "size")}
    page.words(float(gone.get("x", LEFT)), below, "此处25处待核", float(gone.get("size", 12)), **drawn)
    source = read(page)
    assert shown(source) == [BODY]
    assert told(source) == [("此处25处待核", why)]


@pytest.mark.parametrize("size", [1, 1.5])
def test_type_that_nobody_can_read(size: float) -> None:
    page = Page()
    y = text(page, 780, FIRST)
    page.words(LEFT, y - 10, "全县生产总值六百六十六亿元", size)
    source = read(page)
    assert shown(source) == [FIRST]
    assert told(source) == [("全县生产总值六百六十六亿元", "看不见的文字")]


def test_white_words_on_a_ground_and_the_words_of_a_scan_are_read() -> None:
    page = Page(content="0.1 0.3 0.6 rg 80 700 450 30 re f\n")
    page.words(LEFT, 710, "全县里程达到三百公里。", ink="1 g")
    page.content += "q 500 0 0 400 50 250 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x7f EI Q\n"
    page.words(LEFT, 500, "全县投资达到二百亿元。", mode=3)
    source = read(page)
    assert shown(source) == ["全县里程达到三百公里。", "全县投资达到二百亿元。"]
    assert told(source) == []


def test_struck_words() -> None:
    page = Page()
    begun = page.words(LEFT, 700, "全县里程达到")
    ended = page.words(begun, 700, "300")
    page.line(begun, 704, ended, 704)
    page.words(ended, 700, "350公里。")
    text(page, 660, BODY)
    source = read(page)
    assert shown(source) == ["全县里程达到350公里。", BODY]
    assert told(source) == [("300", "划线删除的文字")]


@pytest.mark.parametrize(
    ("above", "below", "right"),
    [
        ("重点建设编号为DK-", "12的地块", "重点建设编号为DK-12的地块"),
        ("发展infra-", "structure建设", "发展infrastructure建设"),
        ("到2026-", "2030年建成", "到2026-2030年建成"),
        ("加入B-", "b计划", "加入B-b计划"),
        ("达到GDP", "growth目标", "达到GDP growth目标"),
        ("现有120", "350家企业", "现有120　350家企业"),
        ("增长3.", "5亿元", "增长3.　5亿元"),
    ],
)
def test_ends_of_lines(above: str, below: str, right: str) -> None:
    page = Page()
    start = RIGHT - width(above, 12)
    page.words(LEFT + 24, 780, BODY[:20])
    page.words(LEFT + 24 + 240, 780, BODY[: int((start - LEFT - 264) / 12)])
    page.words(start, 780, above)
    page.words(LEFT, 758, below + BODY)
    text(page, 700, BODY)
    text(page, 600, BODY)
    source = read(page)
    assert right in shown(source)[0].replace(" 达", "达")
    assert bool(source.doubts) == ("　" in right)


def raised(before: str, small: str, after: str, rise: float = 0.35) -> Page:
    page = Page()
    x = page.words(LEFT, 780, before)
    x = page.words(x, 780 + rise * 12, small, 7)
    page.words(x, 780, after)
    text(page, 740, BODY)
    return page


@pytest.mark.parametrize(
    ("before", "small", "after", "rise", "right"),
    [
        ("企业达到120", "1", "家", 0.35, "企业达到120［1］家"),
        ("面积45km", "2", "以上", 0.35, "面积45km²以上"),
        ("约3.2×10", "8", "元", 0.4, "约3.2×10⁸元"),
        ("排放CO", "2", "下降", -0.15, "排放CO2下降"),
        ("达到300", "12", "350家", 0.35, "达到300［12］350家"),
        ("面积500平方米", "3", "，", 0.35, None),
    ],
)
def test_raised_and_lowered_digits(
    before: str, small: str, after: str, rise: float, right: str | None
) -> None:
    words = shown(read(raised(before, small, after, rise)))[0]
    assert words == right or (right is None and f"{before}{small}" not in words)


def test_a_fraction_with_its_line() -> None:
    page = Page()
    x = page.words(LEFT, 780, "占全县的")
    page.words(x + 1, 786, "2", 8)
    page.line(x, 784, x + 8, 784)
    page.words(x + 1, 776, "3", 8)
    page.words(x + 9, 780, "，共350家。")
    text(page, 740, BODY)
    assert shown(read(page))[0] == "占全县的2/3，共350家。"


def test_how_a_word_is_read_is_none_of_the_text() -> None:
    page = Page()
    page.words(LEFT, 780, "支持嵊州越剧发展，建设传习基地。")
    page.words(LEFT + 24, 791, "sheng", 5)
    text(page, 740, BODY)
    source = read(page)
    assert shown(source)[0] == "支持嵊州越剧发展，建设传习基地。"
    assert told(source) == [("sheng", "注音")]


def test_a_note_at_the_foot_comes_behind_its_paragraph() -> None:
    pages = [Page(), Page()]
    lines = broken(FIRST + SECOND, 34, 2)
    half = len(lines) // 2
    for at, line in enumerate(lines):
        page, place = (pages[0], at) if at < half else (pages[1], at - half)
        page.words(LEFT + (24 if at == 0 else 0), 780 - 22 * place, line)
    pages[0].words(LEFT, 83, "1", 5)
    pages[0].words(LEFT + 4, 80, "企业的口径由县统计局公布。", 9)
    assert shown(read(*pages)) == [FIRST + SECOND, "［1］企业的口径由县统计局公布。"]


@pytest.mark.parametrize(
    "rows",
    [
        ("第一章　全面推进社会主义现代化建设", "开创发展新局面"),
        ("第二篇", "加快构建现代产业体系", "夯实实体经济根基"),
    ],
)
def test_a_heading_of_several_lines_in_the_middle_is_one(rows: tuple[str, ...]) -> None:
    page = Page()
    for at, words in enumerate(rows):
        page.words((LEFT + RIGHT - width(words, 16)) / 2, 780 - 26 * at, words, 16)
    text(page, 690, BODY)
    first, *rest = rows
    whole = first + ("　" if "　" not in first else "") + "".join(rest)
    assert shown(read(page)) == [whole, BODY]


def test_lines_of_a_cell_stay_apart_and_broken_ones_are_joined() -> None:
    page = Page()
    page.table([90, 190, 320, 480], [760, 720, 660])
    held = [
        (96, 746, "指标"), (196, 746, "2025年"), (326, 746, "说明"),
        (96, 706, "企业"), (96, 688, "里程"), (196, 706, "120"), (196, 688, "350"),
        (326, 706, "推进县乡两级光纤网络改造"), (326, 688, "建设，新建基站。"),
    ]  # fmt: skip
    for x, y, words in held:
        page.words(x, y, words)
    text(page, 600, BODY)
    assert cells(read(page)) == [
        [["指标", "2025年", "说明"], ["企业　里程", "120　350", "推进县乡两级光纤网络改造建设，新建基站。"]]
    ]


def two_parts(second: list[list[str]], *, header: bool) -> SourceText:
    pages = [Page(), Page()]
    first = [
        ["序号", "项目", "内容"],
        ["1", "甲路", "新建公路十公里"],
        ["2", "乙库", "加固堤坝，完善设施和管护道"],
    ]
    for page, rows in zip(pages, (first, [first[0], *second] if header else second), strict=True):
        text(page, 800, BODY) if page is pages[0] else None
        top = 660.0 if page is pages[0] else 800.0
        page.table([90, 140, 240, 408], [top - 24 * at for at in range(len(rows) + 1)])
        for down, row in enumerate(rows):
            for x, words in zip((96, 146, 246), row, strict=True):
                page.words(x, top - 17 - 24 * down, words)
    pages[0].words(290, 30, "1")
    pages[1].words(290, 30, "2")
    text(pages[1], 600, BODY)
    return read(*pages)


@pytest.mark.parametrize("header", [True, False])
def test_a_table_goes_on_over_the_end_of_a_page(header: bool) -> None:
    source = two_parts([["3", "丙校", "扩建教学楼"], ["4", "丁院", "新建住院楼"]], header=header)
    (table,) = cells(source)
    assert [row[0] for row in table] == ["序号", "1", "2", "3", "4"]
    assert ("序号　项目　内容", "重复的表头") in told(source) or not header


@pytest.mark.parametrize("header", [True, False])
def test_a_row_that_the_page_cuts_is_one(header: bool) -> None:
    (table,) = cells(two_parts([["", "", "路等工程"], ["3", "丙校", "扩建教学楼"]], header=header))
    assert table[2:] == [["2", "乙库", "加固堤坝，完善设施和管护道路等工程"], ["3", "丙校", "扩建教学楼"]]


def test_a_font_without_codes() -> None:
    page = Page()
    for at, line in enumerate(broken(BODY, 34, 2)):
        page.words(LEFT, 780 - 22 * at, line, font="G")
    page.words(LEFT, 600, "2026-2030")
    with pytest.raises(SourceError, match=r"字体没有文字编码.*OCR"):
        read(page)


def test_a_few_words_in_a_font_without_codes() -> None:
    page = Page()
    below = text(page, 780, BODY)
    page.words(LEFT, below - 20, "专栏重点工程", 14, font="G")
    x = page.words(LEFT + 24, below - 60, "到二〇三〇年，全县")
    page.words(page.words(x, below - 60, "里程", font="G"), below - 60, "达到三百公里。")
    source = read(page)
    assert shown(source) == [BODY, "到二〇三〇年，全县▢▢达到三百公里。"]
    assert told(source) == [("▢▢▢▢▢▢", "字体没有编码、读不出来的文字")]
    assert "8 个字" in source.doubts[0]


def test_remarks_are_told_and_struck_words_are_left_out() -> None:
    page = Page()
    x = page.words(LEFT, 780, "全县里程达到")
    end = page.words(x, 780, "300")
    page.words(end, 780, "350公里。")
    text(page, 740, BODY)
    page.notes = [
        "<</Type/Annot/Subtype/FreeText/Rect[100 600 300 620]/Contents(400)/DA(/F 12 Tf)>>",
        "<</Type/Annot/Subtype/Text/Rect[100 600 120 620]/Contents<FEFF8BF768385B9E>>>",
        "<</Type/Annot/Subtype/Watermark/Rect[100 600 300 620]/Contents<FEFF83497A3F>>>",
        f"<</Type/Annot/Subtype/StrikeOut/Rect[{x} 778 {end} 790]/QuadPoints[{x} 790 {end} 790 {x} 778 {end} 778]>>",
    ]
    source = read(page)
    assert shown(source) == ["全县里程达到350公里。", BODY]
    assert told(source) == [("300", "划线删除的文字"), ("400", "批注"), ("请核实", "批注"), ("草稿", "水印")]


@pytest.mark.parametrize("length", [100, 4_000, 4_100])
def test_a_long_remark_is_told_as_far_as_there_is_room(length: int) -> None:
    page = Page()
    text(page, 780, BODY)
    page.notes = [f"<</Type/Annot/Subtype/Text/Rect[100 600 120 620]/Contents({'4' * length})>>"]
    [(words, why)] = told(read(page))
    assert why == "批注"
    assert len(words) == min(length, 4_000)
    assert set(words) == {"4"}


@pytest.mark.parametrize(("y", "size"), [(770, 13), (775, 10), (769, 22)])
def test_light_words_that_run_through_lines(y: float, size: float) -> None:
    page = Page()
    text(page, 780, BODY)
    page.words(LEFT + 5, y, "内部资料注意保存", size, ink="0.8 g")
    source = read(page)
    assert shown(source) == [BODY]
    assert told(source) == [("内部资料注意保存", "水印")]


@pytest.mark.parametrize("code", ["composite", "simple"])
def test_a_pdf_with_too_much_text_is_refused_before_it_is_read(code: str) -> None:
    words = (
        "<" + BODY.encode("utf-16-be").hex() + "> Tj\n"
        if code == "composite"
        else "(" + "\\001\\102a" * 60 + ") Tj\n"
    )
    letters = len(BODY) if code == "composite" else 180
    held = pdf([Page(content=f"BT /F 12 Tf {words * (3_600_000 // letters)} ET")])
    with pytest.raises(SourceError, match="文字太多"):
        check_pdf(held if code == "composite" else held.replace(b"/Type0", b"/Type1"), "规划.pdf")
    check_pdf(pdf([Page(content=f"BT /F 12 Tf {words * (2_900_000 // letters)} ET")]), "规划.pdf")


def test_no_byte_of_a_pdf_is_looked_at_twice_for_its_length(monkeypatch: pytest.MonkeyPatch) -> None:
    openings = b"<</Filter/FlateDecode>>stream\nabc\n" * 500
    held = b"%PDF-1.4\n" + openings + b"endstream\n" + b" " * (1 << 20)
    handed: list[int] = []

    class Counting:
        def __init__(self) -> None:
            self._unpacker = decompressobj()

        def decompress(self, data: bytes, most: int) -> bytes:
            handed.append(len(data))
            return self._unpacker.decompress(data, most)

    decompressobj = zlib.decompressobj
    monkeypatch.setattr(zlib, "decompressobj", Counting)
    check_pdf(held, "规划.pdf")
    assert 0 < sum(handed) <= len(openings)


def test_lines_of_one_path_are_a_table() -> None:
    page = Page()
    xs, ys = (90, 190, 290), (700, 670, 640)
    drawn = [f"{xs[0]} {y} m {xs[-1]} {y} l" for y in ys] + [f"{x} {ys[0]} m {x} {ys[-1]} l" for x in xs]
    page.content += " ".join(drawn) + " S\n"
    for at, words in enumerate(("指标", "2030年", "里程", "300")):
        page.words(96 + 100 * (at % 2), 680 - 30 * (at // 2), words)
    text(page, 600, BODY)
    assert cells(read(page)) == [[["指标", "2030年"], ["里程", "300"]]]


def test_letters_of_a_watermark_that_stand_upright_one_by_one() -> None:
    pages = [Page(), Page()]
    for page in pages:
        text(page, 780, BODY)
        text(page, 620, BODY)
        for at, letter in enumerate("征求意见稿"):
            page.words(120 + 60 * at, 560 + 55 * at, letter, 40, ink="0.85 g")
    source = read(*pages)
    assert shown(source) == [BODY] * 4
    assert "".join(sorted(words for words, _ in told(source))) == "".join(sorted("征求意见稿" * 2))


def test_a_chapters_title_as_the_head_of_its_pages() -> None:
    pages = [Page() for _ in range(4)]
    for at, page in enumerate(pages):
        page.words(250, 810, "第二章　重点任务", 9)
        page.words(290, 40, str(at + 1))
        text(page, 720, f"第{at}项任务，" + BODY)
    pages[0].words(LEFT, 760, "第二章　重点任务", 16)
    source = read(*pages)
    assert [line for line in shown(source) if "第二章" in line] == ["第二章　重点任务"]
    assert told(source).count(("第二章　重点任务", "页眉页脚")) == 4


def test_a_long_title_whose_second_line_hangs_is_one() -> None:
    page = Page()
    page.words(LEFT, 780, "第三章　加快构建现代化产业体系夯实实体经济", 18)
    page.words(LEFT + 72, 750, "根基和筑牢安全屏障", 18)
    for at in range(3):
        text(page, 700 - 100 * at, BODY)
    assert shown(read(page))[0] == "第三章　加快构建现代化产业体系夯实实体经济根基和筑牢安全屏障"


def frames(*held: list[str]) -> SourceText:
    """A frame at the foot of a page and one at the head of the next."""
    pages = [Page(), Page()]
    for page, lines, top in zip(pages, held, (200, 800), strict=True):
        page.table([90, 498], [top, top - 22 * len(lines) - 8])
        for at, words in enumerate(lines):
            page.words(96, top - 18 - 22 * at, words)
    text(pages[0], 780, BODY)
    text(pages[1], 500, BODY)
    return read(*pages)


def test_a_frame_goes_on_over_the_end_of_a_page_and_another_does_not() -> None:
    one = frames(["专栏1　重大工程", "1.交通。建成甲路。"], ["2.水利。建成乙库。"])
    assert cells(one) == [[["专栏1　重大工程　1.交通。建成甲路。　2.水利。建成乙库。"]]]
    two = frames(["专栏1　重大工程", "1.交通。建成甲路。"], ["专栏2　重大项目", "1.水利。建成乙库。"])
    assert len(cells(two)) == 2


def test_a_table_of_many_pages_is_one() -> None:
    pages: list[Page] = []
    for number in range(60):
        page = Page()
        page.words(290, 30, str(number + 1))
        page.words(250, 815, "续表1") if number else None
        page.table([90, 240, 408], [800 - 24 * at for at in range(26)])
        for row in range(25):
            page.words(96, 783 - 24 * row, f"工程{number * 25 + row}")
            page.words(246, 783 - 24 * row, str(row + 11))
        pages.append(page)
    source = read(*pages)
    (table,) = cells(source)
    assert [row[0] for row in table] == [f"工程{at}" for at in range(1500)]
    assert told(source).count(("续表1", "续表的标题")) + told(source).count(("续表1", "页眉页脚")) == 59


def test_paragraphs_without_an_indent_that_fill_their_last_line() -> None:
    page = Page()
    whole = BODY[:67] + "。"
    y = 780.0
    for _ in range(4):
        for line in broken(whole, 34):
            page.words(LEFT, y, line)
            y -= 22
        y -= 9
    assert shown(read(page)) == [whole] * 4


@pytest.mark.parametrize(
    ("above", "below", "over"),
    [
        ("到二〇三〇年全县新增城镇就业达到1", "2000人以上，旅游收入不断增长。", True),
        ("全县茶园面积达到15.", "6万亩，产值稳步提高，农户增收。", False),
        ("全县产值突破1，", "200万元，建成加工基地一处。", False),
    ],
)
def test_a_figure_that_a_line_cuts_is_told(above: str, below: str, *, over: bool) -> None:
    pages = [Page(), Page()]
    y = text(pages[0], 760, FIRST) - 40
    pages[0].words(LEFT, y, above)
    y = 760 if over else y - 22
    pages[over].words(LEFT, y, below)
    text(pages[over], y - 60, SECOND)
    source = read(*pages[: 1 + over])
    assert above in shown(source)
    assert [doubt for doubt in source.doubts if "没有连成一个数" in doubt]


@pytest.mark.parametrize("left", [200, 230])
def test_a_chapters_title_in_a_short_text(left: float) -> None:
    page = Page()
    page.words(90, 800, "某县发展规划", 16)
    page.words(left, 760, "第一章 主要目标", 13)
    page.words(LEFT, 730, "坚持把发展经济的着力点放在实体经济上，推动全县加快")
    page.words(LEFT, 710, "发展。")
    assert shown(read(page))[1:] == [
        "第一章　主要目标",
        "坚持把发展经济的着力点放在实体经济上，推动全县加快发展。",
    ]


def stacked(page: Page, x: float, y: float, words: str, pitch: float = 15) -> None:
    """Upright letters one below the other."""
    for at, sign in enumerate(words):
        page.words(x, y - at * pitch, sign)


def test_upright_letters_below_one_another_are_read_down_from_the_right() -> None:
    page = Page()
    y = text(page, 780, FIRST) - 30
    stacked(page, 450, y, "到2030年新增学位3200个")
    stacked(page, 428, y, "建成公路58公里惠及群众")
    assert shown(read(page)) == [FIRST, "到2030年新增学位3200个建成公路58公里惠及群众"]


@pytest.mark.parametrize(("pitch", "words"), [(17, "经济发展"), (22, "民生福祉"), (24, "安全保障类")])
def test_the_label_of_several_rows_stands_in_none_of_them(pitch: float, words: str) -> None:
    page = Page()
    y = text(page, 780, FIRST) - 30
    rows = [("指标", "2030年"), ("城镇化率（%）", "58"), ("公路里程（公里）", "500"), ("医院（家）", "15")]
    for at, (name, value) in enumerate(rows):
        page.words(130, y - 30 * at, name)
        page.words(290, y - 30 * at, value)
    stacked(page, 92, y - 25, words, pitch)
    source = read(page)
    assert shown(source)[1:] == [f"{name}　{value}" for name, value in rows]
    assert told(source) == [(words, "侧排的文字")]


def test_signs_of_rows_below_one_another_stay_in_their_rows() -> None:
    page = Page()
    y = text(page, 780, FIRST) - 30
    rows = [
        ("新建学校", "所", "十二"),
        ("改造医院", "家", "五"),
        ("修建公路", "里", "六"),
        ("新增床位", "张", "九"),
    ]
    for at, row in enumerate(rows):
        for x, words in zip((92, 200, 300), row, strict=True):
            page.words(x, y - 22 * at, words)
    assert cells(read(page)) == [[list(row) for row in rows]]
