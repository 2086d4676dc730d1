"""The reader's own notes, searched as the plans are.

They come as records; what keeps them is not known here.
"""

from collections.abc import Sequence
from functools import cached_property

from db.records import Note, NoteHit
from db.search.documents import Document
from db.search.query import Searcher
from db.search.stopped import Stop


class NoteSearcher:
    """Holds notes folded. It may be used from any thread."""

    def __init__(self, notes: Sequence[Note]) -> None:
        """The notes stand in the order in which they are to be listed."""
        self._notes = {note.id: note for note in notes}

    @cached_property
    def _searcher(self) -> Searcher:
        return Searcher(
            [
                Document(note.plan, note.id, "paragraph", note.path, (), "", note.text)
                for note in self._notes.values()
            ]
        )

    def search(
        self, words: str, *, literal: bool = False, pinyin: bool = True, stop: Stop | None = None
    ) -> tuple[NoteHit, ...]:
        """The notes that hold the words, in their order; those that only sound so come last.

        Raises StoppedError.
        """
        if not self._notes:
            return ()
        found = self._searcher.search(words, literal=literal, pinyin=pinyin, offering=False, stop=stop)
        return tuple(NoteHit(self._notes[hit.key], hit.spans, hit.how) for hit in found.results)
