"""Who may open evidence, and what happens when the bytes are not what was stored (U13, U15)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from registry.audit.models import AuditEvent
from registry.catalogue.service.editing import begin_new_version
from registry.catalogue.states import ExemplarState, Visibility
from registry.core.clock import now
from registry.core.db import db
from registry.core.errors import NotFound
from registry.evidence import queries, rules
from registry.evidence.models import StoredFile
from registry.evidence.service import removing, serving, verifying
from registry.evidence.service.caretaking import Caretaker
from registry.evidence.service.serving import FileDamaged, Size
from registry.notifications.models import Message
from registry.storage.drawn import Drawings
from registry.storage.parts import Parts

V = Visibility


def _seen_by(person, version):
    return {item.visibility for item in queries.list_visible(person, version)}


def _with_all(make, **values):
    exemplar = make.exemplar(**values)
    for visibility in V:
        make.evidence(exemplar, visibility=visibility)
    return exemplar


def _published(make):
    return make.published(_with_all(make))


def test_a_model_of_ones_own_unit_shows_everything(make):
    exemplar = _with_all(make)

    assert _seen_by(make.member(exemplar.lead_unit), exemplar.latest) == set(V)
    assert _seen_by(make.lead(exemplar.lead_unit), exemplar.latest) == set(V)


@pytest.mark.parametrize("who", ["staff", "secretary", "signer", "administrator"])
def test_those_who_look_after_a_model_see_what_was_put_forward_but_the_internal(make, who):
    province = make.province()
    exemplar = _with_all(make, unit=make.unit(parent=province))
    person = getattr(make, who)(province)
    assert _seen_by(person, exemplar.latest) == {V.PUBLIC}

    make.case(exemplar_of=exemplar, campaign=make.campaign(province), unit=exemplar.lead_unit).sign()

    assert _seen_by(person, exemplar.latest) == {V.PUBLIC, V.COUNCIL}


@pytest.mark.parametrize("who", ["staff", "secretary", "signer", "administrator"])
def test_a_draft_shows_nothing_outside_its_unit(make, who):
    province = make.province()
    exemplar = _with_all(make, unit=make.unit(parent=province), state=ExemplarState.DRAFT)

    assert _seen_by(getattr(make, who)(province), exemplar.latest) == set()


def test_before_publication_other_units_see_the_public_files_and_the_public_none(make):
    exemplar = _with_all(make)

    assert _seen_by(None, exemplar.latest) == set()
    for person in (make.lead(make.unit()), make.staff(make.province()), make.reviewer(exemplar.lead_unit)):
        assert _seen_by(person, exemplar.latest) == {V.PUBLIC}


def test_a_draft_shows_nothing_to_other_units(make):
    exemplar = _with_all(make, state=ExemplarState.DRAFT)

    for person in (make.lead(make.unit()), make.reviewer(exemplar.lead_unit), None):
        assert _seen_by(person, exemplar.latest) == set()


def test_of_a_published_version_everybody_sees_the_public_files(make):
    exemplar = _published(make)

    assert _seen_by(None, exemplar.public_version) == {V.PUBLIC}
    assert _seen_by(make.user(), exemplar.public_version) == {V.PUBLIC}


def test_a_later_version_stays_with_the_unit_until_it_is_published(make):
    exemplar = _published(make)
    begin_new_version(make.member(exemplar.lead_unit), exemplar)

    assert _seen_by(None, exemplar.latest) == set()
    assert _seen_by(None, exemplar.public_version) == {V.PUBLIC}


def test_a_registered_reader_is_let_in_but_never_to_the_internal(make, monkeypatch):
    exemplar, reviewer = _with_all(make), make.user()
    monkeypatch.setattr(rules, "_readers", [lambda person, item: person == reviewer])

    assert _seen_by(reviewer, exemplar.latest) == {V.PUBLIC, V.COUNCIL}
    assert _seen_by(make.user(), exemplar.latest) == {V.PUBLIC}


def test_a_reader_is_registered_once(monkeypatch):
    monkeypatch.setattr(rules, "_readers", [])
    reader = lambda person, item: True  # noqa: E731

    rules.add_readers(reader)
    rules.add_readers(reader)

    assert rules._readers == [reader]


def test_u13_u14_one_file_in_two_models_is_opened_by_each_models_readers_only(make, storage):
    content = make.photo()
    ours = make.evidence(make.exemplar(), content=content)
    theirs = make.evidence(make.exemplar(), content=content)
    member = make.member(ours.exemplar.lead_unit)

    assert serving.open_item(member, ours, storage=storage).digest == theirs.digest
    with pytest.raises(NotFound):
        serving.open_item(member, theirs, storage=storage)


def test_the_bytes_are_those_that_were_stored(make, storage):
    item = make.evidence(make.exemplar(), content=make.pdf())

    opened = serving.open_item(make.member(item.exemplar.lead_unit), item, storage=storage)

    assert opened.stream.read().startswith(b"%PDF-1.4")
    assert opened.media_type == "application/pdf"


@pytest.mark.parametrize("size", [Size.PREVIEW, Size.THUMBNAIL])
def test_small_pictures_are_webp(make, storage, size):
    item = make.evidence(make.exemplar())

    opened = serving.open_item(make.member(item.exemplar.lead_unit), item, storage=storage, size=size)

    assert (opened.stream.read()[8:12], opened.media_type) == (b"WEBP", "image/webp")


def test_a_removed_item_is_opened_by_nobody(make, storage):
    item = make.evidence(make.exemplar())
    member = make.member(item.exemplar.lead_unit)
    removing.remove_item(member, item)

    with pytest.raises(NotFound):
        serving.open_item(member, item, storage=storage)


def _path(storage, digest):
    return storage.folder / digest[:2] / digest[2:4] / digest


def _lose(path):
    path.unlink()


def _cut(path):
    path.write_bytes(path.read_bytes()[:-10])


def _rot(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


@pytest.mark.parametrize("harm", [_lose, _cut, _rot])
def test_u15_damaged_bytes_are_never_sent(make, storage, harm):
    item = make.evidence(make.exemplar())
    harm(_path(storage, item.digest))

    with pytest.raises(FileDamaged) as refusal:
        serving.open_item(make.member(item.exemplar.lead_unit), item, storage=storage)

    assert refusal.value.status == 503


@pytest.mark.parametrize("harm", [_lose, _cut])
def test_u15_lists_notice_what_is_missing_or_cut(make, storage, harm):
    item = make.evidence(make.exemplar())
    assert serving.is_whole(storage, item.file)

    harm(_path(storage, item.digest))

    assert not serving.is_whole(storage, item.file)


def _age(days=31):
    for file in db.session.scalars(select(StoredFile)):
        file.checked_at = now() - timedelta(days=days)
    db.session.commit()


@pytest.mark.parametrize("harm", [_lose, _cut, _rot])
def test_u15_the_caretaker_finds_damage_within_its_round_and_reports_it_once(make, storage, harm):
    exemplar = make.exemplar()
    good, bad = make.evidence(exemplar), make.evidence(exemplar)
    keeper = make.administrator(exemplar.lead_unit)
    harm(_path(storage, bad.digest))
    _age()

    assert verifying.verify_files(storage) == [bad.digest]
    _age()
    assert verifying.verify_files(storage) == [bad.digest]

    assert (good.file.damaged_at, serving.is_whole(storage, good.file)) == (None, True)
    assert not serving.is_whole(storage, bad.file)
    found = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "file.found_damaged")).all()
    assert len(found) == 1
    told = db.session.scalars(select(Message).where(Message.kind == "file.damaged")).all()
    assert [one.to_id for one in told] == [keeper.id]
    assert bad.digest in told[0].body


def test_what_was_checked_lately_waits(make, storage):
    item = make.evidence(make.exemplar())
    _lose(_path(storage, item.digest))

    assert verifying.verify_files(storage) == []


def test_u15_putting_a_file_again_mends_it(make, storage):
    exemplar, content = make.exemplar(), make.photo()
    item = make.evidence(exemplar, content=content)
    _rot(_path(storage, item.digest))
    _age()
    verifying.verify_files(storage)

    make.evidence(exemplar, content=content)

    assert serving.is_whole(storage, item.file)
    serving.open_whole(storage, item.digest).close()


def _folders(storage):
    place = storage.folder.parent
    return Parts(place / "uploads"), Drawings(place / "pages")


def test_u11_the_caretaker_sweeps_what_was_abandoned(make, storage, monkeypatch):
    swept = []
    monkeypatch.setattr(storage, "sweep", lambda: swept.append(1) or 0)
    caretaker = Caretaker(storage, *_folders(storage))

    assert [caretaker() for _ in range(3)] == [0, 0, 0]
    assert swept == [1]


def test_lists_show_public_files_only(make):
    exemplar = make.exemplar()
    make.evidence(exemplar, visibility=V.COUNCIL)
    pdf = make.evidence(exemplar, visibility=V.PUBLIC, content=make.pdf())
    photo = make.evidence(exemplar, visibility=V.PUBLIC)
    other = make.exemplar()
    make.evidence(other, visibility=V.COUNCIL)

    found = queries.list_public_of_versions([exemplar.latest.id, other.latest.id])

    assert found == {exemplar.latest.id: [pdf, photo]}
    counted = queries.count_public_of_versions([exemplar.latest.id, other.latest.id])
    assert counted == {exemplar.latest.id: queries.Pieces(2, 1, photo.reference)}
    exemplar.withheld_photos = [photo.digest]
    pdf.has_personal_data = True
    assert queries.list_public_of_versions([exemplar.latest.id]) == {}
    assert queries.count_public_of_versions([exemplar.latest.id]) == {}


def test_bytes_are_compared_with_their_digest_once_while_nobody_touches_them(make, storage, monkeypatch):
    item = make.evidence(make.exemplar())
    read = []
    monkeypatch.setattr(serving, "_is_right", lambda *_: read.append(1) or True)

    for _ in range(3):
        serving.open_whole(storage, item.digest).close()
    assert len(read) == 1
    verifying.verify_file(storage, item.digest)
    assert len(read) == 2
    _rot(_path(storage, item.digest))
    serving.open_whole(storage, item.digest).close()
    assert len(read) == 3
