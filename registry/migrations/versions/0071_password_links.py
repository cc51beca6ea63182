"""Links by mail to a page where somebody chooses a password."""

import sqlalchemy as sa
from alembic import op

from registry.core.db import UtcDateTime

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "password_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column(
            "purpose",
            sa.Enum("invitation", "reset", name="linkpurpose", native_enum=False, length=40, create_constraint=True),
            nullable=False,
        ),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_password_links_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_links")),
        sa.UniqueConstraint("digest", name=op.f("uq_password_links_digest")),
    )
    op.create_index(op.f("ix_password_links_user_id"), "password_links", ["user_id"])
    op.create_index(op.f("ix_password_links_asked_at"), "password_links", ["asked_at"])


def downgrade() -> None:
    op.drop_table("password_links")
