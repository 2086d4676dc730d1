"""What the reader adds beside marks: entries from the paper copy, corrections of place names."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create their table."""
    op.create_table(
        "addition",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("plan", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("told", sa.Text, nullable=False),
        sa.Column("checksum", sa.Integer, nullable=False),
    )
