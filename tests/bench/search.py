"""How quick and how complete the search is, against a plain scan and SQLite's FTS5, on seeded corpora of three sizes.

    python tests/bench/search.py [--sizes 1,100,1000] [--queries 60]

The corpora are the bundled plan's sentences shuffled into new paragraphs. All engines answer the same queries in this one
process: the passages that hold a string of the folded text. Ours also counts every hit and writes out the first
100 results with their spans; the others give row numbers only. It is never part of the test run.
"""

import argparse
import random
import re
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from db.search import index  # noqa: E402
from db.search.corpus import Document  # noqa: E402
from db.search.folding import fold  # noqa: E402
from db.search.query import SearchQuery  # noqa: E402
from db.search.searcher import Searcher  # noqa: E402

SOURCE = ROOT / "resources" / "source" / "shengzhou-145.txt"
WIDE = str.maketrans(",:;()!", "，：；（）！")
LENGTHS = (1, 2, 3, 4, 6, 8, 12)
TYPED = (
    "长三角一体化",
    "重大项目",
    "义甬舟开放大通道",
    "5G网络",
    "20分钟",
    "轨道交通",
    "杭绍台",
    "唐诗之路 水上",
    "常住人口城镇化率",
    "山塘",
)
SPELLED = (
    "hangshaotai",
    "hangsh",
    "杭shaotai",
    "35qianfu",
    "chengzhenhua",
    "jiaotong",
    "guidaojiaot",
    "zhongdaxiangmu",
)
INITIALS = ("hst", "szjj", "zdxm", "csj", "gdjt", "szs", "js", "sz")
LIMITS = {1: 2.0, 100: 5.0, 1000: 25.0}
"""Milliseconds for each keystroke, at the 95th percentile."""


def corpus(times: int) -> list[str]:
    """The bundled plan, or so many times its paragraphs, each of as many sentences as one of the plan's."""
    paragraphs = [
        line.strip().translate(WIDE) for line in SOURCE.read_text("utf-8").splitlines() if line.strip()
    ]
    if times == 1:
        return paragraphs
    chance = random.Random(times)
    cut = [re.findall(r"[^。；]+[。；]?", paragraph) for paragraph in paragraphs]
    sentences = [sentence for paragraph in cut for sentence in paragraph]
    return ["".join(chance.choices(sentences, k=len(paragraph))) for _ in range(times) for paragraph in cut]


def documents(texts: Sequence[str]) -> tuple[Document, ...]:
    """One paragraph each, all in one chapter."""
    return tuple(
        Document("bench", f"1.p{place}", "paragraph", ("章",), ("1",), "1", text)
        for place, text in enumerate(texts)
    )


def cuts(texts: Sequence[str], length: int, count: int) -> list[str]:
    """Random cuts of the folded texts, of one length."""
    chance = random.Random(length)
    long_enough = [text for text in texts if len(text) >= length]
    found = []
    while len(found) < count:
        text = chance.choice(long_enough)
        start = chance.randrange(len(text) - length + 1)
        found.append(text[start : start + length])
    return found


def keystrokes(typed: Iterable[str]) -> list[str]:
    """What is searched while these are typed."""
    return [words[:length] for words in typed for length in range(1, len(words) + 1)]


def timed(ask: Callable[[str], object], queries: Sequence[str]) -> list[float]:
    """Milliseconds for each query, the best of three."""
    times = []
    for query in queries:
        best = float("inf")
        for _ in range(3):
            start = time.perf_counter()
            ask(query)
            best = min(best, time.perf_counter() - start)
        times.append(best * 1000)
    return times


