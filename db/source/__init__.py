"""A source text becomes a Plan record: decoding, furniture, typography, outline, boxes, project lists, lost
figures.

`importer.import_plan` runs the stages in order; each stage is a module of pure functions over lines and
passages. Nothing here reads or writes a database, and nothing of a source is guessed or repaired.
"""

PARSER = 21
"""Version of these stages: raised when the same source comes out differently, so that stored plans are built
again.
"""
