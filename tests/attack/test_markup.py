"""Attacks with markup in whatever somebody else wrote: titles, headings, tables, notes, tags, names."""

import ctypes
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QMimeData, QModelIndex, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QTextDocument
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QMenu, QTextEdit, QToolTip, QWidget

import resources
from db.__main__ import main
from db.library.library import Folders, Library
from desktop.cli import run
from desktop.marks.note_edit import NoteEdit
from desktop.shell.window import Window
from desktop.widgets.tips import as_words, show_tip
from tests.attack.windows import draw, opened_window, search, wait
from verify.attack import Tally


class Opened:
    """Tells whether a file of a folder was opened (Linux)."""

    _OPEN = 0x20

    def __init__(self, folder: Path) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._handle = self._libc.inotify_init1(os.O_NONBLOCK)
        assert self._libc.inotify_add_watch(self._handle, os.fsencode(folder), self._OPEN) >= 0

    def __call__(self) -> bool:
        """Since it was asked last."""
        try:
            return bool(os.read(self._handle, 65536))
        except BlockingIOError:
            return False

    def close(self) -> None:
        os.close(self._handle)


def _markups(bait: Path) -> list[str]:
    """Beginnings of HTML, as a title, a name or a note could have them."""
    url = bait.as_uri()
    return [
        f'<img src="{bait}">',
        f'<img src="{url}"> 目标',
        f'<table background="{bait}"><tr><td>表',
        f'一<b>二</b><img src="{bait}">',
        f'&lt;<img src="{bait}">',
        f'<!DOCTYPE html><img src="{url}">',
        f'<?xml version="1.0"?><img src="{bait}">',
        f'<a href="{url}">链接</a>',
        f'<body background="{url}">',
        f'<div style="background-image:url({bait})">块',
    ]


def _document(markups: list[str]) -> str:
    """A plan whose every kind of text is hostile."""
    lines = [f"某县“十四五”规划 {markups[0]}", ""]
    for number, (count, markup) in enumerate(zip("一二三四五六七八九十", markups, strict=True), 1):
        lines += [
            f"{count}、{markup}",
            "",
            f"（一）{markup}",
            "",
            f"{markup}到2025年，公路里程达到5{number}0公里，投资约亿元，建设甘霖镇{markup}。",
            "",
            f"专栏{number} {markup}重点项目",
            f"交通：建成{markup}铁路、{markup}公路；启动{markup}机场。",
            "",
        ]
    return "\n".join(lines) + "\n"


_TIPS = (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.WhatsThisRole, Qt.ItemDataRole.StatusTipRole)


def _tips(widget: QWidget) -> Iterator[str]:
    """Every tip that a widget, its actions or the rows of its list can show."""
    yield widget.toolTip()
    if not isinstance(widget, QMenu) or widget.toolTipsVisible():
        yield from (action.toolTip() for action in widget.actions())
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from _told(widget.model(), QModelIndex())


