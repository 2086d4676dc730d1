"""Finds which of some texts hold the words that were typed, in Chinese or by pinyin, with the engine that
searches the plans.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThreadPool, Signal, Slot

from db.progress import Progress
from desktop.background import Latest

if TYPE_CHECKING:
    from db.search.searcher import Searcher

Texts = Callable[[], Iterable[tuple[str, str]]]
"""Gives id and text of each. It is called on another thread, so it may ask no widget and no model."""


class WordFilter(QObject):
    """Indexes the texts when words are first looked for, and keeps the index until it gets other texts."""

    found = Signal(object)
    """Ids of the texts that hold the words, a frozenset; None where no words are looked for."""

    def __init__(self, pool: QThreadPool, parent: QObject) -> None:
        super().__init__(parent)
        self._task = Latest(pool, self, self._answered)
        self._searcher: Searcher | None = None
        self._texts: Texts = tuple
        self.words = ""

    def set_texts(self, texts: Texts) -> None:
        """Other texts; what is looked for is looked for anew."""
        self._texts, self._searcher = texts, None
        if self.words:
            self.ask(self.words)

    @Slot(str)
    def ask(self, words: str) -> None:
        """Look for words."""
        self.words = words.strip()
        if not self.words:
            self._task.drop()
            self.found.emit(None)
            return
        self._task.ask(partial(_search, self._searcher, self._texts, self.words))

    @Slot(object)
    def _answered(self, answer: "tuple[Searcher, Texts, frozenset[str]]") -> None:
        searcher, texts, ids = answer
        # Other texts may have come while the work was going on: an index of the old ones is of no use.
        if texts is self._texts:
            self._searcher = searcher
        self.found.emit(ids)


def _search(
    searcher: "Searcher | None", texts: Texts, words: str, _progress: Progress
) -> "tuple[Searcher, Texts, frozenset[str]]":
    # The engine is loaded with the first words, and on this thread: the first paint must not wait for it.
    from db.search.corpus import Document
    from db.search.query import SearchQuery
    from db.search.searcher import Searcher

    searcher = searcher or Searcher(
        tuple(Document("", each, "paragraph", (), (), "", text) for each, text in texts())
    )
    return searcher, texts, frozenset(hit.key for hit in searcher.search(SearchQuery(words)).results)
