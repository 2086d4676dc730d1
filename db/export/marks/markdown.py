"""Marks as Markdown: headings of the plan, the words as a quotation, the note below."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from db.export.markdown import bold, escaped
from db.export.marks.entries import MarkEntry, badges, under_headings
from db.files import exported
from db.progress import QUIET, Progress
from db.user.note_text import NoteBlock


def write_markdown(entries: Sequence[MarkEntry], path: Path, progress: Progress = QUIET) -> int:
    """Write marks in the order of the plan, UTF-8; their number. Raises ExportError, Stopped."""
    with exported(path) as part:
        part.write_text(to_markdown(entries), "utf-8", newline="\n")
        progress.tell(len(entries), len(entries))
    return len(entries)


def to_markdown(entries: Sequence[MarkEntry], title: str = "批注汇编") -> str:
    """The file's text."""
    lines = [f"# {escaped(title)}", ""]
    if badge := badges(entries):
        lines += [f"*{escaped(badge)}*", ""]
    if not entries:
        lines += ["没有批注。", ""]
    for headings, entry in under_headings(entries):
        for level, heading in headings:
            lines += [f"{'#' * min(level + 1, 6)} {escaped(heading)}", ""]
        lines += _entry(entry)
    return "\n".join(lines).rstrip("\n") + "\n"


def _entry(entry: MarkEntry) -> Iterable[str]:
    quoted = [f"> {escaped(line)}" for line in entry.quote.split("\n")]
    # An empty quoted line parts the passages: without it Markdown makes them one paragraph.
    yield from "\n>\n".join(quoted).split("\n")
    yield ">"
    yield f"> ——{escaped(entry.citation)}"
    yield ""
    yield from _note(entry.note)
    # Set as code, so that no # of a tag becomes a heading; a backtick would end it.
    yield "`" + "　".join(entry.told).replace("`", "'") + "`"
    yield ""


def _note(blocks: Sequence[NoteBlock]) -> Iterable[str]:
    number = 0
    for at, block in enumerate(blocks):
        number = number + 1 if block.kind == "number" else 0
        sign = {"paragraph": "", "bullet": "- ", "number": f"{number}. "}[block.kind]
        text = "".join(bold(run.text) if run.bold else escaped(run.text) for run in block.runs)
        first, *rest = text.split("\n")
        # Two blanks at the end of a line keep the break.
        yield "  \n".join([sign + first, *(" " * len(sign) + line for line in rest)])
        following = blocks[at + 1].kind if at + 1 < len(blocks) else None
        # The lines of one list stand together; an empty one would make it a loose list.
        if not (sign and following == block.kind):
            yield ""
