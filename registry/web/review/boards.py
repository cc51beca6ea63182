"""The boards of a campaign as pages show them: a row for each stage, a link for each number."""

from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from registry.campaigns.models import Campaign
from registry.campaigns.queries import list_open
from registry.campaigns.states import StageKind
from registry.core.i18n import _
from registry.core.permissions import Permission, allowed
from registry.identity.models import User
from registry.review.queries import Look, boards_of, looks_for
from registry.web.review.present import stage_line
from registry.web.words import word

MANAGING = (
    Permission.NOMINATION_VERIFY,
    Permission.NOMINATION_ASSIGN,
    Permission.NOMINATION_RANK,
    Permission.CAMPAIGN_ADMINISTER,
)
SHOWN_IN_SHORT = 12


@dataclass(frozen=True)
class Chosen:
    """What an address narrows the list to: the board of a stage, what is looked for, and what that finds."""

    kind: StageKind | None
    look: Look | None
    ids: frozenset[int]

    @property
    def values(self) -> dict[str, Any]:
        """The same in an address."""
        return _values(self.kind, self.look)


def chosen(reader: User, campaign: Campaign) -> Chosen | None:
    """What the address asks for; None for the whole list. What the reader may not look for is not known."""
    kind = next((one for one in StageKind if one.value == request.args.get("buoc")), None)
    look = next((one for one in looks_for(reader, campaign) if one.value == request.args.get("xem")), None)
    if kind is None and look is None:
        return None
    boards = [one for one in boards_of(reader, campaign) if kind in (None, one.kind)]
    found = [number for one in boards for number in (one.ids if look is None else one.of[look])]
    return Chosen(kind, look, frozenset(found))


def is_run_by(reader: User, campaign: Campaign) -> bool:
    """Whether somebody helps to run a campaign."""
    return any(allowed(reader, one, campaign) for one in MANAGING)


def in_short(reader: User) -> list[dict[str, Any]]:
    """The open campaigns somebody helps to run in which there is something to look for, and how much."""
    run = ((one, sums_of(reader, one)) for one in list_open() if is_run_by(reader, one))
    found = [
        {"title": campaign.title, "href": _href(campaign), "looks": sums}
        for campaign, sums in run
        if any(look["count"] for look in sums.values())
    ]
    return found[:SHOWN_IN_SHORT]


def page_of(reader: User, campaign: Campaign, now: Chosen | None) -> dict[str, Any]:
    """The boards above the list, or the one that is looked at."""
    if now is not None:
        stage = next((one for one in campaign.stages if one.kind is now.kind), None)
        return {
            "title": stage.title if stage is not None else _("All stages"),
            "days": stage_line(stage),
            "choices": _choices_of(reader, campaign, now),
        }
    looks = [(word(look), "r") for look in looks_for(reader, campaign)]
    return {
        "heads": [_("Stage"), _("Days"), (_("Here now"), "r"), *looks],
        "rows": _rows_of(reader, campaign),
    }


def sums_of(reader: User, campaign: Campaign) -> dict[str, dict[str, Any]]:
    """How many each look finds in all stages together, by look."""
    boards = boards_of(reader, campaign)
    if not boards:
        return {}
    return {
        look.value: {
            "label": word(look),
            "count": sum(len(board.of[look]) for board in boards),
            "href": _href(campaign, None, look),
        }
        for look in looks_for(reader, campaign)
    }


def stages_of(reader: User, campaign: Campaign) -> dict[int, str]:
    """The title of the stage in which each nomination stands, as its boards count it."""
    titles = {stage.kind: stage.title for stage in campaign.stages}
    return {number: titles[board.kind] for board in boards_of(reader, campaign) for number in board.ids}


def _rows_of(reader: User, campaign: Campaign) -> list[dict[str, Any]]:
    """A row for each stage: how many stand in it, and how many each look finds."""
    stages = {stage.kind: stage for stage in campaign.stages}
    return [
        {
            "title": stages[board.kind].title,
            "days": stage_line(stages[board.kind]),
            "here": (len(board.ids), _href(campaign, board.kind)),
            "looks": [
                {
                    "label": word(look),
                    "count": len(found),
                    "href": _href(campaign, board.kind, look),
                    "late": look is Look.OVERDUE,
                }
                for look, found in board.of.items()
            ],
        }
        for board in boards_of(reader, campaign)
    ]


def _choices_of(reader: User, campaign: Campaign, now: Chosen) -> list[dict[str, Any]]:
    """The links that narrow one board, or all of them, to what is looked for."""
    boards = [one for one in boards_of(reader, campaign) if now.kind in (None, one.kind)]
    some = [
        {
            "label": word(look),
            "href": _href(campaign, now.kind, look),
            "count": sum(len(board.of[look]) for board in boards),
            "current": now.look is look,
        }
        for look in looks_for(reader, campaign)
    ]
    every = {
        "label": _("All"),
        "href": _href(campaign, now.kind) if now.kind else _href(campaign),
        "count": sum(len(board.ids) for board in boards) if now.kind else None,
        "current": now.look is None,
    }
    return [every, *some]


def _href(campaign: Campaign, kind: StageKind | None = None, look: Look | None = None) -> str:
    return url_for("review.list_nominations", reference=campaign.reference, **_values(kind, look))


def _values(kind: StageKind | None, look: Look | None) -> dict[str, Any]:
    return {name: one.value for name, one in (("buoc", kind), ("xem", look)) if one is not None}
