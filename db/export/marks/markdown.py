"""Marks as Markdown: headings of the plan, the words as a quotation, the note below."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from db.export.marks.entries import MarkEntry, badges, new_headings
from db.user.file_writing import LockWanted, always, write_whole
from db.user.note_text import NoteBlock

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~#&])")
_LIST_LIKE = re.compile(r"^(\s*)([-+=]|\d+[.)])", re.MULTILINE)


def write_markdown(
    path: Path, entries: Sequence[MarkEntry], *, title: str = "批注汇编", wanted: LockWanted = always
) -> None:
    """Write marks in the order of the plan, UTF-8. Raises ExportError."""
    text = to_markdown(entries, title)
    write_whole(path, lambda part: _write(part, text), wanted)


def to_markdown(entries: Sequence[MarkEntry], title: str = "批注汇编") -> str:
    """The file's text."""
    lines = [f"# {_escaped(title)}", ""]
    if badge := badges(entries):
        lines += [f"*{_escaped(badge)}*", ""]
    if not entries:
        lines += ["没有批注。", ""]
    several = len({entry.plan for entry in entries}) > 1
    before: tuple[str, ...] = ()
    for entry in entries:
        headings = (*([entry.plan] if several else []), *entry.path)
        for level, heading in new_headings(before, headings):
            lines += [f"{'#' * min(level + 1, 6)} {_escaped(heading)}", ""]
        before = headings
        lines += _entry(entry)
    return "\n".join(lines).rstrip("\n") + "\n"


def _write(part: Path, text: str) -> None:
    part.write_text(text, "utf-8", newline="\n")


def _entry(entry: MarkEntry) -> Iterable[str]:
    quoted = [f"> {_escaped(line)}" for line in entry.quote.split("\n")]
    yield from "\n>\n".join(quoted).split("\n")
    yield ">"
    yield f"> ——{_escaped(entry.citation)}"
    yield ""
    yield from _note(entry.note)
    told = [
        entry.kind,
        entry.category,
        entry.state,
        *(f"#{tag}" for tag in entry.tags),
        entry.mark.author,
        entry.changed,
    ]
    yield "`" + "　".join(each.replace("`", "'") for each in told if each) + "`"
    yield ""


def _note(blocks: Sequence[NoteBlock]) -> Iterable[str]:
    number = 0
    for at, block in enumerate(blocks):
        number = number + 1 if block.kind == "number" else 0
        sign = {"paragraph": "", "bullet": "- ", "number": f"{number}. "}[block.kind]
        text = "".join(f"**{_escaped(run.text)}**" if run.bold else _escaped(run.text) for run in block.runs)
        first, *rest = text.split("\n")
        # Two blanks at the end of a line keep the break.
        yield "  \n".join([sign + first, *(" " * len(sign) + line for line in rest)])
        following = blocks[at + 1].kind if at + 1 < len(blocks) else None
        if not (sign and following == block.kind):
            yield ""


def _escaped(text: str) -> str:
    """Words that Markdown would take for signs, shielded."""
    return _LIST_LIKE.sub(_shielded, _SPECIAL.sub(r"\\\1", text))


def _shielded(match: re.Match[str]) -> str:
    sign = match.group(2)
    return f"{match.group(1)}{sign[:-1]}\\{sign[-1]}"
