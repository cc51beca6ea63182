"""A change noted of a copy can be corrected, with what was said before kept, and withdrawn with a reason."""

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("replication_adaptations") as table:
        table.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        table.add_column(sa.Column("withdrawn_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("withdraw_reason", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("replication_adaptations") as table:
        table.alter_column("version", server_default=None)
    op.create_table(
        "replication_earlier_tellings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("adaptation_id", sa.Integer(), nullable=False),
        sa.Column("told_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("component_id", sa.Integer(), nullable=True),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("cause", sa.String(length=40), nullable=False),
        sa.Column("decided_by", sa.String(length=300), nullable=False),
        sa.Column("keeps_core", sa.Boolean(), nullable=False),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["adaptation_id"],
            ["replication_adaptations.id"],
            name=op.f("fk_replication_earlier_tellings_adaptation_id_replication_adaptations"),
        ),
        sa.ForeignKeyConstraint(
            ["component_id"],
            ["replication_components.id"],
            name=op.f("fk_replication_earlier_tellings_component_id_replication_components"),
        ),
        sa.CheckConstraint(
            "cause IN ('planned', 'forced')", name=op.f("ck_replication_earlier_tellings_cause")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replication_earlier_tellings")),
    )
    op.create_index(
        op.f("ix_replication_earlier_tellings_adaptation_id"),
        "replication_earlier_tellings",
        ["adaptation_id"],
    )


def downgrade() -> None:
    op.drop_table("replication_earlier_tellings")
    with op.batch_alter_table("replication_adaptations") as table:
        table.drop_column("withdraw_reason")
        table.drop_column("withdrawn_on")
        table.drop_column("version")
