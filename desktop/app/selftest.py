"""The self-test: opens the stores, checks their stamps, runs searches, draws the window off-screen, and says
so.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db import database
from db.errors import PlanReaderError
from db.library.library import Library
from db.plan.stamp import SCHEMA
from db.plan_counts import counts_of
from db.search.query import SearchQuery
from desktop.folders import ensure


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was tried."""

    name: str
    passed: bool
    told: str
    """What was found, or the sentence that says what is wrong."""
    ms: float


@dataclass(frozen=True, slots=True)
class SelfTest:
    """What the self-test found."""

    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong."""
        return all(check.passed for check in self.checks)

    def as_json(self) -> dict[str, Any]:
        """The report as plain data."""
        checks = [
            {"name": check.name, "passed": check.passed, "told": check.told, "ms": round(check.ms, 1)}
            for check in self.checks
        ]
        return {
            "passed": self.passed,
            "python": sys.version.split()[0],
            "frozen": bool(getattr(sys, "frozen", False)),
            "checks": checks,
        }

    def as_text(self) -> str:
        """The report to read, in Chinese."""
        lines = [
            f"{'通过' if check.passed else '未通过'}  {check.name}：{check.told}" for check in self.checks
        ]
        return "\n".join([*lines, "自检通过。" if self.passed else "自检未通过。"])


def check(library: Library, data: Path) -> SelfTest:
    """Try everything that the program needs.

    Problems that a user can act on are told in the checks, bugs are raised.
    """
    checks: list[Check] = [_try("数据文件夹", lambda: str(ensure(data)))]
    checks.append(Check("SQLite", passed=True, told=f"版本 {database.version()}", ms=0.0))
    slugs = library.slugs()
    checks.append(
        Check(
            "规划", bool(slugs), f"{len(slugs)} 部" if slugs else "没有找到任何规划，请重新安装本程序。", 0.0
        )
    )
    for slug in slugs:
        checks.append(_try(f"{slug} 规划数据", lambda slug=slug: _store(library, slug)))
        if checks[-1].passed:
            checks.append(_try(f"{slug} 查找", lambda slug=slug: _search(library, slug)))
    checks.append(_try("读取文件", _reading))
    checks.append(_try("窗口", lambda: _window(library)))
    return SelfTest(tuple(checks))


def _try(name: str, do: Callable[[], str]) -> Check:
    begun = time.perf_counter()
    try:
        told, passed = do(), True
    except PlanReaderError as error:
        told, passed = str(error), False
    return Check(name, passed, told, (time.perf_counter() - begun) * 1000)


def _store(library: Library, slug: str) -> str:
    store = library.store(slug)
    plan, stamp = store.plan, store.stamp
    counts = counts_of(plan)
    told = "，".join(filter(None, (counts.words, counts.losses.words)))
    return f"格式 {stamp.schema}/{SCHEMA}，解析 {stamp.parser}，原文 {stamp.source_sha256[:12]}，{told}"


def _search(library: Library, slug: str) -> str:
    """Search for words cut from the plan itself: each has to be found where it was cut."""
    passages = library.store(slug).plan.passages
    cut = [passage for passage in passages if len(passage.text) >= 4][:: max(len(passages) // 5, 1)]
    for passage in cut:
        words = passage.text[len(passage.text) // 2 :][:4]
        found = library.search(SearchQuery(words, slug, literal=True))
        if passage.key not in {hit.key for hit in found.results}:
            raise PlanReaderError(f"没有找到“{words}”，索引可能已损坏，请重建索引。")
    # Asked last: without an index the words are found all the same, by plain scan.
    if library.needs_index(slug):
        raise PlanReaderError("没有可用的索引，查找改为逐段扫描，结果一样；打开窗口时会自动重建索引。")
    return f"索引完好，试查 {len(cut)} 次都已找到"


_PDF = b"""%PDF-1.4
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</A 5 0 R>>>>>> endobj
4 0 obj <</Length 44>> stream
BT /A 12 Tf 60 700 Td (National economy) Tj ET
endstream endobj
5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj
trailer <</Root 1 0 R>>
"""


def _reading() -> str:
    """Have a text, a Word document and a PDF read by a worker, which is another process of this program: a
    frozen program has to find itself there, and what reads the formats.
    """
    import io
    import zipfile

    from db.records import PlanInfo
    from db.source.meta import Meta
    from db.source.worker.client import Workers

    body = "坚持统筹发展，推进公共服务能力，建设交通网络。"
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as file:
        file.writestr("word/document.xml", f"<document><body><p><r><t>{body}</t></r></p></body></document>")
    files = (
        ("自检.txt", body.encode(), body),
        ("自检.docx", package.getvalue(), body),
        ("自检.pdf", _PDF, "National economy"),
    )
    workers = Workers()
    try:
        for name, data, words in files:
            plan = workers.plan(data, name, Meta(PlanInfo("selftest", "", "", "", "")), {})
            if plan.passages[-1].text != words:
                raise PlanReaderError(f"“{name}”读出来的文字不对，请重新安装本程序。")
    finally:
        workers.close()
    return f"读取程序可用，试读 {len(files)} 个文件"


def _window(library: Library) -> str:
    from desktop.app.start import draw_offscreen

    image = draw_offscreen(library)
    # Each seventh pixel is enough, and saves most of a million calls into Qt. A blank window
    # has one colour or two; text smoothed at its edges has dozens.
    seen = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}
    if len(seen) < 8:
        raise PlanReaderError("窗口画出来是空白的，图形系统可能有问题。")
    return f"{image.width()}×{image.height()}，{len(seen)} 种颜色"
