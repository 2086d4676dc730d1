"""Building a plan's folder (plan.db and index/) from a source text and its metadata."""

from pathlib import Path

from db.errors import PlanReaderError
from db.library.user_plans import INDEX, STORE
from db.plan.query import PlanStore
from db.plan.stamp import SCHEMA
from db.progress import QUIET, Progress
from db.records import PlanInfo
from db.source import PARSER
from db.source.corrections import Corrections
from db.source.lines import checksum, read_bytes
from db.source.meta import Meta, read_meta
from db.source.report import ImportReport, report_on
from db.source.worker.client import Workers

# What writes is imported in the functions: SQLAlchemy and the index take 200 ms, and whoever only asks
# whether a plan is current does without them. So is the grammar, which takes 150 ms: only a bundled plan is
# read here, the person's own files are read by a worker.


def build_plan(source: Path, meta: Path, folder: Path) -> ImportReport:
    """Import `source` and write `folder`/plan.db. Raises SourceError, DataFolderError."""
    from db.plan.load import write_plan
    from db.source.importer import import_plan

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
    workers: Workers,
    progress: Progress = QUIET,
) -> ImportReport:
    """Import a file of the user's own, called `name`, into `folder`: plan.db and index. What it is is read
    from the text, by one of the `workers`: nobody knows where the file is from.

    Raises SourceError, DataFolderError, Stopped.
    """
    from db.plan.load import write_plan

    progress.tell(0.0, 1, "正在读取文件…")
    data = read_bytes(source)
    meta = Meta(PlanInfo(slug, title, "", "", ""))
    plan = workers.plan(data, name, meta, corrections, progress)
    progress.tell(0.6, 1, "正在保存…")
    sha256 = checksum(data)
    write_plan(plan, folder / STORE, parser=PARSER, source_sha256=sha256)
    progress.tell(0.8, 1, "正在建立查找索引…")
    build_index(folder, progress)
    progress.tell(1, 1, "导入完成。")
    return report_on(plan, meta, sha256)


def build_index(folder: Path, progress: Progress = QUIET) -> None:
    """Write `folder`/index from `folder`/plan.db. Raises StoreError, DataFolderError, Stopped."""
    from db.search import index
    from db.search.corpus import documents

    store = PlanStore.open(folder / STORE)
    index.build(documents(store), folder / INDEX, store.stamp.content_sha256, progress)


def is_current(source: Path, folder: Path) -> bool:
    """Whether `folder` holds what these stages would build from `source`: sound, of this version, with its
    index.
    """
    from db.search.corpus import documents
    from db.search.searcher import Searcher

    try:
        store = PlanStore.open(folder / STORE)
        # The stages may read the same source otherwise in a later version: PARSER says so.
        if (store.stamp.schema, store.stamp.parser) != (SCHEMA, PARSER):
            return False
        if store.stamp.source_sha256 != checksum(read_bytes(source)):
            return False
        Searcher(documents(store), folder / INDEX, store.stamp.content_sha256)
    except PlanReaderError:
        return False
    return True
