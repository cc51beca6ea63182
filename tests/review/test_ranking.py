"""What the scores say, and who may not hear it."""

import re
from decimal import Decimal

import pytest

from registry.campaigns.models import Campaign
from registry.catalogue.states import Visibility
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import InvalidTransition, NotFound, PermissionDenied
from registry.evidence import queries as evidence
from registry.identity.models import Role, User
from registry.review import queries
from registry.review.service import assigning, recusing, scoring
from registry.review.states import ConflictKind, NominationState, Outcome
from registry.units.service import reorganising

N = NominationState


def scored(make, campaign, *totals):
    case = make.case(state=N.VERIFIED, campaign=campaign, reviewers=len(totals))
    case.assign()
    case.score_all(*totals)
    return case


def test_best_mean_first_and_equal_means_share_a_rank(make):
    campaign = make.campaign()
    good = scored(make, campaign, 90, 80)
    same = scored(make, campaign, 95, 75)
    weak = scored(make, campaign, 60, 64)
    waiting = make.case(state=N.VERIFIED, campaign=campaign)
    make.case(state=N.SUBMITTED, campaign=campaign)
    rows = queries.ranking(good.secretary, campaign)
    assert [(row.nomination, row.rank) for row in rows] == [
        (good.nomination, 1),
        (same.nomination, 1),
        (weak.nomination, 3),
        (waiting.nomination, None),
    ]
    assert [row.mean for row in rows] == [85, 85, 62, None]
    assert [row.disagreement for row in rows] == [False, True, False, False]
    assert [row.proposal for row in rows] == [
        Outcome.RECOGNISED,
        Outcome.RECOGNISED,
        Outcome.NOT_CHOSEN,
        None,
    ]
    assert (rows[1].totals, rows[1].spread, rows[1].low, rows[1].high) == ([75, 95], 20, 75, 95)
    assert rows[1].deviation == Decimal("14.14")


def test_proposal_waits_for_the_ballots_wanted(make):
    case = scored(make, make.campaign(reviews_wanted=3), 90, 90)
    (row,) = queries.ranking(case.signer, case.campaign)
    assert (row.mean, row.count, row.wanted, row.proposal) == (90, 2, 3, None)


@pytest.mark.parametrize(
    ("mean", "outcome"), [("80", "recognised"), ("79.99", "praised"), ("64.99", "not_chosen")]
)
def test_proposal_follows_the_marks_of_the_campaign(make, mean, outcome):
    case = scored(make, make.campaign(reviews_wanted=1), Decimal(mean))
    (row,) = queries.ranking(case.signer, case.campaign)
    assert row.proposal is Outcome(outcome)


@pytest.mark.parametrize("name", ["member", "lead", "staff"])
def test_ranking_is_for_the_council_only(make, name):
    case = scored(make, make.campaign(), 80, 80)
    for person in (getattr(case, name), case.reviewers[0], make.secretary(make.province())):
        with pytest.raises(PermissionDenied):
            queries.ranking(person, case.campaign)


def test_b03_b10_secretary_from_the_nominated_unit_sees_neither_row_nor_count(make):
    campaign = make.campaign()
    own, other = scored(make, campaign, 90, 90), scored(make, campaign, 70, 70)
    make.member(own.unit, user=own.secretary)
    rows = queries.ranking(own.secretary, campaign)
    assert [(row.nomination, row.rank) for row in rows] == [(other.nomination, 1)]
    assert queries.list_ballots(own.secretary, own.nomination) == []
    with pytest.raises(NotFound):
        queries.list_assignments_of(own.secretary, own.nomination)


def test_b04_b10_b11_history_tells_the_unit_nothing_of_the_scoring(make):
    """Two nominations that differ only in their scoring look the same to the unit."""
    campaign = make.campaign()
    scored_one = scored(make, campaign, 90, 40)
    quiet_one = make.case(state=N.VERIFIED, campaign=campaign)
    for reader in (None, scored_one.member, scored_one.lead, make.lead(quiet_one.unit)):
        told = [
            [(entry.kind, entry.text) for entry in queries.history(case.nomination, reader)]
            for case in (scored_one, quiet_one)
        ]
        assert told[0] == told[1]
    for name in ("member", "lead"):
        assert queries.list_ballots(getattr(scored_one, name), scored_one.nomination) == []


