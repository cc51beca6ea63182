"""A result may be known to the month in which it was taken."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("exemplar_results", schema=None) as batch_op:
        batch_op.add_column(sa.Column("as_of_month", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("exemplar_results", schema=None) as batch_op:
        batch_op.drop_column("as_of_month")
