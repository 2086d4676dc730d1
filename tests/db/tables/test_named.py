"""What is called by the words of a query is what the tables show for the same words."""

import pytest

from db.progress import Progress, Stopped
from db.records import PlaceWord, Plan
from db.tables.arrangement import TableQuery, arrange
from db.tables.facts import PlanFacts
from db.tables.kinds import KINDS
from db.tables.named import NamedRows


@pytest.fixture(scope="module")
def rows(plan: Plan) -> NamedRows:
    return NamedRows(PlanFacts(plan))


def _told(rows: NamedRows, words: str) -> list[tuple[str, str, str]]:
    return [(row.table, row.text, row.told) for row in rows.look_for(words)]


@pytest.mark.parametrize("words", ["三界镇", "三界", "sanjie"])
def test_a_township_is_named_with_what_there_is_of_it(words: str, rows: NamedRows) -> None:
    assert _told(rows, words)[0] == ("places", "三界镇", "2项 · 5段")


def test_chapters_are_named_and_many_rows_counted(rows: NamedRows) -> None:
    assert _told(rows, "交通") == [
        ("chapters", "打造现代交通网络！", "章节"),
        ("chapters", "完善便捷高效的综合交通体系", "章节"),
        ("projects", "规划项目", "25项"),
    ]
    chapter = rows.look_for("打造现代交通")[0]
    assert chapter.place is not None
    assert chapter.place.key == "8"


@pytest.mark.parametrize(
    "words", ["镇", "铁路", "高铁新城", "gtxc", "水库 -甘霖", '"有轨电车"', "医*院", "的"]
)
def test_the_numbers_are_those_of_the_tables(words: str, rows: NamedRows, plan: Plan) -> None:
    found = rows.look_for(words)
    for kind in KINDS:
        if kind.name in ("places", "projects", "targets"):
            (table,) = kind.maker.make((PlanFacts(plan),), Progress())
            there = len(arrange(table, TableQuery(words)).rows)
            named = [row for row in found if row.table == kind.name]
            if len(named) == 1 and named[0].place is None:
                assert named[0].told in (f"{there}项", f"{there}个")
            else:
                assert len(named) == there


def test_words_that_mean_nothing_name_nothing(rows: NamedRows) -> None:
    for words in ("", "  ", "，。", '""', "航天飞机场馆"):
        assert rows.look_for(words) == ()


def test_what_the_person_says_of_a_name_counts(plan: Plan) -> None:
    word = PlaceWord(plan=plan.info.slug, place="剡山新镇", word="剡山新镇", how="named")
    assert ("places", "剡山新镇") in [
        (row.table, row.text) for row in NamedRows(PlanFacts(plan, [word])).look_for("剡山新镇")
    ]


def test_it_can_be_stopped(rows: NamedRows) -> None:
    with pytest.raises(Stopped):
        rows.look_for("镇", Progress(is_stopped=lambda: True))
