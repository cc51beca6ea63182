"""GET /api/v1/search on the demonstration: finds, narrows, pages, refuses; only what is public."""

import pytest
from sqlalchemy import select

from registry.catalogue.models import Exemplar
from registry.core.db import db
from tests.make.demonstration import ROLES
from tests.make.tour import signed_in

HIT = {"reference", "title", "summary", "unit", "province", "field", "year", "score", "url"}


@pytest.fixture
def ask(demonstration):
    """Asks the API as a stranger; returns the JSON of a good answer."""
    client = demonstration.test_client()

    def get(**question):
        answer = client.get("/api/v1/search", query_string=question)
        assert answer.status_code == 200, answer.text
        return answer.json

    return get


def _references(answer):
    return [hit["reference"] for hit in answer["hits"]]


def test_words_without_marks_find_what_words_with_marks_find(ask):
    with_marks, without = ask(q="hiến đất làm đường"), ask(q="hien dat lam duong")

    assert with_marks["total"] > 3
    assert _references(with_marks)[0] in _references(without)
    assert set(_references(with_marks)[:3]) & set(_references(without)[:3])


def test_x15_an_answer_has_what_is_described_and_nothing_else(ask):
    hit = ask(q="rác")["hits"][0]

    assert set(hit) == HIT
    assert hit["url"].endswith(f"/mo-hinh/{hit['reference']}")


def test_a_hit_leads_to_a_page_everybody_may_read(ask, demonstration):
    hit = ask(q="camera an ninh")["hits"][0]
    page = demonstration.test_client().get(hit["url"])

    assert page.status_code == 200
    assert hit["title"] in page.text


def test_filters_narrow_and_counts_agree(ask):
    everything = ask()
    narrowed = ask(field="economy")

    assert narrowed["total"] == everything["counts"]["field"]["economy"] < everything["total"]
    assert {hit["field"] for hit in narrowed["hits"]} == {"economy"}


def test_values_of_one_facet_add_up_and_facets_cut_down(ask):
    either = ask(field=["economy", "culture-society"])["total"]
    year = next(iter(ask(field="economy")["counts"]["year"]))

    assert either == ask(field="economy")["total"] + ask(field="culture-society")["total"]
    assert 0 < ask(field="economy", year=year)["total"] <= ask(field="economy")["total"]


def test_pages_follow_one_another_without_repeating(ask):
    first, second = ask(per_page=7), ask(per_page=7, page=2)

    assert len(first["hits"]) == len(second["hits"]) == 7
    assert not set(_references(first)) & set(_references(second))
    assert ask(page=1000)["hits"] == []


def test_nothing_fits_is_an_answer(ask):
    assert ask(q="xyzzyqqq kjhgfd")["total"] == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("page", "0"), ("page", "-1"), ("page", "9" * 26), ("page", "two"), ("per_page", "0"),
        ("per_page", "51"), ("sort", "cheapest"), ("q", "a" * 257), ("field", "x" * 81), ("year", "20255"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused_by_name(client, name, value):
    answer = client.get("/api/v1/search", query_string={name: value})

    assert answer.status_code == 422
    assert name in answer.text
    assert answer.mimetype == "application/json"


@pytest.mark.parametrize(
    "q", ["\x00", "' OR 1=1--", "((((", "title:*", "\u202e", "%", '"', "AND OR NOT", "😀"]
)
def test_odd_words_are_words(ask, q):
    assert ask(q=q)["total"] >= 0


@pytest.mark.parametrize("role", ROLES)
def test_only_what_is_public_is_found_whoever_asks(demonstration, role):
    client = signed_in(demonstration, role)
    found, page = [], 1
    while hits := client.get("/api/v1/search", query_string={"per_page": 50, "page": page}).json["hits"]:
        found, page = found + [hit["reference"] for hit in hits], page + 1
    public = set(db.session.scalars(select(Exemplar.reference).where(Exemplar.is_public)))

    assert len(found) == len(set(found))
    assert set(found) == public


def test_the_words_of_a_draft_find_nothing(ask):
    hidden = db.session.scalars(select(Exemplar).where(Exemplar.is_public.is_(False))).all()

    assert len(hidden) > 1
    for exemplar in hidden:
        assert exemplar.reference not in _references(ask(q=exemplar.latest.title))
        assert exemplar.reference not in _references(ask(q=exemplar.reference))


def test_no_other_verb_and_no_cookie(client):
    assert client.post("/api/v1/search").status_code == 405
    assert (
        client.get("/api/v1/search", headers={"Origin": "https://evil.example"}).headers.get(
            "Access-Control-Allow-Origin"
        )
        is None
    )
