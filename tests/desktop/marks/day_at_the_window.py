"""A reader at the real window who is cut off at any moment. `test_killed.py` runs it with the folder of shipped plans.

A line of JSON on stdin, [folder, log, seed], opens the window in a process of its own (forked before there is any window, so
that nothing is imported again); its id comes back on stdout, and its exit code when it has ended. The log tells what was
going to be done, and what the window then showed as saved.
"""

import json
import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QTimer

import resources
from db.library.library import Folders, Library
from db.user import mark_file, migrations
from db.user.merge import version
from db.user.records import TextRange
from desktop.app import settings
from desktop.app.start import make_application, make_session, settle
from desktop.marks.marks_controller import MarksController

LOADED = (mark_file, migrations)
"""What `Marks` imports late, so that no day has to."""
WORDS = "请发改局商交通局核对后于周五前报办公室，并抄送各乡镇（街道）。"


class Day:
    """Acts, waits until the window says 批注已保存, and acts again."""

    def __init__(self, shipped: Path, folder: Path, log: Path, seed: int) -> None:
        self.random = random.Random(seed)
        self.log = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        library = Library(Folders(shipped, resources.FOLDER / "source", None))
        self.application = make_application()
        self.session = make_session(self.application, library, settings.Settings(), folder)
        self.session.start()
        settle(self.session)
        self.room = self.session.window.room(MarksController).room
        self.steps = self.go()
        self.timer = QTimer()
        self.timer.timeout.connect(self.step)
        self.timer.start(1)

    def write(self, **what: object) -> None:
        """A line of the log."""
        os.write(self.log, (json.dumps(what) + "\n").encode())

    def step(self) -> None:
        """Once more, if all that was done is shown as saved."""
        if self.room.markable and self.room.store.saved:
            next(self.steps)

    def go(self) -> Iterator[None]:
        """Until someone puts an end to it."""
        store, editor = self.room.store, self.room.panel.editor
        keys = [
            passage.key
            for passage in store.plan_of(self.session.window.slug).passages
            if len(passage.text) > 40
        ]
        while True:
            before = dict(store.marks)
            key, start = self.random.choice(keys), self.random.randrange(20)
            chosen = self.random.random()
            # It may be on disk before this process comes to say which mark it was.
            self.write(acting=True)
            if chosen < 0.5 or not before:
                self.room._add(
                    "highlight", TextRange(key, start, key, start + 9), self.random.choice(store.categories)
                )
            elif chosen < 0.65:
                self.room.remove(self.random.choice(list(before)))
            elif chosen < 0.8 and store.stack.canUndo():
                store.stack.undo()
            else:
                # A note is typed, and never finished by the reader.
                self.room.panel.show_mark(self.random.choice(list(before)), write=True)
                mark = editor.mark
                assert mark is not None
                editor.note.set_note("")
                for at in range(1, self.random.randrange(3, len(WORDS))):
                    editor.note.insertPlainText(WORDS[at - 1])
                    editor.note.flush()
                    while store._queue.busy:
                        yield
                    self.write(typed=[mark.id, WORDS[:at]])
                    yield
                editor.commit()
            after = store.marks
            changed = {id_ for id_ in before.keys() | after.keys() if before.get(id_) != after.get(id_)}
            self.write(meant={id_: version(after[id_]) if id_ in after else None for id_ in changed})
            yield
            assert self.session.window.room(MarksController).state_label.text() == "批注已保存" or not changed
            self.write(done=True)


def main() -> None:
    """Wait for days to begin."""
    for line in sys.stdin:
        folder, log, seed = json.loads(line)
        child = os.fork()
        if child == 0:
            day = Day(Path(sys.argv[1]), Path(folder), Path(log), seed)
            os._exit(day.application.exec())
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
