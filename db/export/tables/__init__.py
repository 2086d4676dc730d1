"""Rows leave as they are shown: .xlsx, .csv, and the two forms of the clipboard (TSV and HTML).

XlsxWriter writes the workbooks: it streams rows to the disk in constant memory (openpyxl's write-only mode
needs twice the time), has no dependencies, is BSD-licensed, and its output is checked against Excel's own. It
can't read, and nothing here does.
"""
