"""What joins the tables room to the marks: entries and corrections are kept with them, rows are noted and
bookmarked.
"""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Slot

from db.records import Place, PlaceWord, Supplement
from db.user.note_text import clean
from db.user.records import Addition, Change, Edit
from desktop.marks.marks_room import MarksRoom
from desktop.tables.tables_room import TablesRoom

_OFFERS = (("write_note", "写批注"), ("bookmark", "添加或取消书签"))


class SupplementKeeper(QObject):
    """Made by the window when the tables room is made."""

    def __init__(self, tables: TablesRoom, marks: MarksRoom) -> None:
        super().__init__(tables)
        self._tables, self._marks = tables, marks
        tables.set_name(marks.author)
        for name, words in _OFFERS:
            tables.offer(name, words)
        tables.change_asked.connect(self._change)
        tables.row_acted.connect(self._act)
        marks.desk.opened.connect(self._hand_in)
        marks.desk.changed.connect(self._hand_in)
        self._hand_in()

    @Slot()
    def _hand_in(self) -> None:
        """What is kept, to the tables.

        Until the marks were read nothing can be kept, and nothing is offered.
        """
        if self._marks.desk.is_open:
            additions = self._marks.desk.additions.values()
            self._tables.set_own(
                [each for each in additions if isinstance(each, Supplement)],
                [each for each in additions if isinstance(each, PlaceWord)],
            )

    @Slot(str, object, object)
    def _change(self, what: str, before: Addition | None, after: Addition | None) -> None:
        self._marks.desk.do(Change(what, additions=(Edit(before, _clean(after)),)))

    @Slot(str, object)
    def _act(self, name: str, place: Place) -> None:
        # The words are shown first: what is done is seen, and another plan is opened by it.
        self._tables.place_requested.emit(place)
        act = {"write_note": self._marks.note_at, "bookmark": self._marks.bookmark_row}[name]
        self._marks.when_ready(place.plan, partial(act, place))


def _clean(addition: Addition | None) -> Addition | None:
    """Without characters that no file for a colleague could carry."""
    if isinstance(addition, PlaceWord):
        return replace(addition, place=clean(addition.place), word=clean(addition.word))
    if addition is None:
        return None
    return replace(
        addition,
        cells=tuple(tuple(map(clean, line)) for line in addition.cells),
        unit=clean(addition.unit),
        source=clean(addition.source),
        name=clean(addition.name),
    )
