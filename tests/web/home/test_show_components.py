"""The page of every component: it renders in both languages and nothing in it is left untranslated."""

import re

import pytest

from registry.web.home.components import SCENES


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_component_is_drawn(client, prefix):
    answer = client.get(f"{prefix}/thanh-phan")
    assert answer.status_code == 200
    assert answer.text.count("<h1>") == 1
    assert all(f"/static/img/scenes/{name}.svg?v=" in answer.text for name in SCENES[:2])


def test_nothing_on_the_page_breaks_the_content_policy(client):
    page = client.get("/thanh-phan").text
    assert not re.search(r"<style|style=|<script(?![^>]* src=)|\son[a-z]+=|javascript:", page)


def test_every_label_and_description_points_at_something(client):
    page = client.get("/thanh-phan").text
    ids = re.findall(r'\sid="([^"]+)"', page)
    told = re.findall(r'(?:aria-describedby|aria-labelledby|for)="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert {name for names in told for name in names.split()} <= set(ids)


def test_errors_stand_beside_their_field_and_in_the_summary(client):
    page = client.get("/thanh-phan").text
    for name in ("title", "cost", "kind"):
        assert f'id="{name}-e"' in page
    assert '<a href="#kind-0">' in page
    assert 'value="1,9 tỷ"' in page


def test_the_page_is_not_there_in_a_real_installation(app, client, monkeypatch):
    monkeypatch.setattr(app, "testing", False)
    assert client.get("/thanh-phan").status_code == 404
