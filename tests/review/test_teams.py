"""Teams of a campaign: the field's team is proposed first, anybody can be chosen by hand and is marked."""

import pytest
from sqlalchemy import select

from registry.audit.models import AuditEvent
from registry.catalogue.queries import list_fields
from registry.core.db import db
from registry.core.errors import InvalidInput, PermissionDenied, StaleVersion
from registry.review import queries
from registry.review.service import teaming
from registry.review.states import NominationState
from registry.review.teams import list_teams


@pytest.fixture
def case(make):
    return make.case(state=NominationState.VERIFIED, reviewers=4)


def code_of(case):
    field_id = case.nomination.exemplar_version.field_id
    return next(one.code for one in list_fields() if one.id == field_id)


def other_code(case):
    return next(one.code for one in list_fields() if one.code != code_of(case))


def team_of(case, *people, **values):
    values = {"name": "Tổ kinh tế", "fields": [code_of(case)], "reviewers": people, **values}
    return teaming.create_team(case.secretary, case.campaign, **values)


def test_the_team_of_the_field_is_proposed_first_and_then_others(case):
    last = case.reviewers[-1]
    team_of(case, last)
    picks = queries.plan_reviewers(case.secretary, case.campaign).picks
    assert [pick.is_in_team for pick in picks] == [True, False]
    assert picks[0].reviewer is last
    assert {pick.team for pick in picks} == {"Tổ kinh tế"}
    first = queries.list_candidates(case.secretary, case.nomination)[0]
    assert (first.user, first.is_in_team) == (last, True)


def test_another_fields_team_changes_nothing(case):
    team_of(case, case.reviewers[-1], fields=[other_code(case)])
    picks = queries.plan_reviewers(case.secretary, case.campaign).picks
    assert [(pick.is_in_team, pick.team) for pick in picks] == [(False, "")] * 2


def test_whoever_is_outside_is_marked_in_the_log_and_on_the_page(app, case):
    team_of(case, case.reviewers[0])
    case.assign(*case.reviewers[:2])
    query = select(AuditEvent).where(AuditEvent.action == "reviewer.assigned").order_by(AuditEvent.seq)
    marked = ["outside_team" in str(one.detail) for one in db.session.scalars(query)]
    assert sorted(marked) == [False, True]
    client = app.test_client()
    client.sign_in(case.secretary)
    page = client.get(f"/de-cu/{case.nomination.reference}/phan-cong").text
    assert page.count("Ngoài tổ của lĩnh vực<") == 1


def test_a_field_has_one_team_and_a_team_has_reviewers_of_the_council(make, case):
    team = team_of(case, case.reviewers[0])
    for wrong in (
        {}, {"fields": []}, {"fields": ["khac"]}, {"fields": [other_code(case)], "name": " "},
        {"fields": [other_code(case)], "reviewers": [case.lead]},
        {"fields": [other_code(case)], "reviewers": []},
    ):  # fmt: skip
        with pytest.raises(InvalidInput):
            team_of(case, case.reviewers[1], **wrong)
    assert list_teams(case.campaign) == [team]


def test_only_secretary_and_administrator_arrange_what_they_have_seen(make, case):
    team = team_of(case, case.reviewers[0])
    values = {"name": "Khác", "fields": [code_of(case)], "reviewers": [case.reviewers[0]]}
    for person in (case.staff, case.signer, case.reviewers[0], case.lead):
        with pytest.raises(PermissionDenied):
            teaming.change_team(person, team, **values)
    with pytest.raises(StaleVersion):
        teaming.change_team(case.secretary, team, version=99, **values)
    assert team.name == "Tổ kinh tế"
    teaming.change_team(make.administrator(case.campaign.unit), team, version=team.version, **values)
    assert team.name == "Khác"
    teaming.remove_team(case.secretary, team, version=team.version)
    assert list_teams(case.campaign) == []


def test_a_copy_keeps_the_teams_without_those_who_review_no_more(make, case):
    gone = make.reviewer(make.province())
    team = team_of(case, case.reviewers[0])
    team.reviewers = [*team.reviewers, gone.id]
    db.session.commit()
    person = make.administrator(case.campaign.unit)
    copy = teaming.clone_campaign(person, case.campaign, year=case.campaign.year + 1)
    (kept,) = list_teams(copy)
    assert (kept.name, kept.fields, kept.reviewers) == (team.name, team.fields, [case.reviewers[0].id])
    assert kept.reference != team.reference


def test_a_team_is_made_changed_and_dissolved_on_its_pages(client, case):
    client.sign_in(case.secretary)
    home = f"/dot-xet/{case.campaign.reference}/to-tham-dinh"
    empty = client.send_form(f"{home}/moi", name="Tổ")
    assert empty.status_code == 422
    assert list_teams(case.campaign) == []
    person = case.reviewers[0]
    values = {"name": "Tổ kinh tế", "fields_of_team": [code_of(case)], "reviewers": [person.username]}
    assert client.send_form(f"{home}/moi", **values).status_code == 303
    db.session.expire_all()
    (team,) = list_teams(case.campaign)
    page = client.get(home).text
    assert person.name in page
    path = f"{home}/{team.reference}"
    assert client.send_form(path, form_id="to", version="99", name="Tổ hai").status_code == 409
    assert client.send_form(path, form_id="to", name="Tổ một").status_code == 303
    db.session.expire_all()
    assert [one.name for one in list_teams(case.campaign)] == ["Tổ một"]
    assert client.get(f"{home}/TD-2026-9999").status_code == 404
    assert client.send_form(path, form_id=f"{path}/xoa").status_code == 303
    db.session.expire_all()
    assert list_teams(case.campaign) == []
