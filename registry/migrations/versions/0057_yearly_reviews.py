"""Yearly reviews of recognised models, and each model in them."""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

LEVELS = ("grassroots", "commune", "district_legacy", "province", "central")


def word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "stock_reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", word("stockstate", "open", "closed"), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("updated_at", moment, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_stock_reviews_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_reviews")),
        sa.UniqueConstraint("reference", name=op.f("uq_stock_reviews_reference")),
        sa.UniqueConstraint("unit_id", "year", name=op.f("uq_stock_reviews_unit_id_year")),
    )
    op.create_table(
        "stock_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("exemplar_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("unit_name", sa.String(length=300), nullable=False),
        sa.Column("level", word("level", *LEVELS), nullable=False),
        sa.Column("recognised_in", sa.Integer(), nullable=False),
        sa.Column("state", word("entrystate", "waiting", "answered", "judged"), nullable=False),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.Column("silent_on", sa.Date(), nullable=True),
        sa.Column("answer", word("stockanswer", "running", "paused", "ended"), nullable=True),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("fresh_files", sa.Integer(), nullable=False),
        sa.Column("why_no_files", sa.Text(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", moment, nullable=True),
        sa.Column("result", word("stockresult", "keep", "replicate", "strengthen", "drop"), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("strengthen_by", sa.Date(), nullable=True),
        sa.Column("judged_by_id", sa.Integer(), nullable=True),
        sa.Column("judged_on", sa.Date(), nullable=True),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("updated_at", moment, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"], ["stock_reviews.id"], name=op.f("fk_stock_entries_review_id_stock_reviews")
        ),
        sa.ForeignKeyConstraint(
            ["exemplar_id"], ["exemplars.id"], name=op.f("fk_stock_entries_exemplar_id_exemplars")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["users.id"], name=op.f("fk_stock_entries_answered_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["judged_by_id"], ["users.id"], name=op.f("fk_stock_entries_judged_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_entries")),
        sa.UniqueConstraint("review_id", "exemplar_id", name=op.f("uq_stock_entries_review_id_exemplar_id")),
    )
    for column in ("review_id", "exemplar_id", "state"):
        op.create_index(op.f(f"ix_stock_entries_{column}"), "stock_entries", [column])


def downgrade() -> None:
    op.drop_table("stock_entries")
    op.drop_table("stock_reviews")