def test_b11_council_reads_of_reviewers_as_numbers(make):
    case = scored(make, make.campaign(), 90, 40)
    ballots = queries.list_ballots(case.secretary, case.nomination)
    assert [one.name for one in ballots] == [f"UV{one.number}" for one in ballots]
    recusing.declare_conflict(case.reviewers[0], case.assignments[0], reason="Người nhà")
    entries = queries.history(case.nomination, case.secretary)
    text = " ".join(f"{entry.text} {entry.by} {entry.note}" for entry in entries)
    assert {entry.kind for entry in entries} >= {"assigned", "ballot", "conflict"}
    assert all(reviewer.name not in text for reviewer in case.reviewers)
    assert re.search(r"\b1\b", text)
    assert re.search(r"\b2\b", text)


def test_b14_numbers_are_given_anew_in_every_nomination(make):
    campaign = make.campaign()
    first = make.case(state=N.VERIFIED, campaign=campaign, reviewers=3)
    people, orders = first.reviewers, set()
    for number in range(8):
        case = first if number == 0 else make.case(state=N.VERIFIED, campaign=campaign, reviewers=0)
        case.assign(*people)
        numbers = [one.number for one in case.assignments]
        assert sorted(numbers) == [1, 2, 3]
        orders.add(tuple(numbers))
    assert len(orders) > 1


def test_b14_a_reviewer_keeps_the_number_whoever_comes_or_goes(make):
    case = make.case(state=N.VERIFIED, reviewers=6)
    case.assign(*case.reviewers[:3])
    bears = {one.id: one.number for one in case.assignments}
    for late in case.reviewers[3:]:
        (added,) = case.assign(late)
        assert added.number == len(case.assignments)
    assigning.cancel_assignment(case.secretary, case.assignments[0], reason="Bận")
    assigning.assign_reviewers(case.secretary, case.nomination, [case.reviewers[0]])
    db.session.expire_all()
    assert {one.id: one.number for one in case.nomination.assignments[:3]} == bears
    assert sorted(one.number for one in case.nomination.assignments) == [1, 2, 3, 4, 5, 6]


def test_b14_the_order_in_which_rows_were_written_follows_the_numbers(make):
    """Times and references of assignments tell nothing of the list in which the reviewers stood."""
    case = make.case(state=N.VERIFIED, reviewers=5)
    given = case.assign(*case.reviewers)
    assert [one.reviewer for one in given] == case.reviewers
    written = sorted(given, key=lambda one: one.number)
    assert written == sorted(given, key=lambda one: one.reference)
    assert written == sorted(given, key=lambda one: one.assigned_at)


def test_reader_sees_what_is_their_business(make):
    case = make.case(state=N.VERIFIED)
    (given,) = case.assign(case.reviewers[0])
    scoring.declare_no_conflict(given.reviewer, given)
    stranger, draft = make.staff(make.province()), make.case(campaign=case.campaign)
    for person in (case.member, case.lead, case.staff, case.secretary, case.signer, case.reviewers[0]):
        assert queries.get_nomination(person, case.nomination.reference) == case.nomination
        assert queries.list_nominations(person, case.campaign).items == [case.nomination]
    for person in (case.reviewers[1], stranger, make.lead(make.unit())):
        with pytest.raises(NotFound):
            queries.get_nomination(person, case.nomination.reference)
        assert queries.list_nominations(person, case.campaign).items == []
    with pytest.raises(NotFound):
        queries.get_nomination(case.staff, draft.nomination.reference)
    with pytest.raises(NotFound):
        queries.get_nomination(case.staff, "HS-0000-0000")


def test_list_is_narrowed_to_a_state(make):
    case = make.case(state=N.VERIFIED)
    make.case(state=N.SUBMITTED, campaign=case.campaign)
    page = queries.list_nominations(case.staff, case.campaign, state=N.SUBMITTED)
    assert [one.state for one in page.items] == [N.SUBMITTED]
    assert queries.list_nominations(case.staff, case.campaign).total == 2


def test_reviewer_reads_the_evidence_only_while_assigned(make):
    case = make.case(state=N.VERIFIED)
    reviewer = case.reviewers[0]
    (item,) = evidence.list_items(case.nomination.exemplar_version)
    with pytest.raises(NotFound):
        evidence.get_item(reviewer, item.reference)
    (assignment,) = case.assign(reviewer)
    with pytest.raises(NotFound):
        evidence.get_item(reviewer, item.reference)
    scoring.declare_no_conflict(reviewer, assignment)
    assert evidence.get_item(reviewer, item.reference) == item
    recusing.declare_conflict(reviewer, assignment, reason="Người nhà")
    with pytest.raises(NotFound):
        evidence.get_item(reviewer, item.reference)


