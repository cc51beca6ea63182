"""The audit log in words: what a kind is a kind of depends on what was done."""

import json
from datetime import UTC, datetime

import pytest

from registry.audit.models import AuditEvent
from registry.web.admin.events import lines_of


def _note(app, action, **detail):
    event = AuditEvent(seq=1, action=action, at=datetime.now(UTC), detail=json.dumps(detail))
    with app.test_request_context("/"):
        (line,) = lines_of([event])
        return line.note


@pytest.mark.parametrize(
    ("action", "kind", "told"),
    [
        ("campaign.rubric_set", "points", "Loại: Chấm điểm"),
        ("conflict.declared", "family", "Loại: Có người thân hoặc bạn thân tham gia"),
        ("deadline.extended", "verification", "Loại: Kiểm tra hồ sơ"),
        ("unit.created", "commune", "Loại: Xã"),
    ],
)
def test_a_kind_is_told_in_words(app, action, kind, told):
    assert _note(app, action, kind=kind) == told


def test_a_kind_without_words_is_left_to_machines(app):
    assert _note(app, "evidence.linked", kind="area") == ""


def test_a_unit_is_told_by_its_name(app, make):
    unit = make.unit(name="Xã Mẫu")
    assert _note(app, "campaign.created", unit=unit.code) == "Đơn vị: Xã Mẫu"
