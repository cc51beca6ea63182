"""Strange addresses, verbs and ways of writing an address: refused in order, never answered with 500."""

import re

import pytest

from registry.core.permissions import PUBLIC
from registry.identity.models import Role
from registry.web.guard import access_of
from tests.make.addresses import JUNK, ask, filled, is_fixed, routes, sample, telling

# The stylesheet answers to every digest, so that a page kept from yesterday is not bare.
ANY_PART_DOES = {"assets.show_stylesheet"}
# Files are counted while they are read, so these look at their token after they have found their subject.
READS_ITSELF = {
    "evidence.begin_transfer",
    "evidence.manage_evidence",
    "evidence.move_transfer",
    "evidence.replace_file",
}
# The address in a mail is signed itself; what is no such address is not found.
SIGNED = {"search.stop_alerts"}
# Who sends a file in parts says which protocol is meant; without that the answer is 412 in any case.
SAYS_PROTOCOL = {"Tus-Resumable": "1.0.0"}
REFUSED = {400, 404, 414}
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@pytest.fixture
def everybody(make, client):
    """A browser of a person who holds every role, so that no guard stands before a view."""
    province = make.province()
    person = make.user()
    for role in Role:
        make.holder(role, province, user=person)
    client.sign_in(person)
    return client


@pytest.fixture
def token(everybody):
    return TOKEN.search(everybody.get("/tai-khoan/mat-khau").text)[1]


def _protected(app, method="GET"):
    return [rule for rule in routes(app, method) if access_of(app.view_functions[rule.endpoint]) != PUBLIC]


@pytest.mark.parametrize("kind", sorted(JUNK))
def test_a_page_of_nothing_is_not_found(app, everybody, kind):
    paths = [
        filled(rule, JUNK[kind])
        for rule in routes(app)
        if not is_fixed(rule) and rule.endpoint not in ANY_PART_DOES
    ]
    found = {path: ask(everybody, path).status_code for path in telling(app, paths)}
    assert {path: status for path, status in found.items() if status not in REFUSED} == {}


@pytest.mark.parametrize("kind", sorted(JUNK))
def test_a_form_for_nothing_is_not_found(app, everybody, token, kind):
    paths = [filled(rule, JUNK[kind]) for rule in routes(app, "POST") if not is_fixed(rule)]
    found = {
        path: ask(everybody, path, "POST", data={"csrf_token": token}, headers=SAYS_PROTOCOL).status_code
        for path in telling(app, paths, "POST")
    }
    assert {path: status for path, status in found.items() if status not in REFUSED} == {}


@pytest.mark.parametrize("kind", sorted(JUNK))
def test_strange_questions_are_answered(app, everybody, kind):
    found = {}
    names = ("q", "trang", "sap-xep", "page", "sort", "next", "field", "province", "year", "nam", "linh-vuc")
    query = "&".join(f"{name}={JUNK[kind].replace('%25n', '')}" for name in names)
    for rule in routes(app):
        if is_fixed(rule):
            answer = ask(everybody, f"{rule.rule}?{query}")
            if answer.status_code >= 500:
                found[rule.rule] = answer.status_code
    assert found == {}


def test_a_stranger_is_asked_to_sign_in(app, client):
    found = {}
    for rule in _protected(app):
        answer = ask(client, sample(rule))
        # A program is told; it would take the page to sign in for an answer.
        is_told = rule.rule.startswith("/api/") and answer.status_code == 401
        if not is_told and (answer.status_code != 303 or not answer.location.startswith("/dang-nhap")):
            found[rule.rule] = answer.status_code
    assert found == {}


def test_every_form_needs_its_token(app, everybody):
    answers = {
        rule.rule: ask(everybody, sample(rule), "POST", headers=SAYS_PROTOCOL).status_code
        for rule in routes(app, "POST")
        if rule.endpoint not in READS_ITSELF | SIGNED
    }
    assert {rule: status for rule, status in answers.items() if status != 400} == {}


def test_a_token_of_another_session_is_no_token(app, everybody, token):
    other = app.test_client()
    answer = other.post("/dang-nhap", data={"csrf_token": token, "username": "x", "password": "y"})
    assert answer.status_code == 400


@pytest.mark.parametrize("verb", ["TRACE", "PUT", "PATCH", "DELETE", "PROPFIND"])
def test_other_verbs_are_refused(app, everybody, verb):
    known = {rule.rule for rule in routes(app, verb)}
    paths = [sample(rule) for rule in routes(app) if rule.rule not in known]
    answers = {path: ask(everybody, path, verb).status_code for path in telling(app, paths, verb)}
    assert {path: status for path, status in answers.items() if status != 405} == {}


def test_pages_are_not_forms_and_forms_are_not_pages(app, everybody, token):
    found = {}
    posted, read = ({rule.rule for rule in routes(app, method)} for method in ("POST", "GET"))
    for rule in routes(app):
        if rule.rule not in posted:
            data = {"csrf_token": token, "_method": "DELETE"}
            found[f"POST {rule.rule}"] = ask(everybody, sample(rule), "POST", data=data).status_code
    for rule in routes(app, "POST"):
        if rule.rule not in read:
            found[f"GET {rule.rule}"] = ask(everybody, sample(rule)).status_code
    # An address of two rules is answered by the one that knows the verb, and finds nothing.
    assert {rule: status for rule, status in found.items() if status not in {404, 405}} == {}


@pytest.mark.parametrize(
    "variant",
    [
        pytest.param(lambda path: f"{path}/", id="a slash behind"),
        pytest.param(lambda path: f"/{path}", id="two slashes in front"),
        pytest.param(lambda path: f"{path}.json", id="a suffix"),
        pytest.param(lambda path: f"{path}/x.css", id="a stylesheet below"),
        pytest.param(lambda path: f"/x/..{path}", id="up and down again"),
        pytest.param(lambda path: f"/%2e{path}", id="a hidden dot"),
        pytest.param(lambda path: f"{path}.", id="a dot behind"),
        pytest.param(lambda path: f"{path}%00", id="NUL behind"),
        pytest.param(lambda path: f"{path};x=1", id="a parameter"),
        pytest.param(lambda path: path.upper(), id="capital letters"),
        pytest.param(lambda path: f"/en/en{path}", id="the language twice"),
    ],
)
def test_other_spellings_open_nothing_to_a_stranger(app, client, variant):
    answers = {rule.rule: ask(client, variant(sample(rule))).status_code for rule in _protected(app)}
    assert {rule: status for rule, status in answers.items() if status not in {303, 308, 400, 401, 404}} == {}


def test_hosts_we_do_not_answer_to_are_refused(client):
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("path", ["/.git/config", "/.env", "/console", "/metrics", "/static/", "/static/css"])
def test_nothing_of_the_inside_is_shown(client, path):
    # From elsewhere: a program of this machine may read figures.
    assert client.get(path, environ_base={"REMOTE_ADDR": "203.0.113.9"}).status_code == 404
