"""How big the house is and how far a word and a mark walk in it: `python tests/bench/house.py [--static] [--paths]`.

Counts desktop and db of this checkout, or of another one with `--root`; there, run it with that checkout's own
Python. Nothing here knows a module by its place, so that a later layout is counted like an earlier one: files are
found by their names, parts of the window by what Qt calls them.
"""

import argparse
import ast
import importlib
import io
import os
import pkgutil
import sqlite3
import sys
import tempfile
import threading
import tokenize
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parents[2] / "build"))

from verify.names import PACKAGES, used_twice

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QWidget

SLUG = "shengzhou-145"
WINDOW = "window session adding marking moving viewing filling".split()
"""The window until November 2026, and what reached into it; since then it is the shell, and the session."""
WORDS = "长三角一体化", "常住人口城镇化率"
PATIENCE = 60_000
"""Milliseconds."""


@dataclass
class Source:
    """A file of Python, counted."""

    path: str
    lines: int = 0
    statements: int = 0
    """Nodes of ast.stmt; expressions that are docstrings (of attributes too) are none."""
    code: int = 0
    """Lines with a token that is neither a comment nor a docstring."""
    comments: int = 0
    """Lines with a comment, also behind code."""
    docstrings: int = 0
    """Lines of docstrings."""
    functions: list[tuple[int, str]] = field(default_factory=list)
    """Lines and name of each."""


def counted(path: Path, root: Path) -> Source:
    """A file, counted."""
    text = path.read_text("utf-8")
    tree = ast.parse(text)
    found = Source(path.relative_to(root).as_posix(), lines=len(text.splitlines()))
    words = {node for node in ast.walk(tree) if isinstance(node, ast.Expr) and _is_text(node.value)}
    spoken = {line for node in words for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)}
    found.statements = sum(isinstance(node, ast.stmt) for node in ast.walk(tree)) - len(words)
    found.docstrings = len(spoken)
    code, comments = set[int](), set[int]()
    silent = {
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
        tokenize.ENDMARKER,
        tokenize.ENCODING,
    }
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            comments.add(token.start[0])
        elif token.type not in silent:
            code |= set(range(token.start[0], token.end[0] + 1)) - spoken
    found.code, found.comments = len(code), len(comments)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.functions.append(
                ((node.end_lineno or node.lineno) - node.lineno + 1, f"{found.path}:{node.name}")
            )
    return found


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def tell_sources(root: Path) -> None:
    """Print what can be counted without running anything."""
    everything = [
        counted(path, root) for package in PACKAGES for path in sorted((root / package).rglob("*.py"))
    ]
    print(f"{'':8}{'files':>8}{'stmts':>8}{'lines':>8}{'code':>8}{'docstr.':>8}{'comments':>9}{'per 100':>8}")
    for name in (*PACKAGES, ""):
        sources = [source for source in everything if source.path.startswith(f"{name}/" if name else "")]
        columns = [
            sum(getattr(source, column) for source in sources)
            for column in ("statements", "lines", "code", "docstrings", "comments")
        ]
        share = 100 * columns[-1] / columns[2]
        print(
            f"{name or 'both':8}{len(sources):8}"
            + "".join(f"{number:{width}}" for number, width in zip(columns, (8, 8, 8, 8, 9), strict=True))
            + f"{share:8.1f}"
        )
    twice = used_twice(root)
    print(
        f"\npublic classes' names used twice: {len(used_twice(root, aliases=False))}; with aliases: {len(twice)}"
    )
    for name, where in twice.items():
        print(f"    {name}: {', '.join(where)}")
    belonging = [source for source in everything if of_window(source.path)]
    print(f"\nwindow, session and what belongs to them: {sum(source.lines for source in belonging)} lines")
    print("    " + ", ".join(f"{source.path} {source.lines}" for source in belonging))
    print(
        "\nlongest files: "
        + ", ".join(f"{s.path} {s.lines}" for s in sorted(everything, key=lambda s: -s.lines)[:8])
    )
    functions = sorted((function for source in everything for function in source.functions), reverse=True)
    lengths = [lines for lines, _ in functions]
    print("longest functions: " + ", ".join(f"{name} {lines}" for lines, name in functions[:8]))
    print(f"lines of a function: median {lengths[len(lengths) // 2]}, p90 {lengths[len(lengths) // 10]}")


