"""A whole window for an attack, over whatever files it has laid out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer

from db.library.library import Folders, Library
from desktop.app.settings import Settings
from desktop.app.start import make_application, make_session
from desktop.search.searches import Searches
from desktop.shell.window import Window
from verify.attack import RefusedError


@contextmanager
def opened_window(folders: Folders, data: Path | None) -> Iterator[Window]:
    """The window with its first plan open."""
    session = make_session(make_application(), Library(folders), Settings(), data)
    session.start()
    session.window.settle()
    wait(lambda: not session.window.opening and not session.window.page.growing)
    try:
        yield session.window
    finally:
        session.window.close()
        session.finish()
        session.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def wait(true: Callable[[], bool], patience: int = 30_000) -> None:
    """Let the window work until something is true. Raises RefusedError after `patience` milliseconds."""
    loop = QEventLoop()
    look, end = QTimer(interval=5), QTimer(singleShot=True)
    look.timeout.connect(lambda: loop.quit() if true() else None)
    end.timeout.connect(loop.quit)
    look.start()
    end.start(patience)
    loop.exec()
    look.stop()
    if not true():
        raise RefusedError("the window did not get there")


def draw() -> None:
    """Let the window draw what is new."""
    done: list[bool] = []
    QTimer.singleShot(30, lambda: done.append(True))
    wait(lambda: bool(done))


def search(window: Window, words: str) -> None:
    """Search the plan, and wait for the answer."""
    said: list[object] = []
    searches = window.room(Searches)
    searches.plan_search.said.connect(said.append)
    searches.search_for(words)
    wait(lambda: bool(said))
