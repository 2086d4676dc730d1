"""Marks as files: for people (Word, Excel, Markdown, a page for the browser) and for colleagues (.planmarks), and back again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from db.records import Plan
from db.user.marks import Marks, Preview
from db.user.records import Category, Mark


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of file that marks can be written to."""

    ending: str
    label: str
    """As the file dialog names it."""


FORMS = (
    Form("docx", "Word 文档"),
    Form("xlsx", "Excel 表格（含任务分解表）"),
    Form("planmarks", "批注文件，可供同事合并"),
    Form("html", "网页，可筛选"),
    Form("md", "Markdown 文本"),
)


def default_name(title: str, form: Form) -> str:
    """What a new file is called."""
    kept = "".join(char for char in title if char not in '\\/:*?"<>|“”《》').strip()
    return f"{kept or '规划'}-批注.{form.ending}"


def write(
    path: Path,
    marks: Sequence[Mark],
    plans: Callable[[], Sequence[Plan]],
    categories: Sequence[Category],
    author: str,
    store: Marks,
) -> Path:
    """Write these marks to `path`, in the form that its ending names; runs in the background.

    Raises ExportError, ExchangeError or another PlanReaderError; what was there is then as it was.
    """
    ending = path.suffix.lstrip(".").lower()
    if ending == "planmarks":
        from db.user.planmarks import write_planmarks

        write_planmarks(path, store.handed_on(author, {mark.id for mark in marks}))
        return path
    from db.user.export.entries import entries

    ready = entries(marks, plans(), categories)
    if ending == "docx":
        from db.user.export.word import write_docx

        write_docx(path, ready)
    elif ending == "xlsx":
        from db.user.export.excel import write_xlsx

        write_xlsx(path, ready)
    elif ending == "html":
        from db.user.export.web import write_html

        write_html(path, ready)
    else:
        from db.user.export.markdown import write_markdown

        write_markdown(path, ready)
    return path


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
    if found.unplaced:
        lines.append(f"其中 {len(found.unplaced)} 条在本机的规划中没有找到位置，会放入“待重新定位”")
    if not found.change:
        lines.append("没有需要合并的内容。")
    else:
        lines.append("不会删除任何批注；合并后可以撤销。")
    return "\n".join(lines)
