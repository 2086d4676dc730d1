"""Building a plan's folder (plan.db and index/) from a source text and its metadata."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from db.errors import PlanReaderError
from db.library.layout import INDEX, STORE
from db.plan.query import PlanStore
from db.plan.stamp import SCHEMA
from db.records import PlanInfo
from db.source.corrections import Corrections
from db.source.formats.detection import read_source
from db.source.importer import PARSER, import_plan
from db.source.lines import checksum, read_bytes
from db.source.meta import Meta, read_meta
from db.source.report import ImportReport, report_on

if TYPE_CHECKING:
    from db.search.stopped import Stop


def build_plan(source: Path, meta: Path, folder: Path) -> ImportReport:
    """Import `source` and write `folder`/plan.db. Raises SourceError, DataFolderError."""
    from db.plan.load import write_plan

    described = read_meta(meta)
    plan, sha256 = import_plan(source, described)
    write_plan(plan, folder / STORE, parser=PARSER, source_sha256=sha256)
    return report_on(plan, described, sha256)


def build_imported(
    source: Path,
    name: str,
    slug: str,
    title: str,
    folder: Path,
    corrections: Corrections,
    progress: Callable[[float, str], None] | None = None,
    stop: "Stop | None" = None,
) -> ImportReport:
    """Import a file of the reader's own, called `name`, into `folder`: plan.db and index. What it is is read
    from the text.

    Raises SourceError, DataFolderError, and StoppedError when `stop` says so.
    """
    from db.plan.load import write_plan
    from db.search import index
    from db.search.documents import documents
    from db.search.stopped import check
    from db.source.importer import plan_of

    def tell(done: float, words: str) -> None:
        check(stop)
        if progress is not None:
            progress(done, words)

    tell(0.0, "正在读取文件…")
    data = read_bytes(source)
    text = read_source(data, name, lambda: check(stop))
    tell(0.4, "正在识别章节…")
    meta = Meta(PlanInfo(slug, title, "", "", ""))
    plan = plan_of(text, meta, name, corrections, lambda: check(stop))
    tell(0.6, "正在保存…")
    sha256 = checksum(data)
    write_plan(plan, folder / STORE, parser=PARSER, source_sha256=sha256)
    tell(0.8, "正在建立查找索引…")
    store = PlanStore.open(folder / STORE)
    index.build(documents(store), folder / INDEX, store.stamp.content_sha256, stop=stop)
    tell(1.0, "导入完成。")
    return report_on(plan, meta, sha256)


def build_index(folder: Path) -> None:
    """Write `folder`/index from `folder`/plan.db. Raises StoreError, DataFolderError."""
    from db.search import index
    from db.search.documents import documents

    store = PlanStore.open(folder / STORE)
    index.build(documents(store), folder / INDEX, store.stamp.content_sha256)


def is_current(source: Path, folder: Path) -> bool:
    """Whether `folder` holds what these stages would build from `source`: sound, of this version, with its
    index.
    """
    from db.search.documents import documents
    from db.search.query import Searcher

    try:
        store = PlanStore.open(folder / STORE)
        if (store.stamp.schema, store.stamp.parser) != (SCHEMA, PARSER):
            return False
        if store.stamp.source_sha256 != checksum(read_bytes(source)):
            return False
        Searcher(documents(store), folder / INDEX, store.stamp.content_sha256)
    except PlanReaderError:
        return False
    return True
