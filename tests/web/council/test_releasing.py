"""Several decisions with one paper: every letter is read first, then all are made or none."""

import pytest
from sqlalchemy import func, select

from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, PermissionDenied
from registry.review.models import Decision
from registry.review.queries.sessions import get_session
from registry.review.service import releasing
from registry.review.service.releasing import Line, mark_of
from registry.review.states import NominationState, Outcome
from tests.make.browser_client import form_of
from tests.make.sessions import sitting

N = NominationState
NUMBER = "38-QĐ/BTGDVTU"


@pytest.fixture
def council(make):
    """Two nominations the council has voted for."""
    council = sitting(make, cases=2, members=3)
    council.open()
    for item in council.session.items:
        council.vote(3, item=item)
    council.lock()
    return council


def path_of(council):
    return f"/dot-xet/{council.case.campaign.reference}/quyet-dinh"


def decided():
    db.session.expire_all()
    return db.session.scalar(select(func.count()).select_from(Decision))


def lines_of(council, *outcomes, reason="Theo ý kiến của Hội đồng"):
    return [Line(c.nomination, o, reason) for c, o in zip(council.cases, outcomes, strict=True)]


def fields_of(council, *outcomes, reason="Theo ý kiến của Hội đồng"):
    codes = [case.nomination.reference for case in council.cases]
    found = {f"outcome_{code}": outcome for code, outcome in zip(codes, outcomes, strict=True)}
    return {**found, **{f"reason_{code}": reason for code in codes}, "number": NUMBER}


def test_every_letter_is_read_before_all_decisions_are_released(council, client):
    client.sign_in(council.case.signer)
    fields = fields_of(council, "recognised", "not_chosen")

    preview = client.send_form(path_of(council), button=("act", "preview"), **fields)

    assert (preview.status_code, decided()) == (200, 0)
    for case in council.cases:
        assert case.nomination.reference in preview.text
    assert "Phát hành 2 quyết định" in preview.text
    shown, _action = form_of(preview.text)
    answer = client.post(path_of(council), data={**shown, "act": "release"})
    assert (answer.status_code, decided()) == (303, 2)
    assert [case.nomination.state for case in council.cases] == [N.RECOGNISED, N.NOT_CHOSEN]


def test_what_the_signer_refuses_keeps_its_vote(council):
    signer = council.case.signer
    lines = lines_of(council, Outcome.NOT_CHOSEN, Outcome.RECOGNISED)
    releasing.release(signer, lines, number=NUMBER, decided_on=today(), seen=mark_of(lines, NUMBER, today()))
    session = get_session(signer, council.session.reference)
    assert [(item.carried, item.agree) for item in session.items] == [(True, 3), (True, 3)]
    assert council.case.nomination.decision.reason == "Theo ý kiến của Hội đồng"


def test_a_letter_nobody_read_is_not_released_and_what_was_typed_stays(council, client):
    client.sign_in(council.case.signer)
    preview = client.send_form(
        path_of(council), button=("act", "preview"), **fields_of(council, "recognised", "recognised")
    )
    shown, _action = form_of(preview.text)
    council.cases[1].decide(number="39-QĐ/BTGDVTU")
    answer = client.post(path_of(council), data={**shown, "act": "release"})
    assert (answer.status_code, decided()) == (409, 1)
    assert "Theo ý kiến của Hội đồng" in answer.text
    assert council.case.nomination.state is N.VERIFIED


def test_one_wrong_line_stops_all_of_them(council):
    signer = council.case.signer
    lines = lines_of(council, Outcome.RECOGNISED, Outcome.PRAISED, reason="")
    with pytest.raises(InvalidInput) as refusal:
        releasing.release(
            signer, lines, number=NUMBER, decided_on=today(), seen=mark_of(lines, NUMBER, today())
        )
    assert refusal.value.field == f"reason_{council.cases[1].nomination.reference}"
    assert (decided(), council.case.nomination.state) == (0, N.VERIFIED)


def test_only_the_signer_releases(council):
    lines = lines_of(council, Outcome.RECOGNISED, Outcome.RECOGNISED)
    mark = mark_of(lines, NUMBER, today())
    for person in (council.secretary, council.chair, council.case.staff):
        with pytest.raises(PermissionDenied):
            releasing.release(person, lines, number=NUMBER, decided_on=today(), seen=mark)
    with pytest.raises(InvalidTransition):
        releasing.release(council.case.signer, lines, number=NUMBER, decided_on=today(), seen="")
    assert decided() == 0
