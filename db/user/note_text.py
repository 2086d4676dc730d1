"""The body of a note: a small Markdown that a person can read as it stands, and that comes back as it was
written.

Paragraphs are parted by a blank line; a line break inside one is kept; `**bold**`; lists by `- ` and `1. `. A
backslash before `*`, `\\`, or before what would begin a list, takes its meaning away. Nothing else means
anything.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

NoteBlockKind = Literal["paragraph", "bullet", "number"]

LONGEST = 100_000
"""Characters that a note may have; more is cut when it comes from a file."""

_BULLET = re.compile(r"[-*] +")
# At most nine digits, as in CommonMark: longer figures begin no list.
_NUMBER = re.compile(r"\d{1,9}[.)] +")
_LIST_LIKE = re.compile(r"[-*] |\d{1,9}[.)] ")
_LINE_ENDS = str.maketrans(dict.fromkeys("\r\x85\u2028\u2029", "\n"))
"""Also NEL, and the separators of lines and paragraphs that Word and the web put into what is pasted."""
_TOKEN = re.compile(r"\\([\\*.)-])|(\*\*)")


@dataclass(frozen=True, slots=True)
class NoteRun:
    """Words of one look."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class NoteBlock:
    """A paragraph, or one item of a list. Items that follow one another are one list."""

    kind: NoteBlockKind
    runs: tuple[NoteRun, ...]
    """Line breaks are line feeds in their text."""

    @property
    def text(self) -> str:
        """Its words without their looks."""
        return "".join(run.text for run in self.runs)


def parse(note: str) -> tuple[NoteBlock, ...]:
    """The blocks of a note.

    Any text is a note: what is no formatting is words. Blank lines are in none of them.
    """
    blocks: list[NoteBlock] = []
    kind: NoteBlockKind = "paragraph"
    lines: list[str] = []

    def close() -> None:
        if runs := _tidy(_runs("\n".join(lines))):
            blocks.append(NoteBlock(kind, runs))
        lines.clear()

    for line in note.split("\n"):
        item = _BULLET.match(line) or _NUMBER.match(line)
        if item:
            close()
            kind = "bullet" if line[0] in "-*" else "number"
            lines.append(line[item.end() :])
        elif not line.strip():
            close()
            kind = "paragraph"
        # A line that is set in by two spaces goes on with the item, as `write` sets it.
        elif lines and kind != "paragraph" and line.startswith("  "):
            lines.append(line[2:])
        else:
            if kind != "paragraph":
                close()
                kind = "paragraph"
            lines.append(line)
    close()
    return tuple(blocks)


def write(blocks: Iterable[NoteBlock]) -> str:
    """The note of these blocks.

    `parse` gives them back with runs of one look joined, blank lines and an item's indent gone.
    """
    pieces: list[str] = []
    before: NoteBlockKind | None = None
    number = 0
    for block in blocks:
        lines = _marked(block)
        if not lines:
            continue
        number = number + 1 if block.kind == "number" else 0
        if block.kind == "paragraph":
            shown = [_shielded(line) for line in lines]
        else:
            # Only ASCII spaces go: they would be taken for part of the sign. A wide one is the person's own.
            sign = "- " if block.kind == "bullet" else f"{number}. "
            shown = [sign + lines[0].lstrip(" "), *("  " + line for line in lines[1:])]
        if before is not None:
            pieces.append("\n" if before == block.kind != "paragraph" else "\n\n")
        pieces.append("\n".join(shown))
        before = block.kind
    return "".join(pieces)


def plain(note: str) -> str:
    """The words of a note, one line for each of its lines, without signs of formatting."""
    return "\n".join(block.text for block in parse(note))


def clean(text: str, instead: str = "") -> str:
    """`text` without what no file for people can hold: control characters but tab and line feed, half
    characters, U+FFFE and U+FFFF of each plane. Every end of a line becomes a line feed.

    `instead`, one character, takes the place of each; then positions in the text stay as they were.
    """
    # Nearly every text without a line end is.
    if text.isprintable():
        return text
    text = (text if instead else text.replace("\r\n", "\n")).translate(_LINE_ENDS)
    return "".join(
        each
        if each in "\t\n" or (unicodedata.category(each) not in ("Cc", "Cs") and ord(each) & 0xFFFE != 0xFFFE)
        else instead
        for each in text
    )


def _runs(text: str) -> tuple[NoteRun, ...]:
    """The runs of one block's text as they stand there, also empty ones; `_tidy` joins them."""
    tokens = list(_TOKEN.finditer(text))
    # A sign without a partner is two asterisks.
    left = sum(token.group(2) is not None for token in tokens)
    runs: list[NoteRun] = []
    bold, at = False, 0
    for token in tokens:
        runs.append(NoteRun(text[at : token.start()], bold))
        at = token.end()
        if token.group(1):
            runs.append(NoteRun(token.group(1), bold))
            continue
        left -= 1
        if bold or left:
            bold = not bold
        else:
            runs.append(NoteRun("**", bold))
    return (*runs, NoteRun(text[at:], bold))


def _tidy(runs: Iterable[NoteRun]) -> tuple[NoteRun, ...]:
    """The runs without blank lines, those of one look joined."""
    runs = tuple(run for run in runs if run.text)
    if all(line.strip() for line in "".join(run.text for run in runs).split("\n")):
        grouped = groupby(runs, key=lambda run: run.bold)
        return tuple(NoteRun("".join(run.text for run in same), bold) for bold, same in grouped)
    lines: list[list[tuple[str, bool]]] = [[]]
    for run in runs:
        for each in run.text:
            if each == "\n":
                lines.append([])
            lines[-1].append((each, run.bold))
    kept = [each for line in lines if "".join(text for text, _ in line).strip() for each in line]
    if kept and kept[0][0] == "\n":
        del kept[0]
    return tuple(
        NoteRun("".join(text for text, _ in same), bold)
        for bold, same in groupby(kept, key=lambda each: each[1])
    )


def _marked(block: NoteBlock) -> list[str]:
    """The block's lines, with signs for bold; a sign may close on a later line."""
    text = "".join(
        f"**{_escaped(run.text)}**" if run.bold else _escaped(run.text) for run in _tidy(block.runs)
    )
    return text.split("\n") if text else []


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("*", "\\*")


def _shielded(line: str) -> str:
    """A line of a paragraph that would be taken for a list's item, with a backslash before its sign."""
    if not _LIST_LIKE.match(line):
        return line
    # Behind the digits, if there are any: `1\.` and `\-`.
    at = next(index for index, each in enumerate(line) if not each.isdigit())
    return f"{line[:at]}\\{line[at:]}"
