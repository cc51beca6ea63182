"""Attaching files to the open version of a model."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from sqlalchemy import func, select

from registry.audit.models import AuditEvent
from registry.catalogue.service import lifecycle
from registry.catalogue.service.editing import begin_new_version
from registry.catalogue.states import ExemplarState, Visibility
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, PermissionDenied
from registry.evidence import queries
from registry.evidence.checks import Refused
from registry.evidence.claims import links_of_item
from registry.evidence.models import EvidenceItem, StoredFile
from registry.evidence.service import attaching, removing
from registry.evidence.service.attaching import Upload, attach_prepared, prepare_file
from registry.evidence.service.editing import Description
from registry.jobs.service import outbox_head
from registry.units.service import reorganising
from tests.make.files import EXIF, LIMITS, TAKEN


def _count(table):
    return db.session.scalar(select(func.count()).select_from(table))


def _nothing_stored():
    return (_count(EvidenceItem), _count(StoredFile)) == (0, 0)


def test_a_photo_is_attached_with_what_is_said_of_it(make):
    exemplar = make.exemplar(complete=True)
    result = exemplar.latest.results[1]
    member = make.member(exemplar.lead_unit)
    before = outbox_head(["exemplars"])

    item = make.evidence(
        exemplar, actor=member, content=make.photo((640, 480)), file_name="đường mới.jpg",
        caption="  Đường sau khi mở rộng ", visibility=Visibility.PUBLIC, result_key=result.key,
    )  # fmt: skip

    assert item.reference.startswith("MC-")
    assert (item.caption, item.file_name, item.visibility) == (
        "Đường sau khi mở rộng",
        "đường mới.jpg",
        Visibility.PUBLIC,
    )
    assert (item.exemplar_version, item.added_by_id) == (exemplar.latest, member.id)
    assert [link.result_key for link in links_of_item(item)] == [result.key]
    assert (item.file.width, item.file.height, item.file.media_type) == (640, 480, "image/jpeg")
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc())).first()
    assert (event.action, event.subject_ref, event.actor_id) == (
        "evidence.attached",
        item.reference,
        member.id,
    )
    # The caption may name a person: the chain holds a commitment only.
    assert "mở rộng" not in event.detail
    assert outbox_head(["exemplars"]) > before


def test_a_document_is_attached(make):
    item = make.evidence(make.exemplar(), content=make.pdf(pages=4), file_name="biên bản.pdf")

    assert (item.file.pages, item.file.media_type, item.file_name) == (4, "application/pdf", "biên bản.pdf")


def test_u12_a_video_is_stored_without_where_it_was_filmed(make):
    content = make.mp4(place=b"+21.0285+105.8542/")
    item = make.evidence(make.exemplar(), content=content, file_name="a.mp4")

    with make.app.extensions["registry.storage"].open(item.digest) as stream:
        stored = stream.read()

    assert (len(stored), b"105.8542" in content, b"105.8542" in stored) == (len(content), True, False)


def test_u14_the_same_bytes_twice_are_two_items_and_one_file(make):
    first, second = make.exemplar(), make.exemplar()
    content = make.photo()

    items = [make.evidence(one, content=content, file_name="a.jpg") for one in (first, first, second)]

    assert len({item.reference for item in items}) == 3
    assert _count(StoredFile) == 1
    assert [item.position for item in items] == [1, 2, 1]


def test_u14_the_same_name_twice_are_two_files(make):
    exemplar = make.exemplar()

    make.evidence(exemplar, file_name="a.jpg")
    make.evidence(exemplar, file_name="a.jpg")

    assert [item.file_name for item in queries.list_items(exemplar.latest)] == ["a.jpg", "a.jpg"]
    assert _count(StoredFile) == 2


@pytest.mark.parametrize("who", ["user", "reviewer", "staff", "secretary", "signer", "administrator"])
def test_only_the_unit_may_attach(make, who):
    exemplar = make.exemplar()
    person = make.user() if who == "user" else getattr(make, who)(exemplar.lead_unit)

    with pytest.raises(PermissionDenied):
        make.evidence(exemplar, actor=person)

    assert _nothing_stored()


def test_another_unit_may_not_attach(make):
    exemplar = make.exemplar()

    with pytest.raises(PermissionDenied):
        make.evidence(exemplar, actor=make.lead(make.unit()))

    assert _nothing_stored()


def test_a_submitted_version_takes_nothing_more(make):
    exemplar = make.frozen(make.exemplar())

    with pytest.raises(InvalidTransition, match="sent for review"):
        make.evidence(exemplar)

    assert _nothing_stored()


def test_a_discontinued_model_takes_nothing_more(make):
    exemplar = make.exemplar(state=ExemplarState.CLOSED)

    with pytest.raises(InvalidTransition, match="discontinued"):
        make.evidence(exemplar)

    assert _nothing_stored()


def test_what_was_submitted_meanwhile_is_noticed_under_the_lock(make):
    exemplar = make.exemplar()
    member = make.member(exemplar.lead_unit)
    storage = make.app.extensions["registry.storage"]
    prepared = prepare_file(storage, Upload(_stream(make.photo()), "a.jpg"), LIMITS)
    make.frozen(exemplar)

    with pytest.raises(InvalidTransition):
        attach_prepared(member, exemplar, prepared, about=Description("Ảnh"), limits=LIMITS)

    assert _nothing_stored()


def _stream(content):
    return BytesIO(content)


@pytest.mark.parametrize(
    ("about", "field"),
    [
        ({"caption": "  "}, "caption"),
        ({"caption": "x" * 501}, "caption"),
        ({"result_key": "of-another-model"}, "result"),
    ],
)
def test_a_wrong_description_stores_nothing(make, about, field):
    with pytest.raises(InvalidInput) as refusal:
        make.evidence(make.exemplar(), **about)

    assert refusal.value.field == field
    assert _nothing_stored()


def test_a_refused_file_stores_nothing(make):
    with pytest.raises(Refused):
        make.evidence(make.exemplar(), content=b"<html>")

    assert _nothing_stored()


def test_u10_the_files_of_a_model_have_a_limit_together(make):
    exemplar = make.exemplar()
    first = make.evidence(exemplar)
    storage = make.app.extensions["registry.storage"]
    limits = replace(LIMITS, model=first.file.size + 10)

    with pytest.raises(Refused, match="take up more"):
        attaching.attach_file(
            make.member(exemplar.lead_unit), exemplar, storage=storage,
            upload=Upload(_stream(make.photo()), "b.jpg"), about=Description("Ảnh"), limits=limits,
        )  # fmt: skip

    assert (_count(EvidenceItem), _count(StoredFile)) == (1, 1)


def test_u10_the_files_of_a_unit_have_a_limit_together_that_touches_no_other(make):
    first = make.evidence(make.exemplar())
    unit, limits = first.exemplar.lead_unit, replace(LIMITS, unit=first.file.size + 10)
    storage = make.app.extensions["registry.storage"]

    def attach(exemplar):
        return attaching.attach_file(
            make.member(exemplar.lead_unit), exemplar, storage=storage,
            upload=Upload(_stream(make.photo()), "b.jpg"), about=Description("Ảnh"), limits=limits,
        )  # fmt: skip

    with pytest.raises(Refused, match="files of your unit"):
        attach(make.exemplar(unit=unit))
    assert (_count(EvidenceItem), _count(StoredFile)) == (1, 1)

    attach(make.exemplar())
    assert _count(EvidenceItem) == 2


def test_u10_the_number_of_files_has_a_limit(make, monkeypatch):
    monkeypatch.setattr(attaching, "MOST_ITEMS", 1)
    exemplar = make.exemplar()
    make.evidence(exemplar)

    with pytest.raises(Refused, match="at most 1"):
        make.evidence(exemplar)

    assert _count(EvidenceItem) == 1


def test_what_was_removed_makes_room_for_another_file_but_not_for_ever(make, monkeypatch):
    monkeypatch.setattr(attaching, "MOST_ITEMS", 1)
    monkeypatch.setattr(attaching, "MOST_EVER", 3)
    exemplar = make.exemplar()
    member = make.member(exemplar.lead_unit)
    for _ in range(3):
        removing.remove_item(member, make.evidence(exemplar))

    with pytest.raises(Refused, match="at most 1"):
        make.evidence(exemplar)

    assert _count(EvidenceItem) == 3


def test_the_camera_says_when_a_photo_was_taken_unless_somebody_does(make):
    exemplar, content = make.exemplar(), make.photo_with_place()

    assert make.evidence(exemplar, content=content).taken_on == date(2026, 3, 14)
    assert make.evidence(exemplar, content=content, taken_on=date(2026, 3, 1)).taken_on == date(2026, 3, 1)


@pytest.mark.parametrize("day", ["1899:12:31", "2199:01:01"])
def test_a_camera_whose_clock_was_never_set_says_nothing(make, day):
    exif = make.exif_with_place()
    exif.get_ifd(EXIF)[TAKEN] = f"{day} 08:15:00"

    assert make.evidence(make.exemplar(), content=make.photo(exif=exif)).taken_on is None


def test_a_new_version_gets_the_evidence_of_the_old_one(make):
    exemplar = make.exemplar()
    kept = make.evidence(exemplar, result_key=exemplar.latest.results[0].key, visibility=Visibility.PUBLIC)
    gone = make.evidence(exemplar)
    gone.removed_at = gone.added_at
    db.session.commit()
    make.frozen(exemplar)

    begin_new_version(make.member(exemplar.lead_unit), exemplar)

    copies = queries.list_items(exemplar.latest)
    assert [(one.digest, one.caption, one.visibility) for one in copies] == [
        (kept.digest, kept.caption, kept.visibility)
    ]
    assert copies[0].reference != kept.reference
    assert [(link.result_key, link.version_id) for link in links_of_item(copies[0])] == [
        (exemplar.latest.results[0].key, exemplar.latest.id)
    ]
    assert queries.list_items(kept.exemplar_version) == [kept]


def test_a_unit_that_was_merged_leaves_its_files_to_its_successor(make):
    exemplar = make.exemplar()
    heir = make.unit()
    reorganising.merge_units(None, [exemplar.lead_unit], into=heir, on=date(2025, 7, 1))

    assert make.evidence(exemplar, actor=make.member(heir)).exemplar is exemplar


def test_closing_the_model_does_not_hide_its_files(make):
    exemplar = make.exemplar()
    item = make.evidence(exemplar)
    lifecycle.move_exemplar(make.lead(exemplar.lead_unit), exemplar, "close", reason="Hết nguồn lực")

    assert queries.get_item(make.member(exemplar.lead_unit), item.reference) is item
