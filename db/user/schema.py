"""The tables of user.db as they are now. They change only together with a new step in `migrations`.

Every row carries a checksum over what it holds (`content.check`), and `meta` a seal over all of them: a
flipped byte or a vanished row is noticed where SQLite itself sees nothing wrong.
"""

from sqlalchemy import Boolean, Column, Integer, LargeBinary, MetaData, Table, Text

metadata = MetaData()

mark = Table(
    "mark",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("start_key", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end_key", Text, nullable=False),
    Column("end", Integer, nullable=False),
    Column("quote", Text, nullable=False),
    Column("prefix", Text, nullable=False),
    Column("suffix", Text, nullable=False),
    Column("whole", Boolean, nullable=False),
    Column("position_start", Integer, nullable=False),
    Column("position_end", Integer, nullable=False),
    Column("source", Text),  # JSON: start line, start column, end line, end column
    Column("path", Text, nullable=False),  # JSON list
    Column("occurrences", Integer, nullable=False),
    Column("twins", Integer, nullable=False),
    Column("edition", Text, nullable=False),
    Column("category", Text),
    Column("note", Text, nullable=False),
    Column("tags", Text, nullable=False),  # JSON list
    Column("state", Text),
    Column("lead_unit", Text, nullable=False),
    Column("units", Text, nullable=False),
    Column("due", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("created", Text, nullable=False),
    Column("changed", Text, nullable=False),
    Column("placed", Text, nullable=False),
    Column("suggestion", Text),  # JSON: start key, start, end key, end, quote, likeness
    Column("checksum", Integer, nullable=False),
)

category = Table(
    "category",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("colour", Text, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("offered", Boolean, nullable=False),
    Column("task", Boolean, nullable=False),
    Column("own", Boolean, nullable=False),
    Column("checksum", Integer, nullable=False),
)

draft = Table(
    "draft",
    metadata,
    Column("mark", Text, primary_key=True),
    Column("text", Text, nullable=False),
    Column("saved", Text, nullable=False),
    Column("checksum", Integer, nullable=False),
)

edition = Table(
    "edition",
    metadata,
    Column("stamp", Text, primary_key=True),
    Column("plan", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("words", LargeBinary, nullable=False),  # PlanText.pack
    Column("checksum", Integer, nullable=False),
)

addition = Table(
    "addition",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),  # supplement, place_word
    Column("plan", Text, nullable=False),
    Column("key", Text, nullable=False),  # the passage of a supplement, the name of a place
    Column("told", Text, nullable=False),  # JSON object: what else it says
    Column("checksum", Integer, nullable=False),
)

lineage = Table(
    "lineage",
    metadata,
    Column("mark", Text, primary_key=True),
    Column("versions", Text, nullable=False),  # JSON list
    Column("checksum", Integer, nullable=False),
)

meta = Table(
    "meta",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
