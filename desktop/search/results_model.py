"""The results as the lines of a list: plans, chapters with their counts, under them the passages that were
found, and notes.

One column of lines and no tree: a table of ten thousand rows costs nothing until it is scrolled, a tree asks
for each one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from db.export.results.kinds import KIND_NAMES
from db.records import Hit, NoteHit, Place, Span
from db.search.query import SearchQuery
from desktop.search.search_service import ResultGroup, ResultList
from desktop.widgets.tips import as_words

if TYPE_CHECKING:
    from db.tables.named import NamedRow

HitRole = Qt.ItemDataRole.UserRole + 1
"""The Hit of a passage; None for every other line."""
ResultLineRole = Qt.ItemDataRole.UserRole + 2
"""The Line."""
PlaceRole = Qt.ItemDataRole.UserRole + 3
"""Place of a passage's first occurrence."""
NoteRole = Qt.ItemDataRole.UserRole + 4
"""The Note of a line that shows one; None for every other line."""

NamedRole = Qt.ItemDataRole.UserRole + 5
"""The NamedRow of a line that names a township, a chapter, projects or targets; None for every other line."""

_Index = QModelIndex | QPersistentModelIndex
_Kind = Literal["named", "more", "to_notes", "plan", "sound", "group", "hit", "notes", "note"]
_Ref = tuple[_Kind, int, int]
"""What a line shows: its kind, the number of its group, the number of its hit there."""
_SOUND: _Ref = ("sound", 0, 0)
_NOTES: _Ref = ("notes", 0, 0)
_TO_NOTES: _Ref = ("to_notes", 0, 0)
_MORE: _Ref = ("more", 0, 0)
_LEADING = 2
"""Lines above all that was found; of more all but the first are folded: the results were asked for."""
_HIGH = ("hit", "note")


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One line of the list."""

    kind: _Kind
    text: str = ""
    """Of a plan, a chapter, what is called so, or the headline above notes (我的批注) or what only sounds so
    (拼音匹配).
    """
    counts: str = ""
    """At the right."""
    hit: Hit | None = None
    note: NoteHit | None = None
    where: str = ""
    """Of a hit: its path within what it is listed under; of a note, where it stands; of what is called so,
    its plan, where several are searched.
    """
    rows: tuple[str, ...] = ()
    """Of a hit in a project list: the names of the rows."""
    words: str = ""
    """What was found: a passage with the signs of what the source lost, or a note."""
    spans: tuple[Span, ...] = ()
    """Of the hits, in `words`."""
    named: "NamedRow | None" = None
    folded: bool | None = None
    """What belongs to the line is hidden; None for a line that can't be folded."""

    @property
    def high(self) -> bool:
        """It shows something that was found, with the words around it."""
        return self.kind in _HIGH


