"""Word documents of 97 to 2003, and .wps: read as the .docx that says the same."""

import struct
from pathlib import Path

import pytest

from db.errors import SourceError
from db.source.formats.compound import MAGIC, CompoundFile
from db.source.formats.detection import read_source
from db.source.formats.docx_fields import equation
from tests.db.source.hostile.old_word import DELETED, OldWord, change
from tests.db.source.hostile.writers import packed

KEPT = (Path(__file__).parent / "kept" / "plan.doc").read_bytes()


def shown(data: bytes, name: str = "文件.doc") -> list[str]:
    """The lines of the text, with the level of headings before them; cells in a line for each row."""
    told: list[str] = []
    for line in read_source(data, name).lines:
        if line.grid is not None:
            cells = line.grid.cells
            told += (
                "|".join(cell.text for cell in cells if cell.row == row) for row in range(line.grid.height)
            )
        else:
            told.append(f"{line.level or ''}{'<' + line.aside + '>' if line.aside else ''}{line.text}")
    return told


def test_a_document_comes_out_as_word_shows_it() -> None:
    assert shown(KEPT) == [
        "云溪县“十五五”交通运输发展规划",
        "1第一章　总体要求",
        "坚持统筹发展，推进公共服务能力，建设交通网络，完善水利设施，提升生态廊道。",
        "到2030年，全县公路里程达到1200［1］公里，货运量达到3.2×10⁸吨，绿化面积达到45km²，减少CO2排放30万吨。",
        "2第一节　基本原则",
        "（一）统筹城乡。",
        "（二）绿色低碳。",
        # An empty numbered paragraph counts.
        "（四）安全可靠。",
        "1第二章　重点任务",
        "完成投资300亿元，其中高速公路120亿元。",
        "<修订中已删除的文字>280",
        "<隐藏的文字>待核45亿元",
        "<已删除或划掉的文字>110",
        "详见第3页，支持嵊州一线。",
        "<注音>shèng",
        "改建农村公路并提升等级。",
        "专栏1 农村公路　建成“四好农村路”350公里。",
        "1. 5亿元以上项目优先。",
        "2. 10公里以内就近接驳。",
        "指标|2025年|2030年",
        "公路里程（公里）　客运量（万人）|1100|1200",
        "120　350|400",
        "合计|三项合计1600",
        "实施𠮷田桥等12座桥梁改造。",
        "［1］含村道，据2024年年报。",
    ]


def test_the_title_stands_with_the_properties() -> None:
    source = read_source(KEPT, "文件.doc")
    assert (source.title, source.kind) == ("云溪县“十五五”交通运输发展规划", "doc")


def test_wps_writes_the_same_with_a_class_id_in_the_header() -> None:
    assert shown(KEPT[:8] + bytes(range(1, 17)) + KEPT[24:], "文件.wps") == shown(KEPT)


@pytest.mark.parametrize("name", ["文件.docx", "文件.txt", "文件"])
def test_the_bytes_say_what_it_is(name: str) -> None:
    assert shown(KEPT, name) == shown(KEPT)


def _flagged(mask: int) -> bytes:
    """With flags in the head of the text."""
    at = KEPT.index(b"\xec\xa5")
    return KEPT[: at + 11] + bytes([KEPT[at + 11] | mask]) + KEPT[at + 12 :]


def _version(number: int) -> bytes:
    at = KEPT.index(b"\xec\xa5")
    return KEPT[: at + 2] + number.to_bytes(2, "little") + KEPT[at + 4 :]


