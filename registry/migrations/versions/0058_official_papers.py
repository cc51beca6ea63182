"""Official papers, and the templates that staff bring for them."""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paper_templates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("letterhead", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name=op.f("fk_paper_templates_made_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_templates")),
        sa.UniqueConstraint(
            "kind", "letterhead", "number", name=op.f("uq_paper_templates_kind_letterhead_number")
        ),
    )
    op.create_table(
        "official_papers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("letterhead", sa.String(length=40), nullable=False),
        sa.Column("issuer_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=40), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("dated", sa.Date(), nullable=True),
        sa.Column("decision_paper_id", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("listed", sa.JSON(), nullable=False),
        sa.Column("drawn", sa.LargeBinary(), nullable=True),
        sa.Column("scan_digest", sa.String(length=64), nullable=True),
        sa.Column("scan_name", sa.String(length=200), nullable=False),
        sa.Column("posted_until", sa.Date(), nullable=True),
        sa.Column("told_over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdraw_reason", sa.Text(), nullable=False),
        sa.Column("drawn_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["issuer_id"], ["units.id"], name=op.f("fk_official_papers_issuer_id_units")),
        sa.ForeignKeyConstraint(
            ["decision_paper_id"],
            ["decision_papers.id"],
            name=op.f("fk_official_papers_decision_paper_id_decision_papers"),
        ),
        sa.ForeignKeyConstraint(
            ["scan_digest"], ["stored_files.digest"], name=op.f("fk_official_papers_scan_digest_stored_files")
        ),
        sa.ForeignKeyConstraint(["drawn_by_id"], ["users.id"], name=op.f("fk_official_papers_drawn_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_official_papers")),
        sa.UniqueConstraint("code", name=op.f("uq_official_papers_code")),
    )
    op.create_index("ix_official_papers_about", "official_papers", ["about", "kind"])
    for column in ("issuer_id", "decision_paper_id", "scan_digest", "posted_until"):
        op.create_index(op.f(f"ix_official_papers_{column}"), "official_papers", [column])


def downgrade() -> None:
    op.drop_table("official_papers")
    op.drop_table("paper_templates")
