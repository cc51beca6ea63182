"""What a stage hides from its reviewers is on none of their pages and in none of their messages."""

import pytest
from sqlalchemy import select

from registry.campaigns.states import OthersScores, StageKind
from registry.core.db import db
from registry.evidence.queries import list_items
from registry.notifications.models import Message
from registry.review import queries
from registry.review.service import scoring
from registry.review.states import NominationState as N

UNIT, PLACE, PERSON = "xã Nà Bấc", "Nà Bấc", "Lò Văn Pọm"


def case_of(make, **rules):
    """A nomination whose texts and files name its unit and its people, in a stage with rules."""
    campaign = make.campaign()
    scoring_stage = next(one for one in campaign.stages if one.kind is StageKind.SCORING)
    for name, value in rules.items():
        setattr(scoring_stage, name, value)
    db.session.commit()
    case = make.case(
        campaign=campaign, unit=make.unit(parent=campaign.unit, name=UNIT), title=f"Bếp chung của {UNIT}",
        method=f"{PERSON} họp dân {PLACE} mỗi tháng.",
    )  # fmt: skip
    case.lead.name = PERSON
    list_items(case.exemplar.latest)[0].caption = f"Họp dân {PLACE}"
    db.session.commit()
    case.sign()
    case.verify()
    case.assign()
    return case


def read_by(case, client, assignment):
    """Everything a reviewer reads on the way through a ballot, and what they are told."""
    path, browser = f"/cham-diem/{assignment.reference}", client.application.test_client()
    browser.sign_in(assignment.reviewer)
    found = [browser.get(one).text for one in ("/cham-diem", f"{path}/xung-dot", "/viec-can-lam")]
    scoring.declare_no_conflict(assignment.reviewer, assignment)
    scoring.save_ballot(assignment.reviewer, assignment, marks=case.marks(80), overall_comment="")
    found += [browser.get(one).text for one in ("/cham-diem", path, f"{path}/nop", "/viec-can-lam")]
    found += [browser.get(f"/de-cu/{case.nomination.reference}/ho-so", follow_redirects=True).text]
    told = db.session.scalars(select(Message).where(Message.to_id == assignment.reviewer_id))
    return [*found, *(f"{one.subject} {one.body}" for one in told)]


@pytest.mark.parametrize("hidden", [True, False])
def test_nothing_of_the_unit_and_its_people_is_read_where_it_is_hidden(make, client, hidden):
    case = case_of(make, blind_submitter=hidden)

    found = read_by(case, client, case.assignments[0])

    named = [word for word in (UNIT, PLACE, PERSON) if any(word in text for text in found)]
    assert named == ([] if hidden else [UNIT, PLACE, PERSON])
    assert all("Bếp chung của" in text for text in found[:2])


def test_two_units_are_read_alike_where_it_is_hidden(make, client):
    case = case_of(make, blind_submitter=True)
    one = case.assignments[0]
    scoring.declare_no_conflict(one.reviewer, one)
    client.sign_in(one.reviewer)

    def page():
        lines = client.get(f"/cham-diem/{one.reference}").text.splitlines()
        return [line for line in lines if "csrf" not in line and 'name="once"' not in line]

    before = page()
    case.nomination.unit_name = "phường Cầu Ngói"
    case.exemplar.latest.title = "Bếp chung của phường Cầu Ngói"
    db.session.commit()
    assert page() == before


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [(OthersScores.NEVER, 0, 0), (OthersScores.AFTER_OWN, 0, 2), (OthersScores.ALWAYS, 1, 2)],
)
def test_what_others_gave_is_read_when_the_stage_says(make, rule, before, after):
    case = case_of(make, others_scores=rule)
    own, other = case.assignments
    scoring.declare_no_conflict(own.reviewer, own)
    case.score(other, 70)

    assert len(queries.list_ballots(own.reviewer, case.nomination)) == before
    case.score(own, 80)
    assert len(queries.list_ballots(own.reviewer, case.nomination)) == after
    assert len(queries.list_ballots(case.secretary, case.nomination)) == 2


@pytest.mark.parametrize("hidden", [True, False])
def test_reviewers_are_numbers_or_names_as_the_stage_says(make, client, hidden):
    case = case_of(make, blind_reviewers=hidden)
    case.score_all(80, 70)
    client.sign_in(case.secretary)

    page = client.get(f"/dot-xet/{case.campaign.reference}/xep-hang").text

    names = [one.reviewer.name in page for one in case.assignments]
    assert names == [not hidden, not hidden]
    assert {one.name for one in queries.list_ballots(case.secretary, case.nomination)} == (
        {"UV1", "UV2"} if hidden else {one.reviewer.name for one in case.assignments}
    )


def test_nothing_is_hidden_once_it_is_decided(make, client):
    case = case_of(make, blind_submitter=True)
    case.score_all(90, 90)
    case.decide()
    client.sign_in(case.assignments[0].reviewer)
    assert case.nomination.state is N.RECOGNISED
    assert UNIT in client.get("/cham-diem").text
