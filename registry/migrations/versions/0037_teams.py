"""Appraisal teams of a campaign: their fields and their reviewers."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "appraisal_teams",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("reviewers", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_appraisal_teams_campaign_id_campaigns")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal_teams")),
        sa.UniqueConstraint("reference", name=op.f("uq_appraisal_teams_reference")),
    )
    with op.batch_alter_table("appraisal_teams", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appraisal_teams_campaign_id"), ["campaign_id"], unique=False)


def downgrade() -> None:
    op.drop_table("appraisal_teams")
