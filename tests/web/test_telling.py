"""What was done is told once it is stored, and not when it is not."""

import ast
from pathlib import Path

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError

import registry.web
from registry.catalogue.models import Field
from registry.core.db import db
from registry.core.transaction import transaction
from registry.web.telling import tell
from tests.make.commands import Failed, fail_after

WEB = Path(registry.web.__file__).parent
NEW = {"name": "Lĩnh vực mới", "name_en": "A new field", "slot": "2"}


@pytest.fixture
def disk_full(app):
    """The next change cannot be stored."""

    def refuse(session):
        raise OperationalError("COMMIT", {}, Exception("database or disk is full"))

    event.listen(db.session.session_factory, "before_commit", refuse)
    yield lambda: event.remove(db.session.session_factory, "before_commit", refuse)
    if event.contains(db.session.session_factory, "before_commit", refuse):
        event.remove(db.session.session_factory, "before_commit", refuse)


@pytest.fixture
def administrator(make, client):
    client.sign_in(make.administrator(make.province()))


def count_fields():
    return db.session.scalar(select(func.count()).select_from(Field))


def test_field_that_is_stored_is_told_of_once(administrator, client):
    before = count_fields()
    answer = client.send_form("/quan-tri/linh-vuc", **NEW)
    assert (answer.status_code, count_fields()) == (303, before + 1)
    assert "Đã thêm lĩnh vực" in client.get("/quan-tri/linh-vuc").text
    assert "Đã thêm lĩnh vực" not in client.get("/quan-tri/linh-vuc").text


def test_field_that_cannot_be_stored_is_not_told_of(administrator, client, disk_full):
    before = count_fields()
    answer = client.send_form("/quan-tri/linh-vuc", **NEW)
    disk_full()
    assert (answer.status_code, count_fields()) == (507, before)
    assert "Đã thêm lĩnh vực" not in answer.text + client.get("/quan-tri/linh-vuc").text


def test_message_waits_for_the_commit_and_is_lost_with_it(app):
    with app.test_request_context() as context:
        with transaction():
            tell("kept")
            assert "_flashes" not in context.session
        with pytest.raises(Failed):
            fail_after(lambda: tell("lost"))
        tell("at once", "info")
        assert context.session["_flashes"] == [("success", "kept"), ("info", "at once")]


def test_only_one_module_tells(app):
    """Whoever calls `flash` tells before it is stored."""
    calls = [
        path.name
        for path in WEB.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Name) and node.id == "flash"
    ]
    assert calls == ["telling.py"]
