"""The one field of the index, and its posting lists, written whole. `postings` reads them.

This is the one place that uses Whoosh's internals (W3Codec of 2.7.4, which is frozen): adding posting by
posting, as its public interface does, takes three to nine times as long. The files are plain Whoosh ones: the
public interface reads them too, and the tests hold both to the same answers.
"""

import pickle
from array import array
from collections.abc import Generator, Iterable
from operator import sub

from whoosh import columns, fields, formats
from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3Codec, W3Segment, W3TermInfo
from whoosh.filedb.filestore import Storage
from whoosh.system import pack_ushort

from db.search.postings import (
    ARRAY,
    ARRAY_END,
    ARRAY_LENGTH,
    BLOCK,
    BLOCK_LENGTH,
    NUMBERS,
    OPCODES,
    gram_bytes,
    grams,
)

FIELD = "grams"
NUMBER = "number"
"""A column with each document's place in the order of the plan: the id that results are mapped by."""

CODEC = W3Codec(blocklimit=BLOCK, compression=0)
NUMBER_COLUMN = columns.NumericColumn("I", default=0xFFFFFFFF)
_SHORT = 64
"""Postings below which the head of a pickled array would take more room than it saves."""


class GramField(fields.FieldType):
    """Existence of grams in a folded text, straight from the string, without Whoosh's Token objects."""

    def __init__(self) -> None:
        super().__init__(format=formats.Existence(), analyzer=None)

    def index(self, value: str, **_kwargs: object) -> Generator[tuple[bytes, int, float, bytes], None, None]:
        """Each gram of `value` once, as Whoosh wants them: bytes, frequency, weight, payload."""
        for gram in sorted(set(grams(value))):
            yield gram_bytes(gram), 1, 1.0, b""

    def to_bytes(self, value: str | bytes) -> bytes:
        """As in the index; bytes are so already."""
        return value if isinstance(value, bytes) else gram_bytes(value)

    def from_bytes(self, bs: bytes) -> str:
        """The gram that the bytes stand for."""
        return bs.decode("utf-8", "surrogatepass")


def write_field(
    storage: Storage,
    segment: W3Segment,
    field: fields.FieldType,
    terms: Iterable[tuple[bytes, "array[int]", int]],
) -> None:
    """Write the whole field at once.

    `terms` come in the order of their bytes, each with the numbers of its documents, rising, and how often it
    occurs in all of them.
    """
    writer = CODEC.field_writer(storage, segment)
    writer.start_field(FIELD, field)
    # Its public way is a call for each posting. No other release of Whoosh than 2.7.4 is allowed: the names
    # of its writer's files stay.
    prefix = pack_ushort(writer._fieldmap[FIELD])  # noqa: SLF001
    file, table = writer._postfile, writer._tindex  # noqa: SLF001
    start = file.tell()
    try:
        for term, numbers, total in terms:
            packed = _pack(numbers)
            file.write(packed)
            info = W3TermInfo(total, len(numbers), 0, 0, 1.0, numbers[0], numbers[-1])
            info.set_extent(start, len(packed))
            table.add(prefix + term, info.to_bytes())
            start += len(packed)
        writer.finish_field()
        writer.close()
    finally:
        # Whoosh leaves them open when it fails, and Windows then removes no folder.
        for each in (file, table.dbfile):
            if not each.is_closed:
                each.close()


def _pack(numbers: "array[int]") -> bytes:
    # As Whoosh's own block writer does, in pickles that Whoosh can load and `postings` can do without.
    pieces = [WHOOSH3_HEADER_MAGIC]
    for first in range(0, len(numbers), BLOCK):
        block = numbers[first : first + BLOCK]
        data = _pickled([block[0], *map(sub, block[1:], block)])
        head = pickle.dumps((len(block), block[-1], 1.0, 0, 0, 0), 2)
        length = len(head) + len(data)
        last = first + BLOCK >= len(numbers)
        pieces += (BLOCK_LENGTH.pack(-length if last else length), head, data)
    return b"".join(pieces)


def _pickled(deltas: list[int]) -> bytes:
    """The distances with two None, which stand for weights and payloads."""
    largest = max(deltas)
    code = "B" if largest < 1 << 8 else "H" if largest < 1 << 16 else "I"
    packed = array(code, deltas).tobytes()
    if len(deltas) >= _SHORT:
        return b"".join((ARRAY[code], ARRAY_LENGTH.pack(len(packed)), packed, ARRAY_END))
    head, tail = NUMBERS
    size = len(packed) // len(deltas)
    spread = bytearray(OPCODES[code] * len(deltas) * (1 + size))
    for byte in range(size):
        spread[1 + byte :: 1 + size] = packed[byte::size]
    return head + spread + tail
