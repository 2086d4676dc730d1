"""Which plans there are. Opens their stores and indexes, asks several as one, and builds again what is
derived.

A plan is a folder with `plan.db` and `index/`, named by its slug. Shipped plans lie in a folder that is only
read; what had to be built again, and what the user added, lies in the user's own folder (`user_plans`), each
with the file it came from.
"""

import re
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from db.errors import DataFolderError, IndexDamagedError, PlanReaderError, StoreError, UnknownKeyError
from db.filenames import readable, shown
from db.files import is_file, is_folder
from db.library.damage import DamagedPlan, Failures, described, is_origin
from db.library.listing import documents_in, folders_in, names_in
from db.library.synonym_files import SynonymFiles
from db.library.user_plans import INDEX, STORE, ImportNote, KnownSource, UserPlans, is_plain
from db.plan.query import PlanCard, PlanStore, read_card, read_remains
from db.progress import QUIET, Progress, Stopped
from db.records import PlanInfo

if TYPE_CHECKING:
    from db.search.query import SearchQuery, SearchResults
    from db.search.searcher import Searcher
    from db.source.corrections import Correction, Corrections
    from db.source.report import ImportReport
    from db.source.worker.client import FileReview, Workers


@dataclass(frozen=True, slots=True)
class Folders:
    """Where plans lie. Missing folders are no error."""

    shipped: Path
    sources: Path
    """Source texts with their metadata, from which a shipped plan can be built again."""
    own: Path | None
    """The user's own folder for plans; None where nothing may be written."""
    synonyms: tuple[Path, ...] = ()
    """Lists of synonyms (`db.search.synonyms`), the person's own last."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of adding a file."""

    slug: str
    report: "ImportReport"
    same: bool = False
    """The very file was in the library already; nothing was done."""


