"""Consent of people, and what resembles what."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

PURPOSES = ("award_file", "public_page")
ANSWERS = ("given", "refused", "withdrawn")
EFFECTS = ("person", "page")
MANNERS = ("paper", "in_person", "message")
ORIGINS = ("new", "builds_on", "independent")
TABLES = (
    "copied_passages",
    "sentence_prints",
    "read_texts",
    "origin_statements",
    "photo_bands",
    "consents",
    "person_photos",
    "named_people",
)


def upgrade() -> None:
    with op.batch_alter_table("exemplars", schema=None) as batch_op:
        batch_op.add_column(sa.Column("withheld_names", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("withheld_photos", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(
            sa.Column("is_page_withdrawn", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("evidence_items", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_items_digest"), ["digest"], unique=False)
    _create_people()
    _create_likeness()
    _create_passages()


def _create_people() -> None:
    op.create_table(
        "named_people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(40), nullable=False),
        sa.Column("exemplar_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("also_written", sa.JSON(), nullable=False),
        sa.Column("part", sa.String(200), nullable=False),
        sa.Column("is_child", sa.Boolean(), nullable=False),
        sa.Column("guardian", sa.String(120), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        *_timestamps(),
        *_keys("named_people", exemplar_id="exemplars", added_by_id="users"),
        sa.UniqueConstraint("reference", name=op.f("uq_named_people_reference")),
    )
    _index("named_people", "exemplar_id")
    op.create_table(
        "person_photos",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["named_people.id"], name=op.f("fk_person_photos_person_id_named_people")
        ),
        sa.ForeignKeyConstraint(
            ["digest"], ["stored_files.digest"], name=op.f("fk_person_photos_digest_stored_files")
        ),
        sa.PrimaryKeyConstraint("person_id", "digest", name=op.f("pk_person_photos")),
    )
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("purpose", _words(PURPOSES, "purpose"), nullable=False),
        sa.Column("answer", _words(ANSWERS, "answer"), nullable=False),
        sa.Column("effect", _words(EFFECTS, "effect"), nullable=True),
        sa.Column("manner", _words(MANNERS, "manner"), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["evidence_items.id"],
            name=op.f("fk_consents_item_id_evidence_items"),
            ondelete="SET NULL",
        ),
        *_keys("consents", person_id="named_people", recorded_by_id="users"),
    )
    _index("consents", "person_id")


def _create_likeness() -> None:
    op.create_table(
        "photo_bands",
        sa.Column("band", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["digest"], ["stored_files.digest"], name=op.f("fk_photo_bands_digest_stored_files")
        ),
        sa.PrimaryKeyConstraint("band", "digest", name=op.f("pk_photo_bands")),
    )
    _index("photo_bands", "digest")
    op.create_table(
        "origin_statements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exemplar_id", sa.Integer(), nullable=False),
        sa.Column("origin", _words(ORIGINS, "origin"), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("sentence", sa.String(500), nullable=False),
        sa.Column("stated_by_id", sa.Integer(), nullable=True),
        sa.Column("judged", _words(ORIGINS, "origin"), nullable=True),
        sa.Column("judged_source_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("judged_by_id", sa.Integer(), nullable=True),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        *_timestamps(),
        *_keys(
            "origin_statements",
            exemplar_id="exemplars",
            source_id="exemplars",
            judged_source_id="exemplars",
            stated_by_id="users",
            judged_by_id="users",
        ),
        sa.UniqueConstraint("exemplar_id", name=op.f("uq_origin_statements_exemplar_id")),
    )
    _index("origin_statements", "source_id", "judged_source_id")


def _create_passages() -> None:
    op.create_table(
        "read_texts",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["exemplar_versions.id"], name=op.f("fk_read_texts_version_id_exemplar_versions")
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_read_texts")),
    )
    op.create_table(
        "sentence_prints",
        sa.Column("print", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["exemplar_versions.id"],
            name=op.f("fk_sentence_prints_version_id_exemplar_versions"),
        ),
        sa.PrimaryKeyConstraint("print", "version_id", name=op.f("pk_sentence_prints")),
    )
    _index("sentence_prints", "version_id")
    op.create_table(
        "copied_passages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(40), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("other_content", sa.String(40), nullable=False),
        sa.Column("other_start", sa.Integer(), nullable=False),
        sa.Column("other_end", sa.Integer(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        *_keys("copied_passages", version_id="exemplar_versions", other_id="exemplar_versions"),
    )
    _index("copied_passages", "version_id", "other_id")


def _words(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, native_enum=False, create_constraint=True, length=40, name=name)


def _timestamps() -> tuple[sa.Column, ...]:
    return (
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )


def _keys(table: str, **others: str) -> list[sa.Constraint]:
    foreign = [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))
        for column, other in others.items()
    ]
    return [*foreign, sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))]


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    with op.batch_alter_table("evidence_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_items_digest"))
    with op.batch_alter_table("exemplars", schema=None) as batch_op:
        for column in ("is_page_withdrawn", "withheld_photos", "withheld_names"):
            batch_op.drop_column(column)
