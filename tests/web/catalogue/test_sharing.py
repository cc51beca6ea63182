"""What other sites and programs are told of a public model, and that they are told of nothing else."""

import json
import re
from io import BytesIO

import pytest
from PIL import Image

from registry.catalogue.states import Visibility
from registry.consent.service.recording import Details, add_person
from registry.web.catalogue.share_card import SIZE, card_of_name
from tests.evidence.test_likeness import saved_anew, scene

NAME = "Nguyễn Thị Hoà"


@pytest.fixture
def model(make):
    return make.exemplar(public=True, title="</script><b>Đường & hoa</b>", summary=f"Bà {NAME} hiến đất.")


def linked(text):
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.S)[1])


def meta(text, name):
    return re.search(rf'<meta (?:property|name)="{name}" content="([^"]*)"', text)[1]


def test_a_public_page_carries_a_preview_and_linked_data(client, model):
    text = client.get(f"/mo-hinh/{model.reference}?tu=x").text

    assert meta(text, "og:url").endswith(f"/mo-hinh/{model.reference}")
    assert meta(text, "og:image").endswith(f"/mo-hinh/{model.reference}/anh-chia-se.jpg")
    told = linked(text)
    assert (told["@type"], told["identifier"]) == ("Article", model.reference)
    assert told["name"] == "</script><b>Đường & hoa</b>"
    assert "<b>Đường" not in text


def test_the_address_of_a_page_is_one_however_the_reader_came(client, model):
    text = client.get(f"/en/mo-hinh/{model.reference}?tu=/tim-kiem").text
    links = dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', text))

    assert links.keys() == {"vi", "en", "x-default"}
    assert links["x-default"] == links["vi"]
    assert not any("?" in address for address in links.values())
    assert re.search(r'<link rel="canonical" href="[^"?]+/en/mo-hinh/', text)


def test_a_name_that_is_withheld_is_in_no_preview(client, make, model):
    add_person(make.member(model.lead_unit), model, Details(NAME))
    text = client.get(f"/mo-hinh/{model.reference}").text
    assert NAME not in text
    assert "N.T.H." in meta(text, "og:description")
    assert "N.T.H." in linked(text)["abstract"]


def test_what_is_not_public_has_neither(client, make):
    model = make.exemplar()
    client.sign_in(make.member(model.lead_unit))
    text = client.get(f"/mo-hinh/{model.reference}").text
    assert "og:title" not in text
    assert "ld+json" not in text
    assert client.get(f"/mo-hinh/{model.reference}/anh-chia-se.jpg").status_code == 404


def test_the_picture_is_the_first_public_photo_else_a_card(client, make, model):
    page = f"/mo-hinh/{model.reference}/anh-chia-se.jpg"
    card = client.get(page)
    target = BytesIO()
    saved_anew(scene(), 90).save(target, "JPEG")
    owner = make.exemplar(unit=model.lead_unit)
    make.evidence(owner, content=target.getvalue(), visibility=Visibility.PUBLIC)
    make.published(owner)
    photo = client.get(f"/mo-hinh/{owner.reference}/anh-chia-se.jpg")

    for answer in (card, photo):
        assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
        assert Image.open(BytesIO(answer.data)).size == SIZE
    assert photo.data != card.data
    assert client.get(page, headers={"If-None-Match": card.headers["ETag"]}).status_code == 304


def test_a_long_name_stays_on_the_card():
    assert (
        Image.open(BytesIO(card_of_name("Đường hoa nở khắp xã vùng cao " * 20, "xã " * 90, "x"))).size == SIZE
    )
