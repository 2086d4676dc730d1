"""Marks as one HTML file that needs nothing else and can be filtered in any browser; what people wrote is
only words in it.
"""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby
from pathlib import Path
from string import Template

from db.export.marks.entries import MarkEntry, badges
from db.files import exported
from db.progress import QUIET, Progress
from db.user.note_text import NoteBlock

_PAGE = Path(__file__).with_name("page.html")


def write_html(entries: Sequence[MarkEntry], path: Path, progress: Progress = QUIET) -> int:
    """Write marks in the order of the plan; their number. Raises ExportError, Stopped."""
    with exported(path) as part:
        part.write_text(to_html(entries), "utf-8", newline="\n")
        # Written in one go: there is nothing between none and all to tell.
        progress.tell(len(entries), len(entries))
    return len(entries)


def to_html(entries: Sequence[MarkEntry], title: str = "批注汇编") -> str:
    """The file's text."""
    choices = [
        _choice("kind", "类型", (entry.kind for entry in entries)),
        _choice("category", "颜色", (entry.category for entry in entries)),
        _choice("tags", "标签", (tag for entry in entries for tag in entry.tags)),
        _choice("state", "状态", (entry.state for entry in entries)),
        _choice("lead", "牵头单位", (dict(entry.assigned).get("牵头单位", "") for entry in entries)),
        _choice("due", "完成时限", (dict(entry.assigned).get("完成时限", "") for entry in entries)),
        _choice("author", "作者", (entry.mark.author for entry in entries)),
    ]
    # The title of a single plan would stand over every chapter.
    several = len({entry.plan for entry in entries}) > 1
    body: list[str] = []
    for (plan, path), group in groupby(entries, key=lambda entry: (entry.plan, entry.path)):
        heading = "　".join((*([plan] if several else []), *path))
        body += [f"<section>\n<h2>{escape(heading)}</h2>", *map(_article, group), "</section>"]
    # string.Template: the page is full of braces, which str.format would take for fields.
    return Template(_PAGE.read_text("utf-8")).substitute(
        title=escape(title),
        badge=escape(badges(entries)),
        choices="\n".join(filter(None, choices)),
        body="\n".join(body),
    )


def _choice(name: str, label: str, values: Iterable[str]) -> str:
    there = sorted({value for value in values if value})
    if not there:
        return ""
    options = "".join(f'<option value="{escape(value)}">{escape(value)}</option>' for value in there)
    return (
        f'<select name="{name}" aria-label="{label}"><option value="">全部{label}</option>{options}</select>'
    )


def _article(entry: MarkEntry) -> str:
    data = {
        "kind": entry.kind,
        "category": entry.category,
        "tags": "\n".join(entry.tags),
        "state": entry.state,
        "lead": dict(entry.assigned).get("牵头单位", ""),
        "due": dict(entry.assigned).get("完成时限", ""),
        "author": entry.mark.author,
    }
    attributes = "".join(f' data-{name}="{escape(value)}"' for name, value in data.items())
    colour = f' style="--colour: {escape(entry.colour)}"' if entry.colour else ""
    spans = "".join(f"<span>{escape(each)}</span>" for each in entry.told)
    note = f'<div class="note">{"".join(_note(entry.note))}</div>' if entry.note else ""
    return (
        f'<article class="{entry.mark.kind}"{attributes}{colour}>'
        f"<blockquote>{escape(entry.quote)}</blockquote>"
        f'<cite>——{escape(entry.citation)}</cite>{note}<div class="told">{spans}</div></article>'
    )


def _note(blocks: Iterable[NoteBlock]) -> Iterator[str]:
    for kind, group in groupby(blocks, key=lambda block: block.kind):
        bodies = [
            "".join(f"<b>{escape(run.text)}</b>" if run.bold else escape(run.text) for run in block.runs)
            for block in group
        ]
        if kind == "paragraph":
            yield from (f"<p>{body}</p>" for body in bodies)
        else:
            name = "ul" if kind == "bullet" else "ol"
            yield f"<{name}>{''.join(f'<li>{body}</li>' for body in bodies)}</{name}>"
