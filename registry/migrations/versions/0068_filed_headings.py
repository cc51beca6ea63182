"""What stood above a report is kept with its filing."""

import sqlalchemy as sa
from alembic import op

revision = "0068"
down_revision = "0067"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("report_filings") as table:
        table.add_column(sa.Column("heading", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("report_filings") as table:
        table.alter_column("heading", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("report_filings") as table:
        table.drop_column("heading")
