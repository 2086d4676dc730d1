"""Word documents of 97 to 2003, written by hand (MS-DOC in MS-CFB): as little as a reader needs."""

import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

_SECTOR = 512
_FREE, _END, _FAT, _LIST = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFC
DELETED, HIDDEN, STRUCK = 0x0800, 0x083C, 0x0837
RAISED, LOWERED = 1, 2


def change(number: int, *values: int) -> bytes:
    """A property by its number (Sprm), each value a byte."""
    return struct.pack("<H", number) + bytes(values)


def script(way: int) -> bytes:
    """Words that stand raised or lowered."""
    return change(0x2A48, way)


@dataclass
class OldWord:
    """A document as it grows."""

    runs: list[tuple[int, bytes]] = field(default_factory=list[tuple[int, bytes]])
    """First positions, and properties."""
    paragraphs: list[tuple[int, bytes]] = field(default_factory=list[tuple[int, bytes]])
    """First positions, and style and properties."""
    lists: int = 0
    fonts: Sequence[str] = ()
    """Their names, which properties tell by their numbers."""
    _start: int = 0
    _parts: list[str] = field(default_factory=list[str])
    _length: int = 0

    def put(self, words: str, properties: bytes = b"") -> None:
        """Words of a paragraph."""
        if words:
            self.runs.append((self._length, properties))
            self._parts.append(words)
            self._length += len(words.encode("utf-16-le")) // 2

    def field(self, code: str) -> None:
        """A field without a result."""
        for words in ("\x13", f" {code} ", "\x15"):
            self.put(words, change(0x0855, 1) if len(words) == 1 else b"")

    def end(self, properties: bytes = b"", style: int = 0, sign: str = "\r") -> None:
        """The end of a paragraph, of a cell (\x07) or of a row."""
        self.put(sign)
        self.paragraphs.append((self._start, struct.pack("<H", style) + properties))
        self._start = self._length

    def new_list(self) -> bytes:
        """What makes a paragraph an item of a list that begins at 1."""
        self.lists += 1
        return change(0x260A, 0) + change(0x460B, self.lists & 255, self.lists >> 8)

    def end_row(self, edges: Sequence[int], depth: int = 1) -> None:
        """The end of a row of cells with these edges, in twips."""
        cells = (
            bytes([len(edges) - 1]) + struct.pack(f"<{len(edges)}h", *edges) + bytes(20 * (len(edges) - 1))
        )
        told = struct.pack("<HH", 0xD608, len(cells) + 1) + cells
        if depth > 1:
            self.end(in_table(depth) + change(0x244C, 1) + told)
        else:
            self.end(in_table() + change(0x2417, 1) + told, sign="\x07")

    def made(self, beside: Mapping[str, bytes] | None = None) -> bytes:
        """The file, with streams beside those of the text."""
        main = bytearray(2048)
        words = "".join(self._parts).encode("utf-16-le")
        main += words + bytes(-len(words) % _SECTOR)
        tables = bytearray()
        places: dict[int, tuple[int, int]] = {}

        def put(number: int, content: bytes) -> None:
            places[number] = (len(tables), len(content))
            tables.extend(content)

        put(1, _styles())
        put(15, struct.pack("<HH", len(self.fonts), 0) + b"".join(map(_font, self.fonts)))
        put(73, struct.pack("<H", self.lists) + b"".join(_list(at) for at in range(1, self.lists + 1)))
        # The levels of all lists stand behind, and are not counted.
        tables.extend(_level() * self.lists)
        numbers = b"".join(struct.pack("<iIIBBBB", at, 0, 0, 0, 0, 0, 0) for at in range(1, self.lists + 1))
        put(74, struct.pack("<I", self.lists) + numbers + b"\xff\xff\xff\xff" * self.lists)
        length = self._length
        put(33, b"\2" + struct.pack("<III", 16, 0, length) + struct.pack("<HIH", 0, 2048, 0))
        put(12, _pages(main, self.runs, length, _run_page))
        put(13, _pages(main, self.paragraphs, length, _paragraph_page))
        struct.pack_into("<HHxxxxxxH", main, 0, 0xA5EC, 0xC1, 0x200)
        struct.pack_into("<H", main, 32, 14)
        struct.pack_into("<H", main, 62, 22)
        struct.pack_into("<I", main, 76, length)
        struct.pack_into("<H", main, 152, 93)
        for number, place in places.items():
            struct.pack_into("<II", main, 154 + 8 * number, *place)
        return compound({"WordDocument": bytes(main), "1Table": bytes(tables), **(beside or {})})


def in_table(depth: int = 1) -> bytes:
    """What paragraphs of a table have."""
    return change(0x2416, 1) + struct.pack("<Hi", 0x6649, depth)


