"""A reader at the window, who types with an input method."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QToolButton
from pytestqt.qtbot import QtBot

import resources
from db.library.build import build_index, build_plan
from db.records import Place
from desktop.app.session import Session
from desktop.reading.outline_model import HitsRole
from desktop.reading.page_overlays import rectangles
from desktop.search.results_model import ResultLineRole
from desktop.search.searches import Searches
from desktop.search.suggestion_popup import EntryRole
from tests.desktop.keyboard import commit, press

SLUG = "shengzhou-145"


class Reader:
    """What a reader does at the window, and sees of it."""

    def __init__(self, session: Session, qtbot: QtBot) -> None:
        self.session, self.window, self.qtbot = session, session.window, qtbot
        self.room, self.box, self.panel = (
            self.window.room(Searches).plan_search,
            self.window.room(Searches).plan_search.box,
            self.window.room(Searches).plan_search.panel,
        )

    def commit(self, words: str, box: QLineEdit | None = None) -> None:
        """What an input method sends when the reader has chosen the words."""
        commit(words, box or self.box)

    def compose(self, preedit: str, box: QLineEdit | None = None) -> None:
        """What an input method sends while the reader is still typing pinyin."""
        QApplication.sendEvent(box or self.box, QInputMethodEvent(preedit, []))

    def search(self, words: str) -> None:
        """Type words, and wait until all of what is found is listed."""
        self.box.clear()
        self.commit(words)
        self.answered(words)

    def answered(self, words: str) -> None:
        """Wait for the whole answer to these words."""
        self.qtbot.waitUntil(lambda: self.is_answered(words))

    def is_answered(self, words: str) -> bool:
        """The whole answer to these words is listed."""
        answer = self.room.answer
        return answer is not None and answer.whole and answer.query.words == words

    def listed(self) -> list[str]:
        """The lines of the list, but for those that name something: headlines as they stand, passages by their keys."""
        lines = [
            self.room.model.index(row, 0).data(ResultLineRole) for row in range(self.room.model.rowCount())
        ]
        return [
            line.hit.key if line.hit else f"{line.text} {line.counts}".strip()
            for line in lines
            if line.kind not in ("named", "more", "to_notes")
        ]

    def named(self) -> list[str]:
        """The lines that name something above what was found."""
        lines = (
            self.room.model.index(row, 0).data(ResultLineRole) for row in range(self.room.model.rowCount())
        )
        return [f"{line.text} {line.counts}" for line in lines if line.kind in ("named", "to_notes")]

    def suggested(self) -> list[str]:
        """The suggestions in sight."""
        popup = self.box.popup
        entries = [popup.model.index(row, 0).data(EntryRole) for row in range(popup.model.rowCount())]
        return [f"{entry.text} {entry.label}" for entry in entries] if popup.isVisible() else []

    def key(self, key: Qt.Key, *held: Qt.KeyboardModifier) -> None:
        """Press a key where the keyboard is."""
        modifiers = Qt.KeyboardModifier.NoModifier
        for each in held:
            modifiers |= each
        press(self.qtbot, key, modifiers)

    def choose(self, button: QToolButton, text: str) -> None:
        """Open a button's menu and choose from it."""
        menu = button.menu()
        assert isinstance(menu, QMenu)
        menu.aboutToShow.emit()
        next(action for action in menu.actions() if action.text().startswith(text)).trigger()

    def counts(self, *keys: str) -> list[int]:
        """The numbers beside chapters and boxes of the tree."""
        return [self.window.outline_model.index_of(key).data(HitsRole) for key in keys]

    def sees(self, place: Place) -> bool:
        """The place is in sight on the page."""
        page = self.window.page
        assert page.page is not None
        position = page.page.map.ranges(place.key, place.span)[0][0]
        rect = rectangles(page.document(), position, position + 1)[0].translated(
            0, -page.verticalScrollBar().value()
        )
        return (
            page.viewport().rect().contains(QPoint(page.viewport().width() // 2, rect.center().toPoint().y()))
        )


@pytest.fixture
def reader_of(qtbot: QtBot) -> Callable[[Session], Reader]:
    """The reader at a session's window."""
    return partial(Reader, qtbot=qtbot)


@pytest.fixture
def reader(open_reader: Callable[..., Session], qtbot: QtBot) -> Reader:
    return Reader(open_reader(), qtbot)


@pytest.fixture(scope="session")
def two_plans(ready: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of shipped plans: the bundled one, and the same in another city."""
    folder = tmp_path_factory.mktemp("two")
    sources = resources.FOLDER / "source"
    (folder / SLUG).symlink_to(ready / SLUG)
    text = (sources / f"{SLUG}.txt").read_text("utf-8").replace("嵊州", "剡溪")
    meta = (sources / f"{SLUG}.toml").read_text("utf-8").replace(SLUG, "yanxi").replace("嵊州", "剡溪")
    made = tmp_path_factory.mktemp("yanxi")
    (made / "yanxi.txt").write_text(text, "utf-8")
    (made / "yanxi.toml").write_text(meta, "utf-8")
    build_plan(made / "yanxi.txt", made / "yanxi.toml", folder / "yanxi")
    build_index(folder / "yanxi")
    return folder
