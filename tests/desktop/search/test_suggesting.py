"""Suggestions while typing: what is offered, which keys it takes, and when it goes."""

from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.search.suggestion_popup import EntryRole, cross_of

CTRL = Qt.KeyboardModifier.ControlModifier


def _type(reader: Any, words: str) -> None:
    reader.window.commands["find"].trigger()
    reader.box.clear()
    reader.commit(words)


def test_headings_projects_boxes_and_places_by_chinese_and_pinyin(qtbot: QtBot, reader: Any) -> None:
    for typed, expected in (
        ("高铁新城", "高铁新城至越剧小镇有轨电车 规划项目"),
        ("jiaotongwang", "打造现代交通网络！ 章节"),
        ("ganlin", "甘霖镇 3项 · 6段"),
        ("综合交通重大", "嵊州“十四五”时期综合交通重大项目 专栏"),
    ):
        _type(reader, typed)
        qtbot.waitUntil(lambda expected=expected: expected in [*reader.suggested(), *reader.named()])
        assert len(reader.suggested()) <= 8


def test_the_popup_is_no_window_and_takes_no_key(qtbot: QtBot, reader: Any) -> None:
    _type(reader, "高铁")
    popup = reader.box.popup
    qtbot.waitUntil(popup.isVisible)
    assert not popup.isWindow()
    assert QApplication.activePopupWidget() is None
    assert reader.box.hasFocus()
    qtbot.keyClicks(reader.box, "5G")
    reader.key(Qt.Key.Key_Backspace)
    reader.key(Qt.Key.Key_Home)
    assert reader.box.text() == "高铁5"
    assert reader.box.cursorPosition() == 0


def test_a_composition_closes_it_and_goes_on_undisturbed(qtbot: QtBot, reader: Any) -> None:
    _type(reader, "高铁")
    qtbot.waitUntil(reader.box.popup.isVisible)
    reader.compose("xin")
    assert not reader.box.popup.isVisible()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Escape):
        reader.key(key)
    assert reader.box.composing
    assert reader.box.text() == "高铁"
    reader.commit("新城")
    qtbot.waitUntil(lambda: "高铁新城至越剧小镇有轨电车 规划项目" in reader.suggested())


def test_keys_pick_out_and_enter_takes(qtbot: QtBot, reader: Any) -> None:
    _type(reader, "高速")
    qtbot.waitUntil(lambda: len(reader.suggested()) == 4)
    assert reader.box.popup.current is None
    reader.key(Qt.Key.Key_Down)
    assert reader.box.popup.current == reader.box.popup.model.index(0, 0).data(EntryRole)
    for _ in range(4):
        reader.key(Qt.Key.Key_Down)
    assert reader.box.popup.current is None, "beyond the last there is none"
    reader.key(Qt.Key.Key_Up)
    reader.key(Qt.Key.Key_Return)
    assert not reader.box.popup.isVisible()
    assert reader.box.text() == "诸嵊高速公路"
    reader.answered("诸嵊高速公路")
    qtbot.waitUntil(lambda: reader.room.current is not None)
    assert reader.room.current.key == "8.1.b1.i2"
    assert reader.sees(reader.room.current)


def test_enter_without_a_choice_goes_to_the_next_hit(qtbot: QtBot, reader: Any) -> None:
    _type(reader, "高速")
    qtbot.waitUntil(reader.box.popup.isVisible)
    reader.answered("高速")
    total = reader.room.answer.found.hits
    reader.key(Qt.Key.Key_Return)
    assert not reader.box.popup.isVisible()
    assert reader.window.top.count.text() == f"第 1 处，共 {total} 处"


