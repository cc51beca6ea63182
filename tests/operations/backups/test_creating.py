"""Making backups: sealed, each file stored once, all or nothing."""

import errno
import io
import os
import resource
import signal
import stat
from contextlib import contextmanager

import pytest

from registry.core.db import db
from registry.core.transaction import transaction
from registry.evidence.models import StoredFile
from registry.operations import checks
from registry.operations.backups import folder, sealing
from registry.operations.backups.copying import copied
from registry.operations.backups.record import read_record
from registry.operations.backups.refusal import BackupRefused
from tests.make.kills import in_a_child


@contextmanager
def files_no_longer_than(size):
    """No file may grow beyond this: as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def names(manifest):
    return {part.name for part in manifest.parts}


def test_backup_holds_the_database_its_files_and_the_secret(place, make):
    item = make.evidence(make.exemplar())
    manifest = place.make().manifest
    files = {item.digest, item.file.thumbnail_digest, item.file.preview_digest} - {None}
    assert names(manifest) == {"registry.db", "secret.key"} | {f"files/{digest}" for digest in files}
    assert (manifest.missing, manifest.tables["evidence_items"]) == ((), 1)
    assert place.folder.good() == [manifest]


def test_nothing_readable_lies_where_backups_stand(place, make):
    exemplar = make.exemplar(title="Hũ gạo tình thương của bản Nà Phặc")
    make.evidence(exemplar)
    place.make()
    everything = b"".join(path.read_bytes() for path in place.path.rglob("*") if path.is_file())
    assert "Hũ gạo tình thương".encode() not in everything
    assert place.settings.secret_key.encode() not in everything
    left = [path.name for path in place.settings.instance.glob(".*")]
    assert left == [], "the copy that was not sealed yet"
    modes = {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in place.path.rglob("*") if path.is_file()}
    assert modes <= {0, 0o044}


def test_file_of_an_earlier_backup_is_not_stored_again(place, make):
    exemplar = make.exemplar()
    make.evidence(exemplar)
    first = place.make()
    second = place.make()
    assert (first.stored, second.stored) == (len(first.manifest.parts), 2)
    new = make.evidence(exemplar)
    third = place.make()
    assert f"files/{new.digest}" in names(third.manifest)
    assert third.stored < len(third.manifest.parts)
    assert place.make(is_anew=True).stored == len(third.manifest.parts)


def test_file_sealed_for_another_key_is_stored_again(place, make, tmp_path):
    make.evidence(make.exemplar())
    place.make()
    made = place.make(sealing.make_identity(tmp_path / "other.txt"))
    assert made.stored == len(made.manifest.parts)


def test_without_a_key_it_is_refused_unless_said(place, make):
    refused = place.run("create", with_key=False)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "no public key to seal it for" in refused.stderr
    assert place.folder.manifests() == []
    made = place.run("create", "--plain", with_key=False)
    assert made.exit_code == 0
    assert "nobody who uses a second step can sign in" in made.stderr
    assert names(place.folder.good()[0]) == {"registry.db"}


def test_something_else_than_a_key_is_refused(place):
    with pytest.raises(BackupRefused, match="no public key of age"):
        place.make("age1khong-phai-khoa")


def test_file_that_is_damaged_already_is_named_and_an_earlier_copy_kept(place, make):
    whole, damaged = make.evidence(make.exemplar()), make.evidence(make.exemplar())
    with transaction():
        lost = StoredFile(digest="a" * 64, size=1, media_type="image/jpeg")
        db.session.add(lost)
    path = place.settings.files_folder / damaged.digest[:2] / damaged.digest[2:4] / damaged.digest
    path.write_bytes(b"\0" * path.stat().st_size)
    manifest = place.make().manifest
    assert set(manifest.missing) == {damaged.digest, "a" * 64}
    assert f"files/{whole.digest}" in names(manifest)


class Broken(io.BytesIO):
    """A file of which the disk gives the beginning only."""

    def read(self, *_size):
        if self.tell():
            raise OSError(errno.EIO, "Input/output error")
        self.seek(1)
        return b"x"


@pytest.mark.parametrize("sealed", [True, False])
def test_file_the_disk_does_not_give_does_not_cost_the_others(
    place, make, with_settings, monkeypatch, sealed
):
    whole, broken = make.evidence(make.exemplar()), make.evidence(make.exemplar())
    settings = with_settings(backup_folder=str(place.path), backup_recipient=place.recipient)
    storage = place.app.extensions["registry.storage"]
    open_ = storage.open
    monkeypatch.setattr(storage, "open", lambda name: Broken() if name == broken.digest else open_(name))
    done = place.run("create", *(() if sealed else ("--plain",)), with_key=False)
    assert done.exit_code == 0, done.stderr
    assert f"NOT IN THE BACKUP: file {broken.digest}" in done.stderr
    (manifest,) = place.folder.good()
    assert manifest.missing == (broken.digest,)
    assert f"files/{whole.digest}" in names(manifest)
    told = "1 files are not in the newest one" in "".join(checks.faults(settings, debug=False))
    assert told == sealed, "of the sealed ones"


def test_copy_that_another_backup_reads_stays(place, make, tmp_path):
    make.exemplar()
    instance = place.settings.instance
    database = instance / "registry.db"
    (instance / ".copy-left.db").write_bytes(b"half")
    (instance / ".copy-left.db-journal").write_bytes(b"half")
    with copied(database, instance) as first, copied(database, instance) as second:
        assert sorted(instance.glob(".copy-*")) == sorted([first, second]), "only what a crash left is gone"
    assert list(instance.glob(".copy-*")) == []


# SQLite tells a limit of the system as an error of the disk.
@pytest.mark.parametrize(("room", "told"), [(100_000, "disk I/O error"), (6_000_000, "the disk is full")])
def test_p03_full_disk_leaves_nothing_behind(place, make, with_settings, room, told):
    with_settings(backup_folder=str(place.path), backup_recipient=place.recipient)
    make.evidence(make.exemplar())
    place.make()
    before = place.stored()
    big = place.app.extensions["registry.storage"].put(_zeros(8_000_000))
    with transaction():
        db.session.add(StoredFile(digest=big.digest, size=big.size, media_type="video/mp4"))
    db.session.remove()
    with files_no_longer_than(room):
        done = place.run("create", "--recipient", place.recipient, with_key=False)
    assert done.exit_code == 1
    assert told in done.stderr
    assert (place.stored(), len(place.folder.manifests())) == (before, 1)
    assert list(place.settings.instance.glob(".copy-*")) == []
    assert told in read_record(place.settings.instance).error
    assert place.run("create", "--recipient", place.recipient, with_key=False).exit_code == 0
    assert read_record(place.settings.instance).failed_at is None


def _zeros(size):
    file = os.memfd_create("zeros")
    os.truncate(file, size)
    return os.fdopen(file, "rb")


def test_p01_killed_on_the_way_there_is_no_backup_and_the_next_one_tidies_up(place, make, monkeypatch):
    make.evidence(make.exemplar())

    def die(*_):
        os.kill(os.getpid(), signal.SIGKILL)

    with monkeypatch.context() as change:
        change.setattr(folder.BackupFolder, "keep", die)
        assert in_a_child(place.make)
    assert place.stored()
    assert place.run("list", with_key=False).stdout == ""
    (place.path / "incoming" / "half").write_bytes(b"half")
    made = place.make()
    assert list((place.path / "incoming").iterdir()) == []
    assert place.run("prune", with_key=False).exit_code == 0
    assert place.stored() == sorted({part.stored for part in made.manifest.parts})
    assert list(place.settings.instance.glob(".copy-*")) == []


def test_two_at_once_are_refused(place):
    with place.folder.locked(), pytest.raises(BackupRefused, match="another backup"):
        place.make()
    place.make()


def test_head_that_is_printed_can_be_held_against_the_log(place, make, run, tmp_path):
    make.exemplar()
    kept = tmp_path / "printed.txt"
    kept.write_text(place.run("create", "--recipient", place.recipient, with_key=False).stdout)
    make.exemplar()
    done = run("audit", "verify", "--head", str(kept))
    assert (done.exit_code, "1 heads from outside fit" in done.stdout) == (0, True), done.stderr
