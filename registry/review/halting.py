"""What of a review stands still while its campaign is halted."""

from typing import Any

from registry.campaigns import halts
from registry.campaigns.halts import CampaignOf, above
from registry.campaigns.models import Campaign
from registry.review.appeals import Appeal
from registry.review.council import AgendaItem, CouncilMove, CouncilSession, CouncilVote, SessionMember
from registry.review.discrepancy import Discrepancy, Rereading
from registry.review.eligibility import EligibilityCheck
from registry.review.models import (
    Assignment,
    Decision,
    DecisionCorrection,
    Mark,
    Nomination,
    Recognition,
    Recusal,
    StageVisit,
)
from registry.review.objections import NoticeSheet, Objection
from registry.review.panel import MarkChange, Question, Remark
from registry.review.pending import PendingDecision

# By which relationships each kind of row leads to its campaign.
WAYS: dict[type[Any], tuple[str, ...]] = {
    Nomination: ("campaign",),
    StageVisit: ("nomination", "campaign"),
    Assignment: ("nomination", "campaign"),
    Recusal: ("nomination", "campaign"),
    Mark: ("assignment", "nomination", "campaign"),
    MarkChange: ("assignment", "nomination", "campaign"),
    Decision: ("nomination", "campaign"),
    DecisionCorrection: ("decision", "nomination", "campaign"),
    PendingDecision: ("nomination", "campaign"),
    Recognition: ("nomination", "campaign"),
    EligibilityCheck: ("visit", "nomination", "campaign"),
    NoticeSheet: ("visit", "nomination", "campaign"),
    Discrepancy: ("nomination", "campaign"),
    Rereading: ("discrepancy", "nomination", "campaign"),
    Question: ("nomination", "campaign"),
    Remark: ("nomination", "campaign"),
    Objection: ("nomination", "campaign"),
    Appeal: ("nomination", "campaign"),
    CouncilSession: ("campaign",),
    SessionMember: ("session", "campaign"),
    AgendaItem: ("session", "campaign"),
    CouncilVote: ("item", "session", "campaign"),
    CouncilMove: ("nomination", "campaign"),
}
# What goes on, with the reason: the check of the guard reads it.
GOES_ON = {
    "deadline_extensions": "the time that a halt costs is given back while it lasts",
    "appraisal_teams": "who would read together; whom they are given stands still",
    "objectors": "belongs to an objection, which may come in",
    "dossier_bags": "a copy of what stands there, made for whoever asked",
    "archived_files": "notes that a file of papers went to the archive",
    "stage_bodies": "is part of a plan, frozen since the campaign opened",
    "criterion_bands": "is part of a sheet, frozen since the campaign opened",
    "campaign_halts": "the halt itself",
    "stage_snapshots": "is written once and changes nothing",
}
# Days of the law run for whoever objects or appeals: that comes in, and is answered afterwards.
MAY_BEGIN = (Objection, Appeal)


def init() -> None:
    """Have them refused."""
    halts.guard({row: _by(way) for row, way in WAYS.items()}, may_begin=MAY_BEGIN)


def _by(way: tuple[str, ...]) -> CampaignOf:
    def campaign_of(row: Any) -> Campaign | None:
        for name in way:
            row = above(row, name) if row is not None else None
        return row

    return campaign_of
