"""Whose people act in a stage for which place; how long and how often; what reviewers may know."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

def _columns() -> list[sa.Column[object]]:
    return [
    sa.Column("level", sa.String(length=40), nullable=True),
    sa.Column("body", sa.String(length=40), nullable=True),
    sa.Column("line", sa.String(length=40), nullable=False, server_default="territorial"),
    sa.Column("working_days", sa.Integer(), nullable=True),
    sa.Column("returns_allowed", sa.Integer(), nullable=True),
    sa.Column("blind_submitter", sa.Boolean(), nullable=False, server_default=sa.false()),
    sa.Column("blind_reviewers", sa.Boolean(), nullable=False, server_default=sa.true()),
    sa.Column("others_scores", sa.String(length=40), nullable=False, server_default="never"),
    ]


def upgrade() -> None:
    with op.batch_alter_table("campaign_stages", schema=None) as batch_op:
        for column in _columns():
            batch_op.add_column(column)
    places = [
        sa.ForeignKeyConstraint([name], ["units.id"], name=op.f(f"fk_stage_bodies_{name}_units"))
        for name in ("locality_id", "body_id")
    ]
    op.create_table(
        "stage_bodies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("locality_id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["stage_id"], ["campaign_stages.id"], name=op.f("fk_stage_bodies_stage_id_campaign_stages")
        ),
        *places,
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_bodies")),
        sa.UniqueConstraint("stage_id", "locality_id", name=op.f("uq_stage_bodies_stage_id_locality_id")),
    )


def downgrade() -> None:
    op.drop_table("stage_bodies")
    with op.batch_alter_table("campaign_stages", schema=None) as batch_op:
        for column in reversed(_columns()):
            batch_op.drop_column(column.name)
