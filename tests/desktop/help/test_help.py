"""The guide, the sheet of shortcuts, and about."""

import re
import tomllib
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QApplication, QDialog, QPlainTextEdit, QTextEdit
from pytestqt.qtbot import QtBot

import resources
from db.tables.kinds import KINDS
from desktop.app.session import Session
from desktop.help.about_dialog import AboutDialog
from desktop.help.components import COMPONENTS
from desktop.help.guide_window import GuideWindow
from desktop.help.help_controller import HelpController
from desktop.help.help_page import FOLDER, HelpPage
from desktop.help.keys import keys_of, shown
from desktop.help.version import VERSION
from desktop.look.theme import DARK
from desktop.room import RowTables, words_of
from desktop.shell.rooms import ROOMS

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
Opener = Callable[..., Session]
ROOT = Path(__file__).parents[3]
GUIDE = (FOLDER / "guide.html").read_text(encoding="utf-8")


@pytest.fixture
def session(qtbot: QtBot, shared_session: Session) -> Session:
    window = shared_session.window
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return shared_session


def _desk(session: Session) -> HelpController:
    return session.window.room(HelpController)


def _guide(qtbot: QtBot, session: Session) -> GuideWindow:
    qtbot.keyClick(session.window, Qt.Key.Key_F1)
    guide = _desk(session).guide
    assert guide is not None
    qtbot.waitUntil(guide.isActiveWindow)
    return guide


def test_no_page_that_cannot_be_written_in_has_a_caret(qtbot: QtBot, session: Session) -> None:
    window = session.window
    window.room(RowTables).show_township("三界镇")
    _guide(qtbot, session)
    pages = [
        each
        for top in QApplication.topLevelWidgets()
        for kind in (QTextEdit, QPlainTextEdit)
        for each in top.findChildren(kind)
        if each.isReadOnly()
    ]
    assert len(pages) >= 3
    keyboard = Qt.TextInteractionFlag.TextSelectableByKeyboard
    for page in pages:
        assert page.cursorWidth() == 0 or not page.textInteractionFlags() & keyboard, page


def test_the_guide_names_the_keys_as_they_are(qtbot: QtBot, session: Session) -> None:
    guide = _guide(qtbot, session)
    text = guide.page.toPlainText()
    assert not re.search(r"\{\w+\}", text)
    actions = session.window.specs
    for name in set(re.findall(r"\{(\w+)\}", GUIDE)):
        keys = keys_of(actions, name)
        assert keys, f"{name} has no key, and the guide names it by one"
        assert keys in text
    with pytest.raises(KeyError):
        keys_of(actions, "no such action")


@pytest.mark.parametrize("key", [Qt.Key.Key_F, Qt.Key.Key_K])
def test_the_keys_to_find_lead_to_the_guide_s_own_box(qtbot: QtBot, session: Session, key: Qt.Key) -> None:
    guide = _guide(qtbot, session)
    guide.page.setFocus()
    qtbot.keyClick(guide.page, key, Qt.KeyboardModifier.ControlModifier)
    assert guide.box.hasFocus()


def test_the_guide_has_a_topic_for_each_room_and_leads_there(qtbot: QtBot, session: Session) -> None:
    guide = _guide(qtbot, session)
    for room in ROOMS:
        assert room.page is None or room.name in guide._anchors
    row = guide.topics.index("打印")
    guide.contents.setFocus()
    guide.contents.setCurrentIndex(guide.contents.model().index(row, 0))
    qtbot.keyClick(guide.contents, Qt.Key.Key_Return)
    seen = guide.page.cursorForPosition(QPoint(60, 30)).block()
    assert "打印" in (seen.text() + seen.next().text() + seen.next().next().text())


def test_the_guide_has_a_place_for_every_action_and_kind_of_table(session: Session) -> None:
    named = set(re.findall(r"\{(\w+)\}", GUIDE))
    for row in session.window.specs:
        # Colours are named together, by their keys; the forms of results by the menu that they stand in.
        words = words_of(row.menu.rpartition("/")[2] if "导出" in row.menu else row.text)
        assert row.name in named or words in GUIDE or row.name.startswith("highlight_"), row.text
    for kind in KINDS:
        assert kind.title in GUIDE


