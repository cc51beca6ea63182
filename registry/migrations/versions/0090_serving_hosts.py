"""Which host serves the database, so that a second one is refused."""

import sqlalchemy as sa
from alembic import op

from registry.core.db import UtcDateTime

revision = "0090"
down_revision = "0072"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "serving_hosts",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("boot", sa.String(length=64), nullable=False),
        sa.Column("beats", sa.Integer(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_serving_hosts_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_serving_hosts")),
    )


def downgrade() -> None:
    op.drop_table("serving_hosts")
