"""A dossier that came back: what is open on the unit's pages, and what changed on the staff's."""

from registry.catalogue.service import editing
from tests.web.review.test_nominate import page_of, returned


def test_a_returned_dossier_opens_only_what_it_names_and_says_so(make, client):
    case = returned(make)
    editing.begin_new_version(case.member, case.exemplar)
    make.evidence_of(case.exemplar)
    client.sign_in(case.member)
    model = f"/mo-hinh/{case.exemplar.reference}"

    page = client.get(f"{model}/sua").text
    assert f"{case.nomination.reference} được trả lại" in page
    assert f'href="{model}/sua/cach-lam"' in page
    assert f'href="{model}/sua/ket-qua"' not in page
    assert f'href="{model}/kiem-tra#ket-qua"' in page
    assert client.get(f"{model}/sua/ket-qua").headers["Location"] == f"{model}/kiem-tra#ket-qua"
    assert 'id="ket-qua"' in client.get(f"{model}/kiem-tra").text

    evidence = client.get(f"{model}/minh-chung").text
    assert "trả lại để hoàn thiện phần khác" in evidence
    assert "hop-thon.jpg" in evidence
    assert 'name="files"' not in evidence


def test_the_check_shows_part_by_part_what_the_unit_changed(make, client):
    case = returned(make, "method", "evidence")
    editing.begin_new_version(case.member, case.exemplar)
    make.fill(case.member, case.exemplar, {"method": "Họp dân lần hai, có biên bản"})
    make.evidence_of(case.exemplar)
    case.sign()
    client.sign_in(case.staff)

    page = client.get(page_of(case, "/tham-tra")).text

    told = page.partition('class="followup__parts"')[2].partition("</ul>")[0]
    assert "Nghe dân trước, vẽ đường sau" in told
    assert "Họp dân lần hai, có biên bản" in told
    assert told.count("<details") == 1
