"""Passwords and tokens are in no log, no record and no job: only what cannot be turned back into them."""

import logging
import sqlite3

import pytest

OLD, NEW, WRONG = "chim-yen-bay-thap-4821", "nang-len-muon-trang-7350", "mua-phun-thang-hai-9164"


@pytest.fixture
def heard(caplog):
    """Every word that any part of the program would log, short of the database driver's own."""
    logging.getLogger("sqlalchemy").setLevel(logging.WARNING)
    with caplog.at_level(logging.DEBUG):
        yield lambda: "\n".join(record.getMessage() + str(record.exc_info or "") for record in caplog.records)


def _kept(app):
    """Everything the database holds, as text."""
    path = app.extensions["registry.settings"].instance / "registry.db"
    connection = sqlite3.connect(path)
    try:
        return "\n".join(connection.iterdump())
    finally:
        connection.close()


def _files(app):
    folder = app.extensions["registry.settings"].instance
    kept = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("registry.db")]
    return "\n".join(path.read_bytes().decode("latin1") for path in kept)


def _token(app, client):
    """The token in the browser's cookie, by which its session is known."""
    cookie = client.get_cookie("registry")
    return app.session_interface.get_signing_serializer(app).loads(cookie.decoded_value)["_user_id"]


def test_a_password_is_nowhere_but_in_a_digest(app, make, client, heard):
    person = make.user(password=OLD)
    client.send_form("/dang-nhap", username=person.username, password=WRONG)
    client.sign_in_by_page(person, OLD)
    changed = client.send_form("/tai-khoan/mat-khau", current=OLD, new=NEW, repeat=NEW)
    refused = client.send_form("/tai-khoan/mat-khau", current=WRONG, new="x", repeat="y")

    assert (changed.status_code, refused.status_code) == (303, 422)
    for place in (heard(), _kept(app), _files(app), refused.text):
        for secret in (OLD, NEW, WRONG):
            assert secret not in place


def test_a_session_token_is_nowhere_but_in_the_cookie(app, make, client, heard):
    client.sign_in(make.user())
    token = _token(app, client)
    page = client.get("/tai-khoan")

    assert len(token) > 30
    for place in (heard(), _kept(app), page.text):
        assert token not in place


def test_a_session_ends_on_the_server_too(app, make, client):
    client.sign_in(make.user())
    copy = client.get_cookie("registry").value
    client.send_form("/tai-khoan", form_id="/dang-xuat")

    thief = app.test_client()
    thief.set_cookie("registry", copy)
    assert thief.get("/tai-khoan").status_code == 303


def test_a_mishap_tells_its_number_and_nothing_else(app, make, client, heard, monkeypatch):
    def fail(*_):
        raise RuntimeError(f"password={OLD}")

    monkeypatch.setitem(app.view_functions, "identity.show_account", fail)
    fail.access = "account:use"
    client.sign_in(make.user())
    answer = client.get("/tai-khoan")

    assert answer.status_code == 500
    assert "RuntimeError" not in answer.text
    assert OLD not in answer.text
    assert "mishap" in heard()
