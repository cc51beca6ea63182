"""When the results of a session were locked, and everybody who answered the checklist of a nomination."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("council_sessions") as batch:
        batch.add_column(sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        sa.text(
            "UPDATE council_sessions SET locked_at = COALESCE(closed_at, updated_at) "
            "WHERE state IN ('locked', 'closed')"
        )
    )
    with op.batch_alter_table("eligibility_checks") as batch:
        batch.add_column(sa.Column("earlier_checkers", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    with op.batch_alter_table("eligibility_checks") as batch:
        batch.drop_column("earlier_checkers")
    with op.batch_alter_table("council_sessions") as batch:
        batch.drop_column("locked_at")
