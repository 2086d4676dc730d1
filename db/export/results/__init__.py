"""What a search found, as a file for colleagues: Word, Excel, Markdown.

Each passage stands there with its citation (出处).

Here: files from `Found`. Not here: finding (db.search), the tables of a plan (db.tables, whose writer of
workbooks serves here too). Anyone above may import this room.
"""
