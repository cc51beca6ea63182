"""The file of a nomination as a bag: every byte is in its manifest, and only its keepers take it."""

import hashlib
import io
import json
import zipfile
from datetime import date

import pytest

from registry.core.errors import PermissionDenied
from registry.documents.bags import text_part, write_bag
from registry.documents.retention import archived_by
from registry.documents.service.exporting import export_dossier
from registry.review.states import NominationState


def checked(body):
    """The members of a bag, after everything RFC 8493 asks of it was checked."""
    with zipfile.ZipFile(body) as bag:
        assert bag.testzip() is None
        held = {name.partition("/")[2]: bag.read(name) for name in bag.namelist()}
        assert len({name.partition("/")[0] for name in bag.namelist()}) == 1
    assert held["bagit.txt"] == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    for manifest, is_one in (("manifest-sha256.txt", True), ("tagmanifest-sha256.txt", False)):
        listed = dict(reversed(line.split("  ", 1)) for line in held[manifest].decode().splitlines())
        wanted = {name for name in held if name.startswith("data/") is is_one} - {"tagmanifest-sha256.txt"}
        assert set(listed) == wanted
        assert all(hashlib.sha256(held[name]).hexdigest() == digest for name, digest in listed.items())
    data = [content for name, content in held.items() if name.startswith("data/")]
    assert f"Payload-Oxum: {sum(map(len, data))}.{len(data)}" in held["bag-info.txt"].decode()
    return held


def test_a_bag_is_whole_whatever_its_files_are_called():
    body = io.BytesIO()

    write_bag(
        body, "HS-1", [text_part("a.txt", "Dân"), text_part("minh-chung/ảnh.txt", "")], {"Name": "x\ny"}
    )

    assert "Name: x y" in checked(body)["bag-info.txt"].decode()


def test_the_file_of_a_decided_nomination_goes_out_and_that_is_noted(make, app):
    case = make.case(state=NominationState.RECOGNISED)
    storage, body = app.extensions["registry.storage"], io.BytesIO()

    for person in (case.member, case.reviewers[0], case.secretary, make.staff(make.province())):
        with pytest.raises(PermissionDenied):
            export_dossier(person, case.nomination, storage=storage, into=body)
    assert body.getvalue() == b""
    export_dossier(case.staff, case.nomination, storage=storage, into=body)

    held = checked(body)
    told = json.loads(held["data/ho-so.json"])
    assert told["contents"]["title"] == case.nomination.exemplar_version.title
    assert json.loads(held["data/quyet-dinh.json"])[0]["number"] == case.nomination.decision.number
    assert "nomination.recognise" in held["data/nhat-ky.jsonl"].decode()
    # The builders give rows without bytes: what cannot be opened is told, not left out in silence.
    assert json.loads(held["data/thieu.json"])[0]["name"] == "hop-thon.jpg"
    assert "Retention-Years: 20" in held["bag-info.txt"].decode()


def test_a_leap_day_is_archived_within_a_year():
    assert archived_by(date(2028, 2, 29)).isoformat() == "2029-02-28"