def p95(times: Sequence[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(times, n=20, method="inclusive")[-1] if len(times) > 1 else times[0]


class Fts5:
    """SQLite's full-text index, over trigrams, or over our 1- and 2-grams as words of hexadecimal digits."""

    def __init__(self, texts: Sequence[str], trigram: bool) -> None:
        self.trigram = trigram
        self.database = sqlite3.connect(":memory:")
        options = "text, tokenize='trigram case_sensitive 1'" if trigram else "one, two"
        self.database.execute(f"create virtual table passages using fts5({options}, content='')")
        if trigram:
            rows = ((number, text) for number, text in enumerate(texts))
            self.database.executemany("insert into passages(rowid, text) values (?, ?)", rows)
        else:
            rows = ((number, self._grams(text, 1), self._grams(text, 2)) for number, text in enumerate(texts))
            self.database.executemany("insert into passages(rowid, one, two) values (?, ?, ?)", rows)

    @staticmethod
    def _grams(text: str, size: int) -> str:
        return " ".join(
            text[place : place + size].encode("utf-32-be").hex() for place in range(len(text) - size + 1)
        )

    def ask(self, needle: str) -> set[int]:
        """Row numbers; trigrams know nothing of one or two characters."""
        if self.trigram:
            quoted = needle.replace('"', '""')
            match = f'"{quoted}"'
        else:
            match = f'{"one" if len(needle) == 1 else "two"}:"{self._grams(needle, min(len(needle), 2))}"'
        return {
            row
            for (row,) in self.database.execute("select rowid from passages where passages match ?", (match,))
        }


def measure(times: int, count: int) -> None:
    """Build, ask, and print one size's tables."""
    texts = corpus(times)
    whole = documents(texts)
    folded = [fold(text).text for text in texts]
    print(f"\n## {times}x: {len(texts):,} passages, {sum(map(len, texts)):,} characters")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "index"
        start = time.process_time()
        index.build(whole, place)
        built = time.process_time() - start
        size = sum(path.stat().st_size for path in place.iterdir())
        opened = min(_opening(whole, place) for _ in range(3))
        searcher = Searcher(whole, place)
    print(f"build {built:.2f} s of CPU, {size / 1e6:.1f} MB; open {opened * 1000:.0f} ms")
    start = time.perf_counter()
    searcher.search(SearchQuery("hangzhou"))
    print(f"first pinyin query (reads the lexicon): {(time.perf_counter() - start) * 1000:.1f} ms")
    engines: dict[str, Callable[[str], object]] = {
        "ours, 100 written out": lambda needle: searcher.search(SearchQuery(f'"{needle}"', limit=100)),
        "ours, totals alone": lambda needle: searcher.search(SearchQuery(f'"{needle}"', limit=0)),
        "scan": lambda needle: [number for number, text in enumerate(folded) if needle in text],
        "fts5 trigram": Fts5(texts=folded, trigram=True).ask,
        "fts5 2-grams": Fts5(texts=folded, trigram=False).ask,
    }
    print("| characters | " + " | ".join(f"{name} p50 / p95 ms (ratio)" for name in engines) + " |")
    print("|---" * (len(engines) + 1) + "|")
    for length in LENGTHS:
        queries = [cut for cut in cuts(folded, length, count) if '"' not in cut and cut.strip()]
        taken = {name: timed(ask, queries) for name, ask in engines.items()}
        base = statistics.median(taken["scan"])
        cells = (
            f"{statistics.median(t):.2f} / {p95(t):.2f} ({statistics.median(t) / base:.2f})"
            for t in taken.values()
        )
        print(f"| {length} | " + " | ".join(cells) + " |")
    _typing(times, searcher)
    _completeness(searcher, folded, engines, count)


def _opening(whole: Sequence[Document], place: Path) -> float:
    start = time.perf_counter()
    Searcher(whole, place)
    return time.perf_counter() - start


def _ask(searcher: Searcher, query: SearchQuery, words: str) -> object:
    return searcher.search(replace(query, words=words))


def _typing(times: int, searcher: Searcher) -> None:
    sets = {
        "Chinese": keystrokes(TYPED),
        "pinyin": [words for words in keystrokes(SPELLED) if len(words) > 1],
        "initials": [words for words in keystrokes(INITIALS) if len(words) > 1],
        "nothing found, with an offer": ["杭少台", "重大项木", "轨到交通", "唐诗支路", "新型城镇话"],
        "wildcards": ["杭*台", "5?万亩", "长三*一体", "重?项目*建设"],
        "literal": ["长", "重大", "杭绍台", "一体化发展"],
    }
    for name, queries in sets.items():
        taken = timed(partial(_ask, searcher, SearchQuery(literal=name == "literal", limit=100)), queries)
        worst = queries[taken.index(max(taken))]
        figures = (
            f"p50 {statistics.median(taken):.2f}, p95 {p95(taken):.2f} ms, worst {max(taken):.2f} ({worst})"
        )
        print(f"{name}: {len(queries)} keystrokes, {figures}")
    ranked = timed(partial(_ask, searcher, SearchQuery(order="rank", limit=100)), keystrokes(TYPED))
    print(f"Chinese, ranked: p50 {statistics.median(ranked):.2f}, p95 {p95(ranked):.2f} ms")
    print(f"limit for each keystroke: {LIMITS.get(times)} ms")


def _completeness(
    searcher: Searcher, folded: Sequence[str], engines: dict[str, Callable[[str], object]], count: int
) -> None:
    totals = {name: [0, 0, 0] for name in engines}
    queries = [
        cut
        for length in LENGTHS
        for cut in cuts(folded, length, max(count // 4, 5))
        if '"' not in cut and cut.strip()
    ]
    for needle in queries:
        truth = {number for number, text in enumerate(folded) if needle in text}
        for name, ask in engines.items():
            if name.startswith("ours"):
                found = {
                    int(hit.key.removeprefix("1.p"))
                    for hit in searcher.search(SearchQuery(f'"{needle}"')).results
                }
            else:
                found = set(ask(needle))  # type: ignore[call-overload]
            totals[name][0] += len(truth & found)
            totals[name][1] += len(truth)
            totals[name][2] += len(found)
    for name, (right, there, given) in totals.items():
        print(
            f"{name}: recall {right / there:.4f}, precision {right / max(given, 1):.4f} ({len(queries)} queries)"
        )


def main() -> None:
    """Run the sizes asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default="1,100")
    parser.add_argument("--queries", type=int, default=60, help="of each length")
    options = parser.parse_args()
    print(f"Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}")
    for size in options.sizes.split(","):
        measure(int(size), options.queries)


if __name__ == "__main__":
    main()
