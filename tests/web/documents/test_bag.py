"""The file of a nomination as people take it: beside data and Word files what they can read and print."""

import io
import json
from datetime import timedelta
from hashlib import sha256

import pypdfium2
import pytest
import time_machine
from sqlalchemy import select

from registry.audit.models import AuditEvent
from registry.core.clock import now, today
from registry.core.db import db
from registry.core.errors import InvalidTransition, PermissionDenied
from registry.core.transaction import transaction
from registry.documents import dossiers, queries
from registry.documents.contents import KINDS
from registry.documents.models import DossierBag
from registry.documents.printing import is_able
from registry.documents.service import drawing, exporting
from registry.documents.states import BagState, Letterhead, PaperKind
from registry.jobs.models import Job
from registry.jobs.worker import run_due
from registry.notifications.models import Message
from registry.operations.housekeeping import clear_away
from registry.review.states import NominationState
from registry.web.documents import readable
from registry.web.ports import storage
from tests.documents.test_bags import checked


@pytest.fixture
def case(make):
    """A recognised nomination with a signed decision."""
    case = make.case(state=NominationState.RECOGNISED)
    subject = KINDS[PaperKind.DECISION].find(case.secretary, case.campaign.reference)
    paper = drawing.draw_paper(case.secretary, subject, drawing.Wording(Letterhead.PARTY, {}))
    number = str(case.nomination.decision.paper_id)
    case.paper = drawing.sign_paper(
        case.secretary, paper, number=number, dated=None, place=drawing.Place("/x", "/x")
    )
    return case


def asked(client, case):
    """The page of its papers, after the whole file was asked for there."""
    page = f"/de-cu/{case.nomination.reference}/van-ban"
    sent = client.send_form(page, form_id=f"/de-cu/{case.nomination.reference}/ho-so")
    assert (sent.status_code, sent.location) == (303, f"{page}#ca-ho-so")
    return client.get(page).text


def taken(client, case):
    """What the page gives out, once the worker has made it."""
    asked(client, case)
    run_due()
    sent = client.send_form(
        f"/de-cu/{case.nomination.reference}/van-ban", form_id=f"/de-cu/{case.nomination.reference}/ho-so.zip"
    )
    assert sent.status_code == 200
    return checked(io.BytesIO(sent.get_data()))


def text_of(content):
    with pypdfium2.PdfDocument(content) as document:
        return " ".join("".join(page.get_textpage().get_text_bounded() for page in document).split())


@pytest.mark.skipif(not is_able(), reason="no Pango here")
def test_the_bag_holds_the_form_and_every_paper_as_pdf(case, client):
    client.sign_in(case.staff)
    held = taken(client, case)
    form = text_of(held["data/ho-so.pdf"])
    for words in (case.nomination.reference, case.nomination.exemplar_version.title, "Kết quả trước và sau"):
        assert words in form
    name = f"data/van-ban/quyet-dinh-cong-nhan-{case.paper.code}"
    assert held[f"{name}.docx"] == case.paper.drawn
    assert "QUYẾT ĐỊNH" in text_of(held[f"{name}.pdf"])
    again = taken(client, case)
    assert all(again[one] == held[one] for one in held if one.endswith((".pdf", ".docx"))), "byte for byte"


def _without_pdfs(monkeypatch):
    for module in (readable, dossiers):
        monkeypatch.setattr(module, "printed_or_none", lambda *_content, **_told: None)


def test_without_a_printer_the_bag_says_what_it_lacks(case, client, monkeypatch):
    _without_pdfs(monkeypatch)
    client.sign_in(case.staff)
    held = taken(client, case)
    lacks = [one["file"] for one in json.loads(held["data/thieu.json"]) if one["file"].endswith(".pdf")]
    assert lacks == ["ho-so.pdf", f"van-ban/quyet-dinh-cong-nhan-{case.paper.code}.pdf"]
    assert not [name for name in held if name.endswith(".pdf")]


def told_to(person):
    return list(db.session.scalars(select(Message.subject).where(Message.to_id == person.id)))


