"""Old Word documents and OFD files that are made to cost a reader its time, its memory or its life."""

import struct
from collections.abc import Callable, Iterator

from tests.db.source.hostile.ofd_pages import OfdPages
from tests.db.source.hostile.old_word import OldWord, change, compound, in_table
from tests.db.source.hostile.packages import zipped

BODY = "坚持统筹发展，推进公共服务能力，建设交通网络。"


def office_bombs(large: int) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Each with a file name; `large` as for all bombs."""
    yield from _old_word(large)
    yield from _ofd(large)


def _whole() -> bytes:
    made = OldWord()
    for _ in range(40):
        made.put(BODY)
        made.end(made.new_list())
    return made.made()


def _with(number: int, content: Callable[[int], bytes]) -> bytes:
    """A document of 40 paragraphs whose table `number` is another one; `content` is handed the text's length."""
    data = bytearray(_whole())
    main = data.index(b"\xec\xa5\xc1\x00")
    tables = next(
        512 + 512 * struct.unpack_from("<I", data, at + 116)[0]
        for at in range(0, len(data), 128)
        if data[at : at + 12] == "1Table".encode("utf-16-le")
    )
    place = struct.unpack_from("<I", data, main + 154 + 8 * number)[0]
    told = content(struct.unpack_from("<I", data, main + 76)[0])
    room = 4096 - place
    data[tables + place : tables + place + min(len(told), room)] = told[:room]
    struct.pack_into("<I", data, main + 158 + 8 * number, min(len(told), room))
    return bytes(data)


def _pieces(length: int) -> bytes:
    """All the text again and again, each time a piece of its own."""
    count = 100
    starts = struct.pack(f"<{count + 1}I", *(at * length for at in range(count + 1)))
    told = starts + struct.pack("<HIH", 0, 2048, 0) * count
    return b"\2" + struct.pack("<I", len(told)) + told


def _nested(deep: int) -> bytes:
    made = OldWord()
    for depth in (*range(1, deep), *range(deep, 0, -1)):
        made.put(BODY)
        made.end(in_table(depth))
    return made.made()


def _wide(rows: int) -> bytes:
    made = OldWord()
    for row in range(rows):
        for _ in range(5):
            made.end(in_table(), sign="\x07")
        made.end_row([row % 50 + 400 * at for at in range(6)])
    return made.made()


def _old_word(large: int) -> Iterator[tuple[str, Callable[[], bytes]]]:
    header = _whole()[:512]
    ring = struct.pack("<128I", *((at + 1) % 128 for at in range(128)))
    yield (
        "sectors in a ring.doc",
        lambda: header[:44] + struct.pack("<II", 1, 1) + header[52:76] + bytes(436) + ring * 40,
    )
    yield (
        "lists of sectors in a ring.doc",
        lambda: header[:68] + struct.pack("<II", 0, 1 << 31) + header[76:] + bytes(512) * 9,
    )
    yield (
        "two gigabytes.doc",
        lambda: compound({"WordDocument": bytes(4096)}).replace(
            struct.pack("<IQ", 0, 4096), struct.pack("<IQ", 0, 2_000_000_000)
        ),
    )
    yield "text again and again.doc", lambda: _with(33, _pieces)
    yield "65,535 lists.doc", lambda: _with(73, lambda _: b"\xff\xff" + bytes(2_000))
    yield "four billion numbers.doc", lambda: _with(74, lambda _: b"\xff\xff\xff\xff" + bytes(2_000))
    yield "65,535 styles.doc", lambda: _with(1, lambda _: struct.pack("<HHH", 18, 0xFFFF, 10) + bytes(2_000))
    yield (
        "one page of properties.doc",
        lambda: _with(12, lambda length: struct.pack("<II", 0, length) + b"\1\0\0\0"),
    )
    yield "tables 4,000 deep.doc", lambda: _nested(4_000)
    yield "rows.doc", lambda: _wide(200 * large)

    def fields() -> bytes:
        made = OldWord()
        made.put("\x13" * (20_000 * large) + BODY)
        made.end()
        return made.made()

    yield "fields in fields.doc", fields

    def runs() -> bytes:
        made = OldWord()
        for at in range(2_000 * large):
            made.put("甲", change(0x0835, at % 2))
        made.end()
        return made.made()

    yield "runs.doc", runs
    for share in (0.1, 0.5, 0.9, 0.99):
        yield f"cut at {share}.doc", lambda share=share: (whole := _whole())[: int(len(whole) * share)]


def _drawn(content: str, common: str = "", pages: str = '<Page BaseLoc="p.xml"/>', **parts: str) -> bytes:
    main = "<OFD><DocBody><DocRoot>d.xml</DocRoot></DocBody></OFD>"
    document = f"<Document><CommonData>{common}</CommonData><Pages>{pages}</Pages></Document>"
    page = f"<Page><Content><Layer>{content}</Layer></Content></Page>"
    parts = {"OFD": main, "d": document, "p": page, **parts}
    return zipped({f"{name}.xml": content for name, content in parts.items()})


def _ofd(large: int) -> Iterator[tuple[str, Callable[[], bytes]]]:
    words = f'<TextObject Boundary="9 9 99 9" Size="5"><TextCode X="0" Y="4">{BODY}</TextCode></TextObject>'
    unit = '<Res><CompositeGraphicUnit ID="1"><Content>{}</Content></CompositeGraphicUnit></Res>'
    again = '<CompositeObject ResourceID="1"/>'
    common = "<DocumentRes>r.xml</DocumentRes>"
    yield "group in itself.ofd", lambda: _drawn(words + again, common, r=unit.format(again * 9 + words))
    yield "one page many times.ofd", lambda: _drawn(words, pages='<Page BaseLoc="p.xml"/>' * (2_900 * large))
    yield "blocks.ofd", lambda: _drawn("<PageBlock>" * 390 + words + "</PageBlock>" * 390)
    yield "deep.ofd", lambda: _drawn("<PageBlock>" * 5_000)
    yield (
        "steps.ofd",
        lambda: _drawn(words.replace("X=", f'DeltaX="{"g 999999999 1 " * (3_000 * large)}" X=')),
    )
    path = '<PathObject Boundary="9 9 99 9"><AbbreviatedData>{}</AbbreviatedData></PathObject>'
    yield "lines.ofd", lambda: _drawn(words + path.format("M 0 0 L 99 0 " * (20_000 * large)))
    yield "paths.ofd", lambda: _drawn(words + path.format("M 0 0 L 99 0 L 99 9 C") * (3_000 * large))
    yield "numbers.ofd", lambda: _drawn(words.replace("9 9 99 9", "1e308 -1e308 nan inf"))
    yield "zeros.ofd", lambda: _drawn("\n" * (50_000_000 * large))
    for share in (0.1, 0.5, 0.9, 0.99):
        yield (
            f"cut at {share}.ofd",
            lambda share=share: (whole := OfdPages().made())[: int(len(whole) * share)],
        )
