"""Models recorded twice: one goes on, the other stays readable, and nothing of either is lost."""

import pytest
from sqlalchemy import func, select

from registry.audit import queries as audit
from registry.audit.models import AuditEvent
from registry.catalogue.contents import Section
from registry.catalogue.queries import get_exemplar, list_of_unit, list_versions, visible_references
from registry.catalogue.rows import ResultRow
from registry.catalogue.service import editing
from registry.catalogue.states import ExemplarState, Level
from registry.consent.service import recording
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, PermissionDenied, StaleVersion
from registry.discovery.documents import documents_of
from registry.evidence.queries import list_items
from registry.legacy.models import ExemplarMerger
from registry.legacy.queries import list_mergers, survivor_of
from registry.legacy.service import merging
from registry.replication.queries import list_origins
from registry.replication.states import ReplicationKind, ReplicationState
from registry.review.models import Nomination, Recognition
from registry.review.states import NominationState, RecognitionState

WHY = "Cùng tổ, cùng địa điểm, cùng người phụ trách"


@pytest.fixture
def staff(make, commune):
    return make.staff(commune.placements[0].parent)


@pytest.fixture
def pair(make, commune):
    """The same model recorded twice by its unit."""
    return [make.exemplar(unit=commune, title=title) for title in ("Đường hoa", "Con đường hoa")]


def choices(*taken, awards=None, reason=WHY):
    return merging.Choices(frozenset(taken), awards or {}, reason)


def count(table):
    return db.session.scalar(select(func.count()).select_from(table))


def test_the_survivor_says_what_was_chosen_and_keeps_its_history(make, staff, commune, pair):
    one, other = pair
    figures = [ResultRow("Hộ trồng hoa", 0, 64, "hộ")]
    editing.save_section(make.member(commune), other, Section.RESULTS, {"results": figures})
    make.evidence_of(other)
    merging.merge_exemplars(staff, one, other, choices("title", "results"))

    assert (one.latest.number, one.latest.title) == (2, "Con đường hoa")
    assert [version.title for version in one.versions] == ["Đường hoa", "Con đường hoa"]
    assert [row.key for row in one.latest.results] == [row.key for row in other.latest.results]
    assert [item.digest for item in list_items(one.latest)] == [
        item.digest for item in list_items(other.latest)
    ]


def test_the_other_record_is_kept_but_no_longer_listed_or_found(make, staff, commune, pair):
    one, other = pair
    merging.merge_exemplars(staff, one, other, choices())

    assert (other.state, other.latest.title) == (ExemplarState.MERGED, "Con đường hoa")
    assert survivor_of(other) is one
    assert [merger.loser for merger in list_mergers(one)] == [other]
    assert list(list_of_unit(commune).items) == [one]
    assert other.reference not in visible_references(staff)
    assert [document.key for document in documents_of([one.reference, other.reference])[0]] == [one.reference]
    lead = make.lead(commune)
    assert list_versions(lead, get_exemplar(lead, other.reference)) == other.versions
    with pytest.raises(InvalidTransition):
        editing.save_section(make.member(commune), other, Section.NAME, {"title": "Khác"})


def test_the_log_says_everything(staff, pair):
    one, other = pair
    merging.merge_exemplars(staff, one, other, choices("title"))

    event = audit.list_history("exemplar", other.reference)[-1]
    assert (event.action, event.actor_id) == ("exemplar.merged", staff.id)
    for said in (one.reference, '"contents":["title"]', '"before":"running"'):
        assert said in event.detail
    assert audit.list_history("exemplar", one.reference)[-1].action == "exemplar.took_in"


def recognised(make, unit, campaign):
    return make.case(
        state=NominationState.RECOGNISED, unit=unit, campaign=campaign, exemplar_state="running"
    ).exemplar


def test_two_recognised_in_one_level_and_year_are_not_merged_without_saying_which_stands(
    make, commune, staff
):
    campaign = make.campaign(commune.placements[0].parent)
    one, other = (recognised(make, commune, campaign) for _ in range(2))
    award = (Level(campaign.level), campaign.year)
    mine, theirs = merging.awards_of_both(one, other)[award]
    events = count(AuditEvent)
    with pytest.raises(InvalidInput) as caught:
        merging.merge_exemplars(staff, one, other, choices())
    assert caught.value.field == f"award-{award[0]}-{award[1]}"
    assert (other.state, count(ExemplarMerger), count(AuditEvent)) == (ExemplarState.RUNNING, 0, events)

    merging.merge_exemplars(staff, one, other, choices(awards={award: mine.reference}))
    assert (mine.state, theirs.state) == (RecognitionState.IN_FORCE, RecognitionState.LAPSED)
    assert {row.exemplar_id for row in db.session.scalars(select(Recognition))} == {one.id}
    assert {(row.level, row.year) for row in db.session.scalars(select(Recognition))} == {award}
    assert {row.exemplar_id for row in db.session.scalars(select(Nomination))} == {one.id, other.id}


def test_replications_of_both_stay_together(make, staff, commune):
    one, other = (make.exemplar(unit=commune, public=True, title=title) for title in ("Một", "Hai"))
    copy = make.replication(source=other, state=ReplicationState.CONFIRMED)
    merging.merge_exemplars(staff, one, other, choices())

    assert copy.source_id == one.id


def copies_of_two(make, unit, pair, kind):
    """Both records are what a copy of a model of another unit became."""
    return [make.replication(unit=unit, copy=one, state=ReplicationState.REPORTED, kind=kind) for one in pair]


