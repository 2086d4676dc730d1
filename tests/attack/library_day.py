"""Days with a library, each in a process of its own that is forked from this one: started once, killed often.

Reads a line of JSON for each day ({"do": "change" or "start", "root", "seed", "at_once"}), and answers with the
children's numbers, then with their exit codes. What they say goes to files beside the data.
"""

import json
import os
import random
import sys
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from db.library import build
from db.library.library import Folders, Library
from db.plan import load
from db.progress import QUIET, Progress
from db.records import Plan
from db.search import index, searcher
from db.source.corrections import Correction, Corrections
from db.source.formats.detection import read_source
from db.source.importer import plan_of
from db.source.meta import Meta
from db.source.worker.client import Workers
from desktop.app.single_instance import StartRequest, claim
from desktop.cli import library_verbs, run, search_verb
from desktop.folders import ensure

LOADED = (library_verbs, search_verb, build, load, index, searcher)
"""What is imported late, so that no day has to."""
KEEP = "own-4a6e0473"
"""The plan that is changed again and again, and never removed."""
_BROKEN = 99


class _Here(Workers):
    """Reads files in this process: what is killed is the library, and a reader takes half a second to start."""

    def plan(self, data: bytes, name: str, meta: Meta, said: Corrections, progress: Progress = QUIET) -> Plan:
        return plan_of(read_source(data, name, progress), meta, name, said, progress)


def change(root: Path, seed: int) -> None:
    """Import, rename, correct, replace, remove and bring back, until somebody ends it."""
    chance = random.Random(seed)
    library = Library(Folders(root / "shipped", root / "sources", root / "plans"), _Here())
    library.tidy()
    files = sorted((root / "in").glob("*.txt"))
    keep = KEEP
    while True:
        others = [slug for slug in library.slugs() if slug != keep]
        do = chance.randrange(6)
        if do == 0 or not others:
            library.add(chance.choice(files))
        elif do == 1:
            library.rename(keep, f"第{chance.randrange(100)}名")
        elif do == 2:
            library.correct(keep, {chance.randrange(3, 10): Correction("body")})
        elif do == 3:
            library.add(chance.choice(files), replacing=keep)
        elif do == 4:
            library.remove(chance.choice(others))
        else:
            library.build_index(keep)


def start(root: Path, seed: int) -> None:
    """What a window and a verb do first, on the same data folder."""
    first = claim(ensure(root), StartRequest()) if seed % 4 == 0 else None
    ensure(root)
    for arguments in (["plans"], ["search", "--all", "机场"], ["import", str(root.parent / "in" / "0.txt")]):
        code = run([arguments[0], "--data", str(root), *arguments[1:]])
        if code:
            raise SystemExit(10 + code)
    if first is not None:
        first.release()


def _child(day: dict[str, object], number: int, gate: int) -> None:
    root = Path(str(day["root"]))
    said = os.open(root.parent / f"{root.name}.said-{number}", os.O_RDWR | os.O_CREAT | os.O_TRUNC)
    os.dup2(said, 1)
    os.dup2(said, 2)
    os.read(gate, 1)  # all at once
    code = _BROKEN
    try:
        {"change": change, "start": start}[str(day["do"])](root, int(str(day["seed"])) + number)
        code = 0
    except SystemExit as stop:
        code = int(str(stop.code or 0))
    finally:
        if code == _BROKEN:
            traceback.print_exc()
        sys.stdout.flush()
        sys.stderr.flush()
        # Not by the way up: what stands there is for this process, not for its children.
        os._exit(code)


def main() -> None:
    """Days, until nobody asks for another."""
    for line in sys.stdin:
        day = json.loads(line)
        gate, opened = os.pipe()
        children = []
        for number in range(day["at_once"]):
            child = os.fork()
            if not child:
                os.close(opened)
                _child(day, number, gate)
            children.append(child)
        os.close(gate)
        os.close(opened)
        print(json.dumps(children), flush=True)
        print(
            json.dumps([os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]), flush=True
        )


if __name__ == "__main__":
    main()
