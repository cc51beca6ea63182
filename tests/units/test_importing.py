"""Taking over a list of units."""

from sqlalchemy import func, select

from registry.core.clock import today
from registry.core.db import db
from registry.units import queries
from registry.units.models import Unit
from registry.units.service.importing import import_units
from registry.units.states import Tree

ROWS = [
    {
        "code": "hoi-pn",
        "name": "Hội Phụ nữ",
        "kind": "mass_organisation",
        "parent": "xa-a",
        "party_parent": "du-a",
    },
    {"code": "xa-a", "name": "xã A", "kind": "commune", "parent": "tinh", "areas": "border rural"},
    {"code": "du-a", "name": "Đảng ủy xã A", "kind": "party_committee", "parent": "xa-a"},
    {"code": "tinh", "name": "tỉnh Mẫu", "kind": "province", "started_on": "1997-01-01"},
]


def numbered(rows):
    return list(enumerate(rows, start=2))


def test_parents_may_stand_further_down(app):
    report = import_units(None, numbered(ROWS))
    assert (report.added, report.known, report.refused) == (4, 0, [])
    union = queries.get_unit("hoi-pn")
    assert [place.parent.code for place in union.placements if place.tree is Tree.PARTY] == ["du-a"]
    assert queries.get_unit("xa-a").areas == ["border", "rural"]


def test_same_list_again_changes_nothing(app):
    import_units(None, numbered(ROWS))
    report = import_units(None, numbered(ROWS))
    assert (report.added, report.known, report.refused) == (0, 4, [])
    assert db.session.scalar(select(func.count()).select_from(Unit)) == 4


def test_bad_rows_are_refused_with_the_reason_and_the_others_recorded(app):
    bad = [
        {"code": "", "name": "xã B", "kind": "commune"},
        {"code": "xa-c", "name": "", "kind": "commune"},
        {"code": "xa-d", "name": "xã D", "kind": "comune"},
        {"code": "xa-e", "name": "xã E", "kind": "commune", "parent": "khong-co"},
        {"code": "xa-f", "name": "xã F", "kind": "commune", "started_on": "1/7/2025"},
        {"code": "xa-g", "name": "xã G", "kind": "commune", "areas": "desert"},
        {"code": "h", "name": "huyện H", "kind": "district_legacy", "started_on": "2025-07-01"},
        {"code": "tinh", "name": "tỉnh Khác", "kind": "province"},
        {"code": "xa-i", "name": "xã I", "kind": "commune", "parent": "xa-k"},
        {"code": "xa-k", "name": "xã K", "kind": "commune", "parent": "xa-i"},
    ]
    report = import_units(None, numbered([*ROWS, *bad]))
    assert report.added == 4
    assert [number for number, _code, _reason in report.refused] == list(range(6, 16))
    fields = [reason.split(":")[0] for _number, _code, reason in report.refused]
    assert fields == [
        "code", "name", "kind", "parent", "started_on", "areas", "kind", "name", "parent", "parent"
    ]  # fmt: skip
    assert db.session.scalar(select(func.count()).select_from(Unit)) == 4


def test_long_list_below_one_unit_is_taken_over_whole(app):
    rows = [{"code": "tinh", "name": "tỉnh Mẫu", "kind": "province"}]
    rows += [{"code": f"xa-{n}", "name": f"xã {n}", "kind": "commune", "parent": "tinh"} for n in range(60)]
    report = import_units(None, numbered(rows))
    assert (report.added, report.refused) == (61, [])
    assert len(queries.tree().children(queries.get_unit("tinh").id, today())) == 60
