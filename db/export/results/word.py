"""Results as a Word document: chapters as headings, hits highlighted, a citation under each passage."""

from pathlib import Path

from docx.oxml.xmlchemy import BaseOxmlElement

from db.export.results.report import ResultEntry, ResultsReport
from db.export.word import SONG, element, word_file, words
from db.progress import QUIET, Progress


def write_word(report: ResultsReport, path: Path, progress: Progress = QUIET) -> int:
    """Write a .docx file, whole or not at all; the number of its passages. Raises ExportError, Stopped."""
    whole, done = len(report.entries), 0
    with word_file(path, report.title, report.badge) as file:
        file.add_heading(report.title, 1)
        for sentence in report.told:
            file.add("说明", words(sentence))
        for headings, entries in report.sections():
            for level, heading in headings:
                file.add_heading(heading, level)
            for entry in entries:
                file.add("段落", *_runs(entry))
                rows = f"　项目：{'、'.join(entry.rows)}" if entry.rows else ""
                file.add("出处", words(f"——{entry.citation}（{entry.kind}）{rows}"))
                done += 1
                progress.count(done, whole)
    return whole


def _runs(entry: ResultEntry) -> list[BaseOxmlElement]:
    made: list[BaseOxmlElement] = []
    at = 0
    for start, end in entry.spans:
        hit = words(entry.text[start:end], SONG, element("w:b"), element("w:highlight", val="yellow"))
        made += [words(entry.text[at:start]), hit]
        at = end
    return [*made, words(entry.text[at:])]
