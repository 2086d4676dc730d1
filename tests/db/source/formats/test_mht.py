"""Web archives that did not arrive whole are read, and doubted."""

from email.message import EmailMessage

import pytest

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
