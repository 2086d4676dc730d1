"""How quick the tables are at a hundred thousand rows: open, filter, sort, group, total, export. Never part of the test run.

    python tests/bench/tables.py [--rows 100000]

The rows are the bundled plan's, over and over, each time with other names and figures.
"""

import argparse
import os
import platform
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from db.export.tables.sheet import Lines  # noqa: E402
from db.export.tables.xlsx import write_xlsx  # noqa: E402
from db.records import Gap, Passage, Plan, Project  # noqa: E402
from db.source.importer import import_plan  # noqa: E402
from db.source.meta import read_meta  # noqa: E402
from db.tables.arrangement import TableQuery, arrange  # noqa: E402
from db.tables.facts import PlanFacts  # noqa: E402
from db.tables.projects import project_table, project_totals  # noqa: E402

SOURCES = ROOT / "resources" / "source"
STEMS = "东南西北上下前后大小新老金银长安永清平和"


def repeated(rows: int) -> Plan:
    """A plan with that many project rows: copies of the bundled one's passages, with characters and figures changed."""
    plan, _ = import_plan(SOURCES / "shengzhou-145.txt", read_meta(SOURCES / "shengzhou-145.toml"))
    passages: list[Passage] = list(plan.passages)
    projects: list[Project] = list(plan.projects)
    gaps: list[Gap] = list(plan.gaps)
    boxed = [passage for passage in plan.passages if passage.box is not None]
    copy = 0
    while len(projects) < rows:
        copy += 1
        swap = str.maketrans({"嵊": STEMS[copy % len(STEMS)], "湖": STEMS[copy // len(STEMS) % len(STEMS)]})
        passages += [
            replace(each, key=f"{each.key}~{copy}", text=each.text.translate(swap), box=f"{each.box}~{copy}")
            for each in boxed
        ]
        projects += [
            replace(
                each,
                key=f"{each.key}~{copy}",
                box=f"{each.box}~{copy}",
                name=each.name.translate(swap) if each.name is not None else None,
                amount=replace(each.amount, figure=f"{copy}{each.amount.figure}") if each.amount else None,
            )
            for each in plan.projects
        ]
        gaps += [replace(each, key=f"{each.key}~{copy}") for each in plan.gaps if "b" in each.key]
    return replace(plan, passages=tuple(passages), projects=tuple(projects[:rows]), gaps=tuple(gaps))


def timed(what: str, limit: float | None, do: Callable[[], object], times: int = 1) -> None:
    """Print how long it took, the median of several times, against the limit in milliseconds; and the processor's time,
    which a busy machine changes less.
    """
    took: list[float] = []
    worked: list[float] = []
    for _ in range(times):
        start, at_work = time.perf_counter(), time.process_time()
        do()
        took.append((time.perf_counter() - start) * 1000)
        worked.append((time.process_time() - at_work) * 1000)
    middle = statistics.median(took)
    verdict = "" if limit is None else f"   limit {limit:.0f} ms   {'met' if middle <= limit else 'MISSED'}"
    print(f"{what:52} {middle:10.1f} ms   (processor {statistics.median(worked):8.1f} ms){verdict}")


def on_screen(plan: Plan) -> None:
    """The room itself, off-screen: from the plan's records to painted rows, and from a word to painted rows."""
    from PySide6.QtCore import QEventLoop, QThreadPool

    from desktop.app.start import make_application
    from desktop.tables.tables_room import TablesRoom

    application = make_application("-platform", "offscreen")
    pool = QThreadPool()
    room = TablesRoom(pool)
    room.resize(1366, 720)
    loop = QEventLoop()
    page = room.page("projects")
    page.arranged.connect(loop.quit)

    def shown() -> None:
        loop.exec()
        room.grab()

    def opened() -> None:
        room.show()
        room.set_plans([plan])
        shown()

    def asked(wanted: TableQuery) -> None:
        page.ask(wanted)
        shown()

    timed("window: open to painted rows", 500, opened)
    pool.waitForDone()
    page.arranged.disconnect(loop.quit)
    application.processEvents()  # what opening left over
    page.arranged.connect(loop.quit)
    for words in ("水库", "changle", "hst"):
        timed(
            f"window: filter by {words} and sort, painted",
            150,
            lambda words=words: asked(TableQuery(words=words, sort="name")),
            3,
        )
    timed(
        "window: all rows sorted by name, painted",
        150,
        lambda: asked(TableQuery(sort="name", descending=True)),
        3,
    )
    room.close()
    pool.waitForDone()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    rows = parser.parse_args().rows
    print(
        f"{platform.machine()}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}, {rows} rows"
    )
    for size in (rows // 4, rows):
        plan = repeated(size)
        tracemalloc.start()
        table = project_table([PlanFacts(plan)])
        assert table.searched
        assert table.lexicon
        for column in table.columns:
            table.ranks(column.name)
        print(
            f"memory of {size} rows, every column read, sorted and searched: {tracemalloc.get_traced_memory()[0] / 1e6:.0f} MB"
        )
        tracemalloc.stop()
    plan = repeated(rows)
    table = project_table([PlanFacts(plan)])
    timed("open (records to table)", 500, lambda: project_table([PlanFacts(plan)]))
    timed(
        "first 40 rows drawn",
        None,
        lambda: [table.text(row, column.name) for row in range(40) for column in table.columns],
    )
    timed("in the background: fold the words", None, lambda: table.searched)
    timed("in the background: pinyin", None, lambda: table.lexicon)
    for name in ("name", "place", "investment", "stage"):
        timed(f"first sort by {name}", None, lambda name=name: arrange(table, TableQuery(sort=name)))
    for words in ("水库", "changle", "hst", "铁路 -金甬", "没有这样的"):
        wanted = TableQuery(words=words, sort="name")
        timed(f"filter by {words} and sort", 150, lambda wanted=wanted: arrange(table, wanted), 5)
    timed(
        "filter by nothing, sort downwards",
        150,
        lambda: arrange(table, TableQuery(sort="name", descending=True)),
        5,
    )
    chosen = TableQuery(
        chosen=(("field", ("水利", "教育")), ("place", ("甘霖镇",))), sort="name", group="category"
    )
    timed("filter by field and place, sort, group", 150, lambda: arrange(table, chosen), 5)
    timed("group by place", 150, lambda: arrange(table, TableQuery(group="place")), 5)
    everything = arrange(table, TableQuery()).rows
    timed("totals", 150, lambda: project_totals([table.rows[row] for row in everything]), 5)
    on_screen(plan)
    with tempfile.TemporaryDirectory() as folder:
        lines = Lines(
            table,
            tuple(column.name for column in table.columns if column.shown),
            everything,
            [table.rows[0].facts],
        )
        path = Path(folder) / "rows.xlsx"
        timed(
            "export to .xlsx",
            15_000,
            lambda: write_xlsx(lines, path),
        )
        print(f"{path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
