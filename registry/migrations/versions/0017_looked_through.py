"""Which sections of a registration still say what an earlier model said."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("exemplar_origins", schema=None) as batch_op:
        batch_op.add_column(sa.Column("unchecked", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("exemplar_origins", schema=None) as batch_op:
        batch_op.alter_column("unchecked", existing_type=sa.JSON(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("exemplar_origins", schema=None) as batch_op:
        batch_op.drop_column("unchecked")
