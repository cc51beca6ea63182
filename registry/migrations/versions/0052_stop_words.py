"""Words that search passes over, other names of places and Ukrainian and Arabic words are kept in the table."""

import csv
import re
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

# As the lists of the program were then: those go on changing.
LISTS = Path(__file__).resolve().parents[1] / "lists" / revision
KINDS = ("abbreviation", "synonym", "translation")
NAME = "ck_search_terms_termkind"
# What search reads otherwise than it is written, as it does with Vietnamese syllables.
READ = {"qui": "quy", "où": "òu"}


def _check(kinds: tuple[str, ...]) -> None:
    words = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("search_terms", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f(NAME), type_="check")
        batch_op.create_check_constraint(batch_op.f(NAME), f"kind IN ({words})")


def upgrade() -> None:
    _check((*KINDS, "stop_word"))
    table = sa.table(
        "search_terms",
        *(sa.column(name) for name in ("kind", "language", "term", "term_key", "percent", "version")),
        sa.column("means", sa.JSON()),
        sa.column("created_at", sa.DateTime(timezone=True)),
        sa.column("updated_at", sa.DateTime(timezone=True)),
    )
    known = op.get_bind().execute(sa.select(table.c.kind, table.c.language, table.c.term_key)).all()
    op.bulk_insert(table, _rows({tuple(row) for row in known}))
    # The names of cities and the words of these languages are indexed otherwise from now on.
    op.execute(
        sa.text(
            "INSERT INTO outbox (topic, key, made_at) "
            "SELECT 'exemplars', reference, CURRENT_TIMESTAMP FROM exemplars WHERE state <> 'draft'"
        )
    )


def _rows(known: set[tuple[object, ...]]) -> list[dict[str, object]]:
    """The new lists as rows, without terms that are in the table."""
    now = datetime.now(UTC)
    found: dict[tuple[str, str, str], dict[str, object]] = {}
    for kind, language, term, means, percent in _lines():
        key = " ".join(READ.get(one, one) for one in re.findall(r"\w+", term.lower()))
        if (kind, language, key) not in known:
            found[kind, language, key] = {
                "kind": kind, "language": language, "term": term, "term_key": key, "means": means,
                "percent": percent, "version": 1, "created_at": now, "updated_at": now,
            }  # fmt: skip
    return list(found.values())


def _lines() -> list[tuple[str, str, str, list[str], int]]:
    singles: set[str] = set()
    stop_words = []
    for row in _list("stopwords"):
        # The first line of a language holds single words, each further line one phrase.
        listed = [row["words"]] if row["lang"] in singles else row["words"].split()
        singles.add(row["lang"])
        stop_words += [("stop_word", row["lang"], term, list[str](), 100) for term in listed]
    places = [
        ("synonym", "vi", row["term"], row["also"].split("|"), round(float(row["weight"]) * 100))
        for row in _list("places")
    ]
    foreign = [
        ("translation", row["lang"], row["term"], row["vi"].split("|"), 100)
        for row in _list("glossary")
    ]
    return [*stop_words, *places, *foreign]


def _list(name: str) -> list[dict[str, str]]:
    with (LISTS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def downgrade() -> None:
    # The release before knows neither the kind nor these languages; one row of them would stop all search.
    op.execute("DELETE FROM search_terms WHERE kind = 'stop_word' OR language IN ('uk', 'ar')")
    _check(KINDS)
