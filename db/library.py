"""Which plans there are. Opens their stores and indexes, asks several as one, and builds again what is derived.

A plan is a folder with `plan.db` and `index/`, named by its slug. Shipped plans lie in a folder that is only read; what
had to be built again, and what the reader added, lies in the reader's own folder.
"""

import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from db.errors import DataFolderError, IndexDamagedError, StoreError
from db.layout import INDEX, STORE
from db.plan.query import PlanStore
from db.records import Found, Kind, PlanInfo

if TYPE_CHECKING:
    from db.search.query import Searcher
    from db.search.stopping import Stop


@dataclass(frozen=True, slots=True)
class Folders:
    """Where plans lie. Missing folders are no error."""

    shipped: Path
    sources: Path
    """Source texts with their metadata, from which a shipped plan can be built again."""
    own: Path | None
    """The reader's own folder for plans; None where nothing may be written."""


class Library:
    """The plans of one reader. Opened stores and searchers are kept; all methods may be called from any thread."""

    def __init__(self, folders: Folders) -> None:
        self._folders = folders
        self._stores: dict[str, PlanStore] = {}
        self._searchers: dict[str, Searcher] = {}
        self._lock = threading.RLock()

    def slugs(self) -> tuple[str, ...]:
        """All plans, the shipped ones first; also those whose files are damaged but can be built again."""
        shipped = [*_names(self._folders.shipped, "*/"), *_names(self._folders.sources, "*.toml")]
        own = _names(self._folders.own, "*/") if self._folders.own else []
        return tuple(dict.fromkeys([*shipped, *own]))

    def store(self, slug: str) -> PlanStore:
        """The plan's store. Raises StoreError when no sound plan.db is there; `repair` may help."""
        with self._lock:
            if slug not in self._stores:
                self._stores[slug] = self._open(slug)
            return self._stores[slug]

    def plans(self) -> tuple[PlanInfo, ...]:
        """The cards of all plans that can be opened."""
        infos: list[PlanInfo] = []
        for slug in self.slugs():
            try:
                infos.append(self.store(slug).info)
            except StoreError:
                continue
        return tuple(infos)

    def repair(self, slug: str) -> PlanStore:
        """Build a shipped plan's plan.db again from its source, in the reader's own folder.

        Raises StoreError when there is no source for it or nowhere to write, SourceError when the source is damaged too.
        """
        source, meta = (self._folders.sources / f"{slug}{ending}" for ending in (".txt", ".toml"))
        if self._folders.own is None or not meta.is_file():
            raise StoreError("规划数据已损坏，又无法在本机重新生成，请重新安装本程序；您的批注不受影响。", slug)
        from db.build import build_plan

        with self._lock:
            build_plan(source, meta, self._folders.own / slug)
            self._stores[slug] = PlanStore.open(self._folders.own / slug / STORE)
            self._searchers.pop(slug, None)
            return self._stores[slug]

    def searcher(self, slug: str) -> "Searcher":
        """The plan's searcher: with its index where a sound one is there, otherwise by plain scan. Same answers."""
        from db.search.documents import documents
        from db.search.query import Searcher

        with self._lock:
            store = self.store(slug)
            if slug not in self._searchers:
                for folder in self._candidates(slug):
                    try:
                        self._searchers[slug] = Searcher(documents(store), folder / INDEX, store.stamp.content_sha256)
                        break
                    except IndexDamagedError:
                        continue
                else:
                    self._searchers[slug] = Searcher(documents(store))
            return self._searchers[slug]

    def needs_index(self, slug: str) -> bool:
        """Whether the plan is searched by plain scan, because no sound index was found."""
        return not self.searcher(slug).indexed

    def build_index(self, slug: str) -> None:
        """Build the plan's index again in the reader's own folder, and search with it from then on.

        Raises DataFolderError when it can't be written.
        """
        if self._folders.own is None:
            raise DataFolderError("没有可写的数据文件夹，索引没有重建；查找照常可用，只是稍慢。", slug)
        from db.search import index
        from db.search.documents import documents
        from db.search.query import Searcher

        store = self.store(slug)
        folder = self._folders.own / slug / INDEX
        index.build(documents(store), folder, store.stamp.content_sha256)
        searcher = Searcher(documents(store), folder, store.stamp.content_sha256)
        with self._lock:
            self._searchers[slug] = searcher

    def search(
        self,
        words: str,
        plans: Sequence[str] | None = None,
        *,
        kinds: Collection[Kind] | None = None,
        limit: int | None = None,
        literal: bool = False,
        pinyin: bool = True,
        scope: str | None = None,
        order: Literal["plan", "rank"] = "plan",
        together: Literal["passage", "section"] = "passage",
        stop: "Stop | None" = None,
    ) -> Found:
        """Search one plan or several (all, if `plans` is None) as one; the options are those of Searcher.search."""
        slugs = self.slugs() if plans is None else plans
        founds = [
            self.searcher(slug).search(
                words,
                literal=literal,
                pinyin=pinyin,
                scope=scope,
                kinds=kinds,
                order=order,
                limit=limit,
                together=together,
                stop=stop,
            )
            for slug in slugs
        ]
        return founds[0] if len(founds) == 1 else _as_one(words, founds, order, limit)

    def _open(self, slug: str) -> PlanStore:
        first: StoreError | None = None
        for folder in self._candidates(slug):
            try:
                return PlanStore.open(folder / STORE)
            except StoreError as error:
                first = first or error
        raise first or StoreError(f"没有找到规划“{slug}”。")

    def _candidates(self, slug: str) -> list[Path]:
        folders = [self._folders.shipped, self._folders.own]
        return [folder / slug for folder in folders if folder is not None]


def _as_one(words: str, founds: Sequence[Found], order: str, limit: int | None) -> Found:
    """The answers of several plans as one: plan after plan, or the best of all first."""
    results = [hit for found in founds for hit in found.results]
    if order == "rank":
        results.sort(key=lambda hit: (hit.how == "pinyin", -hit.score))
    passages = sum(found.passages for found in founds)
    return Found(
        query=words,
        passages=passages,
        hits=sum(found.hits for found in founds),
        results=tuple(results[:limit]),
        ms=sum(found.ms for found in founds),
        offer=None if passages else next((found.offer for found in founds if found.offer), None),
    )


def _names(folder: Path, pattern: str) -> list[str]:
    try:
        return sorted(path.stem for path in folder.glob(pattern) if not path.name.startswith("."))
    except OSError:
        return []
