"""The index: the same bytes each time, swapped in whole, and never believed when anything about it is wrong."""

import hashlib
import json
import os
import pickle
import random
import re
import shutil
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.reading import IndexReader

from db.errors import DataFolderError, IndexDamagedError
from db.progress import Progress, Stopped
from db.search import index
from db.search.corpus import Document, checksum
from db.search.folding import fold
from db.search.gram_field import FIELD
from db.search.postings import grams
from db.search.query import SearchQuery
from db.search.searcher import Searcher

ROOT = Path(__file__).parents[3]


@contextmanager
def plain_whoosh(folder: Path, name: str = "PLAN") -> Iterator[IndexReader]:
    """Whoosh's public reader, on the files as they lie there."""
    reader = FileIndex(FileStorage(str(folder)), indexname=name).reader()
    assert isinstance(reader, IndexReader)
    try:
        yield reader
    finally:
        reader.close()


@pytest.fixture
def copied(index_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(index_folder, tmp_path / "index"))


def test_whole(bundled: tuple[Document, ...], index_folder: Path) -> None:
    index.verify(index_folder, bundled, "stamp")
    assert Searcher(bundled, index_folder).search(SearchQuery("杭绍台")).passages == 3


def test_the_public_way_reads_the_same(bundled: tuple[Document, ...], index_folder: Path) -> None:
    postings = index.open_index(bundled, index_folder).postings
    with plain_whoosh(index_folder) as reader:
        terms = [term.decode("utf-8", "surrogatepass") for term in reader.lexicon(FIELD)]
        assert postings.all_grams() == terms
        for gram in random.Random(1).sample(terms, 500):
            assert list(reader.postings(FIELD, gram).all_ids()) == postings.numbers(gram)
            assert reader.doc_frequency(FIELD, gram) == postings.size(gram)
            assert reader.frequency(FIELD, gram) == postings.total(gram)
        assert [reader.stored_fields(n)["key"] for n in range(reader.doc_count())] == [
            each.key for each in bundled
        ]
        assert {fields["kind"] for _, fields in reader.iter_docs()} == {each.kind for each in bundled}


def test_whoosh_itself_would_write_the_same_postings(
    bundled: tuple[Document, ...], index_folder: Path, tmp_path: Path
) -> None:
    """Its own writer with the same field, posting by posting, and blocks of another size."""
    postings = index.open_index(bundled, index_folder).postings
    stock = FileIndex.create(FileStorage(str(tmp_path)), index.schema(), "STOCK")
    writer = stock.writer(codec=W3Codec(blocklimit=8))
    for document in bundled:
        writer.add_document(key=document.key, kind=document.kind, grams=fold(document.text).text)
    writer.commit()
    with plain_whoosh(tmp_path, "STOCK") as reader:
        terms = [term.decode("utf-8", "surrogatepass") for term in reader.lexicon(FIELD)]
        assert terms == postings.all_grams()
        assert all(
            list(reader.postings(FIELD, term).all_ids()) == postings.numbers(term) for term in terms[::7]
        )


def test_postings_of_many_blocks(tmp_path: Path) -> None:
    chance = random.Random(5)
    texts = ["共" + "".join(chance.choices("甲乙丙丁", k=3)) for _ in range(9000)]
    documents = [Document("p", str(n), "paragraph", (), (), "1", text) for n, text in enumerate(texts)]
    index.build(documents, tmp_path / "index")
    postings = index.open_index(documents, tmp_path / "index").postings
    assert postings.numbers("共") == list(range(9000))
    for gram in ("甲", "乙丙", "丁丁", "龘"):
        assert postings.numbers(gram) == [n for n, text in enumerate(texts) if gram in text]
        assert postings.total(gram) == sum(text.count(gram) for text in texts)
    with plain_whoosh(tmp_path / "index") as reader:
        matcher = reader.postings(FIELD, "甲")
        matcher.skip_to(5000)
        assert matcher.id() == next(n for n, text in enumerate(texts) if n >= 5000 and "甲" in text)


def test_grams() -> None:
    assert grams("") == []
    assert grams("一") == ["一"]
    assert grams("一二三") == ["一", "二", "三", "一二", "二三"]


