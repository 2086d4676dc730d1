"""Results as Markdown (CommonMark): chapters as headings, passages as quotations, hits in bold, citations
below.
"""

from pathlib import Path

from db.export.markdown import bold, escaped
from db.export.results.report import ResultEntry, ResultsReport
from db.files import exported
from db.progress import QUIET, Progress


def write_markdown(report: ResultsReport, path: Path, progress: Progress = QUIET) -> int:
    """Write a .md file in UTF-8, whole or not at all; the number of its passages.

    Raises ExportError, Stopped.
    """
    whole, done = len(report.entries), 0
    with exported(path) as part, part.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f"# {_line(report.title)}\n\n")
        file.writelines(f"- {_line(sentence)}\n" for sentence in report.told)
        for headings, entries in report.sections():
            for level, heading in headings:
                file.write(f"\n{'#' * level} {_line(heading)}\n")
            for entry in entries:
                rows = f"（项目：{'、'.join(entry.rows)}）" if entry.rows else ""
                told = _line(f"——{entry.citation}（{entry.kind}）{rows}")
                file.write(f"\n> {_marked(entry)}\n>\n> {told}\n")
                done += 1
                progress.count(done, whole)
    return whole


def _line(text: str) -> str:
    """Words on one line: a second one would leave its heading, quotation or list."""
    return escaped(" ".join(text.split("\n")))


def _marked(entry: ResultEntry) -> str:
    # One line for one quotation; a sign stays at its place, so that the spans fit.
    text = entry.text.replace("\n", " ")
    pieces: list[str] = []
    at = 0
    for start, end in entry.spans:
        pieces += [escaped(text[at:start]), bold(text[start:end])]
        at = end
    return "".join([*pieces, escaped(text[at:])])
