"""The grams of an index and their posting lists, read from Whoosh's files.

An index holds every single character and every pair of neighbours of a folded text. `gram_field` writes its
files as Whoosh would (2.7.4, which is frozen), so that Whoosh reads them too; here they are read without it.
Whoosh keeps numbers as pickles, and unpickling runs whatever a pickle says; whoever can put a file into the
folder can also seal it. So nothing is unpickled: lists are taken out of pickles of two known shapes, byte by
byte, and what has another shape is damaged.
"""

import hashlib
import struct
from array import array
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate, chain
from operator import add
from typing import NamedTuple

from db.errors import IndexDamagedError

BLOCK = 4096
"""Postings of a block; a gram in more documents has several."""
MAGIC = b"W3Bl"
"""Before the blocks of each gram."""
BLOCK_LENGTH = struct.Struct("!i")
"""Bytes of the block after it; negative before the last one."""
INFO_END = b"tq\x00."
"""Ends a block's first pickle, of six numbers that only Whoosh needs."""

NUMBERS = b"\x80\x02(", b"tq\x00NN\x87q\x01."
"""Around the numbers of a short block: a pickled tuple, where each number stands behind its opcode."""
OPCODES = {"B": b"K", "H": b"M", "I": b"J"}
"""By the type of the numbers, all of one type in a block, as in `array`."""
ARRAY = {
    code: b"\x80\x03carray\n_array_reconstructor\nq\x00(carray\narray\nq\x01X\x01\x00\x00\x00%cq\x02K%cB"
    % (ord(code), form)
    for code, form in (("B", 0), ("H", 2), ("I", 6))
}
"""Before the numbers of a long block: a pickled array, by its type; their length in bytes comes between."""
ARRAY_LENGTH = struct.Struct("<I")
ARRAY_END = b"q\x03tq\x04Rq\x05NN\x87q\x06."

_EXACT = 1 << 24
"""Whoosh keeps a term's total as a 32-bit float: below this every integer is exact."""
_TERM = struct.Struct("!BfIBBfIIqi")
"""What is kept of a gram: whether its postings stand here, its total, its documents, three numbers for
ranking, the first and the last document, and where its postings begin and how long they are."""
_LENGTHS = struct.Struct("!ii")
_POINTER = struct.Struct("!Iq")
_DIRECTORY = struct.Struct("!" + 256 * "qi")
_TERMS_HEAD = 13
_PREFIX = b"\x00\x00"
"""The number of the one field."""
_FAULTS = (struct.error, ValueError, IndexError, OverflowError)


def grams(text: str) -> list[str]:
    """All 1-grams and 2-grams of a folded text as they come, punctuation, Latin and digits included."""
    return [*text, *map(add, text, text[1:])]


def gram_bytes(gram: str) -> bytes:
    """A gram as the index keeps it; half a surrogate pair is a character like any other."""
    return gram.encode("utf-8", "surrogatepass")


class _Term(NamedTuple):
    """What the index knows of a gram: in how many documents it is, how often, and where that is written."""

    documents: int
    total: float
    start: int


