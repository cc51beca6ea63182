"""The list of replications."""

import pytest

from registry.core.db import db
from registry.replication.states import ReplicationState
from registry.units.models import Unit

R = ReplicationState


@pytest.fixture
def member(make):
    return make.member(make.unit(name="Xã Mường Lai"))


def test_the_list_is_for_people_with_an_account(client):
    assert client.get("/nhan-rong").status_code == 303


def test_an_empty_list_says_what_to_do(client, member):
    client.sign_in(member)

    assert "Chưa có nơi nào nhân rộng" in client.get("/nhan-rong").text


def test_the_list_is_narrowed_by_state_and_side(make, client, member):
    unit = member.grants[0].unit_id
    make.replication(unit=make.unit(name="Phường Hòa Bình"), state=R.REPORTED)

    make.replication(unit=db.session.get(Unit, unit), state=R.PROPOSED)
    client.sign_in(member)

    everything = client.get("/nhan-rong").text
    mine = client.get("/nhan-rong?ben=copies").text
    reported = client.get("/nhan-rong?trang-thai=reported").text

    assert ("Xã Mường Lai" in everything, "Phường Hòa Bình" in everything) == (True, True)
    assert ("Phường Hòa Bình" in mine, "Chờ xác nhận" in mine) == (False, True)
    assert "Phường Hòa Bình" in reported
    assert 'value="reported" selected' in reported
    assert "Không có lượt nhân rộng nào phù hợp" in client.get("/nhan-rong?ben=sources").text


def test_what_one_may_not_see_is_not_counted(make, client):
    make.replication(state=R.PROPOSED)
    make.replication(state=R.CONFIRMED)
    client.sign_in(make.user())

    assert "1 lượt nhân rộng" in client.get("/nhan-rong").text


@pytest.mark.parametrize(
    "query", ["trang=0", "trang=-5", "trang=" + "9" * 26, "trang=x", "trang-thai=x", "ben=%00", "trang=%ff"]
)
def test_nonsense_in_the_address_is_no_mishap(make, client, query):
    make.replication(state=R.CONFIRMED)
    client.sign_in(make.user())

    assert client.get(f"/nhan-rong?{query}").status_code == 200


def test_pages_keep_what_was_chosen(make, client):
    source = make.exemplar(public=True)
    for _one in range(21):
        make.replication(source=source, state=R.CONFIRMED)
    client.sign_in(make.user())

    assert "/nhan-rong?trang-thai=confirmed&amp;trang=2" in client.get("/nhan-rong?trang-thai=confirmed").text
