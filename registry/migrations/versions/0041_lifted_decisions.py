"""An upheld appeal lifts a decision: it stays, and a nomination has one that is not lifted."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

HOLDS = sa.text("lifted_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_decisions_nomination_id"), type_="unique")
    op.create_index(
        "uq_decisions_that_hold", "decisions", ["nomination_id"], unique=True, sqlite_where=HOLDS,
        postgresql_where=HOLDS,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("uq_decisions_that_hold", table_name="decisions")
    # The older program knows no lifted decision: the corrections of one go with it.
    op.execute(
        sa.text(
            "DELETE FROM decision_corrections WHERE decision_id IN "
            "(SELECT id FROM decisions WHERE lifted_at IS NOT NULL)"
        )
    )
    op.execute(sa.text("DELETE FROM decisions WHERE lifted_at IS NOT NULL"))
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.create_unique_constraint(batch_op.f("uq_decisions_nomination_id"), ["nomination_id"])
        batch_op.drop_column("lifted_at")
