"""Word's automatic numbers. What is expected was printed by LibreOffice 7.4 from the same files."""

import pytest

from db.source.formats.counters import counted
from db.source.formats.detection import read_source
from tests.db.source.hostile.writers import W, packed


def level(at: int, form: str, text: str, start: int = 1, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def kind(at: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{at}">{"".join(levels)}</w:abstractNum>'


def num(key: int, of: int, overrides: str = "") -> str:
    return f'<w:num w:numId="{key}"><w:abstractNumId w:val="{of}"/>{overrides}</w:num>'


def begin(at: int, start: int, levels: str = "") -> str:
    return f'<w:lvlOverride w:ilvl="{at}"><w:startOverride w:val="{start}"/>{levels}</w:lvlOverride>'


def item(words: str, key: int | None = None, at: int | None = None, style: str = "") -> str:
    said = f'<w:pStyle w:val="{style}"/>' if style else ""
    if key is not None or at is not None:
        said += "<w:numPr>" + (f'<w:ilvl w:val="{at}"/>' if at is not None else "")
        said += (f'<w:numId w:val="{key}"/>' if key is not None else "") + "</w:numPr>"
    return f"<w:p><w:pPr>{said}</w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"


def styles(second: str) -> str:
    return (
        f'<w:styles {W}><w:style w:type="paragraph" w:styleId="h1"><w:name w:val="一级"/><w:pPr><w:numPr>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style><w:style w:type="paragraph" w:styleId="h2"><w:name w:val="二级"/>'
        f'<w:basedOn w:val="h1"/><w:pPr><w:numPr><w:ilvl w:val="1"/>{second}</w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="h3"><w:name w:val="三级"/><w:basedOn w:val="h2"/></w:style>'
        '<w:style w:type="numbering" w:styleId="L"><w:name w:val="L"/><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr>'
        "</w:pPr></w:style></w:styles>"
    )


USUAL = kind(
    0, level(0, "chineseCounting", "第%1章"), level(1, "decimal", "%1.%2", 1), level(2, "decimal", "（%3）")
)
LINKED = (
    '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="L"/></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="1"><w:styleLink w:val="L"/>'
    f"{level(0, 'chineseCountingThousand', '第%1章')}{level(1, 'ideographTraditional', '%2、')}</w:abstractNum>"
)
CASES = {
    "a list that begins anew counts on with the others of its kind": (
        item("a", 1) + item("b", 1) + item("c", 2) + item("d", 2) + item("e", 1) + item("f", 3),
        USUAL + num(1, 0) + num(2, 0, begin(0, 1)) + num(3, 0),
        ["第一章a", "第二章b", "第一章c", "第二章d", "第三章e", "第四章f"],
    ),
    "a level of its own": (
        item("a", 1) + item("b", 2) + item("c", 2) + item("d", 1),
        USUAL
        + num(1, 0)
        + num(2, 0, f'<w:lvlOverride w:ilvl="0">{level(0, "upperRoman", "%1)", 5)}</w:lvlOverride>'),
        ["第一章a", "II)b", "III)c", "第四章d"],
    ),
    "a level and a beginning": (
        item("a", 1) + item("b", 2) + item("c", 2) + item("d", 1) + item("e", 3),
        USUAL + num(1, 0) + num(2, 0, begin(0, 4, level(0, "upperRoman", "%1)", 5))) + num(3, 0, begin(0, 1)),
        ["第一章a", "IV)b", "V)c", "第六章d", "第一章e"],
    ),
    "a deeper level first": (
        item("a", 1, 1) + item("b", 1, 2) + item("c", 1, 0) + item("d", 1, 2) + item("e", 1, 1) + item("f", 1, 2),
        USUAL + num(1, 0),
        ["一.1a", "（1）b", "第二章c", "（1）d", "二.2e", "（1）f"],
    ),
    "a deeper level begins anew once": (
        item("a", 1, 0) + item("b", 1, 1) + item("c", 2, 1) + item("d", 2, 0) + item("e", 2, 1) + item("f", 1, 1),
        USUAL + num(1, 0) + num(2, 0, begin(1, 7)),
        ["第一章a", "一.1b", "一.7c", "第二章d", "二.1e", "二.2f"],
    ),
    "a list style": (
        item("a", 1) + item("b", 1, 1) + item("c", 3) + item("d", 2),
        LINKED + num(1, 0) + num(2, 1) + num(3, 0, begin(0, 1)),
        ["第一章a", "甲、b", "第一章c", "第二章d"],
    ),
    "the level of a style": (
        item("a", style="h1") + item("b", style="h2") + item("c", style="h3") + item("d", style="h1")
        + item("e", style="h2") + item("f", 0, style="h2") + item("g", 1, style="h2") + item("h", None, 0, style="h2"),
        USUAL + num(1, 0),
        ["第一章a", "一.1b", "一.2c", "第二章d", "二.1e", "f", "二.2g", "第三章h"],
    ),
    "nothing written is a beginning at 0": (
        item("a", 1) + item("b", 1, 1),
        kind(0, level(0, "decimal", "%1."), '<w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1-%2"/></w:lvl>')
        + num(1, 0),
        ["1.a", "1-0b"],
    ),
    "paragraphs without words count": (
        item("a", 1) + item("", 1) + item("b", 1)
        + '<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:del><w:r><w:delText>删</w:delText></w:r></w:del></w:p>'
        + item("c", 1),
        USUAL + num(1, 0),
        ["第一章a", "第三章b", "第五章c"],
    ),
    "figures of other levels": (
        item("a", 1, 0) + item("b", 1, 1),
        kind(0, level(0, "chineseCounting", "%1、"), level(1, "chineseCounting", "%1.%2", 1, "<w:isLgl/>")) + num(1, 0),
        # Word prints 1.1, as isLgl says; LibreOffice 7.4 doesn't know it.
        ["一、a", "1.1b"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("second", ["", '<w:numId w:val="1"/>'])
@pytest.mark.parametrize("case", CASES)
def test_numbers_as_libreoffice_prints_them(case: str, second: str) -> None:
    body, numbering, printed = CASES[case]
    data = packed(body, numbering=f"<w:numbering {W}>{numbering}</w:numbering>", styles=styles(second))
    found = ["".join(line.text.split()) for line in read_source(data, "a.docx").lines if not line.aside]
    assert found == printed


PRINTED = {
    "ideographTraditional": {1: "甲", 10: "癸", 11: "11"},
    "ideographZodiac": {1: "子", 12: "亥", 13: "13"},
    "ideographEnclosedCircle": {1: "①", 20: "⑳", 21: "㉑", 36: "㊱", 50: "㊿", 51: "51"},
    "decimalEnclosedCircleChinese": {3: "③", 51: "51"},
    "chineseCounting": {1: "一", 10: "十", 12: "十二", 20: "二十", 99: "九十九", 101: "一百零一", 110: "一百一十", 1010: "一千零一十"},
    "chineseCountingThousand": {1001: "一千零一", 10000: "一万", 12345: "一万二千三百四十五"},
    "taiwaneseCounting": {11: "十一", 120: "一百二十"},
    "chineseLegalSimplified": {1: "壹", 2: "贰", 10: "壹拾", 11: "壹拾壹", 101: "壹佰零壹", 1010: "壹仟零壹拾"},
    "ideographLegalTraditional": {2: "貳", 33: "參拾參"},
    "koreanDigital2": {10: "一零", 21: "二一"},
    "upperRoman": {4: "IV", 49: "XLIX", 1099: "MXCIX"},
    "lowerLetter": {1: "a", 26: "z", 27: "aa", 53: "aaa"},
    "decimalZero": {1: "01", 10: "10"},
    "decimalFullWidth": {12: "12"},
    "ordinal": {1: "1.", 12: "12.", 22: "22."},
    "cardinalText": {1: "一", 10: "十", 22: "二十二", 105: "一百零五"},
    "ordinalText": {1: "第一", 10: "第一十", 12: "第一十二", 22: "第二十二"},
}  # fmt: skip


@pytest.mark.parametrize("form", PRINTED)
def test_number_formats(form: str) -> None:
    assert {count: counted(count, form) for count in PRINTED[form]} == PRINTED[form]


def test_a_number_never_joins_the_figure_behind_it() -> None:
    bare = level(0, "decimal", "%1", 1, '<w:suff w:val="nothing"/>')
    lists = kind(0, level(0, "decimal", "%1.")) + kind(1, bare) + num(1, 0) + num(2, 1)
    data = packed(
        item("5亿元投资", 1) + item("2030年", 2), numbering=f"<w:numbering {W}>{lists}</w:numbering>"
    )
    assert [line.text for line in read_source(data, "a.docx").lines] == ["1. 5亿元投资", "1 2030年"]
