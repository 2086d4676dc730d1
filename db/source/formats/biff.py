"""The records of old workbooks (BIFF 5 and 8): a stream of numbered records, their strings and figures."""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

CONTINUE = 0x3C


@dataclass(frozen=True, slots=True)
class BiffRecord:
    """One record, with what goes on in records behind it."""

    number: int
    parts: list[bytes]
    """Its bytes, and those of each record that continues it."""

    @property
    def data(self) -> bytes:
        """Its own bytes."""
        return self.parts[0]


def records(stream: bytes, start: int) -> Iterator[BiffRecord]:
    """The records from a place in the stream on; a cut one ends them."""
    at, end = start, len(stream)
    held: BiffRecord | None = None
    while at + 4 <= end:
        number, size = struct.unpack_from("<HH", stream, at)
        at += 4
        data = stream[at : at + size]
        at += size
        if number == CONTINUE and held is not None:
            held.parts.append(data)
            continue
        if held is not None:
            yield held
        held = BiffRecord(number, [data])
    if held is not None:
        yield held


def short_text(data: bytes, at: int, codec: str, *, wide: bool, long: bool = False) -> tuple[str, int]:
    """A string that stands in one record, with its length before it, and where it ends.

    `wide`: as in BIFF 8, in one or two bytes a sign; otherwise in bytes of `codec`. `long`: the length takes
    two bytes.
    """
    length = int.from_bytes(data[at : at + 1 + long], "little")
    at += 1 + long
    if not wide:
        return data[at : at + length].decode(codec, "replace"), at + length
    flags = data[at] if at < len(data) else 0
    at += 1
    # How many runs it has, and how long what follows is.
    at += 2 * bool(flags & 8) + 4 * bool(flags & 4)
    size = length * 2 if flags & 1 else length
    return data[at : at + size].decode("utf-16-le" if flags & 1 else "latin-1", "replace"), at + size


@dataclass(slots=True)
class StringsReader:
    """Reads strings that may go on from one record to the next, as those shared by all sheets do."""

    parts: Sequence[bytes]
    part: int = 0
    at: int = 0
    _kept: list[str] = field(default_factory=list[str])

    def skip(self, size: int) -> bytes:
        """So many bytes, wherever records end."""
        found = b""
        while size > 0 and self.part < len(self.parts):
            piece = self.parts[self.part][self.at : self.at + size]
            found += piece
            size -= len(piece)
            self.at += len(piece)
            if size > 0:
                self.part, self.at = self.part + 1, 0
        if size > 0:
            raise IndexError("a string is cut short")
        return found

    def text(self) -> tuple[str, list[tuple[int, int]]]:
        """A string, and from which sign on which font is used. Raises IndexError where it is cut short."""
        part = self.parts[self.part] if self.part < len(self.parts) else b""
        # Most stand in one record and have no runs.
        if self.at + 3 <= len(part):
            length, flags = part[self.at] | part[self.at + 1] << 8, part[self.at + 2]
            end = self.at + 3 + (length * 2 if flags & 1 else length)
            if not flags & 0x0C and end <= len(part):
                words = part[self.at + 3 : end].decode("utf-16-le" if flags & 1 else "latin-1", "replace")
                self.at = end
                return words, []
        length = int.from_bytes(self.skip(2), "little")
        flags = self.skip(1)[0]
        runs = int.from_bytes(self.skip(2), "little") if flags & 8 else 0
        beside = int.from_bytes(self.skip(4), "little") if flags & 4 else 0
        words = self.signs(length, wide=bool(flags & 1))
        fonts = struct.unpack(f"<{2 * runs}H", self.skip(4 * runs))
        self.skip(beside)
        return words, list(zip(fonts[::2], fonts[1::2], strict=True))

    def signs(self, length: int, *, wide: bool) -> str:
        """So many signs; each record that continues them says anew how wide they are."""
        found: list[str] = []
        while length > 0:
            if self.part >= len(self.parts):
                raise IndexError("a string is cut short")
            part = self.parts[self.part]
            size = min(length, (len(part) - self.at) >> wide)
            if size > 0:
                piece = part[self.at : self.at + (size << wide)]
                found.append(piece.decode("utf-16-le" if wide else "latin-1", "replace"))
                self.at += size << wide
                length -= size
            if length > 0:
                self.part, self.at = self.part + 1, 1
                if self.part < len(self.parts):
                    wide = bool(self.parts[self.part][:1] > b"\0")
        return "".join(found)


def packed_number(packed: int) -> float:
    """A number in four bytes (RK)."""
    if packed & 2:
        number = float((packed ^ 0x80000000) - 0x80000000 >> 2)
    else:
        number = struct.unpack("<d", struct.pack("<II", 0, packed & 0xFFFFFFFC))[0]
    return number / 100 if packed & 1 else number


def stored(number: float) -> str:
    """A number as its shortest decimal figure."""
    return repr(number).removesuffix(".0")
