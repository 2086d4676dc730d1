"""The index: the same bytes each time, swapped in whole, and never believed when anything about it is wrong."""

import json
import os
import random
import shutil
import subprocess
import sys
import threading
from array import array
from collections.abc import Iterator
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
from db.search.postings import FIELD, grams
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


def test_the_numbers_of_documents_are_checked(bundled: tuple[Document, ...], index_folder: Path) -> None:
    opened = index.open_index(bundled, index_folder)
    assert opened.postings.document_numbers() == array("I", range(len(bundled)))