def test_words_are_found_in_the_guide(qtbot: QtBot, session: Session) -> None:
    guide = _guide(qtbot, session)
    qtbot.keyClick(guide, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert guide.box.hasFocus()
    guide.box.setText("投影")
    first = guide.page.textCursor().position()
    assert guide.page.textCursor().selectedText() == "投影"
    guide.box.setText("的")
    places = []
    for _ in range(3):
        qtbot.keyClick(guide.box, Qt.Key.Key_Return)
        places.append(guide.page.textCursor().position())
    assert len(set(places)) == 3
    guide.box.setText("投影")
    qtbot.keyClick(guide.box, Qt.Key.Key_Return)  # the only one: found again from the top
    assert guide.page.textCursor().position() == first
    guide.box.setText("没有这个词吧")
    assert guide.told.text() == "没有找到"
    guide.box.clear()
    assert guide.told.text() == ""
    assert not guide.page.textCursor().hasSelection()


def test_the_guide_stays_beside_the_plan_and_closes_by_escape(qtbot: QtBot, session: Session) -> None:
    guide = _guide(qtbot, session)
    assert not guide.isModal()
    session.window.commands["theme_dark"].trigger()
    assert guide.page.grab().toImage().pixelColor(3, 3).name().upper() == DARK.sheet
    qtbot.keyClick(guide, Qt.Key.Key_Escape)
    assert not guide.isVisible()
    session.window.activateWindow()  # as a window manager does; off-screen there is none
    qtbot.waitUntil(session.window.isActiveWindow)
    assert _guide(qtbot, session) is guide


def test_pictures_are_there_small_and_as_wide_as_the_page(qtbot: QtBot, session: Session) -> None:
    guide = _guide(qtbot, session)
    named = re.findall(r'<img src="([^"]+)"', GUIDE)
    assert len(named) > 5
    kind = QTextDocument.ResourceType.ImageResource.value
    for name in named:
        assert (FOLDER / name).stat().st_size < 200_000
        image = guide.page.loadResource(kind, QUrl(name))
        assert isinstance(image, QImage)
        assert image.width() == guide.page._room()
    assert guide.page.loadResource(kind, QUrl("../../etc/passwd")) is None
    before = guide.page._drawn_width
    guide.resize(guide.width() - 200, guide.height())
    assert guide.page._drawn_width < before


def test_the_sheet_names_every_action_that_has_a_key(qtbot: QtBot, session: Session) -> None:
    qtbot.keyClick(session.window, Qt.Key.Key_Slash, Qt.KeyboardModifier.ControlModifier)
    sheet = _desk(session).sheet
    assert isinstance(sheet, QDialog)
    page = sheet.findChild(HelpPage)
    assert isinstance(page, HelpPage)
    text = page.toPlainText()
    for entry in session.window.commands.table:
        if entry.keys:
            assert session.window.commands[entry.name].iconText() in text
            assert shown(entry.keys[0]) in text
    assert shown("Ctrl+PgUp") == "Ctrl+PageUp"
    assert shown("Alt+Left") == "Alt+左方向键"
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_about_says_what_this_is_and_shows_every_licence(
    qtbot: QtBot, open_reader: Opener, tmp_path: Path
) -> None:
    session = open_reader()
    session.window.commands["about"].trigger()
    about = _desk(session).about
    assert isinstance(about, AboutDialog)
    text = about.page.toPlainText()
    assert VERSION in text
    assert str(tmp_path / "data") in text
    links = re.findall(r'href="([^"]+)"', about.page.toHtml())
    assert {component.file for component in COMPONENTS} | {"plan-reader", "GPL-3.0"} == set(links)
    for link in links:
        about.page.anchorClicked.emit(QUrl(link))
        assert len(about.page.toPlainText()) > 900
        qtbot.keyClick(about.back, Qt.Key.Key_Space)
        assert about.page.toPlainText() == text


def test_the_own_licence_and_version_are_the_projects() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == VERSION
    assert (FOLDER / "licences" / "plan-reader.txt").read_text("utf-8") == (ROOT / "LICENSE").read_text(
        "utf-8"
    )


def _needed(name: str, seen: set[str]) -> None:
    """The distributions that one needs, and those that they need, without what is optional."""
    name = re.sub(r"[-_.]+", "-", re.split(r"[\s<>=!~;\[(]", name, maxsplit=1)[0]).lower()
    if name in seen:
        return
    try:
        wanted = requires(name) or []
    except PackageNotFoundError:
        return  # not on this platform
    seen.add(name)
    for each in wanted:
        if not re.search(r";.*\b(extra|python_version|sys_platform|platform_\w+)\b", each):
            _needed(each, seen)


def test_everything_that_is_shipped_is_named_with_its_licence() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed: set[str] = set()
    for each in project["dependencies"]:
        _needed(each, needed)
    named = {name for component in COMPONENTS for name in component.distributions}
    assert needed <= named, f"name it in desktop/help/components.py: {needed - named}"
    texts = {path.stem for path in (FOLDER / "licences").iterdir()}
    assert texts == {component.file for component in COMPONENTS} | {"plan-reader", "GPL-3.0"}


def test_help_lies_where_it_is_shipped() -> None:
    assert resources.FOLDER in FOLDER.parents
