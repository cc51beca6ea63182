"""The number and the date of the paper that ends a recognition."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("recognitions") as batch:
        batch.add_column(sa.Column("end_number", sa.String(length=80), nullable=False, server_default=""))
        batch.add_column(sa.Column("end_dated", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("recognitions") as batch:
        batch.drop_column("end_dated")
        batch.drop_column("end_number")
