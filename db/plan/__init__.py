"""A Plan record becomes a SQLite file, and is asked.

`schema` names the tables, `load` writes them through SQLAlchemy, `query` reads them through sqlite3 alone,
because importing SQLAlchemy takes longer than reading a whole plan and the text has to be on screen first.
"""
