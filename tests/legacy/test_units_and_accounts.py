"""Lists of units and of people who are to have an account on the first day."""

import pytest
from sqlalchemy import func, select

from registry.core.clock import now
from registry.core.db import db
from registry.core.errors import InvalidInput, PermissionDenied
from registry.identity import passwords
from registry.identity.models import Role, User
from registry.identity.queries import find_user
from registry.legacy.queries import list_runs, list_waiting_accounts
from registry.legacy.service.handing_out import hand_out_passwords
from registry.legacy.states import Fate, ListKind
from registry.units.models import Unit
from registry.units.queries import find_unit
from tests.legacy.conftest import rows_of
from tests.make.lists import workbook

UNIT_HEADINGS = ["Mã", "Tên đơn vị", "Loại", "Trực thuộc"]
PEOPLE_HEADINGS = ["Họ và tên", "Đơn vị", "Vai trò", "Email"]


@pytest.fixture
def admin(make, commune):
    return make.administrator(commune.placements[0].parent)


def count(table):
    return db.session.scalar(select(func.count()).select_from(table))


def units_list(rows):
    return workbook(rows, headings=UNIT_HEADINGS)


def people_list(rows):
    return workbook(rows, headings=PEOPLE_HEADINGS)


def test_units_are_recorded_below_those_that_stand_further_down(desk, commune, admin):
    rows = [
        ["ban-1", "Bản Nà Lúng", "Bản", "xa-moi"],
        ["xa-moi", "Xã Mới", "Xã", "Tỉnh Minh Họa"],
        ["ban-2", "Bản Xa", "Bản", "Xã Không Có"],
        ["x 1", "Xã Sai Mã", "Xã", "minh-hoa"],
    ]
    run = desk.take(admin, commune, units_list(rows), kind=ListKind.UNITS)

    assert [row.fate for row in rows_of(run)] == [Fate.NEW, Fate.NEW, Fate.REFUSED, Fate.REFUSED]
    assert [row.faults[0][0] for row in rows_of(run) if row.faults] == ["parent", "code"]
    assert find_unit("ban-1").placements[0].parent is find_unit("xa-moi")
    again = desk.take(admin, commune, units_list(rows[:2]), kind=ListKind.UNITS)
    assert [row.fate for row in rows_of(again)] == [Fate.SAME] * 2


def test_a_unit_that_is_told_otherwise_is_refused_and_stays(desk, commune, admin):
    rows = [["muong-dan", "Xã Tên Khác", "Xã", "minh-hoa"], ["", "Xã Mường Đán", "Xã", "minh-hoa"]]
    run = desk.take(admin, commune, units_list(rows), kind=ListKind.UNITS)

    assert [row.fate for row in rows_of(run)] == [Fate.REFUSED, Fate.SAME]
    assert commune.name == "Xã Mường Đán"
    assert count(Unit) == 2


def test_units_and_accounts_are_for_administrators_only(desk, commune, lead):
    for kind in (ListKind.UNITS, ListKind.ACCOUNTS):
        with pytest.raises(PermissionDenied):
            desk.upload(lead, commune, units_list([]), kind=kind)
    assert list_runs(lead).total == 0


def test_accounts_are_opened_without_a_password_anybody_knows(desk, commune, admin):
    rows = [
        ["Lò Thị Mẫu", "Xã Mường Đán", "Cán bộ đơn vị", ""],
        ["Lò Thị Mẫu", "muong-dan", "lanh dao don vi", ""],
    ]
    run = desk.take(admin, commune, people_list(rows), kind=ListKind.ACCOUNTS)

    person = find_user("mau.lo")
    assert rows_of(run)[0].fate is Fate.NEW
    assert (person.name, person.grants[0].role, person.one_time_until <= now()) == (
        "Lò Thị Mẫu",
        Role.UNIT_MEMBER,
        True,
    )


def test_wrong_people_are_refused_and_known_ones_only_get_the_role(desk, make, commune, admin):
    make.member(commune, name="Vàng A Mẫu", username="mau.vang", email="mau@xa.gov.vn")
    make.lead(make.unit(name="Xã Ngoài"), name="Người Ngoài", email="ngoai@xa.gov.vn")
    rows = [
        ["Vàng A Mẫu", "muong-dan", "Cán bộ đơn vị", "mau@xa.gov.vn"],
        ["Vàng A Mẫu", "muong-dan", "Lãnh đạo đơn vị", "MAU@xa.gov.vn "],
        ["Người Ngoài", "muong-dan", "Quản trị viên", "ngoai@xa.gov.vn"],
        ["", "muong-dan", "Vua", "không phải"],
    ]
    run = desk.take(admin, commune, people_list(rows[:1]), kind=ListKind.ACCOUNTS)
    assert [row.fate for row in rows_of(run)] == [Fate.SAME]
    people = count(User)
    run = desk.take(admin, commune, people_list(rows[1:]), kind=ListKind.ACCOUNTS)

    assert [row.fate for row in rows_of(run)] == [Fate.CHANGED, Fate.REFUSED, Fate.REFUSED]
    assert [fault[0] for fault in rows_of(run)[2].faults] == ["name", "role", "email"]
    assert (count(User), len(find_user("mau.vang").grants)) == (people, 2)


def test_passwords_are_handed_out_by_unit_and_work_once(desk, commune, admin):
    rows = [["Lò Thị Mẫu", "muong-dan", "Cán bộ đơn vị", ""], ["Hà Văn Mẫu", "minh-hoa", "Người chấm", ""]]
    run = desk.take(admin, commune, people_list(rows), kind=ListKind.ACCOUNTS)
    handed = hand_out_passwords(admin, run, units=[commune])

    ((person, password),) = handed[commune]
    assert (list(handed), person.username) == ([commune], "mau.lo")
    assert passwords.matches(person.password_hash, password)
    assert password not in str([row.cells for row in rows_of(run)])
    again = hand_out_passwords(admin, run, units=[commune])[commune][0][1]
    assert not passwords.matches(person.password_hash, password)
    assert passwords.matches(person.password_hash, again)
    with pytest.raises(InvalidInput):
        hand_out_passwords(admin, run, units=[])


def test_whoever_has_a_password_of_their_own_is_left_out(desk, commune, admin):
    run = desk.take(
        admin,
        commune,
        people_list([["Lò Thị Mẫu", "muong-dan", "Cán bộ đơn vị", ""]]),
        kind=ListKind.ACCOUNTS,
    )
    find_user("mau.lo").one_time_until = None
    db.session.commit()

    assert list_waiting_accounts(run) == {}
