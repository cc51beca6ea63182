"""A reviewer's queue: what was given, how far it is, what comes next."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for

from registry.campaigns.states import CampaignState
from registry.core.i18n import _
from registry.core.paging import slice_of
from registry.identity.models import User
from registry.review import blindness, queries
from registry.review.models import Assignment
from registry.review.states import STILL_TO_SCORE, AssignmentState, NominationState
from registry.web.filters import as_number
from registry.web.review import sheet
from registry.web.review.dossier import field_of, version_judged, version_of, warnings_in
from registry.web.review.present import days_left
from registry.web.words import words_of_state

A = AssignmentState
SHOWN = (A.ASSIGNED, A.SCORING, A.SUBMITTED)
PAST = "closed"


def page_of(reviewer: User, asked: str | None, number: int = 1) -> dict[str, Any]:
    """Everything the queue's page shows, narrowed to one state when one was asked for."""
    given = sorted(queries.list_turns(reviewer), key=_order)
    every = [one for one in given if one.campaign.state is CampaignState.OPEN]
    past = [one for one in given if one.campaign.state is not CampaignState.OPEN]
    waiting = queries.in_turn(every)
    chosen = next((state for state in SHOWN if state.value == asked), None)
    is_past = asked == PAST and bool(past)
    shown = past if is_past else [one for one in every if chosen in (None, one.state)]
    due = min((one.due for one in waiting if one.due), default=None)
    left, late = days_left(due)
    page = slice_of(shown, number)
    current = PAST if is_past else chosen.value if chosen else ""
    return {
        "progress": _progress(every),
        "due": due,
        "left": left,
        "late": late,
        "next": sheet.page_of(waiting[0]) if waiting else "",
        "choices": _choices(every, past, current),
        "rows": _rows(reviewer, page.items),
        "page": page,
        "page_href": lambda n: _address(current, n),
        "any": bool(given),
    }


def _address(state: str, number: int) -> str:
    values: dict[str, Any] = {"trang-thai": state} if state else {}
    return url_for("review.list_assignments", **values, trang=number)


def _progress(every: list[queries.Turn]) -> list[dict[str, Any]]:
    """How far the ballots of each open campaign are."""
    campaigns = dict.fromkeys(one.campaign for one in every)
    return [
        {
            "title": campaign.title if len(campaigns) > 1 else "",
            "total": sum(one.campaign is campaign for one in every),
            "done": sum(one.campaign is campaign and one.state is A.SUBMITTED for one in every),
        }
        for campaign in campaigns
    ]


def _is_to_do(turn: queries.Turn) -> bool:
    return turn.state in STILL_TO_SCORE and turn.nomination_state is NominationState.VERIFIED


def _order(turn: queries.Turn) -> tuple[bool, str, int]:
    """What is still to be done first, by its last day."""
    return (not _is_to_do(turn), str(turn.due or "9999"), turn.id)


def _choices(every: list[queries.Turn], past: list[queries.Turn], asked: str) -> list[dict[str, Any]]:
    """The links that narrow the queue; what was scored in closed campaigns stands apart."""

    def choice(label: Any, value: str, count: int) -> dict[str, Any]:
        values: dict[str, Any] = {"trang-thai": value} if value else {}
        href = url_for("review.list_assignments", **values)
        return {"label": label, "href": href, "count": count, "current": asked == value}

    counts = {state: sum(one.state is state for one in every) for state in SHOWN}
    found = [choice(_("All"), "", len(every))]
    found += [choice(words_of_state(state)[0], state.value, counts[state]) for state in SHOWN]
    return [*found, choice(_("Closed campaigns"), PAST, len(past))] if past else found


def _rows(reviewer: User, turns: Sequence[queries.Turn]) -> list[dict[str, Any]]:
    given = queries.load_given([one.id for one in turns])
    warnings = warnings_in(version_of(one.nomination) for one in given)
    return [_row(reviewer, *pair, warnings) for pair in zip(turns, given, strict=True)]


def _row(
    reviewer: User, turn: queries.Turn, assignment: Assignment, warnings: Mapping[int, list[str]]
) -> dict[str, Any]:
    """One line; of a nomination not opened yet only title, field and unit show."""
    nomination = blindness.seen(reviewer, assignment.nomination)
    version = version_judged(reviewer, assignment.nomination)
    opened = assignment.state is not A.ASSIGNED
    sums = sheet.sums_of_ballot(assignment)
    left, late = days_left(turn.due)
    return {
        "title": version.title,
        "href": sheet.page_of(assignment),
        "code": nomination.reference,
        "field": field_of(version),
        "unit": nomination.unit_name,
        "state": words_of_state(assignment.state),
        "late": left if late and _is_to_do(turn) else "",
        "opened": opened,
        "warnings": warnings[version.id] if opened else [],
        "total": as_number(sums.points) if sums.done else "",
        "of": as_number(sums.most) if sums.done else "",
    }
