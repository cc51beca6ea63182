"""Several decisions with one paper: every letter is read first, then all are made or none."""

import pytest
from sqlalchemy import func, select

from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, PermissionDenied
from registry.review.models import Decision
from registry.review.pending import mark_of_pending, pending_in
from registry.review.queries.sessions import get_session
from registry.review.service import preparing, releasing
from registry.review.service.releasing import Line, mark_of
from registry.review.states import NominationState, Outcome
from tests.make.browser_client import form_of
from tests.make.sessions import sitting

N = NominationState
NUMBER = "38-QĐ/BTGDVTU"
TODAY = f"{today():%d/%m/%Y}"


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
    return {**found, **{f"reason_{code}": reason for code in codes}, "number": NUMBER, "decided_on": TODAY}


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


def test_nothing_is_chosen_beforehand_on_one_or_on_several(council, client):
    client.sign_in(council.case.signer)
    codes = [case.nomination.reference for case in council.cases]

    single, _action = form_of(client.get(f"/de-cu/{codes[0]}/quyet-dinh").text)
    several, _action = form_of(client.get(path_of(council)).text)

    assert [single.get(name) for name in ("outcome", "number", "decided_on")] == [None, "", ""]
    assert [several[f"outcome_{code}"] for code in codes] == ["", ""]
    assert [several[name] for name in ("number", "decided_on")] == ["", ""]
    assert client.send_form(path_of(council), button=("act", "preview")).status_code == 422
    assert decided() == 0


def test_what_the_ballots_suggest_is_filled_in_on_demand_only_and_over_no_choice(council, client):
    client.sign_in(council.case.signer)
    first, second = (case.nomination.reference for case in council.cases)

    answer = client.send_form(
        path_of(council), button=("act", "suggest"), **{f"outcome_{first}": "not_chosen", "number": NUMBER}
    )

    filled, _action = form_of(answer.text)
    assert (answer.status_code, filled["number"], decided()) == (200, NUMBER, 0)
    assert (filled[f"outcome_{first}"], filled[f"outcome_{second}"]) == ("not_chosen", "recognised")
    assert "Chưa có gì được quyết định" in answer.text


def test_a_decision_is_kept_before_its_paper_has_a_date(council, client):
    client.sign_in(council.case.signer)
    undated = {**fields_of(council, "recognised", ""), "decided_on": ""}
    assert client.send_form(path_of(council), button=("act", "keep"), **undated).status_code == 303
    assert client.send_form(path_of(council), button=("act", "preview")).status_code == 422
    assert (decided(), len(pending_in(council.case.campaign))) == (0, 1)


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


def test_decisions_are_prepared_changed_and_released_later(council, client):
    client.sign_in(council.case.signer)
    first, second = (case.nomination for case in council.cases)
    chosen = fields_of(council, "not_granted", "", reason="Chờ xác minh đơn thư")
    assert client.send_form(path_of(council), button=("act", "keep"), **chosen).status_code == 303
    assert (decided(), first.state) == (0, N.VERIFIED)
    page = client.get(path_of(council)).text
    assert "Chờ xác minh đơn thư" in page
    assert form_of(page)[0][f"outcome_{first.reference}"] == "not_granted"
    changed = fields_of(council, "recognised", "recognised", reason="Đơn thư đã giải quyết")
    assert client.send_form(path_of(council), button=("act", "keep"), **changed).status_code == 303
    held = pending_in(council.case.campaign)
    assert {one.outcome for one in held.values()} == {Outcome.RECOGNISED}
    preview = client.send_form(path_of(council), button=("act", "preview"), number=NUMBER, decided_on=TODAY)
    shown, _action = form_of(preview.text)
    assert client.post(path_of(council), data={**shown, "act": "release"}).status_code == 303
    assert (decided(), pending_in(council.case.campaign)) == (2, {})
    assert second.decision.reason == "Đơn thư đã giải quyết"


def test_of_two_who_prepare_the_second_reads_both_texts(make, council, client):
    client.sign_in(council.case.signer)
    mine = {**form_of(client.get(path_of(council)).text)[0], **fields_of(council, "recognised", "")}
    other = make.signer(council.case.campaign.unit)
    lines = [Line(council.case.nomination, Outcome.NOT_GRANTED, "Chờ xác minh")]
    preparing.prepare_decisions(
        other, council.case.campaign, lines, among=[council.case.nomination], seen=mark_of_pending([])
    )
    answer = client.post(path_of(council), data={**mine, "act": "keep"})
    assert answer.status_code == 409
    assert "Chờ xác minh" in answer.text
    assert "Theo ý kiến của Hội đồng" in answer.text
    (held,) = pending_in(council.case.campaign).values()
    assert (held.outcome, held.prepared_by) == (Outcome.NOT_GRANTED, other)
    again, _action = form_of(answer.text)
    assert client.post(path_of(council), data={**again, "act": "keep"}).status_code == 303


def test_only_who_decides_prepares(council):
    campaign, nomination = council.case.campaign, council.case.nomination
    lines = [Line(nomination, Outcome.RECOGNISED)]
    for person in (council.secretary, council.case.staff, council.case.lead):
        with pytest.raises(PermissionDenied):
            preparing.prepare_decisions(person, campaign, lines, among=[nomination], seen=mark_of_pending([]))
    assert pending_in(campaign) == {}
