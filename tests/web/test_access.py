"""The log of requests: one line each, in which nobody else can write, and nothing that opens anything."""

import io
import json
import logging

import pytest
from sqlalchemy import text

from registry.core import logs
from registry.core.db import db
from registry.web.access import HEADER
from tests.make.people import PASSWORD

CANARIES = {
    "password": "mat-khau-bi-mat-4711", "query": "tim-bi-mat-4712", "cookie": "cookie-bi-mat-4713",
    "token": "the-bi-mat-4714", "score": "98.7654", "form": "noi-dung-bi-mat-4715",
}  # fmt: skip
HOSTILE = 'x\r\n{"forged": 1}\x1b[31m\u202etxt.exe'


@pytest.fixture
def log():
    """The lines that a served installation would write, as text and as objects."""
    stream = io.StringIO()
    root, own = logging.getLogger(), logging.getLogger("registry")
    kept = root.handlers[:], root.level, own.level
    logs.write_lines("debug", stream)
    yield stream
    root.handlers[:], root.level = kept[0], kept[1]
    own.setLevel(kept[2])


def lines(stream):
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_one_line_for_a_request(log, client, make):
    person = make.user(name="Lò Thị Mai")
    client.sign_in(person)
    client.get("/tai-khoan?xem=1", headers={HEADER: "proxy-0123456789"})
    (line,) = lines(log)
    assert line.pop("ms") >= 0
    assert line.pop("at").endswith("+00:00")
    assert line == {
        "level": "info", "logger": "registry.access", "request": "proxy-0123456789", "method": "GET",
        "path": "/tai-khoan", "endpoint": "identity.show_account", "status": 200, "user": person.id,
    }  # fmt: skip
    assert "Mai" not in log.getvalue()


def test_request_is_named_whoever_names_it(client):
    assert client.get("/healthz", headers={HEADER: "tu-may-chu.1"}).headers[HEADER] == "tu-may-chu.1"
    for odd in ("kurz", "a" * 65, "mit leer zeichen", "a\u00e4bcdefgh"):
        given = client.get("/healthz", headers={HEADER: odd.encode().decode("latin1")}).headers[HEADER]
        assert given != odd
        assert len(given) == 16


def test_p13_nobody_writes_lines_of_their_own(log, client):
    path = "/khong-co/" + "%0d%0a%7B%22forged%22%3A1%7D%1b%5b31m%E2%80%AEtxt"
    client.get(path, headers={"User-Agent": "x" * 300})
    logging.getLogger("registry.x").warning("%s", HOSTILE)
    written = log.getvalue()
    assert len(written.splitlines()) == 2
    assert not any(mark in written for mark in ("\r", "\x1b", "\u202e"))
    assert written.isascii()
    first, second = lines(log)
    assert (first["status"], second["message"]) == (404, HOSTILE)


def test_p14_secrets_are_never_in_the_log(log, client, app, make):
    person = make.user(email="mai@example.org")
    client.set_cookie("khac", CANARIES["cookie"])
    client.send_form("/dang-nhap", username=person.username, password=CANARIES["password"])
    client.send_form("/dang-nhap", username=person.username, password=PASSWORD)
    client.get(f"/tim?q={CANARIES['query']}", headers={"Authorization": f"Bearer {CANARIES['token']}"})
    client.post("/tai-khoan/ho-so", data={"note": CANARIES["form"], "score": CANARIES["score"]})
    session = client.get_cookie("registry").decoded_value
    client.get(f"/mat-khau-moi/{'Ab1' * 16}")
    client.get(f"/khong-co-trang/{'Ab1' * 16}/x")
    written = log.getvalue()
    assert len(lines(log)) >= 8
    for secret in (*CANARIES.values(), PASSWORD, session, "Ab1Ab1", person.name, "mai@example.org"):
        assert secret not in written
    assert '"path": "/mat-khau-moi/..."' in written
    assert '"path": "/khong-co-trang/.../x"' in written


def test_p14_nobody_is_named_in_the_log(log, client, make):
    unit = make.unit()
    other, campaign = make.user(), make.campaign()
    client.sign_in(make.administrator(unit))
    for path in (
        f"/quan-tri/nguoi-dung/{other.username}", f"/en/quan-tri/nguoi-dung/{other.username}/sua",
        f"/don-vi-cua-toi/nguoi/{other.username}/mat-khau",
        f"/dot-xet/{campaign.reference}/nguoi-cham/{other.username}",
    ):  # fmt: skip
        client.get(path)
    assert other.username not in log.getvalue()
    paths = [line["path"] for line in lines(log)]
    assert paths[0] == "/quan-tri/nguoi-dung/..."
    assert paths[-1] == f"/dot-xet/{campaign.reference}/nguoi-cham/..."


def test_p14_mishap_tells_no_values_of_the_database(log, app):
    try:
        db.session.execute(text("SELECT :secret FROM no_such_table"), {"secret": CANARIES["score"]})
    except Exception:
        logging.getLogger("registry.x").exception("failed")
    db.session.rollback()
    (line,) = lines(log)
    assert "no_such_table" in line["error"]
    assert CANARIES["score"] not in line["error"]
