"""The tables of plan.db.

`SCHEMA` is raised with every change to them; there are no migrations, a plan.db is built again.
"""

from sqlalchemy import Boolean, Column, Float, Integer, MetaData, Table, Text

metadata = MetaData()

stamp = Table(
    "stamp",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

plan = Table(
    "plan",
    metadata,
    Column("slug", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("jurisdiction", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("badge", Text, nullable=False),
)

# In all tables below, `ordinal` counts from 1 in the order of the plan.
chapter = Table(
    "chapter",
    metadata,
    Column("ordinal", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("level", Integer, nullable=False),
    Column("number", Text),
    Column("title", Text, nullable=False),
    Column("parent", Text),
    Column("own_title", Integer, nullable=False),
    Column("note", Text, nullable=False),
    Column("lines", Text, nullable=False),  # numbers joined by spaces
)

passage = Table(
    "passage",
    metadata,
    Column("ordinal", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("chapter", Text, nullable=False),
    Column("box", Text),
    Column("lead", Integer, nullable=False),
)

origin = Table(
    "origin",
    metadata,
    Column("ordinal", Integer, primary_key=True),
    Column("passage", Integer, nullable=False),  # passage.ordinal
    Column("start", Integer, nullable=False),
    Column("line", Integer, nullable=False),
    Column("column", Integer, nullable=False),
    Column("length", Integer, nullable=False),
)

project = Table(
    "project",
    metadata,
    Column("ordinal", Integer, primary_key=True),
    Column("key", Text, nullable=False),
    Column("box", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("stage", Text),
    Column("name", Text),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("quantity", Integer),
    Column("unit", Text),
    Column("amount", Text),
    Column("figure", Text),
    Column("amount_unit", Text),
    Column("about", Boolean),
    Column("arrangement", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("lost", Text, nullable=False),  # kinds joined by spaces
)

gap = Table(
    "gap",
    metadata,
    Column("ordinal", Integer, primary_key=True),
    Column("key", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
)

dropped = Table(
    "dropped",
    metadata,
    Column("ordinal", Integer, primary_key=True),
    Column("line", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("why", Text, nullable=False),
)

doubt = Table(
    "doubt",
    metadata,
    Column("ordinal", Integer, primary_key=True),
    Column("line", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("why", Text, nullable=False),
)

table = Table(
    "table",
    metadata,
    Column("ordinal", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("box", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("width", Integer, nullable=False),
    Column("header", Integer, nullable=False),
    Column("indicators", Integer, nullable=False),
)

cell = Table(
    "cell",
    metadata,
    Column("ordinal", Integer, primary_key=True),
    Column("table", Integer, nullable=False),  # table.ordinal
    Column("row", Integer, nullable=False),
    Column("column", Integer, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("columns", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
)

target = Table(
    "target",
    metadata,
    Column("ordinal", Integer, primary_key=True),
    Column("key", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("comparison", Text, nullable=False),
    Column("value", Float),
    Column("value_to", Float),
    Column("unit", Text, nullable=False),
    Column("year", Integer),
    Column("binding", Text),
    Column("text", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("year_from", Text),
    Column("category", Text, nullable=False),
    Column("cumulative", Boolean, nullable=False),
    Column("words", Text, nullable=False),
    Column("base", Float),
    Column("base_year", Integer),
    Column("growth", Float),
    Column("growth_unit", Text),
    Column("growth_kind", Text),
)
