"""The public notice: everybody reads what is proposed, and nothing else of the review."""

from datetime import timedelta

import pytest

from registry.campaigns.service.planning import StagePlan
from registry.campaigns.states import StageKind
from registry.core.clock import today
from registry.core.db import db
from registry.identity.models import Role
from registry.review.states import NominationState


@pytest.fixture
def campaign(make):
    *first, decision = make.plan()
    notice = StagePlan(
        StageKind.PUBLIC_NOTICE, "Công khai", first[0].starts_on, today(), Role.COUNCIL_SECRETARY
    )
    return make.campaign(stages=[*first, notice, decision])


def scored(make, campaign, *totals):
    case = make.case(campaign=campaign, state=NominationState.VERIFIED)
    case.assign()
    case.score_all(*totals)
    return case


def move_notice(campaign, days):
    stage = next(one for one in campaign.stages if one.kind is StageKind.PUBLIC_NOTICE)
    stage.starts_on += timedelta(days=days)
    stage.ends_on += timedelta(days=days)
    db.session.commit()


def test_everybody_reads_what_is_proposed_without_points_or_names(make, client, campaign):
    proposed, other = scored(make, campaign, 85, 91), scored(make, campaign, 40, 50)

    page = client.get(f"/dot-xet/{campaign.reference}/cong-khai")

    assert page.status_code == 200
    assert proposed.nomination.exemplar_version.title in page.text
    assert proposed.nomination.unit_name in page.text
    assert other.nomination.unit_name not in page.text
    people = [proposed.member, proposed.lead, *proposed.reviewers]
    assert [one.name for one in people if one.name in page.text] == []
    assert "88" not in page.text.split("<main")[1].split("</main>")[0].replace(campaign.reference, "")
    assert f"/dot-xet/{campaign.reference}/cong-khai" in client.get(f"/dot-xet/{campaign.reference}").text


@pytest.mark.parametrize("days", [-100, 100])
def test_nothing_is_on_show_outside_its_days(make, client, campaign, days):
    case = scored(make, campaign, 85, 91)
    move_notice(campaign, days)
    page = client.get(f"/dot-xet/{campaign.reference}/cong-khai")
    assert page.status_code == 200
    assert case.nomination.unit_name not in page.text


def test_campaign_without_a_notice_has_no_such_page(make, client):
    assert client.get(f"/dot-xet/{make.campaign().reference}/cong-khai").status_code == 404


def test_signer_is_told_why_nothing_can_be_decided_yet(make, client, campaign):
    case = scored(make, campaign, 85, 91)
    client.sign_in(case.signer)
    page = client.get(f"/de-cu/{case.nomination.reference}/quyet-dinh")
    assert f"Đang công khai lấy ý kiến đến hết ngày {today():%d/%m/%Y}" in page.text
