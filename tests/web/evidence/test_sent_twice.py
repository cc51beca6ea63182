"""A form sent twice does its work once, and the next page says once that it was done."""

import pytest

from registry.evidence import claims, queries
from registry.evidence.service.removing import remove_item
from tests.make.browser_client import form_of


@pytest.fixture
def member(make, exemplar, client):
    person = make.member(exemplar.lead_unit)
    client.sign_in(person)
    return person


@pytest.fixture
def key(exemplar):
    return exemplar.latest.results[0].key


@pytest.fixture
def send_twice(client):
    """Send a form of a page two times; returns the page to which both led."""

    def send(page, form_id, **values):
        fields, action = form_of(client.get(page).text, form_id)
        first, second = (client.post(action or page, data={**fields, **values}) for _ in range(2))
        assert (first.status_code, second.status_code, second.location) == (303, 303, first.location)
        return client.get(first.location).text

    return send


def test_a_place_is_linked_and_told_once(make, exemplar, member, key, send_twice):
    item = make.evidence(exemplar)

    page = send_twice(f"/minh-chung/{item.reference}/lien-ket?ket-qua={key}", "gan", kind="whole")

    assert page.count("Đã gắn minh chứng với kết quả.") == 1
    assert len(claims.links_of_item(item)) == 1


def test_a_link_is_taken_away_and_told_once(make, exemplar, member, key, send_twice):
    item = make.evidence(exemplar)
    link = claims.link_claim(member, item, key)

    page = send_twice(
        f"/mo-hinh/{exemplar.reference}/ket-qua/{key}",
        f"/minh-chung/{item.reference}/lien-ket/{link.reference}/bo",
    )

    assert page.count("Đã bỏ liên kết. Tệp và kết quả vẫn còn.") == 1
    assert claims.links_of_item(item) == []


def test_a_file_is_put_back_and_told_once(make, exemplar, member, send_twice):
    item = make.evidence(exemplar)
    remove_item(member, item)

    page = send_twice(
        f"/mo-hinh/{exemplar.reference}/minh-chung/da-bo", f"/minh-chung/{item.reference}/khoi-phuc"
    )

    assert page.count("Đã khôi phục tệp.") == 1
    assert [one.reference for one in queries.list_items(exemplar.latest)] == [item.reference]


def test_a_page_elsewhere_is_added_and_told_once(exemplar, member, send_twice):
    page = send_twice(
        f"/mo-hinh/{exemplar.reference}/minh-chung/lien-ket", None,
        link="https://baominhhoa.vn/bai", caption="Bài báo",
    )  # fmt: skip

    assert page.count("Đã thêm liên kết.") == 1
    assert len(queries.list_items(exemplar.latest)) == 1
