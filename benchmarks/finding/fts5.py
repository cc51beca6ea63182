"""SQLite FTS5 as it is usually set up: folded words, facets in columns with indexes, counts by GROUP BY."""

import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path

from benchmarks.finding.asking import BUCKETS, FACETS, FIELDS, WEIGHTS, Alone, Answer, Question, show
from registry.search.base import Document
from registry.search.text import words

COLUMNS = FACETS[:-1]
RANK = f"bm25(f, {', '.join(str(WEIGHTS[name]) for name in FIELDS)})"
DRAWN = "f JOIN m ON m.id = f.rowid WHERE f MATCH ?"
_STROKE = str.maketrans("đĐ", "dD")


def plain(text: str) -> str:
    """The tokenizer takes all marks away but the stroke of đ."""
    return text.translate(_STROKE)


class Fts5(Alone):
    """SQLite FTS5 with `unicode61 remove_diacritics 2`, in the write-ahead mode."""

    name = "FTS5"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._db = sqlite3.connect(folder / "fts5.db", isolation_level=None, timeout=30)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-200000", "mmap_size=2000000000"):
            self._db.execute(f"PRAGMA {pragma}")

    def build(self, documents: Iterable[Document]) -> None:
        run = self._db.execute
        columns = ", ".join(f"{name} TEXT" for name in (*FIELDS, *COLUMNS))
        run(f"CREATE TABLE m (id INTEGER PRIMARY KEY, key TEXT UNIQUE, date INTEGER, {columns})")
        run("CREATE TABLE area (id INTEGER, code TEXT)")
        run(
            f"CREATE VIRTUAL TABLE f USING fts5({', '.join(FIELDS)}, content='',"
            " tokenize='unicode61 remove_diacritics 2')"
        )
        run("BEGIN")
        for number, document in enumerate(documents, 1):
            self._store(number, document)
        run("COMMIT")
        run("CREATE INDEX m_fpy ON m (field, province, year)")
        run("CREATE INDEX m_date ON m (date)")
        run("CREATE INDEX area_id ON area (id)")
        run("CREATE INDEX area_code ON area (code, id)")
        run("INSERT INTO f(f) VALUES ('optimize')")
        run("ANALYZE")
        run("PRAGMA wal_checkpoint(TRUNCATE)")

    def _store(self, number: int, document: Document) -> None:
        texts = _texts(document)
        codes = [next(iter(document.facets.get(name, ())), None) for name in COLUMNS]
        marks = ", ".join("?" * (3 + len(texts) + len(codes)))
        date = document.sort_keys.get("updated", 0)
        self._db.execute(f"INSERT INTO m VALUES ({marks})", [number, document.key, date, *texts, *codes])
        self._db.execute("INSERT INTO f(rowid, title, topics, unit, summary, body) VALUES (?, ?, ?, ?, ?, ?)",
                         [number, *map(plain, texts)])  # fmt: skip
        areas = [(number, code) for code in document.facets.get("area", ())]
        self._db.executemany("INSERT INTO area VALUES (?, ?)", areas)

    def open(self) -> None:
        self._db.execute("SELECT count(*) FROM m WHERE id < 2").fetchone()
        self._db.execute("CREATE TEMP TABLE IF NOT EXISTS hit (id INTEGER PRIMARY KEY)")

    def ask(self, question: Question, limit: int) -> Answer:
        where = "".join(f" AND m.{name} = ?" for name in question.filters)
        given = [*([_match(question)] if question.words else []), *question.filters.values()]
        source = f"{DRAWN}{where}" if question.words else f"m WHERE 1{where}"
        counted = "f WHERE f MATCH ?" if question.words and not where else source
        total = self._db.execute(f"SELECT count(*) FROM {counted}", given).fetchone()[0]
        order = "m.date DESC" if question.newest or not question.words else RANK
        rows = self._db.execute(
            f"SELECT m.key, m.title, m.body FROM {source} ORDER BY {order} LIMIT {limit}", given
        ).fetchall()
        counts = self._counts(source, given) if question.facets else {}
        if question.shown:
            show([row[1:] for row in rows], question.words)
        return Answer(total, [row[0] for row in rows], counts)

    def _counts(self, source: str, given: list[str]) -> dict[str, dict[str, int]]:
        run = self._db.execute
        run("DELETE FROM hit")
        run(f"INSERT INTO hit SELECT m.id FROM {source}", given)
        best = f"GROUP BY 1 ORDER BY 2 DESC LIMIT {BUCKETS}"
        counts = {
            name: dict(run(f"SELECT {name}, count(*) FROM hit JOIN m USING (id) {best}").fetchall())
            for name in COLUMNS
        }
        area = f"SELECT code, count(*) FROM hit JOIN area USING (id) {best}"
        return {**counts, "area": dict(run(area).fetchall())}

    def judged(self, text: str, filters: Mapping[str, str], limit: int) -> list[str]:
        asked = " OR ".join(f'"{plain(word)}"' for word in words(text))
        where = "".join(f" AND m.{name} = ?" for name in filters)
        sql = f"SELECT m.key FROM {DRAWN}{where} ORDER BY {RANK} LIMIT {limit}"
        return [key for (key,) in self._db.execute(sql, [asked, *filters.values()])]

    def put(self, document: Document) -> None:
        run = self._db.execute
        run("BEGIN IMMEDIATE")
        names = ", ".join(FIELDS)
        number, *old = run(f"SELECT id, {names} FROM m WHERE key = ?", [document.key]).fetchone()
        run(
            f"INSERT INTO f(f, rowid, {names}) VALUES ('delete', ?, ?, ?, ?, ?, ?)",
            [number, *map(plain, old)],
        )
        run("DELETE FROM m WHERE id = ?", [number])
        run("DELETE FROM area WHERE id = ?", [number])
        self._store(number, document)
        run("COMMIT")


def _texts(document: Document) -> list[str]:
    return [document.title, " ; ".join(document.topics), document.unit, document.summary, document.body]


def _match(question: Question) -> str:
    quoted = [f'"{word}"' for word in question.words]
    match question.how:
        case "any":
            return " OR ".join(quoted)
        case "phrase":
            return f'"{" ".join(question.words)}"'
        case "prefix":
            return f"{quoted[0]}*"
    return " AND ".join(quoted)
