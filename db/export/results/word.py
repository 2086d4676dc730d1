"""Results as a Word document: chapters as headings, hits highlighted, a citation under each passage."""

from datetime import datetime
from pathlib import Path
from typing import Any

from db.export.results.report import ResultEntry, ResultsReport
from db.export.results.writing import tell
from db.export.tables.sheet import Progress
from db.files import exported

_SONG, _HEI = "宋体", "黑体"
_GREY = "646A73"


def write_word(report: ResultsReport, path: Path, progress: Progress | None = None) -> None:
    """Write a .docx file, whole or not at all. Raises ExportError, Stopped."""
    with exported(path) as half:
        _document(report, progress).save(str(half))


def _document(report: ResultsReport, progress: Progress | None) -> Any:
    import docx

    document: Any = docx.Document()
    _settle(document, report)
    document.add_heading(report.title, 1)
    for sentence in report.told:
        _small(document, sentence)
    several = len({entry.plan for entry in report.entries}) > 1
    done, plan, sounds = 0, "", False
    for (heard, title, heading), entries in report.chapters():
        if heard and not sounds:
            document.add_heading("拼音匹配", 2)
            plan = ""
        if several and title != plan:
            document.add_heading(f"《{title}》", 2)
        plan, sounds = title, heard
        if heading:
            document.add_heading(heading, 3)
        for entry in entries:
            _passage(document, entry)
            done += 1
            tell(progress, done, len(report.entries))
    return document


def _passage(document: Any, entry: ResultEntry) -> None:
    from docx.enum.text import WD_COLOR_INDEX
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    paragraph.paragraph_format.first_line_indent = Pt(21)
    paragraph.paragraph_format.space_after = Pt(2)
    paragraph.paragraph_format.keep_with_next = True
    at = 0
    for start, end in entry.spans:
        paragraph.add_run(entry.text[at:start])
        run = paragraph.add_run(entry.text[start:end])
        run.bold = True
        run.font.highlight_color = WD_COLOR_INDEX.YELLOW
        at = end
    paragraph.add_run(entry.text[at:])
    rows = f"　项目：{'、'.join(entry.rows)}" if entry.rows else ""
    _small(document, f"——{entry.citation}（{entry.kind}）{rows}")


def _small(document: Any, words: str) -> None:
    from docx.shared import Pt, RGBColor

    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(8)
    run = paragraph.add_run(words)
    run.font.size = Pt(9)
    run.font.color.rgb = RGBColor.from_string(_GREY)


def _settle(document: Any, report: ResultsReport) -> None:
    """Chinese types for the styles that are used, and what the document says of itself."""
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    for name, face, size in (
        ("Normal", _SONG, 10.5),
        ("Heading 1", _HEI, 16),
        ("Heading 2", _HEI, 14),
        ("Heading 3", _HEI, 12),
    ):
        style = document.styles[name]
        style.font.name = face
        style.font.size = Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), face)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(26)
    about = document.core_properties
    about.title, about.author, about.comments, about.language = report.title, "规划阅读器", "", "zh-CN"
    about.created = about.modified = datetime(report.day.year, report.day.month, report.day.day)  # noqa: DTZ001
