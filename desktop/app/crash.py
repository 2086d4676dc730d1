"""Turns an uncaught exception into a log entry, a report file and one sentence for the person."""

import logging
import sys
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler

from db.filenames import shown
from desktop.log_format import LogFile

_log = logging.getLogger("desktop")
_LOG_LIMIT = 256_000
"""Bytes; a longer log is put aside at the next start, in the place of the one before it."""
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class CrashReports(QObject):
    """Catches what nobody else caught, from any thread, for as long as it is installed."""

    reported = Signal(str)
    """One sentence for the person. Connected slots run on the thread that owns this object."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._handler: logging.Handler | None = None

    def install(self) -> None:
        """Begin: uncaught exceptions become reports, Qt's messages go to the log."""
        self._handler = _log_file(self._folder)
        logging.getLogger().addHandler(self._handler)
        sys.excepthook = self._uncaught
        threading.excepthook = self._uncaught_in_thread
        qInstallMessageHandler(qt_message)

    def uninstall(self) -> None:
        """End: as it was before."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        qInstallMessageHandler(None)
        if self._handler is not None:
            logging.getLogger().removeHandler(self._handler)
            self._handler.close()
            self._handler = None

    def report(self, error: BaseException) -> str:
        """Write a report of the error; the sentence that says so. It holds no words of the person's own."""
        # Late: a run in which nothing goes wrong needs none of them.
        import tempfile
        import traceback
        from datetime import datetime

        text = "\n".join([_machine(), "", *traceback.format_exception(error)])
        _log.error("uncaught\n%s", text)
        for folder in (self._folder / "reports", Path(tempfile.gettempdir())):
            # The second folder is for a data folder that can't be written, which may be the very trouble.
            path = folder / f"plan-reader-{datetime.now().astimezone():%Y%m%d-%H%M%S-%f}.txt"
            try:
                folder.mkdir(parents=True, exist_ok=True)
                # A report names files as the system has them, which may be no characters.
                # A new file: in a folder that is everybody's a link may lie under the name.
                with path.open("x", encoding="utf-8", errors="backslashreplace") as file:
                    file.write(text)
            except OSError:
                continue
            return f"程序出现意外错误，规划和批注没有受到影响。错误报告已保存到：{shown(path)}"
        return "程序出现意外错误，规划和批注没有受到影响；错误报告没有保存成功。"

    def _uncaught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        # Ctrl+C in a terminal is a wish, not a fault: it makes no report.
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        self.reported.emit(self.report(error.with_traceback(trace)))

    def _uncaught_in_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._uncaught(args.exc_type, args.exc_value, args.exc_traceback)


def _machine() -> str:
    import platform
    from datetime import datetime

    when = datetime.now().astimezone().isoformat(timespec="seconds")
    return f"{when}  Python {platform.python_version()}  PySide6 {pyside_version}  {platform.platform()}"


def _log_file(folder: Path) -> logging.Handler:
    """The log in the data folder; where it can't be written, nothing is."""
    path = folder / "log.txt"
    # A folder that can't be written must not keep the window from opening.
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        if path.is_file() and path.stat().st_size > _LOG_LIMIT:
            path.replace(path.with_suffix(".1.txt"))
    return LogFile(path)


def log_qt() -> None:
    """Qt's messages go to the log and not to stderr, unless somebody takes them already."""
    before = qInstallMessageHandler(qt_message)
    if before is not None:
        qInstallMessageHandler(before)


def qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """A message of Qt's as a line of the log."""
    # Under a name of its own ("qt.…"), so that a report tells Qt's warnings from the program's.
    category: str = getattr(context, "category", None) or "default"
    logging.getLogger(f"qt.{category}").log(_LEVELS.get(kind, logging.WARNING), "%s", message)
