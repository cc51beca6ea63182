"""The files of the dossier that a mark rests on."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("marks") as batch:
        batch.add_column(sa.Column("grounds", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("marks") as batch:
        batch.drop_column("grounds")
