"""The demonstration's files agree with one another, tell their story in order and name no real place."""

import csv
import json
import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from registry.campaigns.states import ESSENTIAL, CampaignState, StageKind
from registry.catalogue.states import ExemplarState, Level, Qualifier, SubjectKind, Visibility
from registry.identity.models import Role
from registry.replication.states import ReplicationState
from registry.review.states import EXPLAINED_OUTCOMES, POINTING_STATES, NominationState, Outcome
from registry.units.states import Area, ChangeKind, UnitKind

ROOT = Path(__file__).parents[2] / "registry"
DATA = ROOT / "demo" / "data"
TOLD_ON = "2026-11-22"
FIELDS = {"economy", "culture_society", "defense_security", "political_system"}
CONTENTS = (
    "situation",
    "goals",
    "method",
    "area_and_target_group",
    "forces",
    "resources",
    "schedule",
    "outputs",
    "keep_and_replicate",
)
PROGRESS = {"unassigned", "0_of_3", "1_of_3", "2_of_3", "all_scored", "disagreement"}


def read(name):
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


UNITS = {unit["code"]: unit for unit in read("units")["units"]}
EVENTS = read("units")["events"]
PEOPLE = {person["username"]: person for person in read("people")["people"]}
EXEMPLARS = {exemplar["code"]: exemplar for exemplar in read("exemplars")["exemplars"]}
CAMPAIGNS = {campaign["code"]: campaign for campaign in read("campaigns")["campaigns"]}
RUBRICS = {rubric["id"]: rubric for rubric in read("campaigns")["rubrics"]}
NOMINATIONS = read("nominations")["nominations"]
REPLICATIONS = {replication["code"]: replication for replication in read("replications")["replications"]}


def in_order(*days):
    given = [day for day in days if day]
    return all(date.fromisoformat(a) <= date.fromisoformat(b) for a, b in pairwise(given))


def alive(unit, day):
    one = UNITS[unit]
    return one["valid_from"] <= day and (one["valid_to"] is None or day <= one["valid_to"])


