"""Results as Markdown (CommonMark): chapters as headings, passages as quotations, hits in bold, citations
below.
"""

import re
import unicodedata
from pathlib import Path

from db.export.results.report import ResultEntry, ResultsReport
from db.export.results.writing import tell
from db.export.tables.sheet import Progress
from db.files import exported

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")
_LIST = re.compile(r"^(\s*)([-+]|\d+[.)])(?=\s)")


def write_markdown(report: ResultsReport, path: Path, progress: Progress | None = None) -> None:
    """Write a .md file in UTF-8, whole or not at all. Raises ExportError, Stopped."""
    with exported(path) as half, half.open("w", encoding="utf-8", newline="\n") as file:
        file.write(
            f"# {_plain(report.title)}\n\n" + "".join(f"- {_plain(sentence)}\n" for sentence in report.told)
        )
        done, plan, sounds = 0, "", False
        several = len({entry.plan for entry in report.entries}) > 1
        for (heard, title, heading), entries in report.chapters():
            if heard and not sounds:
                file.write("\n## 拼音匹配\n")
                plan = ""
            if several and title != plan:
                file.write(f"\n## 《{_plain(title)}》\n")
            plan, sounds = title, heard
            if heading:
                file.write(f"\n### {_plain(heading)}\n")
            for entry in entries:
                file.write(f"\n> {_marked(entry)}\n>\n> {_told(entry)}\n")
                done += 1
                tell(progress, done, len(report.entries))


def _told(entry: ResultEntry) -> str:
    rows = f"（项目：{'、'.join(entry.rows)}）" if entry.rows else ""
    return _plain(f"——{entry.citation}（{entry.kind}）{rows}")


def _marked(entry: ResultEntry) -> str:
    pieces: list[str] = []
    at = 0
    for start, end in entry.spans:
        pieces += [_plain(entry.text[at:start], first=not at), _bold(entry.text[start:end])]
        at = end
    return "".join([*pieces, _plain(entry.text[at:], first=not at)])


def _bold(words: str) -> str:
    # Asterisks beside punctuation or a space are no emphasis in CommonMark.
    if any(unicodedata.category(sign)[0] in "PSZC" for sign in (words[0], words[-1])):
        return f"<b>{_plain(words)}</b>"
    return f"**{_plain(words)}**"


def _plain(text: str, *, first: bool = False) -> str:
    """Text in which no sign means anything; `first` where it begins a line."""
    escaped = _SPECIAL.sub(r"\\\1", " ".join(text.split("\n")))
    return _LIST.sub(r"\1\\\2", escaped) if first else escaped