class Postings:
    """The grams of an open index. Reading shares no state, so that any number of threads may ask at once.

    All methods raise IndexDamagedError where the files hold something else than they should.
    """

    def __init__(self, terms: bytes, postings: bytes, documents: int) -> None:
        """The whole content of both files; the numbers of the `documents` begin with 0."""
        self._terms = terms
        self._postings = postings
        self._documents = documents
        self._info = lru_cache(maxsize=1 << 14)(self._read_info)
        try:
            (extras,) = BLOCK_LENGTH.unpack_from(terms, len(terms) - BLOCK_LENGTH.size)
            # The extras between are a pickle: nothing in them is needed.
            directory = len(terms) - BLOCK_LENGTH.size - extras - _DIRECTORY.size
            self._tables = _DIRECTORY.unpack_from(terms, directory)
        except _FAULTS as error:
            raise _damaged(error) from error
        # One table of pointers after the other, the first one behind the terms.
        self._end = end = self._tables[0]
        for start, slots in zip(self._tables[::2], self._tables[1::2], strict=True):
            if start != end or slots < 0:
                raise _damaged()
            end += slots * _POINTER.size
        if not (
            terms.startswith(b"HSH3\x00") and extras >= 0 and self._end >= _TERMS_HEAD and end == directory
        ):
            raise _damaged()

    def size(self, gram: str) -> int:
        """How many documents hold the gram."""
        info = self._info(gram)
        return 0 if info is None else info.documents

    def total(self, gram: str) -> int | None:
        """How often the gram occurs in all of them, not overlapping itself; None if that is not known
        exactly.
        """
        info = self._info(gram)
        total = 0 if info is None else info.total
        # Above that a float has gaps, and one that is no number is above too: the texts are counted instead.
        return int(total) if total < _EXACT else None

    def numbers(self, gram: str) -> list[int]:
        """The numbers of the documents that hold the gram, rising."""
        return list(self.each_number(gram))

    def each_number(self, gram: str) -> Iterator[int]:
        """The same one by one."""
        info = self._info(gram)
        if info is None:
            return iter(())
        blocks: list[list[int]] = []
        try:
            if not self._postings.startswith(MAGIC, info.start):
                raise _damaged()
            place, length = info.start + len(MAGIC), 1
            while length > 0:  # the last block's is negative
                (length,) = BLOCK_LENGTH.unpack_from(self._postings, place)
                place += BLOCK_LENGTH.size
                end = place + abs(length)
                data = self._postings.index(INFO_END, place, end) + len(INFO_END)
                numbers = list(accumulate(_numbers(self._postings[data:end])))
                if not 0 <= numbers[0] <= numbers[-1] < self._documents:
                    raise _damaged()
                blocks.append(numbers)
                place = end
        except _FAULTS as error:
            raise _damaged(error) from error
        if sum(map(len, blocks)) != info.documents:
            raise _damaged()
        return iter(blocks[0]) if len(blocks) == 1 else chain.from_iterable(blocks)

    def all_grams(self) -> list[str]:
        """Every gram of the index, in the order of their bytes."""
        content, place, end = self._terms, _TERMS_HEAD, self._end
        grams = []
        try:
            while place < end:
                key_length, value_length = _LENGTHS.unpack_from(content, place)
                place += _LENGTHS.size
                grams.append(
                    content[place + len(_PREFIX) : place + key_length].decode("utf-8", "surrogatepass")
                )
                if value_length != _TERM.size or key_length <= len(_PREFIX):
                    raise _damaged()
                place += key_length + value_length
        except _FAULTS as error:
            raise _damaged(error) from error
        return grams

    def _read_info(self, gram: str) -> _Term | None:
        """The gram's entry in Whoosh's hash table (as in cdb): 256 tables of pointers, by the hash."""
        key = _PREFIX + gram_bytes(gram)
        content = self._terms
        # Whoosh's hash, no seal.
        hashed = int.from_bytes(hashlib.md5(key, usedforsecurity=False).digest()[-4:])
        start, slots = self._tables[2 * (hashed & 255) : 2 * (hashed & 255) + 2]
        try:
            for turn in range(slots):
                slot = ((hashed >> 8) + turn) % slots
                found, place = _POINTER.unpack_from(content, start + slot * _POINTER.size)
                if not place:
                    return None
                if found == hashed:
                    key_length, value_length = _LENGTHS.unpack_from(content, place)
                    place += _LENGTHS.size
                    if content[place : place + key_length] == key:
                        if value_length != _TERM.size:
                            raise _damaged()
                        return _term(*_TERM.unpack_from(content, place + key_length))
        except _FAULTS as error:
            raise _damaged(error) from error
        return None


def _term(inline: int, total: float, documents: int, *rest: int) -> _Term:
    start = rest[-2]
    if inline or start < 0 or not total >= 0:
        raise _damaged()
    return _Term(documents, total, start)


def _numbers(data: bytes) -> "array[int]":
    """The numbers of a block, each but the first as its distance from the one before.

    Raises ValueError if the block has neither of the two shapes.
    """
    head, tail = NUMBERS
    if data.startswith(head) and data.endswith(tail):
        spread = data[len(head) : -len(tail)]
        for code, opcode in OPCODES.items():
            if spread.startswith(opcode):
                numbers = array(code)
                size = numbers.itemsize
                count = len(spread) // (1 + size)
                packed = bytearray(count * size)
                for byte in range(size):
                    packed[byte::size] = spread[1 + byte :: 1 + size]
                numbers.frombytes(packed)
                if spread[:: 1 + size] == opcode * count:
                    return numbers
    start = len(ARRAY["B"]) + ARRAY_LENGTH.size
    length = len(data) - start - len(ARRAY_END)
    for code, opening in ARRAY.items():
        if length > 0 and data.startswith(opening + ARRAY_LENGTH.pack(length)) and data.endswith(ARRAY_END):
            numbers = array(code)
            numbers.frombytes(data[start : start + length])
            return numbers
    raise ValueError(data[:64])


def _damaged(error: Exception | None = None) -> IndexDamagedError:
    return IndexDamagedError("查找索引已损坏，请重新建立。", repr(error))
