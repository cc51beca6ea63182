"""Putting backups back: whole and proven, or not at all."""

import hashlib
import sqlite3
from contextlib import closing

import pytest

from registry.core.db import db
from registry.core.transaction import transaction
from registry.identity.models import LinkPurpose, PasswordLink
from registry.operations.backups.restoring import LAID_ASIDE
from tests.make.demonstration import run_command


def ask(path, query):
    """The rows that a database answers."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def digests(folder):
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (folder / "files").glob("??/??/*")
    }


@pytest.fixture
def made(place, make):
    make.evidence(make.exemplar())
    (place.settings.instance / "settings.toml").write_text('database_url = "sqlite:////other/registry.db"\n')
    return place.make().manifest


def test_p11_restored_it_is_the_same(place, made, tmp_path):
    into = tmp_path / "new"
    done = place.run("restore", "--into", str(into))
    assert (done.exit_code, done.stderr) == (0, ""), done.stderr
    assert f"whole. head {made.audit_seq} {made.audit_digest}" in done.stdout
    assert digests(into) == {name: name for name in digests(place.settings.instance)}
    assert (into / "secret.key").read_text() == place.settings.secret_key
    # The other machine's addresses are looked through before anything follows them.
    assert not (into / "settings.toml").exists()
    assert "sqlite:////other" in (into / LAID_ASIDE).read_text()
    assert [path.stat().st_mode & 0o077 for path in into.iterdir()] == [0] * len(list(into.iterdir()))
    assert run_command(into, "check").stdout == "nothing is wrong\n"


def test_p11_restored_nobody_is_signed_in_and_no_link_opens(place, make, client, tmp_path):
    person = make.user(email="mai@example.org")
    client.sign_in(person)
    with transaction():
        db.session.add(PasswordLink(user_id=person.id, purpose=LinkPurpose.RESET, digest="a" * 64))
    doors = ("user_sessions", "password_links")
    database = place.settings.instance / "registry.db"
    assert all(ask(database, f"SELECT count(*) FROM {table}") != [(0,)] for table in doors)
    place.make()
    into = tmp_path / "new"
    done = place.run("restore", "--into", str(into))
    assert (done.exit_code, "everybody is signed out" in done.stdout) == (0, True), done.stderr
    assert [ask(into / "registry.db", f"SELECT count(*) FROM {table}") for table in doors] == [[(0,)]] * 2
    assert ask(into / "registry.db", "SELECT count(*) FROM users") == ask(
        database, "SELECT count(*) FROM users"
    )


def test_p11_older_schema_is_brought_up_to_date_and_a_newer_one_refused(place, made, tmp_path, monkeypatch):
    database = place.settings.instance / "registry.db"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    place.make()
    into = tmp_path / "new"
    refused = place.run("restore", "--into", str(into))
    assert (refused.exit_code, into.exists()) == (1, False)
    assert "made by a newer program (migration 9999)" in refused.stderr
    older = place.run("restore", "--into", str(into), "--point", made.point[:16])
    assert older.exit_code in {0, 1}
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (made.migration,))
        connection.commit()


def test_p11_folder_that_is_not_empty_is_left_alone(place, made, tmp_path):
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "mine.txt").write_text("của tôi")
    done = place.run("restore", "--into", str(tmp_path / "new"))
    assert (done.exit_code, "is not empty" in done.stderr) == (1, True)
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("is_there", [True, False])
def test_p11_damaged_part_is_named_and_nothing_is_left(place, made, tmp_path, is_there):
    part = next(part for part in made.parts if part.name.startswith("files/"))
    path = place.folder.path_of(part)
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    into = tmp_path / "new"
    if is_there:
        into.mkdir()
    done = place.run("restore", "--into", str(into))
    assert (done.exit_code, part.name in done.stderr) == (1, True)
    assert list(into.iterdir()) == [] if is_there else not into.exists()


def test_p11_wrong_key_and_none_are_refused(place, made, tmp_path, run):
    into = tmp_path / "new"
    assert run("backup", "make-key", str(tmp_path / "other.txt")).exit_code == 0
    other = ("--identity", str(tmp_path / "other.txt"))
    for key, told in ((other, "No matching keys found"), ((), "give the secret key with --identity")):
        done = place.run("restore", "--into", str(into), *key, with_key=False)
        assert (done.exit_code, told in done.stderr, into.exists()) == (1, True, False), done.stderr


def test_p11_plain_backup_says_that_the_secret_is_missing(place, make, tmp_path):
    make.exemplar()
    place.make("")
    done = place.run("restore", "--into", str(tmp_path / "new"), with_key=False)
    assert done.exit_code == 0, done.stderr
    assert "put the old secret.key into" in done.stderr
    assert not (tmp_path / "new" / "secret.key").exists()


def test_point_is_chosen_by_its_beginning(place, made, tmp_path):
    newer = place.make().manifest
    assert newer.point != made.point
    done = place.run("restore", "--into", str(tmp_path / "new"), "--point", "1999")
    assert "no backup is called 1999" in done.stderr