def test_the_first_esc_closes_it_and_the_second_goes_back(qtbot: QtBot, reader: Any) -> None:
    _type(reader, "高速")
    qtbot.waitUntil(reader.box.popup.isVisible)
    reader.key(Qt.Key.Key_Escape)
    assert not reader.box.popup.isVisible()
    assert reader.box.text() == "高速"
    assert reader.box.hasFocus()
    reader.key(Qt.Key.Key_Escape)
    assert reader.box.text() == ""
    assert reader.window.page.hasFocus()


def test_a_click_takes_one(qtbot: QtBot, reader: Any) -> None:
    _type(reader, "高速")
    popup = reader.box.popup
    qtbot.waitUntil(popup.isVisible)
    qtbot.mouseClick(
        popup.list.viewport(),
        Qt.MouseButton.LeftButton,
        pos=popup.list.visualRect(popup.model.index(0, 0)).center(),
    )
    assert reader.box.text() == "甬金高速金庭互通"
    assert not popup.isVisible()


def test_it_goes_when_the_reader_turns_elsewhere(qtbot: QtBot, reader: Any) -> None:
    def shown() -> None:
        reader.window.commands["find"].trigger()
        reader.key(Qt.Key.Key_Down)
        qtbot.waitUntil(reader.box.popup.isVisible)

    _type(reader, "高铁")
    shown()
    reader.window.page.setFocus()
    assert not reader.box.popup.isVisible()
    shown()
    qtbot.mouseClick(reader.window.statusBar(), Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert not reader.box.popup.isVisible()
    shown()
    reader.window.resize(reader.window.width() - 20, reader.window.height())
    qtbot.waitUntil(lambda: not reader.box.popup.isVisible())
    shown()
    reader.box.put("通用机场")
    assert not reader.box.popup.isVisible()
    reader.answered("通用机场")
    assert not reader.box.popup.isVisible()


def test_an_empty_box_offers_what_was_searched_before(qtbot: QtBot, reader: Any) -> None:
    for words in ("通用机场", "杭绍台"):
        reader.search(words)
        reader.room.next_hit()
    reader.room.save()
    reader.room.leave()
    reader.window.commands["find"].trigger()
    qtbot.waitUntil(reader.box.popup.isVisible)
    assert reader.suggested() == ["杭绍台 已保存", "杭绍台 查找过", "通用机场 查找过", " 清除查找记录"]
    reader.window.commands["clear_history"].trigger()
    reader.window.page.setFocus()
    reader.window.commands["find"].trigger()
    qtbot.waitUntil(reader.box.popup.isVisible)
    assert reader.suggested() == ["杭绍台 已保存"]


def test_words_with_signs_are_searched_as_they_stand(qtbot: QtBot, reader: Any) -> None:
    """A taken suggestion is a query that means just its words, whatever signs are in it."""
    from db.search.query import as_query

    assert as_query("杭绍台") == "杭绍台"
    assert [as_query(words) for words in ("-水库", "水 库", "a*", "为什么?", '“"”')] == [
        '"-水库"',
        '"水 库"',
        '"a*"',
        '"为什么?"',
        '"“＂”"',
    ]


def test_what_the_first_key_would_wait_for_is_read_once_the_window_is_there(
    qtbot: QtBot, reader: Any
) -> None:
    service = reader.room._service
    qtbot.waitUntil(lambda: service._suggester[1] is not None)
    assert "lexicon" in reader.session._library.searcher("shengzhou-145")._corpus.__dict__


def _asked_before(reader: Any, *asked: str) -> None:
    """Walk to a hit of each, and come back to the empty box."""
    for words in asked:
        reader.search(words)
        reader.room.next_hit()
    reader.room.leave()
    reader.window.commands["find"].trigger()
    reader.qtbot.waitUntil(lambda: f"{asked[0]} 查找过" in reader.suggested())


def _click(reader: Any, row: int, *, cross: bool = False) -> None:
    listed = reader.box.popup.list
    rect = listed.visualRect(reader.box.popup.model.index(row, 0))
    at = cross_of(rect).center() if cross else rect.center()
    reader.qtbot.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_one_that_was_asked_before_is_taken_away_and_brought_back(qtbot: QtBot, reader: Any) -> None:
    asked = ["三界镇 查找过", "杭绍台 查找过", "通用机场 查找过"]
    _asked_before(reader, "通用机场", "杭绍台", "三界镇")
    assert reader.suggested()[:3] == asked
    _click(reader, 0, cross=True)
    assert reader.suggested()[:3] == ["已删除“三界镇” 撤销", *asked[1:]]
    assert reader.box.text() == "", "it was taken away, and not looked for"
    reader.key(Qt.Key.Key_Down)
    reader.key(Qt.Key.Key_Delete)
    assert reader.suggested()[:3] == ["已删除“三界镇” 撤销", "已删除“杭绍台” 撤销", asked[2]]
    assert reader.room._memory.earlier == ("通用机场",)
    reader.key(Qt.Key.Key_Return)
    assert reader.suggested()[1] == asked[1]
    assert reader.room._memory.earlier == ("杭绍台", "通用机场"), "the other one stays away"
    _click(reader, 0)
    assert reader.suggested()[:3] == asked
    assert reader.room._memory.earlier == ("三界镇", "杭绍台", "通用机场")


def test_a_saved_search_is_taken_away_and_brought_back(qtbot: QtBot, reader: Any) -> None:
    reader.search("杭绍台")
    reader.room.save()
    (saved,) = reader.room.saved
    _asked_before(reader, "通用机场")
    assert reader.suggested()[0] == "杭绍台 已保存"
    _click(reader, 0, cross=True)
    assert reader.room.saved == ()
    assert reader.room._memory.earlier == ("通用机场",)
    _click(reader, 0)
    assert reader.room.saved == (saved,)


def test_all_of_them_are_taken_away_and_brought_back(qtbot: QtBot, reader: Any) -> None:
    _asked_before(reader, "通用机场", "杭绍台")
    _click(reader, 2)
    assert reader.suggested() == ["已清除查找记录 撤销"]
    assert reader.room._memory.earlier == ()
    _click(reader, 0)
    qtbot.waitUntil(lambda: reader.suggested()[:2] == ["杭绍台 查找过", "通用机场 查找过"])


def test_delete_in_the_words_stays_what_it_is(qtbot: QtBot, reader: Any) -> None:
    _type(reader, "高速")
    qtbot.waitUntil(reader.box.popup.isVisible)
    reader.key(Qt.Key.Key_Down)
    reader.key(Qt.Key.Key_Home)
    reader.key(Qt.Key.Key_Delete)
    assert reader.box.text() == "速", "what the plan offers can't be taken away"


def test_nothing_is_suggested_while_the_hits_are_walked(qtbot: QtBot, reader: Any) -> None:
    shown: list[list[str]] = []
    reader.box.popup.model.modelReset.connect(lambda: shown.append(reader.suggested()))
    for words, key in (("高速", Qt.Key.Key_F3), ("水库", Qt.Key.Key_Return)):
        _type(reader, words)
        reader.key(key)
        reader.answered(words)
        qtbot.waitUntil(lambda: reader.room.current is not None)
        qtbot.waitUntil(lambda: not reader.room._offers._asking.busy)
        assert reader.box.hasFocus()
        assert reader.suggested() == []
    assert shown == []


def test_what_stands_above_the_results_is_not_suggested_too(qtbot: QtBot, reader: Any) -> None:
    _type(reader, "三界镇")
    qtbot.waitUntil(lambda: "三界镇 2项 · 5段" in reader.named() and not reader.room._offers._asking.busy)
    assert len(reader.named()) == 2
    assert reader.suggested() == []
    _type(reader, "三界")
    qtbot.waitUntil(lambda: "规划项目 2项" in reader.named() and not reader.room._offers._asking.busy)
    assert [told.split()[1] for told in reader.suggested()] == ["规划项目", "规划项目"]
