"""Builds each part of the program and hands it what it needs.

Nothing is global but Qt's own application object.
"""

import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QDir,
    QEvent,
    QLibraryInfo,
    QLocale,
    QObject,
    QSettings,
    QSize,
    QThreadPool,
    QTimer,
    QTranslator,
)
from PySide6.QtGui import QFontDatabase, QIcon
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

import resources
from db.errors import DataFolderError, PlanReaderError
from db.files import cause
from db.library.library import Library
from db.rights import keep_private
from desktop.app import settings
from desktop.app.crash import CrashReports, log_qt
from desktop.app.input_methods import offer_ibus
from desktop.app.session import Session
from desktop.app.settings import Settings
from desktop.app.single_instance import Claim, StartRequest, claim
from desktop.folders import ensure, open_library
from desktop.look.theme import Theme, interface_font, load_fonts, palette, style_sheet
from desktop.room import PAGE
from desktop.shell.window import Window
from desktop.widgets.screen_fit import ScreenFit, fit, within_screen

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

NAME = "规划阅读器"
_THREADS = 3
"""Of the pool that all work in the background shares."""
_OFFSCREEN = QSize(1366, 768)
_WORDS = "通用机场"
_PATIENCE = 30_000
"""Milliseconds that `offscreen` waits for an answer."""


def run(data: Path, request: StartRequest = StartRequest()) -> int:  # noqa: B008 - frozen
    """Open the window and stay until it is closed; `data` is the folder for the person's own files. The exit
    code.

    Where a window is open already, it is handed the `request` instead.
    """
    folder: Path | None = None
    trouble = ""
    try:
        folder = ensure(data)
    except DataFolderError as error:
        trouble = str(error)
    # Before the application is made: a start that only hands over needs no Qt and is done sooner.
    first = claim(folder, request)
    if first is None:
        return 0
    if folder is not None:
        # What Qt's own dialogs keep (their size, and which folders were seen) is the person's as well.
        QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(folder))
    application = make_application()
    crashes = CrashReports(data)
    crashes.install()
    session = make_session(application, open_library(data), settings.load(data), folder)
    session.window.marks_folder = data
    crashes.reported.connect(session.window.say_error)
    window = session.window
    window.resize(within_screen(window, window.width(), window.height()))
    ScreenFit(application)
    session.start()
    # The screen may be another one than at the last end.
    fit(window)
    if trouble:
        session.window.say_error(trouble)
    painted = FirstPaint(_in_front(session.window))
    painted.timer.timeout.connect(partial(_settle, session, first, request))
    code = application.exec()
    session.finish()
    first.release()
    crashes.uninstall()
    return code


def _settle(session: Session, first: Claim, request: StartRequest) -> None:
    """What can wait until the text is on the screen."""
    from desktop.app.inbox import Inbox

    settle(session)
    if request.file or request.key:
        session.take(request)
    inbox = Inbox(first, session)
    inbox.asked.connect(session.take)
    inbox.start()


def settle(session: Session) -> None:
    """Make the rest of the window; what is there now is never waste, and is not searched for any."""
    try:
        session.window.settle()
    finally:
        session.garbage.start()
        session.heap.start()


def offscreen(out: Path, data: Path) -> int:
    """Do the main job without a display: open the plan, search, save a picture and a chapter as PDF, say
    where they are.

    Raises PlanReaderError when one of it can't be done.
    """
    from PySide6.QtCore import QEventLoop

    # Late, because a window that prints nothing needs none of it.
    from desktop.printing.job import Job
    from desktop.printing.pdf_file import write_pdf
    from desktop.search.searches import Searches

    log_qt()
    application = make_application("-platform", "offscreen")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataFolderError(
            f"不能写入“{out}”（{cause(error, out)}），请换一个文件夹再试。", repr(error)
        ) from error
    library = open_library(data)
    session = make_session(application, library, Settings(), None)
    window = _opened(session)
    answered = QEventLoop()
    searches = window.room(Searches)
    searches.plan_search.said.connect(answered.quit)
    QTimer.singleShot(_PATIENCE, answered.quit)
    searches.search_for(_WORDS)
    answered.exec()
    searches.next_hit()
    # One turn of the event loop, so that the page has scrolled to the hit before it is drawn.
    QTimer.singleShot(0, answered.quit)
    answered.exec()
    picture, chapter = out / "window.png", out / "chapter.pdf"
    if not window.grab().save(str(picture)):
        raise DataFolderError(f"不能写入“{picture}”，请换一个文件夹再试。", str(picture))
    store = library.store(library.slugs()[0])
    place = window.page.place()
    top = next(iter(store.view.ancestors(place.key)), place.key) if place else store.plan.chapters[0].key
    pages = write_pdf(Job(store.plan, frozenset({top})), chapter)
    session.finish()
    print(f"{store.info.title}：查找“{_WORDS}”{window.top.count.text()}")
    print(f"窗口：{picture.resolve()}")
    print(f"“{store.view.passage(top).text}”（{pages}页）：{chapter.resolve()}")
    return 0