_BUILD = """
import sys
from pathlib import Path
from db.search import index
from db.search.corpus import Document
texts = Path(sys.argv[1]).read_text("utf-8").split("\\n")
documents = [Document("p", str(n), "paragraph", (), (), "1", text) for n, text in enumerate(texts)]
index.build(documents, Path(sys.argv[2]), "stamp")
"""


def test_the_same_bytes_in_every_process(source: Path, tmp_path: Path) -> None:
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", _BUILD, str(source), str(tmp_path / seed)]
        subprocess.run(command, check=True, env=environment, cwd=tmp_path, timeout=120)
    one, other = (
        {path.name: path.read_bytes() for path in (tmp_path / seed).iterdir()} for seed in ("1", "2")
    )
    assert one == other
    assert len(one) > 5


@pytest.mark.parametrize("texts", [[], [""], ["一"], ["\ud83d", "\ude00", "\ud83d\ude00"]])
def test_small_and_strange_plans(texts: list[str], tmp_path: Path) -> None:
    documents = [Document("p", str(n), "paragraph", (), (), "1", text) for n, text in enumerate(texts)]
    index.build(documents, tmp_path / "index")
    index.verify(tmp_path / "index", documents)
    searcher = Searcher(documents, tmp_path / "index")
    for text in ["一", "\ud83d", "\ude00"]:
        assert searcher.search(SearchQuery(text)).passages == sum(text in each for each in texts)


def test_building_again_replaces_the_whole_folder(bundled: tuple[Document, ...], copied: Path) -> None:
    (copied / "left over.seg").write_bytes(b"x")
    index.build(bundled[:10], copied)
    assert not (copied / "left over.seg").exists()
    assert [path.name for path in copied.parent.iterdir()] == ["index"]
    with pytest.raises(IndexDamagedError, match="不一致"):
        Searcher(bundled, copied)


def test_a_stopped_build_leaves_what_was_there(bundled: tuple[Document, ...], copied: Path) -> None:
    calls: list[int] = []

    def stop() -> bool:
        calls.append(1)
        return len(calls) == 2

    before = {path.name: path.read_bytes() for path in copied.iterdir()}
    with pytest.raises(Stopped):
        index.build(bundled[:50], copied, progress=Progress(is_stopped=stop))
    assert {path.name: path.read_bytes() for path in copied.iterdir()} == before
    assert [path.name for path in copied.parent.iterdir()] == ["index"]


def test_what_killed_builds_left_is_swept_away(bundled: tuple[Document, ...], tmp_path: Path) -> None:
    old, young = tmp_path / ".index-new-old", tmp_path / ".index-old-young"
    for folder in (old, young):
        folder.mkdir()
        (folder / "file").write_text("x")
    os.utime(old, (0, 0))
    index.build(bundled[:5], tmp_path / "index")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".index-old-young", "index"]


def test_where_nothing_can_be_written(bundled: tuple[Document, ...], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DataFolderError, match="写不进去"):
        index.build(bundled, tmp_path / "file" / "index")


def test_an_index_of_other_documents_is_refused(bundled: tuple[Document, ...], index_folder: Path) -> None:
    changed = (*bundled[:-1], Document("p", "new", "paragraph", (), (), "1", bundled[-1].text))
    for documents in (bundled[:-1], changed, bundled[::-1]):
        with pytest.raises(IndexDamagedError, match="不一致"):
            Searcher(documents, index_folder)
    with pytest.raises(IndexDamagedError, match="不一致"):
        Searcher(bundled, index_folder, "other stamp")
    assert len({checksum(bundled), checksum(bundled[:-1]), checksum(changed), checksum(bundled[::-1])}) == 4


def test_missing_and_unfinished(bundled: tuple[Document, ...], copied: Path) -> None:
    with pytest.raises(IndexDamagedError, match="还没有建立"):
        Searcher(bundled, copied / "none")
    (copied / index.SEAL).unlink()
    with pytest.raises(IndexDamagedError, match="没有建完"):
        Searcher(bundled, copied)
    shutil.rmtree(copied)
    copied.write_text("a file where the folder should be")
    with pytest.raises(IndexDamagedError):
        Searcher(bundled, copied)


