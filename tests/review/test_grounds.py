"""The files of the dossier on which a mark rests."""

import pytest

from registry.catalogue.states import Visibility
from registry.evidence.queries import list_items
from registry.review.service import scoring
from registry.review.service.grounding import Beside, grounds_of
from registry.review.service.scoring import BallotRefused
from registry.review.states import NominationState as N


@pytest.fixture
def ballot(make):
    """A ballot that may be filled in, of a dossier with two files the council sees and one it does not."""
    campaign = make.campaign()
    unit = make.unit(parent=campaign.unit)
    exemplar = make.exemplar(unit=unit)
    for name, seen_by in (("a.jpg", "council"), ("b.jpg", "public"), ("c.jpg", "internal")):
        make.evidence(exemplar, content=make.photo(), file_name=name, visibility=Visibility(seen_by))
    case = make.case(state=N.VERIFIED, campaign=campaign, unit=unit, exemplar_of=exemplar, reviewers=1)
    (assignment,) = case.assign()
    scoring.declare_no_conflict(assignment.reviewer, assignment)
    return case, assignment


def save(case, assignment, **grounds):
    named = {criterion.id: grounds.get(f"c{n}") for n, criterion in enumerate(case.campaign.rubric.criteria)}
    given = {number: references for number, references in named.items() if references is not None}
    beside = Beside(grounds=given)
    return scoring.save_ballot(
        assignment.reviewer, assignment, marks=case.marks(85), overall_comment="", beside=beside
    )


def files(case):
    return [item.reference for item in list_items(case.nomination.exemplar_version)]


def kept(assignment):
    return [grounds_of(mark) for mark in sorted(assignment.marks, key=lambda mark: mark.criterion_id)]


def test_grounds_are_kept_in_the_order_of_the_dossier(ballot):
    case, assignment = ballot
    one, two, _internal = files(case)
    save(case, assignment, c0=[two, one, two], c1=[two])
    assert kept(assignment) == [[one, two], [two]]


def test_what_is_not_named_stays_and_what_is_emptied_goes(ballot):
    case, assignment = ballot
    one, two, _internal = files(case)
    save(case, assignment, c0=[one], c1=[two])
    save(case, assignment, c1=[])
    assert kept(assignment) == [[one], []]


def test_only_files_of_the_dossier_that_the_reviewer_may_read(ballot, make):
    case, assignment = ballot
    internal = files(case)[2]
    other = make.case(state=N.VERIFIED)
    for foreign in (internal, files(other)[0], "MC-9999-000000"):
        with pytest.raises(BallotRefused) as refusal:
            save(case, assignment, c1=[foreign])
        assert refusal.value.field == f"grounds_{case.campaign.rubric.criteria[1].id}"
    assert assignment.marks == []
