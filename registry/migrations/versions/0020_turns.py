"""Reviewers abstain after reading, and put nominations off."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

BEFORE = ("assigned", "declared_conflict", "scoring", "submitted", "cancelled", "voided", "declined")


def _one_of(words: tuple[str, ...]) -> str:
    return "state IN (" + ", ".join(f"'{word}'" for word in words) + ")"


def upgrade() -> None:
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("skipped_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_constraint(batch_op.f("ck_assignments_assignmentstate"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_assignments_assignmentstate"), _one_of((*BEFORE, "abstained"))
        )


def downgrade() -> None:
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_assignments_assignmentstate"), type_="check")
    # The older program knows one way to give no ballot without a tie.
    op.execute(sa.text("UPDATE assignments SET state = 'declined' WHERE state = 'abstained'"))
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.create_check_constraint(batch_op.f("ck_assignments_assignmentstate"), _one_of(BEFORE))
        batch_op.drop_column("skipped_at")