def words(value):
    """Every text inside a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from words(one)
    elif isinstance(value, list):
        for one in value:
            yield from words(one)


def test_units_are_the_province_and_thirty_more_of_known_kinds():
    assert len(UNITS) == len(read("units")["units"]) == 31
    assert [u["name"] for u in UNITS.values() if u["kind"] == "province"] == ["tỉnh Minh Họa"]
    for unit in UNITS.values():
        assert UnitKind(unit["kind"])
        assert all(Area(area) for area in unit["areas"])
        assert in_order(unit["valid_from"], unit["valid_to"])
        for parent in (unit["territorial_parent"], unit["party_parent"]):
            assert parent is None or parent in UNITS
        for old in unit["old_parents"]:
            assert old["territorial_parent"] in UNITS
            assert in_order(old["from"], old["to"], TOLD_ON)


def test_no_unit_stands_above_itself():
    for code in UNITS:
        seen, todo = set(), [code]
        while todo:
            unit = UNITS[todo.pop()]
            for parent in {unit["territorial_parent"], unit["party_parent"]} - {None}:
                assert parent != code
                if parent not in seen:
                    seen.add(parent)
                    todo.append(parent)


def test_a_unit_stands_below_its_parent_only_while_the_parent_exists():
    for unit in UNITS.values():
        parent = unit["territorial_parent"]
        ended = UNITS[parent]["valid_to"] if parent else None
        assert ended is None or (unit["valid_to"] and unit["valid_to"] <= ended), unit["code"]


def test_the_merger_the_rename_and_the_end_of_the_district_are_told():
    assert all(ChangeKind(event["kind"]) and event["on"] == "2025-07-01" for event in EVENTS)
    [merger] = [e for e in EVENTS if e["kind"] == "merge"]
    assert {UNITS[code]["valid_to"] for code in merger["from"]} == {"2025-06-30"}
    assert UNITS[merger["into"]]["valid_from"] == merger["on"]
    [rename] = [e for e in EVENTS if e["kind"] == "rename"]
    unit = UNITS[rename["unit"]]
    assert unit["name"] == rename["to_name"]
    assert unit["old_names"][-1]["name"] == rename["from_name"]
    [end] = [e for e in EVENTS if e["kind"] == "dissolve"]
    assert UNITS[end["unit"]]["kind"] == "district_legacy"
    for move in (e for e in EVENTS if e["kind"] == "re_parent"):
        moved = UNITS[move["unit"]]
        assert moved["territorial_parent"] == move["to_parent"]
        assert moved["old_parents"][-1]["territorial_parent"] == move["from_parent"]
    made_by_merged = [e for e in EXEMPLARS.values() if e["unit"] in merger["from"]]
    assert len(made_by_merged) == 2


def test_no_real_province_is_named_in_what_is_invented():
    table = rows(ROOT / "units" / "data" / "province_codes.csv")
    real = {row["name"] for row in table} | {
        name for row in table for name in row["also_known_as"].split(";") if name
    }
    pattern = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in real))
    for name in ("units", "people", "exemplars", "campaigns", "nominations", "notice", "replications"):
        for text in words(read(name)):
            # The Youth Union bears the name of a person, not of the city named after him.
            assert not pattern.search(text.replace("Cộng sản Hồ Chí Minh", "")), (name, text)


def test_every_role_has_one_showcase_account_and_people_are_placed():
    listed = [p for p in PEOPLE.values() if p["showcase"]]
    shown = [g["role"] for p in listed if "shown_as" not in p for g in p["grants"]]
    assert sorted(shown) == sorted(role.value for role in Role)
    assert [(p["username"], p["unit"]) for p in listed if "shown_as" in p] == [("pao.giang", "mh-bien-sao")]
    assert sum(g["role"] == "reviewer" for p in PEOPLE.values() for g in p["grants"]) == 5
    led = {g["unit"] for p in PEOPLE.values() for g in p["grants"] if g["role"] == "unit_lead"}
    assert len(led) >= 6
    assert len({p["name"] for p in PEOPLE.values()}) == len(PEOPLE)
    for person in PEOPLE.values():
        assert person["unit"] in UNITS
        assert "password" not in person
        for grant in person["grants"]:
            assert alive(grant["unit"], grant["from"])
            assert in_order(grant["from"], grant["to"] or TOLD_ON)


def test_exemplars_are_whole_and_the_fields_are_spread():
    assert len(EXEMPLARS) == 26
    spread = {field: sum(e["field"] == field for e in EXEMPLARS.values()) for field in FIELDS}
    assert sum(spread.values()) == 26
    assert spread == {"economy": 5, "culture_society": 14, "defense_security": 4, "political_system": 3}
    assert {e["subject_kind"] for e in EXEMPLARS.values()} == {kind.value for kind in SubjectKind}
    assert {e["entry_kind"] for e in EXEMPLARS.values()} >= {"model", "exemplar", "work_item"}
    full = [e for e in EXEMPLARS.values() if len(e["situation"] or "") > 300 and all(e[c] for c in CONTENTS)]
    assert len(full) >= 8
    drafts = [e for e in EXEMPLARS.values() if e["state"] == ExemplarState.DRAFT]
    assert len(drafts) == 2
    assert all(not all(e[c] for c in CONTENTS) for e in drafts)
    assert all(all(e[c] for c in CONTENTS) for e in EXEMPLARS.values() if e not in drafts)


@pytest.mark.parametrize("code", EXEMPLARS)
def test_an_exemplar_refers_to_what_exists(code):
    one = EXEMPLARS[code]
    assert ExemplarState(one["state"])
    assert alive(one["unit"], one["registered_on"])
    # A partner with a record was there on that day; a body without one is called by its name.
    assert all(alive(each, one["registered_on"]) for each in one["partners"] if each in UNITS)
    assert not [each for each in one["partners"] if each not in UNITS and " " not in each]
    assert one["registered_by"] in PEOPLE
    assert all(one[key] for key in ("title", "summary", "title_en", "summary_en"))
    assert re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", one["started"])
    assert one["started"] <= one["registered_on"] <= TOLD_ON
    assert all(Area(area) for area in one["areas"])
    if one["method"]:
        steps = re.findall(r"^(\d+)\. ", one["method"], re.MULTILINE)
        assert [int(step) for step in steps] == list(range(1, len(steps) + 1))
    if one["resources"]:
        assert 0 <= one["resources"]["community_share_percent"] <= 100
        assert one["resources"]["budget_vnd"] > 0
    for result in one["results"]:
        assert Qualifier(result["qualifier"])
        assert result["as_of"] <= TOLD_ON
        assert result["after"] is not None
    for item in one["evidence"]:
        assert Visibility(item["visibility"])
        assert (DATA / "files" / item["file"]).is_file()
        assert item["result"] is None or 0 <= item["result"] < len(one["results"])


def test_the_person_who_registered_has_a_role_in_the_unit():
    for one in EXEMPLARS.values():
        grants = PEOPLE[one["registered_by"]]["grants"]
        assert one["unit"] in {g["unit"] for g in grants}, one["code"]


def test_every_file_is_used_small_and_what_it_says_it_is():
    used = {item["file"] for e in EXEMPLARS.values() for item in e["evidence"]}
    files = list((DATA / "files").iterdir())
    assert {path.name for path in files} == used
    for path in files:
        start = path.read_bytes()[:5]
        if path.suffix == ".pdf":
            assert start == b"%PDF-"
            assert path.stat().st_size <= 60_000
        else:
            assert start[:3] == b"\xff\xd8\xff"
            assert path.stat().st_size <= 120_000


def test_bands_cover_each_criterion_without_gap():
    for rubric in RUBRICS.values():
        assert rubric["sample"] is True
        assert rubric["total_points"] == sum(c["max_points"] for c in rubric["criteria"]) == 100
        assert len(rubric["criteria"]) == 7
        for criterion in rubric["criteria"]:
            bands = criterion["bands"]
            assert len(bands) == 4
            assert (bands[0]["min"], bands[-1]["max"]) == (0, criterion["max_points"])
            assert all(low["max"] + 1 == high["min"] for low, high in pairwise(bands))
            assert all(band["anchor_vi"] and band["anchor_en"] for band in bands)


def test_campaigns_have_ordered_stages():
    assert [c["state"] for c in CAMPAIGNS.values()] == [CampaignState.CLOSED, CampaignState.OPEN]
    for campaign in CAMPAIGNS.values():
        assert Level(campaign["level"])
        assert {campaign["run_by"], campaign["scope_unit"]} <= set(UNITS)
        assert campaign["rubric"] in RUBRICS
        assert campaign["praise_mark"] < campaign["pass_mark"]
        kinds = [StageKind(stage["kind"]) for stage in campaign["stages"]]
        assert tuple(kind for kind in kinds if kind in ESSENTIAL) == ESSENTIAL
        assert all(Role(stage["acting_role"]) for stage in campaign["stages"])
        assert all(in_order(stage["opens_on"], stage["closes_on"]) for stage in campaign["stages"])
        assert in_order(*(stage["closes_on"] for stage in campaign["stages"]))
    dates = {stage["kind"]: stage["closes_on"] for stage in CAMPAIGNS["dvk-2026"]["stages"]}
    assert (dates["registration"], dates["scoring"]) == ("2026-11-30", "2026-12-10")


def test_nominations_are_twenty_and_in_every_state():
    assert len(NOMINATIONS) == len({n["code"] for n in NOMINATIONS}) == 20
    rare = {NominationState.NOT_GRANTED, *POINTING_STATES}
    assert {n["state"] for n in NOMINATIONS} == {
        state.value for state in NominationState if state not in rare
    }
    assert {n["progress"] for n in NOMINATIONS if n["state"] == "verified"} == PROGRESS
    totals = [sorted(s["total"] for s in n["scores"]) for n in NOMINATIONS]
    assert [61, 88, 92] in totals
    pairs = [(n["campaign"], n["exemplar"]) for n in NOMINATIONS]
    assert len(set(pairs)) == len(pairs)


@pytest.mark.parametrize("nomination", NOMINATIONS, ids=lambda n: n["code"])
def test_a_nomination_happens_in_order_and_between_existing_people(nomination):
    n = nomination
    campaign, exemplar = CAMPAIGNS[n["campaign"]], EXEMPLARS[n["exemplar"]]
    decision = n["decision"] or {}
    assert exemplar["state"] != ExemplarState.DRAFT
    assert exemplar["registered_on"] <= n["created_on"]
    assert alive(n["unit"], n["created_on"])
    [merger] = [e for e in EVENTS if e["kind"] == "merge"]
    heirs = dict.fromkeys(merger["from"], merger["into"])
    assert heirs.get(exemplar["unit"], exemplar["unit"]) == n["unit"]
    assert in_order(campaign["opened_on"], n["created_on"], n["sent_to_sign_on"], n["signed_on"], TOLD_ON)
    assert in_order(n["created_on"], n["signed_on"], n["verified_on"], decision.get("date"), TOLD_ON)
    assert all(r["reasons"] and n["created_on"] <= r["on"] <= TOLD_ON for r in n["returned"])
    signed_states = {"submitted", "returned", "verified", "withdrawn"} | {o.value for o in Outcome}
    assert (n["state"] in signed_states) == (n["signed_on"] is not None)
    for username, role in ((n["created_by"], "unit_member"), (n["signed_by"], "unit_lead")):
        if username:
            held = {(g["role"], g["unit"]) for g in PEOPLE[username]["grants"] if g["to"] is None}
            assert held & {(role, n["unit"]), ("unit_lead", n["unit"])}


@pytest.mark.parametrize("nomination", [n for n in NOMINATIONS if n["reviewers"]], ids=lambda n: n["code"])
def test_marks_stay_within_the_rubric_and_reviewers_are_free_of_conflict(nomination):
    n = nomination
    campaign = CAMPAIGNS[n["campaign"]]
    maximum = {c["id"]: c["max_points"] for c in RUBRICS[campaign["rubric"]]["criteria"]}
    assigned = {r["reviewer"]: r["assigned_on"] for r in n["reviewers"]}
    conflicted = {c["reviewer"]: c for c in n["conflicts"]}
    for reviewer in assigned:
        assert "reviewer" in {g["role"] for g in PEOPLE[reviewer]["grants"]}
        assert PEOPLE[reviewer]["unit"] != n["unit"]
    assert len(set(assigned) - set(conflicted)) == campaign["reviews_wanted"]
    for conflict in conflicted.values():
        assert conflict["reason"]
        assert {conflict["reviewer"], conflict["replaced_by"]} <= set(assigned)
    for score in n["scores"]:
        assert score["reviewer"] in set(assigned) - set(conflicted)
        assert in_order(n["verified_on"], assigned[score["reviewer"]], score["submitted_on"], TOLD_ON)
        assert set(score["marks"]) == set(maximum)
        assert all(0 <= points <= maximum[key] for key, points in score["marks"].items())
        assert score["total"] == sum(score["marks"].values())
        assert score["overall"]
        assert set(score["comments"]) <= set(maximum)


def test_decisions_follow_the_marks_and_carry_number_and_date():
    usual = set(Outcome) - EXPLAINED_OUTCOMES
    assert {n["decision"]["outcome"] for n in NOMINATIONS if n["decision"]} == {o.value for o in usual}
    for n in NOMINATIONS:
        decision = n["decision"]
        assert (decision is not None) == (n["state"] in {o.value for o in Outcome})
        if decision is None:
            continue
        campaign = CAMPAIGNS[n["campaign"]]
        mean = sum(s["total"] for s in n["scores"]) / len(n["scores"])
        floor = {"recognised": campaign["pass_mark"], "praised": campaign["praise_mark"], "not_chosen": 0}
        ceiling = {"recognised": 101, "praised": campaign["pass_mark"], "not_chosen": campaign["praise_mark"]}
        assert floor[decision["outcome"]] <= mean < ceiling[decision["outcome"]]
        assert re.fullmatch(r"\d+-(QĐ|TB)/BTGDVTU", decision["number"])
        assert decision["outcome"] == n["state"]
        assert "signer" in {g["role"] for g in PEOPLE[decision["signed_by"]]["grants"]}
        assert all(s["submitted_on"] <= decision["date"] for s in n["scores"])


def test_what_reviewers_saw_is_not_younger_than_the_nomination():
    for n in NOMINATIONS:
        results = (n["as_submitted"] or EXEMPLARS[n["exemplar"]])["results"]
        seen_on = n["signed_on"] or TOLD_ON
        assert all(result["as_of"] <= seen_on for result in results), n["code"]


def test_replications_form_two_chains_and_cover_the_states():
    assert {r["state"] for r in REPLICATIONS.values()} == {*ReplicationState} - {"declined"}
    first, second = read("replications")["chains"]
    assert REPLICATIONS[first[0]]["resulting_exemplar"] == REPLICATIONS[first[1]]["source_exemplar"]
    assert len({REPLICATIONS[code]["source_exemplar"] for code in second}) == 1
    for r in REPLICATIONS.values():
        assert ReplicationState(r["state"])
        source = EXEMPLARS[r["source_exemplar"]]
        assert r["by_unit"] in set(UNITS) - {source["unit"]}
        assert r["requested_by"] in PEOPLE
        assert r["adaptations"]
        assert source["registered_on"] <= r["requested_on"]
        if r["resulting_exemplar"]:
            assert EXEMPLARS[r["resulting_exemplar"]]["unit"] == r["by_unit"]
        assert (r["confirmation"] is None) == (r["state"] in {"preparing", "proposed"})
        assert (r["stopped"] is not None) == (r["state"] == "stopped")
        # What was stopped may have been measured before.
        assert r["state"] == "stopped" or (r["reported_on"] is not None) == (
            r["state"] in {"reported", "sustained"}
        )
        if r["confirmation"]:
            assert r["confirmation"]["by"] in PEOPLE
            asked, answered = r["requested_on"], r["confirmation"]["on"]
            assert in_order(asked, answered, r["started_on"], r["reported_on"], TOLD_ON)


def test_the_real_models_keep_their_sources():
    lines = (DATA / "models.jsonl").read_text(encoding="utf-8").splitlines()
    models = [json.loads(line) for line in lines]
    assert len(models) == len({m["id"] for m in models}) == 96
    assert all(m["source_url"].startswith("http") for m in models)


def test_province_codes_cover_old_and_new_names_and_those_of_the_real_models():
    old_and_new = rows(ROOT / "units" / "data" / "provinces.csv")
    table = rows(ROOT / "units" / "data" / "province_codes.csv")
    codes = {row["name"]: row for row in table}
    assert len(codes) == len({row["code"] for row in table}) == 63
    assert sum(not row["valid_to"] for row in table) == 34
    for row in old_and_new:
        old, new = row["province_until_2025_06_30"], row["province_since_2025_07_01"]
        assert codes[old]["successor"] == ("" if old == new else codes[new]["code"])
    known = {name for row in table for name in (row["name"], *row["also_known_as"].split(";"))}
    lines = (DATA / "models.jsonl").read_text(encoding="utf-8").splitlines()
    assert {json.loads(line).get("province") for line in lines} - {None} <= known


def test_a_level_has_the_same_name_on_every_sheet():
    sample = json.loads((ROOT / "campaigns" / "data" / "sample_rubric.json").read_text(encoding="utf-8"))
    names = [[(band["label"], band["label_en"]) for band in row["bands"]] for row in sample["criteria"]]
    for rubric in RUBRICS.values():
        names += [
            [(band["label_vi"], band["label_en"]) for band in row["bands"]] for row in rubric["criteria"]
        ]

    assert {tuple(row) for row in names} == {
        (("Chưa đạt", "Not met"), ("Đạt", "Met"), ("Tốt", "Good"), ("Xuất sắc", "Excellent"))
    }
