"""Lists taken over from older registers, their mappings and runs; models merged into others."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

KINDS = ("models", "units", "accounts")
RUN_STATES = ("uploaded", "reading", "checking", "checked", "importing", "done", "refused")
FATES = ("pending", "new", "same", "changed", "refused")
BEFORE = ("draft", "running", "paused", "closed")


def _words(name, words):
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def _key(table, column, other):
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def upgrade() -> None:
    _lists()
    _papers_and_mergers()
    with op.batch_alter_table("exemplars", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_exemplars_exemplarstate"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_exemplars_exemplarstate"), _one_of((*BEFORE, "merged"))
        )


def _one_of(words):
    return "state IN (" + ", ".join(f"'{word}'" for word in words) + ")"


def _lists() -> None:
    op.create_table(
        "import_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("kind", _words("listkind", KINDS), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("started_by_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sheets", sa.JSON(), nullable=False),
        sa.Column("sheet", sa.String(length=200), nullable=False),
        sa.Column("header", sa.Integer(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("as_drafts", sa.Boolean(), nullable=False),
        sa.Column("state", _words("runstate", RUN_STATES), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("phase_started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("import_runs", "unit_id", "units"),
        _key("import_runs", "started_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_runs")),
        sa.UniqueConstraint("reference", name=op.f("uq_import_runs_reference")),
    )
    for column in ("started_by_id", "state", "unit_id"):
        op.create_index(op.f(f"ix_import_runs_{column}"), "import_runs", [column])
    op.create_table(
        "import_rows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("formulas", sa.JSON(), nullable=False),
        sa.Column("fate", _words("fate", FATES), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("label", sa.String(length=300), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("faults", sa.JSON(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("wave", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        _key("import_rows", "run_id", "import_runs"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_rows")),
        sa.UniqueConstraint("run_id", "number", name=op.f("uq_import_rows_run_id_number")),
    )
    op.create_index("ix_import_rows_fates", "import_rows", ["run_id", "fate", "number"])
    op.create_index("ix_import_rows_keys", "import_rows", ["run_id", "key"])
    op.create_table(
        "column_mappings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", _words("listkind", KINDS), nullable=False),
        sa.Column("headings", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("column_mappings", "unit_id", "units"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_column_mappings")),
        sa.UniqueConstraint("unit_id", "kind", name=op.f("uq_column_mappings_unit_id_kind")),
    )


def _papers_and_mergers() -> None:
    op.create_table(
        "paper_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exemplar_id", sa.Integer(), nullable=False),
        sa.Column("typed_by_id", sa.Integer(), nullable=False),
        sa.Column("typed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("sender", sa.String(length=200), nullable=False),
        sa.Column("scan_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("paper_entries", "exemplar_id", "exemplars"),
        _key("paper_entries", "typed_by_id", "users"),
        _key("paper_entries", "scan_id", "evidence_items"),
        _key("paper_entries", "confirmed_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_entries")),
        sa.UniqueConstraint("exemplar_id", name=op.f("uq_paper_entries_exemplar_id")),
    )
    op.create_index(op.f("ix_paper_entries_typed_by_id"), "paper_entries", ["typed_by_id"])
    op.create_table(
        "exemplar_mergers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("loser_id", sa.Integer(), nullable=False),
        sa.Column("survivor_id", sa.Integer(), nullable=False),
        sa.Column("merged_by_id", sa.Integer(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("taken", sa.JSON(), nullable=False),
        _key("exemplar_mergers", "loser_id", "exemplars"),
        _key("exemplar_mergers", "survivor_id", "exemplars"),
        _key("exemplar_mergers", "merged_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exemplar_mergers")),
        sa.UniqueConstraint("loser_id", name=op.f("uq_exemplar_mergers_loser_id")),
    )
    op.create_index(op.f("ix_exemplar_mergers_survivor_id"), "exemplar_mergers", ["survivor_id"])


def downgrade() -> None:
    for table in ("exemplar_mergers", "paper_entries", "column_mappings", "import_rows", "import_runs"):
        op.drop_table(table)
    # What was merged has no state in the older program but that of a model that is no longer kept up.
    op.execute(sa.text("UPDATE exemplars SET state = 'closed' WHERE state = 'merged'"))
    with op.batch_alter_table("exemplars", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_exemplars_exemplarstate"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_exemplars_exemplarstate"), _one_of(BEFORE))
