"""What is written out: the passages and notes that were found, in the order of the list, with what is said of
each.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from db.citation import cite
from db.errors import UnknownKeyError
from db.export.results.kinds import KIND_NAMES
from db.plan.query import PlanStore
from db.records import Hit, NoteHit, Place, Plan, Span
from db.search.hits import rows
from db.search.query import REACHES, SearchQuery, SearchResults, timed_out
from db.user.note_text import clean

NOTES = "我的批注"
_LONGEST_QUOTE = 60


@dataclass(frozen=True, slots=True)
class ResultEntry:
    """One passage or note that was found, as it is written: with the signs of what the source lost."""

    plan: str
    """The plan's title."""
    heading: str
    """Of its chapter, as printed; empty where results stand in no order of chapters.

    Notes have one of their own.
    """
    kind: str
    text: str
    spans: tuple[Span, ...]
    """Of the hits, in `text`."""
    citation: str
    rows: tuple[str, ...]
    """In a project list, the names of the rows that the hits are in."""
    sounds: bool
    """拼音匹配: it only sounds like the words."""
    place: Place
    """Of no plan where a note waits for a place."""

    @property
    def words(self) -> tuple[str, ...]:
        """The different strings that were found in it, in order."""
        return tuple(dict.fromkeys(self.text[slice(*span)] for span in self.spans))


@dataclass(frozen=True, slots=True)
class ResultsReport:
    """All that goes into a file."""

    title: str
    told: tuple[str, ...]
    """Sentences on what was searched, how much was found, when, and cautions about the source."""
    entries: tuple[ResultEntry, ...]
    plans: tuple[Plan, ...]
    """Every plan that an entry is of."""

    @property
    def badge(self) -> str:
        """The lasting cautions of the plans in one line; empty if there are none."""
        return "；".join(dict.fromkeys(plan.info.badge for plan in self.plans if plan.info.badge))

    def sections(self) -> Iterable[tuple[list[tuple[int, str]], list[ResultEntry]]]:
        """The entries, and before those of each chapter the headings that are to be written, with their
        levels from 2: 拼音匹配, the plan where there are several, the chapter.
        """
        several = len({entry.plan for entry in self.entries}) > 1
        plan, sounds = "", False
        for (heard, title, heading), entries in groupby(
            self.entries, key=lambda entry: (entry.sounds, entry.plan, entry.heading)
        ):
            headings: list[tuple[int, str]] = []
            if heard and not sounds:
                # The plan is named again below it: its words stood in the other part before.
                headings.append((2, "拼音匹配"))
                plan = ""
            if several and title != plan:
                headings.append((2, f"《{title}》"))
            if heading:
                headings.append((3, heading))
            plan, sounds = title, heard
            yield headings, list(entries)


def report(
    found: SearchResults, stores: Mapping[str, PlanStore], day: date, notes: Sequence[NoteHit] = ()
) -> ResultsReport:
    """What is to be written of an answer that has all its results.

    `stores` holds the plan of the query and every other that has results or notes.
    """
    query = found.query
    entries: list[ResultEntry] = []
    # Run by run, so that the order of the list stays as it was on the screen.
    for slug, hits in groupby(found.results, key=lambda hit: hit.plan):
        entries += _entries(hits, stores[slug], grouped=query.order == "plan")
    for slug, of_plan in groupby(notes, key=lambda hit: hit.note.plan):
        entries += _note_entries(of_plan, stores[slug])
    # Sorting is stable: words as they stand first, each half in the order of the list.
    entries.sort(key=lambda entry: entry.sounds)
    sentences = [
        f"查找范围：{_reach(query, stores)}",
        f"类别：{'、'.join(map(KIND_NAMES.__getitem__, query.kinds)) or '全部'}",
        f"共 {found.passages} 段 {found.hits} 处" + (f"，另有批注 {len(notes)} 条" if notes else ""),
        *([timed_out(found)] if not found.whole else []),
        f"导出日期：{day.isoformat()}",
    ]
    # Cautions only of plans that are in the file, in the order in which they come.
    used = dict.fromkeys([*(hit.plan for hit in found.results), *(hit.note.plan for hit in notes)])
    sentences += dict.fromkeys(badge for slug in used if (badge := stores[slug].info.badge))
    # The title is also the file's heading; a whole pasted paragraph is none.
    words = query.words if len(query.words) <= 60 else query.words[:60] + "…"
    return ResultsReport(
        writable(f"{'按正则表达式' if query.regex else ''}查找“{words}”的结果"),
        tuple(map(writable, sentences)),
        tuple(entries),
        tuple(store.plan for store in stores.values()),
    )


def _reach(query: SearchQuery, stores: Mapping[str, PlanStore]) -> str:
    if query.reach == "all":
        return REACHES["all"]
    store = stores[query.plan]
    chapter = f"，{store.view.chapter(query.chapter).heading}" if query.reach == "chapter" else ""
    return f"《{store.info.title}》{chapter}"


def writable(text: str) -> str:
    """The text with what no XML can hold replaced, sign for sign."""
    return clean(text, "\ufffd")


def _entries(hits: Iterable[Hit], store: PlanStore, *, grouped: bool) -> Iterable[ResultEntry]:
    view = store.view
    for hit in hits:
        yield ResultEntry(
            plan=store.info.title,
            heading=writable(view.top(hit.key).heading) if grouped else "",
            kind=KIND_NAMES[hit.kind],
            text=writable(view.signed(hit.key)),
            spans=view.signed_spans(hit.key, hit.spans),
            citation=writable(cite(store.plan, hit.key)),
            rows=tuple(
                writable(view.project_name(project)) for project in rows(hit, view.rows.get(hit.key, ()))
            ),
            sounds=hit.how == "pinyin",
            place=Place(hit.plan, hit.key, hit.spans[0] if hit.spans else None, writable(hit.text)),
        )


def _note_entries(hits: Iterable[NoteHit], store: PlanStore) -> Iterable[ResultEntry]:
    for hit in hits:
        note = hit.note
        # Enough to know the passage by; the note itself is given whole.
        quote = note.quote if len(note.quote) <= _LONGEST_QUOTE else note.quote[:_LONGEST_QUOTE] + "…"
        place = Place(note.plan, note.key, None, writable(note.quote))
        try:
            where = cite(store.plan, note.key)
        except UnknownKeyError:
            # The passage is of another edition: a row without a plan leads nowhere.
            place = Place("", "")
            where = f"《{store.info.title}》{' › '.join(note.path)}（待重新定位）"
        yield ResultEntry(
            plan=store.info.title,
            heading=NOTES,
            kind=KIND_NAMES["note"],
            text=writable(note.text),
            spans=hit.spans,
            citation=writable(f"{where}“{quote}”" if quote else where),
            rows=(),
            sounds=hit.how == "pinyin",
            place=place,
        )
