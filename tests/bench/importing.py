"""How long an import takes, and how it grows: `python tests/bench/importing.py [DOCUMENTS]`. Prints, judges nothing.

One document of 120,000 characters in the library, searchable; the same text at several lengths, with the memory that it
takes; a batch of DOCUMENTS (1,000) documents of 20,000 characters, the first against the last. A batch is timed by the
clock: a worker reads the files, and its time is not this process's.
"""

import platform
import random
import sys
import tempfile
import time
import tracemalloc
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[2]))

from db.library.library import Folders, Library
from db.records import PlanInfo
from db.search.query import SearchQuery
from db.source.formats.detection import read_source
from db.source.importer import plan_of
from db.source.meta import Meta

_NUMBERS = "一二三四五六七八九十"
_WORDS = "推进 完善 建设 提升 优化 健全 公共服务 交通网络 水利设施 产业链条 生态廊道 人才队伍 数字平台 农业基地".split()


def document(length: int, seed: int) -> str:
    """A plan of about `length` characters: chapters, sections, boxes with projects, targets."""
    chance = random.Random(seed)
    lines = [f"第{seed}县国民经济和社会发展第十五个五年规划纲要"]
    size, chapter = 0, 0
    while size < length:
        chapter += 1
        part = [f"第{chapter}章　{chance.choice(_WORDS)}{chance.choice(_WORDS)}"]
        for section in range(5):
            part.append(f"（{_NUMBERS[section]}）{chance.choice(_WORDS)}{chance.choice(_WORDS)}")
            for _ in range(4):
                clauses = ["".join(chance.choices(_WORDS, k=3)) for _ in range(24)]
                part.append("，".join(clauses) + f"，到2030年覆盖率达到{chance.randint(50, 99)}%以上。")
        part += [f"专栏{chapter}　重大项目", "公路：建成甲路、乙路；启动丙路。", "水利：重点建设丁库、戊库。"]
        lines += part
        size += sum(map(len, part))
    return "\n\n".join(lines)


def one(folder: Path, length: int) -> None:
    """Add one document, and find words in it."""
    path = folder / "one.txt"
    path.write_text(document(length, 1), "utf-8")
    library = Library(Folders(folder / "shipped", folder / "sources", folder / "one"))
    start, cpu = time.perf_counter(), time.process_time()
    added = library.add(path)
    done, spent = time.perf_counter() - start, time.process_time() - cpu
    found = library.search(SearchQuery("水利设施", reach="all")).passages
    print(
        f"{len(path.read_text('utf-8')):,} characters: added in {done:.2f} s ({spent:.2f} s CPU here, the rest in the worker), {added.report.as_json()['targets']} targets, {found} hits"
    )
    library.close()


def growth() -> None:
    """Time and memory of reading alone, at rising lengths."""
    for length in (15_000, 30_000, 60_000, 120_000, 240_000, 480_000):
        data = document(length, 2).encode()
        start = time.process_time()
        plan_of(read_source(data, "a.txt"), Meta(PlanInfo("a", "", "", "", "")), "a.txt")
        spent = time.process_time() - start
        tracemalloc.start()
        plan_of(read_source(data, "a.txt"), Meta(PlanInfo("a", "", "", "", "")), "a.txt")
        peak = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
        print(
            f"  {length:>8,} characters: {spent:6.2f} s CPU ({spent / length * 1e6:5.1f} s/M), peak {peak:6.1f} MB"
        )


def batch(folder: Path, count: int) -> None:
    """Add `count` documents one after another."""
    (folder / "in").mkdir()
    for number in range(count):
        (folder / "in" / f"{number:04d}.txt").write_text(document(20_000, number), "utf-8")
    library = Library(Folders(folder / "shipped", folder / "sources", folder / "many"))
    spent: list[float] = []
    start = time.perf_counter()
    for _ in library.add_folder(folder / "in"):
        spent.append(time.perf_counter() - start)
        start = time.perf_counter()
    tenth = max(1, count // 10)
    first, last = median(spent[:tenth]), median(spent[-tenth:])
    print(
        f"{count:,} documents of 20,000 characters: {sum(spent):.0f} s, first tenth {first:.3f} s each, last {last:.3f} s ({last / first:.2f}x)"
    )
    library.close()


def main() -> None:
    """Run all of it."""
    print(
        f"{platform.platform()}, Python {platform.python_version()}, {platform.processor() or platform.machine()}"
    )
    with tempfile.TemporaryDirectory() as temporary:
        one(Path(temporary), 120_000)
        growth()
        batch(Path(temporary), int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)


if __name__ == "__main__":
    main()
