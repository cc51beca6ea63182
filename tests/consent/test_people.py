"""Who is named in a model, what they agreed to, and what everybody else then reads."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from registry.audit import service as audit
from registry.audit.models import AuditEvent, AuditPersonal
from registry.catalogue.rows import PartnerRow, ResultRow
from registry.catalogue.service.editing import begin_new_version, publish
from registry.catalogue.service.starting import start_from_source
from registry.catalogue.states import Visibility
from registry.consent import queries
from registry.consent.models import Consent, NamedPerson
from registry.consent.service.answering import Telling, record_answers, withdraw_consent
from registry.consent.service.recording import Details, add_person, change_person, remove_person
from registry.consent.states import Answer, Effect, Manner, Purpose
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, NotFound, PermissionDenied, StaleVersion
from registry.core.transaction import transaction
from registry.discovery.documents import documents_of
from registry.evidence.queries import list_items, list_visible
from registry.evidence.service.removing import remove_item
from registry.identity.models import Role

NAME = "Nguyễn Thị Hoà"
# Texts that are no columns of a version, or none that one thinks of first.
PLACES = (
    {"topics": [f"vườn bà {NAME}"]},
    {"sources": ["https://example.org/nguyen-thi-hoa"]},
    {"results": [ResultRow("Hộ", 0, 4, f"m² {NAME}")]},
    {"results": [ResultRow("Hộ", 0, 4, "m²", of_count=9, of_whom=f"hộ nhà bà {NAME}")]},
    {"partners": [PartnerRow("Hội Phụ nữ", f"Bà {NAME} vận động")]},
)
BOTH = {Purpose.AWARD_FILE: Answer.GIVEN, Purpose.PUBLIC_PAGE: Answer.GIVEN}


@pytest.fixture
def how():
    return Telling(Manner.PAPER, today())


@pytest.fixture
def model(make):
    return make.exemplar(public=True, summary=f"Bà {NAME} hiến 120 m² đất làm đường.")


@pytest.fixture
def member(make, model):
    return make.member(model.lead_unit)


@pytest.fixture
def hoa(member, model):
    return add_person(member, model, Details(NAME))


def read_by_everybody(client, model):
    return client.get(f"/mo-hinh/{model.reference}").text


def test_a_recorded_person_is_initials_to_everybody_until_they_agree(hoa, member, model, client, how):
    before = read_by_everybody(client, model)
    record_answers(member, hoa, BOTH, how)
    after = read_by_everybody(client, model)

    assert NAME not in before
    assert "Bà N.T.H. hiến" in before
    assert NAME in after


def test_consent_to_the_award_file_is_no_consent_to_the_public_page(hoa, member, model, client, how):
    record_answers(member, hoa, {Purpose.AWARD_FILE: Answer.GIVEN}, how)
    assert NAME not in read_by_everybody(client, model)


def test_the_unit_and_search_read_what_they_may(hoa, member, model, app, make):
    ours, theirs = app.test_client(), app.test_client()
    ours.sign_in(member)
    theirs.sign_in(make.member(make.unit()))

    assert NAME in read_by_everybody(ours, model)
    assert NAME not in read_by_everybody(theirs, model)

    [document], _gone = documents_of([model.reference])
    assert NAME not in f"{document.title} {document.summary} {document.body}"


def test_a_withdrawn_publication_consent_takes_the_person_out_and_leaves_the_file(
    hoa, member, model, client, how
):
    record_answers(member, hoa, BOTH, how)
    withdraw_consent(member, hoa, Purpose.PUBLIC_PAGE, how)

    assert NAME not in read_by_everybody(client, model)
    assert NAME in model.public_version.summary
    assert hoa.agrees_to(Purpose.AWARD_FILE)
    assert [one.answer for one in hoa.consents][-1] is Answer.WITHDRAWN


def test_a_withdrawal_may_take_the_page_down_until_they_agree_again(hoa, member, model, client, app, how):
    record_answers(member, hoa, BOTH, how)
    withdraw_consent(member, hoa, Purpose.PUBLIC_PAGE, how, effect=Effect.PAGE)

    assert client.get(f"/mo-hinh/{model.reference}").status_code == 404
    ours = app.test_client()
    ours.sign_in(member)
    assert NAME in read_by_everybody(ours, model)

    record_answers(member, hoa, {Purpose.PUBLIC_PAGE: Answer.GIVEN}, how)
    assert client.get(f"/mo-hinh/{model.reference}").status_code == 200


def test_a_page_that_was_taken_down_stays_down_when_the_model_is_published_again(
    hoa, member, model, client, how
):
    record_answers(member, hoa, BOTH, how)
    withdraw_consent(member, hoa, Purpose.PUBLIC_PAGE, how, effect=Effect.PAGE)
    with transaction():
        publish(model, model.latest)
        audit.record(None, "exemplar.published", model)
    assert not model.is_public


def test_photos_of_somebody_who_did_not_agree_are_nobody_elses(make, member, model, client, how):
    photo = make.evidence(make.exemplar(unit=model.lead_unit), visibility=Visibility.PUBLIC)
    owner = photo.exemplar
    hoa = add_person(member, owner, Details(NAME, photos=(photo.digest,)))
    colleague = make.member(make.unit())

    assert list_visible(colleague, owner.latest) == []
    assert list_visible(member, owner.latest) == [photo]
    record_answers(member, hoa, BOTH, how)
    assert list_visible(colleague, owner.latest) == [photo]


def test_captions_are_masked_for_everybody_else(make, member, model, client, how):
    owner = make.exemplar(unit=model.lead_unit)
    make.evidence(owner, caption=f"{NAME} cắm mốc", visibility=Visibility.PUBLIC)
    add_person(member, owner, Details(NAME))
    client.sign_in(make.member(make.unit()))

    page = client.get(f"/mo-hinh/{owner.reference}").text
    library = client.get(f"/mo-hinh/{owner.reference}/thu-vien").text

    assert "N.T.H. cắm mốc" in page
    assert NAME not in page + library


def test_every_answer_is_kept_with_who_when_and_how(hoa, member, how):
    record_answers(member, hoa, {Purpose.PUBLIC_PAGE: Answer.REFUSED}, how)
    record_answers(member, hoa, BOTH, Telling(Manner.IN_PERSON, today() - timedelta(days=1)))

    [refused, award, public] = hoa.consents
    assert (refused.answer, award.purpose, public.answer) == (
        Answer.REFUSED,
        Purpose.AWARD_FILE,
        Answer.GIVEN,
    )
    assert (public.recorded_by_id, public.manner, public.given_on) == (
        member.id,
        Manner.IN_PERSON,
        today() - timedelta(days=1),
    )


def test_the_audit_log_holds_a_commitment_and_no_name(hoa, member, model, how):
    record_answers(member, hoa, BOTH, how)
    withdraw_consent(member, hoa, Purpose.PUBLIC_PAGE, how)

    events = list(db.session.scalars(select(AuditEvent).where(AuditEvent.subject_ref == hoa.reference)))
    assert [one.action for one in events] == [
        "person.recorded", "consent.given", "consent.given", "consent.withdrawn",
    ]  # fmt: skip
    assert all(NAME not in one.detail and "commitment" in json.loads(one.detail)["name"] for one in events)


def test_a_person_is_erased_only_when_nothing_names_them(hoa, member, model, make):
    with pytest.raises(InvalidTransition):
        remove_person(member, hoa)
    assert db.session.scalar(select(func.count()).select_from(NamedPerson)) == 1

    for place in PLACES:
        named = make.exemplar(unit=model.lead_unit, **place)
        person = add_person(member, named, Details(NAME))
        with pytest.raises(InvalidTransition):
            remove_person(member, person)
        assert named.withheld_names == [NAME]
    photo = make.evidence(make.exemplar(unit=model.lead_unit), caption=f"Bà {NAME} ký giấy")
    with pytest.raises(InvalidTransition):
        remove_person(member, add_person(member, photo.exemplar, Details(NAME)))
    copy = make.replication(
        source=make.exemplar(unit=model.lead_unit, public=True), adaptation=f"Mời bà {NAME}"
    )
    with pytest.raises(InvalidTransition):
        remove_person(member, add_person(member, copy.source, Details(NAME)))

    other = make.exemplar(unit=model.lead_unit)
    mistaken = add_person(member, other, Details("Trần Văn Tám"))
    remove_person(member, mistaken)
    assert queries.list_people(other) == []
    assert other.withheld_names == []


@pytest.mark.parametrize(
    ("details", "field"),
    [
        (Details(" "), "name"),
        (Details("1234"), "name"),
        (Details("x" * 121), "name"),
        (Details(NAME, part="x" * 201), "part"),
        (Details(NAME, is_child=True), "guardian"),
        (Details(NAME, photos=("0" * 64,)), "photos"),
        (Details(NAME, also_written=tuple(f"Hoà {n}" for n in range(11))), "also_written"),
    ],
)
def test_what_cannot_be_recorded_says_where_and_stores_nothing(member, model, details, field):
    with pytest.raises(InvalidInput) as refusal:
        add_person(member, model, details)
    assert refusal.value.field == field
    assert queries.list_people(model) == []


def test_nobody_records_for_another_unit(make, model, hoa, how):
    stranger = make.member(make.unit())
    with pytest.raises(PermissionDenied):
        add_person(stranger, model, Details("Lò Văn Sơn"))
    with pytest.raises(PermissionDenied):
        record_answers(stranger, hoa, BOTH, how)
    with pytest.raises(NotFound):
        queries.get_person(stranger, hoa.reference)
    assert len(queries.list_people(model)) == 1
    assert db.session.scalar(select(func.count()).select_from(Consent)) == 0


def test_two_who_record_at_once_learn_of_each_other(hoa, member, how):
    seen = hoa.version
    record_answers(member, hoa, BOTH, how, version=seen)
    with pytest.raises(StaleVersion):
        withdraw_consent(member, hoa, Purpose.PUBLIC_PAGE, how, version=seen)
    with pytest.raises(StaleVersion):
        change_person(member, hoa, Details("Ai đó"), version=seen)
    assert hoa.agrees_to(Purpose.PUBLIC_PAGE)
    assert hoa.name == NAME


def test_only_what_was_given_can_be_withdrawn_and_no_day_is_ahead(hoa, member, how):
    with pytest.raises(InvalidTransition):
        withdraw_consent(member, hoa, Purpose.PUBLIC_PAGE, how)
    with pytest.raises(InvalidInput):
        record_answers(member, hoa, BOTH, Telling(Manner.PAPER, today() + timedelta(days=1)))
    with pytest.raises(InvalidInput):
        record_answers(member, hoa, {}, how)
    with pytest.raises(InvalidInput):
        record_answers(member, hoa, BOTH, Telling(Manner.PAPER, today(), scan="MC-2026-000000"))
    assert hoa.consents == []


def test_the_name_itself_can_be_erased_from_the_audit(hoa):
    kept = db.session.scalars(select(AuditPersonal.value).where(AuditPersonal.name == "name")).all()
    assert NAME in kept


def test_a_photo_that_the_new_version_dropped_is_kept_back_where_it_is_still_shown(
    make, member, model, client
):
    photo = make.evidence(model := make.exemplar(unit=model.lead_unit), visibility=Visibility.PUBLIC)
    make.published(model)
    begin_new_version(member, model)
    (copy,) = list_items(model.latest)
    remove_item(member, copy)
    assert client.get(f"/tep/{photo.reference}").status_code == 200

    add_person(member, model, Details(NAME, photos=(photo.digest,)))
    assert client.get(f"/tep/{photo.reference}").status_code == 404


def test_the_signed_paper_is_a_file_that_only_the_unit_sees(make, hoa, member, model, how):
    begin_new_version(member, model)
    paper, shown = (
        make.evidence(model, content=make.pdf(), file_name="giay.pdf", visibility=who)
        for who in (Visibility.INTERNAL, Visibility.PUBLIC)
    )
    assert queries.scans_of(model) == [paper]
    with pytest.raises(InvalidInput):
        record_answers(member, hoa, BOTH, Telling(Manner.PAPER, today(), scan=shown.reference))
    assert hoa.consents == []
    record_answers(member, hoa, BOTH, Telling(Manner.PAPER, today(), scan=paper.reference))
    assert hoa.consents[-1].item is paper


def test_a_copy_made_by_somebody_who_reads_every_name_has_initials(make, hoa, member, model):
    make.fill(member, begun := make.exemplar(unit=model.lead_unit), {"method": f"1. Bà {NAME} đi trước."})
    add_person(member, begun, Details(NAME))
    member_of_both = make.member(unit := make.unit())
    make.holder(Role.UNIT_MEMBER, model.lead_unit, user=member_of_both)
    copy = start_from_source(member_of_both, unit, begun, title="Làm theo")
    assert copy.latest.method == "1. Bà N.T.H. đi trước."
