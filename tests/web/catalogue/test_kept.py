"""What could not be stored is put aside as typed, told once a section, and goes once nobody needs it."""

import re

import pytest
from sqlalchemy import func, select

from registry.catalogue.contents import Section
from registry.catalogue.service import editing
from registry.core.db import db
from registry.identity.models import KeptText
from registry.identity.service import keeping
from tests.make.browser_client import form_of


def latest(exemplar):
    db.session.expire_all()
    return exemplar.latest


def count(table):
    return db.session.scalar(select(func.count()).select_from(table))


def test_what_cannot_be_stored_is_kept_as_typed_and_shown_again(client, page, autosave, opened, exemplar):
    fields = opened(Section.METHOD)

    answer = autosave(Section.METHOD, {**fields, "budget_vnd": "gần hai tỷ", "forces": "Tổ vận động"})

    assert answer.json["left"] == ["Tổng kinh phí"]
    assert (latest(exemplar).budget_vnd, latest(exemplar).forces) == (1_900_000_000, "Tổ vận động")
    back = client.get(page(Section.METHOD)).text
    assert "Bạn có phần gõ dở lúc" in back
    assert form_of(back)[0]["budget_vnd"] == "1.900.000.000"
    resumed = client.get(re.search(r'href="([^"]+\?tiep=\d+)"', back)[1]).text
    kept, _action = form_of(resumed)
    assert (kept["budget_vnd"], kept["forces"]) == ("gần hai tỷ", "Tổ vận động")
    assert client.post(page(Section.METHOD), data={**kept, "budget_vnd": "2 tỷ"}).status_code == 303
    assert latest(exemplar).budget_vnd == 2_000_000_000
    assert count(KeptText) == 0


def test_what_was_put_aside_is_the_persons_own(client, app, make, unit, page, autosave, opened):
    autosave(Section.METHOD, {**opened(Section.METHOD), "budget_vnd": "gần hai tỷ"})
    number = db.session.scalar(select(KeptText.id))
    other = app.test_client()
    other.sign_in(make.member(unit))

    assert "gõ dở" not in other.get(page(Section.METHOD)).text
    assert form_of(other.get(f"{page(Section.METHOD)}?tiep={number}").text)[0]["budget_vnd"] != "gần hai tỷ"
    assert other.get(f"{page(Section.METHOD)}/do-dang/{number}").status_code == 404
    token = form_of(other.get(page(Section.METHOD)).text)[0]["csrf_token"]
    other.post(f"{page(Section.METHOD)}/do-dang/{number}/bo", data={"csrf_token": token})
    assert count(KeptText) == 1
    assert "gần hai tỷ" in client.get(f"{page(Section.METHOD)}/do-dang/{number}").text


def test_what_was_put_aside_can_be_dropped(client, page, autosave, opened):
    autosave(Section.METHOD, {**opened(Section.METHOD), "budget_vnd": "gần hai tỷ"})
    number = db.session.scalar(select(KeptText.id))

    answer = client.send_form(page(Section.METHOD), form_id=f"{page(Section.METHOD)}/do-dang/{number}/bo")

    assert (answer.status_code, count(KeptText)) == (303, 0)


def test_what_was_put_aside_stays_until_the_newer_text_is(autosave, opened, monkeypatch):
    fields = opened(Section.METHOD)
    autosave(Section.METHOD, {**fields, "budget_vnd": "gần hai tỷ"})
    monkeypatch.setattr(keeping, "keep_text", lambda *given: (_ for _ in ()).throw(SystemExit))
    with pytest.raises(SystemExit):
        autosave(Section.METHOD, {**fields, "turn": "2", "budget_vnd": "gần ba tỷ"})

    assert count(KeptText) == 1


def test_another_open_page_leaves_what_was_put_aside_alone(autosave, opened):
    autosave(Section.METHOD, {**opened(Section.METHOD), "budget_vnd": "gần hai tỷ"})

    autosave(Section.METHOD, opened(Section.METHOD, tab="ffff"))

    assert count(KeptText) == 1


def test_refused_savings_put_one_text_aside_which_a_good_one_takes_along(client, page, autosave, opened):
    fields = opened(Section.METHOD, tab="p0")
    for turn in range(1, 4):
        typed = {**fields, "community_percent": "ba mươi", "forces": f"Lần {turn}"}
        typed["version"] = autosave(Section.METHOD, {**typed, "turn": "1"}).json["version"]
        refused = client.post(page(Section.METHOD), data={**typed, "turn": "2"})
        assert (refused.status_code, count(KeptText)) == (422, 1)
        assert "gõ dở" not in refused.text
        fields, _action = form_of(refused.text)
        fields |= {"tab": f"p{turn}"}

    shown = client.get(page(Section.METHOD)).text
    assert shown.count("Bạn có phần gõ dở lúc") == 1
    assert client.post(page(Section.METHOD), data={**fields, "community_percent": "30"}).status_code == 303
    assert count(KeptText) == 0


