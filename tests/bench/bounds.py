"""How a file at the bounds of each format is read, and how one beyond them is refused: `python
tests/bench/bounds.py [ENDING…]`. Prints, judges nothing.

A file of 2.9 million characters is read in a process of its own, as a worker does: seconds by the clock and by the
processor, and the most memory that the process had. Then files of 20 MB: of the same text, of nothing but marks, and
of chance bytes behind a right beginning; each must be refused with one sentence.
"""

import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from xml.sax.saxutils import escape

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.importing import document
from tests.db.source.hostile.ofd_pages import OfdPages
from tests.db.source.hostile.old_word import OldWord
from tests.db.source.hostile.writers import packed

_WITHIN = 2_900_000
_BEYOND = 20_000_000
_READ = """
import sys, time
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from db.errors import PlanReaderError
from db.records import PlanInfo
from db.source.importer import import_plan
from db.source.meta import Meta
start = time.perf_counter()
try:
    plan, _ = import_plan(Path(sys.argv[2]), Meta(PlanInfo("a", "", "", "", "")))
    said = f"{sum(len(passage.text) for passage in plan.passages):,} characters, {len(plan.chapters):,} chapters"
except PlanReaderError as error:
    said = str(error)
clock = time.perf_counter() - start
# Not getrusage, whose figure a process takes over from the one that started it.
most = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(f"{clock:6.2f} s, {time.process_time():6.2f} s CPU, {most / 1024:5.0f} MiB  {said}")
"""


def _text(lines: list[str]) -> bytes:
    return "\n".join(lines).encode()


def _html(lines: list[str]) -> bytes:
    return ("<!DOCTYPE html><html><body>" + "".join(f"<p>{escape(line)}</p>\n" for line in lines)).encode()


def _mht(lines: list[str]) -> bytes:
    letter = EmailMessage()
    letter.set_content(_html(lines).decode(), subtype="html", cte="base64")
    return letter.as_bytes()


def _docx(lines: list[str]) -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)
    return packed(body)


def _doc(lines: list[str]) -> bytes:
    made = OldWord()
    for line in lines:
        made.put(line)
        made.end()
    return made.made()


def _ofd(lines: list[str]) -> bytes:
    pages = OfdPages()
    for line in lines:
        for at in range(0, len(line), 35):
            pages.words(line[at : at + 35], 20, 5)
            pages.down(8)
    return pages.made()


WRITERS: dict[str, Callable[[list[str]], bytes]] = {
    "txt": _text,
    "md": _text,
    "html": _html,
    "mht": _mht,
    "docx": _docx,
    "doc": _doc,
    "ofd": _ofd,
}


def _beyond(ending: str) -> Iterator[tuple[str, bytes]]:
    chance = random.Random(ending)
    lines = document(_WITHIN, 4).split("\n\n")
    yield "the text again and again", WRITERS[ending](lines * (_BEYOND // 3 // _WITHIN + 1))
    yield "one line", WRITERS[ending](["".join(lines) * (_BEYOND // 3 // _WITHIN + 1)])
    whole = WRITERS[ending](lines[:2_000])
    yield "damaged behind its beginning", whole[: len(whole) // 2] + chance.randbytes(_BEYOND)
    if ending in ("html", "mht", "docx"):
        empty = {"docx": "", "html": "<i>", "mht": "<i>"}[ending]
        yield "nothing but marks", WRITERS[ending]([empty] * (_BEYOND // 30))


def read(path: Path) -> str:
    """What a process of its own says of the file at `path`."""
    root = str(Path(__file__).parents[2])
    return subprocess.run(
        [sys.executable, "-c", _READ, root, path], capture_output=True, text=True, check=False
    ).stdout.strip()


def main() -> None:
    """Run all of it."""
    with tempfile.TemporaryDirectory() as temporary:
        for ending in sys.argv[1:] or WRITERS:
            path = Path(temporary) / f"a.{ending}"
            path.write_bytes(WRITERS[ending](document(_WITHIN, 3).split("\n\n")))
            print(f"{ending}, within: {read(path)}")
            for what, data in _beyond(ending):
                path.write_bytes(data)
                print(f"  {len(data) / 1e6:5.1f} MB, {what}: {read(path)}", flush=True)


if __name__ == "__main__":
    main()
