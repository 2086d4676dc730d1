"""Which versions a mark was before: a colleague's later hand-on replaces what nobody has changed here."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create its table."""
    op.create_table(
        "lineage",
        sa.Column("mark", sa.Text, primary_key=True),
        sa.Column("versions", sa.Text, nullable=False),
        sa.Column("checksum", sa.Integer, nullable=False),
    )