def draw_offscreen(library: Library) -> "QImage":
    """A picture of the window with the first plan open.

    Raises PlanReaderError when there is no plan to draw.
    """
    log_qt()
    application = make_application("-platform", "offscreen")
    session = make_session(application, library, Settings(), None)
    picture = _opened(session).grab().toImage()
    session.finish()
    return picture


def make_application(*arguments: str) -> QApplication:
    """The application, in Chinese and in Fusion; the one that is already there, if there is one."""
    # First: Qt reads these variables while the application is made.
    offer_ibus(os.environ)
    there = QApplication.instance()
    application = (
        there
        if isinstance(there, QApplication)
        else QApplication([sys.argv[0] if sys.argv else NAME, *arguments])
    )
    # The tests and the self-test ask for it again and again in one process: dress it once.
    if application.applicationDisplayName() == NAME:
        return application
    application.setApplicationName("plan-reader")
    application.setApplicationDisplayName(NAME)
    # Wayland finds the icon of a window by the name of its .desktop file.
    application.setDesktopFileName("plan-reader")
    application.setWindowIcon(QIcon(str(resources.FOLDER / "icons" / "plan-reader.svg")))
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(application)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(translator)
    application.setStyle("Fusion")
    # The style sheet names its signs by this: a folder's own name may hold what a sheet can't.
    QDir.setSearchPaths("sign", [str(resources.FOLDER / "styles")])
    load_fonts(resources.FOLDER / "fonts")
    application.setFont(interface_font(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)))
    return application


def make_session(application: QApplication, library: Library, kept: Settings, folder: Path | None) -> Session:
    """One run of the program, not yet started."""
    keep_private()
    template = (resources.FOLDER / "styles" / "app.qss").read_text(encoding="utf-8")
    pool = QThreadPool()
    pool.setMaxThreadCount(_THREADS)
    return Session(library, kept, folder, partial(_paint, application, template), pool)


def _paint(application: QApplication, template: str, theme: Theme, percent: int) -> None:
    font = interface_font(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont), percent)
    # A new font makes Qt lay out every widget again: not where only the theme is new.
    if font != application.font():
        application.setFont(font)
    application.setPalette(palette(theme))
    application.setStyleSheet(style_sheet(theme, template, application.font()))


def _opened(session: Session) -> Window:
    window = session.window
    window.resize(_OFFSCREEN)
    session.start()
    window.resize(_OFFSCREEN)
    if window.opening:
        from PySide6.QtCore import QEventLoop

        # A large plan is opened in the background.
        opened = QEventLoop()
        session.opened.connect(opened.quit)
        opened.exec()
    window.make_rooms()
    if window.page.page is None:
        raise PlanReaderError(window.notice.sentence or "没有可以打开的规划。")
    return window


def _in_front(window: Window) -> QWidget:
    """What the person sees in the middle, down to what is painted on."""
    front = window.page if window.front == PAGE else window.stage.currentWidget()
    return front.viewport() if isinstance(front, QAbstractScrollArea) else front


class FirstPaint(QObject):
    """Starts its timer when a widget was painted for the first time: text on the screen first, the rest after
    it.

    A window that starts minimized is painted late; then the rest comes without it.
    """

    AT_LATEST = 5_000
    """Milliseconds."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.start(self.AT_LATEST)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            # At zero, not now: the filter sees the event before the widget has painted.
            self.timer.start(0)
        return False