def of_window(path: str) -> bool:
    """It is counted as the window's own: the shell but its dialog, and the session."""
    parts = Path(path).with_suffix("").parts
    if (len(parts) == 2 and parts[0] == "desktop") or parts == ("desktop", "app", "session"):
        return parts[-1] in WINDOW
    return parts[:2] == ("desktop", "shell") and parts[-1] not in ("settings_dialog", "__init__")


class Trace:
    """Which files of desktop and db have a function that runs, on any thread, while it is on."""

    def __init__(self, root: Path) -> None:
        self._folders = tuple(f"{root / package}{os.sep}" for package in PACKAGES)
        self._codes: set[Any] = set()
        self.on = False

    def __call__(self, frame: FrameType, event: str, _given: object) -> None:
        if event == "call" and self.on:
            self._codes.add(frame.f_code)

    def take(self) -> list[str]:
        """What was found since it was asked last."""
        codes, self._codes = self._codes, set()
        files = {code.co_filename for code in codes if code.co_name != "<module>"}
        return sorted(file for file in files if file.startswith(self._folders))

    @contextmanager
    def everywhere(self) -> Iterator[None]:
        """Listen to this thread, to Python's own and to those of QThreadPool, which run a function of ours (until
        November 2026 a QRunnable).
        """
        from PySide6.QtCore import QRunnable, QThreadPool

        start: Any = QThreadPool.start

        def listened(pool: QThreadPool, job: Any, *more: Any) -> None:
            start(pool, self._listening(job) if callable(job) else job, *more)

        type.__setattr__(QThreadPool, "start", listened)
        for kind in QRunnable.__subclasses__():
            kind.run = self._listening(kind.run)
        threading.setprofile(self)
        sys.setprofile(self)
        yield
        sys.setprofile(None)
        threading.setprofile(None)

    def _listening(self, run: Callable[..., object]) -> Callable[..., None]:
        def listening(*given: Any) -> None:
            sys.setprofile(self)
            run(*given)

        return listening


