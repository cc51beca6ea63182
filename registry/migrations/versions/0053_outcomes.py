"""What copies of a model were measured to reach, indicator by indicator."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "replication_outcomes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("replication_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("indicator", sa.String(length=300), nullable=False),
        sa.Column("measure", sa.String(length=80), nullable=False),
        sa.Column("before", sa.String(length=40), nullable=True),
        sa.Column("after", sa.String(length=40), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("of_count", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["replication_id"],
            ["replications.id"],
            name=op.f("fk_replication_outcomes_replication_id_replications"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replication_outcomes")),
        sa.UniqueConstraint(
            "replication_id", "indicator", "measure",
            name=op.f("uq_replication_outcomes_replication_id_indicator_measure"),
        ),
    )
    op.create_index(
        op.f("ix_replication_outcomes_replication_id"), "replication_outcomes", ["replication_id"]
    )


def downgrade() -> None:
    op.drop_table("replication_outcomes")