def test_a_ballot_stops_counting_when_a_merger_ties_its_reviewer(make):
    campaign = make.campaign()
    case = scored(make, campaign, 90, 90)
    reviewer = case.reviewers[0]
    make.member(neighbour := make.unit(parent=campaign.unit), user=reviewer)
    assert queries.totals_of(case.nomination) == [90, 90]

    new = make.unit(parent=campaign.unit)
    reorganising.merge_units(None, [case.unit, neighbour], into=new, on=today())

    assert queries.totals_of(case.nomination) == [90]
    assert list(queries.ties_of(case.nomination)) == [case.assignments[0].id]
    assert queries.list_missing_ballots(case.nomination) != []
    with pytest.raises(InvalidTransition):
        case.decide()
    assert case.nomination.state is N.VERIFIED
    (row,) = queries.ranking(case.secretary, campaign)
    assert (row.count, row.proposal) == (1, None)


def test_council_files_open_for_the_version_put_forward_while_it_is_scored(make):
    case = scored(make, make.campaign(), 90, 90)
    (item,) = evidence.list_items(case.nomination.exemplar_version)
    item.visibility = Visibility.COUNCIL
    reviewer = case.reviewers[0]
    assert evidence.list_visible(reviewer, item.exemplar_version) == [item]
    other = make.evidence_of(make.frozen(make.exemplar(unit=case.unit)))
    (council_only,) = evidence.list_items(other.latest)
    council_only.visibility = Visibility.COUNCIL
    for person in (case.staff, case.secretary, case.signer):
        assert evidence.list_visible(person, item.exemplar_version) == [item]
        assert evidence.list_visible(person, other.latest) == [], "nobody put it forward"

    case.decide()

    assert evidence.list_visible(reviewer, item.exemplar_version) == []
    assert evidence.list_visible(case.secretary, item.exemplar_version) == [item]
    assert queries.get_assignment(reviewer, case.assignments[0].reference)


def test_what_lacks_ballots_stands_apart_without_a_rank(make):
    campaign = make.campaign()
    whole = scored(make, campaign, 80, 80)
    part = make.case(state=N.VERIFIED, campaign=campaign)
    part.assign()
    part.score(part.assignments[0], 99)
    rows = queries.ranking(whole.secretary, campaign)
    assert [(row.nomination, row.rank, row.is_provisional) for row in rows] == [
        (whole.nomination, 1, False),
        (part.nomination, None, True),
    ]


def places(reader, campaign):
    return [(row.case.reference, row.rank) for row in queries.ranking(reader, campaign)]


@pytest.mark.parametrize("tied_first", [True, False])
def test_whoever_stepped_aside_reads_a_ranking_without_it_whoever_asked_first(make, tied_first):
    campaign = make.campaign()
    best, good, same, weak = (
        scored(make, campaign, *totals) for totals in ((95, 95), (90, 80), (85, 85), (60, 64))
    )
    other = make.holder(Role.COUNCIL_SECRETARY, campaign.unit)
    recusing.step_aside(other, best.nomination, reason="Người thân phụ trách", kind=ConflictKind.FAMILY)
    codes = [one.nomination.reference for one in (best, good, same, weak)]
    readers = [other, best.secretary] if tied_first else [best.secretary, other]
    read = {reader.id: places(reader, campaign) for reader in readers}
    assert read[best.secretary.id] == list(zip(codes, (1, 2, 2, 4), strict=True))
    assert read[other.id] == list(zip(codes[1:], (1, 1, 3), strict=True))


def test_a_ranking_follows_what_is_stored_and_outlives_the_session_it_was_read_in(make):
    campaign = make.campaign()
    first, late = scored(make, campaign, 80, 80), make.case(state=N.VERIFIED, campaign=campaign)
    late.assign()
    reader = first.secretary
    number, reader_number = campaign.id, reader.id
    codes = [one.nomination.reference for one in (first, late)]
    assert places(reader, campaign) == list(zip(codes, (1, None), strict=True))
    late.score_all(90, 90)
    assert places(reader, campaign) == list(zip(reversed(codes), (1, 2), strict=True))
    assigning.give_back_ballot(reader, late.assignments[0], reason="Nhầm tiêu chí")
    assert places(reader, campaign) == list(zip(codes, (1, None), strict=True))
    db.session.commit()
    db.session.expunge_all()
    again = db.session.get_one(Campaign, number)
    row, _late = queries.ranking(db.session.get_one(User, reader_number), again)
    assert row.case.campaign is again