def tell_paths(root: Path, *, listed: bool) -> None:
    """Print how many files run from a key press to the paint, and from a mark to the disk and back."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    for package in PACKAGES:
        for module in pkgutil.walk_packages([str(root / package)], f"{package}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(
                    module.name
                )  # or a module's own lines would be taken for a function's
    with tempfile.TemporaryDirectory() as folder:
        trace = Trace(root)
        with trace.everywhere():
            walks = Walks(root, Path(folder), trace)
            for what, files in (
                ("from a word in the box to the list, painted", walks.search(WORDS[0])),
                ("from another word in the box to the list, painted", walks.search(WORDS[1])),
                ("from there to the last hit on the page, painted too", walks.search(WORDS[0], onwards=True)),
                ("from the first mark to the disk and back to the page", walks.mark(0)),
                ("from another mark to the disk and back to the page", walks.mark(1)),
            ):
                print(f"\nfiles that run {what}: {len(files)}")
                for file in files if listed else ():
                    print(f"    {Path(file).relative_to(root).as_posix()}")
            walks.close()


class Walks:
    """The real window over the bundled plan, with marks in a folder, used through what Qt knows of it."""

    def __init__(self, root: Path, folder: Path, trace: Trace) -> None:
        from PySide6.QtWidgets import QLabel, QTextEdit

        self.trace, self.folder = trace, folder / "data"
        self.folder.mkdir()
        sources = root / "resources" / "source"
        build, library, start = (
            _module(root, *names)
            for names in (
                ("db/build", "db/library/build"),
                ("db/library", "db/library/library"),
                ("desktop/app", "desktop/app/start"),
            )
        )
        build.build_plan(sources / f"{SLUG}.txt", sources / f"{SLUG}.toml", folder / "ready" / SLUG)
        build.build_index(folder / "ready" / SLUG)
        settings = _module(root, "desktop/settings", "desktop/app/settings")
        self.application = start.make_application()
        shelf = library.Library(library.Folders(folder / "ready", sources, self.folder / "plans"))
        self.session = start.make_session(self.application, shelf, settings.Settings(), self.folder)
        self.window: QWidget = self.session.window
        self.window.resize(1366, 768)
        self.session.start()
        start.settle(self.session)
        self.page = self._part("PageView", QTextEdit)
        self.labels = self.window.findChildren(QLabel)
        _until(lambda: self._action("Alt+1").isEnabled())
        _wait(3000)  # as a reader does who has just opened the plan

    def search(self, words: str, *, onwards: bool = False) -> list[str]:
        """Put a word into the box, as an input method does, until the results are painted; onwards: and a hit is, too."""
        from PySide6.QtGui import QInputMethodEvent
        from PySide6.QtWidgets import QAbstractItemView, QLineEdit

        box = self._part("SearchBox", QLineEdit)
        box.setFocus()
        box.clear()
        _wait(500)
        results = self._part("ResultsView", QAbstractItemView)
        event = QInputMethodEvent()
        event.setCommitString(words)
        self.trace.on = True
        self.application.sendEvent(box, event)
        _until(lambda: results.model().rowCount() > 0 and results.isVisible())
        _painted(results.viewport())
        if onwards:
            self._action("Shift+F3").trigger()
            _painted(self.page.viewport())
        _wait(500)
        self.trace.on = False
        return self.trace.take()

    def mark(self, before: int) -> list[str]:
        """Highlight words that are selected, until they are on disk, said to be saved, and painted."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        start, end = self._words(before)
        viewport = self.page.viewport()
        QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
        QTest.mouseMove(viewport, end)
        QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=end)
        _wait(500)
        self.trace.on = True
        self._action("Alt+1").trigger()
        _until(lambda: any(label.text() == "批注已保存" for label in self.labels))
        _painted(viewport)
        _wait(500)
        self.trace.on = False
        with closing(sqlite3.connect(self.folder / "user.db")) as connection:
            kinds = connection.execute("SELECT kind FROM mark").fetchall()
        assert kinds == [("highlight",)] * (before + 1), kinds
        return self.trace.take()

    def close(self) -> None:
        """End as the program does."""
        self.window.close()
        self.session.finish()

    def _part(self, name: str, kind: type[Any]) -> Any:
        return next(part for part in self.window.findChildren(kind) if type(part).__name__ == name)

    def _action(self, shortcut: str) -> Any:
        from PySide6.QtGui import QAction

        return next(
            action
            for action in self.window.findChildren(QAction)
            if shortcut in [key.toString() for key in action.shortcuts()]
        )

    def _words(self, skipped: int) -> "tuple[QPoint, QPoint]":
        """From where to where to drag over eight characters of a line in sight."""
        from PySide6.QtCore import QPoint
        from PySide6.QtGui import QTextCursor

        viewport = self.page.viewport()
        for y in range(viewport.height() // 3 + 150 * skipped, viewport.height(), 7):
            cursor = self.page.cursorForPosition(QPoint(viewport.width() // 2, y))
            first = self.page.cursorRect(cursor)
            cursor.movePosition(QTextCursor.MoveOperation.Right, n=8)
            last = self.page.cursorRect(cursor)
            if (
                first.top() == last.top()
                and last.left() > first.left() + 80
                and first.top() < y < first.bottom()
            ):
                return QPoint(first.left() + 1, y), QPoint(last.left() + 1, y)
        raise LookupError


def _module(root: Path, *names: str) -> Any:
    """The first of these that is a file of this layout."""
    name = next(name for name in names if (root / f"{name}.py").is_file())
    return importlib.import_module(name.replace("/", "."))


def _wait(milliseconds: int) -> None:
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _until(there: Callable[[], bool]) -> None:
    waited = 0
    while not there():
        if waited > PATIENCE:
            raise TimeoutError
        _wait(10)
        waited += 10


def _painted(widget: "QWidget") -> None:
    widget.update()
    _wait(100)


def main() -> None:
    """Count what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, default=Path(__file__).parents[2], help="the checkout to count")
    parser.add_argument("--static", action="store_true", help="run nothing of it")
    parser.add_argument("--paths", action="store_true", help="list the files of the two walks")
    given = parser.parse_args()
    root = given.root.resolve()
    tell_sources(root)
    if not given.static:
        sys.path.insert(0, str(root))
        tell_paths(root, listed=given.paths)


if __name__ == "__main__":
    main()
