"""Marks, and collected passages, as a Word document that goes on being edited in Word and WPS."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from docx.oxml.xmlchemy import BaseOxmlElement

from db.export.marks.entries import Excerpt, MarkEntry, badges, under_headings
from db.export.word import KAI, SONG, WordFile, element, word_file, words
from db.progress import QUIET, Progress
from db.user.note_text import NoteBlock


def write_docx(entries: Sequence[MarkEntry], path: Path, progress: Progress = QUIET, author: str = "") -> int:
    """Write marks in the order of the plan, each with its words, citation, note and tags; their number.
    `author`: who hands them on.

    Raises ExportError, Stopped.
    """
    with word_file(path, "批注汇编", badges(entries), author=author) as file:
        file.add_heading("批注汇编", 0)
        if not entries:
            file.add("Normal", words("没有批注。"))
        for done, (headings, entry) in enumerate(under_headings(entries), 1):
            for level, heading in headings:
                file.add_heading(heading, level)
            _add_entry(file, entry)
            progress.count(done, len(entries))
        progress.check()
    return len(entries)


def write_excerpts(excerpts: Sequence[Excerpt], path: Path, progress: Progress = QUIET) -> int:
    """Write collected passages, each followed by its citation; their number. Raises ExportError, Stopped."""
    with word_file(path, "摘编", badges(excerpts)) as file:
        file.add_heading("摘编", 0)
        if not excerpts:
            file.add("Normal", words("没有摘编内容。"))
        for done, excerpt in enumerate(excerpts, 1):
            for text in excerpt.text.split("\n"):
                file.add("Normal", words(text))
            file.add("出处", words(f"——{excerpt.citation}"))
            progress.count(done, len(excerpts))
        progress.check()
    return len(excerpts)


def _add_entry(file: WordFile, entry: MarkEntry) -> None:
    for text in entry.quote.split("\n"):
        file.add("原文", words(text, KAI, *_looks(entry)))
    file.add("出处", words(f"——{entry.citation}"))
    _add_note(file, entry.note)
    file.add("标签", words("　".join(entry.told)))


def _looks(entry: MarkEntry) -> list[BaseOxmlElement]:
    if entry.mark.kind == "underline":
        return [element("w:u", val="single")]
    fill = entry.colour.lstrip("#").upper()
    return [element("w:shd", val="clear", color="auto", fill=fill)] if fill else []


def _add_note(file: WordFile, blocks: Iterable[NoteBlock]) -> None:
    number = 0
    for block in blocks:
        # A numbered list begins anew after any other block.
        number = number + 1 if block.kind == "number" else 0
        sign = {"paragraph": "", "bullet": "•\u2002", "number": f"{number}.\u2002"}[block.kind]
        runs = [words(sign)] if sign else []
        runs += [words(run.text, SONG, *([element("w:b")] if run.bold else [])) for run in block.runs]
        file.add("批注条目" if sign else "批注", *runs)
