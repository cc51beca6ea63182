"""The page of how a model spread: drawing, list, figures, map, table."""

from datetime import date

from registry.core.clock import now
from registry.core.db import db
from registry.replication.lineage import Branch, Lineage, Link
from registry.replication.states import ReplicationKind, ReplicationState
from registry.web.replication.graph import drawing_of

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


def test_many_copies_of_one_model_stand_in_one_box(app):
    names = {"kind": ReplicationKind.ADAPTED, "state": R.CONFIRMED, "started_on": date(2025, 3, 1)}
    empty = dict.fromkeys(Link._fields) | names | {"unit_name": "xã Bên Sông", "confirmed_at": now()}
    branches = [Branch(Link(**{**empty, "reference": f"NR-2025-{n:04}"}), 1) for n in range(14)]

    with app.test_request_context():
        drawing = drawing_of(Lineage(None, branches), {"title": "Xã Nguồn", "detail": "2024"})

    assert len(drawing.boxes) == 13
    assert sum(box.kind == "more" for box in drawing.boxes) == 1
    assert max(box.y + box.height for box in drawing.boxes) <= drawing.height


def test_a_model_nobody_copied_says_so_and_one_out_of_sight_is_not_found(make, client):
    assert "Chưa có nơi nào nhân rộng" in _page(client, make.exemplar(public=True))
    hidden = make.exemplar()
    db.session.commit()
    for reference in (hidden.reference, "MH-2026-99999", "9" * 26):
        assert client.get(f"/mo-hinh/{reference}/lan-toa").status_code == 404