def _styles() -> bytes:
    made = struct.pack("<H", 18) + struct.pack("<HH", 2, 10) + bytes(14)
    for number, name in ((0, "Normal"), (1, "标题 1")):
        words = name.encode("utf-16-le")
        told = struct.pack("<HHHHH", number, 1 | 0xFFF0, 2, 0, 0)
        told += struct.pack("<H", len(name)) + words + bytes(2)
        told += struct.pack("<HH", 2, number) + struct.pack("<H", 0)
        made += struct.pack("<H", len(told)) + told
    return made


def _font(name: str) -> bytes:
    words = name.encode("utf-16-le") + b"\0\0"
    return bytes([39 + len(words)]) + bytes(39) + words


def _list(key: int) -> bytes:
    return struct.pack("<ii", key, key) + bytes(18) + b"\1\0"


def _level() -> bytes:
    return struct.pack("<iBBB8xBiiBBBB", 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0) + struct.pack(
        "<HHH", 2, 0, ord(".")
    )


def _pages(
    main: bytearray,
    runs: Sequence[tuple[int, bytes]],
    length: int,
    page: Callable[[Sequence[int], Sequence[bytes]], bytes],
) -> bytes:
    """Pages of properties at the end of `main`; the table that lists them."""
    starts: list[int] = []
    numbers: list[int] = []
    for at in range(0, len(runs), 8):
        held = runs[at : at + 8]
        ends = [*(start for start, _ in held), runs[at + 8][0] if at + 8 < len(runs) else length]
        starts.append(2048 + 2 * held[0][0])
        numbers.append(len(main) // _SECTOR)
        main += page([2048 + 2 * end for end in ends], [told for _, told in held])
    starts.append(2048 + 2 * length)
    return struct.pack(f"<{len(starts)}I", *starts) + struct.pack(f"<{len(numbers)}I", *numbers)


def _run_page(ends: Sequence[int], told: Sequence[bytes]) -> bytes:
    made = bytearray(_SECTOR)
    struct.pack_into(f"<{len(ends)}I", made, 0, *ends)
    place = 510
    for at, each in enumerate(told):
        place = (place - len(each) - 1) // 2 * 2
        made[4 * len(ends) + at] = place // 2
        made[place : place + 1 + len(each)] = bytes([len(each)]) + each
    made[511] = len(told)
    return bytes(made)


def _paragraph_page(ends: Sequence[int], told: Sequence[bytes]) -> bytes:
    made = bytearray(_SECTOR)
    struct.pack_into(f"<{len(ends)}I", made, 0, *ends)
    place = 510
    for at, each in enumerate(told):
        held = each + bytes(len(each) % 2)
        place = (place - len(held) - 2) // 2 * 2
        made[4 * len(ends) + 13 * at] = place // 2
        # A first byte of zero, and the length in pairs of bytes.
        made[place : place + 2 + len(held)] = bytes([0, len(held) // 2]) + held
    made[511] = len(told)
    return bytes(made)


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file of these streams, each in a chain of sectors of its own."""
    sectors = b""
    chains: list[int] = []
    starts: dict[str, int] = {}
    for name, content in streams.items():
        padded = content.ljust(4096, b"\0")
        padded += bytes(-len(padded) % _SECTOR)
        starts[name] = len(chains)
        chains += [*range(len(chains) + 1, len(chains) + len(padded) // _SECTOR), _END]
        sectors += padded
    folder = len(chains)
    entries = _entry("Root Entry", 5, 1, _END, 0)
    for at, (name, content) in enumerate(streams.items(), 1):
        after = at + 1 if at < len(streams) else _FREE
        entries += _entry(name, 2, _FREE, starts[name], max(len(content), 4096), after)
    entries += bytes(-len(entries) % _SECTOR)
    chains += [*range(folder + 1, folder + len(entries) // _SECTOR), _END]
    sectors += entries
    # A sector of the table names 128 sectors, its own among them; beyond 109 of these a further list is needed.
    count = -(-len(chains) // 125)
    more = max(-(-(count - 109) // 127), 0)
    table = len(chains)
    chains += [_FAT] * count + [_LIST] * more
    chains += [_FREE] * (count * 128 - len(chains))
    sectors += struct.pack(f"<{len(chains)}I", *chains)
    listed = [*range(table, table + count)]
    for at in range(more):
        held = listed[109 + 127 * at : 109 + 127 * (at + 1)]
        after = table + count + at + 1 if at + 1 < more else _END
        sectors += struct.pack("<128I", *held, *[_FREE] * (127 - len(held)), after)
    first = table + count if more else _END
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack(
        "<HHHHH6x9I", 0x3E, 3, 0xFFFE, 9, 6, 0, count, folder, 0, 4096, _END, 0, first, more
    )
    return header + struct.pack("<109I", *listed[:109], *[_FREE] * (109 - len(listed[:109]))) + sectors


def _entry(name: str, kind: int, child: int, start: int, size: int, after: int = _FREE) -> bytes:
    words = name.encode("utf-16-le").ljust(64, b"\0")
    told = struct.pack("<HBBIII", 2 * len(name) + 2, kind, 1, _FREE, after, child)
    return words + told + bytes(36) + struct.pack("<IQ", start, size)
