"""Keeping a paper as signed: what is kept is what the page showed, and an empty list is told."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from registry.core.db import db
from registry.documents import queries
from registry.documents.contents import KINDS, decision
from registry.documents.models import OfficialPaper
from registry.documents.service import drawing
from registry.documents.states import Letterhead, PaperKind, PaperState
from registry.documents.writing import short_mark
from registry.review.states import NominationState
from tests.make.browser_client import form_of

WORDING = drawing.Wording(Letterhead.PARTY, {"ky_hieu": "-QĐ/BTGDVTU"})
NAME = "Ban Tuyên giáo và Dân vận Tỉnh ủy"
EMPTY = "Danh sách của văn bản này đang trống"


def drawn(case):
    subject = KINDS[PaperKind.DECISION].find(case.secretary, case.campaign.reference)
    return drawing.draw_paper(case.secretary, subject, WORDING)


def sheet(text):
    """The words of the sheet on a page, without its marking as a draft."""
    inside = text.partition("<article")[2].partition("</article>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", inside).replace("DỰ THẢO", "").split())


def test_a_decision_is_kept_as_its_signer_was_shown_it(make, client):
    case = make.case(state=NominationState.RECOGNISED)
    client.sign_in(case.secretary)
    paper = drawn(case)
    draft = client.get(f"/van-ban/{paper.code}").text
    offered = client.get(f"/van-ban/{paper.code}/ky").text

    client.send_form(f"/van-ban/{paper.code}/ky")

    kept = client.get(f"/van-ban/{paper.code}").text
    title, mark = case.nomination.exemplar_version.title, short_mark(paper.digest)
    assert paper.state is PaperState.SIGNED
    assert sheet(offered) == sheet(kept)
    for page in (draft, offered, kept):
        assert "Công nhận 01 mô hình" in sheet(page)
        assert title in sheet(page)
        assert mark in sheet(page)
    assert EMPTY not in draft


def test_who_issues_is_named_as_on_the_signed_paper(make, client):
    case = make.case(state=NominationState.RECOGNISED)
    client.sign_in(case.secretary)
    result, campaign = f"/de-cu/{case.nomination.reference}/ket-qua", case.campaign
    assert NAME not in client.get(result).text
    subject = KINDS[PaperKind.DECISION].find(case.secretary, campaign.reference)
    details = {**WORDING.details, "ten_co_quan": NAME, "kinh_gui": "Thường trực"}
    paper = drawing.draw_paper(case.secretary, subject, drawing.Wording(Letterhead.PARTY, details))
    client.send_form(f"/van-ban/{paper.code}/ky")

    submission = client.get(f"/van-ban/lap/to-trinh/{campaign.reference}").text

    assert NAME in client.get(result).text
    assert NAME in client.get(f"/dot-xet/{campaign.reference}").text
    assert f'name="kinh_gui" type="text" value="{NAME}"' in submission
    # The council submits; that the body decides is said of another kind of paper.
    assert f'name="ten_co_quan" type="text" value="{NAME}"' not in submission


def test_what_changed_since_it_was_shown_is_not_kept(make, client):
    case = make.case(state=NominationState.RECOGNISED)
    client.sign_in(case.secretary)
    paper = drawn(case)
    page, _action = form_of(client.get(f"/van-ban/{paper.code}/ky").text)
    case.nomination.exemplar_version.title = "Tên vừa đổi"
    db.session.commit()

    answer = client.post(f"/van-ban/{paper.code}/ky", data=page)

    assert answer.status_code == 409
    assert "đã thay đổi" in answer.text
    assert "Tên vừa đổi" in sheet(answer.text)
    assert queries.find_paper(paper.code).state is PaperState.DRAFT
    client.send_form(f"/van-ban/{paper.code}/ky")
    assert db.session.scalar(select(OfficialPaper)).state is PaperState.SIGNED


@pytest.mark.parametrize("what", ["number", "date"])
def test_a_number_or_date_that_was_not_shown_is_not_kept(make, client, what):
    case = make.case(state=NominationState.RECOGNISED)
    client.sign_in(case.secretary)
    paper = drawn(case)
    page, _action = form_of(client.get(f"/van-ban/{paper.code}/ky").text)
    stands_on, decided = decision.papers_of(case.campaign)[0]
    if what == "date":
        stands_on.dated -= timedelta(days=3)
    else:
        decided[0].number = decided[0].number.lower() + "a"
    db.session.commit()

    answer = client.post(f"/van-ban/{paper.code}/ky", data=page)

    assert answer.status_code == 409
    assert "đã thay đổi" in answer.text
    assert queries.find_paper(paper.code).state is PaperState.DRAFT
    client.send_form(f"/van-ban/{paper.code}/ky")
    signed = queries.find_paper(paper.code)
    assert (signed.number, signed.dated) == (decided[0].number, stands_on.dated)


def test_a_refused_number_leads_to_where_the_page_names_it(make, client):
    case = make.case(state=NominationState.RECOGNISED)
    client.sign_in(case.secretary)
    paper = drawn(case)
    page, _action = form_of(client.get(f"/van-ban/{paper.code}/ky").text)

    answer = client.post(f"/van-ban/{paper.code}/ky", data={**page, "number": "9999"})

    assert 'href="#number"' in answer.text
    named = re.search(r'<p id="number" tabindex="-1">(.*?)</p>', answer.text)[1]
    assert decision.papers_of(case.campaign)[0][1][0].number in named
    drawing.sign_paper(
        case.secretary, paper, number=page["number"], dated=None, place=drawing.Place("/x", "/x")
    )
    other = drawn(case)
    taken = client.post(f"/van-ban/{other.code}/ky", data={**page, "version": str(other.version)})
    assert 'href="#number"' in taken.text
    assert taken.text.count('id="number"') == 1


def test_the_page_tells_truly_what_is_kept(make, client):
    case = make.case(state=NominationState.RECOGNISED)
    client.sign_in(case.secretary)
    paper = drawn(case)

    offered = client.get(f"/van-ban/{paper.code}/ky").text

    # The sheet is still marked as a draft: it is not kept just as it stands there.
    assert "DỰ THẢO" in offered.partition("<article")[2]
    assert "không còn chữ DỰ THẢO" in offered.partition("<article")[0]


def test_a_draft_that_lists_nothing_says_so(make, client):
    case = make.case(state=NominationState.VERIFIED)
    client.sign_in(case.secretary)

    answer = client.send_form(f"/van-ban/lap/quyet-dinh-cong-nhan/{case.campaign.reference}")

    assert decision.papers_of(case.campaign) == []
    assert EMPTY in client.get(answer.location).text


def test_a_draft_reads_its_records_once(make, client, monkeypatch):
    case = make.case(state=NominationState.RECOGNISED)
    client.sign_in(case.secretary)
    paper, read = drawn(case), []
    kind = KINDS[PaperKind.DECISION]
    counted = replace(kind, told=lambda *asked: read.append(1) or kind.told(*asked))
    monkeypatch.setitem(KINDS, PaperKind.DECISION, counted)

    for address in ("", "/ky", "/kieu.css"):
        assert client.get(f"/van-ban/{paper.code}{address}").status_code == 200
        assert read == [1], address
        read.clear()


def test_a_number_that_another_paper_bears_is_refused_beside_its_field(make, client):
    case = make.case(state=NominationState.RECOGNISED)
    kind, wording = KINDS[PaperKind.CONTRIBUTIONS], drawing.Wording(Letterhead.STATE, {"ky_hieu": "/TB-HPN"})
    first, again = (
        drawing.draw_paper(case.lead, kind.find(case.lead, one.reference), wording)
        for one in (case.exemplar, make.exemplar(unit=case.exemplar.lead_unit))
    )
    client.sign_in(case.lead)
    assert client.send_form(f"/van-ban/{first.code}/ky", number="07/TB-HPN", dated="2/3/2026").location

    refused = client.send_form(f"/van-ban/{again.code}/ky", number="7/TB-HPN", dated="5/3/2026")

    assert refused.status_code == 422
    assert f"Số 07/TB-HPN đã cấp cho văn bản {first.code} ký ngày 02/03/2026" in refused.text
    assert 'href="#number"' in refused.text
    assert ['value="7/TB-HPN"' in refused.text, 'value="5/3/2026"' in refused.text] == [True, True]


@pytest.mark.parametrize("number", ["0", "9999", "99999999999999999999999", "-1", "x"])
def test_the_style_of_a_number_that_the_paper_cannot_bear_is_not_found(make, client, number):
    case = make.case(state=NominationState.RECOGNISED)
    client.sign_in(case.secretary)
    paper = drawn(case)
    style, borne = f"/van-ban/{paper.code}/kieu.css", decision.papers_of(case.campaign)[0][0].id

    answer = client.get(f"{style}?so={number}")

    assert answer.status_code == 404
    assert "no-store" in answer.headers["Cache-Control"]
    assert client.get(f"{style}?so={borne}").status_code == 200


def test_a_paper_that_names_no_signer_says_so_before_it_is_kept(make, client):
    case = make.case(state=NominationState.RECOGNISED)
    client.sign_in(case.secretary)
    paper = drawn(case)
    missing, page = "Văn bản chưa ghi họ tên người ký", f"/van-ban/{paper.code}/ky"
    assert missing in client.get(page).text

    drawing.edit_paper(
        case.secretary, paper, replace(WORDING, details={**WORDING.details, "nguoi_ky": "Lò Văn Ký"})
    )

    assert missing not in client.get(page).text
    assert "Lò Văn Ký" in sheet(client.get(page).text)


def test_administrators_of_the_issuer_read_what_happened_to_a_paper(app, make):
    case = make.case(state=NominationState.RECOGNISED)
    paper = drawn(case)
    page = f"/quan-tri/nhat-ky/van-ban/{paper.code}"
    signer = app.test_client()
    signer.sign_in(case.secretary)
    signer.send_form(f"/van-ban/{paper.code}/ky")
    for stranger in (make.administrator(case.unit), make.administrator(make.province())):
        other = app.test_client()
        other.sign_in(stranger)
        assert other.get(page).status_code == 404
    client = app.test_client()
    client.sign_in(make.administrator(case.campaign.unit))
    assert page in client.get(f"/van-ban/{paper.code}").text
    told = client.get(page).text
    assert "Lập văn bản" in told
    assert case.secretary.name in told
