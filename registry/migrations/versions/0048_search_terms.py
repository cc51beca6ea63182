"""The terms of search become a table, filled from the lists of the program; models are indexed anew."""

import csv
import re
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

# As the lists of the program were then: those go on changing.
LISTS = Path(__file__).resolve().parents[1] / "lists" / revision
KINDS = ("abbreviation", "synonym", "translation")


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    kind = sa.Enum(*KINDS, name="termkind", native_enum=False, create_constraint=True, length=40)
    table = op.create_table(
        "search_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", kind, nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("term", sa.String(length=120), nullable=False),
        sa.Column("term_key", sa.String(length=120), nullable=False),
        sa.Column("means", sa.JSON(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("updated_at", moment, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_terms")),
        sa.UniqueConstraint(
            "kind", "language", "term_key", name=op.f("uq_search_terms_kind_language_term_key")
        ),
    )
    op.bulk_insert(table, _rows())
    # What counts beside the words is indexed with each model from now on.
    op.execute(
        sa.text(
            "INSERT INTO outbox (topic, key, made_at) "
            "SELECT 'exemplars', reference, CURRENT_TIMESTAMP FROM exemplars WHERE state <> 'draft'"
        )
    )


def _rows() -> list[dict[str, object]]:
    """The lists as rows; one term that stands in a list twice becomes one row."""
    found: dict[tuple[str, str, str], dict[str, object]] = {}
    for kind, language, term, means, percent in _lines():
        key = " ".join(re.findall(r"\w+", term.lower()))
        row = found.setdefault(
            (kind, language, key),
            {"kind": kind, "language": language, "term": term, "term_key": key, "means": [],
             "percent": percent, "version": 1},
        )  # fmt: skip
        row["means"] = list(dict.fromkeys([*row["means"], *means]))  # type: ignore[misc]
    now = datetime.now(UTC)
    return [{**row, "created_at": now, "updated_at": now} for row in found.values()]


def _lines() -> list[tuple[str, str, str, list[str], int]]:
    return [
        *(("abbreviation", "vi", row["short"], [row["long"]], 100) for row in _list("abbreviations")),
        *(
            ("synonym", "vi", row["term"], row["also"].split("|"), round(float(row["weight"]) * 100))
            for row in _list("synonyms")
        ),
        *(("translation", row["lang"], row["term"], row["vi"].split("|"), 100) for row in _list("glossary")),
    ]


def _list(name: str) -> list[dict[str, str]]:
    with (LISTS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def downgrade() -> None:
    op.drop_table("search_terms")
