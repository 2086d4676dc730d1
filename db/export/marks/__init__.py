"""Marks as files for people: Word, Excel, Markdown, a page for the browser; and passages collected with their
citations (摘编).

All take `MarkEntry` or `Excerpt` records, which `entries` makes of marks and the plans that they are about.
`forms` has a row for each kind of file.
"""
