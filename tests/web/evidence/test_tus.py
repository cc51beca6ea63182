"""Files in parts by tus 1.0: the words of the protocol, and whatever may go wrong on the way."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from sqlalchemy import func, select

from registry.catalogue.states import Visibility
from registry.core.clock import now
from registry.core.db import db
from registry.core.transaction import transaction
from registry.evidence import queries
from registry.evidence.models import EvidenceItem, StoredFile
from registry.evidence.service import tidying, uploading
from registry.evidence.transfers import Transfer
from registry.jobs import worker
from tests.make.tus_client import Tus, checksum, metadata


def _count(kind):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(kind))


def _transfer():
    db.session.rollback()
    return db.session.scalar(select(Transfer))


def _transfer_in_it():
    return db.session.scalar(select(Transfer))


def test_what_is_possible_is_said(tus):
    answer = tus.ask("OPTIONS", Tus_Resumable=None)

    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert answer.headers["Tus-Extension"] == "creation,checksum,termination,expiration"
    assert answer.headers["Tus-Max-Size"] == str(500 * 1024 * 1024)
    assert answer.headers["Tus-Checksum-Algorithm"] == "sha1,sha256"


def test_a_file_comes_in_parts_and_becomes_evidence_once(tus, make, exemplar, parts):
    content = make.photo((300, 200))
    address = tus.begun(len(content), visibility="public")
    half = len(content) // 2

    first = tus.send(address, content[:half])
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, str(half))
    assert "Upload-Expires" in first.headers
    assert queries.list_items(exemplar.latest) == []
    last = tus.send(address, content[half:], half)

    (item,) = queries.list_items(exemplar.latest)
    assert last.status_code == 204
    assert last.headers["Evidence-Reference"] == item.reference
    assert last.headers["Evidence-Address"] == f"/tep/{item.reference}"
    assert (item.caption, item.file_name, item.visibility) == ("Họp thôn", "anh.jpg", Visibility.PUBLIC)
    assert (item.file.width, item.file.height) == (300, 200)
    assert list(parts.folder.glob("*")) == []
    asked = tus.ask("HEAD", address)
    assert (asked.headers["Upload-Offset"], asked.headers["Evidence-Reference"]) == (
        str(len(content)), item.reference,
    )  # fmt: skip
    worker.run_due()
    with time_machine.travel(now() + timedelta(minutes=5)):
        worker.run_due()
    assert _count(EvidenceItem) == 1


def test_a_question_tells_how_far_it_is(tus, make):
    address = tus.begun(1000)
    tus.send(address, b"x" * 300)

    answer = tus.ask("HEAD", address)
    told = tus.ask("GET", address, Tus_Resumable=None)

    assert answer.status_code == 200
    assert (answer.headers["Upload-Offset"], answer.headers["Upload-Length"]) == ("300", "1000")
    assert answer.headers["Cache-Control"] == "no-store"
    assert told.json == {
        "state": "receiving", "offset": 300, "size": 1000, "reference": None, "address": None, "problem": "",
    }  # fmt: skip


def test_without_a_caption_the_name_stands_for_it(tus, make, exemplar):
    content = make.photo()
    tus.send(tus.begun(len(content), caption="", filename="Họp thôn 3.jpg"), content)

    assert queries.list_items(exemplar.latest)[0].caption == "Họp thôn 3"


def test_u12_a_photo_kept_as_it_was_is_given_out_without_its_place(tus, make, exemplar):
    content = make.photo_with_place()
    assert b"Nguy" in content
    tus.send(tus.begun(len(content), original="1"), content)

    (item,) = queries.list_items(exemplar.latest)
    assert item.original_file.size == len(content)
    assert item.original_digest != item.digest
    for size in ("", "/anh-vua", "/anh-nho"):
        answer = tus.client.get(f"/tep/{item.reference}{size}")
        assert answer.status_code == 200
        assert b"Nguy" not in answer.data


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upload_Offset": "5"}, 409),
        ({"Upload_Offset": None}, 400),
        ({"Upload_Offset": "-1"}, 400),
        ({"Upload_Offset": "9" * 26}, 400),
        ({"Content_Type": "application/octet-stream"}, 415),
        ({"Content_Type": "multipart/form-data; boundary=x"}, 415),
        ({"Tus_Resumable": "0.2.2"}, 412),
        ({"Tus_Resumable": None}, 412),
        ({"X_CSRFToken": None}, 400),
        ({"X_CSRFToken": "forged"}, 400),
        ({"Upload_Checksum": "md5 AAAA"}, 400),
        ({"Upload_Checksum": "sha256 ????"}, 400),
        ({"Upload_Checksum": checksum(b"other")}, 460),
        ({"Upload_Checksum": checksum(b"other", "sha1")}, 460),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
    ],
)
def test_a_part_that_is_wrong_is_refused_and_nothing_of_it_kept(tus, headers, status):
    address = tus.begun(1000)

    answer = tus.send(address, b"x" * 100, **headers)

    assert answer.status_code == status
    assert tus.offset(address) == 0
    if status == 412:
        assert answer.headers["Tus-Version"] == "1.0.0"


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_part_with_the_right_checksum_is_taken(tus, algorithm):
    address = tus.begun(1000)

    answer = tus.send(address, b"abc", Upload_Checksum=checksum(b"abc", algorithm))

    assert (answer.status_code, tus.offset(address)) == (204, 3)


def test_u10_more_than_was_announced_is_refused_before_it_is_read(tus):
    address = tus.begun(10)

    answer = tus.send(address, b"x" * 11)

    assert (answer.status_code, tus.offset(address)) == (413, 0)


def test_u11_more_than_was_announced_without_a_length_is_cut_off(tus, parts):
    address = tus.begun(1000)
    tus.client.open(
        address, method="PATCH", input_stream=BytesIO(b"x" * 5000),
        environ_overrides={"wsgi.input_terminated": True},
        headers={"Tus-Resumable": "1.0.0", "X-CSRFToken": tus.token, "Upload-Offset": "0",
                 "Content-Type": "application/offset+octet-stream"},
    )  # fmt: skip

    assert all(path.stat().st_size <= 1000 for path in parts.folder.glob("*"))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upload_Length": None}, 400),
        ({"Upload_Length": "a"}, 400),
        ({"Upload_Length": "0"}, 422),
        ({"Upload_Length": str(500 * 1024 * 1024 + 1)}, 413),
        ({"Upload_Length": "9" * 26}, 400),
        ({"Upload_Metadata": "filename ????"}, 400),
        ({"Upload_Metadata": "filename gIGC"}, 400),
        ({"Upload_Metadata": metadata(filename="a", visibility="everybody")}, 422),
        ({"Tus_Resumable": "2.0.0"}, 412),
        ({"X_CSRFToken": None}, 400),
    ],
)
def test_a_file_that_cannot_be_announced_leaves_nothing(tus, headers, status):
    values = {"Upload_Length": "100", "Upload_Metadata": metadata(filename="a.jpg"), **headers}

    answer = tus.ask("POST", **values)

    assert answer.status_code == status
    assert answer.json["status"] == status
    assert _count(Transfer) == 0


def _other(make, exemplar):
    """Somebody else of the same unit."""
    client = make.app.test_client()
    client.sign_in(make.member(exemplar.lead_unit))
    return Tus(client, exemplar)


def test_u10_a_person_cannot_have_everything_on_its_way(tus, make, exemplar, monkeypatch):
    monkeypatch.setattr(uploading, "MOST_OPEN", 3)
    for _ in range(3):
        tus.begun(10)

    refused = tus.begin(10)

    assert refused.status_code == 422
    assert _other(make, exemplar).begin(10).status_code == 201, "others are not affected"


@pytest.mark.parametrize(("limit", "value"), [("MOST_BYTES_OPEN", 2000)])
def test_u10_nor_more_bytes_than_there_is_room(tus, monkeypatch, limit, value):
    monkeypatch.setattr(uploading, limit, value)
    tus.begun(1500)

    assert tus.begin(600).status_code == 422
    assert tus.begin(400).status_code == 201


def test_u10_what_is_on_its_way_counts_to_the_model(tus, exemplar, app):
    most = app.extensions["registry.settings"].model_limit
    largest = app.extensions["registry.settings"].video_limit
    for _ in range(most // largest):
        tus.begun(largest, filename="a.mp4")

    assert tus.begin(largest, filename="a.mp4").status_code == 422
    assert tus.begin(most % largest, filename="a.mp4").status_code == 201


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"<svg onload=alert(1)>", "không phải ảnh"), (b"\xff\xd8\xff" + bytes(900), "ảnh")],
)
def test_u01_a_hostile_file_is_refused_when_it_is_complete(tus, content, words, parts):
    address = tus.begun(len(content))

    answer = tus.send(address, content)

    assert answer.status_code == 422
    assert words in answer.json["detail"]
    assert (_count(EvidenceItem), _count(StoredFile)) == (0, 0)
    assert list(parts.folder.glob("*")) == []
    assert tus.ask("HEAD", address).status_code == 410
    assert tus.ask("GET", address).json["state"] == "refused"
    assert words in tus.ask("GET", address).json["problem"]


def test_a_transfer_is_only_its_owners(tus, make, exemplar):
    address = tus.begun(10)
    other = _other(make, exemplar)

    for method in ("HEAD", "GET", "DELETE"):
        assert other.ask(method, address).status_code == 404
    assert other.send(address, b"x").status_code == 404
    assert _transfer().offset == 0


def test_outside_ones_scope_there_is_nothing(tus, make):
    other = _other(make, make.exemplar())
    other.base = tus.base

    assert other.begin(10).status_code == 403
    assert _count(Transfer) == 0


def test_who_is_signed_out_is_told_so(tus, client):
    address = tus.begun(10)
    client.delete_cookie("registry")

    for method in ("HEAD", "PATCH", "POST"):
        assert tus.ask(method, address).status_code == 401


@pytest.mark.parametrize("token", ["0" * 64, "1" * 26, "x", "%00", "a" * 300, "%ff%fe"])
def test_unknown_transfers_are_not_found(tus, token):
    for method in ("HEAD", "GET", "DELETE"):
        assert tus.ask(method, f"{tus.base}/{token}").status_code == 404
    assert tus.send(f"{tus.base}/{token}", b"x").status_code == 404


def test_what_came_is_forgotten_when_its_owner_wishes(tus, parts):
    address = tus.begun(100)
    tus.send(address, b"x" * 50)

    assert tus.ask("DELETE", address).status_code == 204

    assert list(parts.folder.glob("*")) == []
    assert tus.ask("HEAD", address).status_code == 410
    assert tus.send(address, b"x" * 50, 50).status_code == 410
    assert tus.ask("DELETE", address).status_code == 410


def test_the_method_may_stand_in_a_header(tus):
    address = tus.begun(100)

    sent = tus.ask(
        "POST", address, b"abc", X_HTTP_Method_Override="PATCH", Upload_Offset="0",
        Content_Type="application/offset+octet-stream",
    )  # fmt: skip
    ended = tus.ask("POST", address, X_HTTP_Method_Override="DELETE")

    assert (sent.status_code, sent.headers["Upload-Offset"], ended.status_code) == (204, "3", 204)
    assert tus.ask("POST", address).status_code == 405


def test_a_transfer_that_rests_for_a_day_is_over(tus, parts):
    address = tus.begun(100)
    tus.send(address, b"x" * 50)

    with transaction():
        _transfer_in_it().expires_at = now() - timedelta(seconds=1)

    assert tus.send(address, b"x" * 50, 50).status_code == 410
    assert tidying.forget_transfers(parts) == 1
    assert list(parts.folder.glob("*")) == []
    assert tus.ask("HEAD", address).status_code == 410
    with time_machine.travel(now() + timedelta(days=10)):
        tidying.forget_transfers(parts)
    assert _count(Transfer) == 0
