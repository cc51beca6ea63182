"""Nothing can be stored just now: it is said, what was typed comes back, and then it goes on."""

import errno
import logging
import sqlite3
from contextlib import closing, contextmanager
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from prometheus_client import values
from sqlalchemy import func, select, text, update

from registry.catalogue.contents import Section
from registry.catalogue.models import Exemplar
from registry.catalogue.states import ExemplarState
from registry.core.clock import now
from registry.core.db import db
from registry.core.transaction import transaction
from registry.evidence.models import EvidenceItem, StoredFile
from registry.identity.models import KeptText, UserSession
from registry.operations.maintenance import Sign
from registry.storage import local
from registry.storage.base import FileMissing
from registry.web import metering
from registry.web.catalogue.labels import SLUGS
from tests.make.browser_client import form_of

TYPED = "\nCả bản góp 3.200 m² đất\nlàm đường liên bản </textarea><b>"
# Where not even the administrator of the system may write.
UNWRITABLE = Path("/sys/registry")


@pytest.fixture
def exemplar(make, client):
    unit = make.unit()
    exemplar = make.exemplar(unit=unit, state=ExemplarState.DRAFT)
    client.sign_in(make.lead(unit))
    return exemplar


@pytest.fixture
def page(exemplar):
    return f"/mo-hinh/{exemplar.reference}/sua/{SLUGS[Section.PROBLEM]}"


@pytest.fixture
def sign(app):
    return Sign(app.extensions["registry.settings"].instance)


@contextmanager
def pragma(*values):
    """Settings on the one connection that the test uses, until the block ends."""
    db.session.remove()
    db.engine.dispose()
    connection = db.engine.raw_connection()
    for value in values:
        connection.dbapi_connection.execute(f"PRAGMA {value}")
    connection.close()
    try:
        yield
    finally:
        db.session.remove()
        db.engine.dispose()


@contextmanager
def full_disk():
    """The database may not grow any more."""
    pages = db.session.execute(text("PRAGMA page_count")).scalar_one()
    with pragma(f"max_page_count={pages}"):
        yield


@contextmanager
def locked(app):
    """Somebody else holds the database, and nobody waits long for it."""
    path = app.extensions["registry.settings"].instance / "registry.db"
    with pragma("busy_timeout=50"), closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


def stored(exemplar_id):
    db.session.expire_all()
    return db.session.get(Exemplar, exemplar_id).latest.goals


def long_text():
    return TYPED + "ơ" * 1_800


CASES = {
    "p03 full disk": (lambda _app: full_disk(), 507, "Ổ đĩa đã đầy"),
    "p04 read-only": (lambda _app: pragma("query_only=ON"), 503, "chỉ đọc được"),
    "p05 locked": (locked, 503, "đang bận"),
}


def _send_and_send_again(app, client, page, exemplar, case):
    hinder, status, told = CASES[case]
    number, reference = exemplar.id, exemplar.reference
    before, fields = stored(number), form_of(client.get(page).text)[0]
    typed = long_text()
    with hinder(app):
        refused = client.post(page, data={**fields, "goals": typed})
        read = client.get(f"/mo-hinh/{reference}")
        assert stored(number) == before
    assert (refused.status_code, read.status_code) == (status, 200)
    assert told in refused.text
    again, action = form_of(refused.text)
    # The line that the page puts before a text, as browsers take the first one away, is gone here with it.
    assert again["goals"].replace("\r\n", "\n").lstrip("\n") == typed.lstrip("\n")
    assert client.post(action, data=again).status_code == 303
    assert stored(number) == typed.strip()
    return refused


def test_p03_full_disk_gives_the_text_back_and_goes_on(app, client, page, exemplar):
    _send_and_send_again(app, client, page, exemplar, "p03 full disk")


def test_p04_read_only_database_gives_the_text_back_and_goes_on(app, client, page, exemplar):
    _send_and_send_again(app, client, page, exemplar, "p04 read-only")


def test_p05_locked_database_says_when_to_come_again(app, client, page, exemplar):
    refused = _send_and_send_again(app, client, page, exemplar, "p05 locked")
    assert refused.headers["Retry-After"] == "5"


@pytest.fixture(params=["missing", "no folder"])
def uncounted(request, app, monkeypatch, tmp_path):
    """The folder in which requests are counted cannot be opened."""
    folder = tmp_path / "counts"
    if request.param == "no folder":
        folder.write_text("")
    monkeypatch.setenv(metering.FOLDER, str(folder))
    monkeypatch.setattr(values, "ValueClass", values.ValueClass)
    monkeypatch.setitem(app.extensions, metering.KEY, metering.Metrics())


def test_p03_answers_come_where_nothing_can_be_counted(uncounted, app, client, page, exemplar, caplog):
    with caplog.at_level(logging.ERROR, metering.log.name):
        for path in ("/", "/healthz", "/metrics"):
            assert client.get(path).status_code == 200, path
        _send_and_send_again(app, client, page, exemplar, "p03 full disk")
    (told,) = [record.getMessage() for record in caplog.records if record.name == metering.log.name]
    assert "cannot be counted" in told


@pytest.fixture
def attach(client, make, exemplar):
    """Send a photo as the page without scripts does."""
    path = f"/mo-hinh/{exemplar.reference}/minh-chung"

    def send(photo):
        return client.send_form(path, files=(BytesIO(photo), "anh.jpg"), caption="Đường trước khi mở rộng")

    return send


