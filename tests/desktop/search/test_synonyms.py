"""Synonyms at the window: shown apart, never counted with the word, one click away; the person's own added."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from db.search.synonyms import SynonymHits, add_own, read_groups
from desktop.folders import SYNONYMS
from desktop.search.synonyms_dialog import SynonymsDialog
from desktop.search.synonyms_row import SynonymsRow


def _dialog(reader: Any) -> SynonymsDialog:
    reader.window.commands["synonyms"].trigger()
    dialog = reader.window.findChild(SynonymsDialog)
    assert isinstance(dialog, SynonymsDialog)
    return dialog


def test_a_word_that_is_not_there_offers_what_means_the_same(reader: Any) -> None:
    """高速铁路 gave nothing and offered 高速公路."""
    reader.search("高速铁路")
    row = reader.panel.synonyms
    assert row.isVisible()
    assert row.told == "高铁 12处"
    assert reader.panel.offer == "高铁"
    assert reader.window.top.count.text() == "没有找到"
    row.linkActivated.emit("0")
    reader.answered("高铁")
    assert reader.box.text() == "高铁"
    assert reader.window.top.count.text().endswith("共 12 处") or "12 处" in reader.window.top.count.text()


def test_hits_of_a_synonym_are_not_counted_nor_marked(reader: Any) -> None:
    reader.search("一老")
    assert reader.room.found == 0
    assert reader.room.marks == {}
    reader.search("养老")
    plain = reader.room.answer.found
    assert plain.hits == sum(len(hit.spans) for hit in plain.results)
    assert not reader.panel.synonyms.isVisible()  # the plan has no 一老


@pytest.mark.parametrize("words", ['"高速铁路"', "高?铁路", "-高速铁路", "水库"])
def test_where_it_makes_no_sense_there_is_none(reader: Any, words: str) -> None:
    reader.search(words)
    assert not reader.panel.synonyms.isVisible()


def test_the_row_goes_with_the_words(reader: Any) -> None:
    reader.search("高速铁路")
    assert reader.panel.synonyms.isVisible()
    reader.room.leave()
    assert not reader.panel.synonyms.isVisible()


def test_many_keep_to_a_line_and_a_menu(qtbot: QtBot) -> None:
    row = SynonymsRow()
    qtbot.addWidget(row)
    chosen: list[str] = []
    row.chosen.connect(chosen.append)
    row.set_found(
        [SynonymHits(word, 1, hits) for word, hits in [("甲乙", 1), ("R&D", 7), ("丙丁", 3), ("戊己", 2)]]
    )
    assert row.told.startswith("R&D 7处　丙丁 3处")
    assert "另2个…" in row.text()
    assert "R&amp;D" in row.text()
    menu = row.others()
    assert [entry.text() for entry in menu.actions()] == ["戊己 2处", "甲乙 1处"]
    menu.actions()[1].trigger()
    row.linkActivated.emit("0")
    assert chosen == ["甲乙", "R&D"]
    row.set_found([])
    assert row.isHidden()


def test_own_words_are_added_and_hold_at_once(qtbot: QtBot, reader: Any) -> None:
    reader.search("越乡")
    assert not reader.panel.synonyms.isVisible()
    dialog = _dialog(reader)
    qtbot.waitUntil(lambda: "还没有" in dialog.message.text())
    assert dialog.line.text() == "越乡"
    assert not dialog.add.isEnabled()
    dialog.line.setText("越乡、嵊州")
    qtbot.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(reader.panel.synonyms.isVisible)
    assert reader.panel.synonyms.told.startswith("嵊州 ")
    file = reader.window.folder / SYNONYMS
    assert [group.words for group in read_groups(file)] == [("越乡", "嵊州")]
    dialog.list.set_row(0)
    qtbot.mouseClick(dialog.remove, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(reader.panel.synonyms.isHidden)
    assert read_groups(file) == ()
    dialog.close()


def test_a_list_that_cannot_be_read_costs_the_synonyms_only(qtbot: QtBot, reader: Any) -> None:
    reader.window.folder.mkdir(exist_ok=True)
    (reader.window.folder / SYNONYMS).write_bytes(b"\xff\xfe\xff")
    reader.search("高速铁路")
    assert reader.panel.synonyms.told == "高铁 12处"
    dialog = _dialog(reader)
    qtbot.waitUntil(lambda: "不是UTF-8文本" in dialog.message.text())
    dialog.line.setText("越乡、嵊州")
    qtbot.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "文件没有改动" in dialog.message.text())
    assert dialog.line.text() == "越乡、嵊州"
    dialog.close()


def test_the_settings_lead_there(qtbot: QtBot, reader: Any) -> None:
    reader.window.commands["settings"].trigger()
    from desktop.settings.settings_room import SettingsRoom

    dialog = reader.window.room(SettingsRoom).dialog
    assert dialog is not None
    dialog.synonyms_asked.emit()
    found = reader.window.findChild(SynonymsDialog)
    assert isinstance(found, SynonymsDialog)
    found.close()
    dialog.close()


def test_what_another_program_adds_holds_with_the_next_search(reader: Any) -> None:
    reader.search("越乡")
    add_own(reader.window.folder / SYNONYMS, ["越乡", "嵊州"])
    reader.search("越乡人")
    reader.search("越乡")
    assert reader.panel.synonyms.told.startswith("嵊州 ")
