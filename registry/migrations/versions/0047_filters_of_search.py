"""Have every model indexed anew: search filters by more than it did."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        sa.text(
            "INSERT INTO outbox (topic, key, made_at) "
            "SELECT 'exemplars', reference, CURRENT_TIMESTAMP FROM exemplars WHERE state <> 'draft'"
        )
    )


def downgrade() -> None:
    """The index may hold more than the program asks for."""
