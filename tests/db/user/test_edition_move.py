"""Marks find their words again in another edition: the right ones, or they say that they don't know."""

import hashlib
import random
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from db.progress import Progress, Stopped
from db.records import Chapter, Origin, Passage, Plan, PlanInfo
from db.user.anchors import find_quote, make_anchor
from db.user.edition_move import Placer, Placing
from db.user.mark_edits import new_mark
from db.user.marks import Marks
from db.user.plan_text import PlanText, normal
from db.user.records import Anchor, Edition, Mark, TextRange, now

Reaches = Callable[[PlanText, random.Random, int], Iterable[TextRange]]


def edition_of(*sections: tuple[str, list[str]], source: str = "1") -> Edition:
    """A small plan: sections with their paragraphs. Each paragraph is a line of its source."""
    chapters: list[Chapter] = []
    passages: list[Passage] = []
    line = 0
    for number, (title, paragraphs) in enumerate(sections, 1):
        chapters.append(Chapter(str(number), 1, None, title, None))
        passages.append(Passage(str(number), "heading", title, str(number)))
        for at, text in enumerate(paragraphs, 1):
            line += 1
            origins = (Origin(0, line, 0, len(text)),)
            passages.append(Passage(f"{number}.p{at}", "paragraph", text, str(number), origins=origins))
    plan = Plan(PlanInfo("s", "题", "", "", ""), tuple(chapters), tuple(passages), (), (), ())
    return Edition(plan, source * 64, hashlib.sha256(repr(sections).encode()).hexdigest())


def place(
    old: Edition, new: Edition, key: str, quote: str, *, nth: int = 1, known: bool = True, whole: bool = False
) -> Placing:
    before, after = PlanText.of(old), PlanText.of(new)
    reach = TextRange(key, 0, key, 0) if whole else find_quote(before, key, quote, nth)
    return Placer(after, lambda _: before if known else None).place(make_anchor(before, reach, whole=whole))


ROADS = "加快建设甬金高速金庭互通，推进杭绍台高速嵊州段改造，谋划嵊新快速路南延工程建设。"
WATER = "加强南山水库等水源地保护，推进工业节水，加快建设三溪水库，完善城乡供水管网建设。"
SCHOOLS = "推进基础教育均衡提质，坚持教育优先发展，加快建设高铁新城中学，扩大普惠性幼儿园供给。"
NEW = "大力发展数字经济，培育专精特新企业，推动领带服装产业迭代升级，打造百亿产业集群。"


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize(
    ("new", "key", "rung"),
    [
        # As it was.
        (edition_of(("交通", [ROADS]), ("水利", [WATER])), "2.p1", "same"),
        # One paragraph before it: the key has shifted.
        (edition_of(("交通", [ROADS]), ("水利", [NEW, WATER])), "2.p2", "chapter"),
        # A section before it.
        (edition_of(("产业", [NEW]), ("交通", [ROADS]), ("水利", [WATER])), "3.p1", "chapter"),
        # Moved into another section.
        (edition_of(("交通", [ROADS, WATER]), ("产业", [NEW])), "1.p2", "plan"),
    ],
)
def test_the_rungs(new: Edition, key: str, rung: str, known: bool) -> None:
    old = edition_of(("交通", [ROADS]), ("水利", [WATER]), source="2")
    placing = place(old, new, "2.p1", "推进工业节水", known=known)
    assert placing.anchor is not None
    assert (placing.rung, placing.anchor.reach.start_key, placing.anchor.quote) == (rung, key, "推进工业节水")
    assert placing.anchor.edition == PlanText.of(new).stamp


@pytest.mark.parametrize("known", [True, False])
def test_a_common_word_of_a_removed_paragraph_is_not_put_on_another(known: bool) -> None:
    """加快建设 stands in all three; the key of the removed paragraph now belongs to another that holds it too."""
    old = edition_of(("一", [ROADS, WATER, SCHOOLS]), source="2")
    placing = place(old, edition_of(("一", [ROADS, SCHOOLS])), "1.p2", "加快建设", known=known)
    assert placing.anchor is None


def test_a_common_word_follows_its_own_sentence() -> None:
    old = edition_of(("一", [ROADS, WATER, SCHOOLS]), source="2")
    new = edition_of(("一", [SCHOOLS, ROADS, WATER]))
    placing = place(old, new, "1.p2", "加快建设")
    assert placing.anchor is not None
    assert placing.anchor.reach.start_key == "1.p3"
    # Without the old words it is offered there.
    unsure = place(old, new, "1.p2", "加快建设", known=False)
    assert unsure.suggestion is not None
    assert unsure.suggestion.reach.start_key == "1.p3"


