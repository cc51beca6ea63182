"""The reader's own drafts and dossiers on the search page and on a page of their own."""

import re

import pytest
from sqlalchemy import event

from registry.catalogue.states import ExemplarState
from registry.core.db import db
from registry.discovery import closed, indexing
from registry.review.service import scoring
from registry.review.states import NominationState as N
from tests.web.review.test_blind import UNIT, case_of

TOKEN = re.compile(r'name="csrf_token"[^>]*>|data-csrf="[^"]*"')
HEADING = "Trong việc của bạn</h2>"


@pytest.fixture
def asked(app, client):
    """A page as it is, less what guards forms, after both indexes were brought up to date."""

    def ask(path):
        indexing.follow(app.extensions["registry.search"])
        indexing.follow(app.extensions["registry.closed_search"], closed)
        answer = client.get(path)
        assert answer.status_code == 200
        return TOKEN.sub("", answer.text)

    return ask


def test_a_search_shows_what_the_reader_works_on_and_where_all_of_it_is(make, client, asked):
    case = make.case()
    titles = [f"Hũ gạo tình thương số {number}" for number in range(6)]
    for title in titles:
        make.exemplar(unit=case.unit, actor=case.member, state=ExemplarState.DRAFT, title=title)
    client.sign_in(case.member)
    page = asked("/tim-kiem?q=hu+gao")
    shown = [title for title in titles if title in page]
    assert (HEADING in page, len(shown)) == (True, 5)
    assert '<a href="/tim-kiem/ho-so?q=hu+gao">Xem tất cả (6)</a>' in page
    whole = asked("/tim-kiem/ho-so?q=hu+gao")
    assert all(title in whole for title in titles)
    # Filters are not for one's own work, and the page says so.
    told = ("Bộ lọc áp dụng cho các mô hình bên dưới", "Danh sách này không có bộ lọc")
    filtered = (asked("/tim-kiem?q=hu+gao&nam=2020"), asked("/tim-kiem/ho-so?q=hu+gao+nam:2020"))
    assert [line in text for line, text in zip(told, filtered, strict=True)] == [True, True]
    assert [line in text for line, text in zip(told, (page, whole), strict=True)] == [False, False]
    # A code leads to what it names, and all there is stands on the page without words.
    page = asked(f"/tim-kiem?q={case.nomination.reference.lower()}")
    assert f'href="/de-cu/{case.nomination.reference}"' in page
    # What was found says so: nobody is told to try other words.
    assert "Không có mô hình công khai nào" in page
    assert "Hãy thử từ khác" not in page
    kind, year, number = case.nomination.reference.split("-")
    for slip in (f"{kind}-{year}-{int(number)}", f"{kind.lower()}{year}{number}", f"{kind} {year} {number}"):
        assert f'href="/de-cu/{case.nomination.reference}"' in asked(f"/tim-kiem?q={slip}")
    assert "Tìm thấy 8" in asked("/tim-kiem/ho-so")
    assert client.get("/tim-kiem/ho-so?trang=9").location.endswith("/tim-kiem/ho-so")


def test_nothing_is_added_where_nothing_is_found_or_may_be_known(make, client, asked):
    make.exemplar(public=True)
    stranger = make.user()
    asked("/tim-kiem?q=hien+dat")
    draft = make.exemplar(state=ExemplarState.DRAFT, complete=False, title="Bếp lửa hữu nghị")
    paths = ("/tim-kiem?q=hien+dat", "/tim-kiem?q=bep+lua", f"/tim-kiem?q={draft.reference}")
    for person in (None, stranger):
        if person:
            client.sign_in(person)
        for path in paths:
            assert HEADING not in asked(path)
        # Word for word what it says where there is no such draft.
        there = asked("/tim-kiem?q=hien+dat"), asked(f"/tim-kiem?q={draft.reference}")
        draft.state = ExemplarState.MERGED
        db.session.commit()
        assert (asked("/tim-kiem?q=hien+dat"), asked(f"/tim-kiem?q={draft.reference}")) == there
        draft.state = ExemplarState.DRAFT
        db.session.commit()
    assert "Không có bản thảo, hồ sơ nào khớp" in asked("/tim-kiem/ho-so?q=bep+lua")
    client.get("/dang-xuat")


def test_whoever_is_not_signed_in_is_asked_to(client):
    assert client.get("/tim-kiem/ho-so?q=hu+gao").location.startswith("/dang-nhap")


def test_a_reviewer_is_led_to_the_ballot_and_reads_no_unit_under_a_veil(make, client, asked):
    case = case_of(make, blind_submitter=True)
    ballot = case.assignments[0]
    client.sign_in(ballot.reviewer)
    assert HEADING not in asked("/tim-kiem?q=bep+chung")
    scoring.declare_no_conflict(ballot.reviewer, ballot)
    for path in ("/tim-kiem?q=bep+chung", "/tim-kiem/ho-so?q=bep+chung"):
        page = asked(path)
        part = page[page.index('<ul class="inbox">') : page.index("</ul>", page.index('<ul class="inbox">'))]
        assert f'href="/cham-diem/{ballot.reference}"' in part
        assert UNIT not in part
        assert "Nà Bấc" not in part


def test_more_dossiers_cost_no_more_statements(make, client, asked):
    case = make.case(state=N.SUBMITTED)
    client.sign_in(case.secretary)
    counts = []
    for more in (1, 3):
        for _number in range(more):
            make.case(state=N.SUBMITTED, campaign=case.campaign)
        asked("/tim-kiem?q=hien+dat")
        db.session.remove()
        found = []
        event.listen(db.engine, "before_cursor_execute", lambda *given, found=found: found.append(given[2]))
        assert HEADING in client.get("/tim-kiem?q=hien+dat").text
        counts.append(len(found))
    assert counts[1] <= counts[0]


def test_a_filter_typed_among_the_words_is_looked_for_as_words(make, client, asked):
    unit = make.unit()
    member = make.member(unit)
    for title in ("Hũ gạo tình thương năm 1999", "Bếp lửa hữu nghị"):
        make.exemplar(unit=unit, actor=member, state=ExemplarState.DRAFT, title=title)
    client.sign_in(member)
    page = asked("/tim-kiem/ho-so?q=năm:1999")
    assert ("Hũ gạo" in page, "Bếp lửa" in page, 'value="năm:1999"' in page) == (True, False, True)
    assert "Không có bản thảo, hồ sơ nào khớp" in asked("/tim-kiem/ho-so?q=năm:1987")