@pytest.mark.parametrize("way", [1, -1])
def test_of_two_origins_that_of_the_record_that_goes_on_stands(make, staff, commune, pair, way):
    """One model has one origin. The other place keeps its copy, of which there is no record any more."""
    links = copies_of_two(make, commune, pair, ReplicationKind.ADAPTED)
    (survivor, stands), (loser, gone) = list(zip(pair, links, strict=True))[::way]
    assert merging.origins_let_go(survivor, loser) == [gone]
    merging.merge_exemplars(staff, survivor, loser, choices())

    assert list_origins(survivor) == [stands]
    assert (gone.copy_id, gone.state) == (None, ReplicationState.REPORTED)
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "exemplar.took_in")).one()
    assert gone.reference in event.detail


def test_what_was_merged_from_several_keeps_all_its_origins(make, staff, commune, pair):
    links = copies_of_two(make, commune, pair, ReplicationKind.MERGED_FROM)
    merging.merge_exemplars(staff, *pair, choices())
    assert list_origins(pair[0]) == links


def test_the_only_origin_goes_over(make, staff, commune, pair):
    link = make.replication(unit=commune, copy=pair[1], state=ReplicationState.REPORTED)
    merging.merge_exemplars(staff, *pair, choices())
    assert list_origins(pair[0]) == [link]


@pytest.mark.parametrize("way", [1, -1])
def test_a_model_and_what_its_unit_said_is_no_copy_of_it_merge(make, staff, commune, way):
    """The source declined: both are one model recorded twice. The link stays, a copy of nothing."""
    one, other = (make.exemplar(unit=commune, title=title) for title in ("Một", "Hai"))
    link = make.replication(source=one, state=ReplicationState.DECLINED)
    link.copy = other
    db.session.commit()
    survivor, loser = [one, other][::way]
    assert not merging.hindrance(survivor, loser)
    merging.merge_exemplars(staff, survivor, loser, choices())

    assert (link.source_id, link.copy_id) == (survivor.id, None)
    assert link.state is ReplicationState.DECLINED


def test_what_cannot_be_merged_is_refused_with_the_reason(make, staff, commune, pair):
    one, other = pair
    public = make.exemplar(unit=commune, public=True)
    draft = make.exemplar(unit=commune, state=ExemplarState.DRAFT)
    campaign = make.campaign(commune.placements[0].parent)
    in_review = make.case(state=NominationState.SUBMITTED, unit=commune, campaign=campaign).exemplar
    for survivor, loser in ((one, one), (one, public), (draft, one), (one, in_review)):
        assert merging.hindrance(survivor, loser)
        with pytest.raises(InvalidTransition):
            merging.merge_exemplars(staff, survivor, loser, choices())
    with pytest.raises(InvalidInput):
        merging.merge_exemplars(staff, one, other, choices(reason=" "))
    merging.merge_exemplars(staff, one, other, choices())
    with pytest.raises(InvalidTransition):
        merging.merge_exemplars(staff, public, other, choices())
    assert count(ExemplarMerger) == 1


def test_a_record_that_holds_what_people_agreed_to_is_not_given_up(make, staff, commune, pair):
    one, other = pair
    recording.add_person(make.member(commune), other, recording.Details(name="Lò Thị Mẫu"))

    assert "người" in merging.hindrance(one, other)
    assert merging.hindrance(other, one) == ""


def test_only_staff_of_both_units_merge(make, commune, pair):
    for person in (make.lead(commune), make.staff(make.unit())):
        with pytest.raises(PermissionDenied):
            merging.merge_exemplars(person, *pair, choices())
    assert {one.state for one in pair} == {ExemplarState.RUNNING}


def test_what_changed_meanwhile_is_not_merged_unseen(staff, pair):
    with pytest.raises(StaleVersion):
        merging.merge_exemplars(staff, *pair, choices(), versions=(pair[0].version, pair[1].version - 1))
    assert count(ExemplarMerger) == 0


def test_what_nobody_reviewed_is_not_shown_by_way_of_a_merger(make, staff, commune):
    member = make.member(commune)
    one, other = (make.exemplar(unit=commune, title=title, public=True) for title in ("Một", "Hai"))
    editing.begin_new_version(member, one)
    make.fill(member, one, {"situation": "Chưa ai duyệt"})
    editing.begin_new_version(member, other)
    make.fill(member, other, {"goals": "Mục tiêu chưa ai duyệt"})
    shown = one.public_version
    merging.merge_exemplars(staff, one, other, choices("goals"))

    assert one.public_version is shown
    assert (one.latest.situation, one.latest.goals) == ("Chưa ai duyệt", "Mục tiêu chưa ai duyệt")
    assert not one.latest.is_frozen


def test_what_is_put_together_of_two_published_texts_is_shown_at_once(make, staff, commune):
    one, other = (make.exemplar(unit=commune, title=title, public=True) for title in ("Một", "Hai"))
    merging.merge_exemplars(staff, one, other, choices("title"))

    assert one.public_version is one.latest
    assert one.public_version.title == "Hai"


def test_the_history_names_a_record_given_up_only_to_those_who_may_read_it(make, staff, commune, client, app):
    one = make.exemplar(unit=commune, public=True)
    other = make.exemplar(unit=commune, title="Tên chưa ai duyệt")
    merging.merge_exemplars(staff, one, other, choices())
    ours = app.test_client()
    ours.sign_in(make.member(commune))
    path = f"/mo-hinh/{one.reference}/lich-su"

    assert other.reference in client.get(path).text
    assert "Tên chưa ai duyệt" not in client.get(path).text
    assert "Tên chưa ai duyệt" in ours.get(path).text
