"""The page of marks in a real browser: what stands on it, and that each filter does what it says."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from db.export.marks.entries import entries
from db.export.marks.web import write_html
from db.records import Plan
from db.user.records import DEFAULT_CATEGORIES, Assignment, Mark
from verify.browser import Browser, lacking

Make = Callable[..., Mark]

# The set-up of `test` installs them where it may (build/setup/system.py), and says so where it may not.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(lacking()), reason=f"missing: {', '.join(lacking())}"),
]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, made: Make, plan: Plan, tmp_path: Path) -> Browser:
    road = Assignment("交通局", "三界镇", "2025年底")
    marks = [
        made("铁路", "8.1.b1.i1", note="尽快", state="待办", task=road, author="张三"),
        made("养老服务", "9.5.p3", note="先报<b>方案</b>", tags=("养老",), state="已办", author="李四"),
        replace(made("四港", "0.p1", "highlight", author="张三"), category="important"),
        made("综合交通网", "8.1.p1", note="请核", state="待办", task=replace(road, due="2026年6月")),
    ]
    path = tmp_path / "批注 汇编.html"
    write_html(entries(marks, [plan], DEFAULT_CATEGORIES), path)
    browser.open(path)
    return browser


def quotes(page: Browser) -> list[str]:
    return page.texts("article blockquote")


def test_all_marks_stand_there_with_who_does_it_and_until_when(page: Browser) -> None:
    assert quotes(page) == ["四港", "综合交通网", "铁路", "养老服务"]
    assert page.texts("#count") == ["共 4 条"]
    (road,) = [told for told in page.texts(".told") if "2025年底" in told]
    for words in ("牵头单位：交通局", "责任单位：三界镇", "完成时限：2025年底", "待办"):
        assert words in road
    assert "先报<b>方案</b>" in "".join(page.texts(".note")), "what people wrote is only words"


def test_each_list_shows_what_was_chosen_in_it(page: Browser) -> None:
    for name, value, left in (
        ("lead", "交通局", ["综合交通网", "铁路"]),
        ("due", "2026年6月", ["综合交通网"]),
        ("state", "已办", ["养老服务"]),
        ("tags", "养老", ["养老服务"]),
        ("category", "重点", ["四港"]),
        ("author", "李四", ["养老服务"]),
    ):
        page.choose(name, value)
        assert quotes(page) == left, name
        assert page.texts("#count") == [f"共 {len(left)} 条"]
        page.choose(name, "")
    assert len(quotes(page)) == 4


def test_words_and_lists_together_narrow_and_nothing_left_is_told(page: Browser) -> None:
    page.type("#words", "交通局 铁路")
    assert quotes(page) == ["铁路"]
    page.choose("due", "2026年6月")
    assert quotes(page) == []
    assert page.texts("#none") == ["没有符合条件的批注，请放宽条件。"]
    assert page.texts("h2") == [], "no heading stands over nothing"
    page.type("#words", "")
    assert quotes(page) == ["综合交通网"]
