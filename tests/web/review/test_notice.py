"""The public notice: everybody reads what is proposed, and nothing else of the review."""

import re
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from registry.campaigns.states import StageKind
from registry.core.db import db
from registry.review.service import announcing
from registry.review.states import NominationState, Outcome
from tests.review.test_further_stages import campaign_with_notice, in_days


@contextmanager
def counted():
    """The statements the database gets meanwhile."""
    statements = []

    def note(_connection, _cursor, statement, *_):
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield statements
    event.remove(db.engine, "before_cursor_execute", note)


@pytest.fixture
def campaign(make):
    return campaign_with_notice(make)


def scored(make, campaign, *totals):
    case = make.case(campaign=campaign, state=NominationState.VERIFIED)
    case.assign()
    case.score_all(*totals)
    return case


def test_everybody_reads_what_is_proposed_without_points_or_names(make, client, campaign):
    proposed, other = scored(make, campaign, 85, 91), scored(make, campaign, 40, 50)
    announcing.put_on_notice(proposed.secretary, campaign)

    page = client.get(f"/dot-xet/{campaign.reference}/cong-khai")

    assert page.status_code == 200
    assert proposed.nomination.exemplar_version.title in page.text
    assert proposed.nomination.unit_name in page.text
    assert other.nomination.unit_name not in page.text
    people = [proposed.member, proposed.lead, *proposed.reviewers]
    assert [one.name for one in people if one.name in page.text] == []
    read = page.text.split("<main")[1].split("</main>")[0].replace(campaign.reference, "")
    assert "88" not in re.sub(r"[0-9a-f]{64}", "", read)
    assert f"/dot-xet/{campaign.reference}/cong-khai" in client.get(f"/dot-xet/{campaign.reference}").text


def test_campaign_without_a_notice_has_no_such_page(make, client):
    assert client.get(f"/dot-xet/{make.campaign().reference}/cong-khai").status_code == 404


def test_secretary_puts_on_notice_what_is_ready_and_once(make, client, campaign):
    case, path = scored(make, campaign, 85, 91), f"/dot-xet/{campaign.reference}/cong-khai"
    assert case.nomination.unit_name not in client.get(path).text
    client.sign_in(case.secretary)
    assert case.nomination.unit_name in client.get(path).text
    token = client.get(path).text.split('name="csrf_token" value="')[1].split('"')[0]
    first, second = (client.post(path, data={"csrf_token": token, "once": "one-key"}) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    other = client.post(path, data={"csrf_token": token, "once": "another-key"})
    assert other.status_code == 409
    assert [visit.outcome for visit in case.nomination.visits].count("propose") == 1


def test_only_the_secretary_may_send_it(make, client, campaign):
    case = scored(make, campaign, 85, 91)
    client.sign_in(case.signer)
    page = client.get(f"/dot-xet/{campaign.reference}/cong-khai")
    assert '<form method="post" class="inline' not in page.text.split("<main")[1]
    token = client.get("/tai-khoan").text.split('name="csrf_token" value="')[1].split('"')[0]
    answer = client.post(f"/dot-xet/{campaign.reference}/cong-khai", data={"csrf_token": token, "once": "x"})
    assert answer.status_code == 403
    assert case.nomination.stage.kind is StageKind.SCORING


def test_reading_the_notice_asks_as_much_for_many_as_for_few(make, client, campaign):
    path, asked = f"/dot-xet/{campaign.reference}/cong-khai", []
    for _ in range(2):
        case = scored(make, campaign, 85, 91)
        announcing.put_on_notice(case.secretary, campaign)
        db.session.expire_all()
        with counted() as statements:
            assert client.get(path).status_code == 200
        asked.append(len(statements))
    assert asked[1] <= asked[0] + 1


def test_signer_is_told_why_nothing_can_be_recognised_yet(make, client, campaign):
    case = scored(make, campaign, 85, 91)
    client.sign_in(case.signer)
    page = client.get(f"/de-cu/{case.nomination.reference}/quyet-dinh")
    assert "chưa được công khai" in page.text


def test_a_notice_that_is_over_still_tells_what_it_was_about(make, client, campaign):
    given, denied = scored(make, campaign, 85, 91), scored(make, campaign, 85, 91)
    announcing.put_on_notice(given.secretary, campaign)
    path = f"/dot-xet/{campaign.reference}/cong-khai"
    names = [case.nomination.reference for case in (given, denied)]

    def read():
        return client.get(path).text

    with in_days(4):
        assert "Thời gian công khai đã hết" in read()
        assert [name in read() for name in names] == [True, True]
        assert "phan-anh" not in read().split("<main")[1]
        denied.decide(Outcome.NOT_CHOSEN, reason="Xin theo dõi thêm.")
        before = read()
        assert [name in before for name in names] == [True, True]
        assert "Không chọn" not in before, "what is denied is told to the unit alone"
        given.decide()
        assert "Được công nhận" in read()
        assert f'href="/mo-hinh/{given.exemplar.reference}"' in read()
    with in_days(40):
        assert [name in read() for name in names] == [True, False]


def test_the_front_page_leads_to_what_is_on_notice(client, campaign):
    path = f"/dot-xet/{campaign.reference}/cong-khai"
    assert path in client.get("/").text
    with in_days(4):
        assert path not in client.get("/").text
