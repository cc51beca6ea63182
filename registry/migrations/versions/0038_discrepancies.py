"""What follows when ballots disagree: rules of the campaign, re-readings, conclusions."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

FIRST_BASES = "basis IN ('mean', 'adjusted')"


def _belongs(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"))


def upgrade() -> None:
    with op.batch_alter_table("campaigns", schema=None) as batch_op:
        for name in ("asks_again", "line_alarm", "settles_first"):
            batch_op.add_column(sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("criterion_alarm", sa.Integer(), nullable=True))
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_decisions_basis"), type_="check")
        batch_op.add_column(sa.Column("concluded", sa.String(length=40), nullable=True))
    _tables()


def _tables() -> None:
    op.create_table(
        "discrepancies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("nomination_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ballots", sa.JSON(), nullable=False),
        sa.Column("holds", sa.String(length=40), nullable=True),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("conclusion", sa.Text(), nullable=False),
        sa.Column("concluded_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _belongs("discrepancies", "nomination_id", "nominations"),
        _belongs("discrepancies", "criterion_id", "criteria"),
        _belongs("discrepancies", "concluded_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discrepancies")),
        sa.UniqueConstraint("reference", name=op.f("uq_discrepancies_reference")),
    )
    for name in ("nomination_id", "state"):
        op.create_index(op.f(f"ix_discrepancies_{name}"), "discrepancies", [name])
    op.create_table(
        "rereadings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("discrepancy_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("has_changed", sa.Boolean(), nullable=False),
        sa.Column("is_waived", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _belongs("rereadings", "discrepancy_id", "discrepancies"),
        _belongs("rereadings", "assignment_id", "assignments"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rereadings")),
    )
    for name in ("discrepancy_id", "assignment_id"):
        op.create_index(op.f(f"ix_rereadings_{name}"), "rereadings", [name])


def downgrade() -> None:
    op.drop_table("rereadings")
    op.drop_table("discrepancies")
    # What was decided by a concluded number has no place in the older program.
    decided = sa.text(f"SELECT count(*) FROM decisions WHERE NOT ({FIRST_BASES})")
    if op.get_bind().scalar(decided):
        raise RuntimeError("decisions were made by a number that the older program does not know")
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.drop_column("concluded")
        batch_op.create_check_constraint(batch_op.f("ck_decisions_basis"), FIRST_BASES)
    with op.batch_alter_table("campaigns", schema=None) as batch_op:
        for name in ("settles_first", "line_alarm", "criterion_alarm", "asks_again"):
            batch_op.drop_column(name)
