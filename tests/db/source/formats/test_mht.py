"""Web archives that did not arrive whole are read, and doubted, also those of several pages in a frame."""

import base64
from email.message import EmailMessage

import pytest

from db.errors import SourceError
from db.source.formats.detection import read_source

PAGE = "<html><body><p>某县数字经济发展规划</p><p>到2030年，规模以上企业达到120家。</p></body></html>"


def archive(encoding: str, *, related: bool) -> bytes:
    letter = EmailMessage()
    letter.set_content(PAGE, subtype="html", cte=encoding)
    if related:
        letter.make_mixed()
        letter.add_attachment(b"\x89PNG", "image", "png")
    return letter.as_bytes()


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
@pytest.mark.parametrize("related", [False, True])
def test_a_sound_one_is_not_doubted(encoding: str, related: bool) -> None:
    source = read_source(archive(encoding, related=related), "a.mht")
    assert [line.text for line in source.lines] == [
        "某县数字经济发展规划",
        "到2030年，规模以上企业达到120家。",
    ]
    assert source.doubts == ()


@pytest.mark.parametrize(
    "data",
    [
        archive("base64", related=True)[:-40],
        archive("base64", related=False)[:-25],
        archive("base64", related=False).replace(b"PGh0", b"\xff\x80PGh0"),
    ],
    ids=["no end", "cut", "other bytes"],
)
def test_a_damaged_one_is_doubted(data: bytes) -> None:
    source = read_source(data, "a.mht")
    assert source.lines[0].text == "某县数字经济发展规划"
    assert any("损坏" in doubt or "截断" in doubt for doubt in source.doubts)


FRAME = b"<html><frameset><frame src=a.htm></frameset></html>"
SHEET = "<html><body><table><tr><td>项目名称<td>总投资<tr><td>青阳水库<td>5</table></body></html>"


def framed(*pages: bytes, charset: str = "utf-8", encoding: str = "8bit", end: bytes = b"--x--\n") -> bytes:
    """A workbook, or a page in frames, as one file."""
    head = b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n'
    kind = f"--x\nContent-Type: text/html{charset and '; charset=' + charset}\n"
    way = f"Content-Transfer-Encoding: {encoding}\n\n"
    parts = (kind.encode() + b"\n" + FRAME, *((kind + way).encode() + page for page in pages))
    return head + b"".join(part + b"\n" for part in parts) + end


def cells(data: bytes) -> tuple[list[str], tuple[str, ...]]:
    """The words of all cells, and what is doubtful."""
    source = read_source(data, "表.xls")
    return [cell.text for line in source.lines if line.grid for cell in line.grid.cells], source.doubts


@pytest.mark.parametrize(
    ("data", "whole"),
    [
        (framed(SHEET.encode())[:-30], False),
        (framed(SHEET.encode(), end=b""), True),
        (framed(base64.b64encode(SHEET.encode())[:-2], encoding="base64"), True),
    ],
    ids=["cut", "no end", "cut in its letters"],
)
def test_a_damaged_workbook_is_doubted(data: bytes, whole: bool) -> None:
    words, doubts = cells(data)
    assert [word for word in words if word] == ["项目名称", "总投资", "青阳水库", "5"][: 4 if whole else 3]
    assert ["损坏" in doubt for doubt in doubts] == [True]


@pytest.mark.parametrize(
    ("page", "charset"),
    [
        (SHEET.encode("utf-8-sig"), "gb2312"),
        (SHEET.replace("水库", "水库㐀").encode("gb18030"), "gb2312"),
        (SHEET.replace("<body>", "<meta charset=gb2312><body>").encode("gb18030"), ""),
    ],
    ids=["saved anew as UTF-8", "signs of GB18030", "told by the page"],
)
def test_a_sheet_is_decoded_as_any_page_is(page: bytes, charset: str) -> None:
    words, doubts = cells(framed(page, charset=charset))
    assert [word.replace("㐀", "") for word in words] == ["项目名称", "总投资", "青阳水库", "5"]
    assert doubts == ()


def test_what_is_doubtful_in_a_sheet_is_told() -> None:
    words, doubts = cells(framed(SHEET.encode() + "末".encode()[:2]))
    assert words[-1] == "5"
    assert any("一个字的中间断开" in doubt for doubt in doubts)


def test_a_sheet_that_is_no_text_is_refused_by_the_name_of_the_file() -> None:
    with pytest.raises(SourceError, match=r"\A“表\.xls”"):
        read_source(framed(b"<table>" + bytes(range(128, 256)) * 40), "表.xls")
    with pytest.raises(SourceError, match=r"“表\.xls”.*没有能读出的页面"):
        read_source(framed(), "表.xls")


def test_a_page_in_a_frame_need_not_have_a_table() -> None:
    source = read_source(framed(SHEET.encode(), PAGE.encode()), "a.mht")
    assert [line.text for line in source.lines][1:] == [
        "某县数字经济发展规划",
        "到2030年，规模以上企业达到120家。",
    ]
