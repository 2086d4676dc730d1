"""The index of one plan: a folder that is written whole, sealed last, swapped in, and checked whole when it
is opened.

It is a cache that can always be made again from plan.db. Beside Whoosh's files it keeps the folded text,
which takes longer to fold than to read. The seal (`complete.json`) names every file with its length and
checksum; nothing of a folder is used before all of it agrees. That guards against accidents; anybody can
seal, so no pickle of Whoosh's files is loaded, see `postings`. The same documents give the same bytes.
"""

import hashlib
import json
import shutil
import struct
import sys
import time
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import whoosh

from db.errors import DataFolderError, IndexDamagedError
from db.files import cause, held_folder, read_whole, swap
from db.progress import QUIET, Progress
from db.search.corpus import Document, checksum, in_chunks, unlike
from db.search.folding import fold, tables_checksum
from db.search.postings import Postings, gram_bytes, grams

if TYPE_CHECKING:
    from whoosh.codec.whoosh3 import W3Segment
    from whoosh.fields import Schema
    from whoosh.filedb.filestore import FileStorage

# Whoosh, which writes an index, takes 60 ms: reading one does without.

FORMAT = 3
"""Raise it with every change to what the index holds or to how `fold` works: older ones are then built again.
"""

SEAL = "complete.json"
_DAY = 24 * 60 * 60
_FOLDED = "folded.bin"
_NAME = "PLAN"
_TERMS, _POSTINGS, _NUMBERS = ".trm", ".pst", ".number.col"
"""The endings of those of Whoosh's files that are read; there is one of each."""
_MAKER = (
    f"whoosh {'.'.join(map(str, whoosh.__version__))}, {sys.byteorder} endian, "
    f"folding {tables_checksum()[:16]}"
)


def schema() -> "Schema":
    """What Whoosh is told of a document."""
    from whoosh.fields import COLUMN, STORED, Schema

    from db.search.gram_field import FIELD, NUMBER, NUMBER_COLUMN, GramField

    return Schema(**{"key": STORED, "kind": STORED, NUMBER: COLUMN(NUMBER_COLUMN), FIELD: GramField()})


