"""A report that was asked for no longer can be asked for again."""

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0063"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_pauses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("demand_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["demand_id"], ["report_demands.id"], name=op.f("fk_report_pauses_demand_id_report_demands")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_pauses")),
    )
    op.create_index("ix_report_pauses_demand_id", "report_pauses", ["demand_id"])


def downgrade() -> None:
    op.drop_table("report_pauses")
