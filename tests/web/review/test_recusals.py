"""Stepping aside on the page, and the ledger of a campaign."""

from sqlalchemy import select

from registry.core.db import db
from registry.review.models import Recusal
from registry.review.service import recusing
from registry.review.states import ConflictKind as K
from registry.review.states import NominationState as N


def test_the_secretary_steps_aside_and_reads_why_acting_is_refused(make, client):
    case = make.case(state=N.VERIFIED)
    client.sign_in(case.secretary)
    path = f"/de-cu/{case.nomination.reference}/tranh-xet"
    assert path in client.get(f"/de-cu/{case.nomination.reference}").text

    for wrong in ({"kind": "", "reason": "Cháu"}, {"kind": "source", "reason": "Cháu"}, {"kind": "family"}):
        assert client.send_form(path, **wrong).status_code == 422
    assert db.session.scalars(select(Recusal)).all() == []
    answer = client.send_form(path, kind="family", reason="Cháu là bí thư đoàn")

    assert answer.status_code == 303
    refused = client.get(f"/de-cu/{case.nomination.reference}/phan-cong")
    assert (refused.status_code, "Cháu là bí thư đoàn" in refused.text) == (403, True)
    ledger = client.get(f"/dot-xet/{case.campaign.reference}/tranh-xet").text
    assert "Cháu là bí thư đoàn" in ledger
    board = client.get(f"/dot-xet/{case.campaign.reference}/ho-so").text
    assert "0 trên 2" not in board


def test_the_ledger_is_for_those_who_assign(app, make):
    case = make.case(state=N.VERIFIED)
    case.assign()
    recusing.declare_conflict(case.reviewers[0], case.assignments[0], reason="Em ruột", kind=K.FAMILY)
    for name, status in (("secretary", 200), ("staff", 403), ("signer", 403), ("lead", 403)):
        client = app.test_client()
        client.sign_in(getattr(case, name))
        answer = client.get(f"/dot-xet/{case.campaign.reference}/tranh-xet")
        assert (answer.status_code, "Em ruột" in answer.text) == (status, status == 200), name


def test_whose_it_is_stands_beside_the_question(make, client):
    case = make.case(state=N.VERIFIED)
    (given,) = case.assign(case.reviewers[0])
    client.sign_in(given.reviewer)
    page = client.get(f"/cham-diem/{given.reference}/xung-dot").text
    for name in (case.member.name, case.lead.name, case.unit.name):
        assert name in page
