"""What was settled in a campaign, and what differs now."""

from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from registry.campaigns import halts, queries
from registry.campaigns.models import Campaign
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.review.comparing import WHAT_NAMES, Told, What, told_to
from registry.review.snapshots import (
    OCCASION_NAMES,
    DamagedSnapshot,
    StageSnapshot,
    get_snapshot,
    list_snapshots,
)
from registry.web.campaigns.blueprint import bp
from registry.web.guard import actor, permission
from registry.web.words import word


def _campaign(reference: str) -> Campaign:
    campaign = queries.get_campaign(actor(), reference)
    require(actor(), Permission.SNAPSHOT_READ, campaign)
    return campaign


@bp.get("/dot-xet/<ref:reference>/ban-chot")
@permission(Permission.SNAPSHOT_READ)
def list_stage_snapshots(reference: str) -> ResponseReturnValue:
    """What was kept of a campaign, and when it was halted."""
    campaign = _campaign(reference)
    return render_template(
        "campaigns/list_snapshots.html",
        campaign=campaign,
        rows=[_row(one) for one in list_snapshots(campaign)],
        halts=[_halt_row(one) for one in halts.list_halts(campaign)],
    )


@bp.get("/dot-xet/<ref:reference>/ban-chot/<int(max=99999):number>")
@permission(Permission.SNAPSHOT_READ)
def show_stage_snapshot(reference: str, number: int) -> ResponseReturnValue:
    """What differs now from what was kept."""
    campaign = _campaign(reference)
    snapshot = get_snapshot(campaign, number)
    try:
        found, is_damaged = told_to(actor(), snapshot), False
    except DamagedSnapshot:
        found, is_damaged = [], True
    criteria = {one.id: one.label for one in campaign.rubric.criteria} if campaign.rubric else {}
    return render_template(
        "campaigns/show_snapshot.html",
        campaign=campaign,
        snapshot=_row(snapshot),
        is_damaged=is_damaged,
        rows=[_difference(one, criteria) for one in found],
        hides_values=any(not one.with_values for one in found),
    )


def _row(one: StageSnapshot) -> dict[str, Any]:
    return {
        "number": one.number,
        "at": one.taken_at,
        "occasion": OCCASION_NAMES[one.occasion],
        "stage": one.stage.title if one.stage else "",
        "nominations": one.nominations,
        "ballots": one.ballots,
        "digest": one.digest,
        "href": url_for("campaigns.show_stage_snapshot", reference=one.campaign.reference, number=one.number),
    }


def _halt_row(one: halts.CampaignHalt) -> dict[str, Any]:
    operator = _("the operator")
    return {
        "at": one.halted_at,
        "by": one.halted_by.name if one.halted_by else operator,
        "reason": one.reason,
        "lifted_at": one.lifted_at,
        "lifted_by": one.lifted_by.name if one.lifted_by else operator,
        "lift_reason": one.lift_reason,
    }


def _difference(told: Told, criteria: dict[int, str]) -> dict[str, Any]:
    one = told.difference
    return {
        "nomination": one.nomination,
        "href": url_for("review.show_nomination", reference=one.nomination),
        "what": WHAT_NAMES[one.what],
        "ballot": _("Ballot %(number)s", number=one.number) if one.number else "",
        "criterion": criteria.get(one.criterion or 0, ""),
        "shown": told.with_values,
        "then": _value(one.what, one.then),
        "now": _value(one.what, one.now),
    }


def _value(what: What, value: str) -> str:
    """A value in words where it is a word of the program."""
    families = {What.STATE: "nomination", What.SIDE: "side"}
    return str(word(value, families[what])) if value and what in families else value