@pytest.mark.parametrize(
    "change", [{"format": 999}, {"maker": "whoosh 9"}, {"stamp": "x"}, {"documents": "x"}]
)
def test_another_version(bundled: tuple[Document, ...], copied: Path, change: dict[str, object]) -> None:
    seal = json.loads((copied / index.SEAL).read_text("utf-8"))
    (copied / index.SEAL).write_text(json.dumps({**seal, **change}), "utf-8")
    with pytest.raises(IndexDamagedError, match=r"另一版本|不一致"):
        Searcher(bundled, copied, "stamp")


SEALS = [
    "", "{", "null", "[]", "12", '"x"', "{}", '{"files": 3}', '{"files": [1], "format": 1, "maker": "", "stamp": "", "documents": ""}',
    "[" * 100_000,
]  # fmt: skip


@pytest.mark.parametrize("seal", SEALS, ids=range(len(SEALS)))
def test_seals_that_are_none(bundled: tuple[Document, ...], copied: Path, seal: str) -> None:
    (copied / index.SEAL).write_text(seal, "utf-8")
    with pytest.raises(IndexDamagedError):
        Searcher(bundled, copied)
    (copied / index.SEAL).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(IndexDamagedError):
        Searcher(bundled, copied)


def test_a_seal_can_name_no_file_elsewhere(bundled: tuple[Document, ...], copied: Path) -> None:
    seal = json.loads((copied / index.SEAL).read_text("utf-8"))
    for names in (
        {"../secret": [1, ""]},
        {},
        {"folded.bin": "x"},
        {"folded.bin": None, "/etc/hostname": [1, "x"]},
    ):
        (copied / index.SEAL).write_text(json.dumps({**seal, "files": names}), "utf-8")
        with pytest.raises(IndexDamagedError):
            Searcher(bundled, copied)


