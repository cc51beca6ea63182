"""The page on which boxes are drawn, without scripts: four numbers for each box."""

import pytest
from sqlalchemy import select

from registry.audit.models import Reading
from registry.catalogue.states import Visibility
from registry.core.db import db


@pytest.fixture
def item(make):
    return make.evidence(make.exemplar(), visibility=Visibility.PUBLIC, content=make.photo((400, 300)))


@pytest.fixture
def page(item, make, client):
    client.sign_in(make.member(item.exemplar.lead_unit))
    return f"/minh-chung/{item.reference}/che"


def _box(number, **sides):
    return {f"boxes-{number}-{name}": value for name, value in sides.items()}


def test_numbers_become_boxes_and_come_back_to_be_changed(page, client, item):
    first = _box(0, x="10", y="12,5", w="20", h="30")

    assert client.send_form(page, **first, **_box(2, x="50", y="50", w="60", h="10")).status_code == 303

    assert item.redaction == [
        {"page": 1, "x": 10, "y": 12.5, "w": 20, "h": 30}, {"page": 1, "x": 50, "y": 50, "w": 50, "h": 10},
    ]  # fmt: skip
    assert item.public_digest not in {None, item.digest}
    text = client.get(page).text
    assert 'value="12,5"' in text
    assert client.get(f"/tep/{item.reference}/ban-che").data.startswith(b"\xff\xd8\xff")


def test_emptied_rows_take_the_boxes_away(page, client, item):
    client.send_form(page, **_box(0, x="10", y="10", w="20", h="30"))

    client.send_form(page, **_box(0, x="", y="", w="", h=""))

    assert (item.redaction, item.public_digest, item.visibility) == ([], None, Visibility.COUNCIL)


@pytest.mark.parametrize("side", ["x", "y", "w", "h"])
@pytest.mark.parametrize("value", ["", "chữ", "-5", "101", "nan", "1e999"])
def test_each_number_wrong_in_turn_is_told_and_kept(page, client, item, side, value):
    answer = client.send_form(page, **_box(0, **{"x": "10", "y": "10", "w": "20", "h": "20", side: value}))

    assert answer.status_code == 422
    assert "errsum" in answer.text
    if value:
        assert f'value="{value}"' in answer.text
    assert (item.redaction, item.public_digest) == ([], None)


def test_boxes_of_a_document_name_their_page(make, client):
    item = make.evidence(make.exemplar(), content=make.pdf(pages=2))
    client.sign_in(make.member(item.exemplar.lead_unit))
    page = f"/minh-chung/{item.reference}/che"

    client.send_form(f"{page}?trang=2", **_box(0, page="2", x="10", y="10", w="20", h="20"))

    assert [box["page"] for box in item.redaction] == [2]
    assert f"/tep/{item.reference}/trang/2" in client.get(f"{page}?trang=2").text


def test_a_frozen_version_can_still_be_covered(page, make, client, item):
    make.frozen(item.exemplar)

    assert client.send_form(page, **_box(0, x="10", y="10", w="20", h="20")).status_code == 303
    assert item.public_digest is not None


def test_b17_who_opens_the_file_without_its_covered_parts_is_written_down(page, app, client, item, make):
    client.send_form(page, **_box(0, x="10", y="10", w="20", h="30"))
    readings = select(Reading.page, Reading.actor_id, Reading.subject_ref)
    for covered in ("ban-che", "anh-nho"):
        client.get(f"/tep/{item.reference}/{covered}")
    app.test_client().get(f"/tep/{item.reference}")
    assert db.session.execute(readings).all() == []
    for whole in ("", "/anh-vua", "?tai-ve"):
        assert client.get(f"/tep/{item.reference}{whole}").status_code == 200
    [one] = db.session.execute(readings)
    assert one[0] == "evidence.uncovered"
    assert one[2] == item.reference
