"""Which number a decision was made by."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

BASES = ("mean", "adjusted")


def upgrade() -> None:
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("basis", sa.String(length=40), nullable=False, server_default="mean"))
        batch_op.add_column(sa.Column("adjusted", sa.String(length=40), nullable=True))
        batch_op.create_check_constraint(
            batch_op.f("ck_decisions_basis"), "basis IN (" + ", ".join(f"'{word}'" for word in BASES) + ")"
        )
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.alter_column("basis", existing_type=sa.String(length=40), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_decisions_basis"), type_="check")
        batch_op.drop_column("adjusted")
        batch_op.drop_column("basis")
