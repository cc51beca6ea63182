"""Whoever no roll call has noted is not noted, no longer absent: members of sessions that are still planned."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

CALLED = (
    "SELECT session_id FROM session_members WHERE attendance <> 'absent' "
    "UNION SELECT id FROM council_sessions WHERE state <> 'planned'"
)


def upgrade() -> None:
    op.execute(
        sa.text(f"UPDATE session_members SET attendance = 'unnoted' WHERE session_id NOT IN ({CALLED})")  # noqa: S608
    )


def downgrade() -> None:
    op.execute(sa.text("UPDATE session_members SET attendance = 'absent' WHERE attendance = 'unnoted'"))
