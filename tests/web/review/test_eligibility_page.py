"""The checklist of eligibility on its page: answered once, refused beside the point, shown to the unit."""

import pytest

from registry.core.clock import today
from registry.core.db import db
from registry.review.eligibility import find_check
from registry.review.states import NominationState
from tests.review.test_eligibility import campaign_with_check


@pytest.fixture
def case(make):
    return make.case(campaign=campaign_with_check(make), state=NominationState.VERIFIED)


def test_the_checklist_is_answered_on_its_page_and_the_unit_reads_why(app, client, case):
    client.sign_in(case.staff)
    path = f"/de-cu/{case.nomination.reference}/dieu-kien"
    assert path in client.get(f"/dot-xet/{case.campaign.reference}/ho-so").text
    assert path in client.get(f"/de-cu/{case.nomination.reference}").text
    half = client.send_form(path, **{"points-0-met": "yes", "points-1-met": "no"})
    assert half.status_code == 422
    assert 'id="points-1-reason-e"' in half.text
    db.session.expire_all()
    assert find_check(case.nomination) is None
    told = {"points-0-met": "yes", "points-1-met": "no", "points-1-reason": "Mới làm hai tháng"}
    assert client.send_form(path, version="1", **told).status_code == 409
    assert client.send_form(path, **told).status_code == 303
    db.session.expire_all()
    assert not find_check(case.nomination).is_eligible
    assert "Mới làm hai tháng" in client.get(path).text
    client = app.test_client()
    client.sign_in(case.lead)
    page = client.get(f"/de-cu/{case.nomination.reference}").text
    assert "Mới làm hai tháng" in page
    assert "Không đủ điều kiện" in page
    assert client.get(path).status_code == 403


def test_the_signer_meets_what_was_found_and_decides(app, client, case):
    client.sign_in(case.staff)
    told = {"points-0-met": "no", "points-0-reason": "Không có địa chỉ", "points-1-met": "yes"}
    client.send_form(f"/de-cu/{case.nomination.reference}/dieu-kien", **told)
    client = app.test_client()
    client.sign_in(case.signer)
    path = f"/de-cu/{case.nomination.reference}/quyet-dinh"
    assert "Không có địa chỉ" in client.get(path).text
    decided = {"outcome": "not_chosen", "confirmed": "y", "reason": "Không đủ điều kiện"}
    assert client.send_form(path, decided_on=f"{today():%d/%m/%Y}", **decided).status_code == 303
    db.session.expire_all()
    assert case.nomination.state is NominationState.NOT_CHOSEN


def test_the_points_are_set_on_the_page_of_the_stage(client, make):
    draft = campaign_with_check(make, state="draft")
    client.sign_in(make.staff(draft.unit))
    path = f"/quan-tri/dot-xet/{draft.reference}/cac-buoc/3"
    assert client.send_form(path, checklist="Một\n\nHai\nBa").status_code == 303
    db.session.expire_all()
    assert draft.stages[2].checklist == ["Một", "Hai", "Ba"]
    assert "3 điểm cần xét" in client.get(f"/quan-tri/dot-xet/{draft.reference}/cac-buoc").text
