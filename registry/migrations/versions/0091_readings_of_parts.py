"""Each part of a list that shows people is a reading of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0091"
down_revision = "0090"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("readings", sa.Column("asked", sa.String(length=12), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("readings", "asked")
