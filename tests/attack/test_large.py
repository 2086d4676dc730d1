"""Plans with one very long table: all of it can be read and found, and the window's thread reads none of it."""

import random
import threading
from pathlib import Path

import pytest

from db.library.library import Folders, Library
from db.plan.query import PlanStore
from desktop.search.searches import Searches
from desktop.tables.tables_controller import TablesController
from tests.attack.windows import draw, opened_window, search, wait
from verify.attack import LostError, Tally

SIGNS = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏"


def _document(path: Path, rows: int) -> list[str]:
    """A plan of one table; gives the names in its rows."""
    chance = random.Random(4)
    names = [
        f"{''.join(chance.choices(SIGNS, k=5))}{chance.choice(('水库', '公路', '医院'))}建设工程"
        for _ in range(rows)
    ]
    lines = ["# 乙市重点项目规划", "", "## 第一章 项目", "", "坚持稳中求进。", "", "**专栏1 项目表**", ""]
    lines += ["| 序号 | 项目名称 |", "|---|---|", *(f"| {at} | {name} |" for at, name in enumerate(names, 1))]
    path.write_text("\n".join([*lines, "", "## 第二章 保障", "", "加强领导。", ""]), "utf-8")
    return names


@pytest.mark.slow
@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_very_long_table_can_be_read_and_found(
    tally: Tally, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, thorough: bool
) -> None:
    """Very long tables."""
    names = _document(tmp_path / "乙市.md", 45_000 if thorough else 4_000)
    folders = Folders(tmp_path / "none", tmp_path / "none", tmp_path / "data" / "plans")
    library = Library(folders)
    slug = library.add(tmp_path / "乙市.md").slug
    keys = {row.name: row.key for row in library.store(slug).plan.projects}
    library.close()
    threads: list[threading.Thread] = []
    read = PlanStore.open.__func__  # type: ignore[attr-defined]

    def noted(kind: type[PlanStore], path: Path) -> PlanStore:
        threads.append(threading.current_thread())
        return read(kind, path)

    monkeypatch.setattr(PlanStore, "open", classmethod(noted))
    with opened_window(folders, tmp_path / "data") as window:
        with tally.trial("read on another thread"):
            wait(lambda: window.slug == slug and window.page.page is not None)
            if threading.main_thread() in threads:
                raise LostError("the window stood still")
        page = window.page
        for share in (0.0, 0.3, 0.7, 1.0):
            with tally.trial(f"scrolled to {share}"):
                bar = page.verticalScrollBar()
                bar.setValue(round(share * bar.maximum()))
                draw()
                if (place := page.place()) is None or page.page is None or place.key not in page.page.map:
                    raise LostError("nothing is set where the person is")
        searches = window.room(Searches)
        for name in (names[0], names[len(names) // 2], names[-1]):
            with tally.trial(f"found {name}"):
                search(window, name)
                searches.next_hit()
                draw()
                shown = page.page
                if shown is None or keys[name] not in shown.map:
                    raise LostError(f"{name} is not on the page")
        with tally.trial("found in every row"):
            search(window, "建设工程")
            wait(lambda: searches.plan_search.answer is not None and searches.plan_search.answer.whole)
            answer = searches.plan_search.answer
            if answer is None or answer.found.passages != len(names):
                raise LostError(f"{answer and answer.found.passages} of {len(names)}")
            for _ in range(3):
                searches.next_hit()
                draw()
        with tally.trial("as rows of a table"):
            room = window.room(TablesController).shown()
            window.turn_to("tables")
            wait(lambda: not room.busy and room.page("projects").model.rowCount() > 0, 120_000)
            if room.page("projects").model.rowCount() != len(names):
                raise LostError(f"{room.page('projects').model.rowCount()} of {len(names)}")