def events(case, action):
    query = select(AuditEvent).where(AuditEvent.subject_ref == case.nomination.reference)
    return list(db.session.scalars(query.where(AuditEvent.action == action)))


def test_the_page_says_that_it_is_made_and_gives_it_out_for_a_day(case, client, monkeypatch):
    _without_pdfs(monkeypatch)
    client.sign_in(case.staff)
    page = f"/de-cu/{case.nomination.reference}/van-ban"
    take, ask = (f'action="/de-cu/{case.nomination.reference}/{name}"' for name in ("ho-so.zip", "ho-so"))
    waits = asked(client, case)
    assert "Đang lập trọn bộ hồ sơ" in waits
    assert 'data-watch="5"' in waits
    assert "js/parts/watch" in waits
    assert not [one for one in (take, ask) if one in waits], "what is being made is not begun twice"
    early = client.post(f"/de-cu/{case.nomination.reference}/ho-so.zip")
    assert early.status_code in {400, 409}
    run_due()
    there = client.get(page).text
    assert take in there
    assert "data-watch" not in there
    assert told_to(case.staff)[-1:] == [f"Có thể lấy trọn bộ hồ sơ {case.nomination.reference}"]
    (made,) = events(case, "dossier.made")
    assert events(case, "dossier.exported") == [], "made is not taken"
    body = client.send_form(page, form_id=f"/de-cu/{case.nomination.reference}/ho-so.zip").get_data()
    (noted,) = events(case, "dossier.exported")
    assert json.loads(noted.detail)["digest"] == json.loads(made.detail)["digest"] == sha256(body).hexdigest()

    with time_machine.travel(now() + timedelta(hours=25)):
        client.sign_in(case.staff)
        late = client.get(page).text
        clear_away()
        db.session.rollback()
    assert take not in late
    assert ask in late
    assert db.session.scalars(select(DossierBag)).all() == []


def test_nobody_takes_what_another_one_asked_for(case, client, make, monkeypatch):
    """What is in it depends on who takes it: minutes are withheld from whoever is tied to their agenda."""
    _without_pdfs(monkeypatch)
    for _press in range(2):
        exporting.ask_for_bag(case.staff, case.nomination)
    jobs = select(Job).where(Job.kind == exporting.JOB)
    assert len(db.session.scalars(jobs).all()) == 1, "a second press begins nothing"
    run_due()
    other = make.staff(case.campaign.unit)

    assert queries.find_bag(other, case.nomination) is None
    with pytest.raises(InvalidTransition):
        exporting.take_bag(other, case.nomination, storage=storage())
    for person in (case.member, case.secretary):
        with pytest.raises(PermissionDenied):
            exporting.ask_for_bag(person, case.nomination)


def test_who_loses_the_right_meanwhile_gets_nothing_and_is_told(case, client, monkeypatch):
    _without_pdfs(monkeypatch)
    bag = exporting.ask_for_bag(case.staff, case.nomination)
    with transaction():
        for grant in case.staff.grants:
            grant.valid_to = today() - timedelta(days=1)
    run_due()

    db.session.refresh(bag)
    assert (bag.state, bag.digest) == (BagState.FAILED, None)
    assert bag.problem
    assert told_to(case.staff)[-1:] == [f"Không lập được trọn bộ hồ sơ {case.nomination.reference}"]


def test_what_stands_still_is_asked_for_anew_and_the_old_job_makes_nothing(case, client, monkeypatch):
    _without_pdfs(monkeypatch)
    client.sign_in(case.staff)
    first = exporting.ask_for_bag(case.staff, case.nomination).asked_at.isoformat()
    with time_machine.travel(now() + timedelta(minutes=11)):
        page = client.get(f"/de-cu/{case.nomination.reference}/van-ban").text
        assert "lẽ ra đã xong" in page
        second = exporting.ask_for_bag(case.staff, case.nomination)
        exporting.make_bag(storage(), readable.shown_of, list, second.id, first)
        db.session.refresh(second)
        assert second.state is BagState.MAKING
        run_due()
        db.session.refresh(second)
    assert second.state is BagState.READY
