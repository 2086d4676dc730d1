"""What is offered beneath the search box: what could be meant by what was typed, and what was looked for
before, which can be taken away there and brought back.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThreadPool, Slot

from db.progress import Progress
from db.search.query import SearchQuery
from desktop.background import Latest
from desktop.search.search_box import SearchBox
from desktop.search.search_memory import SearchMemory, remembering
from desktop.search.search_service import SearchService
from desktop.search.suggestion_popup import SuggestionRow

if TYPE_CHECKING:
    from db.search.suggestions import SearchSuggestion
    from db.tables.named import NamedRow

SUGGESTED = 8
_SHORT = 16
"""Characters of words that were taken away, in the line that says so."""
_WHAT = {"earlier": "查找过", "heading": "标题", "box": "专栏", "project": "规划项目", "place": "乡镇街道"}


class SuggestionOffers(QObject):
    """Asks for them in the background, and hands them to the box, which shows them while it `offers`."""

    def __init__(
        self,
        box: SearchBox,
        service: SearchService,
        memory: SearchMemory,
        searched: Callable[[], SearchQuery],
        watched: Callable[[], bool],
        pool: QThreadPool,
        parent: QObject,
    ) -> None:
        """`searched`: where is searched now; `watched`: whether others look on."""
        super().__init__(parent)
        self._watched = watched
        self._box, self._service, self._memory, self._searched = box, service, memory, searched
        self._asking = Latest(pool, self, self._suggest)
        self._suggested: tuple[str, Sequence[SearchSuggestion]] = "", ()
        self._named: tuple[str, Sequence[NamedRow]] = "", ()
        box.suggestions_wanted.connect(self._ask)
        # A suggestion that comes after Esc would open the list again.
        box.suggestions_closed.connect(self._asking.drop)
        box.entry_removed.connect(self._remove_entry)

    def set_named(self, words: str, named: "Sequence[NamedRow]") -> None:
        """These stand above the results for the words: they are not offered a second time."""
        self._named = words, named
        if self._box.offers and words and self._suggested[0] == words:
            self._offer()

    @Slot(str)
    def _ask(self, typed: str) -> None:
        # What was looked for before is nobody else's business.
        earlier = () if self._watched() else self._memory.earlier
        self._asking.ask(partial(_suggested, self._service, typed, self._searched(), earlier))

    @Slot(object)
    def _suggest(self, answer: "tuple[str, Sequence[SearchSuggestion]]") -> None:
        self._suggested = answer
        self._offer()

    def _offer(self) -> None:
        """Show what was suggested last, but for what stands above the results already."""
        typed, found = self._suggested
        words, rows = self._named
        earlier, above = set(self._memory.earlier), {row.text for row in rows} if words == typed else set()
        offered = [
            _entry(each)
            for each in found
            # What was typed is never offered back to itself, what was taken away just now not again.
            if each.text != typed
            and (each.text in earlier if each.what == "earlier" else each.text not in above)
        ]
        if typed.strip():
            self._box.suggest(offered)
            return
        if self._watched():
            self._box.suggest([])
            return
        # In an empty box saved searches come first, the latest first.
        entries = [*map(_saved_entry, self._memory.saved[::-1]), *offered]
        clear = SuggestionRow("", "清除查找记录", act=self._clear_at_the_spot)
        self._box.suggest([*entries[:SUGGESTED], *([clear] if self._memory.earlier else [])])

    @Slot(object, int)
    def _remove_entry(self, entry: SuggestionRow, row: int) -> None:
        """Take away one of those that were looked for before, or saved, and offer in its place to take that
        back.
        """
        memory, kept = self._memory, entry.query if entry.query is not None else entry.text
        known: Sequence[str | SearchQuery] = memory.earlier if isinstance(kept, str) else memory.saved
        if kept not in known:
            return
        at, model = known.index(kept), self._box.popup.model
        with remembering():
            memory.forget(kept)

        def bring_back() -> None:
            with remembering():
                memory.recall(kept, at)
            model.replace(row, entry)

        model.replace(row, SuggestionRow(f"已删除“{_short(entry.text)}”", "撤销", act=bring_back))

    def _clear_at_the_spot(self) -> None:
        """Forget all that was looked for before, and offer to take that back where the list of it stood."""
        before = self._memory.content
        with remembering():
            self._memory.clear()

        def bring_back() -> None:
            with remembering():
                self._memory.put_back(before)
            self._ask("")

        back = SuggestionRow("已清除查找记录", "撤销", act=bring_back)
        saved = [entry for entry in self._box.popup.model.entries if entry.query is not None]
        self._box.suggest([*saved, back])


def _entry(suggestion: "SearchSuggestion") -> SuggestionRow:
    label = _WHAT[suggestion.what] + ("·拼音" if suggestion.how == "pinyin" else "")
    kept = suggestion.what == "earlier"
    return SuggestionRow(suggestion.text, label, suggestion.span, suggestion.place, kept=kept)


def _saved_entry(query: SearchQuery) -> SuggestionRow:
    return SuggestionRow(query.words, "已保存", query=query, kept=True)


def _short(words: str) -> str:
    return words if len(words) <= _SHORT else words[:_SHORT] + "…"


def _suggested(
    service: SearchService, typed: str, query: SearchQuery, earlier: tuple[str, ...], _progress: Progress
) -> "tuple[str, Sequence[SearchSuggestion]]":
    return typed, service.suggest(typed, query, earlier, SUGGESTED)
