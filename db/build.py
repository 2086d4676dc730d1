"""Building a plan's folder (plan.db and index/) from a source text and its metadata."""

from pathlib import Path

from db.errors import PlanReaderError
from db.layout import INDEX, STORE
from db.plan.query import PlanStore
from db.plan.stamp import SCHEMA
from db.source.importer import PARSER, import_plan
from db.source.lines import checksum, read_bytes
from db.source.meta import read_meta
from db.source.report import ImportReport, report_on


def build_plan(source: Path, meta: Path, folder: Path) -> ImportReport:
    """Import `source` and write `folder`/plan.db. Raises SourceError, DataFolderError."""
    from db.plan.load import write_plan

    described = read_meta(meta)
    plan, sha256 = import_plan(source, described)
    write_plan(plan, folder / STORE, parser=PARSER, source_sha256=sha256)
    return report_on(plan, described, sha256)


def build_index(folder: Path) -> None:
    """Write `folder`/index from `folder`/plan.db. Raises StoreError, DataFolderError."""
    from db.search import index
    from db.search.documents import documents

    store = PlanStore.open(folder / STORE)
    index.build(documents(store), folder / INDEX, store.stamp.content_sha256)


def is_current(source: Path, folder: Path) -> bool:
    """Whether `folder` holds what these stages would build from `source`: sound, of this version, with its index."""
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
