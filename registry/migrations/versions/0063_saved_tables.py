"""Tables of figures that people put together and keep, for themselves or for their unit."""

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0059"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_tables",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_key", sa.String(length=240), nullable=False),
        sa.Column("question", sa.JSON(), nullable=False),
        sa.Column("maker_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["maker_id"], ["users.id"], name=op.f("fk_saved_tables_maker_id_users")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_saved_tables_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_tables")),
        sa.UniqueConstraint("reference", name=op.f("uq_saved_tables_reference")),
    )
    op.create_index("ix_saved_tables_maker_id", "saved_tables", ["maker_id"])
    op.create_index("ix_saved_tables_unit_id", "saved_tables", ["unit_id"])


def downgrade() -> None:
    op.drop_table("saved_tables")
