"""The pages on which a unit records who agreed to be named and pictured."""

import pytest

from registry.catalogue.states import Visibility
from registry.consent import queries
from registry.consent.service.answering import Telling, record_answers
from registry.consent.service.recording import Details, add_person
from registry.consent.states import Answer, Effect, Manner, Purpose
from registry.core.clock import today
from tests.make.browser_client import form_of

NAME = "Nguyễn Thị Hoà"
HOW = {"manner": "paper", "given_on": "20/11/2026"}


@pytest.fixture
def model(make):
    return make.exemplar(public=True, summary=f"Bà {NAME} hiến 120 m² đất làm đường.")


@pytest.fixture
def member(make, model, client):
    member = make.member(model.lead_unit)
    client.sign_in(member)
    return member


@pytest.fixture
def hoa(member, model):
    return add_person(member, model, Details(NAME))


def test_a_person_is_recorded_then_asked_and_the_list_tells_it(client, member, model):
    answer = client.send_form(f"/mo-hinh/{model.reference}/nguoi/them", name=NAME, part="Trưởng thôn")
    assert answer.status_code == 303
    asked = client.send_form(answer.location, award_file="given", public_page="refused", **HOW)
    assert asked.status_code == 303

    text = client.get(asked.location).text
    assert NAME in text
    assert "20/11/2026" in text
    [person] = queries.list_people(model)
    assert person.agrees_to(Purpose.AWARD_FILE)
    assert not person.agrees_to(Purpose.PUBLIC_PAGE)


def test_the_task_list_and_the_check_page_lead_to_the_people(client, hoa, model):
    for page in ("sua", "kiem-tra"):
        assert f"/mo-hinh/{model.reference}/nguoi" in client.get(f"/mo-hinh/{model.reference}/{page}").text


def test_a_photo_is_marked_by_its_tick(client, member, model, make):
    photo = make.evidence(make.exemplar(unit=model.lead_unit))
    page = f"/mo-hinh/{photo.exemplar.reference}/nguoi/them"
    assert client.send_form(page, name=NAME, photos=[photo.digest]).status_code == 303
    assert photo.exemplar.withheld_photos == [photo.digest]


@pytest.mark.parametrize(
    ("values", "field"),
    [({"name": " "}, "name"), ({"is_child": "y"}, "guardian"), ({"part": "x" * 300}, "part")],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_stored(client, member, model, values, field):
    answer = client.send_form(f"/mo-hinh/{model.reference}/nguoi/them", **{"name": NAME, **values})
    assert answer.status_code == 422
    assert f'id="{field}-e"' in answer.text
    assert queries.list_people(model) == []


def test_a_withdrawal_is_recorded_with_its_effect(client, hoa, member, model):
    record_answers(member, hoa, {Purpose.PUBLIC_PAGE: Answer.GIVEN}, Telling(Manner.PAPER, today()))
    page = f"/nguoi/{hoa.reference}/rut/public_page"
    answer = client.send_form(page, effect="page", **HOW)
    assert answer.status_code == 303
    assert hoa.consents[-1].effect is Effect.PAGE
    assert not model.is_public
    assert client.send_form(page, effect="page", **HOW).status_code == 409


def test_a_stale_answer_is_told_and_not_stored(client, hoa, member):
    fields, _action = form_of(client.get(f"/nguoi/{hoa.reference}/dong-y").text)
    record_answers(member, hoa, {Purpose.AWARD_FILE: Answer.GIVEN}, Telling(Manner.PAPER, today()))
    sent = {**fields, **HOW, "award_file": "refused"}
    assert client.post(f"/nguoi/{hoa.reference}/dong-y", data=sent).status_code == 409
    assert len(hoa.consents) == 1


def test_erasing_is_refused_as_long_as_a_text_names_the_person(client, hoa):
    fields, _action = form_of(client.get(f"/nguoi/{hoa.reference}/sua").text, f"/nguoi/{hoa.reference}/xoa")
    answer = client.post(f"/nguoi/{hoa.reference}/xoa", data=fields)
    assert answer.status_code == 409
    assert queries.list_people(hoa.exemplar) == [hoa]


@pytest.mark.parametrize("path", ["sua", "dong-y", "rut/public_page"])
def test_people_of_another_unit_do_not_exist(client, make, model, path, app):
    hoa = add_person(make.member(model.lead_unit), model, Details(NAME))
    stranger = app.test_client()
    stranger.sign_in(make.member(make.unit()))
    assert stranger.get(f"/nguoi/{hoa.reference}/{path}").status_code == 404
    assert stranger.get(f"/mo-hinh/{model.reference}/nguoi").status_code == 403
    assert stranger.get("/nguoi/NG-9999-000000/sua").status_code == 404


def test_a_purpose_that_does_not_exist_is_not_found(client, hoa):
    assert client.get(f"/nguoi/{hoa.reference}/rut/khac").status_code == 404


def test_each_question_without_an_answer_is_told_of_beside_it(client, hoa):
    answer = client.send_form(f"/nguoi/{hoa.reference}/dong-y")

    assert answer.status_code == 422
    for field in ("award_file", "public_page", "manner"):
        assert f'id="{field}-e"' in answer.text
    assert hoa.consents == []


def test_scans_are_told_apart_by_their_names_and_the_way_to_add_one_is_shown(client, make):
    draft = make.exemplar(state="draft")
    make.evidence(draft, caption="Giấy tờ", file_name="don-ba-hoa.jpg", visibility=Visibility.INTERNAL)
    member = make.member(draft.lead_unit)
    person = add_person(member, draft, Details(NAME))
    client.sign_in(member)
    page = f"/nguoi/{person.reference}/dong-y"

    text = client.get(page).text
    assert "Giấy tờ (don-ba-hoa.jpg)" in text
    assert f'href="/mo-hinh/{draft.reference}/minh-chung" target="_blank"' in text

    make.frozen(draft)
    assert f'href="/mo-hinh/{draft.reference}/minh-chung" target="_blank"' not in client.get(page).text


def test_an_empty_paper_asks_for_each_purpose_by_itself(client, member, model):
    page = f"/mo-hinh/{model.reference}/nguoi/phieu-trang"
    assert page in client.get(f"/mo-hinh/{model.reference}/nguoi").text
    text = client.get(page).text
    assert text.count("Tôi không đồng ý") == 4
    assert "Trẻ em dưới 16 tuổi" in text
    assert "I do not agree" in client.get(f"/en{page}").text
