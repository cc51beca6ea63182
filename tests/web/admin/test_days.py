"""The calendar through the pages."""

from datetime import date

import pytest

from registry.calendar.queries import find_day
from registry.calendar.service import ensure_known_days

PATH = "/quan-tri/ngay-lam-viec"


@pytest.fixture
def calendar(make, client):
    ensure_known_days()
    client.sign_in(make.administrator(make.province()))


def test_day_is_added_named_anew_and_removed(calendar, client):
    answer = client.send_form(PATH, day="24/11/2026", kind="free", name="Ngày Văn hóa")
    assert answer.headers["Location"] == f"{PATH}?nam=2026"
    page = client.get(f"{PATH}?nam=2026").text
    assert "Ngày Văn hóa" in page
    assert "Thứ Ba" in page
    one = f"{PATH}/2026-11-24"
    assert client.send_form(one, name="Ngày Văn hóa Việt Nam").status_code == 303
    assert find_day(date(2026, 11, 24)).name == "Ngày Văn hóa Việt Nam"
    stale = client.send_form(one, name="Khác", version="0")
    assert (stale.status_code, "Ngày Văn hóa Việt Nam" in stale.text) == (409, True)
    assert client.send_form(f"{one}/bo").status_code == 303
    assert find_day(date(2026, 11, 24)) is None


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"day": "31/02/2026"}, "31/02/2026"),
        ({"kind": "worked"}, "không phải thứ Bảy"),
        ({"day": "02/09/2026"}, "đã được ghi"),
        ({"name": ""}, "Ghi rõ"),
    ],
)
def test_wrong_values_are_told_beside_their_field(calendar, client, changed, told):
    answer = client.send_form(PATH, **{"day": "24/11/2026", "kind": "free", "name": "Nghỉ", **changed})
    assert (answer.status_code, told in answer.text) == (422, True)
    assert find_day(date(2026, 11, 24)) is None


def test_what_is_no_recorded_day_is_not_found(calendar, client):
    for end in ("2026-11-24", "2026-13-01", "9" * 26, "2026-11-24/bo"):
        assert client.get(f"{PATH}/{end}").status_code == 404
    assert client.get(f"{PATH}?nam=999999999999").status_code == 200
