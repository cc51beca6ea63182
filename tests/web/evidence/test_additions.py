"""A link as evidence, and a newer file in the place of an older one."""

from io import BytesIO

import pytest

from registry.catalogue.states import Visibility
from registry.evidence import queries


@pytest.fixture
def inside(exemplar, make, client):
    client.sign_in(make.member(exemplar.lead_unit))
    return client


def test_u18_a_link_is_shown_as_text_that_takes_nothing_along(inside, exemplar, client, make):
    page = f"/mo-hinh/{exemplar.reference}/minh-chung/lien-ket"

    answer = inside.send_form(
        page, link="https://baominhhoa.vn/bai?x=1", caption="Bài báo", visibility="public"
    )

    assert answer.status_code == 303
    (item,) = queries.list_items(exemplar.latest)
    for address in (f"/minh-chung/{item.reference}", f"/mo-hinh/{exemplar.reference}/minh-chung"):
        text = inside.get(address).text
        assert '<a href="https://baominhhoa.vn/bai?x=1" rel="noopener noreferrer nofollow ugc">' in text
    assert "Bài báo" in inside.get(f"/mo-hinh/{exemplar.reference}/thu-vien").text
    for picture in ("", "/anh-nho", "/anh-vua", "/trang/1", "/ban-che"):
        assert inside.get(f"/tep/{item.reference}{picture}").status_code == 404


def test_u18_a_script_is_no_link(inside, exemplar):
    page = f"/mo-hinh/{exemplar.reference}/minh-chung/lien-ket"

    answer = inside.send_form(page, link="javascript:alert(1)", caption="Bài báo đã gõ")

    assert answer.status_code == 422
    assert 'id="link-e"' in answer.text
    assert "Bài báo đã gõ" in answer.text
    assert queries.list_items(exemplar.latest) == []


def test_a_newer_file_takes_the_place(inside, exemplar, make):
    item = make.evidence(exemplar, file_name="cũ.jpg")
    old = item.digest
    page = f"/minh-chung/{item.reference}/thay"

    answer = inside.send_form(page, files=(BytesIO(make.photo()), "mới.jpg"))

    assert answer.status_code == 303
    text = inside.get(page).text
    assert "mới.jpg" in text
    assert "cũ.jpg" in text
    assert old in text
    assert item.digest != old


@pytest.mark.parametrize("content", [b"", b"MZ\x90\x00 program"])
def test_a_bad_file_replaces_nothing(inside, exemplar, make, content):
    item = make.evidence(exemplar, visibility=Visibility.PUBLIC)
    old = item.digest

    answer = inside.send_form(f"/minh-chung/{item.reference}/thay", files=(BytesIO(content), "mới.jpg"))

    assert answer.status_code == 422
    assert 'id="files-e"' in answer.text
    assert (item.digest, item.replaces_id) == (old, None)


def test_without_the_token_nothing_is_replaced(inside, exemplar, make):
    item = make.evidence(exemplar)

    answer = inside.post(
        f"/minh-chung/{item.reference}/thay", data={"files": (BytesIO(make.photo()), "a.jpg")}
    )

    assert answer.status_code == 400
    assert item.replaces_id is None


@pytest.mark.parametrize("what", ["thay", "che"])
def test_others_find_no_such_pages(exemplar, make, client, what):
    item = make.evidence(exemplar)
    client.sign_in(make.lead(make.unit()))

    assert client.get(f"/minh-chung/{item.reference}/{what}").status_code == 404
    assert client.get(f"/tep/{item.reference}/ban-che").status_code == 404