@pytest.mark.parametrize("autosaved", [False, True])
@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ({"forces": "Khác hẳn"}, 1),
        ({"budget_vnd": ""}, 1),
        ({"budget_vnd": "2 tỷ"}, 0),
        ({"budget_vnd": "2 tỷ", "forces": ""}, 0),
    ],
    ids=str,
)
def test_half_typed_text_goes_when_its_field_is_filled_in_elsewhere(
    client, page, autosave, opened, typed, left, autosaved
):
    autosave(Section.METHOD, {**opened(Section.METHOD), "budget_vnd": "gần hai tỷ", "forces": "Tổ"})
    other = {**opened(Section.METHOD, tab="ffff"), **typed}

    answer = autosave(Section.METHOD, other) if autosaved else client.post(page(Section.METHOD), data=other)

    assert answer.status_code in {200, 303}
    assert count(KeptText) == left


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ({"results-2-indicator": "Số hộ", "results-2-after": "400"}, 0),
        ({"results-2-indicator": "Số thôn", "results-2-after": "400"}, 1),
        ({}, 1),
    ],
    ids=str,
)
def test_half_typed_rows_go_when_they_are_typed_again(client, page, autosave, opened, typed, left):
    half = {"results-2-indicator": "Số hộ", "results-2-after": "rất nhiều"}
    autosave(Section.RESULTS, {**opened(Section.RESULTS), **half})

    client.post(page(Section.RESULTS), data={**opened(Section.RESULTS, tab="ffff"), **typed, "outputs": "Sổ"})

    assert count(KeptText) == left


@pytest.mark.parametrize(("goals", "left"), [("Bản\r\nnày", 0), ("Bản khác", 1)])
def test_the_text_beside_a_newer_one_goes_once_it_is_stored(
    client, page, opened, make, unit, exemplar, goals, left
):
    mine = opened(Section.PROBLEM)
    editing.save_section(make.member(unit), exemplar, Section.PROBLEM, {"goals": "Bản kia"})
    client.post(page(Section.PROBLEM), data={**mine, "goals": "Bản\nnày"})
    assert count(KeptText) == 1

    fields = opened(Section.PROBLEM, tab="ffff")
    client.post(page(Section.PROBLEM), data={**fields, "goals": goals})

    assert count(KeptText) == left


def test_two_texts_of_one_section_are_told_once(client, page, autosave, opened, exemplar):
    for tab in ("aaaa", "bbbb"):
        autosave(Section.METHOD, {**opened(Section.METHOD, tab=tab), "budget_vnd": f"gần hai tỷ {tab}"})
    assert count(KeptText) == 2

    assert client.get(f"/mo-hinh/{exemplar.reference}/sua").text.count("gõ dở") == 1
    assert client.get(page(Section.METHOD)).text.count("Bạn có phần gõ dở lúc") == 1


def test_other_ends_of_lines_are_no_other_text(client, page, autosave, opened):
    fields = {**opened(Section.METHOD), "method": "1. Họp\r\n2. Làm", "budget_vnd": "gần hai tỷ"}
    autosave(Section.METHOD, fields)
    number = db.session.scalar(select(KeptText.id))

    shown = client.get(f"{page(Section.METHOD)}/do-dang/{number}").text

    assert "gần hai tỷ" in shown
    assert "2. Làm" not in shown


@pytest.mark.parametrize(("section", "rows"), [(Section.RESULTS, "results"), (Section.METHOD, "partners")])
def test_a_row_is_removed_by_its_button(client, page, opened, exemplar, section, rows):
    fields = opened(section)
    first = "indicator" if rows == "results" else "name"
    before = len(getattr(exemplar.latest, rows))
    typed = {**fields, f"{rows}-1-{first}": "Ở lại", "then": f"drop-{rows}-0"}

    shown = client.post(page(section), data=typed)

    assert shown.status_code == 200
    assert len(getattr(latest(exemplar), rows)) == before
    again, _action = form_of(shown.text)
    assert f"{rows}-0-{first}" not in again
    assert again[f"{rows}-1-{first}"] == "Ở lại"
    assert client.post(page(section), data=again).status_code == 303
    assert next(iter(getattr(latest(exemplar), rows))).__getattribute__(first) == "Ở lại"


@pytest.mark.parametrize("then", ["drop-", "drop-results-99", "drop-outcome", "drop-\x00", "again"])
def test_a_row_that_is_not_there_changes_nothing(client, page, opened, exemplar, then):
    fields = opened(Section.RESULTS)
    before = editing.section_values(exemplar.latest, Section.RESULTS)

    shown = client.post(page(Section.RESULTS), data={**fields, "then": then})

    assert shown.status_code == 200
    again, _action = form_of(shown.text)
    assert {name for name in fields if name.startswith("results")} <= set(again)
    assert editing.section_values(latest(exemplar), Section.RESULTS) == before
