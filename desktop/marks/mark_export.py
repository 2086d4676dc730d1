"""Marks as files: for people (Word, Excel, Markdown, a page for the browser) and for colleagues (.planmarks),
and back again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from db.records import Plan
from db.user.records import Category, Mark

if TYPE_CHECKING:
    from db.user.file_writing import LockWanted
    from db.user.marks import Marks, Preview


@dataclass(frozen=True, slots=True)
class ExportForm:
    """A kind of file that marks can be written to."""

    ending: str
    label: str
    """As the file dialog names it."""
    what: str = "批注"
    """As it stands in a file's name."""

    @property
    def choice(self) -> str:
        """The file dialog's line."""
        return f"{self.label} (*.{self.ending})"


FORMS = (
    ExportForm("docx", "Word 文档"),
    ExportForm("xlsx", "Excel 表格（含任务分解表）"),
    ExportForm("planmarks", "批注文件，可供同事合并"),
    ExportForm("html", "网页，可筛选"),
    ExportForm("md", "Markdown 文本"),
)
EXCERPTS = ExportForm("docx", "Word 文档，只有原文和出处", "摘编")


def default_name(title: str, form: ExportForm) -> str:
    """What a new file is called."""
    kept = "".join(char for char in title if char not in '\\/:*?"<>|“”《》').strip()
    return f"{kept or '规划'}-{form.what}.{form.ending}"


@dataclass(frozen=True, slots=True)
class ExportedMarks:
    """Marks on their way into a file, and what else goes with them."""

    marks: tuple[Mark, ...]
    plans: Callable[[], Sequence[Plan]]
    """Called in the background."""
    categories: tuple[Category, ...]
    author: str
    store: Marks


def write(sheaf: ExportedMarks, form: ExportForm, path: Path, wanted: LockWanted) -> None:
    """Write marks to `path`; runs in the background. Nothing is written once it is not `wanted` any more.

    Raises ExportError or another PlanReaderError; what was there is then as it was.
    """
    if form.ending == "planmarks":
        from db.user.planmarks import write_planmarks

        write_planmarks(
            path, sheaf.store.handed_on(sheaf.author, sheaf.marks, sheaf.categories), wanted=wanted
        )
        return
    from db.export.marks.entries import entries, excerpts

    if form == EXCERPTS:
        from db.export.marks.word import write_excerpts

        write_excerpts(path, excerpts(sheaf.marks, sheaf.plans()), wanted=wanted)
        return
    ready = entries(sheaf.marks, sheaf.plans(), sheaf.categories)
    if form.ending == "docx":
        from db.export.marks.word import write_docx

        write_docx(path, ready, wanted=wanted)
    elif form.ending == "xlsx":
        from db.export.marks.excel import write_xlsx

        write_xlsx(path, ready, wanted=wanted)
    elif form.ending == "html":
        from db.export.marks.web import write_html

        write_html(path, ready, wanted=wanted)
    else:
        from db.export.marks.markdown import write_markdown

        write_markdown(path, ready, wanted=wanted)


def preview(path: Path, store: Marks) -> Preview:
    """What bringing in a colleague's file would do; runs in the background. Raises ExchangeError."""
    from db.user.planmarks import read_planmarks

    return store.preview(read_planmarks(path))


def told(found: Preview) -> str:
    """A preview in words."""
    who = f"来自{found.file.author}的批注" if found.file.author else "这份批注"
    lines = [
        f"{who}共 {len(found.file.marks)} 条：",
        f"新增 {len(found.new)} 条",
        f"与现有相同 {len(found.same)} 条",
    ]
    if found.conflicting:
        lines.append(f"与现有不同 {len(found.conflicting)} 条，两份都会保留")
    if found.additions:
        lines.append(f"人工补录和地名更正 {found.additions} 处")
    if found.unplaced:
        lines.append(f"其中 {len(found.unplaced)} 条在本机的规划中没有找到位置，会放入“待重新定位”")
    if not found.change:
        lines.append("没有需要合并的内容。")
    else:
        lines.append("不会删除任何批注；合并后可以撤销。")
    return "\n".join(lines)