def test_a_long_quote_that_stood_twice_is_not_put_on_the_one_that_is_left() -> None:
    """The marked one is gone, its twin stands elsewhere: by quote alone that would be taken for it."""
    old = edition_of(("一", [ROADS, WATER]), ("二", [NEW, WATER, SCHOOLS]), source="2")
    new = edition_of(("一", [ROADS]), ("二", [NEW, WATER, SCHOOLS]))
    for known in (True, False):
        assert place(old, new, "1.p2", WATER, known=known).anchor is None
        twin = place(old, new, "2.p2", WATER, known=known)
        assert twin.anchor is None or twin.anchor.reach.start_key == "2.p2"
    assert place(old, new, "2.p2", WATER).anchor is not None


def test_equally_good_places_go_to_the_tray() -> None:
    old = edition_of(("一", [WATER]), source="2")
    new = edition_of(("一", [WATER]), ("二", [NEW]), ("三", [WATER]))
    placing = place(old, new, "1.p1", "推进工业节水", known=False)
    assert (placing.rung, placing.anchor) == ("tray", None)


@pytest.mark.parametrize("known", [True, False])
def test_changed_words_are_offered_and_not_placed(known: bool) -> None:
    old = edition_of(("一", [ROADS, WATER]), source="2")
    new = edition_of(("一", [ROADS, WATER.replace("三溪水库", "丰潭水库抽水蓄能电站")]))
    placing = place(old, new, "1.p2", "推进工业节水，加快建设三溪水库，完善", known=known)
    assert (placing.rung, placing.anchor) == ("fuzzy", None)
    assert placing.suggestion is not None
    assert placing.suggestion.quote == "推进工业节水，加快建设丰潭水库抽水蓄能电站，完善"
    assert 0.5 < placing.suggestion.likeness < 1


@pytest.mark.parametrize("known", [True, False])
def test_words_that_are_gone_wait_in_the_tray(known: bool) -> None:
    old = edition_of(("一", [ROADS, WATER]), source="2")
    placing = place(old, edition_of(("一", [ROADS, NEW])), "1.p2", "推进工业节水", known=known)
    assert placing == Placing("tray")


def test_a_cut_that_could_be_elsewhere_leaves_doubt() -> None:
    """Either 建设 may be the one that is left."""
    old = edition_of(("一", [ROADS, "统筹推进城市建设乡村建设工作以及其他各项有关任务。"]), source="2")
    new = edition_of(("一", [ROADS, "统筹推进城市建设工作以及其他各项有关任务。"]))
    for nth in (1, 2):
        assert place(old, new, "1.p2", "建设", nth=nth).anchor is None


def test_people_cut_behind_a_comma() -> None:
    old = edition_of(
        ("一", [ROADS, "甲方面加快建设，乙方面加快建设，丙方面另行安排有关工作任务。"]), source="2"
    )
    new = edition_of(("一", [ROADS, "甲方面加快建设，丙方面另行安排有关工作任务。"]))
    assert place(old, new, "1.p2", "加快建设，", nth=1).anchor is not None
    assert place(old, new, "1.p2", "加快建设", nth=2).anchor is None
    assert place(new, old, "1.p2", "甲方面加快建设，").anchor is not None
    assert place(new, old, "1.p2", "丙方面另行安排").anchor is not None


def test_a_new_parser_moves_no_mark() -> None:
    """Same source, other passages and other marks: the source position tells, also for a word that stands everywhere."""
    old = edition_of(("一", [ROADS, WATER, SCHOOLS]))
    plan = old.plan
    heading, roads, water, schools = plan.passages
    joined = Passage(
        "1.p1",
        "paragraph",
        (roads.text + water.text).replace("，", ","),
        "1",
        origins=(Origin(0, 1, 0, len(ROADS)), Origin(len(ROADS), 2, 0, len(WATER))),
    )
    new = Edition(
        replace(plan, passages=(heading, joined, replace(schools, key="1.p2"))), old.source_sha256, "9" * 64
    )
    for key, quote in (("1.p2", "，加快建设"), ("1.p3", "加快建设"), ("1.p2", WATER)):
        placing = place(old, new, key, quote, known=False)
        assert placing.rung == "source"
        assert placing.anchor is not None
        assert normal(placing.anchor.quote) == normal(quote)
        before = make_anchor(PlanText.of(old), find_quote(PlanText.of(old), key, quote))
        assert placing.anchor.source == before.source


def test_words_over_the_border_of_passages_stay_together_when_it_goes() -> None:
    old = edition_of(("一", [ROADS, WATER, NEW]), source="2")
    placing = place(old, edition_of(("一", [ROADS + WATER, NEW])), "1.p1", "工程建设。\n加强南山水库")
    assert placing.anchor is not None
    assert placing.anchor.quote == "工程建设。加强南山水库"


