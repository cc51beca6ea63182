"""The photo as it was taken, which a unit keeps for itself."""

import os
from io import BytesIO

import pytest
from sqlalchemy import func, select

from registry.audit.models import AuditEvent
from registry.catalogue.service.editing import begin_new_version
from registry.catalogue.states import Visibility
from registry.core.db import db
from registry.core.transaction import transaction
from registry.evidence import queries
from registry.evidence.filetypes import ScanState
from registry.evidence.models import StoredFile
from registry.evidence.service import attaching, tidying
from registry.evidence.service.editing import Description
from tests.make.files import LIMITS


@pytest.fixture
def storage(app):
    return app.extensions["registry.storage"]


@pytest.fixture
def keep(make, exemplar, storage):
    """A public photo of a model of which the camera's file is kept too."""

    def keep(content, of=exemplar):
        upload = attaching.Upload(BytesIO(content), "a.jpg")
        prepared = attaching.prepare_file(storage, upload, LIMITS, keep_original=True)
        about = Description("Họp thôn", Visibility.PUBLIC)
        member = make.member(of.lead_unit)
        return attaching.attach_prepared(member, of, prepared, about=about, limits=LIMITS)

    return keep


@pytest.fixture
def content(make):
    return make.photo_with_place()


@pytest.fixture
def inside(make, exemplar, client):
    client.sign_in(make.member(exemplar.lead_unit))
    return client


def test_the_unit_gets_it_as_it_came(inside, keep, content):
    item = keep(content)
    assert (
        f"/tep/{item.reference}/ban-goc" in inside.get(f"/mo-hinh/{item.exemplar.reference}/minh-chung").text
    )

    answer = inside.get(f"/tep/{item.reference}/ban-goc")

    assert answer.data == content
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("who", ["nobody", "another unit", "staff"])
def test_nobody_else_does(make, client, keep, content, who):
    item = keep(content)
    make.published(item.exemplar)
    if who != "nobody":
        client.sign_in(make.staff(make.province()) if who == "staff" else make.member(make.unit()))

    opened = client.get(f"/tep/{item.reference}/ban-goc")
    given_up = client.post(f"/minh-chung/{item.reference}/ban-goc/bo", data={"once": "x" * 30})

    assert opened.status_code in ({302, 303} if who == "nobody" else {403, 404})
    assert given_up.status_code >= 300
    assert item.original_digest


@pytest.mark.parametrize(("scan", "status"), [(ScanState.PENDING, 409), (ScanState.INFECTED, 403)])
def test_it_waits_for_the_scanner_like_every_file_that_was_not_made_here(inside, keep, content, scan, status):
    item = keep(content)
    with transaction():
        item.original_file.scan = scan

    assert inside.get(f"/tep/{item.reference}/ban-goc").status_code == status


def test_given_up_it_is_gone_from_every_version_and_from_the_disk(
    inside, make, exemplar, keep, storage, content
):
    item = keep(content)
    digest, before = item.original_digest, queries.size_of_all(exemplar)
    make.published(exemplar)
    begin_new_version(make.member(exemplar.lead_unit), exemplar)
    (copy,) = queries.list_items(exemplar.latest)

    page = f"/mo-hinh/{exemplar.reference}/minh-chung"
    answer = inside.send_form(page, form_id=f"/minh-chung/{copy.reference}/ban-goc/bo")

    assert answer.status_code == 303
    assert (item.original_digest, copy.original_digest) == (None, None)
    assert db.session.get(StoredFile, digest) is None
    assert queries.size_of_all(exemplar) == before - len(content)
    os.utime(storage.folder / digest[:2] / digest[2:4] / digest, (0, 0))
    tidying.remove_unused(storage)
    assert (storage.has(digest), storage.has(item.digest)) == (False, True)
    dropped = select(func.count()).select_from(AuditEvent)
    assert db.session.scalar(dropped.where(AuditEvent.action == "evidence.original_dropped")) == 1
    assert inside.get(f"/tep/{item.reference}/ban-goc").status_code == 404


def test_given_up_here_it_stays_with_another_model_that_keeps_it(inside, make, exemplar, keep, content):
    item, other = keep(content), keep(content, make.exemplar())

    page = f"/mo-hinh/{exemplar.reference}/minh-chung"
    inside.send_form(page, form_id=f"/minh-chung/{item.reference}/ban-goc/bo")

    assert item.original_digest is None
    assert other.original_file.size == len(content)
