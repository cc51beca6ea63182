"""Who acts in a stage is set on its page; a sample goes through the campaign without leaving anything."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from registry.calendar.service import ensure_known_days
from registry.campaigns import walking
from registry.campaigns.models import Campaign
from registry.campaigns.routes import find_route
from registry.campaigns.service import opening, planning
from registry.campaigns.service.stages import plan_of, usual_stages
from registry.campaigns.states import OthersScores, StageKind
from registry.catalogue.states import Level
from registry.core.clock import today
from registry.core.db import db
from registry.review.models import Nomination
from registry.units.states import UnitKind
from registry.web.campaigns import previews


@pytest.fixture
def draft(make):
    return make.campaign(state="draft")


@pytest.fixture
def here(draft, make, client):
    client.sign_in(make.staff(draft.unit))
    return f"/quan-tri/dot-xet/{draft.reference}"


def verification():
    db.session.expire_all()
    return db.session.scalar(select(Campaign)).stages[1]


def test_who_acts_is_set_and_the_form_of_days_leaves_it(client, make, draft, here):
    commune = make.unit(parent=draft.unit, name="Xã Suối Tre")
    front = make.unit(kind=UnitKind.FRONT, parent=commune)
    answer = client.send_form(
        f"{here}/cac-buoc/2",
        level="commune", body="party_committee", line="party", working_days="7", returns_allowed="1",
        **{"exceptions-0-place": "xã suối tre", "exceptions-0-acting": front.code},
    )  # fmt: skip
    assert answer.status_code == 303
    assert client.send_form(f"{here}/cac-buoc", **{"verification-title": "Thẩm tra"}).status_code == 303
    stage = verification()
    assert (stage.title, stage.level, stage.body) == ("Thẩm tra", Level.COMMUNE, UnitKind.PARTY_COMMITTEE)
    assert (stage.working_days, stage.returns_allowed) == (7, 1)
    assert [(one.locality_id, one.body_id) for one in stage.exceptions] == [(commune.id, front.id)]
    page = client.get(f"{here}/cac-buoc").text
    assert "7 ngày làm việc, trả lại 1 lần" in page


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("exceptions-0-place", "Xã Không Có"),
        ("working_days", "0"),
        ("returns_allowed", "hai"),
        ("level", "x"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(client, here, field, typed):
    answer = client.send_form(f"{here}/cac-buoc/2", **{"exceptions-0-acting": "Xã Mẫu", field: typed})
    assert answer.status_code == 422
    assert f'id="{field}-e"' in answer.text
    assert verification().level is None


def test_w04_a_stage_changed_meanwhile_is_told_with_both(client, draft, here):
    planning.replace_stages(None, draft, [plan_of(one) for one in draft.stages])
    answer = client.send_form(f"{here}/cac-buoc/2", version="1", working_days="7")
    assert answer.status_code == 409
    assert verification().working_days is None
    assert client.get(f"{here}/cac-buoc/9").status_code == 404


def test_a_sample_shows_who_acts_and_what_could_hinder_and_stores_nothing(client, make, draft, here):
    commune = make.unit(parent=draft.unit)
    front = make.unit(kind=UnitKind.FRONT, parent=commune, name="Mặt trận xã Đồi")
    plans = [plan_of(one) for one in draft.stages]
    plans[1] = replace(plans[1], level=Level.COMMUNE, body=UnitKind.FRONT, working_days=5, returns_allowed=1)
    planning.replace_stages(None, draft, plans)
    page = client.get(f"{here}/thu?don-vi={commune.code}").text
    assert "Mặt trận xã Đồi" in page
    assert "tối đa 1 lần" in page
    steps = walking.walk(draft, commune)
    assert [one.id for one in steps[1].bodies] == [front.id]
    assert steps[1].due < draft.stages[1].ends_on
    # The staff of the province reach the Front; nobody scores or decides yet.
    assert [bool(step.hinders) for step in steps] == [True, False, True, True]
    assert db.session.scalar(select(func.count()).select_from(Nomination)) == 0
    assert client.get(f"{here}/thu?don-vi=khong%20co").status_code == 200


def test_a_campaign_does_not_open_while_nobody_acts_for_a_unit(make, draft):
    home = make.unit(parent=draft.unit, name="Xã Vắng")
    plans = [plan_of(one) for one in draft.stages]
    plans[1] = replace(plans[1], level=Level.COMMUNE, body=UnitKind.FRONT)
    planning.replace_stages(None, draft, plans)
    assert "Xã Vắng" in " ".join(opening.validate(draft))
    for _one in range(2):
        make.unit(kind=UnitKind.FRONT, parent=home)
    assert "nhiều cơ quan" in " ".join(opening.validate(draft))
    plans[1] = replace(plans[1], exceptions=((home.id, draft.unit_id),))
    planning.replace_stages(None, draft, plans)
    fronts = [sentence for sentence in opening.validate(draft) if "Xã Vắng" in sentence]
    assert fronts == []


def test_gaps_short_stages_and_missing_people_are_cautions(make):
    register, verify, score, decide = make.plan(opens_in=1, register_until=10)
    late = replace(decide, starts_on=score.ends_on.replace(year=score.ends_on.year + 1),
                   ends_on=score.ends_on.replace(year=score.ends_on.year + 1))  # fmt: skip
    short = replace(verify, working_days=200)
    told = " ".join(
        walking.list_cautions(make.campaign(state="draft", stages=[register, short, score, late]))
    )
    assert "không thuộc bước nào" in told
    assert "ngắn hơn giới hạn" in told
    assert "chưa có ai giữ vai trò" in told


def test_stages_that_overlap_or_have_no_working_day_are_cautions(make):
    *first, score, decide = make.plan(opens_in=1, register_until=10)
    early = replace(decide, starts_on=score.ends_on)
    campaign = make.campaign(state="draft", stages=[*first, score, early])
    assert f"“{decide.title}” bắt đầu khi “{score.title}” chưa hết." in walking.list_gaps(campaign)
    saturday = today() + timedelta(days=(5 - today().weekday()) % 7)
    rest = replace(decide, starts_on=saturday, ends_on=saturday + timedelta(days=1))
    campaign = make.campaign(state="draft", stages=[*first, score, rest])
    assert f"“{decide.title}” không có ngày làm việc nào." in walking.list_gaps(campaign)


def test_only_the_stages_over_an_unsettled_new_year_are_named(make):
    ensure_known_days()
    plans = usual_stages(date(2026, 12, 1), date(2027, 3, 31))
    told = [one for one in walking.list_cautions(make.campaign(state="draft", stages=plans)) if "Tết" in one]
    assert len(told) == 1
    assert plans[1].title in told[0]
    assert not any(plan.title in told[0] for plan in (plans[0], plans[3]))


def test_fewer_than_two_signers_who_do_nothing_else_are_a_caution(make, draft, here, client):
    def warned():
        return "trả lời đề nghị xem xét lại" in " ".join(walking.list_cautions(draft))

    assert not warned(), "that nobody may sign is said already"
    make.signer(draft.unit)
    assert warned()
    make.signer(draft.unit, user=make.staff(draft.unit))
    assert warned(), "whoever checks the dossiers can neither decide nor answer"
    page = f"/quan-tri/dot-xet/{draft.reference}/mo"
    assert "trả lời đề nghị xem xét lại" in client.get(page).text
    make.signer(draft.unit)
    assert not warned()


def test_a_campaign_begins_with_the_route_chosen(client, make, here):
    days = {"opens_on": "01/01/2027", "closes_on": "31/12/2027"}
    answer = client.send_form(
        "/quan-tri/dot-xet/moi", title="Đợt của Mặt trận", level="province", route="front", **days
    )
    assert answer.status_code == 303
    db.session.expire_all()
    begun = db.session.scalar(select(Campaign).where(Campaign.title == "Đợt của Mặt trận"))
    assert (begun.stages[1].level, begun.stages[1].body) == (Level.COMMUNE, UnitKind.FRONT)
    answer = client.send_form("/quan-tri/dot-xet/moi", title="Khác", level="province", route="x", **days)
    assert answer.status_code == 422


def test_quotas_are_set_on_the_page_of_registration(client, here):
    path = f"{here}/cac-buoc/1"
    assert client.send_form(path, unit_quota="0").status_code == 422
    assert client.send_form(path, unit_quota="3", commune_quota="12").status_code == 303
    db.session.expire_all()
    stage = db.session.scalar(select(Campaign)).stages[0]
    assert (stage.unit_quota, stage.commune_quota) == (3, 12)
    assert "3 hồ sơ một đơn vị, 12 hồ sơ một xã" in client.get(f"{here}/cac-buoc").text


def test_what_reviewers_may_know_is_set_on_the_page_of_scoring(client, here):
    path = f"{here}/cac-buoc/3"
    assert client.send_form(path, others_scores="sometimes").status_code == 422
    answer = client.send_form(path, blind_submitter="y", blind_reviewers=None, others_scores="never")
    assert answer.status_code == 303
    db.session.expire_all()
    stage = db.session.scalar(select(Campaign)).stages[2]
    assert (stage.blind_submitter, stage.blind_reviewers) == (True, False)
    assert stage.others_scores is OthersScores.NEVER
    assert "không bao giờ" in client.get(f"{here}/thu").text


@pytest.mark.parametrize("kind", list(StageKind))
def test_every_kind_says_what_its_people_see_and_do(kind):
    assert previews.SEES[kind]
    assert previews.DOES[kind]


def test_a_sample_begins_with_a_unit_nobody_acts_for_and_an_exact_name_wins(client, make):
    province = make.province()
    near = make.unit(name="Xã Bình An", parent=province)
    far = make.unit(name="Xã Bình An Đông", parent=province)
    bare = make.unit(name="Xã Không Mặt trận", parent=province)
    for one in (near, far):
        make.unit(kind=UnitKind.FRONT, parent=one)
    plans = find_route("front").plans(today(), today() + timedelta(days=90))
    campaign = make.campaign(province, state="draft", stages=plans)
    client.sign_in(make.staff(province))
    home = f"/quan-tri/dot-xet/{campaign.reference}"
    page = client.get(f"{home}/thu").text
    assert f"Đơn vị đề nghị: <b>{bare.name}</b>" in " ".join(page.split())
    exact = client.get(f"{home}/thu?don-vi=xã bình an").text
    assert "<b>Xã Bình An</b>" in exact
    for path in (home, f"{home}/cac-buoc"):
        text = client.get(path).text
        assert "cho 1 đơn vị: Xã Không Mặt trận." in text
        assert f"don-vi={bare.code}" in text
    assert "Cần sửa" in client.get(home).text
