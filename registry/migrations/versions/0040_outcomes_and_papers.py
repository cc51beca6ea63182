"""Not granted, merged, duplicate; papers whose number is unique for an issuer and year."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

OUTCOMES = ("recognised", "praised", "not_chosen")
ADDED = ("not_granted", "merged", "duplicate")
BEFORE = ("draft", "to_sign", "submitted", "returned", "verified")
# Table, column, name of the check, the words around those of outcomes.
CHECKS = (
    ("nominations", "state", "nominationstate", BEFORE, ("withdrawn",)),
    ("decisions", "outcome", "outcome", (), ()),
)

papers = sa.table("decision_papers", *map(sa.column, ("id", "issuer_id", "year", "key", "dated")))
decisions = sa.table(
    "decisions", *map(sa.column, ("id", "issuer_id", "number", "decided_on", "paper_id")),
)


def _one_of(column: str, words: tuple[str, ...]) -> str:
    return f"{column} IN (" + ", ".join(f"'{word}'" for word in words) + ")"


def _check(table: str, column: str, name: str, words: tuple[str, ...]) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f(f"ck_{table}_{name}"), type_="check")
        batch_op.create_check_constraint(batch_op.f(f"ck_{table}_{name}"), _one_of(column, words))


def upgrade() -> None:
    op.create_table(
        "decision_papers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issuer_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["issuer_id"], ["units.id"], name=op.f("fk_decision_papers_issuer_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_papers")),
        sa.UniqueConstraint(
            "issuer_id", "year", "key", name=op.f("uq_decision_papers_issuer_id_year_key")
        ),
    )
    for table, column, name, before, after in CHECKS:
        _check(table, column, name, (*before, *OUTCOMES, *ADDED, *after))
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        for column, target in POINTERS.items():
            batch_op.add_column(sa.Column(column, sa.Integer(), nullable=True))
            batch_op.create_foreign_key(
                batch_op.f(f"fk_decisions_{column}_{target}"), target, [column], ["id"]
            )
        for column in ("paper_id", "other_nomination_id"):
            batch_op.create_index(batch_op.f(f"ix_decisions_{column}"), [column])
    _put_on_papers()


POINTERS = {
    "paper_id": "decision_papers",
    "other_nomination_id": "nominations",
    "other_exemplar_id": "exemplars",
}


def _put_on_papers() -> None:
    """The papers of the decisions so far: the program let a number of a year bear one date only."""
    connection, known = op.get_bind(), {}
    columns = sa.select(
        decisions.c.id, decisions.c.issuer_id, decisions.c.number, sa.cast(decisions.c.decided_on, sa.Date)
    )
    for number, issuer, text, day in connection.execute(columns.order_by(decisions.c.id)).all():
        if not text:
            continue
        paper = (issuer, day.year, _key(text))
        if paper not in known:
            known[paper] = len(known) + 1
            row = dict(zip(("id", "issuer_id", "year", "key", "dated"), (known[paper], *paper, day), strict=True))
            op.execute(sa.insert(papers).values(row))
        op.execute(sa.update(decisions).where(decisions.c.id == number).values(paper_id=known[paper]))
    if connection.dialect.name == "postgresql" and known:
        op.execute(sa.text("SELECT setval('decision_papers_id_seq', (SELECT max(id) FROM decision_papers))"))


def _key(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(one for one in folded if unicodedata.category(one) != "Cf").split())


def downgrade() -> None:
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        for column in ("paper_id", "other_nomination_id"):
            batch_op.drop_index(batch_op.f(f"ix_decisions_{column}"))
        for column, target in POINTERS.items():
            batch_op.drop_constraint(batch_op.f(f"fk_decisions_{column}_{target}"), type_="foreignkey")
            batch_op.drop_column(column)
    op.drop_table("decision_papers")
    # The older program knows one way to say no.
    for table, column, name, before, after in CHECKS:
        op.execute(sa.text(f"UPDATE {table} SET {column} = 'not_chosen' WHERE {_one_of(column, ADDED)}"))  # noqa: S608 -- words of this file
        _check(table, column, name, (*before, *OUTCOMES, *after))
