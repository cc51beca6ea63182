"""Which parts of a copy are its own: the model has none like them."""

import sqlalchemy as sa
from alembic import op

revision = "0093"
down_revision = "0092"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("replication_components") as table:
        table.add_column(sa.Column("is_own", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("replication_components") as table:
        table.alter_column("is_own", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("replication_components") as table:
        table.drop_column("is_own")
