"""However many nominations a page lists, it asks the database as often."""

import re
from collections import Counter
from contextlib import contextmanager

import pytest
from flask import current_app
from sqlalchemy import event

from registry.core.db import db
from registry.core.permissions import Permission, allowed
from registry.identity.models import Role
from registry.review import queries
from registry.review.models import Assignment
from registry.review.service import scoring
from registry.review.states import NominationState as N

PAGES = {
    "queue": "/cham-diem",
    "ranking": "/dot-xet/{campaign}/xep-hang",
    "list": "/dot-xet/{campaign}/ho-so",
}


@pytest.fixture
def campaign(make):
    """An open campaign that wants two ballots for each nomination."""
    return make.campaign(reviews_wanted=2)


@pytest.fixture
def add(make, campaign):
    """Have so many more nominations scored by the same two reviewers; gives the last of them."""
    people = [make.reviewer(campaign.unit) for _ in range(2)]

    def more(count):
        for _number in range(count):
            case = make.case(state=N.VERIFIED, campaign=campaign)
            for given in case.assign(*people):
                case.score(given, 80)
        return case

    return more


@contextmanager
def asked():
    """The statements sent meanwhile, without what begins and ends."""
    found = []

    def note(_connection, _cursor, statement, *_told):
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE")):
            # Keys that are written into a statement make no other statement of it.
            found.append(re.sub(r"IN \([\d, ]+\)", "IN (?)", " ".join(statement.split())))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def kind_of(statement):
    """A statement without how many values it was given, and without its columns."""
    return re.sub(r"^SELECT .*? FROM", "FROM", statement.replace("?, ", ""))


def statements(client, path):
    """What the second opening of a page asks, in a session of its own."""
    db.session.commit()
    with current_app.app_context():
        client.get(path)
    with current_app.app_context(), asked() as found:
        answer = client.get(path)
    assert answer.status_code == 200
    return found


@pytest.mark.parametrize("page", PAGES)
def test_statements_do_not_grow_with_nominations(campaign, add, client, page):
    case = add(2)
    path = PAGES[page].format(campaign=campaign.reference)
    client.sign_in(case.assignments[0].reviewer if page == "queue" else case.secretary)
    few = statements(client, path)
    add(3)
    many = statements(client, path)
    assert Counter(map(kind_of, many)) == Counter(map(kind_of, few))


@pytest.mark.parametrize("who", ["secretary", "reviewer"])
def test_statements_do_not_grow_with_the_files_of_a_dossier(make, campaign, who):
    def opened(files):
        case = make.case(campaign=campaign)
        for number in range(files):
            make.evidence(case.exemplar, content=make.photo(colour=(number, 0, 0)))
        case.sign()
        case.verify()
        given = case.assign(*case.reviewers)[0]
        scoring.declare_no_conflict(given.reviewer, given)
        client = current_app.test_client()
        client.sign_in(case.secretary if who == "secretary" else given.reviewer)
        of_reviewer = f"/cham-diem/{given.reference}"
        return statements(client, of_reviewer if who == "reviewer" else f"/de-cu/{case.nomination.reference}")

    few, many = opened(1), opened(4)
    assert Counter(map(kind_of, many)) == Counter(map(kind_of, few))


def test_a_nomination_is_read_in_few_statements(make, client):
    case = make.case(state=N.VERIFIED)
    case.score(case.assign(*case.reviewers)[0], 80)
    client.sign_in(case.secretary)
    assert len(statements(client, f"/de-cu/{case.nomination.reference}")) <= 23


def test_a_queue_holds_what_its_reviewer_may_score(make):
    campaign = make.campaign()
    reviewer = make.reviewer(campaign.unit)
    cases = [make.case(state=N.VERIFIED, campaign=campaign) for _ in range(2)]
    own = [case.assign(reviewer, *case.reviewers)[0] for case in cases]
    scoring.decline(reviewer, own[1], reason="Đi học tập trung")

    turns = queries.list_turns(reviewer)

    assert [one.reference for one in turns] == [own[0].reference]
    assert all(
        allowed(reviewer, Permission.NOMINATION_SCORE, db.session.get(Assignment, o.id)) for o in turns
    )
    (grant,) = (one for one in reviewer.grants if one.role is Role.REVIEWER)
    db.session.delete(grant)
    db.session.commit()
    assert not allowed(reviewer, Permission.NOMINATION_SCORE, own[0])
    assert queries.list_turns(reviewer) == []
