"""Where is searched, which kinds, in which order; what the tree counts; hits of other plans."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from db.records import Place
from db.search.folding import fold
from db.search.query import SearchQuery
from desktop.app.session import Session
from desktop.search.results_model import ResultLineRole

SLUG = "shengzhou-145"


def _scan(reader: Any, words: str) -> dict[str, int]:
    """What a plain scan of the folded texts finds: passage → how often."""
    passages = reader.window.plan.passages
    found = {passage.key: fold(passage.text).text.count(fold(words).text) for passage in passages}
    return {key: count for key, count in found.items() if count}


def _keys(reader: Any) -> list[str]:
    return [line for line in reader.listed() if re.match(r"[\d.]+[\dpbi.]*$", line)]


def test_counts_are_exact_and_summed_over_children(qtbot: QtBot, reader: Any) -> None:
    reader.search("建设")
    found = _scan(reader, "建设")
    assert reader.window.top.count.text() == f"共 {len(found)} 段 {sum(found.values())} 处"
    for key in ("4", "4.5", "4.5.b1", "8", "8.1", "8.1.b1", "9", "9.5", "2"):
        inside = sum(count for at, count in found.items() if at == key or at.startswith(f"{key}."))
        assert reader.counts(key) == [inside], key
    assert sum(reader.counts(*"0123456789")) == sum(found.values())
    groups = [line for line in reader.listed() if " 段 " in line]
    assert sum(int(re.findall(r"(\d+) 处$", line)[0]) for line in groups) == sum(found.values())
    assert sum(int(re.findall(r"(\d+) 段", line)[0]) for line in groups) == len(found)


@pytest.mark.parametrize("words", ["杭绍台", "長三角", "5G", "５Ｇ", "20分钟", "长", "山塘"])
def test_what_is_listed_is_what_a_plain_scan_finds(qtbot: QtBot, reader: Any, words: str) -> None:
    reader.search(words)
    found = _scan(reader, words)
    assert found
    assert _keys(reader) == list(found)
    assert reader.window.top.count.text() == f"共 {len(found)} 段 {sum(found.values())} 处"
    assert {key: len(spans) for key, spans in reader.window.page._hits.items()} == found


def test_this_chapter_this_section_the_whole_plan(qtbot: QtBot, reader: Any) -> None:
    reader.window.page.show_at_top(Place(SLUG, "8.1.p1"))
    reader.search("建设")
    everything = _keys(reader)
    options = reader.panel.options
    reader.choose(options._reach, "本章：打造现代交通网络！")
    qtbot.waitUntil(lambda: len(_keys(reader)) < len(everything))
    assert _keys(reader) == [key for key in everything if key == "8" or key.startswith("8.")]
    assert options._reach.text().startswith("本章")
    assert "打造现代交通网络！" in options._reach.toolTip()
    assert reader.counts("4", "8.1") == [
        0,
        sum(count for key, count in _scan(reader, "建设").items() if key.startswith("8.1")),
    ]
    reader.choose(options._reach, "本节：（一）完善便捷高效的综合交通体系")
    qtbot.waitUntil(lambda: all(key.startswith("8.1") for key in _keys(reader)))
    assert reader.counts("8.2") == [0]
    assert reader.counts("8") == reader.counts("8.1")
    reader.choose(options._reach, "本规划")
    qtbot.waitUntil(lambda: _keys(reader) == everything)


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_only_here_from_the_tree(qtbot: QtBot, reader: Any) -> None:
    reader.search("建设")
    outline = reader.window.outline
    index = reader.window.outline_model.index_of("4")
    point = outline.visualRect(index).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, outline.viewport().mapToGlobal(point))
    QApplication.sendEvent(outline.viewport(), event)
    menu = next(menu for menu in outline.findChildren(QMenu) if menu.isVisible())
    action = next(action for action in menu.actions() if action.text() == "只在这里查找")
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    qtbot.waitUntil(lambda: all(key == "4" or key.startswith("4.") for key in _keys(reader)))
    assert reader.window.focusWidget() is reader.box


def test_kinds_can_be_ticked(qtbot: QtBot, reader: Any) -> None:
    reader.search("交通")
    options = reader.panel.options
    everything = {line.hit.kind for line in _hits(reader)}
    assert everything == {"heading", "paragraph", "box_title", "box_item"}
    reader.choose(options._kinds, "标题")
    qtbot.waitUntil(lambda: {line.hit.kind for line in _hits(reader)} == {"heading"})
    assert options._kinds.text().startswith("标题")
    reader.choose(options._kinds, "专栏标题")
    qtbot.waitUntil(lambda: {line.hit.kind for line in _hits(reader)} == {"heading", "box_title"})
    assert sum(reader.counts(*"0123456789")) == sum(len(line.hit.spans) for line in _hits(reader))
    reader.choose(options._kinds, "全部类别")
    qtbot.waitUntil(lambda: {line.hit.kind for line in _hits(reader)} == everything)
    reader.choose(options._kinds, "标题")
    qtbot.waitUntil(lambda: {line.hit.kind for line in _hits(reader)} == {"heading"})
    reader.search("杭绍台")
    assert "可以在上方放宽查找的范围或类别" in reader.panel.message


def _hits(reader: Any) -> list[Any]:
    lines = [
        reader.room.model.index(row, 0).data(ResultLineRole) for row in range(reader.room.model.rowCount())
    ]
    return [line for line in lines if line.hit is not None]


def test_the_best_first(qtbot: QtBot, reader: Any) -> None:
    reader.search("交通")
    in_order = _keys(reader)
    reader.choose(reader.panel.options._order, "按相关程度")
    qtbot.waitUntil(lambda: _keys(reader) != in_order)
    assert sorted(_keys(reader)) == sorted(in_order)
    assert reader.listed() == _keys(reader), "in that order they stand under no chapters"
    reader.room.next_hit()
    assert reader.room.current.key == _keys(reader)[0]


def test_terms_in_one_section(qtbot: QtBot, reader: Any) -> None:
    reader.search("杭绍台 通用机场")
    near = set(_keys(reader))
    reader.choose(reader.panel.options._reach, "多个词在同一节即可")
    qtbot.waitUntil(lambda: set(_keys(reader)) > near)
    assert "8.1.b1.i4" in _keys(reader)


def test_only_chapters_with_hits(qtbot: QtBot, reader: Any) -> None:
    outline, model = reader.window.outline, reader.window.outline_model

    def shown() -> list[str]:
        rows = [(row, model.index(row, 0)) for row in range(model.rowCount())]
        return [index.data() for row, index in rows if not outline.isRowHidden(row, index.parent())]

    everything = shown()
    reader.window.commands["only_hits"].trigger()
    assert shown() == everything, "without a search nothing is hidden"
    reader.search("通用机场")
    assert shown() == ["打造现代交通网络！"]
    chapter = model.index_of("8")
    outline.expand(chapter)
    sections = [model.index(row, 0, chapter) for row in range(model.rowCount(chapter))]
    assert [index.data() for index in sections if not outline.isRowHidden(index.row(), chapter)] == [
        "（一）完善便捷高效的综合交通体系"
    ]
    reader.search("医院")
    assert shown() == ["将建9所中小学！"]
    reader.window.commands["only_hits"].trigger()
    assert shown() == everything
    reader.window.commands["only_hits"].trigger()
    reader.room.leave()
    assert shown() == everything


def test_pinyin_hits_are_folded_below_and_say_so(qtbot: QtBot, reader: Any) -> None:
    reader.search("reits")
    assert not any(line.startswith("拼音匹配") for line in reader.listed())
    reader.search("hangshaotai")
    assert reader.listed()[0] == "拼音匹配 3 段 7 处"
    reader.search("5G wl")
    listed = reader.listed()
    assert listed[0].startswith("拼音匹配")


@pytest.fixture
def two(open_reader: Callable[..., Session], two_plans: Path, reader_of: Callable[[Session], Any]) -> Any:
    return reader_of(open_reader(shipped=two_plans))


def test_all_plans_are_named_and_hits_of_others_open_them(qtbot: QtBot, two: Any) -> None:
    two.search("通用机场")
    two.choose(two.panel.options._reach, "全部规划")
    qtbot.waitUntil(lambda: len(two.listed()) == 8)
    chapter = "打造现代交通网络！ 2 段 2 处"
    first, second = "嵊州市“十四五”规划（网络转载节选）", "剡溪市“十四五”规划（网络转载节选）"
    assert two.listed() == [first, chapter, "8.1.p1", "8.1.b1.i4", second, chapter, "8.1.p1", "8.1.b1.i4"]
    assert two.window.top.count.text() == "共 4 段 4 处"
    assert two.counts("8") == [2]
    two.window.page.show_at_top(Place(SLUG, "5.3.p1", (40, 40)))
    before = two.window.page.place()
    for _ in range(3):
        qtbot.keyClick(two.box, Qt.Key.Key_Return)
    assert two.window.windowTitle().startswith("剡溪市")
    assert two.room.current == Place("yanxi", "8.1.p1", (258, 262), "通用机场")
    assert two.sees(two.room.current)
    assert two.window.top.count.text() == "第 3 处，共 4 处"
    assert two.counts("8", "8.1") == [2, 2]
    assert set(two.window.page._hits) == {"8.1.p1", "8.1.b1.i4"}
    for _ in range(2):
        qtbot.keyClick(two.window, Qt.Key.Key_F3)
        assert two.room.current.plan == "yanxi", "F3 stays in this plan"
    qtbot.keyClick(two.box, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert two.window.windowTitle().startswith("嵊州市")
    qtbot.keyClick(two.box, Qt.Key.Key_Return)
    two.room.leave()
    assert two.window.windowTitle().startswith("嵊州市")
    assert before is not None


def test_another_plan_is_searched_when_it_is_opened(qtbot: QtBot, two: Any) -> None:
    two.search("嵊州")
    assert two.room.found > 40
    two.session.open("yanxi")
    qtbot.waitUntil(lambda: two.window.top.count.text() == "没有找到")
    two.search("剡溪")
    assert two.room.found > 40


def test_a_saved_search_brings_back_its_words_and_options(qtbot: QtBot, reader: Any) -> None:
    reader.window.page.show_at_top(Place(SLUG, "8.1.p1"))
    reader.search("建设")
    reader.choose(reader.panel.options._reach, "本章")
    reader.choose(reader.panel.options._kinds, "正文")
    qtbot.waitUntil(
        lambda: (
            all(key.startswith("8.") for key in _keys(reader))
            and {line.hit.kind for line in _hits(reader)} == {"paragraph"}
        )
    )
    expected = _keys(reader)
    reader.window.commands["save_search"].trigger()
    reader.room.leave()
    reader.choose(reader.panel.options._kinds, "全部类别")
    again = reader.room.saved[0]
    assert again == SearchQuery("建设", SLUG, "chapter", "8", ("paragraph",))
    saved = next(menu for menu in reader.window.findChildren(QMenu) if menu.title() == "已保存的查找")
    saved.aboutToShow.emit()
    saved.actions()[0].trigger()
    qtbot.waitUntil(lambda: _keys(reader) == expected)
    assert reader.box.text() == "建设"
    dropping = saved.actions()[-1].menu()
    assert isinstance(dropping, QMenu)
    dropping.actions()[0].trigger()
    assert reader.room.saved == ()
