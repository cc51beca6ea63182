"""A yearly review that nobody has opened waits for the staff of the unit, from autumn until spring."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from registry.core.clock import today
from registry.stock import opening
from registry.stock.service import holding


def at(year, month, day):
    return time_machine.travel(datetime(year, month, day, 3, tzinfo=UTC), tick=False)


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2026, 9, 30), None), (date(2026, 10, 1), 2026), (date(2026, 12, 31), 2026),
        (date(2027, 3, 31), 2026), (date(2027, 4, 1), None),
    ],
)  # fmt: skip
def test_it_is_waited_for_from_october_until_march(day, year):
    assert opening.year_to_review(day) == year


def test_it_waits_for_the_staff_until_it_is_opened(make, client):
    with at(2026, 10, 5):
        province, empty = make.province(name="Tỉnh Mẫu"), make.province()
        make.recognised(province, unit=make.unit(parent=province), year=2025)
        make.recognised(empty, unit=make.unit(parent=empty), year=2026)
        staff, others = make.staff(province), [make.staff(empty), make.administrator(province)]
        (waits,) = opening.waiting_for(staff)
        assert (waits.since, waits.detail) == (date(2026, 10, 1), "Cần hỏi 1 mô hình của Tỉnh Mẫu")
        assert [opening.waiting_for(one) for one in others] == [[], []], "nothing earlier, or no staff"
        client.sign_in(staff)
        page = client.get("/viec-can-lam").text
        assert "Mở đợt rà soát" in page
        href = f"/ra-soat/moi?don-vi={province.code}&nam=2026"
        assert href.replace("&", "&amp;") in page
        before = len(opening.references_waiting(staff))
        opened = client.send_form(href, due_on="30/11/2026")
        assert opened.status_code == 303
        assert (before, opening.references_waiting(staff)) == (1, [])
        assert "Mở đợt rà soát" not in client.get("/viec-can-lam").text


def test_in_spring_the_year_that_is_over_is_offered(make, client):
    with at(2027, 2, 1):
        province = make.province()
        make.recognised(province, unit=make.unit(parent=province), year=2025)
        staff = make.staff(province)
        client.sign_in(staff)
        page = client.get(f"/ra-soat/moi?don-vi={province.code}&nam=2026").text
        assert 'value="2026"' in page
        assert opening.references_waiting(staff) == [f"{province.code}-2026"]
        holding.open_review(staff, province, 2026, date(2027, 3, 1))
        assert opening.waiting_for(staff) == []
        assert client.get("/ra-soat/moi?nam=x").text.count(f'value="{today().year}"') == 1
