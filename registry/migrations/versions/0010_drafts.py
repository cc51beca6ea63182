"""Autosaved drafts of registrations, what was typed and not yet stored, and who edits what."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0008"
branch_labels = None
depends_on = None

SECTIONS = ("name", "problem", "method", "results", "evidence", "reuse", "check")
REASONS = ("half_typed", "session_ended", "changed_meanwhile", "submitted_meanwhile")
KINDS = ("first", "saved", "autosaved", "restored")
ORIGINS = ("last_year", "replication")


def _words(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "kept_texts",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("users.id"), nullable=False),
        sa.Column("place", sa.String(300), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("why", _words("keptbecause", REASONS), nullable=False),
        sa.Column("kept_at", moment, nullable=False),
        sa.UniqueConstraint("user_id", "place", name="uq_kept_texts_user_id_place"),
    )
    op.create_index("ix_kept_texts_kept_at", "kept_texts", ["kept_at"])
    op.create_table(
        "section_snapshots",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("version_id", sa.Integer(), sa.ForeignKey("exemplar_versions.id"), nullable=False),
        sa.Column("section", _words("section", SECTIONS), nullable=False),
        sa.Column("kind", _words("snapshotkind", KINDS), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("made_by_id", sa.Integer(), sa.ForeignKey("users.id"), nullable=True),
        sa.Column("contents", sa.JSON(), nullable=False),
        sa.Column("digest", sa.Integer(), nullable=False),
        sa.Column("tab", sa.String(40), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
    )
    op.create_index("ix_section_snapshots_section", "section_snapshots", ["version_id", "section"])
    op.create_table(
        "section_presences",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("exemplar_id", sa.Integer(), sa.ForeignKey("exemplars.id"), nullable=False),
        sa.Column("section", _words("section", SECTIONS), nullable=False),
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("users.id"), nullable=False),
        sa.Column("seen_at", moment, nullable=False),
        sa.UniqueConstraint(
            "exemplar_id", "section", "user_id", name="uq_section_presences_exemplar_id_section_user_id"
        ),
    )
    op.create_table(
        "exemplar_origins",
        sa.Column("exemplar_id", sa.Integer(), sa.ForeignKey("exemplars.id"), primary_key=True),
        sa.Column("source_id", sa.Integer(), sa.ForeignKey("exemplars.id"), nullable=False),
        sa.Column("kind", _words("originkind", ORIGINS), nullable=False),
    )
    op.create_index("ix_exemplar_origins_source_id", "exemplar_origins", ["source_id"])


def downgrade() -> None:
    for name in ("exemplar_origins", "section_presences", "section_snapshots", "kept_texts"):
        op.drop_table(name)
