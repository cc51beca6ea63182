"""Writing into a paper: what was typed and refused waits for its person."""

import re

import pytest
from sqlalchemy import select

from registry.core.db import db
from registry.documents.contents import KINDS
from registry.documents.service import drawing
from registry.documents.states import Letterhead, PaperKind
from registry.identity.models import KeptText
from registry.review.states import NominationState
from registry.web.resuming import RESUME
from tests.make.browser_client import form_of

TYPED = {"noi_nhan": "Chữ vừa gõ vào nơi nhận", "can_cu": "q" * 2001}


@pytest.fixture
def case(make):
    return make.case(state=NominationState.RECOGNISED)


def drawn(case):
    subject = KINDS[PaperKind.DECISION].find(case.secretary, case.campaign.reference)
    return drawing.draw_paper(case.secretary, subject, drawing.Wording(Letterhead.PARTY, {}))


def offered(text):
    return re.search(rf'href="(\?{RESUME}=\d+)"', text)


@pytest.mark.parametrize("language", ["", "/en"])
def test_a_refused_draft_is_offered_again_when_the_page_was_left(case, client, language):
    client.sign_in(case.secretary)
    path = f"{language}/van-ban/{drawn(case).code}/sua"
    refused = client.send_form(path, **TYPED)
    assert refused.status_code == 422
    assert "Chữ vừa gõ" in refused.text

    page = client.get(path).text
    again = f"{path}{offered(page)[1]}"

    assert "Chữ vừa gõ" not in page
    assert "Chữ vừa gõ" in client.get(again).text
    assert client.send_form(again, can_cu="Ngắn").status_code == 303
    assert "Chữ vừa gõ" in (kept := client.get(path).text)
    assert not offered(kept)


def test_a_paper_that_was_refused_before_it_was_a_draft_is_offered_again(case, client):
    client.sign_in(case.secretary)
    path = f"/van-ban/lap/{KINDS[PaperKind.DECISION].slug}/{case.campaign.reference}"
    assert client.send_form(path, **TYPED).status_code == 422

    again = f"{path}{offered(client.get(path).text)[1]}"

    assert "Chữ vừa gõ" in client.get(again).text
    assert client.send_form(again, can_cu="Ngắn").status_code == 303


def test_what_was_typed_while_somebody_else_drew_the_paper_up_waits_at_their_draft(case, client):
    client.sign_in(case.secretary)
    path = f"/van-ban/lap/{KINDS[PaperKind.DECISION].slug}/{case.campaign.reference}"
    page, _action = form_of(client.get(path).text)
    code = drawn(case).code

    answer = client.post(path, data={**page, "noi_nhan": "Chữ vừa gõ"})

    assert answer.status_code == 409
    assert "Nội dung bạn vừa gõ được giữ ở đó cho bạn" in answer.text
    assert f'href="/van-ban/{code}/sua"' in answer.text
    edit = f"/van-ban/{code}/sua"
    assert "Chữ vừa gõ" in client.get(f"{edit}{offered(client.get(edit).text)[1]}").text


def test_nothing_is_put_aside_for_a_paper_that_was_signed_meanwhile(case, client):
    client.sign_in(case.secretary)
    code = drawn(case).code
    page, _action = form_of(client.get(f"/van-ban/{code}/sua").text)
    client.send_form(f"/van-ban/{code}/ky")

    answer = client.post(f"/van-ban/{code}/sua", data={**page, "noi_nhan": "Chữ vừa gõ"})

    assert answer.status_code == 409
    assert "Chữ vừa gõ" in answer.text
    assert not db.session.scalar(select(KeptText))