def build(documents: Sequence[Document], folder: Path, stamp: str = "", progress: Progress = QUIET) -> None:
    """Build the index of these documents at `folder`; one that is there is replaced when the new one is
    whole.

    `stamp` tells what the documents were made from and is asked for again on opening. Raises DataFolderError
    if the place can't be written, Stopped if `progress` says so; either way an index that was there stays.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        with held_folder(folder.parent, f".{folder.name}-build-") as work:
            (work / "new").mkdir()
            _write(documents, work / "new", stamp, progress)
            # Windows renames no folder onto another: the old one steps aside.
            swap(work / "new", folder, work / "old")
    except OSError as error:
        raise DataFolderError(
            f"查找索引写不进去：{cause(error, folder)}；规划内容不受影响，查找照常可用。", repr(error)
        ) from error


def remove(folder: Path) -> None:
    """Remove an index; one that is not there is no error. Raises DataFolderError."""
    try:
        if folder.is_symlink() or folder.is_file():
            folder.unlink()
        elif folder.exists():
            shutil.rmtree(folder)
    except OSError as error:
        raise DataFolderError("查找索引删不掉，请检查文件夹权限。", repr(error)) from error


def _sweep(folder: Path) -> None:
    """Remove what an older version's build left behind that was killed; what is younger than a day may be
    another's work.
    """
    for ending in ("new", "old"):
        for left in folder.parent.glob(f".{folder.name}-{ending}-*"):
            if time.time() - left.stat().st_mtime > _DAY:
                shutil.rmtree(left, ignore_errors=True)


def _write(documents: Sequence[Document], folder: Path, stamp: str, progress: Progress) -> None:
    from whoosh.codec.whoosh3 import W3Segment
    from whoosh.filedb.filestore import FileStorage
    from whoosh.index import TOC

    from db.search.gram_field import CODEC, FIELD, write_field

    identity = checksum(documents)
    storage = FileStorage(str(folder))
    # Whoosh would draw the segment's name at random: the same documents have to give the same bytes.
    segment = W3Segment(CODEC, _NAME, doccount=len(documents), segid=identity[:16])
    fields = schema()
    folded, odd, shifted = _fold(documents, progress)
    _write_documents(documents, storage, segment, fields)
    write_field(storage, segment, fields[FIELD], _terms(folded, progress))
    TOC(fields, [segment], 1).write(storage, _NAME)
    (folder / _FOLDED).write_bytes(_pack(folded, odd, shifted))
    # The seal is written last: a build that was killed before has none, and is built again.
    files = {path.name: _fingerprint(path.read_bytes()) for path in sorted(folder.iterdir())}
    seal = {"format": FORMAT, "maker": _MAKER, "stamp": stamp, "documents": identity, "files": files}
    progress.check()
    (folder / SEAL).write_text(json.dumps(seal, indent=1, sort_keys=True) + "\n", "utf-8", newline="\n")


def _fold(documents: Sequence[Document], progress: Progress) -> tuple[list[str], list[int], list[int]]:
    """The folded texts, and the numbers of those that are odd or shifted, see `Corpus`."""
    chunks = in_chunks(documents, 1024, progress)
    folded = [fold(document.text) for chunk in chunks for document in chunk]
    return [each.text for each in folded], *unlike(folded)


def _write_documents(
    documents: Sequence[Document], storage: "FileStorage", segment: "W3Segment", fields: "Schema"
) -> None:
    from db.search.gram_field import CODEC, NUMBER, NUMBER_COLUMN

    writer = CODEC.per_document_writer(storage, segment)
    for number, document in enumerate(documents):
        writer.start_doc(number)
        writer.add_field("key", fields["key"], document.key, 0)
        writer.add_field("kind", fields["kind"], document.kind, 0)
        writer.add_column_value(NUMBER, NUMBER_COLUMN, number)
        writer.finish_doc()
    writer.close()
    # Whoosh leaves the folder that it works in.
    shutil.rmtree(Path(storage.folder) / f"{_NAME}.tmp")


def _terms(texts: Sequence[str], progress: Progress) -> Iterator[tuple[bytes, "array[int]", int]]:
    numbers: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
    totals: Counter[str] = Counter()
    for number, text in enumerate(texts):
        if not number % 256:
            progress.check()
        found = grams(text)
        totals.update(found)
        for gram in set(found):
            numbers[gram].append(number)
    for gram, encoded in sorted(((gram, gram_bytes(gram)) for gram in numbers), key=itemgetter(1)):
        # “水水水” holds the pair 水水 once, as str.count counts, though two pairs begin in it.
        if gram[0] == gram[-1] and len(gram) == 2:
            totals[gram] = sum(texts[number].count(gram) for number in numbers[gram])
        yield encoded, numbers[gram], totals[gram]


def _pack(texts: Sequence[str], *numbers: Sequence[int]) -> bytes:
    lengths = array("I", map(len, texts))
    head = struct.pack("=QQQ", len(texts), *map(len, numbers)) + lengths.tobytes()
    return b"".join((head, *(array("I", each).tobytes() for each in numbers))) + "".join(texts).encode(
        "utf-8", "surrogatepass"
    )


def _unpack(packed: bytes) -> tuple[list[str], frozenset[int], frozenset[int]]:
    at = struct.calcsize("=QQQ")
    lists: list[array[int]] = []
    for count in struct.unpack_from("=QQQ", packed):
        numbers = array("I")
        end = at + count * numbers.itemsize
        numbers.frombytes(packed[at:end])
        lists.append(numbers)
        at = end
    lengths, odd, shifted = lists
    whole = str(memoryview(packed)[at:], "utf-8", "surrogatepass")
    texts = [whole[end - length : end] for length, end in zip(lengths, accumulate(lengths), strict=True)]
    return texts, frozenset(odd), frozenset(shifted)


def _fingerprint(content: bytes) -> list[Any]:
    return [len(content), hashlib.sha256(content).hexdigest()]


@dataclass(frozen=True, slots=True)
class OpenIndex:
    """An index that was found whole and made of just these documents. No file stays open."""

    folded: list[str]
    """The folded text of each document."""
    odd: frozenset[int]
    shifted: frozenset[int]
    """Numbers of the documents in which a span of the folded text is another in the shown text, as in
    `Corpus`.
    """
    postings: Postings


def open_index(documents: Sequence[Document], folder: Path, stamp: str | None = None) -> OpenIndex:
    """Open the index at `folder`, after checking all of it. Nothing in the folder changes.

    Raises IndexDamagedError if it is missing, unfinished, damaged, of another version, or not made of these
    documents; with a `stamp`, also if it was built with another.
    """
    # Everything is read once and checked: what is used later are these bytes and not the files.
    files = _sealed(folder, checksum(documents), stamp)
    terms, postings, numbers = (
        next((content for name, content in files.items() if name.endswith(ending)), b"")
        for ending in (_TERMS, _POSTINGS, _NUMBERS)
    )
    try:
        folded, odd, shifted = _unpack(files[_FOLDED])
    except (struct.error, ValueError, OverflowError) as error:
        raise IndexDamagedError("查找索引已损坏，请重新建立。", repr(error)) from error
    # Whoosh numbers documents by itself: the same order is what results are mapped by.
    if numbers != _big_endian(range(len(documents))) or not _fits(folded, odd | shifted, documents):
        raise IndexDamagedError("查找索引与规划内容不一致，请重新建立。", f"{folder}: other documents")
    return OpenIndex(folded, odd, shifted, Postings(terms, postings, len(documents)))


def _big_endian(numbers: Iterable[int]) -> bytes:
    packed = array("I", numbers)
    if sys.byteorder == "little":
        packed.byteswap()
    return packed.tobytes()


def _fits(folded: Sequence[str], mapped: frozenset[int], documents: Sequence[Document]) -> bool:
    """Whether these can be the folded texts of the documents: spans in them must not reach beyond a text."""
    lengths = array("I", map(len, folded))
    shown = array("I", (len(document.text) for document in documents))
    if len(lengths) != len(shown) or any(number >= len(shown) for number in mapped):
        return False
    # Nearly always they are all the same, which is seen at once.
    return lengths == shown or all(
        length == other or number in mapped
        for number, (length, other) in enumerate(zip(lengths, shown, strict=True))
    )


def verify(folder: Path, documents: Sequence[Document], stamp: str | None = None) -> None:
    """Open the index and check every document's folded text and grams against it.

    Raises IndexDamagedError.
    """
    index = open_index(documents, folder, stamp)
    folded, odd, shifted = _fold(documents, QUIET)
    terms = _terms(folded, QUIET)
    expected = {term.decode("utf-8", "surrogatepass"): (numbers, total) for term, numbers, total in terms}
    same = (
        index.folded == folded
        and (index.odd, index.shifted) == (frozenset(odd), frozenset(shifted))
        and len(index.postings.all_grams()) == len(expected)
        and all(
            index.postings.numbers(gram) == numbers.tolist() and index.postings.total(gram) == total
            for gram, (numbers, total) in expected.items()
        )
    )
    if not same:
        raise IndexDamagedError("查找索引与规划内容不一致，请重新建立。", f"{folder}: contents differ")


def sealed_stamp(folder: Path) -> str | None:
    """What the index at `folder` says that it was built with; None if it doesn't say so, or is of another
    version.

    Nothing else is read: what says so may still be damaged.
    """
    try:
        seal = json.loads(read_whole(folder / SEAL))
        made = {"format": seal["format"], "maker": seal["maker"]}
        return seal["stamp"] if made == {"format": FORMAT, "maker": _MAKER} else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _sealed(folder: Path, identity: str, stamp: str | None) -> dict[str, bytes]:
    """The files of an index, all checked against its seal."""
    try:
        seal = json.loads(read_whole(folder / SEAL))
        names: dict[str, list[Any]] = dict(seal["files"])
        made = {"format": seal["format"], "maker": seal["maker"]}
        found_identity, found_stamp = seal["documents"], seal["stamp"]
        # A name with a folder in it would be read from outside of the index.
        known = all(isinstance(name, str) and Path(name).name == name for name in names) and _FOLDED in names
    except FileNotFoundError as error:
        unfinished = folder.is_dir() and any(folder.iterdir())
        message = "查找索引没有建完，请重新建立。" if unfinished else "查找索引还没有建立，请重新建立。"
        raise IndexDamagedError(message, repr(error)) from error
    except OSError as error:
        raise IndexDamagedError("查找索引读不出来，请检查文件夹权限，或重新建立。", repr(error)) from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise IndexDamagedError("查找索引已损坏，请重新建立。", repr(error)) from error
    if made != {"format": FORMAT, "maker": _MAKER}:
        raise IndexDamagedError("查找索引是另一版本的，请重新建立。", f"{folder}: {made}")
    if found_identity != identity or (stamp is not None and found_stamp != stamp):
        raise IndexDamagedError(
            "查找索引与规划内容不一致，请重新建立。", f"{folder}: {found_identity} {found_stamp}"
        )
    if not known:
        raise IndexDamagedError("查找索引已损坏，请重新建立。", f"{folder}: {sorted(names)}")
    return _read(folder, names)


def _read(folder: Path, names: dict[str, list[Any]]) -> dict[str, bytes]:
    files = {}
    for name, fingerprint in names.items():
        try:
            content = read_whole(folder / name)
        # A name with a null byte in it is no OSError.
        except (OSError, ValueError) as error:
            raise IndexDamagedError("查找索引缺少文件或读不出来，请重新建立。", repr(error)) from error
        if _fingerprint(content) != fingerprint:
            raise IndexDamagedError("查找索引已损坏，请重新建立。", f"{folder / name}: not as sealed")
        files[name] = content
    return files