def test_every_file_damaged_in_every_way(
    bundled: tuple[Document, ...], copied: Path, scanner: Searcher
) -> None:
    """Cut, emptied, gone, made longer, a bit turned: found out before anything in it is used, and never a wrong answer."""
    chance = random.Random(7)
    expected = scanner.search(SearchQuery("杭绍台")).results
    told: set[tuple[str, bool]] = set()
    for path in sorted(copied.iterdir()):
        content = path.read_bytes()
        damaged = [
            b"",
            content[: len(content) // 2],
            content[:-1],
            content + b"\0",
            b"\x80\x02cos\nsystem\n(S'x'\ntR.",
        ]
        for _ in range(8):
            flipped = bytearray(content)
            flipped[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
            damaged.append(bytes(flipped))
        for replacement in damaged:
            path.write_bytes(replacement)
            try:
                found = Searcher(bundled, copied, "stamp").search(SearchQuery("杭绍台"))
            except IndexDamagedError as error:
                told.add((str(error), bool(error.detail)))
            else:  # a seal that only looks different, such as a space for a line's end
                assert path.name == index.SEAL
                assert found.results == expected
        path.unlink()
        with pytest.raises(IndexDamagedError):
            Searcher(bundled, copied)
        path.write_bytes(content)
    Searcher(bundled, copied)
    assert all(message.endswith("。") and detailed for message, detailed in told)
    assert told


@pytest.mark.parametrize("name", [index.SEAL, "folded.bin"])
def test_files_that_cannot_be_read(bundled: tuple[Document, ...], copied: Path, name: str) -> None:
    (copied / name).unlink()
    (copied / name).mkdir()
    with pytest.raises(IndexDamagedError, match="读不出来"):
        Searcher(bundled, copied)


def test_a_sealed_lie_is_found_by_verify(bundled: tuple[Document, ...], copied: Path) -> None:
    """Whoever seals a wrong index again is found out by the slow check, if not by the quick one."""
    shorter = tuple(
        Document(each.plan, each.key, each.kind, each.path, each.ancestors, each.chapter, each.text[:-1])
        for each in bundled
    )
    index.build(shorter, copied, "stamp")
    seal = json.loads((copied / index.SEAL).read_text("utf-8"))
    seal["documents"] = checksum(bundled)
    (copied / index.SEAL).write_text(json.dumps(seal), "utf-8")
    with pytest.raises(IndexDamagedError, match="不一致"):
        index.verify(copied, bundled)


def test_an_open_index_outlives_its_folder(bundled: tuple[Document, ...], copied: Path) -> None:
    """No file stays open: on Windows the folder could not be replaced otherwise."""
    searcher = Searcher(bundled, copied)
    shutil.rmtree(copied)
    assert searcher.search(SearchQuery("杭绍台")).passages == 3
    assert searcher.search(SearchQuery("hst")).passages > 0


def test_many_threads_read_one_index(
    bundled: tuple[Document, ...], index_folder: Path, scanner: Searcher
) -> None:
    searcher = Searcher(bundled, index_folder)
    words = ["嵊州", "杭绍台", "hst", "重大 项目", "发*展", "长三角一体化", "wifi", "杭少台"]
    expected = [
        (scanner.search(SearchQuery(each)).results, scanner.search(SearchQuery(each)).offer) for each in words
    ]
    wrong: list[str] = []

    def ask(turn: int) -> None:
        for place in range(len(words) * 4):
            chosen = (place + turn) % len(words)
            found = searcher.search(SearchQuery(words[chosen]))
            if (found.results, found.offer) != expected[chosen]:
                wrong.append(words[chosen])

    threads = [threading.Thread(target=ask, args=(turn,)) for turn in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def seal_again(folder: Path) -> None:
    """Say of the folder's files as they are now that they are whole: whoever can write can seal."""
    seal = json.loads((folder / index.SEAL).read_text("utf-8"))
    seal["files"] = {
        path.name: [path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest()]
        for path in sorted(folder.iterdir())
        if path.name != index.SEAL
    }
    (folder / index.SEAL).write_text(json.dumps(seal), "utf-8")


def file_of(folder: Path, ending: str) -> Path:
    return next(path for path in folder.iterdir() if path.name.endswith(ending))


def test_the_numbers_of_documents_are_checked(bundled: tuple[Document, ...], copied: Path) -> None:
    numbers = file_of(copied, ".number.col")
    content = numbers.read_bytes()
    assert content == struct.pack(f"!{len(bundled)}I", *range(len(bundled)))
    numbers.write_bytes(content[4:] + content[:4])
    seal_again(copied)
    with pytest.raises(IndexDamagedError, match="不一致"):
        Searcher(bundled, copied)


WORDS = ("水", "发展", "杭绍台", "hst", "重大 项目", "发*展", "zhongda")


def ran(marker: Path) -> tuple[bytes, bytes]:
    """Two pickles that make a file: one that any unpickler takes, and one of a class of the index's own."""
    plain = pickle.dumps(_Touch(str(marker)), 2)
    return plain, pickle.dumps(((1, 2), None, _Touch(str(marker))), 2)


class _Touch:
    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (self.path,)


def hostile(content: bytes, pickles: Sequence[bytes]) -> Iterator[bytes]:
    """A file with a pickle that runs something as a whole, at its ends, and in the place of some of those
    that Whoosh has in it.
    """
    places = [found.start() for found in re.finditer(rb"\x80[\x02\x03][\]\(}c]", content)]
    # The last one of a hash table, before its length, holds what is said of the table.
    (length,) = struct.unpack("!i", content[-4:])
    extras = len(content) - 4 - length
    for evil in pickles:
        yield from (evil, content + evil, evil + content)
        if content[extras : extras + 2] == b"\x80\x05":
            yield content[:extras] + evil + struct.pack("!i", len(evil))
            yield content[:extras] + evil + content[extras + len(evil) :]
            continue
        for place in {*places[:3], *places[len(places) // 2 :][:2], *places[-3:]}:
            yield content[:place] + evil + content[place:]
            yield content[:place] + evil + content[place + len(evil) :]


def test_no_pickle_of_an_index_is_loaded(
    bundled: tuple[Document, ...], copied: Path, tmp_path: Path, scanner: Searcher
) -> None:
    """In every file, also where the folder is sealed again: the answers are those of the texts."""
    marker = tmp_path / "ran"
    pickle.loads(ran(marker)[0])
    marker.rmdir()
    expected = {words: scanner.search(SearchQuery(words)).results for words in WORDS}
    for path in sorted(copied.iterdir()):
        if path.name == index.SEAL:
            continue
        content = path.read_bytes()
        for replacement in hostile(content, ran(marker)):
            path.write_bytes(replacement)
            seal_again(copied)
            try:
                found = Searcher(bundled, copied, "stamp")
            except IndexDamagedError:
                continue
            assert {words: found.search(SearchQuery(words)).results for words in WORDS} == expected, path.name
        path.write_bytes(content)
    assert not marker.exists()


def test_terms_that_hold_their_postings(
    bundled: tuple[Document, ...], copied: Path, tmp_path: Path, scanner: Searcher
) -> None:
    """Whoosh keeps a few postings beside the term, pickled: a list that begins so is not read."""
    marker = tmp_path / "ran"
    terms = file_of(copied, ".trm")
    content = bytearray(terms.read_bytes())
    key = b"\0\0" + "水".encode()
    place = content.index(struct.pack("!ii", len(key), 35) + key) + 8 + len(key)
    content[place] = 1
    terms.write_bytes(content)
    seal_again(copied)
    searcher = Searcher(bundled, copied, "stamp")
    assert searcher.search(SearchQuery("水")).results == scanner.search(SearchQuery("水")).results
    assert not searcher.indexed
    assert not marker.exists()


def test_pickles_are_not_even_known(bundled: tuple[Document, ...], index_folder: Path) -> None:
    """Reading an index loads neither Whoosh nor anything that unpickles."""
    from db.search import postings

    assert not {"pickle", "whoosh"} & set(vars(postings))
    assert not {"pickle"} & set(vars(index))


def test_lists_are_as_pickle_writes_them() -> None:
    """Whoosh loads what is written for it, of any size of numbers and lists."""
    from db.search.gram_field import _pickled
    from db.search.postings import _numbers

    for largest in (0, 255, 256, 65_535, 65_536, (1 << 31) - 1):
        for count in (1, 2, 63, 64, 4096):
            deltas = [largest, *(n % 7 for n in range(count - 1))]
            packed = _pickled(deltas)
            numbers, weights, payloads = pickle.loads(packed)
            assert (list(numbers), weights, payloads) == (deltas, None, None)
            assert list(_numbers(packed)) == deltas


def test_a_pipe_in_the_folder_keeps_nobody_waiting(bundled: tuple[Document, ...], copied: Path) -> None:
    for path in (file_of(copied, ".pst"), copied / index.SEAL):
        path.unlink()
        os.mkfifo(path)
        with pytest.raises(IndexDamagedError):
            Searcher(bundled, copied)


@pytest.mark.parametrize("seed", range(2))
def test_sealed_damage_is_never_a_crash(
    bundled: tuple[Document, ...], copied: Path, seed: int, scanner: Searcher
) -> None:
    """Bytes changed anywhere and sealed again: an answer, or a damaged index, and nothing else."""
    chance = random.Random(seed)
    for path in sorted(copied.iterdir()):
        content = path.read_bytes()
        for _ in range(8 if path.name != index.SEAL else 0):
            changed = bytearray(content)
            for _ in range(chance.choice((1, 4, 400))):
                changed[chance.randrange(len(changed))] = chance.randrange(256)
            cut = chance.choice((0, 0, 1, 100))
            path.write_bytes(changed[: len(changed) - cut])
            seal_again(copied)
            try:
                searcher = Searcher(bundled, copied, "stamp")
            except IndexDamagedError:
                continue
            for words in WORDS:
                searcher.search(SearchQuery(words))
                searcher.tally(SearchQuery(words))
                searcher.search(SearchQuery(words, order="rank", limit=10))
        path.write_bytes(content)
    seal_again(copied)
    assert (
        Searcher(bundled, copied, "stamp").search(SearchQuery("水")).passages
        == scanner.search(SearchQuery("水")).passages
    )
