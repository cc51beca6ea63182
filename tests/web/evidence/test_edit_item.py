"""The page on which one file is described."""

import pytest

from registry.catalogue.states import Visibility
from registry.evidence.claims import links_of_item
from registry.evidence.service.editing import Description, describe_item
from tests.make.browser_client import form_of


@pytest.fixture
def item(make):
    exemplar = make.exemplar()
    return make.evidence(exemplar, caption="Ảnh cũ", result_key=exemplar.latest.results[0].key)


@pytest.fixture
def page(item, make, client):
    client.sign_in(make.member(item.exemplar.lead_unit))
    return f"/minh-chung/{item.reference}/sua"


def test_the_form_shows_what_is_stored_and_saves_what_is_sent(page, client, item):
    text = client.get(page).text
    assert "Ảnh cũ" in text

    answer = client.send_form(page, caption="Ảnh mới", visibility="public")

    assert answer.status_code == 303
    assert answer.location.endswith("/minh-chung")
    assert (item.caption, item.visibility) == ("Ảnh mới", Visibility.PUBLIC)
    assert len(links_of_item(item)) == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [({"caption": " "}, "caption"), ({"visibility": "x"}, "visibility")],
)
def test_each_field_wrong_in_turn_says_so_and_keeps_the_rest(page, client, item, values, field):
    answer = client.send_form(page, **{"caption": "Chữ vừa gõ", **values})

    assert answer.status_code == 422
    assert f'id="{field}-e"' in answer.text
    if field != "caption":
        assert "Chữ vừa gõ" in answer.text
    assert item.caption == "Ảnh cũ"


def test_a_stale_form_shows_both_texts_and_can_be_sent_again(page, make, client, item):

    fields, _action = form_of(client.get(page).text)
    describe_item(make.member(item.exemplar.lead_unit), item, Description("Người khác viết"))

    answer = client.post(page, data={**fields, "caption": "Tôi viết"})

    assert answer.status_code == 409
    assert "Người khác viết" in answer.text
    assert "Tôi viết" in answer.text
    assert item.caption == "Người khác viết"

    again, _action = form_of(answer.text)
    assert client.post(page, data=again).status_code == 303
    assert item.caption == "Tôi viết"


def test_a_submitted_version_is_not_changed(page, make, client, item):
    fields, _action = form_of(client.get(page).text)
    make.frozen(item.exemplar)

    answer = client.post(page, data={**fields, "caption": "Muộn"})

    assert client.get(page).location.endswith(f"/mo-hinh/{item.exemplar.reference}/sua")
    assert answer.status_code == 409
    assert "đã gửi xét" in answer.text
    assert item.caption == "Ảnh cũ"
