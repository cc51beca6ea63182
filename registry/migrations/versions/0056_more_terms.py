"""More short forms, other names, foreign words and words passed over, "mô hình" among them."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

# As the lists of the program were then: those go on changing. `key` is the term as search reads it.
LIST = Path(__file__).resolve().parents[1] / "lists" / revision / "terms.csv"
TERMS = sa.table(
    "search_terms",
    *(sa.column(name) for name in ("kind", "language", "term", "term_key", "percent", "version")),
    sa.column("means", sa.JSON()),
    sa.column("created_at", sa.DateTime(timezone=True)),
    sa.column("updated_at", sa.DateTime(timezone=True)),
)


def _listed() -> list[dict[str, str]]:
    with LIST.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def upgrade() -> None:
    now = datetime.now(UTC)
    table = TERMS.c
    known = {tuple(row) for row in op.get_bind().execute(sa.select(table.kind, table.language, table.term_key))}
    rows = [
        {
            "kind": row["kind"], "language": row["language"], "term": row["term"], "term_key": row["key"],
            "means": row["means"].split("|") if row["means"] else [], "percent": int(row["percent"]),
            "version": 1, "created_at": now, "updated_at": now,
        }
        for row in _listed()
        if (row["kind"], row["language"], row["key"]) not in known
    ]  # fmt: skip
    if rows:
        op.bulk_insert(TERMS, rows)


def downgrade() -> None:
    for row in _listed():
        op.execute(
            sa.delete(TERMS).where(
                TERMS.c.kind == row["kind"],
                TERMS.c.language == row["language"],
                TERMS.c.term_key == row["key"],
                # What somebody changed since is theirs.
                TERMS.c.version == 1,
            )
        )
