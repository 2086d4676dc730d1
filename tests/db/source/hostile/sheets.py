"""Hostile documents as workbooks: a row for each line, a cell for each cell of a table."""

from collections.abc import Mapping
from html import escape

from tests.db.source.hostile.document import GONE, Document, Line, Run
from tests.db.source.hostile.packages import zipped

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LINKS = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = (
    f"<styleSheet {MAIN}><fonts><font/><font><strike/></font></fonts><fills><fill/></fills>"
    '<cellXfs><xf numFmtId="0" fontId="0"/><xf numFmtId="49" fontId="1"/></cellXfs></styleSheet>'
)

Cell = tuple[Line, ...]


def rows_of(document: Document) -> list[tuple[list[Cell], bool]]:
    """The rows of cells, and whether each is hidden: there is no other way to hide words of a sheet."""
    rows: list[tuple[list[Cell], bool]] = []
    for block in document.blocks:
        cells = [[(line,)] for line in block.lines] if block.lines else [list(row) for row in block.rows]
        for row in cells:
            rows.append(([tuple(_without(line, "hidden") for line in cell) for cell in row], False))
            hidden = [run for cell in row for line in cell for run in line if run.sort == "hidden"]
            rows += (([((run,),)], True) for run in hidden)
    return rows


def _without(line: Line, sort: str) -> Line:
    return tuple(run for run in line if run.sort != sort)


def broken(cell: Cell) -> list[Run]:
    """The runs of a cell, with line ends between its lines."""
    runs: list[Run] = []
    for line in cell:
        runs += [Run("\n")] if runs else []
        for each in line:
            if each.sort == "fraction":
                # Nobody can set one over the other in a cell.
                runs += (Run(" "), Run(f"{each.words}/{each.beside}"), Run(" "))
            else:
                runs.append(each)
    return runs


def packed_xlsx(
    sheets: Mapping[str, str],
    styles: str = STYLES,
    states: Mapping[str, str] | None = None,
    workbook: str = "",
    parts: Mapping[str, str] | None = None,
) -> bytes:
    """A workbook of sheets, each the content of its `worksheet`."""
    made: dict[str, str | bytes] = {}
    listed = links = ""
    for at, (name, content) in enumerate(sheets.items(), start=1):
        state = (states or {}).get(name, "visible")
        listed += f'<sheet name="{escape(name)}" sheetId="{at}" state="{state}" r:id="s{at}"/>'
        links += f'<Relationship Id="s{at}" Type="{KIND}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        made[f"xl/worksheets/sheet{at}.xml"] = f"<worksheet {MAIN} {LINKS}>{content}</worksheet>"
    for name in ("styles", "sharedStrings"):
        links += f'<Relationship Id="{name}" Type="{KIND}/{name}" Target="{name}.xml"/>'
    return zipped(
        {
            "_rels/.rels": f'<Relationships><Relationship Id="a" Type="{KIND}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f"<workbook {MAIN} {LINKS}>{workbook}<sheets>{listed}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f"<Relationships>{links}</Relationships>",
            "xl/styles.xml": styles,
            **made,
            **(parts or {}),
        }
    )


def _rich(run: Run) -> str:
    looks = {"note": "superscript", "power": "superscript", "index": "subscript"}
    look = f'<vertAlign val="{looks[run.sort]}"/>' if run.sort in looks else ""
    look += "<strike/>" if run.sort in GONE and run.sort != "hidden" else ""
    # Programs cut runs anywhere.
    half = len(run.words) // 2 if run.sort == "plain" else 0
    return "".join(
        f'<r><rPr>{look}</rPr><t xml:space="preserve">{escape(words)}</t></r>'
        for words in (run.words[:half], run.words[half:])
        if words
    )


def xlsx(document: Document) -> bytes:
    """As a workbook; every other text is shared."""
    shared: list[str] = []
    rows = ""
    for at, (cells, hidden) in enumerate(rows_of(document), start=1):
        made = ""
        for column, cell in enumerate(cells):
            runs = broken(cell)
            read = "".join(
                f'<rPh sb="0" eb="1"><t>{each.beside}</t></rPh>' for each in runs if each.sort == "ruby"
            )
            words = "".join(map(_rich, runs)) + read
            place = f"{'AB'[column]}{at}"
            if at % 2:
                made += f'<c r="{place}" t="s"><v>{len(shared)}</v></c>'
                shared.append(f"<si>{words}</si>")
            else:
                made += f'<c r="{place}" t="inlineStr"><is>{words}</is></c>'
        rows += f'<row r="{at}" hidden="{int(hidden)}">{made}</row>'
    strings = f"<sst {MAIN}>{''.join(shared)}</sst>"
    return packed_xlsx({"Sheet1": f"<sheetData>{rows}</sheetData>"}, parts={"xl/sharedStrings.xml": strings})


OFFICE = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "style")
)


def packed_ods(tables: str, styles: str = "") -> bytes:
    """An OpenDocument file of tables."""
    content = (
        f"<office:document-content {OFFICE}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": "<a/>"})


def _span(run: Run) -> str:
    words = escape(run.words)
    match run.sort:
        case "note" | "power":
            return f'<text:span text:style-name="up">{words}</text:span>'
        case "index":
            return f'<text:span text:style-name="down">{words}</text:span>'
        case "deleted" | "struck":
            return f'<text:span text:style-name="gone">{words}</text:span>'
        case "ruby":
            return (
                f"<text:ruby><text:ruby-base>{words}</text:ruby-base>"
                f"<text:ruby-text>{run.beside}</text:ruby-text></text:ruby>"
            )
        case _:
            return words.replace(" ", "<text:s/>")


def ods(document: Document) -> bytes:
    """As an OpenDocument file."""
    styles = "".join(
        f'<style:style style:name="{name}"><style:text-properties {look}/></style:style>'
        for name, look in (
            ("up", 'style:text-position="super 58%"'),
            ("down", 'style:text-position="-33% 58%"'),
            ("gone", 'style:text-line-through-style="solid"'),
        )
    )
    rows = ""
    for cells, hidden in rows_of(document):
        state = ' table:visibility="collapse"' if hidden else ""
        words = ("".join(map(_span, broken(cell))).split("\n") for cell in cells)
        made = "".join(
            f"<table:table-cell>{''.join(f'<text:p>{line}</text:p>' for line in lines)}</table:table-cell>"
            for lines in words
        )
        rows += f'<table:table-row{state}>{made}<table:table-cell table:number-columns-repeated="16382"/></table:table-row>'
    empty = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    return packed_ods(f'<table:table table:name="Sheet1">{rows}{empty}</table:table>', styles)
