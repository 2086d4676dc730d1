"""Marks as files for people: Word, Excel, Markdown, a page for the browser; and passages collected with their
citations (摘编).

All take `Entry` records, which `entries` makes of marks and the plans that they are about, and write a file
whole or not at all (ExportError). python-docx and XlsxWriter are imported when such a file is written.
"""
