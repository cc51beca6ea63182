"""A reviewer's queue: what was given, how far it is, what comes next."""

from typing import Any

from flask import url_for

from registry.campaigns.queries import find_stage
from registry.campaigns.states import CampaignState, StageKind
from registry.core.i18n import _
from registry.core.paging import slice_of
from registry.identity.models import User
from registry.review import blindness, queries
from registry.review.models import Assignment
from registry.review.states import AssignmentState, NominationState
from registry.web.filters import as_number
from registry.web.review import sheet
from registry.web.review.dossier import field_of, version_judged, warnings_of
from registry.web.review.present import days_left
from registry.web.words import words_of_state

A = AssignmentState
TO_DO = (A.ASSIGNED, A.SCORING)
SHOWN = (A.ASSIGNED, A.SCORING, A.SUBMITTED)
PAST = "closed"


def page_of(reviewer: User, asked: str | None, number: int = 1) -> dict[str, Any]:
    """Everything the queue's page shows, narrowed to one state when one was asked for."""
    given = sorted(queries.list_assignments(reviewer), key=_order)
    every = [one for one in given if one.nomination.campaign.state is CampaignState.OPEN]
    past = [one for one in given if one.nomination.campaign.state is not CampaignState.OPEN]
    waiting = queries.in_turn(every)
    chosen = next((state for state in SHOWN if state.value == asked), None)
    is_past = asked == PAST and bool(past)
    shown = past if is_past else [one for one in every if chosen in (None, one.state)]
    due = min((last for one in waiting if (last := _due(one))), default=None)
    left, late = days_left(due)
    page = slice_of(shown, number)
    queries.load_given(page.items)
    current = PAST if is_past else chosen.value if chosen else ""
    return {
        "progress": _progress(every),
        "due": due,
        "left": left,
        "late": late,
        "next": sheet.page_of(waiting[0]) if waiting else "",
        "choices": _choices(every, past, current),
        "rows": [_row(reviewer, one) for one in page.items],
        "page": page,
        "page_href": lambda n: _address(current, n),
        "any": bool(given),
    }


def _address(state: str, number: int) -> str:
    values: dict[str, Any] = {"trang-thai": state} if state else {}
    return url_for("review.list_assignments", **values, trang=number)


def _progress(every: list[Assignment]) -> list[dict[str, Any]]:
    """How far the ballots of each open campaign are."""
    campaigns = dict.fromkeys(one.nomination.campaign for one in every)
    return [
        {
            "title": campaign.title if len(campaigns) > 1 else "",
            "total": sum(one.nomination.campaign is campaign for one in every),
            "done": sum(one.nomination.campaign is campaign and one.state is A.SUBMITTED for one in every),
        }
        for campaign in campaigns
    ]


def _is_to_do(assignment: Assignment) -> bool:
    return assignment.state in TO_DO and assignment.nomination.state is NominationState.VERIFIED


def _order(assignment: Assignment) -> tuple[bool, str, int]:
    """What is still to be done first, by its last day."""
    return (not _is_to_do(assignment), str(_due(assignment) or "9999"), assignment.id)


def _due(assignment: Assignment) -> Any:
    stage = find_stage(assignment.nomination.campaign, StageKind.SCORING)
    return stage.ends_on if stage else None


def _choices(every: list[Assignment], past: list[Assignment], asked: str) -> list[dict[str, Any]]:
    """The links that narrow the queue; what was scored in closed campaigns stands apart."""

    def choice(label: Any, value: str, count: int) -> dict[str, Any]:
        values: dict[str, Any] = {"trang-thai": value} if value else {}
        href = url_for("review.list_assignments", **values)
        return {"label": label, "href": href, "count": count, "current": asked == value}

    counts = {state: sum(one.state is state for one in every) for state in SHOWN}
    found = [choice(_("All"), "", len(every))]
    found += [choice(words_of_state(state)[0], state.value, counts[state]) for state in SHOWN]
    return [*found, choice(_("Closed campaigns"), PAST, len(past))] if past else found


def _row(reviewer: User, assignment: Assignment) -> dict[str, Any]:
    """One line; of a nomination not opened yet only title and unit show."""
    nomination = blindness.seen(reviewer, assignment.nomination)
    version = version_judged(reviewer, assignment.nomination)
    opened = assignment.state is not A.ASSIGNED
    sums = sheet.sums_of_ballot(assignment)
    left, late = days_left(_due(assignment))
    return {
        "title": version.title,
        "href": sheet.page_of(assignment),
        "code": nomination.reference,
        "field": field_of(version) if opened else None,
        "unit": nomination.unit_name,
        "state": words_of_state(assignment.state),
        "late": left if late and _is_to_do(assignment) else "",
        "opened": opened,
        "warnings": warnings_of(version) if opened else [],
        "total": as_number(sums.points) if sums.done else "",
        "of": as_number(sums.most) if sums.done else "",
    }