def _renamed(old: str, new: str) -> bytes:
    was = old.encode("utf-16-le")
    assert was in KEPT
    return KEPT.replace(was, new.encode("utf-16-le").ljust(len(was), b"\0"))


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (_flagged(1), "a.doc", "密码.*取消密码"),
        (_version(0x68), "a.doc", "Word 95.*另存"),
        (KEPT[: len(KEPT) // 2], "a.doc", "损坏.*重新"),
        (KEPT[:600], "a.wps", "损坏.*另存"),
        (KEPT[: KEPT.index(b"\xec\xa5")] + bytes(2000), "a.doc", "损坏.*重新"),
        (_renamed("WordDocument", "MatOST"), "a.wps", "Works.*另存"),
        (_renamed("WordDocument", "Odd"), "a.doc", "不是 Word 文档.*另存"),
        ("文字".encode() * 3 + bytes(3000), "a.doc", "Word 文档.*损坏.*重新"),
        (b"{\\rtf1 x}", "a.doc", "RTF.*另存"),
        (b"\x01\xfe\x32" + bytes(range(256)) * 9, "a.wps", "Word 文档.*损坏.*重新"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_cause(data: bytes, name: str, words: str) -> None:
    with pytest.raises(SourceError, match=words) as told:
        read_source(data, name)
    assert str(told.value).endswith("。")
    assert "不是文本" not in str(told.value)


@pytest.mark.parametrize(
    ("data", "first"),
    [
        ("<html><body><h1>第一章　总则</h1></body></html>".encode(), "第一章　总则"),
        (b"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n<h1>" + "第一章".encode(), "第一章"),
        ("第一章　总则\n坚持统筹发展，推进公共服务能力，建设交通网络。\n".encode("gb18030"), "第一章　总则"),
    ],
)
def test_what_only_bears_the_name_is_read_as_what_it_is(data: bytes, first: str) -> None:
    assert read_source(data, "文件.doc").lines[0].text == first


def test_streams_are_found_in_any_case() -> None:
    assert {"worddocument", "1table"} <= CompoundFile(KEPT, "").names
    lower = _renamed("WordDocument", "worddocument")
    assert shown(lower) == shown(KEPT)


def test_a_chain_of_sectors_that_bites_its_tail_ends() -> None:
    table = KEPT.index(b"\xfd\xff\xff\xff")
    round_ = KEPT[: table - table % 512] + b"\0\0\0\0" * 128 + KEPT[table - table % 512 + 512 :]
    with pytest.raises(SourceError):
        read_source(round_, "a.doc")
    with pytest.raises(SourceError):
        read_source(MAGIC + KEPT[8:76] + b"\0" * 436 + KEPT[512:], "a.doc")


@pytest.mark.parametrize(
    ("code", "words", "read"),
    [
        ('EQ \\* jc2 \\* "Font:宋体" \\* hps10 \\o\\ad(\\s\\up 9(shèng),嵊)', "嵊", "shèng"),
        ("EQ \\o\\ac(○,8)", "⑧", ""),
        ("EQ \\s\\up 8(2)", "²", ""),
        ("EQ \\* jc3 \\f(2,3)", "2/3", ""),
        ("EQ \\o(\\s\\up 9(shèng),嵊)\\o(\\s\\up 9(zhōu),州)", "嵊州", "shèng zhōu"),
        ("eq \\O\\AD(\\S\\UP 9.5(shèng),嵊)江", "嵊江", "shèng"),
        ("EQ \\f(\\o(\\s\\up 9(shèng),嵊),2)", "嵊/2", "shèng"),
        ("EQ " + "\\o(\\s\\up 9(shèng),嵊)" * 40, "嵊" * 40, " ".join(["shèng"] * 40)),
        # What stands above is a figure and no reading.
        ("EQ x\\o(\\s\\up 5(2),\\s\\do 5(1))", "", ""),
        ("EQ \\o(\\s\\up 9(2),3)", "", ""),
    ],
)
def test_how_a_sign_is_read_is_no_word(code: str, words: str, read: str) -> None:
    said = equation(code)
    assert (said.words, " ".join(said.readings)) == (words, read)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("EQ 3\\f(1,2)", "3 1/2"),
        ("EQ \\f(1,2)5", "1/2 5"),
        ("EQ \\x(1)\\x(2)", "1 2"),
        ("EQ 10\\s\\ai4(8)", "10 8"),
        ("EQ 10\\s\\up 8.5(8)", "10⁸"),
        ("EQ \\f(1\\,000,3)", "(1,000)/3"),
        ("EQ \\b\\lc\\|\\rc\\|(5)", "|5|"),
        ("EQ \\b\\bc\\[(5)", "[5]"),
        ("EQ \\b\\bc\\((5)", "(5)"),
        ("EQ \\f(1,2)\\s\\up x(5)", ""),
    ],
)
def test_figures_of_a_formula_stay_apart(code: str, words: str) -> None:
    assert equation(code).words == words


def _titled(page: int, title: bytes, kind: int = 30, length: int = 0) -> bytes:
    """A document with a title among its properties, in words of a code page."""
    told = struct.pack("<II", 200, 2) + struct.pack("<IIII", 1, 24, 2, 32) + struct.pack("<IHH", 2, page, 0)
    told += struct.pack("<II", kind, length or len(title)) + title
    made = OldWord()
    made.put("坚持统筹发展。")
    made.end()
    return made.made({"\x05SummaryInformation": bytes(44) + struct.pack("<I", 48) + told + bytes(40)})


@pytest.mark.parametrize(
    ("page", "codec"),
    [(936, "gbk"), (65001, "utf-8"), (1200, "utf-16-le"), (54936, "gb18030"), (10008, "gb18030")],
)
def test_a_title_is_read_by_its_code_page(page: int, codec: str) -> None:
    title = "云溪县交通运输规划"
    assert read_source(_titled(page, (title + "\0").encode(codec)), "a.doc").title == title
    wide = (title + "\0").encode("utf-16-le")
    assert read_source(_titled(page, wide, 31, len(wide) // 2), "a.doc").title == title


@pytest.mark.parametrize("font", ["Wingdings", "Wingdings 2", "Wingdings 3", "Symbol", "Webdings", "Marlett"])
@pytest.mark.parametrize("of", [0x4A4F, 0x4A51])
def test_signs_of_symbol_fonts_are_those_of_a_docx(font: str, of: int) -> None:
    made = OldWord(fonts=["Times New Roman", font])
    made.put("新建")
    made.put("1", struct.pack("<HH", of, 1))
    made.put("2", struct.pack("<HH", 0x4A4F, 0) + struct.pack("<HH", 0x4A51, 1))
    # A sign by its place in the font.
    made.put("(", struct.pack("<HHH", 0x6A09, 1, 0x35))
    made.end()
    name = "ascii" if of == 0x4A4F else "hAnsi"
    runs = (
        "<w:t>新建</w:t>",
        f'<w:rPr><w:rFonts w:{name}="{font}"/></w:rPr><w:t>1</w:t>',
        f'<w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="{font}"/></w:rPr><w:t>2</w:t>',
        f'<w:sym w:font="{font}" w:char="0035"/>',
    )
    body = f"<w:p>{''.join(f'<w:r>{run}</w:r>' for run in runs)}</w:p>"
    new, old = read_source(packed(body), "a.docx"), read_source(made.made(), "a.doc")
    assert [line.text for line in old.lines] == [line.text for line in new.lines]
    assert old.doubts == new.doubts
    # No sign of such a font is the figure in whose place it stands.
    assert ("5" in new.lines[0].text) == (font == "Symbol")


def test_what_is_taken_out_of_the_code_of_a_formula_is_no_part_of_it() -> None:
    made = OldWord()
    for words, told in (
        ("\x13", b""),
        (" EQ \\f(2", b""),
        ("3", change(DELETED, 1)),
        (",4) ", b""),
        ("\x15", b""),
    ):
        made.put(words, told)
    made.end()
    assert shown(made.made()) == ["2/4", "<修订中已删除的文字>3"]
