"""The whole file of a nomination is made by the worker and taken afterwards."""

import sqlalchemy as sa
from alembic import op

from registry.core.db import UtcDateTime

revision = "0092"
down_revision = "0091"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dossier_bags",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nomination_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nominations.id"], name=op.f("fk_dossier_bags_nomination_id_nominations")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["users.id"], name=op.f("fk_dossier_bags_asked_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_bags")),
        sa.UniqueConstraint(
            "nomination_id", "asked_by_id", name=op.f("uq_dossier_bags_nomination_id_asked_by_id")
        ),
    )
    op.create_index(op.f("ix_dossier_bags_asked_by_id"), "dossier_bags", ["asked_by_id"])


def downgrade() -> None:
    op.drop_table("dossier_bags")
