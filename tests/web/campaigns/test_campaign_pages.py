"""Pages of campaigns: from a new draft to an open and a closed campaign, wrong values, wrong people."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from registry.audit import service as audit
from registry.campaigns.models import Campaign
from registry.campaigns.service import planning
from registry.campaigns.service.stages import usual_stages
from registry.campaigns.states import ESSENTIAL, CampaignState
from registry.catalogue.states import Level
from registry.core.clock import now, today
from registry.core.db import db
from registry.core.transaction import transaction
from registry.operations.housekeeping import clear_away
from registry.review.states import NominationState
from registry.units.models import Unit

HOME = "/quan-tri/dot-xet"


def day(offset):
    return f"{today() + timedelta(days=offset):%d/%m/%Y}"


@pytest.fixture
def staff(make, client):
    """Registry staff of a province, signed in."""
    person = make.staff(make.province(code="minh-hoa", name="tỉnh Minh Họa"))
    client.sign_in(person)
    return person


@pytest.fixture
def province(staff):
    return staff.grants[0].unit_id


@pytest.fixture
def draft(make, staff):
    return make.campaign(db.session.get(type(make.unit()), staff.grants[0].unit_id), state="draft")


def stored():
    db.session.rollback()
    return db.session.scalars(select(Campaign)).all()


def token_of(page):
    return page.text.split('name="csrf_token" value="')[1].split('"')[0]


def details(**values):
    return {
        "title": "Bình xét mô hình Dân vận khéo năm nay",
        "unit": "minh-hoa",
        "level": "province",
        "opens_on": day(0),
        "closes_on": day(90),
        "pass_mark": "80",
        "praise_mark": "64,5",
        **values,
    }


def test_campaign_is_planned_opened_read_and_closed_without_scripts(make, client, staff):
    answer = client.send_form(f"{HOME}/moi", **details())
    assert answer.status_code == 303
    (campaign,) = stored()
    here = f"{HOME}/{campaign.reference}"
    assert answer.location.endswith(here)
    assert [stage.kind for stage in campaign.stages] == list(ESSENTIAL)
    assert str(campaign.praise_mark) == "64.5"
    assert client.send_form(f"{here}/phieu-cham/mau").status_code == 303
    answer = client.send_form(f"{here}/cac-buoc", **{"scoring-title": "Hội đồng chấm"})
    assert answer.status_code == 303
    assert client.get(f"/dot-xet/{campaign.reference}").status_code == 200
    assert client.application.test_client().get(f"/dot-xet/{campaign.reference}").status_code == 404
    assert client.send_form(f"{here}/mo").location.endswith(here)
    (campaign,) = stored()
    assert (campaign.state, campaign.stages[2].title) == (CampaignState.OPEN, "Hội đồng chấm")
    page = client.application.test_client().get(f"/dot-xet/{campaign.reference}")
    assert page.status_code == 200
    assert "17:00 UTC" in page.text
    assert campaign.rubric.criteria[0].bands[0].anchor in page.text
    english = client.application.test_client().get(f"/en/dot-xet/{campaign.reference}")
    for stage in campaign.stages:
        assert f'<bdi lang="vi">{stage.title}</bdi>' in english.text
    assert campaign.rubric.criteria[0].bands[0].anchor_en in english.text
    assert client.send_form(f"{here}/dong").status_code == 303
    assert stored()[0].state is CampaignState.CLOSED


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("title", " "),
        ("title", "x" * 301),
        ("unit", "khong-co"),
        ("level", "xa"),
        ("year", "26"),
        ("year", "9" * 5000),
        ("year", "hai"),
        ("opens_on", "31/02/2026"),
        ("closes_on", day(-1)),
        ("pass_mark", "NaN"),
        ("pass_mark", "-1"),
        ("praise_mark", "90"),
        ("praise_mark", "1e9"),
        ("reviews_wanted", "0"),
        ("reviews_wanted", "99"),
        ("spread_alarm", "nhiều"),
    ],
)
def test_wrong_value_is_said_beside_its_field_and_the_rest_is_kept(client, staff, field, typed):
    values = details(title="Đợt xét giữ nguyên") if field != "title" else details(closes_on=day(77))
    answer = client.send_form(f"{HOME}/moi", **{**values, field: typed})
    assert answer.status_code == 422
    assert f'id="{field}-e"' in answer.text
    assert f'href="#{field}"' in answer.text
    assert ("Đợt xét giữ nguyên" if field != "title" else day(77)) in answer.text
    assert stored() == []


def test_district_campaign_cannot_be_dated_after_the_level_ended(client, staff):
    answer = client.send_form(f"{HOME}/moi", **details(level=Level.DISTRICT_LEGACY.value))
    assert answer.status_code == 422
    assert 'id="level-e"' in answer.text
    assert stored() == []


def test_wrong_stage_is_said_in_its_row(client, draft):
    path = f"{HOME}/{draft.reference}/cac-buoc"
    wrong = {"scoring-ends_on": "01/01/2020", "decision-title": "", "registration-starts_on": "mai"}
    answer = client.send_form(path, **wrong)
    assert answer.status_code == 422
    for name in wrong:
        assert f'id="{name}-e"' in answer.text
    assert 'value="mai"' in answer.text
    assert stored()[0].stages[2].ends_on != "2020-01-01"
    assert draft.stages[3].title


def test_criterion_is_added_changed_moved_and_removed(client, draft):
    path = f"{HOME}/{draft.reference}/phieu-cham"
    new = {
        "label": "Cách làm mới",
        "max_points": "10",
        "place": "1",
        "bands-0-label": "Đạt",
        "bands-0-low": "0",
        "bands-0-high": "6,5",
        "bands-1-label": "Tốt",
        "bands-1-low": "7",
        "bands-1-high": "10",
        "bands-1-anchor": "Có số liệu",
    }
    assert client.send_form(f"{path}/3", **new).status_code == 303
    labels = [criterion.label for criterion in stored()[0].rubric.criteria]
    assert labels == ["Cách làm mới", "Kết quả có minh chứng", "Lan tỏa, nhân rộng"]
    assert client.send_form(f"{path}/1", label="Cách làm hay", place="3").status_code == 303
    assert [c.label for c in stored()[0].rubric.criteria][2] == "Cách làm hay"
    assert str(stored()[0].rubric.criteria[2].bands[0].high) == "6.5"
    assert client.send_form(f"{path}/3/bo").status_code == 303
    assert len(stored()[0].rubric.criteria) == 2
    assert client.send_form(path, title="Phiếu chấm của tỉnh", provenance="HD 05").status_code == 303
    assert (stored()[0].rubric.title, stored()[0].rubric.provenance) == ("Phiếu chấm của tỉnh", "HD 05")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"label": ""}, "label"),
        ({"max_points": "mười"}, "max_points"),
        ({"bands-1-low": "NaN"}, "bands-1-low"),
        ({"bands-2-label": ""}, "bands-2-label"),
        ({"bands-3-label": "Thừa"}, "bands-3-low"),
    ],
)
def test_wrong_criterion_is_said_beside_its_field(client, draft, wrong, field):
    answer = client.send_form(f"{HOME}/{draft.reference}/phieu-cham/1", **wrong)
    assert answer.status_code == 422
    assert f'id="{field}-e"' in answer.text
    assert stored()[0].rubric.criteria[0].label == "Kết quả có minh chứng"


def test_levels_with_a_gap_are_refused_with_the_reason(client, draft):
    answer = client.send_form(f"{HOME}/{draft.reference}/phieu-cham/1", **{"bands-1-low": "25"})
    assert answer.status_code == 422
    assert "errsum" in answer.text
    assert 'value="25"' in answer.text
    assert stored()[0].rubric.criteria[0].bands[1].low == 21


def test_draft_that_lacks_something_says_what_and_does_not_open(make, client, staff):
    unit = db.session.get(type(make.unit()), staff.grants[0].unit_id)
    campaign = make.campaign(unit, state="draft", criteria=())
    page = client.get(f"{HOME}/{campaign.reference}/mo")
    assert page.status_code == 200
    assert "faults" in page.text
    token = (
        client.get(f"{HOME}/{campaign.reference}").text.split('name="csrf_token" value="')[1].split('"')[0]
    )
    answer = client.post(f"{HOME}/{campaign.reference}/mo", data={"csrf_token": token, "once": "x"})
    assert answer.status_code == 409
    assert stored()[0].state is CampaignState.DRAFT


def test_campaign_with_undecided_nominations_says_so_and_stays_open(make, client):
    case = make.case(state=NominationState.SUBMITTED)
    client.sign_in(case.staff)
    path = f"{HOME}/{case.campaign.reference}/dong"
    page = client.get(path)
    assert "faults" in page.text
    token = token_of(page)
    assert client.post(path, data={"csrf_token": token, "once": "y"}).status_code == 409
    assert stored()[0].state is CampaignState.OPEN


def test_w10_open_campaign_refuses_every_change(make, client, staff, draft):
    pages = ("thong-tin", "cac-buoc", "phieu-cham", "phieu-cham/1", "phieu-cham/mau", "phieu-cham/1/bo")
    pages += ("phieu-cham/moi", "phieu-cham/nhom/1", "phieu-cham/nhom/1/bo")
    make.grouped(draft)
    forms = {page: client.get(f"{HOME}/{draft.reference}/{page}").status_code for page in pages}
    assert set(forms.values()) == {200}
    client.send_form(f"{HOME}/{draft.reference}/mo")
    before = [criterion.id for criterion in stored()[0].rubric.criteria]
    for page in pages:
        assert client.send_form(f"{HOME}/{draft.reference}/{page}").status_code == 409, page
    assert [criterion.id for criterion in stored()[0].rubric.criteria] == before


def test_w04_two_people_change_one_draft_and_the_second_sees_both_texts(client, draft):
    path = f"{HOME}/{draft.reference}/thong-tin"
    planning.replace_stages(None, draft, usual_stages(draft.opens_on, draft.closes_on))
    answer = client.send_form(path, version="1", title="Tên của tôi")
    assert answer.status_code == 409
    assert "Tên của tôi" in answer.text
    assert draft.title in answer.text
    assert stored()[0].title != "Tên của tôi"


def test_w05_form_sent_twice_makes_one_campaign(client, staff):
    first = client.send_form(f"{HOME}/moi", **details(once="the-same-key-1"))
    second = client.send_form(f"{HOME}/moi", **details(once="the-same-key-1"))
    assert first.location == second.location
    assert len(stored()) == 1


def test_w06_form_sent_again_an_hour_later_changes_nothing(client, staff):
    sent = details(once="the-same-key-1")
    first = client.send_form(f"{HOME}/moi", **sent)
    with time_machine.travel(now() + timedelta(hours=1), tick=False):
        clear_away()
        again = client.send_form(f"{HOME}/moi", **sent)
    assert (again.status_code, again.location) == (303, first.location)
    assert len(stored()) == 1


def test_w06_form_of_somebody_else_is_not_taken_for_done(app, make, client, staff):
    colleague = make.staff(db.session.get(Unit, staff.grants[0].unit_id))
    # Without the mark of the session, both send the very same.
    sent = details(once="the-same-key-1", of_session=None)
    client.send_form(f"{HOME}/moi", **sent)
    other = app.test_client()
    other.sign_in(colleague)
    other.send_form(f"{HOME}/moi", **sent)
    assert len(stored()) == 2


def test_copy_for_another_year(client, draft):
    year = draft.year + 1
    assert client.send_form(f"{HOME}/{draft.reference}/nhan-ban", year=str(year)).status_code == 303
    assert [campaign.year for campaign in stored()] == [draft.year, year]


PAGES = (
    "", "/thong-tin", "/cac-buoc", "/phieu-cham", "/phieu-cham/1", "/phieu-cham/moi", "/phieu-cham/nhom/1",
    "/mo", "/dong", "/nhan-ban",
)  # fmt: skip


def test_planning_is_for_administrators_and_staff_of_the_scope(make, app, draft):
    opened = make.campaign(draft.unit)
    for person, expected in (
        (make.lead(draft.unit), (403, 403)),
        (make.signer(draft.unit), (403, 403)),
        (make.staff(make.province()), (404, 403)),
        (make.administrator(draft.unit), (200, 200)),
    ):
        client = app.test_client()
        client.sign_in(person)
        for page in PAGES:
            found = tuple(
                client.get(f"{HOME}/{campaign.reference}{page}").status_code for campaign in (draft, opened)
            )
            assert found == expected, page
        assert client.get(f"/dot-xet/{opened.reference}").status_code == 200


def test_stranger_signs_in_first_and_reads_open_campaigns_without(make, client):
    campaign = make.campaign()
    assert client.get(HOME).status_code == 303
    assert client.get(f"{HOME}/{campaign.reference}").status_code == 303
    assert client.get(f"/dot-xet/{campaign.reference}").status_code == 200


@pytest.mark.parametrize("number", ["0", "4", "99", "100", "9" * 26, "-1", "1.5", "%00"])
def test_unknown_places_and_references_are_404(client, draft, number):
    assert client.get(f"{HOME}/{draft.reference}/phieu-cham/{number}").status_code == 404
    assert client.get(f"{HOME}/DX-{number}").status_code in {303, 404}
    assert client.get(f"/dot-xet/{number}").status_code == 404
    assert len(stored()) == 1


def test_list_shows_only_what_one_runs(make, client, draft):
    make.campaign(make.province(), title="Của tỉnh khác")
    page = client.get(HOME)
    assert draft.title in page.text
    assert "Của tỉnh khác" not in page.text


def test_copy_is_offered_with_the_name_of_its_year(make, staff, client):
    unit = db.session.get(type(make.unit()), staff.grants[0].unit_id)
    campaign = make.campaign(unit, state="draft")
    with transaction():
        campaign.title = f"Bình xét năm {campaign.year}"
        audit.record(None, "campaign.changed", campaign)
    page = client.get(f"{HOME}/{campaign.reference}/nhan-ban").text
    assert f'value="Bình xét năm {max(campaign.year + 1, today().year)}"' in page


def test_level_above_the_unit_is_refused_beside_its_field(client, staff):
    page = client.send_form(f"{HOME}/moi", **details(level="central"))
    assert page.status_code == 422
    assert "cannot confer" in page.text or "không có thẩm quyền" in page.text
    assert stored() == []


def test_everything_wrong_with_a_campaign_is_told_at_once(client, staff):
    wrong = {"opens_on": "31/02/2026", "year": "26", "level": "central", "praise_mark": "90"}
    page = client.send_form(f"{HOME}/moi", **details(**wrong))
    assert page.status_code == 422
    for field in wrong:
        assert f'id="{field}-error"' in page.text or f'href="#{field}"' in page.text, field
    assert stored() == []


def test_campaign_that_takes_nominations_later_says_so_everywhere(make, client, staff, province):
    unit = staff.grants[0].unit_id
    plan = [replace(one, starts_on=max(one.starts_on, today() + timedelta(days=5))) for one in make.plan()]
    campaign = make.campaign(db.session.get(Unit, unit), stages=plan)
    first = f"Nhận hồ sơ từ {day(5)}"
    public = client.application.test_client()
    for path in ("/", f"/dot-xet/{campaign.reference}"):
        assert first in public.get(path).text, path
    for path in (HOME, "/binh-xet", f"/dot-xet/{campaign.reference}", f"/dot-xet/{campaign.reference}/ho-so"):
        page = client.get(path).text
        assert "Sắp nhận hồ sơ" in page, path
    assert "Đang mở" not in client.get(HOME).text


def test_council_goes_from_the_campaign_to_its_dossiers_and_ranking(make, client, staff):
    campaign = make.campaign(db.session.get(Unit, staff.grants[0].unit_id))
    here = f"/dot-xet/{campaign.reference}"
    assert f'href="{here}/ho-so"' in client.get(here).text
    assert "/xep-hang" not in client.get(here).text
    secretary = client.application.test_client()
    secretary.sign_in(make.secretary(campaign.unit))
    assert "/xep-hang" in secretary.get(here).text
    assert f'href="{here}/ho-so"' not in client.application.test_client().get(here).text
