"""The bytes of evidence: for whom, under which headers, and what when they are damaged (U01, U13, U15)."""

import re
from urllib.parse import quote

import pytest

from registry.catalogue.states import Visibility
from registry.core.db import db
from registry.evidence.service import serving
from registry.jobs import worker

ADDRESSES = ["/tep/{}", "/tep/{}/anh-vua", "/tep/{}/anh-nho"]
# Where a file is asked for, or told of.
EVERY_ADDRESS = [*ADDRESSES, "/tep/{}/trang/1", "/minh-chung/{}"]


@pytest.fixture
def item(make):
    return make.evidence(make.exemplar(), file_name="họp thôn.png")


@pytest.fixture
def inside(item, make, client):
    client.sign_in(make.member(item.exemplar.lead_unit))
    return client


def test_a_photo_is_shown_as_what_it_is(inside, item):
    answer = inside.get(f"/tep/{item.reference}")

    assert answer.status_code == 200
    assert answer.data.startswith(b"\xff\xd8\xff")
    assert answer.content_type == "image/jpeg"
    assert answer.headers["Content-Disposition"].startswith("inline")


def test_a_photo_is_saved_when_asked_for(inside, item):
    header = inside.get(f"/tep/{item.reference}?tai-ve").headers["Content-Disposition"]

    assert header.startswith("attachment")
    assert "filename*=UTF-8''" + quote("họp thôn.jpg") in header


def test_u01_u08_a_document_is_saved_and_never_shown(make, inside, item):
    document = make.evidence(item.exemplar, content=make.pdf(), file_name='biên "bản"\r\n.pdf')

    answer = inside.get(f"/tep/{document.reference}")

    assert answer.content_type == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "\n" not in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_u01_no_file_can_act_as_a_page(inside, item, address):
    headers = inside.get(address.format(item.reference)).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("address", EVERY_ADDRESS)
@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("headers", [{}, {"Range": "bytes=0-10"}])
def test_u13_what_one_may_not_see_is_not_found_however_it_is_asked_for(
    client, item, address, method, headers
):
    answer = getattr(client, method)(address.format(item.reference), headers=headers)

    assert answer.status_code == 404


@pytest.mark.parametrize("address", EVERY_ADDRESS)
def test_u13_another_unit_finds_nothing_and_no_difference(client, make, item, address):
    client.sign_in(make.lead(make.unit()))

    hidden = client.get(address.format(item.reference))
    missing = client.get(address.format("MC-2026-999999"))

    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert _said(hidden, item.reference) == _said(missing, "MC-2026-999999")


def _said(answer, reference):
    """A page without what differs by itself: the address asked for and the token."""
    text = answer.text.replace(reference, "")
    return re.sub(r'name="csrf_token" value="[^"]+"', "", text)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("reference", ["9" * 26, "%00", "%ff%fe", "..%2f..%2fetc", "a" * 64])
def test_what_is_no_reference_is_not_found(client, address, reference):
    assert client.get(address.format(reference)).status_code == 404


def test_everybody_opens_the_public_files_of_a_public_model(client, make):
    exemplar = make.exemplar()
    shown = make.evidence(exemplar, visibility=Visibility.PUBLIC)
    hidden = make.evidence(exemplar, visibility=Visibility.COUNCIL)
    make.published(exemplar)

    for address in ADDRESSES:
        assert client.get(address.format(shown.reference)).status_code == 200
        assert client.get(address.format(hidden.reference)).status_code == 404


def test_a_browser_that_has_the_file_is_told_so_but_only_while_it_may_see_it(inside, item):
    tag = inside.get(f"/tep/{item.reference}/anh-nho").headers["ETag"]

    assert inside.get(f"/tep/{item.reference}/anh-nho", headers={"If-None-Match": tag}).status_code == 304
    inside.send_form("/", form_id="/dang-xuat")
    assert inside.get(f"/tep/{item.reference}/anh-nho", headers={"If-None-Match": tag}).status_code == 404


def test_a_document_without_pictures_has_none(make, inside, item):
    document = make.evidence(item.exemplar, content=make.pdf())
    document.file.thumbnail_digest = None

    db.session.commit()

    assert inside.get(f"/tep/{document.reference}/anh-nho").status_code == 404


def test_u15_a_damaged_file_says_so_and_sends_nothing(inside, item, app):
    digest = item.digest
    path = app.extensions["registry.storage"].folder / digest[:2] / digest[2:4] / digest
    path.write_bytes(path.read_bytes()[:-1] + b"!")

    answers = [inside.get(f"/tep/{item.reference}") for _try in range(2)]

    assert [answer.status_code for answer in answers] == [503, 503]
    assert answers[0].content_type.startswith("text/html")
    worker.run_due()
    db.session.expire_all()
    assert item.file.damaged_at is not None


def test_a_guest_cannot_send_anything_to_a_file(client, item):
    for address in ADDRESSES:
        assert client.post(address.format(item.reference)).status_code in {400, 405}


def test_who_has_the_bytes_already_needs_nobody_to_read_them(inside, item, monkeypatch):
    answers = {address: inside.get(address.format(item.reference)) for address in ADDRESSES}
    monkeypatch.setattr(serving, "open_whole", None)

    for address, answer in answers.items():
        again = inside.get(address.format(item.reference), headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["Cache-Control"] == answer.headers["Cache-Control"]
        assert again.headers["ETag"] == answer.headers["ETag"]