class Library:
    """The plans of one user.

    What is imported inside methods is what showing a plan does without, and the first paint doesn't wait for
    it: the stages of an import take 100 ms, writing (SQLAlchemy) 200 ms, the search 60 ms.

    Opened stores and searchers are kept; all methods may be called from any thread.
    """

    def __init__(self, folders: Folders, workers: "Workers | None" = None) -> None:
        """`workers`: read the files that are added; without them the library has its own, until `close`."""
        self._folders = folders
        self._given_workers = workers
        self._own_workers: Workers | None = None
        self._shelf = UserPlans(folders.own) if folders.own is not None else None
        self._stores: dict[str, PlanStore] = {}
        self._searchers: dict[str, Searcher] = {}
        self._cards: dict[str, PlanCard] = {}
        # Reentrant: `searcher` asks `store` while it holds it.
        self._lock = threading.RLock()
        self._keeping = threading.Lock()
        """Taken last, and for a moment: guards `_stores` and `_changed`."""
        self._opening: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        """Who comes second waits for what the first opens."""
        self._changed = 0
        """How often a plan was changed or removed."""
        self._failures = Failures()
        self._synonyms = SynonymFiles(folders.synonyms)
        self._mending = threading.Lock()

    def slugs(self) -> tuple[str, ...]:
        """All plans, the shipped ones first; also those whose files are damaged but can be built again."""
        # A shipped plan whose folder is gone can still be built from its source text.
        shipped = [*folders_in(self._folders.shipped), *names_in(self._folders.sources, "*.toml")]
        own = self._shelf.slugs() if self._shelf is not None else []
        return tuple(dict.fromkeys([*shipped, *own]))

    def store(self, slug: str) -> PlanStore:
        """The plan's store. Raises StoreError when no sound plan.db is there; `repair` may help."""
        # Without `_lock`: a large plan takes seconds to open, and the window asks for others meanwhile.
        while (store := self._stores.get(slug)) is None:
            with self._opening[slug]:
                if slug not in self._stores:
                    before = self._changed
                    opened = self._open(slug)
                    with self._keeping:
                        # Another may have been put in its place while it was read: read that.
                        if before == self._changed:
                            self._stores[slug] = opened
        return store

    def size(self, slug: str) -> int:
        """Bytes of the plan's plan.db, by which to tell how long opening it takes; 0 where there is none."""
        for folder in self._candidates(slug):
            with suppress(OSError, ValueError):
                return (folder / STORE).stat().st_size
        return 0

    def mended(self, slug: str) -> PlanStore:
        """The plan's store, built again first where its plan.db is missing, damaged or of another version;
        that takes as long as importing it.

        Raises StoreError when it can't be: what is wrong and what to do.
        """
        if not is_plain(slug):
            return self.store(slug)  # raises
        with suppress(StoreError):
            return self.store(slug)
        # One at a time: who comes second finds what the first has built.
        with self._mending:
            with suppress(StoreError):
                return self.store(slug)
            if (failure := self._failures.get(slug, self._candidates(slug))) is not None:
                raise failure
            try:
                return self.repair(slug)
            except PlanReaderError as error:
                raise self._failures.add(slug, self._candidates(slug), error) from error

    def damaged(self) -> tuple[DamagedPlan, ...]:
        """The plans that can't be opened, after what could be built again has been. That the text of one is
        damaged, and not its card, is known once somebody tried to open it.
        """
        found: list[DamagedPlan] = []
        for slug in self.slugs():
            if self._card(slug) is None and (self.is_bundled(slug) or self._own_shelf().holds(slug)):
                try:
                    self.mended(slug)
                except StoreError as error:
                    found.append(described(self._shelf, slug, error))
        return tuple(found)

    def stores(self, progress: Progress = QUIET) -> list[PlanStore]:
        """All plans that can be opened, opened. Raises Stopped."""
        found: list[PlanStore] = []
        for slug in self.slugs():
            progress.check()
            with suppress(StoreError):
                found.append(self.mended(slug))
        return found

    def plans(self) -> tuple[PlanInfo, ...]:
        """What is said of all plans that can be opened; their texts are not read."""
        return tuple(card.info for card in self.cards())

    def cards(self) -> tuple[PlanCard, ...]:
        """The cards of all plans that can be opened, with the size of each. See `damaged` for the others."""
        return tuple(card for slug in self.slugs() if (card := self._card(slug)) is not None)

    def is_bundled(self, slug: str) -> bool:
        """Whether the plan came with the program: it can't be removed or renamed."""
        return is_plain(slug) and (
            is_folder(self._folders.shipped / slug) or is_file(self._folders.sources / f"{slug}.toml")
        )

    def repair(self, slug: str) -> PlanStore:
        """Build a plan's plan.db again from its source, in the user's own folder.

        Raises StoreError when there is no source for it or nowhere to write, SourceError when the source is
        damaged too.
        """
        if not is_plain(slug):
            return self.store(slug)  # which there is none of: nothing is built elsewhere
        if not self.is_bundled(slug) and self._shelf is not None:
            return self._repair_own(self._shelf, slug)
        source, meta = (self._folders.sources / f"{slug}{ending}" for ending in (".txt", ".toml"))
        if self._folders.own is None or not is_file(meta):
            raise StoreError(
                "规划数据已损坏，又无法在本机重新生成，请重新安装本程序；您的批注不受影响。", slug
            )
        from db.library.build import build_plan

        with self._lock:
            build_plan(source, meta, self._folders.own / slug)
            self._forget(slug)
            store = PlanStore.open(self._folders.own / slug / STORE)
            with self._keeping:
                self._stores[slug] = store
            return store

    def _repair_own(self, shelf: UserPlans, slug: str) -> PlanStore:
        note, source = shelf.note(slug), shelf.source(slug)
        if note is None or source is None:
            raise StoreError(
                "这部规划的数据已损坏，规划库里保存的原文件也不在了，请重新导入原文件；您的批注不受影响，会接上。",
                slug,
            )
        sha256 = _checksum(source)
        if not is_origin(shelf, slug, sha256):
            raise StoreError(
                "这部规划的数据和规划库里保存的原文件都已损坏，请重新导入原文件；您的批注不受影响，会接上。",
                f"{slug}: {sha256}",
            )
        known = shelf.known(sha256)
        if known is not None and note.name == note.file:  # its own note is lost
            note = ImportNote(note.file, known.name or note.name, known.title)
        self._make(source, note, slug, shelf.said_of(slug, sha256), QUIET)
        return self.store(slug)

    def add(
        self,
        path: Path,
        *,
        title: str = "",
        replacing: str | None = None,
        corrections: "dict[int, Correction] | None" = None,
        progress: Progress = QUIET,
    ) -> Imported:
        """Add the file at `path`. The very file, added before, is told and left as it is, unless there are
        new `corrections`.

        `title`: what the user calls it (otherwise what the text says); `replacing`: the slug of the older
        edition whose place it takes; `corrections`: what the user said of lines, kept for the next import
        of the same file.

        Raises SourceError when it can't be read, DataFolderError when it can't be kept, Stopped; in each case
        the library is as it was.
        """
        shelf = self._own_shelf()
        sha256 = _checksum(path)
        # What can be built again is: it may have come from this very file.
        self.damaged()
        if replacing is not None and replacing not in self.slugs():
            raise StoreError(f"没有编号为“{replacing}”的规划，没有导入。", replacing)
        known = self._with_source(sha256)
        said = shelf.corrections(sha256) if corrections is None else corrections
        if (
            known is not None
            and replacing in (None, known)
            and (corrections is None or self.is_bundled(known))
        ):
            try:
                return self._found(known)
            except StoreError:
                if self.is_bundled(known):
                    raise
        slug = replacing or known or self._slug_of(sha256)
        self._refuse_bundled(slug, "被替换，请作为新的规划导入")
        # What the user called it once it is called again: they may have removed it meanwhile.
        before = shelf.known(sha256)
        note = ImportNote.of(
            path, readable(" ".join(title.split())) or (before.title if before is not None else "")
        )
        # First the plan: corrections of a file that could not be imported are not kept.
        report = self._make(path, note, slug, said, progress)
        if corrections is not None:
            shelf.keep_corrections(sha256, corrections)
        return Imported(slug, report)

    def add_folder(
        self, folder: Path, *, progress: Progress = QUIET
    ) -> Iterator[tuple[Path, "Imported | PlanReaderError"]]:
        """Add all documents in a folder and those below it, one after another; gives each with what came of
        it.

        Folders that can't be read are given with the reason. Spreadsheets stay out: `left_out_of` counts
        them. Raises Stopped; what was added stays.
        """
        found, unread = documents_in(folder)
        yield from unread
        for at, path in enumerate(found):
            progress.tell(at, len(found), f"第 {at + 1} 个，共 {len(found)} 个：{shown(path.name)}")
            try:
                yield path, self.add(path, progress=progress.silent())
            except Stopped:  # a PlanReaderError too, but of the whole, not of this file
                raise
            except PlanReaderError as error:
                yield path, error

    def review(self, slug: str, progress: Progress = QUIET) -> "FileReview":
        """The file that one of the user's own plans came from, read again, with what was corrected so far.

        Raises StoreError when the file is gone, SourceError when it can't be read, Stopped.
        """
        from db.source.lines import checksum, read_bytes
        from db.source.meta import Meta
        from db.source.worker.client import FileReview

        shelf, note, source = self._origin(slug)
        data, workers = read_bytes(source), self._workers()
        workers.read(data, note.name, progress)
        meta = Meta(PlanInfo(slug, note.title, "", "", ""))
        return FileReview(workers, data, meta, note.name, shelf.corrections(checksum(data)))

    def correct(self, slug: str, said: "Corrections", progress: Progress = QUIET) -> Imported:
        """Make one of the user's own plans again with these corrections, and keep them for the next import
        of its file.

        Raises what `review` and `add` raise; the library then is as it was.
        """
        shelf, note, source = self._origin(slug)
        report = self._make(source, note, slug, dict(said), progress)
        shelf.keep_corrections(_checksum(source), dict(said))
        return Imported(slug, report)

    def replace(self, older: str, newer: str, progress: Progress = QUIET) -> Imported:
        """Give the plan `newer` the place of `older`, whose marks then stand in it; both are the user's
        own.

        Raises StoreError, SourceError, DataFolderError, Stopped; the library then is as it was.
        """
        shelf, note, source = self._origin(newer)
        self._refuse_bundled(older, "被替换，请作为新的规划导入")
        if older not in self.slugs():
            raise StoreError(f"没有找到规划“{older}”。")
        said = shelf.corrections(_checksum(source))
        report = self._make(source, note, older, said, progress)
        # Only now: had the older one's place not been given, the newer would still stand in its own.
        with self._lock:
            shelf.discard(newer)
            self._forget(newer)
        return Imported(older, report)

    def may_change(self, slug: str) -> bool:
        """Whether the plan is the user's own: it can be removed, renamed and corrected."""
        return self._shelf is not None and not self.is_bundled(slug)

    def file_name(self, slug: str) -> str:
        """The name of the file that one of the user's own plans came from; empty if it isn't known."""
        note = self._shelf.note(slug) if self._shelf is not None and is_plain(slug) else None
        return note.name if note is not None else ""

    def editions(self, info: PlanInfo) -> tuple[PlanInfo, ...]:
        """Plans of the user's own that a plan like this may be a newer edition of: those with the same
        title and place.
        """
        plain = _plain_title(info.title)
        return tuple(
            other
            for other in self.plans()
            if other.slug != info.slug
            and not self.is_bundled(other.slug)
            and _plain_title(other.title) == plain
            and (not info.jurisdiction or other.jurisdiction in ("", info.jurisdiction))
        )

    def rename(self, slug: str, title: str) -> PlanInfo:
        """Call one of the user's own plans otherwise. Raises StoreError, DataFolderError."""
        from db.library.build import build_index
        from db.plan.load import write_plan

        self._refuse_bundled(slug, "改名")
        shelf, store = self._own_shelf(), self.mended(slug)
        words = readable(" ".join(title.split()))
        if not words:
            raise DataFolderError("规划名称不能为空。", slug)
        note, source = shelf.note(slug), shelf.source(slug)
        plan = replace(store.plan, info=replace(store.info, title=words))
        sha256 = store.stamp.source_sha256
        with shelf.incoming() as made:
            write_plan(plan, made / STORE, parser=store.stamp.parser, source_sha256=sha256)
            build_index(made)
            if note is not None and source is not None:
                note = replace(note, title=words)
                shelf.keep_source(made, source, note, shelf.said_of(slug, sha256))
            self._put(shelf, made, slug)
        shelf.keep_known(sha256, KnownSource(slug, note.name if note is not None else "", words))
        return plan.info

    def remove(self, slug: str) -> None:
        """Take away one of the user's own plans; `restore` undoes it until `close`.

        Raises StoreError, DataFolderError.
        """
        shelf = self._own_shelf()
        self._refuse_bundled(slug, "移除")
        if slug not in self.slugs():
            raise StoreError(f"没有找到规划“{slug}”。")
        card = self._card(slug)
        # Of an older program's plan.db, or of a damaged one, what is left of it tells.
        stamped = (
            card.stamp.source_sha256 if card is not None else read_remains(shelf.folder / slug / STORE)[0]
        )
        self._note_source(shelf, slug, stamped or shelf.checksum(slug))
        with self._lock:
            shelf.take_away(slug)
            self._forget(slug)

    def restore(self, slug: str) -> bool:
        """Bring back a plan that was removed since the program began; False if it can't be."""
        with self._lock:
            back = self._own_shelf().bring_back(slug)
            self._forget(slug)
        return back

    def source(self, slug: str) -> Path | None:
        """The file that one of the user's own plans came from, as it was received;
        None if it isn't there.
        """
        return self._shelf.source(slug) if self._shelf is not None and is_plain(slug) else None

    def tidy(self) -> None:
        """Clear what a program that was killed left half done."""
        if self._shelf is None:
            return
        self._shelf.tidy()
        for card in self.cards():
            self._note_source(self._shelf, card.info.slug, card.stamp.source_sha256)

    def _note_source(self, shelf: UserPlans, slug: str, sha256: str) -> None:
        """For plans of a version that did not note which file became which."""
        if not sha256 or shelf.known(sha256) is not None:
            return
        note = shelf.note(slug)
        if note is not None:
            with suppress(DataFolderError):
                shelf.keep_known(sha256, KnownSource(slug, note.name, note.title))

    def close(self) -> None:
        """The program ends: what was removed is gone now, and so is who reads files."""
        if self._own_workers is not None:
            self._own_workers.close()
        if self._shelf is not None:
            self._shelf.close()

    def searcher(self, slug: str) -> "Searcher":
        """The plan's searcher: with its index where a sound one is there, otherwise by plain scan.

        Same answers.
        """
        from db.search.corpus import documents
        from db.search.searcher import Searcher

        self.mended(slug)
        self.store(slug)  # before the lock is taken, which nobody holds for as long as that takes
        with self._lock:
            store = self.store(slug)
            if slug not in self._searchers:
                for folder in self._candidates(slug):
                    with suppress(IndexDamagedError):
                        self._searchers[slug] = Searcher(
                            documents(store), folder / INDEX, store.stamp.content_sha256
                        )
                        break
                # In neither folder a sound index: a plain scan, until one is built again when asked for.
                else:
                    self._searchers[slug] = Searcher(documents(store))
            return self._searchers[slug]

    def needs_index(self, slug: str) -> bool:
        """Whether the plan is searched by plain scan, because no sound index was found."""
        return not self.searcher(slug).indexed

    def looks_indexed(self, slug: str) -> bool:
        """Whether an index that was finished for this text is there.

        The plan isn't opened for it, nor the index checked.
        """
        from db.search.index import sealed_stamp

        card = self._card(slug)
        return card is not None and any(
            sealed_stamp(folder / INDEX) == card.stamp.content_sha256 for folder in self._candidates(slug)
        )

    def build_index(self, slug: str) -> None:
        """Build the plan's index again in the user's own folder, and search with it from then on.

        Raises DataFolderError when it can't be written.
        """
        if self._folders.own is None:
            raise DataFolderError("没有可写的数据文件夹，索引没有重建；查找照常可用，只是稍慢。", slug)
        from db.search import index
        from db.search.corpus import documents
        from db.search.searcher import Searcher

        store = self.store(slug)
        folder = self._folders.own / slug / INDEX
        index.build(documents(store), folder, store.stamp.content_sha256)
        searcher = Searcher(documents(store), folder, store.stamp.content_sha256)
        with self._lock:
            # Made before the lock is taken, so that nobody who searches waits for it.
            self._searchers[slug] = searcher

    def searched(self, query: "SearchQuery") -> list[str]:
        """The plans that a query is about; of all plans, its own comes first. Those that can't be opened are
        built again; where that can't be done, they are left out of all.
        """
        if query.reach != "all":
            return [query.plan]
        return [slug for slug in dict.fromkeys([query.plan, *self.slugs()]) if slug and self._opens(slug)]

    def search(self, query: "SearchQuery", progress: Progress = QUIET) -> "SearchResults":
        """Search the query's plan, or all as one; of all, what can't be opened is named as left out. Raises
        what Searcher.search raises, and StoreError.

        A chapter is a key of a single plan: where it is not known in one of several, that plan has nothing to
        add.
        """
        found = self._with_synonyms(query, self._search(query, progress), progress)
        if query.reach == "all":
            found = replace(found, left_out=tuple(plan.title for plan in self.damaged()))
        plain = not query.literal and not query.regex
        if not found.passages and plain and "$" in query.words:
            # A figure copied from a text in which it is set in TeX ($85\\%$) is shown, and found, without.
            # Late, because the importer reads such a text, and nothing else of it is wanted here.
            from db.source.formats.inline import clean

            words = clean(query.words, 1, 0).piece.text
            if words and words != query.words:
                again = self._search(replace(query, words=words), progress)
                return replace(again, query=query, left_out=found.left_out)
        return found

    def _with_synonyms(
        self, query: "SearchQuery", found: "SearchResults", progress: Progress
    ) -> "SearchResults":
        """What synonyms of the words find stands beside it; where nothing else was found, one is offered."""
        if query.literal or query.regex:
            return found
        from db.search.synonyms import SynonymHits

        held: list[SynonymHits] = []
        for words in self._synonyms.current().substitutes(query.words):
            # Counted only, and as written: what sounds like a synonym is none.
            other = self._search(replace(query, words=words, limit=0, pinyin=False), progress, offering=False)
            if other.hits:
                held.append(SynonymHits(words, other.passages, other.hits))
        if not held:
            return found
        most = max(held, key=lambda each: each.hits)
        return replace(found, synonyms=tuple(held), offer=None if found.passages else most.word)

    def _search(self, query: "SearchQuery", progress: Progress, *, offering: bool = True) -> "SearchResults":
        from db.search.query import SECONDS
        from db.search.searcher import merge

        slugs = self.searched(query)
        if not slugs:
            return merge(query, ())
        if query.chapter and len(slugs) > 1:
            slugs = [slug for slug in slugs if self._has(slug, query.chapter)] or slugs[:1]
        founds: list[SearchResults] = []
        left, unfinished = SECONDS, list[str]()
        for slug in slugs:
            # One time for all of them: with a time for each, twenty plans took twenty times as long. The
            # first is asked anyway, to tell what is no expression.
            if query.regex and founds and left <= 0:
                unfinished.append(slug)
                continue
            found = self._searched(slug, query, progress, offering=offering, seconds=left)
            founds.append(found)
            # Its own time: that of opening the plans has nothing to do with the expression.
            left -= found.ms / 1000
            if not found.whole:
                unfinished.append(slug)
        if len(slugs) == 1:
            return founds[0]
        titles = tuple(self.store(slug).info.title for slug in unfinished)
        return replace(merge(query, founds), whole=not titles, unfinished=titles)

    def _searched(
        self, slug: str, query: "SearchQuery", progress: Progress, *, offering: bool, seconds: float
    ) -> "SearchResults":
        searcher = self.searcher(slug)
        indexed = searcher.indexed
        found = searcher.search(query, progress, offering=offering, seconds=seconds)
        if indexed and not searcher.indexed and self._folders.own is not None:
            from db.search import index

            # It passed for whole and is not: the next start is to make it again.
            with suppress(DataFolderError):
                index.remove(self._folders.own / slug / INDEX)
        return found

    def holds(self, slug: str, key: str, scope: str) -> bool:
        """Whether a passage stands in a chapter, section or box; without a `scope`, in the plan as a whole:
        always.
        """
        if not scope:
            return True
        try:
            return scope in (key, *self.store(slug).view.ancestors(key))
        except (StoreError, UnknownKeyError):
            return False  # of another edition, or waiting for a place

    def _opens(self, slug: str) -> bool:
        try:
            self.mended(slug)
        except StoreError:
            return False
        return True

    def _has(self, slug: str, key: str) -> bool:
        try:
            self.store(slug).view.passage(key)
        except (StoreError, UnknownKeyError):
            return False
        return True

    def _workers(self) -> "Workers":
        if self._given_workers is not None:
            return self._given_workers
        # Late: most runs of the program read no file.
        from db.source.worker.client import Workers

        with self._lock:
            if self._own_workers is None:
                self._own_workers = Workers()
            return self._own_workers

    def _own_shelf(self) -> UserPlans:
        if self._shelf is None:
            raise DataFolderError("没有可写的数据文件夹，不能增减规划；已有规划照常可读。")
        return self._shelf

    def _refuse_bundled(self, slug: str, what: str) -> None:
        if self.is_bundled(slug):
            raise DataFolderError(f"随程序发布的规划不能{what}。", slug)

    def _put(self, shelf: UserPlans, made: Path, slug: str) -> None:
        # Before the lock is taken: a disk may be slow.
        shelf.sync(made)
        with self._lock:
            shelf.put(made, slug)
            self._forget(slug)

    def _forget(self, slug: str) -> None:
        with self._keeping:
            self._changed += 1
            self._stores.pop(slug, None)
        self._searchers.pop(slug, None)
        self._cards.pop(slug, None)

    def _origin(self, slug: str) -> tuple[UserPlans, ImportNote, Path]:
        """What one of the user's own plans came from.

        Raises StoreError when that is gone, DataFolderError.
        """
        shelf = self._own_shelf()
        note, source = shelf.note(slug), self.source(slug)
        if note is None or source is None:
            raise StoreError("这部规划的原文件不在规划库里了，请重新导入；您的批注不受影响。", slug)
        if not is_origin(shelf, slug, _checksum(source)):
            raise StoreError(
                "规划库里保存的这部规划的原文件已损坏，请重新导入；规划和您的批注不受影响。", slug
            )
        return shelf, note, source

    def _make(
        self, source: Path, note: ImportNote, slug: str, said: "Corrections", progress: Progress
    ) -> "ImportReport":
        """Make a plan from a file, and put it in its place."""
        from db.library.build import build_imported

        shelf = self._own_shelf()
        with shelf.incoming() as made:
            # The plan is made from what is kept, whatever becomes of the file meanwhile.
            kept = shelf.keep_source(made, source, note, said)
            sha256 = _checksum(kept)
            # Outside the lock: an import takes seconds, and other plans are opened and searched meanwhile.
            report = build_imported(kept, note.name, slug, note.title, made, said, self._workers(), progress)
            self._put(shelf, made, slug)
        # The plan is there: that it can't be noted is no reason to say that it is not. `tidy` tries again.
        with suppress(DataFolderError):
            shelf.keep_known(sha256, KnownSource(slug, note.name, note.title))
        return report

    def _found(self, slug: str) -> Imported:
        """What is told of a file that is in the library already."""
        from db.source.report import report_on_stored

        return Imported(slug, report_on_stored(self.mended(slug).plan), same=True)

    def _card(self, slug: str) -> PlanCard | None:
        with self._lock:
            if slug in self._cards and slug not in self._failures:
                return self._cards[slug]
            folders = self._candidates(slug)
            if self._failures.get(slug, folders) is not None:
                self._cards.pop(slug, None)  # its text is damaged, though its card can be read
            elif slug not in self._cards:
                for folder in folders:
                    with suppress(StoreError):
                        card = read_card(folder / STORE)
                        if self._is_of(card.info, folder):
                            self._cards[slug] = card
                            break
            return self._cards.get(slug)

    def _with_source(self, sha256: str) -> str | None:
        return next((card.info.slug for card in self.cards() if card.stamp.source_sha256 == sha256), None)

    def _slug_of(self, sha256: str) -> str:
        """For a file that is not in the library: the slug that it had before, or one that nobody has."""
        shelf = self._own_shelf()
        before = shelf.known(sha256)
        slugs = [before.slug] if before is not None and is_plain(before.slug) else []
        # Of the file, not of the title, which may be corrected or renamed; eight digits nearly always do.
        slugs += [f"own-{sha256[:end]}" for end in range(8, 65, 4)]
        there = set(self.slugs())
        return next(slug for slug in slugs if slug not in there or self._is_from(slug, sha256))

    def _is_from(self, slug: str, sha256: str) -> bool:
        """Whether a plan that is there came from this very file: it can't be opened, or another program has
        brought it this moment.
        """
        card = self._card(slug)
        if card is None:
            # The others were built again.
            return is_origin(self._own_shelf(), slug, sha256)
        return card.stamp.source_sha256 == sha256

    def _open(self, slug: str) -> PlanStore:
        first: StoreError | None = None
        for folder in self._candidates(slug):
            try:
                store = PlanStore.open(folder / STORE)
            except StoreError as error:
                first = first or error
                continue
            if self._is_of(store.info, folder):
                return store
            first = first or StoreError(
                "这里是另一部规划的副本，需要重新生成。", f"{slug}: {store.info.slug}"
            )
        raise first or StoreError(f"没有找到规划“{slug}”。")

    def _is_of(self, info: PlanInfo, folder: Path) -> bool:
        """Whether a plan lies in its own folder. What somebody copied beside it under another name is built
        again from its source, with a slug of its own.
        """
        return info.slug == folder.name or folder.parent != self._folders.own

    def _candidates(self, slug: str) -> list[Path]:
        # A shipped file that is damaged may have been built again in the user's own folder.
        folders = [self._folders.shipped, self._folders.own]
        # A slug may be typed by anybody: it is a name, and no way to somewhere else.
        return [folder / slug for folder in folders if folder is not None and is_plain(slug)]


def _checksum(path: Path) -> str:
    """The checksum of a source file, by which it is known again. Raises SourceError."""
    # What reads files is loaded when there is one to read, not before the first paint.
    from db.source.lines import checksum, read_bytes

    return checksum(read_bytes(path))


def _plain_title(title: str) -> str:
    """A title's characters alone, without what tells editions apart."""
    return re.sub(r"[\W_]|征求意见稿|送审稿|草案|修订|修改|讨论稿|定稿|最终稿|印发稿|公开版|全文", "", title)
