"""Draws a box (专栏) as a framed card: one QTextTable in the document."""

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QColor,
    QTextCursor,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
    QTextTableCellFormat,
    QTextTableFormat,
)

from desktop.typeset.box_layout import BoxCard, BoxCell, BoxLayout, BoxLine, ListCard, make_card
from desktop.typeset.document_writer import DocumentWriter
from desktop.typeset.grid_lines import GridCard
from desktop.typeset.page_blocks import PageBlock

_SOLID = QTextFrameFormat.BorderStyle.BorderStyle_Solid


def write_box(pen: DocumentWriter, part: PageBlock) -> None:
    """Write a box, or one piece of a long box, after what the pen wrote last.

    A box that holds a table (表) of the plan is set in the rows and columns of that table, any other by its
    projects.
    """
    card = _card(pen, part.box or "")
    lines = card.lines(part.passages)
    _write(pen, make_card(pen.style, card.widths, lines, last=part.last), part)


def _card(pen: DocumentWriter, box: str) -> BoxCard:
    # Pieces of one box must have the same columns, so these are worked out once and kept. The lines are not:
    # a table of ten thousand rows is laid out piece by piece, as it is set.
    if box not in pen.cards:
        table = pen.parts.view.tables.get(box)
        pen.cards[box] = (
            GridCard(pen.style, table, pen.parts.grid(box))
            if table
            else ListCard(pen, pen.parts.rows(box), pen.parts.view.projects.get(box, ()))
        )
    return pen.cards[box]


def _write(pen: DocumentWriter, card: BoxLayout, part: PageBlock) -> None:
    table = pen.cursor.insertTable(len(card.lines), len(card.widths) + 1, _table_format(pen, card, part))
    # The bar at the left is a column of its own: a border would show a joint at every row.
    table.mergeCells(0, 0, len(card.lines), 1)
    bar = QTextTableCellFormat()
    bar.setBackground(QColor(pen.style.theme.box_edge))
    table.cellAt(0, 0).setFormat(bar)
    # Merging changes the table's positions, and those of written words are final: merge first, then write.
    for row, line in enumerate(card.lines):
        for cell in line.cells:
            if cell.across > 1 or cell.down > 1:
                table.mergeCells(row, cell.column + 1, cell.down, cell.across)
    _frame_cells(pen, card, table)
    for row, line in enumerate(card.lines):
        for cell in line.cells:
            pen.move(table.cellAt(row, cell.column + 1).firstCursorPosition())
            _write_cell(pen, cell, justify=len(card.widths) == cell.across and row > 0)
    after = QTextCursor(pen.cursor)
    # Qt puts a block after every table; the pen goes on in it.
    after.setPosition(table.lastPosition() + 1)
    pen.move(after)


def _write_cell(pen: DocumentWriter, cell: BoxCell, *, justify: bool) -> None:
    style = pen.style
    flags = Qt.AlignmentFlag
    align = flags.AlignRight if cell.right else flags.AlignJustify if justify else flags.AlignLeft
    pen.block(style.block(line=style.small_line, align=align))
    if cell.passage is not None:
        for part, role in cell.parts:
            pen.words(cell.passage, part.start, part.end, role)
    if cell.own:
        pen.own(cell.own, "header", cell.tip)


def _table_format(pen: DocumentWriter, card: BoxLayout, part: PageBlock) -> QTextTableFormat:
    style = pen.style
    form = QTextTableFormat()
    form.setBorderCollapse(True)
    form.setBorder(0)
    form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_None)
    form.setCellSpacing(0)
    form.setCellPadding(0)
    form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    form.setTopMargin(style.em(0.55) if part.first else 0)
    form.setBottomMargin(style.em(0.9) if part.last else 0)
    widths = [card.bar, *card.widths]
    # The padding lies inside the outer cells (see `_cell_format`), so these columns are wider by it.
    widths[1] += card.padding
    widths[-1] += card.padding
    # Parts of the whole, so that a narrow window or a sheet of paper gets the same card, only narrower.
    parts = [
        QTextLength(QTextLength.Type.PercentageLength, 100 * width / sum(widths)) for width in widths[:-1]
    ]
    form.setColumnWidthConstraints([*parts, QTextLength(QTextLength.Type.VariableLength, 0)])
    return form


def _frame_cells(pen: DocumentWriter, card: BoxLayout, table: QTextTable) -> None:
    """Ground and padding of all cells, and a hairline above where one belongs."""
    covered: set[tuple[int, int]] = set()
    for row, line in enumerate(card.lines):
        cells = {cell.column: cell for cell in line.cells}
        for column in range(len(card.widths)):
            if (row, column) in covered:
                continue
            # A cell without words gets a format too: the card's ground must have no holes.
            cell = cells.get(column) or BoxCell(column)
            covered |= {
                (row + down, column + across) for down in range(cell.down) for across in range(cell.across)
            }
            last = card.lines[row + cell.down - 1]
            table.cellAt(row, column + 1).setFormat(_cell_format(pen, card, cell, line, last))


def _cell_format(
    pen: DocumentWriter, card: BoxLayout, cell: BoxCell, first: BoxLine, last: BoxLine
) -> QTextTableCellFormat:
    theme = pen.style.theme
    form = QTextTableCellFormat()
    form.setBackground(QColor(theme.box_ground))
    form.setTopPadding(first.above)
    form.setBottomPadding(last.below)
    form.setLeftPadding(card.padding if cell.column == 0 else 0)
    form.setRightPadding(card.padding if cell.column + cell.across == len(card.widths) else card.gutter)
    if first.ruled:
        form.setTopBorder(1)
        form.setTopBorderStyle(_SOLID)
        form.setTopBorderBrush(QColor(theme.hairline))
    return form