@pytest.mark.parametrize("known", [True, False])
def test_a_bookmark_on_a_heading_whose_number_has_shifted(known: bool) -> None:
    old = edition_of(("（一）完善综合交通体系", [ROADS]), ("（二）完善水利设施体系", [WATER]), source="2")
    new = edition_of(
        ("（一）壮大现代产业", [NEW]),
        ("（二）完善综合交通体系", [ROADS]),
        ("（三）完善水利设施体系", [WATER]),
    )
    placing = place(old, new, "2", "", known=known, whole=True)
    if known:
        assert placing.anchor is not None
        assert (placing.anchor.quote, placing.anchor.whole) == ("（三）完善水利设施体系", True)
    else:
        assert placing.suggestion is not None
        assert placing.suggestion.reach.start_key == "3"


def test_a_bookmark_on_a_paragraph_that_has_grown_is_on_all_of_it() -> None:
    old = edition_of(("一", [ROADS, WATER]), source="2")
    placing = place(old, edition_of(("一", [ROADS, WATER + NEW])), "1.p2", "", whole=True)
    assert placing.anchor is not None
    assert placing.anchor.quote == WATER + NEW


def test_the_plan_as_it_is_moves_nothing(text: PlanText, reaches: Reaches) -> None:
    placer = Placer(text, lambda _: None)
    for reach in reaches(text, random.Random(1), 300):
        anchor = make_anchor(text, reach)
        assert placer.place(anchor) == Placing("same", anchor)


@dataclass
class Tally:
    """How marks fared, against the truth."""

    stand: int = 0
    right: int = 0
    wrong: int = 0
    ways: Counter[str] | None = None

    def share(self) -> float:
        return self.right / self.stand


def measure(
    editor: Callable[[int], object],
    text: PlanText,
    reaches: Reaches,
    seed: int,
    how: str,
    *,
    known: bool = True,
) -> Tally:
    work = editor(seed)
    edit(work, how)
    edited = work.finish()  # pyright: ignore[reportAttributeAccessIssue]
    placer = Placer(edited.text, lambda _: text if known else None)
    tally = Tally(ways=Counter())
    for reach in reaches(text, random.Random(seed), 400):
        start, end = text.span(reach) or (0, 0)
        went_to = edited.went_to(start, end)
        placing = placer.place(make_anchor(text, reach))
        tally.stand += went_to is not None
        if tally.ways is not None:
            tally.ways[placing.rung] += 1
        if placing.anchor is None:
            continue
        at, at_end = edited.text.span(placing.anchor.reach)
        assert edited.text.text[at:at_end] == text.text[start:end]
        if went_to is not None:
            tally.right += at == went_to
            tally.wrong += at != went_to
        else:
            # Not all of the words still stand. If a mark is placed, then where most of its own characters are, reading the same.
            own = sum(origin is not None and start <= origin < end for origin in edited.truth[at:at_end])
            tally.wrong += own * 2 <= end - start
    return tally


def edit(work: object, how: str) -> None:
    steps = {
        "words": [("change_words", 120)],
        "moved": [("move_paragraphs", 20)],
        "section removed": [("remove_section",), ("remove_section",)],
        "numbering": [("insert_section",), ("insert_section",), ("remove_box_items", 5)],
        "sentences": [("insert_sentences", 25), ("remove_sentences", 25), ("part_paragraphs", 8)],
        "all": [
            *(
                ("change_words", 120),
                ("insert_sentences", 12),
                ("remove_sentences", 10),
                ("move_paragraphs", 8),
            ),
            *(("part_paragraphs", 5), ("remove_section",), ("insert_section",), ("remove_box_items", 3)),
        ],
    }
    for name, *arguments in steps[how]:
        getattr(work, name)(*arguments)


@pytest.mark.parametrize("how", ["words", "moved", "section removed", "numbering", "sentences", "all"])
def test_an_edited_edition_keeps_marks_on_their_words(
    how: str, editor: Callable[[int], object], text: PlanText, reaches: Reaches
) -> None:
    """At least 98 % of the marks whose words still stand are on them, and none is on wrong words."""
    tallies = [measure(editor, text, reaches, seed, how) for seed in range(4)]
    assert sum(tally.stand for tally in tallies) > 1000
    assert sum(tally.wrong for tally in tallies) == 0
    assert min(tally.share() for tally in tallies) >= 0.98


