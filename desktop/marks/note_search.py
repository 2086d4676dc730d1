"""Finding marks by their words, in Chinese and by pinyin, with the engine that searches the plans."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThreadPool, Signal, Slot

from db.user.filtering import searchable
from db.user.records import Mark
from desktop.tasks import Task, Ticket

if TYPE_CHECKING:
    from db.search.documents import Document
    from db.search.query import Searcher


class NoteSearch(QObject):
    """Holds the marks' words folded as long as no mark changes."""

    found = Signal(object)
    """Ids of the marks that hold the words, a frozenset; None where no words are looked for."""

    def __init__(self, pool: QThreadPool, parent: QObject) -> None:
        super().__init__(parent)
        self._task = Task(pool, self)
        self._task.answered.connect(self._answered)
        self._searcher: Searcher | None = None
        self._marks: Sequence[Mark] = ()
        self.words = ""

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Other marks; what is looked for is looked for anew."""
        self._marks, self._searcher = tuple(marks), None
        if self.words:
            self.ask(self.words)

    def ask(self, words: str) -> None:
        """Look for words."""
        self.words = words.strip()
        if not self.words:
            self._task.drop()
            self.found.emit(None)
            return
        self._task.ask(partial(_search, self._searcher, self._marks, self.words))

    @Slot(object)
    def _answered(self, answer: "tuple[Searcher, Sequence[Mark], frozenset[str]]") -> None:
        searcher, marks, ids = answer
        if marks is self._marks:
            self._searcher = searcher
        self.found.emit(ids)


def documents(marks: Sequence[Mark]) -> "tuple[Document, ...]":
    """One document for each mark, under its id: quote, note, tags, task and author."""
    from db.search.documents import Document

    return tuple(Document(mark.anchor.plan, mark.id, "paragraph", mark.anchor.path, (), "", searchable(mark)) for mark in marks)


def _search(
    searcher: "Searcher | None", marks: Sequence[Mark], words: str, _ticket: Ticket
) -> "tuple[Searcher, Sequence[Mark], frozenset[str]]":
    from db.search.query import Searcher

    searcher = searcher or Searcher(documents(marks))
    return searcher, marks, frozenset(hit.key for hit in searcher.search(words).results)
