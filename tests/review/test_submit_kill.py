"""kill -9 at every change a submission makes: afterwards all of it is there, once, or nothing.

What a unit sends in are four forms: a section of the registration, the nomination, the request to sign and
the signature, which registers the model, freezes the version and hands it on. Each is sent as a browser
sends it.
"""

import pytest
from sqlalchemy import func, select

from registry.audit import service as audit
from registry.audit.models import AuditEvent
from registry.catalogue.contents import Section
from registry.catalogue.models import ExemplarVersion
from registry.core.db import db
from registry.core.receipts import FormReceipt
from registry.jobs.models import OutboxRow
from registry.notifications.models import Message
from registry.review.models import Nomination, StageVisit
from registry.review.states import NominationState as N
from registry.web.catalogue.labels import SLUGS
from tests.make.browser_client import form_of
from tests.make.kills import die, die_after, in_a_child

# More changes than a submission makes: the loop must end because it was made.
TOO_MANY = 120
GOALS = "Mỗi hộ góp một phần đất để đường thôn rộng bốn mét"


def trace_of(exemplar_id):
    """Everything a submission leaves behind: what was typed, states, and how many rows of each kind."""
    db.session.rollback()
    version = db.session.scalars(
        select(ExemplarVersion).filter_by(exemplar_id=exemplar_id).order_by(ExemplarVersion.number.desc())
    ).first()
    nominations = db.session.execute(
        select(Nomination.state, Nomination.signed_by_id, Nomination.version_id).filter_by(
            exemplar_id=exemplar_id
        )
    ).all()
    tables = (Nomination, StageVisit, ExemplarVersion, AuditEvent, Message, OutboxRow, FormReceipt)
    return {
        "goals": version.goals,
        "model": version.exemplar.state,
        "frozen": version.frozen_at is not None,
        "nominations": [tuple(one) for one in nominations],
        **{table.__name__: db.session.scalar(select(func.count()).select_from(table)) for table in tables},
    }


def send_and_die(browser, path, fields, change):
    """In a child of its own: send the form, and be killed when `change` changes have been made."""
    die_after(change, changes_only=True)
    answer = browser.post(path, data=fields)
    assert answer.status_code == 303, answer.text
    # Acknowledged: from here on nothing may be missing, however it ends.
    die()


@pytest.fixture(params=["save", "nominate", "ask", "sign"])
def sending(request, make, client):
    """Somebody at the browser with a form filled in: (its address, what it sends, the model's id)."""
    case = make.case(
        start=request.param in {"ask", "sign"}, state=N.TO_SIGN if request.param == "sign" else N.DRAFT
    )
    client.sign_in(case.lead if request.param == "sign" else case.member)
    model = f"/mo-hinh/{case.exemplar.reference}"
    at = page = None
    more = {}
    if request.param == "save":
        page, more = f"{model}/sua/{SLUGS[Section.PROBLEM]}", {"goals": GOALS}
    elif request.param == "nominate":
        page, more = f"{model}/de-cu", {"campaign": case.campaign.reference}
    elif request.param == "ask":
        page, at = f"/de-cu/{case.nomination.reference}", f"/de-cu/{case.nomination.reference}/trinh-ky"
    else:
        page, more = f"/de-cu/{case.nomination.reference}/ky", {"declared": "y"}
    fields, action = form_of(client.get(page).text, at)
    return action or page, {**fields, **more}, case.exemplar.id


def test_p01_submission_is_whole_or_absent_and_is_not_made_twice(client, sending):
    path, fields, exemplar_id = sending
    before = trace_of(exemplar_id)
    for change in range(1, TOO_MANY):
        assert in_a_child(send_and_die, client, path, fields, change)
        after = trace_of(exemplar_id)
        if after != before:
            break
        assert audit.verify().first_bad is None
    assert 5 < change < TOO_MANY - 1, "it was killed at many points before it was made"
    assert after["FormReceipt"] == before["FormReceipt"] + 1
    assert after["AuditEvent"] > before["AuditEvent"]

    # Whoever saw no answer sends the same form again.
    assert client.post(path, data=fields).status_code == 303
    assert trace_of(exemplar_id) == after
    assert audit.verify().first_bad is None
