"""Kinds of rubrics: points with groups and bonus, checklists, conditions; where they come from, how a vote passes."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

RUBRICS = ("kind", "origin", "missing", "ranks_only", "agreement", "quorum", "vote_share")
CRITERIA = ("max_bonus", "is_condition", "is_counted")
# What the sample sheet has said of itself since there is one.
SAMPLE = "Bộ tiêu chí mẫu của phần mềm, không phải văn bản chính thức."


def upgrade() -> None:
    op.create_table(
        "criterion_groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rubric_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=300), nullable=False),
        sa.Column("label_en", sa.String(length=300), nullable=False),
        sa.Column("max_points", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["rubric_id"], ["rubrics.id"], name=op.f("fk_criterion_groups_rubric_id_rubrics")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion_groups")),
        sa.UniqueConstraint("rubric_id", "position", name=op.f("uq_criterion_groups_rubric_id_position")),
    )
    op.create_index(op.f("ix_criterion_groups_rubric_id"), "criterion_groups", ["rubric_id"])
    with op.batch_alter_table("rubrics", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(length=40), nullable=False, server_default="points"))
        batch_op.add_column(
            sa.Column("origin", sa.String(length=40), nullable=False, server_default="unstated")
        )
        batch_op.add_column(sa.Column("missing", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("bonus_limit", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("ranks_only", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(
            sa.Column("agreement", sa.String(length=20), nullable=False, server_default="2/3")
        )
        batch_op.add_column(sa.Column("quorum", sa.String(length=20), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("vote_share", sa.String(length=20), nullable=False, server_default=""))
    with op.batch_alter_table("criteria", schema=None) as batch_op:
        batch_op.add_column(sa.Column("group_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("max_bonus", sa.String(length=40), nullable=False, server_default="0"))
        batch_op.add_column(
            sa.Column("is_condition", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("is_counted", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.create_foreign_key(
            batch_op.f("fk_criteria_group_id_criterion_groups"), "criterion_groups", ["group_id"], ["id"]
        )
    for table, columns in (("rubrics", RUBRICS), ("criteria", CRITERIA)):
        with op.batch_alter_table(table, schema=None) as batch_op:
            for column in columns:
                batch_op.alter_column(column, server_default=None)
    rubrics = sa.table("rubrics", sa.column("provenance"), sa.column("origin"))
    op.execute(sa.update(rubrics).where(rubrics.c.provenance == SAMPLE).values(origin="synthetic"))


def downgrade() -> None:
    with op.batch_alter_table("criteria", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_criteria_group_id_criterion_groups"), type_="foreignkey")
        for column in ("group_id", *CRITERIA):
            batch_op.drop_column(column)
    with op.batch_alter_table("rubrics", schema=None) as batch_op:
        for column in (*RUBRICS, "bonus_limit"):
            batch_op.drop_column(column)
    op.drop_index(op.f("ix_criterion_groups_rubric_id"), table_name="criterion_groups")
    op.drop_table("criterion_groups")
