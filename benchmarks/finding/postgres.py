"""PostgreSQL's full text search on a server of its own, which lives only while it is measured."""

import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

import psycopg

from benchmarks.finding.asking import (
    BUCKETS,
    FACETS,
    FIELDS,
    Answer,
    Question,
    bytes_in,
    show,
)
from registry.search.base import Document
from registry.search.text import fold, words

COLUMNS = FACETS[:-1]
# Weights of PostgreSQL are letters: A for the title, B for topics and unit, C for the summary.
LETTERS = {"title": "A", "topics": "B", "unit": "B", "summary": "C", "body": "D"}
VECTOR = " || ".join(f"setweight(to_tsvector('vi', {name}), '{letter}')" for name, letter in LETTERS.items())
ALL_COLUMNS = ("key", "date", *FIELDS, *COLUMNS, "area")
# It refuses to run for root.
OWNER = "postgres" if os.geteuid() == 0 else None
SETTINGS = ("shared_buffers=1GB", "max_wal_size=4GB", "maintenance_work_mem=512MB", "listen_addresses=")


def programs() -> Path | None:
    """Where the server's programs are, or None when there is none."""
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "initdb").exists()), None)


class Postgres:
    """PostgreSQL with a stored vector, a GIN index and indexes over what is filtered by."""

    name = "PostgreSQL"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server = not (folder / "postmaster.pid").exists()
        if self._server:
            self._start()
        self._db = psycopg.connect(
            host=str(folder), dbname="postgres", user=OWNER, autocommit=True, prepare_threshold=3
        )

    def _start(self) -> None:
        place = programs()
        if place is None:
            raise FileNotFoundError("no initdb")
        if not self._folder.exists():
            self._folder.mkdir(parents=True, mode=0o700)
            if OWNER:
                shutil.chown(self._folder, OWNER)
            self._run(place / "initdb", "-D", ".", "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust")
        options = " ".join(f"-c {one}" for one in (*SETTINGS, f"unix_socket_directories={self._folder}"))
        self._run(place / "pg_ctl", "-D", ".", "-w", "-l", "server.log", "-o", options, "start")

    def _run(self, *command: str | Path) -> None:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self._folder, user=OWNER)

    def close(self) -> None:
        """End the server that this process started."""
        self._db.close()
        place = programs()
        if self._server and place:
            self._run(place / "pg_ctl", "-D", ".", "-w", "-m", "fast", "stop")

    def build(self, documents: Iterable[Document]) -> None:
        run = self._db.execute
        run("CREATE EXTENSION unaccent")
        run("CREATE TEXT SEARCH CONFIGURATION vi (COPY = simple)")
        run("ALTER TEXT SEARCH CONFIGURATION vi ALTER MAPPING FOR hword, hword_part, word, asciiword,"
            " numword, asciihword WITH unaccent, simple")  # fmt: skip
        texts = ", ".join(f"{name} text" for name in (*FIELDS, *COLUMNS))
        run(f"CREATE TABLE m (key text PRIMARY KEY, date int, {texts}, area text[], words tsvector)")
        with (
            self._db.cursor() as cursor,
            cursor.copy(f"COPY m ({', '.join(ALL_COLUMNS)}) FROM STDIN") as copy,
        ):
            for document in documents:
                copy.write_row(_row(document))
        run(f"UPDATE m SET words = {VECTOR}")
        run("CREATE INDEX m_words ON m USING gin (words) WITH (fastupdate = off)")
        run("CREATE INDEX m_fpy ON m (field, province, year)")
        run("CREATE INDEX m_date ON m (date DESC)")
        run("VACUUM FULL ANALYZE m")

    def open(self) -> None:
        self._db.execute("SELECT key FROM m LIMIT 1").fetchone()

    def ask(self, question: Question, limit: int) -> Answer:
        run = self._db.execute
        asked = _tsquery(question)
        where = ["words @@ %s::tsquery"] if question.words else ["true"]
        where += [f"{name} = %s" for name in question.filters]
        source = f"FROM m WHERE {' AND '.join(where)}"
        given = [*([asked] if question.words else []), *question.filters.values()]
        total = run(f"SELECT count(*) {source}", given).fetchone()[0]
        if question.newest or not question.words:
            rows = run(f"SELECT key, title, body {source} ORDER BY date DESC LIMIT {limit}", given).fetchall()
        else:
            ranked = f"SELECT key {source} ORDER BY ts_rank_cd(words, %s::tsquery, 1) DESC LIMIT {limit}"
            rows = run(
                f"SELECT key, title, body FROM m JOIN ({ranked}) hit USING (key)", [*given, asked]
            ).fetchall()
        counts = self._counts(source, given) if question.facets else {}
        if question.shown:
            show([row[1:] for row in rows], question.words)
        return Answer(total, [row[0] for row in rows], counts)

    def _counts(self, source: str, given: list[str]) -> dict[str, dict[str, int]]:
        names = ", ".join(COLUMNS)
        sets = ", ".join(f"({name})" for name in COLUMNS)
        rows = self._db.execute(
            f"WITH hit AS MATERIALIZED (SELECT {names} {source})"
            f" SELECT {names}, count(*) FROM hit GROUP BY GROUPING SETS ({sets})", given
        ).fetchall()  # fmt: skip
        counts: dict[str, dict[str, int]] = {name: {} for name in COLUMNS}
        for *codes, count in rows:
            at = next((at for at, code in enumerate(codes) if code is not None), None)
            if at is not None:
                counts[COLUMNS[at]][codes[at]] = count
        most = {
            name: dict(sorted(each.items(), key=lambda pair: -pair[1])[:BUCKETS])
            for name, each in counts.items()
        }
        areas = f"SELECT one, count(*) FROM (SELECT unnest(area) one {source}) hit GROUP BY 1"
        return {**most, "area": dict(self._db.execute(areas, given).fetchall())}

    def judged(self, text: str, filters: Mapping[str, str], limit: int) -> list[str]:
        where = "".join(f" AND {name} = %s" for name in filters)
        asked = " | ".join(map(fold, words(text)))
        rows = self._db.execute(
            f"SELECT key FROM m WHERE words @@ %s::tsquery{where}"
            f" ORDER BY ts_rank_cd(words, %s::tsquery, 1) DESC LIMIT {limit}",
            [asked, *filters.values(), asked],
        ).fetchall()
        return [row[0] for row in rows]

    def put(self, document: Document) -> None:
        values = ", ".join(f"{name} = %s" for name in ALL_COLUMNS[1:])
        key, *others = _row(document)
        with self._db.transaction():
            self._db.execute(f"UPDATE m SET {values} WHERE key = %s", [*others, key])
            self._db.execute(f"UPDATE m SET words = {VECTOR} WHERE key = %s", [key])

    def forget(self) -> None:
        return None

    def size(self) -> int:
        known = self._db.execute("SELECT pg_total_relation_size('m')").fetchone()
        return int(known[0]) if known else bytes_in(self._folder)

    def processes(self) -> list[int]:
        server = int((self._folder / "postmaster.pid").read_text().split()[0])
        return [server, *(row[0] for row in self._db.execute("SELECT pid FROM pg_stat_activity").fetchall())]


def _row(document: Document) -> list[object]:
    codes = [next(iter(document.facets.get(name, ())), None) for name in COLUMNS]
    texts = [document.title, " ; ".join(document.topics), document.unit, document.summary, document.body]
    date = document.sort_keys.get("updated", 0)
    return [document.key, date, *texts, *codes, list(document.facets.get("area", ()))]


def _tsquery(question: Question) -> str:
    between = {"any": " | ", "phrase": " <-> "}.get(question.how, " & ")
    return between.join(question.words) + (":*" if question.how == "prefix" else "")
