"""Autosaved drafts of registrations, what was typed and not yet stored, and who edits what."""

revision = "0010"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
