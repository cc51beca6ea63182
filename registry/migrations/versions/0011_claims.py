"""Results as claims: series, periods, populations, funding, and the places in the evidence that show them."""

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
