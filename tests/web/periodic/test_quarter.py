"""The quarterly report where people look for it: on the overview and beside the consolidated table."""

import re
from datetime import date

from sqlalchemy import select

from registry.core.db import db
from registry.documents.models import OfficialPaper
from registry.documents.states import PaperState


def test_staff_draw_it_up_from_the_overview_and_find_it_there(scene, client):
    client.sign_in(scene.staff)
    overview = f"/bao-cao?ky=2026-q3&dia-ban={scene.province.code}"
    about = f"2026-q3.{scene.province.code}"
    assert f"/van-ban/lap/bao-cao-quy/{about}" in client.get(overview).text

    answer = client.send_form(f"/van-ban/lap/bao-cao-quy/{about}", ten_co_quan="Ban Dân vận")

    paper = db.session.scalar(select(OfficialPaper))
    page = client.get(answer.location).text
    assert (paper.about, answer.location) == (about, f"/van-ban/{paper.code}")
    assert "quý III năm 2026" in page
    assert f'href="/bao-cao?ky=2026-q3&amp;dia-ban={scene.province.code}"' in page
    assert f"/van-ban/{paper.code}" in client.get(overview).text
    assert f"/van-ban/{paper.code}" in client.get(f"/bao-cao?ky=2026&dia-ban={scene.province.code}").text


def test_the_quarter_that_is_over_is_the_first_thing_to_do(scene, client):
    client.sign_in(scene.staff)
    about = f"/van-ban/lap/bao-cao-quy/{{}}.{scene.province.code}"

    page = client.get(f"/bao-cao?dia-ban={scene.province.code}").text

    over, goes_on = (about.format(f"2026-q{number}") for number in (3, 4))
    assert f'class="btn" href="{over}"' in page
    assert page.count(over) == 2
    assert page.count(goes_on) == 1
    assert page.rindex(over) < page.rindex(about.format("2026-q2")) < page.rindex(goes_on)
    earlier = client.get(f"/bao-cao?ky=2025&dia-ban={scene.province.code}").text
    assert f'class="btn" href="{about.format("2025-q4")}"' in earlier


def main_button(page):
    """Where the main button of the overview leads, and the name that is seen on it."""
    href, inside = re.search(r'<a class="btn" href="([^"]+)">(.*?)</a>', page).groups()
    return href, " ".join(re.sub(r'<span class="vh">.*?</span>|<[^>]+>', "", inside).split())


def test_a_withdrawn_report_is_not_the_one_to_read(scene, client):
    client.sign_in(scene.staff)
    overview, draw = f"/bao-cao?dia-ban={scene.province.code}", "/van-ban/lap/bao-cao-quy"
    about = f"2026-q3.{scene.province.code}"
    client.send_form(f"{draw}/{about}", ten_co_quan="Ban Dân vận")
    first = db.session.scalar(select(OfficialPaper))
    assert main_button(client.get(overview).text) == (f"/van-ban/{first.code}", "Báo cáo quý 3 năm 2026")

    first.state, first.withdrawn_on, first.withdraw_reason = PaperState.WITHDRAWN, date(2026, 10, 6), "Sai số"
    db.session.commit()
    again = client.get(overview).text
    client.send_form(f"{draw}/{about}", ten_co_quan="Ban Dân vận")

    assert main_button(again) == (f"{draw}/{about}", "Lập báo cáo quý 3 năm 2026")
    second = db.session.scalar(select(OfficialPaper).where(OfficialPaper.state == PaperState.DRAFT))
    assert main_button(client.get(overview).text)[0] == f"/van-ban/{second.code}"


def test_months_stand_beside_each_other_by_their_numbers(scene, client):
    client.sign_in(scene.staff)

    page = client.get(f"/tong-hop-bao-cao/{scene.demand.reference}/2026-09").text

    assert ">09/2026</a>" in page


def test_the_table_of_a_quarter_leads_to_it_and_that_of_a_month_does_not(scene, client):
    client.sign_in(scene.staff)
    table = f"/tong-hop-bao-cao/{scene.demand.reference}"

    assert f"/van-ban/lap/bao-cao-quy/2026-q3.{scene.province.code}" in client.get(f"{table}/2026-q3").text
    for other in ("2026-09", "2026-h2", "2026"):
        assert "bao-cao-quy" not in client.get(f"{table}/{other}").text


def test_who_may_not_draw_it_up_is_not_asked_to(scene, client, make):
    client.sign_in(make.signer(scene.province))

    assert "bao-cao-quy" not in client.get(f"/bao-cao?ky=2026-q3&dia-ban={scene.province.code}").text
    assert client.get(f"/van-ban/lap/bao-cao-quy/2026-q3.{scene.province.code}").status_code == 403


def test_a_commune_has_none(scene, client):
    client.sign_in(scene.staff)

    assert "bao-cao-quy" not in client.get(f"/bao-cao?ky=2026-q3&dia-ban={scene.units[0].code}").text
