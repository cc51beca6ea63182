"""The boards as pages: from the start page to the nomination that nobody has looked at, and the lists."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest

from registry.catalogue.states import Level
from registry.core.clock import today
from registry.core.db import db
from registry.review.queries.arrivals import arrived_at
from registry.review.service import assigning, recusing
from registry.review.states import ConflictKind
from registry.review.states import NominationState as N
from registry.web.review.whereabouts import whereabouts
from tests.make.sessions import sitting


class Walk:
    """Somebody who signs in and then only follows links of the page they are on."""

    def __init__(self, client, person):
        self.client, self.clicks = client, 0
        self.page = client.get(client.sign_in_by_page(person).location, follow_redirects=True).text

    def click(self, words):
        """Follow the link that reads so, whatever it says besides."""
        links = re.findall(r'<a [^>]*href="([^"]+)"[^>]*>(.*?)</a>', self.page, re.DOTALL)
        texts = [(unescape(href), unescape(re.sub(r"<[^>]+>", "", text))) for href, text in links]
        (href, *_others) = [href for href, text in texts if words in text]
        answer = self.client.get(href)
        assert answer.status_code == 200, (href, answer.status_code)
        self.clicks, self.page = self.clicks + 1, answer.text
        return self


@pytest.fixture
def campaign(make):
    """Three nominations in scoring: nobody has read the first, the others are read or half read."""
    campaign = make.campaign()
    cases = [make.case(campaign=campaign, state=N.VERIFIED) for _one in range(3)]
    for case in cases:
        case.assign()
    cases[1].score(cases[1].assignments[0], 80)
    cases[2].score_all(95, 40)
    campaign.cases = cases
    return campaign


def test_the_secretary_finds_the_unreviewed_nomination_in_two_clicks(campaign, client):
    first = campaign.cases[0]
    walk = Walk(client, first.secretary)

    walk.click("Chưa ai xét").click(first.exemplar.latest.title)

    assert walk.clicks == 2
    assert first.nomination.reference in walk.page
    assert first.exemplar.latest.title in re.search(r"<h1.*?</h1>", walk.page, re.DOTALL)[0]


def test_the_boards_are_found_from_the_menu_too(campaign, client):
    walk = Walk(client, campaign.cases[0].secretary)
    page = walk.click("Đợt xét").click("Chưa ai xét").page
    assert campaign.cases[0].nomination.reference in page
    assert campaign.cases[1].nomination.reference not in page


def test_each_number_leads_to_the_list_of_what_it_counts(campaign, client):
    client.sign_in(campaign.cases[0].secretary)
    path = f"/dot-xet/{campaign.reference}/ho-so"
    found = {one: references(client.get(f"{path}?{one}").text) for one in (
        "buoc=scoring", "buoc=scoring&xem=unreviewed", "buoc=decision&xem=disagreeing", "buoc=verification",
    )}  # fmt: skip
    first, second, third = (case.nomination.reference for case in campaign.cases)
    assert list(found.values()) == [{first, second}, {first}, {third}, set()]
    assert "Không có hồ sơ nào ở đây" in client.get(f"{path}?buoc=verification").text


def test_what_somebody_may_not_look_for_is_not_in_the_address_either(campaign, client):
    client.sign_in(campaign.cases[0].staff)
    path = f"/dot-xet/{campaign.reference}/ho-so"
    assert "Phiếu lệch nhau" not in client.get(path).text
    every = references(client.get(path).text)
    assert references(client.get(f"{path}?xem=disagreeing").text) == every
    assert references(client.get(f"{path}?xem=%00%ff&buoc=x").text) == every


def test_whoever_runs_no_campaign_has_no_boards(campaign, client):
    client.sign_in(campaign.cases[0].reviewers[0])
    assert "Chưa ai xét" not in client.get("/viec-can-lam").text
    assert client.get(f"/dot-xet/{campaign.reference}/ho-so").status_code in {403, 404}


def test_the_nomination_says_who_has_it_and_until_when(make, client):
    council = sitting(make)
    case = council.case
    client.sign_in(case.lead)
    assert now_of(client, case)[0] == "Đã chấm xong, chờ Hội đồng bỏ phiếu"
    assert step_of(client, case) == ("Hội đồng bỏ phiếu", "Đã chấm xong, chờ Hội đồng bỏ phiếu")
    came = arrived_at(case.nomination, knows_ballots=True)
    assert came == max(one.submitted_at for one in case.nomination.assignments)
    council.open()
    assert arrived_at(case.nomination, knows_ballots=False) == case.nomination.visits[-1].entered_at
    council.vote(10)
    council.lock()
    assert arrived_at(case.nomination, knows_ballots=True) == council.session.locked_at > came
    assert now_of(client, case)[0] == "Đã chấm xong, chờ quyết định"
    assert step_of(client, case)[1] == "Đã chấm xong, chờ quyết định"


def test_a_returned_dossier_stands_in_the_step_that_says_so(make, client):
    case = make.case(state=N.SUBMITTED)
    case.return_to_unit()
    client.sign_in(case.lead)
    sentence, panel = now_of(client, case)
    assert step_of(client, case)[1] == sentence == "Đã trả lại đơn vị để bổ sung"
    assert f"Ở bước này từ</dt><dd>{today():%d/%m/%Y}" in panel


def test_the_nomination_says_which_body_checks_it(make, client):
    register, verify, score, decide = make.plan()
    verify = replace(verify, level=Level.COMMUNE)
    case = make.case(campaign=make.campaign(stages=[register, verify, score, decide]), start=False)
    make.staff(case.unit)
    case.start()
    case.sign()
    client.sign_in(case.lead)
    assert case.unit.name in now_of(client, case)[1]


def now_of(client, case):
    """The sentence that says where a nomination is, and the panel around it."""
    page = client.get(f"/de-cu/{case.nomination.reference}").text
    panel = unescape(re.search(r'<section class="panel now".*?</section>', page, re.DOTALL)[0])
    return re.search(r"<h2[^>]*>(.*?)</h2>", panel)[1], panel


def step_of(client, case):
    """The step of its way in which it stands, and what that says of it."""
    page = unescape(client.get(f"/de-cu/{case.nomination.reference}").text)
    (step,) = re.findall(r'<li class="route__now" aria-current="step">(.*?)</li>', page, re.DOTALL)
    title, detail = re.findall(r"<p[^>]*>(.*?)</p>", step, re.DOTALL)[:2]
    return re.sub(r"<[^>]+>", "", title), detail


def references(page):
    """The nominations that a page lists."""
    return set(re.findall(r'href="/de-cu/([A-Z0-9-]+)"', page))


def test_the_signer_is_led_to_the_decision_only_once_the_council_has_voted(make, client):
    council = sitting(make)
    reference = council.case.nomination.reference
    decide = f'href="/de-cu/{reference}/quyet-dinh"'
    client.sign_in(council.case.signer)
    pages = [f"/dot-xet/{council.case.campaign.reference}/{page}" for page in ("ho-so", "xep-hang")]
    for page in pages:
        text = client.get(page).text
        assert decide not in text, page
        assert "Chờ Hội đồng bỏ phiếu" in text, page
    council.open()
    council.vote(10)
    council.lock()
    for page in pages:
        assert decide in client.get(page).text, page


def test_who_is_tied_or_still_owes_a_ballot_is_not_told_when_the_last_one_came(make, app):
    council = sitting(make)
    case = council.case
    visit = case.nomination.visits[-1]
    visit.entered_at -= timedelta(days=40)
    db.session.commit()
    tied, owing = make.secretary(case.campaign.unit), make.reviewer(case.campaign.unit)
    make.secretary(case.campaign.unit, user=owing)
    assigning.assign_reviewers(case.secretary, case.nomination, [owing])
    recusing.step_aside(tied, case.nomination, kind=ConflictKind.FAMILY, reason="Anh rể tôi ở xã ấy")
    scoring, scored = "Hội đồng đang chấm điểm", "Đã chấm xong, chờ Hội đồng bỏ phiếu"
    came = arrived_at(case.nomination, knows_ballots=True)
    with app.test_request_context():
        for reader, sentence, since in (
            (tied, scoring, visit.entered_at),
            (owing, scoring, visit.entered_at),
            (case.lead, scored, visit.entered_at),
            (council.secretary, scored, came),
        ):
            told = whereabouts(reader, case.nomination)
            assert (told.sentence, told.since) == (sentence, since)
