"""The one field of the index, and its posting lists, written whole and read whole.

The field holds every single character and every pair of neighbours of a folded text.

This is the one place that uses Whoosh's internals (W3Codec of 2.7.4, which is frozen): adding and reading
posting by posting, as its public interface does, takes three to nine times as long. The files are plain
Whoosh ones: the public interface reads them too, and the tests hold both to the same answers.
"""

import io
import pickle
import struct
from array import array
from collections.abc import Generator, Iterable, Iterator
from functools import lru_cache
from itertools import accumulate, chain
from operator import add, sub

from whoosh import columns, fields, formats
from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3Codec, W3Segment, W3TermInfo
from whoosh.filedb.filestore import Storage
from whoosh.reading import SegmentReader, TermNotFound
from whoosh.system import pack_int, pack_ushort, unpack_int

FIELD = "grams"
NUMBER = "number"
"""A column with each document's place in the order of the plan: the id that results are mapped by."""

BLOCK = 4096
_EXACT = 1 << 24
"""Whoosh keeps a term's total as a 32-bit float: below this every integer is exact."""

CODEC = W3Codec(blocklimit=BLOCK, compression=0)
NUMBER_COLUMN = columns.NumericColumn("I", default=0xFFFFFFFF)


def grams(text: str) -> list[str]:
    """All 1-grams and 2-grams of a folded text as they come, punctuation, Latin and digits included."""
    return [*text, *map(add, text, text[1:])]


def gram_bytes(gram: str) -> bytes:
    """A gram as the index keeps it; half a surrogate pair is a character like any other."""
    return gram.encode("utf-8", "surrogatepass")


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
    # As Whoosh's own block writer does; a term in many documents has several blocks.
    pieces = [WHOOSH3_HEADER_MAGIC]
    for first in range(0, len(numbers), BLOCK):
        block = numbers[first : first + BLOCK]
        deltas = (block[0], *map(sub, block[1:], block))
        data = pickle.dumps((deltas, None, None), 2)
        head = pickle.dumps((len(block), block[-1], 1.0, 0, 0, 0), 2)
        length = len(head) + len(data)
        last = first + BLOCK >= len(numbers)
        pieces += (pack_int(-length if last else length), head, data)
    return b"".join(pieces)


_LENGTHS = struct.Struct("!ii")


class Postings:
    """The grams of an open index. Reading shares no state, so that any number of threads may ask at once."""

    def __init__(self, reader: SegmentReader, postings: bytes) -> None:
        """`postings` is the whole postings file of the reader's segment."""
        self._reader = reader
        self._terms = reader._terms  # noqa: SLF001
        self._bytes = postings
        self._info = lru_cache(maxsize=1 << 14)(self._read_info)

    def size(self, gram: str) -> int:
        """How many documents hold the gram."""
        info = self._info(gram)
        return 0 if info is None else info.doc_frequency()

    def total(self, gram: str) -> int | None:
        """How often the gram occurs in all of them, not overlapping itself; None if that is not known
        exactly.
        """
        info = self._info(gram)
        total = 0 if info is None else int(info.weight())
        # Above that a float has gaps: the texts are counted instead.
        return total if total < _EXACT else None

    def numbers(self, gram: str) -> list[int]:
        """The numbers of the documents that hold the gram, rising."""
        return list(self.each_number(gram))

    def each_number(self, gram: str) -> Iterator[int]:
        """The same one by one, decoded a block at a time."""
        info = self._info(gram)
        start = None if info is None else info.extent()[0]
        if start is None:
            return iter(())
        file = io.BytesIO(self._bytes)  # shares the bytes, and has a position of its own for each thread
        file.seek(start + len(WHOOSH3_HEADER_MAGIC))
        blocks = []
        length = 1
        while length > 0:  # the last block's is negative
            length = unpack_int(file.read(4))[0]
            pickle.load(file)
            blocks.append(accumulate(pickle.load(file)[0]))
        return chain.from_iterable(blocks)

    def all_grams(self) -> list[str]:
        """Every gram of the index, in the order of their bytes."""
        table = self._terms._tindex  # noqa: SLF001
        content, place, end = table.dbfile._buf, table.startofdata, table.endofdata  # noqa: SLF001
        grams = []
        while place < end:
            key_length, value_length = _LENGTHS.unpack_from(content, place)
            place += _LENGTHS.size
            grams.append(
                content[place + 2 : place + key_length].decode("utf-8", "surrogatepass")
            )  # after the field's number
            place += key_length + value_length
        return grams

    def document_numbers(self) -> "array[int]":
        """For each of Whoosh's document numbers, the document's own number."""
        return array("I", self._reader.column_reader(NUMBER, NUMBER_COLUMN, translate=False))

    def _read_info(self, gram: str) -> W3TermInfo | None:
        try:
            return self._terms.term_info(FIELD, gram_bytes(gram))
        except TermNotFound:
            return None
