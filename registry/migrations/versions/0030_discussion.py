"""What the council discusses about a nomination, and marks that were changed after the ballot."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def _belongs(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"))


def upgrade() -> None:
    op.create_table(
        "remarks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("nomination_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hidden_reason", sa.Text(), nullable=False),
        _belongs("remarks", "nomination_id", "nominations"),
        _belongs("remarks", "author_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remarks")),
        sa.UniqueConstraint("reference", name=op.f("uq_remarks_reference")),
    )
    op.create_index(op.f("ix_remarks_nomination_id"), "remarks", ["nomination_id"])
    op.create_table(
        "mark_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("points_before", sa.String(length=40), nullable=True),
        sa.Column("points_after", sa.String(length=40), nullable=True),
        sa.Column("comment_before", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("after_discussion", sa.Boolean(), nullable=False),
        _belongs("mark_changes", "assignment_id", "assignments"),
        _belongs("mark_changes", "criterion_id", "criteria"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark_changes")),
    )
    op.create_index(op.f("ix_mark_changes_assignment_id"), "mark_changes", ["assignment_id"])


def downgrade() -> None:
    op.drop_table("mark_changes")
    op.drop_table("remarks")
