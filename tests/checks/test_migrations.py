"""The migrations build the database the models describe, and can be undone."""

import sqlite3
from collections import defaultdict
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import create_engine, inspect, text

from registry.core.db import db, writing
from registry.review.states import NominationState


@pytest.fixture
def migrated(app):
    """What is in the database that the migrations built."""
    return _described(db.engine)


def _described(engine):
    """Every table with its columns, keys, checks and indexes, as plain values."""
    seen = inspect(engine)
    tables = [name for name in seen.get_table_names() if name != "alembic_version"]
    return {name: _table(seen, name) for name in tables}


def _table(seen, name):
    return {
        "columns": {
            column["name"]: (str(column["type"]), column["nullable"], column["default"])
            for column in seen.get_columns(name)
        },
        "primary key": seen.get_pk_constraint(name)["constrained_columns"],
        "unique": sorted(
            (each["name"] or "", tuple(each["column_names"])) for each in seen.get_unique_constraints(name)
        ),
        "foreign keys": sorted(
            (each["name"] or "", tuple(each["constrained_columns"]), each["referred_table"])
            for each in seen.get_foreign_keys(name)
        ),
        "checks": sorted(
            (each["name"] or "", _plain(each["sqltext"])) for each in seen.get_check_constraints(name)
        ),
        "indexes": sorted(
            (each["name"], tuple(each["column_names"]), bool(each["unique"]), _only_where(each))
            for each in seen.get_indexes(name)
        ),
    }


def _only_where(index):
    """The rows an index counts, when not all."""
    return _plain(str(index.get("dialect_options", {}).get("sqlite_where", "")))


def _plain(sql):
    return " ".join(sql.split())


def test_the_migrations_build_what_the_models_describe(migrated):
    engine = create_engine("sqlite://")
    db.metadata.create_all(engine)
    described = _described(engine)

    assert migrated.keys() == described.keys()
    for name, table in described.items():
        assert migrated[name] == table, name


def test_an_index_over_other_rows_is_found(migrated):
    with db.engine.begin() as connection:
        (name, sql) = connection.execute(
            text("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE '% WHERE %'")
        ).first()
        connection.execute(text(f"DROP INDEX {name}"))
        connection.execute(text(sql.split(" WHERE ")[0] + " WHERE id > 4711"))
    assert _described(db.engine) != migrated


def test_alembic_sees_nothing_to_change(app):
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "target_metadata": db.metadata}
        )
        assert compare_metadata(context, db.metadata) == []


def test_there_is_one_head_and_one_way_to_it(app):
    scripts = ScriptDirectory(app.extensions["migrate"].directory)
    chain = list(scripts.walk_revisions())

    assert len(scripts.get_heads()) == 1
    assert len(scripts.get_bases()) == 1
    assert [one.revision for one in chain if one.is_branch_point or one.is_merge_point] == []


def test_the_migrations_can_be_undone_and_done_again(app, migrated, monkeypatch):
    terms, opened, open_file = _terms(), set(), Path.open

    def note(path, *values, **named):
        opened.add(path)
        return open_file(path, *values, **named)

    db.session.remove()
    downgrade(revision="0051")
    terms_of_before = _terms()
    downgrade(revision="base")
    left = [name for name in inspect(db.engine).get_table_names() if name != "alembic_version"]
    triggers = _triggers()

    monkeypatch.setattr(Path, "open", note)
    upgrade()

    assert left == []
    assert triggers == []
    assert _described(db.engine) == migrated
    assert len(_triggers()) > 0
    # One term of a kind or a language it does not know stops all search of the release before.
    assert [one for one in terms_of_before if one[0] == "stop_word" or one[1] in ("uk", "ar")] == []
    assert _terms() == terms
    # The lists of the program change; a migration reads those of its own day.
    lists = {one.parent.name for one in opened if one.parent.parent.name == "lists"}
    assert (lists, [one for one in opened if one.parent.name == "data"]) == ({"0048", "0052", "0056"}, [])


def _terms():
    return sorted(
        (row.kind, row.language, row.term_key, row.means, row.percent) for row in _rows("search_terms")
    )


def test_a_table_that_is_built_anew_keeps_its_rows_and_their_children(make):
    """SQLite changes a column by dropping the table, which others point to."""
    case = make.case(state=NominationState.SUBMITTED)
    before = _rows("campaign_stages"), _rows("stage_visits")
    assert case.nomination.stage is not None
    db.session.remove()

    downgrade(revision="0003")
    upgrade()

    assert (_rows("campaign_stages"), _rows("stage_visits")) == before
    with db.engine.connect() as connection:
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1


def test_reviewers_that_exist_get_a_number_each_in_their_nomination(make):
    campaign = make.campaign()
    for count in (3, 2):
        case = make.case(state=NominationState.VERIFIED, campaign=campaign, reviewers=count)
        case.assign()
    db.session.remove()

    downgrade(revision="0007")
    secret = _rows("campaigns")[0].numbering_secret
    upgrade()

    numbers = defaultdict(list)
    for row in _rows("assignments"):
        numbers[row.nomination_id].append(row.number)
    assert sorted(map(sorted, numbers.values())) == [[1, 2], [1, 2, 3]]
    assert len(secret) == 64


def test_a_migration_that_leaves_rows_pointing_to_nothing_changes_nothing(make, caplog):
    case = make.case(state=NominationState.SUBMITTED)
    visit = case.nomination.visits[0].id
    db.session.remove()
    downgrade(revision="0003")
    _damage(f"UPDATE stage_visits SET stage_id = 4711 WHERE id = {visit}")

    with pytest.raises(SystemExit):
        upgrade()

    with db.engine.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "0003"
    assert "point to nothing" in caplog.text
    assert not writing.get()


def _damage(statement):
    connection = sqlite3.connect(db.engine.url.database)
    connection.execute(statement)
    connection.commit()
    connection.close()


def _rows(table):
    with db.engine.connect() as connection:
        return connection.execute(text(f"SELECT * FROM {table} ORDER BY id")).all()


def _triggers():
    with db.engine.connect() as connection:
        return list(connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")))


def test_no_migration_imports_a_model(app):
    for script in ScriptDirectory(app.extensions["migrate"].directory).walk_revisions():
        lines = Path(script.path).read_text("utf-8").splitlines()
        imports = [line for line in lines if line.startswith(("import registry", "from registry"))]
        assert [one for one in imports if not one.startswith("from registry.core.db import")] == []
