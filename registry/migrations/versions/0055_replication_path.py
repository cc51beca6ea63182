"""The path of a copy: check, plan, questions, checkpoints, the log of changes; further kinds and states."""

import sqlalchemy as sa
from alembic import op

from registry.core.db import UtcDateTime

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

STATES = ("proposed", "confirmed", "reported", "stopped", "declined")
KINDS = ("adopted", "adapted")
NEW_STATES = ("preparing", "proposed", "confirmed", "reported", "sustained", "stopped", "declined")
NEW_KINDS = (*KINDS, "scaled_up", "merged_from", "inspired_by")
WORDS = {
    "answer": ("readiness", ("yes", "partly", "no")),
    "way": ("gapway", ("to_do", "accepted")),
    "treatment": ("treatment", ("keep", "adapt", "leave_out")),
    "reached": ("reached", ("reached", "partly", "missed")),
    "cause": ("cause", ("planned", "forced")),
}
ADDED = ("proposed_at", "people", "budget_vnd", "funding", "sustained_on", "sustain_note")
TABLES = ("answers", "components", "checkpoints", "adaptations", "questions")


def upgrade() -> None:
    _replace_words(NEW_STATES, NEW_KINDS)
    with op.batch_alter_table("replications", schema=None) as batch_op:
        batch_op.add_column(sa.Column("proposed_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("people", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("budget_vnd", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("funding", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("sustained_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("sustain_note", sa.Text(), server_default="", nullable=False))
    op.execute(sa.text("UPDATE replications SET proposed_at = created_at"))
    _table(
        "answers", sa.Column("question", sa.String(length=40), nullable=False), _word("answer"), _text("note"),
        _word("way"), _text("remedy"), sa.Column("who", sa.String(length=300), nullable=False), _day("due_on"),
        sa.UniqueConstraint(
            "replication_id", "question", name=op.f("uq_replication_answers_replication_id_question")
        ),
    )  # fmt: skip
    _table(
        "components", sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False), _word("treatment"), _text("reason"),
        sa.UniqueConstraint(
            "replication_id", "position", name=op.f("uq_replication_components_replication_id_position")
        ),
    )  # fmt: skip
    _table(
        "checkpoints", _day("due_on", nullable=False), sa.Column("what", sa.String(length=300), nullable=False),
        _word("reached"), _text("told"), _day("reported_on"), _day("reminded_on"), _day("late_reminded_on"),
    )  # fmt: skip
    op.create_index(op.f("ix_replication_checkpoints_due_on"), "replication_checkpoints", ["due_on"])
    _table(
        "adaptations", sa.Column("component_id", sa.Integer(), nullable=True),
        _day("changed_on", nullable=False), _text("what"), _text("reason"), _word("cause", nullable=False),
        sa.Column("decided_by", sa.String(length=300), nullable=False),
        sa.Column("keeps_core", sa.Boolean(), nullable=False), _text("effect"),
        sa.Column("logged_at", UtcDateTime(), nullable=False),
        _key("adaptations", "component_id", "replication_components"),
    )  # fmt: skip
    _table(
        "questions", _text("text"), sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False), _text("answer"),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        _key("questions", "asked_by_id", "users"), _key("questions", "answered_by_id", "users"),
    )  # fmt: skip


def downgrade() -> None:
    # What the older program does not know has no place in it; nothing of it is thrown away unseen.
    unknown = sa.text(f"SELECT count(*) FROM replications WHERE NOT ({_among('state', STATES)})")
    other = sa.text(f"SELECT count(*) FROM replications WHERE NOT ({_among('kind', KINDS)})")
    if op.get_bind().scalar(unknown) or op.get_bind().scalar(other):
        raise RuntimeError("there are replications of states or kinds that the older program does not know")
    for name in reversed(TABLES):
        op.drop_table(f"replication_{name}")
    with op.batch_alter_table("replications", schema=None) as batch_op:
        for column in ADDED:
            batch_op.drop_column(column)
    _replace_words(STATES, KINDS)


def _replace_words(states: tuple[str, ...], kinds: tuple[str, ...]) -> None:
    checks = (("state", "replicationstate", states), ("kind", "replicationkind", kinds))
    with op.batch_alter_table("replications", schema=None) as batch_op:
        for column, name, words in checks:
            batch_op.drop_constraint(batch_op.f(f"ck_replications_{name}"), type_="check")
            batch_op.create_check_constraint(batch_op.f(f"ck_replications_{name}"), _among(column, words))


def _among(column: str, words: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(word) for word in words)})"


def _table(name: str, *columns: object) -> None:
    table = f"replication_{name}"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("replication_id", sa.Integer(), nullable=False),
        *columns,
        _key(name, "replication_id", "replications"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_replication_id"), table, ["replication_id"])


def _key(name: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    found = op.f(f"fk_replication_{name}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=found)


def _word(column: str, *, nullable: bool = True) -> sa.Column:
    name, words = WORDS[column]
    kind = sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)
    return sa.Column(column, kind, nullable=nullable)


def _text(column: str) -> sa.Column:
    return sa.Column(column, sa.Text(), nullable=False)


def _day(column: str, *, nullable: bool = True) -> sa.Column:
    return sa.Column(column, sa.Date(), nullable=nullable)
