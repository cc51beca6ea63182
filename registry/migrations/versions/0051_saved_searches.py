"""Searches that people keep, and what a mail about them says beside its message."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

HOW = ("at_once", "daily", "weekly", "never")


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    how = sa.Enum(*HOW, name="howoften", native_enum=False, create_constraint=True, length=40)
    op.create_table(
        "saved_searches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_key", sa.String(length=240), nullable=False),
        sa.Column("text", sa.String(length=256), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("sort", sa.String(length=20), nullable=False),
        sa.Column("how", how, nullable=False),
        sa.Column("is_paused", sa.Boolean(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("due_at", moment, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.Column("seen", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_saved_searches_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_searches")),
        sa.UniqueConstraint("reference", name=op.f("uq_saved_searches_reference")),
        sa.UniqueConstraint("user_id", "name_key", name=op.f("uq_saved_searches_user_id_name_key")),
    )
    op.create_index("ix_saved_searches_due", "saved_searches", ["due_at"])
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.add_column(sa.Column("letter", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("stop_path", sa.String(length=900), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.drop_column("stop_path")
        batch_op.drop_column("letter")
    op.drop_table("saved_searches")
