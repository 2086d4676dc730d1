"""What the person adds to the tables: entries from the paper copy, and corrections of place names."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QWidget

from db.records import PlaceWord, Supplement
from db.tables.facts import PlanFacts
from db.tables.gaps import GapRow
from desktop.tables.supplement_dialog import SupplementDialog
from desktop.tables.township_word_dialog import TownshipWordDialog


class OwnEntries(QObject):
    """Holds the entries and corrections as they are kept on disk, and asks for changes by `change_asked`.

    Only `take` changes what is held, after whoever keeps them has written a change.
    """

    change_asked = Signal(str, object, object)
    """What the person did, in words for 撤销; the Supplement or PlaceWord before and after it, None where
    there is none.
    """

    def __init__(self, window: QWidget) -> None:
        """`window` is what the dialogs stand before."""
        super().__init__(window)
        self._window = window
        self._supplements: dict[str, Supplement] = {}
        self._words: dict[str, PlaceWord] = {}
        self.kept = False
        """Somebody keeps what is entered; before that, nothing can be."""
        self.name = ""
        """Who entered the last one: the next dialog proposes that name."""
        self.dialog: QDialog | None = None
        """What is open now."""

    @property
    def supplements(self) -> tuple[Supplement, ...]:
        """Entries from the paper copy."""
        return tuple(self._supplements.values())

    @property
    def words(self) -> tuple[PlaceWord, ...]:
        """Corrections of place names."""
        return tuple(self._words.values())

    def take(self, supplements: Sequence[Supplement], words: Sequence[PlaceWord]) -> bool:
        """Hold what is kept; whether it is other than before."""
        self.kept = True
        before = self._supplements, self._words
        # By id, so that the same entry read twice is not taken for a change.
        self._supplements = {each.id: each for each in supplements}
        self._words = {each.id: each for each in words}
        return before != (self._supplements, self._words)

    def fill_in(self, row: GapRow) -> None:
        """Ask what the paper copy says."""
        dialog = SupplementDialog(row, self.name, self._window)
        self._open(dialog, lambda: self.save_supplement(dialog.supplement()))

    def correct(self, facts: PlanFacts, place: str) -> None:
        """Ask which words mean a township."""
        dialog = TownshipWordDialog(facts.slug, facts.finder.names, place, parent=self._window)
        self._open(dialog, lambda: self.save_place_word(dialog.place_word()))

    def save_supplement(self, supplement: Supplement) -> None:
        """Ask for an entry to be kept."""
        self.name = supplement.name
        before = self._supplements.get(supplement.id)
        if supplement != before:
            self.change_asked.emit("修改补录" if before else "人工补录", before, supplement)

    def remove_supplement(self, supplement: Supplement) -> None:
        """Ask for an entry to be forgotten."""
        self.change_asked.emit("删除补录", supplement, None)

    def save_place_word(self, word: PlaceWord) -> None:
        """Ask for a correction of place names to be kept."""
        before = self._words.get(word.id)
        if word != before:
            self.change_asked.emit("更正地名", before, word)

    def _open(self, dialog: QDialog, save: Callable[[], None]) -> None:
        """Show a dialog, which asks for `save` when it is accepted; the program goes on behind it."""
        self.dialog = dialog
        dialog.accepted.connect(save)
        # Qt keeps a closed dialog until its parent goes, which here is the room.
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self._closed)
        dialog.open()

    @Slot(int)
    def _closed(self, _code: int) -> None:
        self.dialog = None
