"""Proving and listing backups: what is damaged is named."""

import sqlite3
from contextlib import closing
from io import BytesIO

import pytest

from registry.operations.backups import sealing, verifying


def flip(path, at=None):
    """Change one byte of a file."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2 if at is None else at] ^= 1
    path.write_bytes(data)


@pytest.fixture
def made(place, make):
    make.evidence(make.exemplar())
    return place.make().manifest


def file_of(manifest):
    return next(part for part in manifest.parts if part.name.startswith("files/"))


def test_whole_backup_has_no_faults(place, made):
    opened, compared = place.run("verify"), place.run("verify", with_key=False)
    assert (opened.exit_code, compared.exit_code) == (0, 0)
    count = len(made.parts)
    assert opened.stdout == f"1 backups, {count} parts: opened and compared, nothing is wrong\n"
    assert "not opened" in compared.stdout
    assert place.run("list", with_key=False).stdout.startswith(f"{made.point}  whole  sealed  {count} parts")


@pytest.mark.parametrize("with_key", [True, False])
def test_flipped_byte_is_found_by_name(place, made, with_key):
    part = file_of(made)
    flip(place.folder.path_of(part))
    done = place.run("verify", with_key=with_key)
    assert done.exit_code == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"{made.point}: {part.name}: was changed where it is stored")


def test_part_that_is_gone_is_named_and_the_backup_is_not_whole(place, made):
    place.folder.path_of(file_of(made)).unlink()
    listed = place.run("list", with_key=False)
    assert (listed.exit_code, "NOT WHOLE: 1 parts" in listed.stdout) == (1, True)
    assert "is missing" in place.run("verify", with_key=False).stderr
    assert place.folder.good() == []


def test_changed_manifest_is_named_and_not_believed(place, made):
    flip(place.path / "points" / made.name)
    assert place.run("verify").exit_code == 1
    listed = place.run("list", with_key=False)
    assert (listed.exit_code, listed.stdout) == (1, f"{made.name}  DAMAGED\n")
    assert place.folder.sweep() == 0, "nobody knows what it named"


def test_other_key_opens_nothing(place, made, tmp_path):
    sealing.make_identity(tmp_path / "other.txt")
    done = place.run("verify", "--identity", str(tmp_path / "other.txt"), with_key=False)
    assert done.exit_code == 1
    assert len(done.stderr.splitlines()) == len(made.parts)
    assert "No matching keys found" in done.stderr


def test_part_exchanged_for_another_of_the_same_key_is_found(place, made):
    """Whoever holds the public key can seal something else; its digest would be that of its name."""
    part = made.part("secret.key")
    with place.folder.locked():
        forged = place.folder.put("secret.key", BytesIO(b"x"), place.recipient)
    found = verifying._fault(
        place.folder, made, verifying.Part(part.name, part.sha256, part.size, forged.stored, 0),
        sealing.read_identities(place.key),
    )  # fmt: skip
    assert found == "holds other bytes than the manifest says"


def test_database_that_differs_from_its_manifest_is_told(place, made, tmp_path):
    copy = tmp_path / "registry.db"
    verifying.open_part(
        place.folder, made, made.part("registry.db"), sealing.read_identities(place.key), copy
    )
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("DELETE FROM evidence_items")
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
        connection.commit()
    told = list(verifying.differences(made, verifying.facts_of(copy)))
    assert told == [
        f"the database is at migration 0001, the manifest says {made.migration}",
        "table evidence_items has 0 rows, the manifest says 1",
    ]


def test_key_is_made_once_and_only_its_owner_reads_it(run, tmp_path):
    path = tmp_path / "key.txt"
    done = run("backup", "make-key", str(path))
    assert done.stdout.startswith("age1")
    assert path.stat().st_mode & 0o777 == 0o600
    assert str(sealing.read_identities(path)[0].to_public()) == done.stdout.strip()
    assert run("backup", "make-key", str(path)).exit_code == 1
