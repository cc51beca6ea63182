"""Attacks from other sites, from programs in between, and by addresses that lead nowhere."""

import socket

import pytest

from registry.core.clock import today
from registry.identity.models import Role
from registry.identity.service import roles
from registry.identity.service.sign_in import start_session
from registry.jobs import worker

PRIVATE = ("/tai-khoan", "/viec-can-lam", "/don-vi-cua-toi", "/nhan-rong", "/tim-kiem/da-luu")


@pytest.fixture
def member(make, client):
    """Somebody signed in who works for a commune."""
    person = make.member(make.unit(parent=make.province()))
    client.sign_in(person)
    return person


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1.evil.example"])
def test_x07_no_other_site_may_read_an_answer(client, member, origin):
    for path in (*PRIVATE, "/", "/api/v1/search?q=a", "/api/v1/openapi.json"):
        headers = client.get(path, headers={"Origin": origin}).headers
        assert not [name for name, _value in headers if name.startswith("Access-Control-")], path
    asked = client.options(
        "/tai-khoan", headers={"Origin": origin, "Access-Control-Request-Method": "POST"}
    ).headers
    assert not [name for name, _value in asked if name.startswith("Access-Control-")]


@pytest.fixture
def no_network(monkeypatch):
    """Whoever is called is written down, and nobody answers."""
    called = []

    def refuse(self, address):
        called.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *names, **more: called.append(names) or [])
    return called


@pytest.mark.parametrize(
    "address",
    ["http://169.254.169.254/latest/meta-data", "https://intern.example/a.png", "http://127.0.0.1:1/"],
)
def test_x08_nothing_a_person_names_is_fetched(client, make, no_network, address):
    case = make.case(title=f'<img src="{address}">', summary=f"![x]({address}) {address}")
    client.sign_in(case.member)
    path = f"/mo-hinh/{case.exemplar.reference}/minh-chung"
    answer = client.send_form(f"{path}/lien-ket", link=address, caption="Bài báo")
    assert answer.status_code == 303, answer.text
    assert address in client.get(path).text
    worker.run_due()
    for path in (f"/mo-hinh/{case.exemplar.reference}", f"/mo-hinh/{case.exemplar.reference}/minh-chung"):
        assert client.get(path).status_code == 200
    assert no_network == []


def test_x09_pages_of_an_account_are_shown_to_nobody_after_it_has_left(client, member):
    for path in PRIVATE:
        headers = client.get(path).headers
        assert (headers["Cache-Control"], "Cookie" in headers["Vary"]) == ("no-store, private", True), path
    client.send_form("/tai-khoan", form_id="/dang-xuat")
    assert {client.get(path).status_code for path in PRIVATE} == {303}


def test_x10_private_page_answers_in_full_whatever_the_browser_says_it_has(client, member):
    for path in PRIVATE:
        first = client.get(path)
        assert not {"ETag", "Last-Modified"} & set(first.headers.keys()), path
        asked = {"If-None-Match": "*", "If-Modified-Since": f"{today():%a, %d %b %Y} 23:59:59 GMT"}
        assert client.get(path, headers=asked).status_code == 200, path


@pytest.mark.parametrize(
    "tail", ["/x.css", ";x.css", "%2fx.css", "/..%2fx.js", "/.png", "%00.css", "/a.woff2"]
)
def test_x11_private_page_by_the_name_of_a_file_is_not_there(client, member, tail):
    for path in PRIVATE:
        assert client.get(path + tail).status_code == 404, path + tail


@pytest.mark.parametrize(
    "path",
    ["/console", "/.git/config", "/.env", "/instance/registry.db", "/static/", "/static/../registry.db",
     "/server-status", "/debug", "/static/%2e%2e/pyproject.toml", "/templates/layouts/base.html"],
)  # fmt: skip
def test_x14_nothing_of_the_inside_is_there(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert "Traceback" not in answer.text


def test_x14_mishap_tells_nothing_of_the_inside(app, client, monkeypatch):
    def break_down():
        raise RuntimeError("ma-bi-mat-ben-trong")

    monkeypatch.setitem(app.view_functions, "home.show_about", break_down)
    break_down.access = "public"
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    answer = client.get("/gioi-thieu")
    assert answer.status_code == 500
    for inside in ("Traceback", "ma-bi-mat-ben-trong", "RuntimeError", "site-packages", ".py"):
        assert inside not in answer.text


def test_a12_nobody_acts_as_somebody_else(client, make, member):
    other = make.administrator(make.province())
    for name in ("as", "user", "user_id", "actor", "su", "_user_id", "run_as"):
        page = client.get(f"/tai-khoan?{name}={other.username}", headers={f"X-{name}": other.username})
        assert other.name not in page.text
        assert client.get(f"/quan-tri?{name}={other.id}").status_code == 403
    addresses = [rule.rule for rule in client.application.url_map.iter_rules()]
    assert [one for one in addresses if "impersonate" in one or "xem-nhu" in one or "thay-mat" in one] == []


@pytest.mark.parametrize("way", ["header", "basic", "query", "query session"])
@pytest.mark.parametrize("role", [Role.UNIT_MEMBER, Role.ADMINISTRATOR])
def test_a13_a_secret_in_a_header_opens_nothing(client, make, way, role):
    """There are no tokens for programs yet: whatever looks like one opens what is public and no more."""
    person = make.holder(role, make.province())
    token = start_session(person, device="", hours=1)
    match way:
        case "header":
            asked = {"headers": {"Authorization": f"Bearer {token}"}}
        case "basic":
            asked = {"auth": (person.username, "con-duong-lang-2026")}
        case "query":
            asked = {"query_string": {"token": token, "access_token": token, "api_key": token}}
        case "query session":
            asked = {"query_string": {"registry": token, "session": token, "remember_token": token}}
    assert (
        client.get("/api/v1/search?q=a" if "query" not in way else "/api/v1/search", **asked).status_code
        == 200
    )
    assert client.get("/api/v1/figures", **asked).status_code in {401, 303}
    assert client.post("/dang-ky", **asked).status_code in {400, 401, 303}


def test_a14_what_may_be_asked_of_the_api_ends_with_the_role(client, make):
    province = make.province()
    person = make.staff(province)
    client.sign_in(person)
    asked = "/api/v1/figures?figure=registered"
    assert client.get(asked).status_code == 200
    roles.end_role(None, person.grants[0])
    assert client.get(asked).status_code == 403


def test_a15_session_in_the_address_signs_nobody_in(app, client, make):
    person = make.administrator(make.province())
    token = start_session(person, device="", hours=1)
    for name in ("_user_id", "token", "session", "registry", "id"):
        assert client.get(f"/tai-khoan?{name}={token}").status_code == 303