def test_without_the_old_words_fewer_are_placed_and_still_none_is_wrong(
    editor: Callable[[int], object], text: PlanText, reaches: Reaches
) -> None:
    """A colleague's file of a program that did not send them."""
    tallies = [measure(editor, text, reaches, seed, "all", known=False) for seed in range(4)]
    assert sum(tally.wrong for tally in tallies) == 0
    assert sum(tally.right for tally in tallies) > 0.85 * sum(tally.stand for tally in tallies)


# In the keeping of Marks


def test_a_plan_replaced_by_a_newer_edition_is_reported(
    editor: Callable[[int], object], edition: Edition, text: PlanText, reaches: Reaches, tmp_path: Path
) -> None:
    marks = Marks.open(tmp_path)
    assert marks.move_to_edition(edition) is None
    everything = [
        new_mark("note", make_anchor(text, reach), "张三", now(), note="记")
        for reach in reaches(text, random.Random(2), 300)
    ]
    marks.add(*everything)
    marks.close()

    work = editor(4)
    edit(work, "all")
    newer = work.finish().edition  # pyright: ignore[reportAttributeAccessIssue]
    again = Marks.open(tmp_path)
    told: list[tuple[float, float]] = []
    with pytest.raises(Stopped):
        again.move_to_edition(newer, Progress(is_stopped=lambda: True))
    assert again.all() == tuple(sorted(everything, key=lambda mark: mark.order))
    report = again.move_to_edition(newer, Progress(lambda done, total, _: told.append((done, total))))
    assert report is not None
    assert told[-1] == (300, 300)
    assert len(report.ways) == 300
    placed = {"placed": 0, "offered": 0, "unplaced": 0}
    for mark in again.all():
        placed[mark.placed] += 1
    assert placed["offered"] == report.count("fuzzy")
    assert placed["unplaced"] == report.count("tray")
    assert placed["unplaced"] > 0
    assert f"{report.count('tray')} 条待重新定位" in report.sentence
    # Nothing is dropped, and nothing but the place has changed.
    assert {mark.id: bare(mark) for mark in again.all()} == {mark.id: bare(mark) for mark in everything}
    assert [backup.why for backup in again.backups()] == ["edition"]
    assert again.check().faults == ()
    again.close()

    # Once is enough; and back on the old edition every mark is on its words, those from the tray too.
    third = Marks.open(tmp_path)
    assert third.move_to_edition(newer) is None
    assert third.move_to_edition(edition) is not None
    back = {mark.id: mark for mark in third.all()}
    lost = [mark for mark in everything if back[mark.id].placed != "placed"]
    assert len(lost) <= 0.02 * len(everything)
    assert all(
        back[mark.id].anchor.reach == mark.anchor.reach
        for mark in everything
        if back[mark.id].placed == "placed"
    )
    third.close()


def test_offers_are_accepted_and_declined_and_the_tray_is_emptied_by_hand(tmp_path: Path) -> None:
    old = edition_of(("一", [ROADS, WATER]), source="2")
    new = edition_of(("一", [ROADS, WATER.replace("三溪水库", "丰潭水库")]))
    marks = Marks.open(tmp_path)
    marks.move_to_edition(old)
    text = marks.text("s")
    assert text is not None
    first, second, third = (
        new_mark("note", make_anchor(text, find_quote(text, "1.p2", quote)), "", now())
        for quote in ("加快建设三溪水库", "推进工业节水，加快建设三溪水库，完善城乡供水", "三溪")
    )
    marks.add(first, second, third)
    report = marks.move_to_edition(new)
    assert report is not None
    assert [report.ways[mark.id] for mark in (first, second, third)] == ["fuzzy", "fuzzy", "tray"]
    accepted = marks.accept(first.id, third.id)
    assert marks.get(first.id).anchor.quote == "加快建设丰潭水库"
    assert marks.get(first.id).placed == "placed"
    assert marks.get(third.id).placed == "unplaced"
    marks.decline(second.id)
    assert marks.get(second.id).placed == "unplaced"
    assert marks.candidates(second.id)[0].quote == "推进工业节水，加快建设丰潭水库，完善城乡供水"
    marks.place(third.id, TextRange("1.p2", 0, "1.p2", 4))
    assert marks.get(third.id).placed == "placed"
    # A declined place is not offered again at the next start.
    marks.close()
    again = Marks.open(tmp_path)
    assert again.move_to_edition(new) is None
    assert again.get(second.id).placed == "unplaced"
    again.apply(accepted.change.inverse)
    assert again.get(first.id).suggestion is not None
    again.close()


def bare(mark: Mark) -> Mark:
    return replace(
        mark,
        anchor=Anchor("", TextRange("", 0, "", 0), normal(mark.anchor.quote)),
        placed="placed",
        suggestion=None,
    )
