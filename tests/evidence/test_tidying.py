"""What nobody needs any more is removed; what anybody needs never is."""

import os
from datetime import timedelta
from io import BytesIO

from registry.core.clock import now
from registry.evidence.service import tidying


def _age(storage, digest, days=2):
    path = storage.folder / digest[:2] / digest[2:4] / digest
    moment = (now() - timedelta(days=days)).timestamp()
    os.utime(path, (moment, moment))


def test_bytes_that_nothing_names_are_removed_after_a_day(storage):
    old, new = (storage.put(BytesIO(content)).digest for content in (b"old", b"new"))
    _age(storage, old)

    assert tidying.remove_unused(storage) == 1

    assert (storage.has(old), storage.has(new)) == (False, True)


def test_what_a_record_names_stays_however_old(make, storage):
    exemplar = make.exemplar()
    items = [make.evidence(exemplar), make.evidence(exemplar, content=make.office(), file_name="a.docx")]
    named = {
        digest
        for item in items
        for digest in (
            item.digest,
            item.file.thumbnail_digest,
            item.file.preview_digest,
            item.file.text_digest,
        )
        if digest
    }
    assert len(named) == 4, "the small pictures of a small photo are the same bytes"
    for digest in named:
        _age(storage, digest)

    assert tidying.remove_unused(storage) == 0
    assert all(storage.has(digest) for digest in named)


def test_bytes_that_are_put_again_count_as_new(storage):
    digest = storage.put(BytesIO(b"again")).digest
    _age(storage, digest)
    before = (now() - tidying.UNUSED_FOR).timestamp()
    assert storage.older_than(before) == [digest]

    storage.put(BytesIO(b"again"))

    assert storage.older_than(before) == []
    assert storage.remove(digest, unless_since=before) is False
    assert storage.has(digest)


def test_u11_parts_of_no_transfer_are_swept_after_an_hour(app):
    parts = app.extensions["registry.parts"]
    with parts.held("a" * 64), parts.held("b" * 64):
        pass
    os.utime(parts.folder / ("a" * 64), (0, 0))

    tidying.forget_transfers(parts)

    assert [path.name for path in parts.folder.glob("*")] == ["b" * 64]
