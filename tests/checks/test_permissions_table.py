"""Who may open what is a committed table: a change is seen by whoever reads the difference."""

from dataclasses import replace

import pytest
from flask import Flask

from registry.app import cli, create_app
from registry.core.permissions import PUBLIC, Permission
from registry.jobs import worker
from registry.web import guard
from tests.make.permissions_table import REFRESH, committed, declared


def test_the_table_is_what_the_routes_declare(app):
    found, known = declared(app), committed()

    changed = {
        address: (known.get(address), found.get(address))
        for address in sorted(found.keys() | known.keys())
        if found.get(address) != known.get(address)
    }

    assert changed == {}, f"look at each change, then run: {REFRESH}"


def test_every_access_is_a_known_permission(app):
    names = {text.split(",")[0] for text in declared(app).values()}

    assert names - {PUBLIC, *Permission} == set()


def test_what_changes_records_is_never_public(app):
    # A stranger may sign in; signing out must work for a session that has ended already.
    open_to_all = [
        address
        for address, access in declared(app).items()
        if not address.startswith("GET ") and access.startswith(f"{PUBLIC},")
    ]

    # Whoever objects to what is on public notice needs no account; the address in a mail is signed; whoever
    # has lost the password asks for a letter and holds its link.
    assert open_to_all == [
        "POST /dang-nhap",
        "POST /dang-nhap/ma",
        "POST /dang-xuat",
        "POST /dot-xet/<ref:reference>/cong-khai/<ref:code>/phan-anh",
        "POST /mat-khau-moi",
        "POST /phan-anh",
        "POST /phan-anh/xoa",
        "POST /quen-mat-khau",
        "POST /tim-kiem/ngung-bao/<path:token>",
    ]


def test_an_undeclared_route_is_found():
    bare = Flask("bare", static_folder=None)
    bare.add_url_rule("/secret", "show_secret", lambda: "")

    with pytest.raises(guard.UndeclaredRoute, match="show_secret"):
        guard.require_declared(bare)


def test_the_application_does_not_start_with_an_undeclared_route(app, tmp_path, monkeypatch):
    monkeypatch.setattr(worker, "_handlers", {})
    monkeypatch.setattr(worker, "_followers", {})
    monkeypatch.setattr(cli, "init", lambda new: new.add_url_rule("/x", "show_secret", lambda: ""))
    settings = replace(app.extensions["registry.settings"], instance=tmp_path)

    with pytest.raises(guard.UndeclaredRoute, match="show_secret"):
        create_app(settings)


def test_an_undeclared_view_is_refused_even_when_it_got_in(app, make, client, monkeypatch):
    monkeypatch.setitem(app.view_functions, "home.show_home", lambda: "secret")
    assert "secret" not in client.get("/").text

    client.sign_in(make.user())

    answer = client.get("/")
    assert (answer.status_code, "secret" in answer.text) == (403, False)
