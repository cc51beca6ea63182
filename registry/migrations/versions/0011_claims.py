"""Results as claims: series, periods, populations, funding, and the places in the evidence that show them."""

import sqlalchemy as sa
from alembic import op

from registry.core.db import DecimalText, UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

FUNDS = ("fund_state", "fund_community", "fund_enterprises", "fund_other")


def upgrade() -> None:
    with op.batch_alter_table("exemplar_results", schema=None) as batch_op:
        batch_op.add_column(sa.Column("series", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("since", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("since_month", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("of_count", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("of_whom", sa.String(120), nullable=False, server_default=""))
        for name in FUNDS:
            batch_op.add_column(sa.Column(name, sa.BigInteger(), nullable=True))
    _create_links()
    op.execute(
        sa.text(
            "INSERT INTO claim_links"
            " (reference, version_id, result_key, item_id, kind, note, added_by_id, added_at)"
            " SELECT lower(hex(randomblob(5))), item.version_id, result.key, item.id, 'whole', '',"
            " item.added_by_id, item.added_at"
            " FROM evidence_items AS item JOIN exemplar_results AS result ON result.id = item.result_id"
        )
    )
    with op.batch_alter_table("evidence_items", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_evidence_items_result_id_exemplar_results"), type_="foreignkey"
        )
        batch_op.drop_column("result_id")


def _create_links() -> None:
    op.create_table(
        "claim_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(16), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("result_key", sa.String(40), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "whole",
                "page",
                "row",
                "region",
                "time",
                name="placekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("row", sa.Integer(), nullable=True),
        *(sa.Column(name, DecimalText(), nullable=True) for name in ("x", "y", "w", "h")),
        sa.Column("seconds_from", sa.Integer(), nullable=True),
        sa.Column("seconds_to", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["users.id"], name=op.f("fk_claim_links_added_by_id_users")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["evidence_items.id"], name=op.f("fk_claim_links_item_id_evidence_items")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["exemplar_versions.id"],
            name=op.f("fk_claim_links_version_id_exemplar_versions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_links")),
        sa.UniqueConstraint("reference", name=op.f("uq_claim_links_reference")),
    )
    with op.batch_alter_table("claim_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_links_item_id"), ["item_id"], unique=False)
        batch_op.create_index("ix_claim_links_version_id_result_key", ["version_id", "result_key"])


def downgrade() -> None:
    with op.batch_alter_table("evidence_items", schema=None) as batch_op:
        batch_op.add_column(sa.Column("result_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_evidence_items_result_id_exemplar_results"),
            "exemplar_results",
            ["result_id"],
            ["id"],
            ondelete="SET NULL",
        )
    op.execute(
        sa.text(
            "UPDATE evidence_items SET result_id = (SELECT min(result.id) FROM claim_links AS link"
            " JOIN exemplar_results AS result"
            " ON result.version_id = link.version_id AND result.key = link.result_key"
            " WHERE link.item_id = evidence_items.id)"
        )
    )
    op.drop_table("claim_links")
    with op.batch_alter_table("exemplar_results", schema=None) as batch_op:
        for name in (*FUNDS, "of_whom", "of_count", "since_month", "since", "series"):
            batch_op.drop_column(name)
