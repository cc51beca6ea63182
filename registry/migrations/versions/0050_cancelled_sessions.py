"""A session of the council that was called may be cancelled, with the reason."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("council_sessions") as table:
        table.add_column(sa.Column("cancel_reason", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("council_sessions") as table:
        table.drop_column("cancel_reason")
