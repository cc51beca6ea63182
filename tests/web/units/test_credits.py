"""Credit on the page of a unit: what it took over, what it tried and why that stopped, who learned of it."""

from datetime import date

from registry.core.transaction import transaction
from registry.replication.service import reporting
from registry.replication.states import ReplicationKind, ReplicationState
from registry.units.service import reorganising

R = ReplicationState
WHY = "Các bản cách nhau quá xa, không ai đi nhắc được mỗi sáng"


def section_of(client, unit):
    """The section of the page, or nothing."""
    page = client.get(f"/don-vi/{unit.code}")
    assert page.status_code == 200
    return page.text.partition('aria-labelledby="hoc-tap"')[2].partition("</section>")[0]


def stopped_by(make, unit, source=None):
    one = make.replication(source=source, unit=unit, state=R.CONFIRMED)
    return reporting.stop(make.member(unit), one, reason=WHY)


def test_what_a_unit_took_over_stands_with_its_origin_and_its_own_model_sustained_first(make, client):
    unit = make.unit()
    running = make.exemplar(title="Đường hoa", public=True)
    kept = make.exemplar(title="Ngõ xanh", public=True)
    own = make.exemplar(title="Ngõ xanh của xã mình", unit=unit, public=True)
    make.replication(source=running, unit=unit, state=R.CONFIRMED, started_on=date(2026, 5, 1))
    make.replication(source=kept, unit=unit, state=R.SUSTAINED, copy=own)

    shown = section_of(client, unit)

    assert shown.index("Ngõ xanh") < shown.index("Đường hoa"), "what is kept going stands first"
    for one in (running, kept, own):
        assert f"/mo-hinh/{one.reference}" in shown
    for words in ("Được duy trì", "Đang làm", "Xã Mẫu"):
        assert words in shown


def test_what_was_tried_and_stopped_is_told_with_its_reason_and_thanked(make, client):
    unit, source = make.unit(), make.exemplar(title="Gõ cửa mỗi sáng", public=True)
    stopped_by(make, unit, source)

    shown = section_of(client, unit)
    assert "Đã làm thử và chia sẻ vì sao dừng" in shown
    assert "Cảm ơn" in shown
    assert WHY in shown
    assert f"/mo-hinh/{source.reference}" in shown

    tree = client.get(f"/mo-hinh/{source.reference}/lan-toa").text
    assert "Cảm ơn 1 nơi đã làm thử" in tree
    assert WHY in tree


def test_the_source_is_told_how_many_other_units_learned_from_it_those_that_stopped_too(make, client):
    unit = make.unit()
    one, other = make.exemplar(unit=unit, public=True), make.exemplar(unit=unit, public=True)
    twice = make.unit()
    make.replication(source=one, unit=twice, state=R.CONFIRMED)
    make.replication(source=other, unit=twice, state=R.REPORTED)
    stopped_by(make, make.unit(), one)
    make.replication(source=one, kind=ReplicationKind.INSPIRED_BY, state=R.CONFIRMED)
    make.replication(source=one, state=R.PROPOSED)

    assert "2 đơn vị khác đã học theo mô hình của đơn vị này" in section_of(client, unit)


def test_nobody_learns_there_of_what_is_unconfirmed_or_hidden(make, client):
    unit = make.unit()
    public, hidden = make.exemplar(public=True), make.exemplar(title="Chưa công khai")
    make.replication(source=public, unit=unit)
    make.replication(source=hidden, unit=unit, state=R.SUSTAINED)
    stopped_by(make, unit, make.exemplar(title="Cũng chưa công khai"))
    unasked = make.replication(source=make.exemplar(public=True), unit=unit)
    reporting.stop(make.member(unit), unasked, reason=WHY)
    make.replication(source=make.exemplar(unit=unit, title="Của mình, chưa công khai"), state=R.CONFIRMED)
    make.replication(source=make.exemplar(unit=unit, public=True), state=R.DECLINED)

    assert section_of(client, unit) == ""
    client.sign_in(make.lead(unit))
    assert section_of(client, unit) == "", "nor by signing in: the page is everybody's"

    draft = make.exemplar(title="Bản riêng chưa công khai", unit=unit)
    make.replication(source=make.exemplar(public=True), unit=unit, state=R.REPORTED, copy=draft)
    shown = section_of(client, unit)
    assert shown
    assert "Bản riêng" not in shown
    assert draft.reference not in shown


def test_after_a_merger_each_stands_under_the_name_it_was_made(make, client):
    old, new = make.unit(name="xã Cũ"), make.unit(name="xã Mới")
    source = make.exemplar(public=True, unit=make.unit(name="xã Nguồn"))
    make.replication(source=source, unit=old, state=R.SUSTAINED)
    stopped_by(make, old)
    make.replication(source=make.exemplar(public=True, unit=old), state=R.CONFIRMED)
    with transaction():
        reorganising.merge_units(None, [old], into=new, on=date(2026, 7, 1))

    shown = section_of(client, new)
    assert shown.count("Làm dưới tên Xã Cũ") == 2
    assert "1 đơn vị khác đã học" in shown
    assert "Làm dưới tên" not in section_of(client, old)
    assert WHY in section_of(client, old)
