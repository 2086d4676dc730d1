"""The plan as data: reading a source text, storing it, asking and searching it.

A folder is a stage that the text passes through: `source` (a file becomes a Plan record), `plan` (the record
becomes SQLite and is asked), `search` (the passages become an index and are asked). `library` opens them and
asks several as one. Nothing here knows Qt or the program's resources; `desktop` and scripts may import it, it
imports neither.
"""
