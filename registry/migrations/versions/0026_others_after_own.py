"""Reviewers read what the others gave after their own ballot, unless a stage says otherwise."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def _default(word: str) -> None:
    with op.batch_alter_table("campaign_stages", schema=None) as batch_op:
        batch_op.alter_column(
            "others_scores", existing_type=sa.String(length=40), existing_nullable=False, server_default=word
        )


def upgrade() -> None:
    # No stage could say anything else until now: all of them behave as they did.
    op.execute(sa.text("UPDATE campaign_stages SET others_scores = 'after_own'"))
    _default("after_own")


def downgrade() -> None:
    _default("never")
