"""Forms sent from other sites: refused whatever token they carry, and nothing is stored."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from registry.core.db import db
from registry.identity.models import UserSession
from tests.make.people import PASSWORD


@pytest.fixture
def send(make, client):
    """Send the form of the sign-in page, with its right token, under these headers; what is stored after."""

    def sign_in(**headers):
        person = make.user()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = client.send_form("/dang-nhap", headers=named, username=person.username, password=PASSWORD)
        return answer, db.session.scalar(select(func.count()).select_from(UserSession))

    return sign_in


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "cross-site", "Origin": "http://localhost"},
        {"Sec_Fetch_Site": ""},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://localhost:81"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://localhost@evil.example"},
        {"Origin": "http://[::1"},
        {"Origin": "ftp://localhost"},
    ],
    ids=str,
)
def test_x02_form_from_another_site_is_refused_with_the_right_token(send, headers):
    answer, sessions = send(**headers)
    assert (answer.status_code, sessions) == (403, 0)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec_Fetch_Site": "same-origin"},
        {"Sec_Fetch_Site": "none"},
        {"Sec_Fetch_Site": "same-origin", "Origin": "http://localhost"},
        {"Origin": "http://localhost"},
        {"Origin": "http://127.0.0.1:8000"},
    ],
    ids=str,
)
def test_form_of_our_own_page_is_taken(send, headers):
    answer, sessions = send(**headers)
    assert (answer.status_code, sessions) == (303, 1)


def test_own_address_counts_only_among_the_hosts_answered_to(app, send, monkeypatch):
    settings = replace(app.extensions["registry.settings"], base_url="https://dvk.example")
    monkeypatch.setitem(app.extensions, "registry.settings", settings)
    answer, sessions = send(Origin="https://dvk.example")
    assert (answer.status_code, sessions) == (403, 0)
    answered = replace(settings, allowed_hosts=(*settings.allowed_hosts, "dvk.example"))
    monkeypatch.setitem(app.extensions, "registry.settings", answered)
    answer, sessions = send(Origin="https://dvk.example")
    assert (answer.status_code, sessions) == (303, 1)


def test_page_opened_from_another_site_is_shown(client):
    answer = client.get(
        "/dang-nhap", headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    )
    assert answer.status_code == 200


def test_refusal_says_what_to_do_in_the_readers_language(client):
    vietnamese = client.post("/dang-nhap", headers={"Sec-Fetch-Site": "cross-site"})
    english = client.post("/en/dang-nhap", headers={"Sec-Fetch-Site": "cross-site"})
    assert "từ một trang web khác" in vietnamese.text
    assert "sent from another site" in english.text
