"""The signing page in a second tab, after somebody signed in the first."""

from registry.review.service import nominating
from registry.review.states import NominationState as N
from registry.web.filters import as_datetime
from tests.make.browser_client import form_of


def page_of(case, suffix=""):
    return f"/de-cu/{case.nomination.reference}{suffix}"


def test_a_second_tab_says_who_signed_and_offers_no_signature(make, client):
    case = make.case(state=N.TO_SIGN)
    client.sign_in(case.lead)
    second, action = form_of(client.get(page_of(case, "/ky")).text)
    client.send_form(page_of(case, "/ky"), declared="y")

    answer = client.post(action or page_of(case, "/ky"), data={**second, "declared": "y"})

    page = answer.text.split("<main")[1].split("</main>")[0]
    assert answer.status_code == 409
    assert f"Bạn đã ký lúc {as_datetime(case.nomination.submitted_at)}" in page
    assert f'href="{page_of(case)}"' in page
    assert "<form" not in page
    assert "giữ lại" not in page


def test_a_second_tab_of_another_lead_names_who_signed(make, client):
    case = make.case(state=N.TO_SIGN)
    client.sign_in(make.lead(case.exemplar.lead_unit))
    kept, action = form_of(client.get(page_of(case, "/ky")).text)
    nominating.sign(case.lead, case.nomination)

    answer = client.post(action or page_of(case, "/ky"), data=kept)
    assert answer.status_code == 409
    assert f"{case.lead.name} đã ký lúc" in answer.text

    nominating.withdraw(case.lead, case.nomination, reason="Đề nghị sang đợt sau")
    answer = client.post(action or page_of(case, "/ky"), data={**kept, "declared": "y"})
    assert answer.status_code == 409
    assert "Hồ sơ không còn chờ ký" in answer.text
