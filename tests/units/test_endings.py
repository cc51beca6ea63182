"""Who may end a unit, and whose rights outlive it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from registry.catalogue.service.registering import start_exemplar
from registry.core.clock import HERE, today
from registry.core.db import db
from registry.core.errors import InvalidInput, PermissionDenied
from registry.core.permissions import Permission, allowed
from registry.identity.models import Role
from registry.identity.service import roles
from registry.jobs import worker
from registry.jobs.models import Job
from registry.jobs.service import outbox_after, outbox_head
from registry.units import queries, rules
from registry.units.models import UnitChange
from registry.units.service import reorganising
from registry.units.states import DISTRICTS_ENDED_ON, Tree, UnitKind

DAY = date(2026, 7, 1)


@pytest.fixture
def communes(make):
    province = make.province(name="tỉnh Mẫu")
    return province, make.unit(name="xã Một", parent=province), make.unit(name="xã Hai", parent=province)


def count_changes():
    return db.session.scalar(select(func.count()).select_from(UnitChange))


@pytest.mark.parametrize("what", ["dissolve", "merge", "split", "move"])
def test_administrator_of_the_unit_itself_only_renames_it(make, communes, what):
    province, one, two = communes
    admin = make.administrator(one)
    for unit in (two, make.unit(name="xã Ba", parent=province)):
        make.holder(Role.ADMINISTRATOR, unit, user=admin)
    commands = {
        "dissolve": lambda who: reorganising.dissolve_unit(who, one, on=DAY),
        "merge": lambda who: reorganising.merge_units(who, [one], into=two, on=DAY),
        "split": lambda who: reorganising.split_unit(
            who, one, into=[two, queries.find_by_name("xã Ba")[0]], on=DAY
        ),
        "move": lambda who: reorganising.move_unit(who, one, parent=two, tree=Tree.TERRITORIAL, on=DAY),
    }
    with pytest.raises(PermissionDenied):
        commands[what](admin)
    assert (count_changes(), one.ended_on) == (0, None)
    reorganising.rename_unit(admin, one, name="xã Khác", on=DAY)
    commands[what](make.administrator(province))
    assert count_changes() >= 2


def test_own_administrator_is_not_offered_what_only_those_above_may_do(make, communes, client):
    province, one, _ = communes
    page = f"/quan-tri/don-vi/{one.code}"
    for admin, offered in ((make.administrator(one), False), (make.administrator(province), True)):
        browser = client.application.test_client()
        browser.sign_in(admin)
        text = browser.get(page).text
        assert f"{page}/doi-ten" in text
        assert (f"{page}/giai-the" in text) is offered


def test_who_stands_below_nobody_after_the_end_does_not_look_after_the_whole(make, communes):
    province, one, _ = communes
    admin = make.administrator(one)
    reorganising.dissolve_unit(None, one, on=today())
    make.holder(Role.ADMINISTRATOR, one, user=admin, since=today())
    assert not allowed(admin, Permission.FIELD_ADMINISTER)
    assert not allowed(make.administrator(make.unit()), Permission.FIELD_ADMINISTER)
    assert allowed(make.administrator(province), Permission.FIELD_ADMINISTER)


def test_those_above_a_dissolved_unit_keep_their_rights_and_its_own_people_do_not(make, communes):
    province, one, two = communes
    lead, staff = make.lead(one), make.staff(province)
    reorganising.dissolve_unit(None, one, on=DAY)
    assert [grant.valid_to for grant in lead.grants] == [DAY - timedelta(days=1)]
    assert not rules.has_role_at(lead, one, Role.UNIT_LEAD)
    assert rules.has_role_at(staff, one, Role.REGISTRY_STAFF)
    assert one.id in rules.scope_of(staff, Role.REGISTRY_STAFF)
    assert not rules.has_role_at(make.staff(two), one, Role.REGISTRY_STAFF)
    assert rules.scope_of(make.staff(two), Role.REGISTRY_STAFF) == {two.id}


def test_rights_over_a_dissolved_unit_pass_to_what_replaced_the_one_above(make, communes):
    _, one, two = communes
    village = make.unit(name="thôn Một", parent=one)
    reorganising.dissolve_unit(None, village, on=date(2026, 1, 1))
    reorganising.merge_units(None, [one], into=two, on=DAY)
    staff = make.staff(two)
    assert rules.has_role_at(staff, village, Role.REGISTRY_STAFF)
    assert rules.scope_of(staff, Role.REGISTRY_STAFF) == {one.id, two.id, village.id}


def test_unit_whose_end_is_recorded_for_a_later_day_takes_no_other_change(make, communes):
    province, one, two = communes
    later, third = today() + timedelta(days=30), make.unit(name="xã Ba", parent=province)
    reorganising.merge_units(None, [one], into=two, on=later)
    for again in (
        lambda: reorganising.dissolve_unit(None, one, on=DAY),
        lambda: reorganising.merge_units(None, [one], into=third, on=DAY),
        lambda: reorganising.split_unit(None, one, into=[two, third], on=DAY),
        lambda: reorganising.rename_unit(None, one, name="Khác", on=DAY),
        lambda: reorganising.move_unit(None, one, parent=third, tree=Tree.TERRITORIAL, on=DAY),
    ):
        with pytest.raises(InvalidInput):
            again()
    assert (one.ended_on, count_changes()) == (later, 1)


def test_nobody_prepares_or_signs_for_a_unit_that_is_gone(make):
    case = make.case()
    above = make.lead(case.campaign.unit)
    asked = (Permission.NOMINATION_PREPARE, Permission.NOMINATION_SIGN)
    assert all(allowed(above, permission, case.nomination) for permission in asked)
    reorganising.dissolve_unit(None, case.unit, on=today())
    for who in (above, case.lead):
        assert not any(allowed(who, permission, case.nomination) for permission in asked)


def test_district_takes_no_model_no_unit_no_role_and_no_new_name_after_its_level_ended(make, communes):
    province, _, _ = communes
    district = make.unit(name="huyện Cũ", kind=UnitKind.DISTRICT_LEGACY, parent=province)
    lead, admin = make.lead(district), make.administrator(province)
    assert (district.ended_on, district.exists_on(today())) == (DISTRICTS_ENDED_ON, False)
    with pytest.raises(InvalidInput):
        start_exemplar(lead, district, title="Đường hoa")
    with pytest.raises(InvalidInput):
        make.unit(parent=district, since=DISTRICTS_ENDED_ON)
    with pytest.raises(InvalidInput):
        reorganising.rename_unit(None, district, name="huyện Mới", on=DAY)
    with pytest.raises(PermissionDenied):
        roles.grant_role(admin, lead, role=Role.SIGNER, unit_id=district.id)
    assert count_changes() == 0
    assert {grant.role for grant in lead.grants} == {Role.UNIT_LEAD}


def test_role_at_a_unit_that_is_gone_is_refused_beside_the_field(make, communes, client):
    province, one, _ = communes
    person = make.lead(one)
    reorganising.dissolve_unit(None, one, on=DAY)
    client.sign_in(make.administrator(province))
    path = f"/quan-tri/nguoi-dung/{person.username}/vai-tro"
    answer = client.send_form(path, unit=one.code, role="signer", valid_from=DAY.strftime("%d/%m/%Y"))
    assert answer.status_code == 422
    assert "không tồn tại vào ngày đó" in answer.text


def test_followers_hear_of_a_change_again_on_its_day(make, communes):
    _, one, two = communes
    reorganising.merge_units(None, [one], into=two, on=today())
    head, day = outbox_head(["units"]), today() + timedelta(days=3)
    reorganising.rename_unit(None, two, name="phường Hai", on=day)
    job = db.session.scalars(select(Job).where(Job.kind == "units.announce")).one()
    assert job.run_at.astimezone(HERE).isoformat()[:16] == f"{day}T00:05"
    assert [key for _id, _topic, key in outbox_after(["units"], head)] == [two.code]
    worker._handlers[job.kind](**job.payload)
    assert [key for _id, _topic, key in outbox_after(["units"], head)] == [two.code, two.code]
