"""Choosing among marks."""

from collections.abc import Callable
from dataclasses import replace

from db.user.mark_filter import Choice, chosen, searchable, tags
from db.user.records import Assignment, Mark

Make = Callable[..., Mark]


def test_each_part_narrows_and_its_values_are_alternatives(made: Make) -> None:
    note = made(note="**总投资**", tags=("交通", "项目"), state="待办", task=Assignment("交通局"))
    plain, coloured = (
        made("铁路", "8.1.b1.i1", "underline", tags=("交通",)),
        replace(made("四港", "0.p1", "highlight"), category="question"),
    )
    lost = replace(made(), placed="unplaced")
    everything = (note, plain, coloured, lost)
    assert chosen(everything, Choice()) == everything
    assert chosen(everything, Choice(kinds=frozenset({"underline", "highlight"}))) == (plain, coloured)
    assert chosen(everything, Choice(categories=frozenset({"question"}))) == (coloured,)
    assert chosen(everything, Choice(categories=frozenset({None}))) == (note, plain, lost)
    assert chosen(everything, Choice(tags=frozenset({"交通"}))) == (note, plain)
    assert chosen(everything, Choice(tags=frozenset({"交通", "项目"}))) == (note,)
    assert chosen(everything, Choice(states=frozenset({"待办"}))) == (note,)
    assert chosen(everything, Choice(plans=frozenset({"elsewhere"}))) == ()
    assert chosen(everything, Choice(kinds=frozenset({"note"}), states=frozenset({"待办"}))) == (note,)


def test_all_words_of_a_mark_are_searched(made: Make) -> None:
    mark = made(
        note="**总**投资\n\n- 一", tags=("交通",), task=Assignment("交通局", "三界镇", "年底"), author="张三"
    )
    assert searchable(mark) == "综合交通网\n总投资\n一\n交通\n交通局\n三界镇\n年底\n张三"


def test_tags_by_use(made: Make) -> None:
    assert tags([made(tags=("b", "a")), made(tags=("a",))]) == (("a", 2), ("b", 1))