def _told(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[str]:
    for row in range(min(model.rowCount(parent), 300)):
        # A list keeps to itself how many columns it has.
        for column in range(20):
            index = model.index(row, column, parent)
            if not index.isValid():
                break
            for role in _TIPS:
                yield str(model.data(index, role) or "")
            if column == 0:
                yield from _told(model, index)


def _shown_as_words(widgets: list[QWidget]) -> int:
    """How many tips and labels hold markup; raises AssertionError where one would be taken for it."""
    hostile: list[str] = []
    for widget in widgets:
        for tip in _tips(widget):
            assert not GuiQt.mightBeRichText(tip), (type(widget).__name__, tip)
            hostile += [tip] if "img src" in tip else []
        if isinstance(widget, QLabel) and "img src" in widget.text():
            # Qt's own label for tips guesses: there the words can't be mistaken.
            plain = widget.textFormat() == Qt.TextFormat.PlainText
            assert plain or not GuiQt.mightBeRichText(widget.text()), widget.text()
            hostile.append(widget.text())
        if isinstance(widget, QTextEdit):
            # Qt writes a page's title into the head as it stands.
            html = widget.document().toHtml().partition("<body")[2]
            assert "<img" not in html, (type(widget).__name__, html[:500])
    # Not before: Qt makes a widget for a tip, and takes the one before away.
    for tip in dict.fromkeys(hostile):
        QToolTip.showText(QPoint(5, 5), as_words(tip))
    QToolTip.hideText()
    return len(hostile)


@pytest.mark.qt_log_ignore("This plugin does not support raise", extend=True)
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks inotify what was opened")
@pytest.mark.usefixtures("qapp")
def test_hostile_markup(tally: Tally, tmp_path: Path, thorough: bool) -> None:
    """Hostile markup"""
    assert main(["build", "--if-needed"]) == 0
    baits = tmp_path / "baits"
    baits.mkdir()
    bait = baits / "x.png"
    shutil.copy(next((resources.FOLDER / "help").glob("*.png")), bait)
    opened = Opened(baits)
    probe = QTextDocument()
    probe.setHtml(f'<img src="{bait}">')
    probe.size()
    assert opened(), "the watch sees nothing"
    markups = _markups(bait)
    data = tmp_path / "data"
    folders = Folders(resources.READY, resources.FOLDER / "source", data / "plans")
    slug = _laid_out(folders, data, tmp_path, markups)
    with opened_window(folders, data) as window:
        window.make_rooms()
        window.open_plan(slug)
        wait(lambda: window.slug == slug and not window.page.growing)
        literal = 0
        for name in ("page", *window.rooms.specs):
            with tally.trial(f"room {name}"):
                window.show_room(name)
                draw()
                literal += _shown_as_words(QApplication.allWidgets())
                assert not opened(), name
        for words in ("img", "机场", *(markups if thorough else markups[:1])):
            with tally.trial(f"search {words}"):
                search(window, words)
                draw()
                literal += _shown_as_words(QApplication.allWidgets())
                assert not opened(), words
        with tally.trial("tips of the page"):
            page = window.page
            for y in range(0, page.viewport().height(), 60):
                for x in range(0, page.viewport().width(), 120):
                    show_tip(QPoint(5, 5), page._tip_at(QPoint(x, y)), page)
            assert not opened()
        for markup in markups:
            with tally.trial(f"said {markup}"):
                _say(window, markup)
                assert not opened(), markup
            with tally.trial(f"pasted {markup}"):
                assert _pasted(window, markup) == markup
                assert not opened(), markup
        assert literal > 50, "hardly anything hostile was on the screen"
    opened.close()


def _laid_out(folders: Folders, data: Path, folder: Path, markups: list[str]) -> str:
    """A plan and marks on it, in which everything is hostile; the plan's slug."""
    file = folder / f"{markups[3].replace('/', '_')[:60]}.txt"
    file.write_text(_document(markups), "utf-8")
    library = Library(folders)
    slug = library.add(file, title=f"{markups[0]}规划").slug
    plan = library.store(slug).plan
    library.close()
    keys = [passage.key for passage in plan.passages if passage.kind == "paragraph"]
    for key, markup in zip(keys, markups, strict=False):
        quote = plan.view.passages[key].text[:6]
        given = ["--note", markup, "--tag", markup, "--author", markup, "--plan", slug]
        add = ["marks", "add", "--key", key, "--quote", quote]
        assert run(["--data", str(data), *add, *given]) == 0
    return slug


def _say(window: Window, markup: str) -> None:
    """Have the window say it wherever it says something."""
    window.say(f"文件“{markup}”没有写成。", markup, print)
    window.mention(markup)
    window.say_busy(markup)
    window.show_where(markup)
    window.show_count(markup)
    draw()
    _shown_as_words([window, *window.findChildren(QWidget)])


def _pasted(window: Window, markup: str) -> str:
    """A note into which a page of the web was pasted, and that had markup in it before."""
    edit = NoteEdit(window)
    rich = QMimeData()
    rich.setHtml(f"<p>{markup}</p>")
    rich.setText("")
    QGuiApplication.clipboard().setMimeData(rich)
    edit.set_note(markup)
    edit.paste()
    draw()
    assert "<img" not in edit.document().toHtml()
    return edit.toPlainText()