class ResultsModel(QAbstractTableModel):
    """Lines of an answer. What only sounds so is folded at first, if anything is written so."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._answer: ResultList | None = None
        self._named: Sequence[NamedRow] = ()
        self._folded: set[_Ref] = set()
        self._refs: list[_Ref] = []

    @property
    def query(self) -> SearchQuery | None:
        """What the results answer."""
        return self._answer.query if self._answer else None

    def clear(self) -> None:
        """No results."""
        self.beginResetModel()
        self._answer, self._named, self._folded = None, (), set()
        self._take([])
        self.endResetModel()

    def set_named(self, named: "Sequence[NamedRow]") -> None:
        """Show these above all that was found."""
        self.beginResetModel()
        self._named = named
        self._take(self._listed())
        self.endResetModel()

    def set_answer(self, answer: ResultList, named: "Sequence[NamedRow]" = ()) -> None:
        """Show another answer, and above it what is called so; what the person folded stays so only while the
        query stays the same.
        """
        self.beginResetModel()
        if self._answer is None or self._answer.query != answer.query:
            # Folded at first, if there is something that is written so: what only sounds so is seldom meant.
            both = {group.how for group in answer.groups} == {"text", "pinyin"}
            self._folded = {_MORE, _SOUND} if both else {_MORE}
        self._answer, self._named = answer, named
        self._take(self._listed())
        self.endResetModel()

    def low_rows(self) -> list[int]:
        """Rows of one line of text; those of hits and notes are higher."""
        return [row for row, ref in enumerate(self._refs) if ref[0] not in _HIGH]

    def toggle(self, row: int) -> None:
        """Fold what belongs to a line, or open it. Does nothing for a hit."""
        ref = self._refs[row]
        if self._line(ref).folded is None:
            return
        opening = ref in self._folded
        self._folded ^= {ref}
        # Counted before the model is changed: Qt wants to know how many rows come or go.
        refs = self._listed()
        change = abs(len(refs) - len(self._refs))
        if opening:
            self.beginInsertRows(QModelIndex(), row + 1, row + change)
            self._take(refs)
            self.endInsertRows()
        else:
            self.beginRemoveRows(QModelIndex(), row + 1, row + change)
            self._take(refs)
            self.endRemoveRows()
        self.dataChanged.emit(self.index(row, 0), self.index(row, 0))

    def reveal(self, place: Place) -> QModelIndex:
        """The index of the passage, opened to sight if it was folded away; not valid if it was not found."""
        row = self._where.get((place.plan, place.key))
        if row is None:
            groups = enumerate(self._answer.groups) if self._answer else ()
            at, how = next(((at, group.how) for at, group in groups if _holds(group, place)), (-1, "text"))
            if at < 0:
                return QModelIndex()
            # The headline above all of them first: under a folded one the group has no row.
            for ref in (_SOUND, _of_group(at)):
                if ref in self._folded and (ref != _SOUND or how == "pinyin"):
                    self.toggle(self._refs.index(ref))
            row = self._where[place.plan, place.key]
        return self.index(row, 0)

    def reveal_note(self, number: int) -> QModelIndex:
        """The index of the note with this number, opened to sight if the notes were folded away."""
        if _NOTES in self._folded:
            self.toggle(self._refs.index(_NOTES))
        return self.index(self._refs.index(("note", 0, number)), 0)

    def _take(self, refs: list[_Ref]) -> None:
        self._refs = refs
        # cached_property keeps its value there: rows have moved, and it is worked out again when asked for.
        self.__dict__.pop("_where", None)

    @cached_property
    def _where(self) -> dict[tuple[str, str], int]:
        """(plan, key) of each passage in the list → its row."""
        if self._answer is None:
            return {}
        groups = self._answer.groups
        hits = (
            (row, groups[at].hits[number])
            for row, (kind, at, number) in enumerate(self._refs)
            if kind == "hit"
        )
        return {(hit.plan, hit.key): row for row, hit in hits}

    def _listed(self) -> list[_Ref]:
        """The lines in sight, without what is folded."""
        if self._answer is None:
            return []
        groups = list(enumerate(self._answer.groups))
        heard = [(at, group) for at, group in groups if group.how == "pinyin"]
        refs: list[_Ref] = [("named", 0, number) for number in range(len(self._named))]
        if self._answer.notes and len(heard) < len(groups):
            # They stand below all passages, where nobody looks for them.
            refs.append(_TO_NOTES)
        if len(refs) > _LEADING:
            refs = [refs[0], _MORE, *(refs[1:] if _MORE not in self._folded else [])]
        refs += self._under([(at, group) for at, group in groups if group.how == "text"])
        if self._answer.notes:
            refs.append(_NOTES)
            if _NOTES not in self._folded:
                notes: list[_Ref] = [("note", 0, number) for number in range(len(self._answer.notes))]
                refs += notes
        if heard:
            refs.append(_SOUND)
            if _SOUND not in self._folded:
                refs += self._under(heard)
        return refs

    def _under(self, groups: Sequence[tuple[int, ResultGroup]]) -> list[_Ref]:
        """The lines of some groups, each with its number."""
        several = self._answer is not None and self._answer.query.reach == "all"
        refs: list[_Ref] = []
        plan = ""
        for at, group in groups:
            # Groups come plan by plan.
            if several and group.plan != plan:
                plan = group.plan
                refs.append(("plan", at, 0))
            if group.title:
                refs.append(_of_group(at))
            if _of_group(at) not in self._folded:
                hits: list[_Ref] = [("hit", at, number) for number in range(len(group.hits))]
                refs += hits
        return refs

    def _line(self, ref: _Ref) -> ResultLine:
        kind, at, number = ref
        answer = self._answer
        if answer is None:
            return ResultLine(kind)
        match kind:
            case "named" | "more" | "to_notes":
                return self._leading(kind, number, answer)
            case "sound":
                heard = [group for group in answer.groups if group.how == "pinyin"]
                counts = _counted(heard) if answer.whole else ""
                return ResultLine(
                    kind,
                    "拼音匹配",
                    counts,
                    folded=None if len(heard) == len(answer.groups) else ref in self._folded,
                )
            case "notes":
                return ResultLine(kind, "我的批注", f"{len(answer.notes)} 条", folded=ref in self._folded)
            case "note":
                note = answer.notes[number]
                path = list(note.note.path)
                if answer.query.reach == "all":
                    path.insert(0, f"《{answer.titles.get(note.note.plan, note.note.plan)}》")
                where = " › ".join(path) if note.note.key else "待重新定位"
                return ResultLine(kind, note=note, where=where, words=note.note.text, spans=note.spans)
            case "plan":
                group = answer.groups[at]
                return ResultLine(kind, answer.titles.get(group.plan, group.plan))
            case "group":
                group = answer.groups[at]
                return ResultLine(kind, group.title, _counted([group]), folded=ref in self._folded)
            case "hit":
                group = answer.groups[at]
                hit = group.hits[number]
                path = list(hit.path[1:] if group.title else hit.path)
                if not group.title and answer.query.reach == "all":
                    path.insert(0, f"《{answer.titles.get(hit.plan, hit.plan)}》")
                words, spans = answer.signed.get((hit.plan, hit.key), (hit.text, hit.spans))
                rows = answer.rows.get((hit.plan, hit.key), ())
                return ResultLine(kind, hit=hit, where=" › ".join(path), rows=rows, words=words, spans=spans)

    def _leading(self, kind: _Kind, number: int, answer: ResultList) -> ResultLine:
        """A line above all that was found."""
        if kind == "to_notes":
            return ResultLine(kind, "我的批注", f"{len(answer.notes)} 条")
        if kind == "more":
            names = len(self._named) - 1
            told = [f"另 {names} 个名称"] if names > 0 else []
            told += [f"批注 {len(answer.notes)} 条"] if answer.notes and answer.groups else []
            return ResultLine(kind, "、".join(told), folded=_MORE in self._folded)
        row = self._named[number]
        where = f"《{row.plan.title}》" if answer.query.reach == "all" else ""
        return ResultLine(kind, row.text, row.told, where=where, named=row)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._refs)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else 1

    def flags(self, index: _Index) -> Qt.ItemFlag:
        # A plan's title is no row to stop at: arrow keys pass over what is not enabled.
        if not index.isValid() or self._refs[index.row()][0] == "plan":
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self._line(self._refs[index.row()])
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return line.text or line.words
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(line)
            case Qt.ItemDataRole.ToolTipRole:
                return as_words(self._told(line) or "")
            case _ if role == ResultLineRole:
                return line
            case _ if role == HitRole:
                return line.hit
            case _ if role == NamedRole:
                return line.named
            case _ if role == NoteRole:
                return line.note.note if line.note else None
            case _ if role == PlaceRole and line.hit is not None:
                return Place(line.hit.plan, line.hit.key, line.hit.spans[0] if line.hit.spans else None)
            case _:
                return None

    def _spoken(self, line: ResultLine) -> str:
        if line.hit is not None:
            return f"{self._told(line)}：{line.words}，{len(line.hit.spans)}处"
        if line.note is not None:
            return f"{self._told(line)}：{line.words}"
        return "，".join(part for part in (line.text, line.counts, "已折叠" if line.folded else "") if part)

    def _told(self, line: ResultLine) -> str | None:
        """Plan, chapter path, kind and way of a hit or a note, in words."""
        if self._answer is None:
            return None
        if line.note is not None:
            at, kind, how = line.note.note, KIND_NAMES["note"], line.note.how
            more = [f"“{at.quote}”" if at.quote else "", "" if at.key else "待重新定位"]
        elif line.hit is not None:
            at, kind, how = line.hit, KIND_NAMES[line.hit.kind], line.hit.how
            more = [f"项目：{name}" for name in line.rows]
        else:
            return None
        plan = f"《{self._answer.titles.get(at.plan, at.plan)}》"
        parts = [plan, " › ".join(at.path), kind, *more, "拼音匹配" if how == "pinyin" else ""]
        return "，".join(part for part in parts if part)


def _of_group(at: int) -> _Ref:
    return "group", at, 0


def _holds(group: ResultGroup, place: Place) -> bool:
    return any(hit.key == place.key and hit.plan == place.plan for hit in group.hits)


def _counted(groups: Sequence[ResultGroup]) -> str:
    """The counts of groups together; empty while they are not known."""
    passages, hits = 0, 0
    for group in groups:
        # One unknown number makes the sum wrong: say none.
        if group.passages is None or group.count is None:
            return ""
        passages += group.passages
        hits += group.count
    return f"{passages} 段 {hits} 处"
