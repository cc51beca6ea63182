"""The check of eligibility: the checklist of its stage, and what was answered."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("campaign_stages", schema=None) as batch_op:
        batch_op.add_column(sa.Column("checklist", sa.JSON(), server_default="[]", nullable=False))
    op.create_table(
        "eligibility_checks",
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("is_eligible", sa.Boolean(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("checked_by_id", sa.Integer(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["stage_visits.id"], name=op.f("fk_eligibility_checks_visit_id_stage_visits")
        ),
        sa.ForeignKeyConstraint(
            ["checked_by_id"], ["users.id"], name=op.f("fk_eligibility_checks_checked_by_id_users")
        ),
        sa.PrimaryKeyConstraint("visit_id", name=op.f("pk_eligibility_checks")),
    )


def downgrade() -> None:
    op.drop_table("eligibility_checks")
    with op.batch_alter_table("campaign_stages", schema=None) as batch_op:
        batch_op.drop_column("checklist")
