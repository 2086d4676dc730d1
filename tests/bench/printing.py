"""How long paper takes: the bundled plan, and one a hundred times its size. `python tests/bench/printing.py [TIMES …]`.

Prints milliseconds and megabytes (peak of the process so far); each size in a process of its own.
"""

import os
import resource
import subprocess
import sys
import time
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from PySide6.QtGui import QGuiApplication, QImage, QPainter  # noqa: E402

from db.records import Plan  # noqa: E402
from db.source.importer import import_plan  # noqa: E402
from db.source.meta import read_meta  # noqa: E402
from desktop.printing.composition import Composition  # noqa: E402
from desktop.printing.job import Job  # noqa: E402
from desktop.printing.layouts import LAYOUTS  # noqa: E402
from desktop.printing.page_painter import draw_page  # noqa: E402
from desktop.printing.pdf_file import write_pdf  # noqa: E402
from desktop.printing.word_file import write_docx  # noqa: E402

SOURCES = ROOT / "resources" / "source"


def larger(plan: Plan, times: int) -> Plan:
    """The plan that many times, one copy after another, with keys of their own."""

    def renamed(key: str, copy: int) -> str:
        return f"{copy}-{key}" if copy else key

    copies = range(times)
    return replace(
        plan,
        chapters=tuple(
            replace(
                chapter,
                key=renamed(chapter.key, copy),
                parent=chapter.parent and renamed(chapter.parent, copy),
            )
            for copy in copies
            for chapter in plan.chapters
        ),
        passages=tuple(
            replace(
                passage,
                key=renamed(passage.key, copy),
                chapter=renamed(passage.chapter, copy),
                box=passage.box and renamed(passage.box, copy),
            )
            for copy in copies
            for passage in plan.passages
        ),
        projects=tuple(
            replace(project, key=renamed(project.key, copy), box=renamed(project.box, copy))
            for copy in copies
            for project in plan.projects
        ),
        gaps=tuple(replace(gap, key=renamed(gap.key, copy)) for copy in copies for gap in plan.gaps),
        tables=(),
        targets=(),
    )


def measure(times: int) -> None:
    """Measure one size."""
    application = QGuiApplication([])
    plan = larger(
        import_plan(SOURCES / "shengzhou-145.txt", read_meta(SOURCES / "shengzhou-145.toml"))[0], times
    )
    for name in LAYOUTS:
        for front in (False, True):
            start = time.perf_counter()
            composition = Composition(Job(plan, layout_name=name, contents=front, cover=front))
            pages = list(islice(chain(composition.front(), composition.text()), 3))
            image = QImage(900, 1273, QImage.Format.Format_RGB32)
            painter = QPainter(image)
            painter.scale(900 / pages[0].width, 900 / pages[0].width)
            draw_page(painter, pages[0], composition.faces)
            painter.end()
            what = "with cover and contents" if front else ""
            print(f"{times:4}×  {name:9} first page in preview   {_ms(start):8.0f} ms {what}")
    with TemporaryDirectory() as folder:
        start = time.perf_counter()
        pages = write_pdf(Job(plan, contents=True), Path(folder) / "out.pdf")
        size = (Path(folder) / "out.pdf").stat().st_size / 1e6
        print(
            f"{times:4}×  official  PDF, {pages} pages, {size:.1f} MB   {_ms(start):8.0f} ms, peak {_peak():.0f} MB"
        )
        start = time.perf_counter()
        write_docx(Job(plan), Path(folder) / "out.docx")
        print(f"{times:4}×  official  Word                    {_ms(start):8.0f} ms, peak {_peak():.0f} MB")
    del application


def _ms(start: float) -> float:
    return (time.perf_counter() - start) * 1000


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        measure(int(sys.argv[2]))
    else:
        for size in sys.argv[1:] or ("1", "10", "100"):
            subprocess.run([sys.executable, __file__, "--one", size], check=True)
