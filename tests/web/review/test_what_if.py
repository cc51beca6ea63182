"""Other weights on the same ballots: who would flip, who would move, and that nothing is stored."""

from decimal import Decimal

import pytest
from sqlalchemy import MetaData, select

from registry.core.db import db
from registry.review.states import NominationState as N


@pytest.fixture
def cases(make):
    """Three nominations of one campaign: 60 + 5, 45 + 40, and 50 + 30 points of 60 and 40."""
    campaign = make.campaign(reviews_wanted=1)
    made = []
    for first, second in ((60, 5), (45, 40), (50, 30)):
        case = make.case(state=N.VERIFIED, campaign=campaign, reviewers=1)
        case.assign()
        case.marks = lambda _total, given=(first, second), sheet=campaign.rubric: {
            one.id: (Decimal(points), "Theo hồ sơ") for one, points in zip(sheet.criteria, given, strict=True)
        }
        case.score(case.assignments[0], 0)
        made.append(case)
    return made


def everything():
    db.session.rollback()
    known = MetaData()
    known.reflect(db.engine)
    return {table.name: db.session.execute(select(table)).all() for table in known.tables.values()}


def test_weights_flip_suggestions_and_nothing_is_stored(client, cases):
    client.sign_in(cases[0].secretary)
    path = f"/dot-xet/{cases[0].campaign.reference}/xep-hang/neu-khac"
    plain = client.get(path).text
    assert "Không đề xuất nào thay đổi" in plain
    before = everything()
    page = client.get(f"{path}?diem-1=90&diem-2=10&muc=80")
    assert page.status_code == 200
    assert everything() == before
    assert "2 đề xuất sẽ thay đổi" in page.text
    rows = page.text.split("<tbody")[1]
    titles = [case.exemplar.latest.title for case in cases]
    assert "91,25" in rows, "60 of 60 become 90 of 90, 5 of 40 become 1.25 of 10"
    assert "77,5" in rows
    assert rows.index("91,25") < rows.index("82,5") < rows.index("77,5")
    assert all(title in rows for title in titles)


@pytest.mark.parametrize("typed", ["NaN", "-1", "1e9", "nhiều", "9,999"])
def test_a_wrong_weight_is_said_beside_its_box(client, cases, typed):
    client.sign_in(cases[0].secretary)
    answer = client.get(
        f"/dot-xet/{cases[0].campaign.reference}/xep-hang/neu-khac", query_string={"diem-1": typed}
    )
    assert answer.status_code == 422
    assert 'id="diem-1-e"' in answer.text
    assert "<tbody" not in answer.text


def test_only_who_reads_the_ranking_may_ask(client, cases):
    path = f"/dot-xet/{cases[0].campaign.reference}/xep-hang/neu-khac"
    for person in (cases[0].lead, cases[0].staff, cases[0].reviewers[0]):
        browser = client.application.test_client()
        browser.sign_in(person)
        assert browser.get(path).status_code == 403
