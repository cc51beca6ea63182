"""Whoever judges a model checks each result in one click."""

from datetime import date
from decimal import Decimal
from urllib.parse import quote_plus

import pytest

from registry.audit import service as audit
from registry.catalogue.series import Point, to_stored
from registry.catalogue.states import Qualifier, Visibility
from registry.core.db import db
from registry.core.transaction import transaction
from registry.evidence import claims
from registry.evidence.claims import Place, PlaceKind
from registry.review.service import scoring
from registry.review.states import NominationState as N


@pytest.fixture
def case(make):
    """About to be signed: the first result stands on page 2 of a paper, the second only the unit sees."""
    case = make.case(state=N.DRAFT)
    exemplar = case.nomination.exemplar
    first, second = (result.key for result in exemplar.latest.results)
    paper = make.evidence(
        exemplar, content=make.pdf(pages=3), file_name="a.pdf", caption="Biên bản nghiệm thu"
    )
    claims.link_claim(case.member, paper, first, Place(PlaceKind.PAGE, page=2))
    kept = make.evidence(exemplar, caption="Sổ tay của tổ", visibility=Visibility.INTERNAL)
    claims.link_claim(case.member, kept, second)
    case.paper = paper
    return case


def test_the_lead_signs_with_every_unsupported_result_before_the_eyes(case, client):
    case.ask_to_sign()
    client.sign_in(case.lead)

    text = client.get(f"/de-cu/{case.nomination.reference}/ky").text

    assert "1 trên 2 kết quả có minh chứng" in text
    assert f'href="/minh-chung/{case.paper.reference}?trang=2"' in text
    assert "Chỉ đơn vị của bạn xem được minh chứng này; Hội đồng không xem được." in text


def test_the_time_of_a_result_is_called_a_moment_unless_it_has_a_beginning(case, client, app):
    first, second = case.nomination.exemplar.latest.results
    first.as_of, first.as_of_month, first.since = date(2025, 12, 1), True, None
    second.as_of, second.since = first.as_of, None
    db.session.commit()
    case.ask_to_sign()
    client.sign_in(case.lead)
    pages = (
        f"/de-cu/{case.nomination.reference}/ky",
        f"/mo-hinh/{case.nomination.exemplar.reference}/kiem-tra",
    )

    for page in pages:
        text = client.get(page).text
        assert "Thời điểm" in text
        assert "Thời kỳ" not in text

    second.since = date(2024, 1, 1)
    db.session.commit()
    for page in pages:
        text = client.get(page).text
        assert "Thời điểm:" in text
        assert "Thời kỳ:" in text
    case.sign()
    staff = app.test_client()
    staff.sign_in(case.staff)
    assert "Thời kỳ hoặc thời điểm" in staff.get(f"/de-cu/{case.nomination.reference}/tham-tra").text


def test_staff_and_reviewers_open_the_page_that_shows_a_result(make, case, app):
    case.ask_to_sign()
    case.sign()
    case.verify()
    case.assign()
    scoring.declare_no_conflict(case.assignments[0].reviewer, case.assignments[0])
    paths = {
        case.staff: f"/de-cu/{case.nomination.reference}/tham-tra",
        case.assignments[0].reviewer: f"/cham-diem/{case.assignments[0].reference}",
    }

    for person, path in paths.items():
        client = app.test_client()
        client.sign_in(person)
        text = client.get(path).text
        assert "1 trên 2 kết quả có minh chứng" in text, path
        assert (
            f'<a href="/minh-chung/{case.paper.reference}?trang=2&amp;ve={quote_plus(path)}">'
            "Biên bản nghiệm thu, trang 2</a>" in text
        )
        assert ("Chưa có minh chứng" in text, "Sổ tay của tổ" in text) == (True, False)
        assert client.get(f"/minh-chung/{case.paper.reference}?trang=2").status_code == 200


def test_a_model_without_figures_is_judged_calmly(make, client):
    case = make.case(state=N.SUBMITTED, results=[])
    client.sign_in(case.staff)

    text = client.get(f"/de-cu/{case.nomination.reference}/tham-tra").text

    assert "Không có số liệu đo đếm: mô hình nêu sự thay đổi bằng lời." in text
    assert "Chưa có kết quả đo" not in text


def test_the_lead_and_the_unit_read_all_a_result_says_line_by_line(make, client):
    case = make.case(state=N.DRAFT)
    version = case.nomination.exemplar.latest
    first = version.results[0]
    with transaction():
        first.indicator, first.before, first.after, first.measure = (
            "Gạo góp được",
            None,
            Decimal("1450.5"),
            "kg",
        )
        first.qualifier, first.fund_community = Qualifier.ABOUT, 32_000_000
        first.series = to_stored([Point("2024", Decimal(900)), Point("2025", Decimal("1450.5"))])
        audit.record(None, "exemplar.edited", version.exemplar)
    case.ask_to_sign()
    client.sign_in(case.lead)

    for page in (f"/de-cu/{case.nomination.reference}/ky", f"/mo-hinh/{version.exemplar.reference}/kiem-tra"):
        text = client.get(page).text.replace("\xa0", " ")
        assert '<b dir="auto">Gạo góp được</b>: khoảng 1.450,5 kg<' in text, page
        assert "2024: 900 kg; 2025: 1.450,5 kg" in text, page
        assert (
            '<span class="muted">Kinh phí:</span> <span dir="auto">Nhân dân đóng góp 32 triệu đồng' in text
        ), page
