"""What every answer carries, and hosts, methods and forms that are refused."""

import pytest
from flask import Flask
from sqlalchemy import select, text

from registry.audit.models import AuditEvent
from registry.core.db import db
from registry.web.assets import asset_url
from registry.web.guard import UndeclaredRoute, require_declared

PAGES = ("/dang-nhap", "/gioi-thieu", "/healthz", "/khong-co-trang-nay")


@pytest.mark.parametrize("page", PAGES)
def test_x04_no_answer_is_framed_and_each_carries_the_security_headers(client, page):
    headers = client.get(page).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store, private"
    assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize("part", ["app.css", "js/start.js"])
def test_parts_of_pages_carry_no_more_than_concerns_them(client, part):
    headers = client.get(asset_url(part)).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Content-Security-Policy" not in headers
    # A drawing can be opened by itself, as a page.
    assert "Content-Security-Policy" in client.get(asset_url("img/mark.svg")).headers


def test_x09_private_page_is_kept_nowhere(make, client):
    client.sign_in(make.user())
    headers = client.get("/tai-khoan").headers
    assert headers["Cache-Control"] == "no-store, private"
    assert "Cookie" in headers["Vary"]
    assert "ETag" not in headers


def test_session_cookie_is_closed_to_scripts_and_other_sites(make, client):
    answer = client.sign_in_by_page(make.user())
    cookies = answer.headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "evil.example:80", "", "localhost@evil"]
)
def test_x06_unknown_host_is_refused(client, host):
    assert client.get("/dang-nhap", headers={"Host": host}).status_code == 400


def test_x06_forwarded_host_is_ignored(client):
    page = client.get(
        "/dang-nhap", headers={"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    )
    assert page.status_code == 200
    assert "evil.example" not in page.text


@pytest.mark.parametrize(
    "address", ["/dang-nhap", "/dang-xuat", "/tai-khoan/mat-khau", "/quan-tri/don-vi/moi"]
)
def test_x02_form_without_its_token_is_refused(make, client, address):
    client.sign_in(make.administrator(make.unit()))
    for data in ({}, {"csrf_token": "x" * 40}, {"csrf_token": ""}):
        assert client.post(address, data=data).status_code == 400


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_other_methods_are_refused(client, method):
    assert client.open("/dang-nhap", method=method).status_code == 405


def test_a07_route_without_a_declaration_stops_the_start(app):
    other = Flask("x", static_folder=None)
    other.add_url_rule("/mo", "open_to_all", lambda: "")
    with pytest.raises(UndeclaredRoute, match="/mo"):
        require_declared(other)
    require_declared(app)


def test_refused_page_is_audited(make, client):
    user = make.user()
    client.sign_in(user)
    assert client.get("/quan-tri").status_code == 403
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "access.refused")).one()
    assert event.actor_id == user.id


@pytest.mark.parametrize(
    "path",
    ["/don-vi/" + "9" * 26, "/don-vi/%00", "/don-vi/%ff%fe", "/don-vi/..%2f..%2fetc", "/" + "a" * 3000],
)
def test_x13_odd_addresses_are_not_found(client, path):
    assert client.get(path).status_code == 404


def test_health_needs_no_database_and_readiness_names_the_parts(client):
    assert client.get("/healthz").get_json() == {"status": "ok"}
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()["database"]) == (200, "ok")
    assert answer.get_json()["search"] in {"ok", "unavailable"}


def test_readiness_of_another_schema_is_503(app, client):
    db.session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    db.session.commit()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()["database"]) == (503, "other schema")
