"""The fields of the movement through the pages."""

import pytest
from sqlalchemy import func, select

from registry.catalogue.models import Field
from registry.catalogue.queries import find_field
from registry.catalogue.service.fields import ensure_default_fields
from registry.core.db import db


@pytest.fixture
def fields(make, client):
    ensure_default_fields()
    client.sign_in(make.administrator(make.province()))


def test_field_is_added_renamed_and_retired(fields, client):
    answer = client.send_form("/quan-tri/linh-vuc", name="Nông thôn mới", name_en="New countryside", slot="5")
    assert answer.headers["Location"] == "/quan-tri/linh-vuc"
    added = find_field("new-countryside")
    assert (added.name, added.slot) == ("Nông thôn mới", 5)
    path = "/quan-tri/linh-vuc/new-countryside"
    assert client.send_form(path, name="Xây dựng nông thôn mới", is_active=None).status_code == 303
    db.session.refresh(added)
    assert (added.name, added.is_active) == ("Xây dựng nông thôn mới", False)
    assert "Ngừng dùng" in client.get("/quan-tri/linh-vuc").text
    assert "Đã sửa lĩnh vực" in client.get("/quan-tri/nhat-ky/linh-vuc/new-countryside").text


@pytest.mark.parametrize(
    ("changed", "told"),
    [({"name": ""}, "Nhập tên lĩnh vực"), ({"slot": "9"}, "Chọn"), ({"name": "x" * 121}, "120"),
     ({"name_en": "Economy"}, "Đã có lĩnh vực mang tên này.")],
)  # fmt: skip
def test_each_field_wrong_in_turn_is_named_and_nothing_stored(fields, client, changed, told):
    given = {"name": "Nông thôn mới", "name_en": "New countryside", "slot": "5", **changed}
    answer = client.send_form("/quan-tri/linh-vuc", **given)
    assert answer.status_code == 422
    assert told in answer.text
    assert db.session.scalar(select(func.count()).select_from(Field)) == 4


def test_stale_form_shows_both_texts(fields, client):
    answer = client.send_form("/quan-tri/linh-vuc/economy", name="Kinh tế tập thể", version="0")
    assert answer.status_code == 409
    assert "Kinh tế tập thể" in answer.text
    assert find_field("economy").name == "Kinh tế"


def test_fields_are_changed_at_the_top_only(make, client):
    ensure_default_fields()
    client.sign_in(make.administrator(make.unit(parent=make.province())))
    assert client.get("/quan-tri").status_code == 200
    assert "/quan-tri/linh-vuc" not in client.get("/quan-tri").text
    for page in ("/quan-tri/linh-vuc", "/quan-tri/linh-vuc/economy"):
        assert client.get(page).status_code == 403


def test_unknown_field_is_not_found(fields, client):
    assert client.get("/quan-tri/linh-vuc/" + "9" * 26).status_code == 404
