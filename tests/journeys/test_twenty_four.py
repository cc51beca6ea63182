"""Twenty-four threads send the same thing at the same moment: one record, one winner, and no mishap."""

import json
import sqlite3
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier

import pytest

from registry.core.clock import today
from tests.make.at_work import Line, Member, Reviewer, picture
from tests.make.browser import served
from tests.make.browser_client import form_of
from tests.make.busy import WHO, at_work
from tests.make.demonstration import run_module

MANY = 24
# Both web processes take part, and each has as many threads.
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """People of units, reviewers, and a nomination that two signers may decide."""
    folder = tmp_path_factory.mktemp("at-once") / "instance"
    folder.mkdir()
    run_module(folder, "tests.make.busy", "1", "1")
    with served(folder, REGISTRY_PASSWORD_COST="1") as running:
        yield running
        assert "mishap" not in running.said(), running.said()


@pytest.fixture
def person(server):
    """person(Member) is the one of that kind, signed in."""
    everybody = at_work(server.url, server.instance)
    return lambda kind: next(one for one in everybody if isinstance(one, kind)).begin()


def count(server, query):
    """The one number a query of the database answers."""
    with closing(sqlite3.connect(server.instance / "registry.db")) as plain:
        return plain.execute(query).fetchone()[0]


def at_once(lines, path, fields, files=None):
    """Send a form from many threads, each on a line of its own; statuses, and addresses they led to."""
    together = Barrier(MANY)

    def send(number):
        line = Line(lines[number % len(lines)].url)
        line.cookies = dict(lines[number % len(lines)].cookies)
        together.wait()
        return line.ask(path, fields[number % len(fields)], files)

    with ThreadPoolExecutor(MANY) as threads:
        answers = list(threads.map(send, range(MANY)))
    return Counter(one.status for one in answers), {one.location for one in answers if one.status == 303}


def test_a_registration_sent_by_all_is_one(server, person):
    line = person(Member).line
    fields, path = form_of(line.ask("/dang-ky").text)
    fields |= {
        "title": "Hiến đất mở đường bản Nà Sương",
        "entry_kind": "model",
        "subject_kind": "collective",
        "field": "economy",
    }
    before = count(server, "SELECT count(*) FROM exemplars")
    statuses, places = at_once([line], path or "/dang-ky", [fields])
    assert (dict(statuses), len(places)) == ({303: MANY}, 1)
    assert count(server, "SELECT count(*) FROM exemplars") == before + 1


def test_a_photo_sent_by_all_is_one(server, person):
    member = person(Member)
    member.open_manager()
    before = count(server, "SELECT count(*) FROM evidence_items")
    photo = [("files", "anh.jpg", picture(7))]
    statuses, _places = at_once([member.line], member.manager, [{**member.adding, "caption": "Ảnh"}], photo)
    assert dict(statuses) == {303: MANY}
    assert count(server, "SELECT count(*) FROM evidence_items") == before + 1


def test_a_ballot_handed_in_by_all_is_handed_in_once(server, person):
    reviewer = person(Reviewer)
    assert reviewer.score().status == 200
    for name in reviewer.fields:
        if name.startswith("comment_"):
            reviewer.fields[name] = "Số liệu khớp minh chứng"
    assert reviewer.score().status == 200
    fields, _action = form_of(reviewer.line.ask(f"{reviewer.page}/nop").text, "nop")
    statuses, _places = at_once([reviewer.line], f"{reviewer.page}/nop", [fields])
    assert set(statuses) <= {303, 409}
    assert statuses[303] >= 1
    handed_in = "SELECT count(*) FROM audit_events WHERE action = 'ballot.submitted'"
    assert count(server, handed_in) - 2 == 1, "two were handed in before anybody began"


def test_of_two_deciders_one_wins(server):
    who = json.loads((server.instance / WHO).read_text("utf-8"))
    path, lines = (
        f"/de-cu/{who['ready']}/quyet-dinh",
        [Line(server.url).sign_in(one) for one in who["signers"]],
    )
    forms = [form_of(line.ask(path).text, "quyet-dinh")[0] for line in lines]
    for outcome, form in zip(("recognised", "not_chosen"), forms, strict=True):
        form |= {
            "outcome": outcome,
            "number": "38-QĐ/BTGDVTU",
            "reason": "Theo ý kiến của Hội đồng",
            "confirmed": "y",
        }
        form["decided_on"] = f"{today():%d/%m/%Y}"
    statuses, places = at_once(lines, path, forms)
    assert set(statuses) <= {303, 409}
    # The same form sent again by the winner leads where the first did.
    assert (statuses[303], len(places)) == (MANY // 2, 1)
    assert count(server, "SELECT count(*) FROM decisions") == 1
    assert count(server, "SELECT count(*) FROM audit_events WHERE action = 'decision.recorded'") == 1
