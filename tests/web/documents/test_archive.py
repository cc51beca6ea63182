"""The page of closed files: what is due, what is noted, and the table of periods."""

from registry.core.clock import today
from registry.documents import archive
from registry.documents.service import archiving
from registry.review.states import NominationState
from registry.web.documents.views import archive as views
from tests.make.statements import statements


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


def test_each_of_the_two_lists_turns_its_own_pages(make, client, monkeypatch):
    """The one that is not turned stays where it is."""
    monkeypatch.setattr(views, "SIZE", 1)
    campaign = make.campaign()
    cases = [make.case(state=NominationState.RECOGNISED, campaign=campaign) for _number in range(4)]
    staff, codes = cases[0].staff, [one.nomination.reference for one in cases]
    for one in cases[2:]:
        archiving.archive_file(staff, one.nomination, mark="P.01", on=today())
    client.sign_in(staff)

    def shown(address):
        page = client.get(address).text
        return {code for code in codes if f'subline">{code},' in page}, page

    first, page = shown("/luu-tru")
    assert len(first & set(codes[:2])) == len(first & set(codes[2:])) == 1
    assert 'href="?trang=2"' in page
    assert 'href="?trang-da-nop=2"' in page
    second, page = shown("/luu-tru?trang=2")
    assert first ^ second == set(codes[:2])
    assert 'href="?trang=2&amp;trang-da-nop=2"' in page
    assert shown("/luu-tru?trang=99&trang-da-nop=x")[0] == second
    assert shown("/luu-tru?trang=2&trang-da-nop=2")[0] == set(codes) - first


def test_the_page_asks_no_more_of_the_database_for_more_files(make, client):
    case, needed = make.case(state=NominationState.RECOGNISED), []
    client.sign_in(case.staff)
    for _number in range(3):
        make.case(state=NominationState.RECOGNISED, campaign=case.campaign)
        client.get("/luu-tru")
        needed.append(statements(lambda: client.get("/luu-tru")))

    assert len(set(needed)) == 1, needed
