"""The books of figures: what was counted, as it was known when it was booked."""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "figure_states",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_states")),
    )
    op.create_table(
        "figure_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("part", sa.String(length=40), server_default="", nullable=False),
        sa.Column("exemplar_id", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("known_on", sa.Date(), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("takes_back", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("province_id", sa.Integer(), nullable=True),
        sa.Column("field_id", sa.Integer(), nullable=True),
        sa.Column("level", sa.String(length=40), nullable=True),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("is_public", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["exemplar_id"], ["exemplars.id"], name=op.f("fk_figure_entries_exemplar_id_exemplars")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_figure_entries_unit_id_units")),
        sa.ForeignKeyConstraint(
            ["province_id"], ["units.id"], name=op.f("fk_figure_entries_province_id_units")
        ),
        sa.ForeignKeyConstraint(["field_id"], ["fields.id"], name=op.f("fk_figure_entries_field_id_fields")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_entries")),
    )
    op.create_index(op.f("ix_figure_entries_key"), "figure_entries", ["key"])
    op.create_index(op.f("ix_figure_entries_exemplar_id"), "figure_entries", ["exemplar_id"])
    op.create_index(
        "ix_figure_entries_counted",
        "figure_entries",
        [
            "kind",
            "counted_on",
            "field_id",
            "unit_id",
            "exemplar_id",
            "amount",
            "is_public",
            "province_id",
            "level",
            "subject",
            "part",
        ],
    )
    op.create_index(
        "ix_figure_entries_known",
        "figure_entries",
        ["kind", "happened_on", "known_on", "exemplar_id", "amount"],
    )


def downgrade() -> None:
    op.drop_table("figure_entries")
    op.drop_table("figure_states")
