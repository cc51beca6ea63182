"""Compare all models with the books of figures again: copies and archived models are counted otherwise."""

from alembic import op

revision = "0069"
down_revision = "0068"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE figure_states SET seq = -1")


def downgrade() -> None:
    """The next round of the worker compares them once more; nothing is to be put back."""
    op.execute("UPDATE figure_states SET seq = -1")