def count_items():
    tables = EvidenceItem, StoredFile
    return [db.session.scalar(select(func.count()).select_from(table)) for table in tables]


def test_p03_full_disk_of_files_stores_no_record_and_tells(attach, make, app, monkeypatch):
    photo = make.photo()

    def full(_handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as change:
        # As many systems do, the disk says so when the bytes are to reach it.
        change.setattr(local.os, "fsync", full)
        refused = attach(photo)
    assert refused.status_code == 507
    for told in ("Ổ đĩa đã đầy", "Đường trước khi mở rộng", "Tệp đính kèm cần chọn lại"):
        assert told in refused.text
    assert count_items() == [0, 0]
    folder = app.extensions["registry.settings"].files_folder
    assert [path for path in folder.rglob("*") if path.is_file()] == []
    assert (attach(photo).status_code, count_items()) == (303, [1, 1])


def test_p04_folder_nobody_may_write_to_stores_no_record_and_tells(attach, make, app, monkeypatch):
    photo = make.photo()
    storage = app.extensions["registry.storage"]
    with monkeypatch.context() as change:
        change.setattr(storage, "incoming", UNWRITABLE)
        refused = attach(photo)
    assert (refused.status_code, count_items()) == (503, [0, 0])
    assert "chỉ đọc được" in refused.text
    assert (attach(photo).status_code, count_items()) == (303, [1, 1])


@contextmanager
def store_away(storage, fault):
    """The store of files cannot be reached: what its port promises then."""

    def away(*_asked):
        raise fault

    def missing(digest):
        raise FileMissing(digest)

    with pytest.MonkeyPatch.context() as change:
        for name, answer in (("put", away), ("open", missing), ("size_of", lambda _digest: None)):
            change.setattr(storage, name, answer)
        yield


@pytest.mark.parametrize("fault", [ConnectionError("gone"), TimeoutError("slow")])
def test_p06_store_of_files_that_is_away_costs_no_page_and_no_text(
    attach, client, make, app, exemplar, fault
):
    photo, storage, place = make.photo(), app.extensions["registry.storage"], f"/mo-hinh/{exemplar.reference}"
    with store_away(storage, fault):
        refused = attach(photo)
    assert (refused.status_code, count_items()) == (503, [0, 0])
    assert "Đường trước khi mở rộng" in refused.text
    assert int(refused.headers["Retry-After"]) > 0
    assert (attach(photo).status_code, count_items()) == (303, [1, 1])
    with store_away(storage, fault):
        for path in (place, f"{place}/minh-chung", f"{place}/sua"):
            assert client.get(path).status_code == 200, path
        picture = db.session.scalar(select(EvidenceItem.reference))
        assert client.get(f"/tep/{picture}").status_code == 503
    assert client.get(f"/tep/{picture}").status_code == 200


def test_maintenance_keeps_reading_and_gives_back_what_was_typed(client, page, exemplar, sign):
    fields, before = form_of(client.get(page).text)[0], stored(exemplar.id)
    sign.turn_on(now() + timedelta(minutes=20), "Nâng cấp máy chủ.")
    refused = client.post(page, data={**fields, "goals": TYPED})
    assert (refused.status_code, stored(exemplar.id)) == (503, before)
    assert 1100 < int(refused.headers["Retry-After"]) <= 1200
    shown = client.get(page)
    assert shown.status_code == 200
    for told in (refused.text, shown.text):
        assert "Đang bảo trì đến" in told
        assert "Nâng cấp máy chủ." in told
    autosaved = client.post(f"{page}/tu-luu", data={**fields, "goals": TYPED})
    assert autosaved.status_code == 503
    sign.turn_off()
    again, action = form_of(refused.text)
    assert client.post(action, data=again).status_code == 303
    assert stored(exemplar.id) == TYPED.strip()
    assert "Nâng cấp" not in client.get(page).text


def test_nothing_is_written_under_maintenance_whoever_asks(client, app, page, sign):
    fields = form_of(client.get(page).text)[0]
    with transaction():
        db.session.execute(update(UserSession).values(seen_at=now() - timedelta(days=1)))
    sign.turn_on()
    written = _dump()
    assert client.get(page).status_code == 200
    stranger = app.test_client()
    assert stranger.post(page, data={"goals": TYPED}).status_code == 401
    assert client.post(page, data={**fields, "csrf_token": "x", "goals": TYPED}).status_code == 400
    program = client.post(page, headers={"Tus-Resumable": "1.0.0", "X-CSRFToken": fields["csrf_token"]})
    assert (program.status_code, program.json["status"]) == (503, 503)
    assert _dump() == written
    assert db.session.scalar(select(func.count()).select_from(KeptText)) == 0


def _dump():
    db.session.rollback()
    with closing(sqlite3.connect(db.engine.url.database)) as connection:
        return list(connection.iterdump())


def test_passwords_do_not_come_back(client, app, make, sign):
    person = make.user()
    fields, _action = form_of(client.get("/dang-nhap").text)
    sign.turn_on()
    answer = client.post(
        "/dang-nhap", data={**fields, "username": person.username, "password": "mật khẩu dài"}
    )
    assert answer.status_code == 503
    assert "mật khẩu dài" not in answer.text
    assert person.username not in answer.text


def test_maintenance_without_an_end_does_not_name_one(client, sign):
    sign.turn_on(now() - timedelta(minutes=1))
    page = client.get("/")
    assert "Đang bảo trì:" in page.text
    assert client.post("/dang-xuat").status_code in {400, 503}
    assert client.get("/readyz").status_code == 200
