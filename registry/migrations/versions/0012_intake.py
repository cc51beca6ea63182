"""What is known of a stored file: its kind, its scan, its text, its likeness; uploads under way."""

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
