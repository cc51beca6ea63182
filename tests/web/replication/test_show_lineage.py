"""The page of how a model spread: drawing, list, figures, map, table."""

from registry.core.db import db
from registry.replication.states import ReplicationState

R = ReplicationState


def _page(client, exemplar):
    answer = client.get(f"/mo-hinh/{exemplar.reference}/lan-toa")
    assert answer.status_code == 200
    return answer.text


def test_the_tree_is_drawn_and_told_in_a_list_and_a_table(make, client):
    source = make.exemplar(public=True)
    model = make.exemplar(unit=make.unit(name="Xã Mường Lai"), public=True)
    make.replication(source=source, unit=model.lead_unit, state=R.REPORTED, copy=model)
    make.replication(source=model, unit=make.unit(name="Xã Cuối Nguồn"), state=R.STOPPED)
    waiting = make.replication(source=source, unit=make.unit(name="Xã Chờ Đợi"))

    public = _page(client, source)
    assert public.count("Xã Mường Lai") >= 3
    assert "đã dừng" in public
    assert 'class="box box--stopped"' in public
    assert "Xã Chờ Đợi" not in public
    assert 'dasharray="4 3"' not in public
    for words in ("Hoàng Sa", "Trường Sa", "quá ít để kết luận", "2 thế hệ"):
        assert words in public

    client.sign_in(make.lead(source.lead_unit))
    inside = _page(client, source)
    assert f"/nhan-rong/{waiting.reference}" in inside
    assert 'dasharray="4 3"' in inside
    assert "chờ xác nhận" in inside
    assert "Bắt nguồn từ" in _page(client, model)


def test_many_copies_of_one_model_stand_in_one_box_and_all_in_the_list(make, client):
    source = make.exemplar(public=True)
    copies = [make.replication(source=source, unit=make.unit(), state=R.CONFIRMED) for _number in range(14)]

    text = _page(client, source)

    assert "3 nơi khác" in text
    assert all(f"/nhan-rong/{one.reference}" in text for one in copies)


def test_a_model_nobody_copied_says_so_and_one_out_of_sight_is_not_found(make, client):
    assert "Chưa có nơi nào nhân rộng" in _page(client, make.exemplar(public=True))
    hidden = make.exemplar()
    db.session.commit()
    for reference in (hidden.reference, "MH-2026-99999", "9" * 26):
        assert client.get(f"/mo-hinh/{reference}/lan-toa").status_code == 404
