"""The store of one machine: whole files under their digests, whatever happens meanwhile."""

import hashlib
import os
import time
from io import BytesIO

import pytest

from registry.storage.base import FileMissing
from registry.storage.local import ABANDONED_AFTER, LocalStorage


@pytest.fixture
def storage(tmp_path):
    return LocalStorage(tmp_path / "files")


def _files(storage):
    return sorted(path for path in storage.folder.rglob("*") if path.is_file())


def test_what_was_put_can_be_opened_under_its_digest(storage):
    stored = storage.put(BytesIO(b"one page"))

    with storage.open(stored.digest) as file:
        assert file.read() == b"one page"
    assert stored.digest == hashlib.sha256(b"one page").hexdigest()
    assert (stored.size, storage.size_of(stored.digest), storage.has(stored.digest)) == (8, 8, True)


def test_the_same_bytes_are_kept_once(storage):
    assert storage.put(BytesIO(b"same")) == storage.put(BytesIO(b"same"))
    assert len(_files(storage)) == 1


def test_putting_again_mends_a_damaged_file(storage):
    stored = storage.put(BytesIO(b"good bytes"))
    _files(storage)[0].write_bytes(b"rot  bytes")

    storage.put(BytesIO(b"good bytes"))

    with storage.open(stored.digest) as file:
        assert file.read() == b"good bytes"


@pytest.mark.parametrize(
    "digest", ["0" * 64, "", "../../secret", "/etc/passwd", "a" * 63, "A" * 64, "0" * 64 + "\n"]
)
def test_what_is_not_there_is_missing_and_no_path_leads_out(storage, digest):
    storage.put(BytesIO(b"x"))

    with pytest.raises(FileMissing):
        storage.open(digest)
    assert storage.size_of(digest) is None


def test_a_source_that_breaks_off_leaves_nothing(storage):
    class Broken:
        def __init__(self):
            self.left = [b"half of it"]

        def read(self, _size):
            if self.left:
                return self.left.pop()
            raise OSError("the connection was cut")

    with pytest.raises(OSError, match="cut"):
        storage.put(Broken())

    assert _files(storage) == []


def test_sweeping_removes_only_what_was_abandoned(storage):
    storage.put(BytesIO(b"kept"))
    old, new = storage.incoming / "old", storage.incoming / "new"
    for path in (old, new):
        path.write_bytes(b"half")
    before = time.time() - ABANDONED_AFTER - 1
    os.utime(old, (before, before))

    assert storage.sweep() == 1
    assert (old.exists(), new.exists(), len(_files(storage))) == (False, True, 2)


def test_files_are_readable_by_their_owner_only(storage):
    storage.put(BytesIO(b"private"))

    assert {oct(path.stat().st_mode & 0o077) for path in _files(storage)} == {"0o0"}
