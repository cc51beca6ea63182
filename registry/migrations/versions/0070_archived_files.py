"""Closed files of nominations are given to the archive within a year."""

import sqlalchemy as sa
from alembic import op

from registry.core.db import UtcDateTime

revision = "0070"
down_revision = "0069"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "archived_files",
        sa.Column("nomination_id", sa.Integer(), nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.Column("archived_on", sa.Date(), nullable=True),
        sa.Column("mark", sa.String(length=80), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nominations.id"], name=op.f("fk_archived_files_nomination_id_nominations")
        ),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["users.id"], name=op.f("fk_archived_files_given_by_id_users")
        ),
        sa.PrimaryKeyConstraint("nomination_id", name=op.f("pk_archived_files")),
    )


def downgrade() -> None:
    op.drop_table("archived_files")
