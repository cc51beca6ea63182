"""The page of closed files: what is due, what is noted, and the table of periods."""

from registry.core.clock import today
from registry.documents import archive
from registry.review.states import NominationState


def test_a_file_is_noted_at_its_page(make, client):
    case = make.case(state=NominationState.RECOGNISED)
    page = f"/de-cu/{case.nomination.reference}/luu-tru"
    client.sign_in(case.staff)
    listed = client.get("/luu-tru").text
    assert page in listed
    for words in ("20 năm", "vĩnh viễn", "09/2011/TT-BNV", "Cần nộp lưu trữ"):
        assert words in listed
    bad = client.send_form(page, form_id="luu-tru", mark="", archived_on="31/02/2026")
    assert (bad.status_code, bad.text.count('aria-invalid="true"')) == (422, 2)
    assert "31/02/2026" in bad.text

    sent = client.send_form(page, form_id="luu-tru", mark="P.03-H.12", archived_on=f"{today():%d/%m/%Y}")

    assert sent.location == "/luu-tru"
    assert "P.03-H.12" in client.get("/luu-tru").text
    assert archive.find_kept(case.nomination).given_by_id == case.staff.id
    assert "Hồ sơ đã nộp lưu trữ ngày" in client.get(page).text


def test_the_page_of_a_file_is_for_its_keepers(make, client):
    case = make.case(state=NominationState.RECOGNISED)
    client.sign_in(case.lead)
    assert client.get("/luu-tru").status_code == 403
    assert client.get(f"/de-cu/{case.nomination.reference}/luu-tru").status_code in {403, 404}
