"""The list of a campaign's nominations: counts by state, what is overdue, what lacks reviewers."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import url_for

from registry.campaigns.models import Campaign
from registry.campaigns.queries import is_ahead
from registry.core.clock import today
from registry.core.i18n import _, _n
from registry.core.permissions import Permission, allowed
from registry.identity.models import User
from registry.review.conflicts import tie_of_council
from registry.review.eligibility import is_in_check, is_refused
from registry.review.models import Nomination, Recognition
from registry.review.queries import (
    count_by_state,
    list_ended,
    list_missing_ballots,
    live_of,
)
from registry.review.queries.arrivals import arrived_at
from registry.review.rules import knows_ballots
from registry.review.states import DECIDED_STATES, AssignmentState, NominationState
from registry.web.campaigns.standing import nominating_days, standing_of
from registry.web.filters import as_date
from registry.web.review import boards, eligible
from registry.web.review.clocks import awaited_of, clock_line, due_of
from registry.web.review.decided import words_of_end
from registry.web.review.dossier import version_of
from registry.web.review.present import days_left
from registry.web.words import words_of_state

N = NominationState
SHOWN_STATES = (
    N.SUBMITTED, N.RETURNED, N.VERIFIED, N.RECOGNISED, N.PRAISED, N.NOT_CHOSEN, N.NOT_GRANTED, N.MERGED,
    N.DUPLICATE, N.WITHDRAWN,
)  # fmt: skip


def campaign_row(reader: User, campaign: Campaign) -> dict[str, Any]:
    """One campaign among those the reader helps to run."""
    may_rank = allowed(reader, Permission.NOMINATION_RANK, campaign)
    return {
        "title": campaign.title,
        "href": url_for("review.list_nominations", reference=campaign.reference),
        "unit": campaign.unit.name,
        "state": standing_of(campaign),
        "ahead": nominating_days(campaign) if is_ahead(campaign, today()) else "",
        "days": f"{as_date(campaign.opens_on)} – {as_date(campaign.closes_on)}",
        "looks": boards.sums_of(reader, campaign),
        "decided": _decided(count_by_state(campaign)),
        "planning": url_for("campaigns.prepare_campaign", reference=campaign.reference)
        if allowed(reader, Permission.CAMPAIGN_ADMINISTER, campaign)
        else "",
        "ranking": url_for("review.show_ranking", reference=campaign.reference) if may_rank else "",
    }


def _decided(counts: Counter[NominationState]) -> int:
    return sum(counts[state] for state in DECIDED_STATES)


def choices_of(campaign: Campaign, chosen: NominationState | None) -> list[dict[str, Any]]:
    """The links that narrow the list to one state."""
    counts = count_by_state(campaign)

    def link(state: NominationState | None) -> str:
        values: dict[str, Any] = {"trang-thai": state.value} if state else {}
        return url_for("review.list_nominations", reference=campaign.reference, **values)

    every = {"label": _("All"), "href": link(None), "count": counts.total(), "current": chosen is None}
    some = [
        {"label": words_of_state(s)[0], "href": link(s), "count": counts[s], "current": chosen is s}
        for s in SHOWN_STATES
        if counts[s] or chosen is s
    ]
    return [every, *some]


def rows_of(reader: User, nominations: Sequence[Nomination], stages: dict[int, str]) -> list[dict[str, Any]]:
    """The lines of the board; `stages` says where each nomination stands."""
    ended = list_ended(one.id for one in nominations)
    return [_row(reader, one, ended.get(one.id)) | {"stage": stages.get(one.id, "")} for one in nominations]


def _row(reader: User, nomination: Nomination, ended: Recognition | None) -> dict[str, Any]:
    """One line of the board; a recognition that ended says so."""
    live = live_of(nomination)
    wanted = nomination.campaign.reviews_wanted
    # Who is tied to it learns nothing of its ballots, not even how many there are.
    in_scoring = nomination.state is N.VERIFIED and not is_in_check(nomination)
    knows = knows_ballots(reader, nomination)
    scoring = in_scoring and tie_of_council(reader, nomination) is None
    lacking = wanted - len(live)
    left, _late = days_left(due_of(reader, nomination))
    return {
        "title": version_of(nomination).title,
        "href": url_for("review.show_nomination", reference=nomination.reference),
        "code": nomination.reference,
        "unit": nomination.unit_name,
        "state": words_of_end(ended) if ended else eligible.state_of(nomination),
        "since": arrived_at(nomination, knows_ballots=knows),
        "clock": clock_line(reader, nomination),
        "overdue": left if _is_overdue(reader, nomination) else "",
        "reviewers": _progress(live, wanted) if scoring else "–",
        "warning": _n("%(num)s reviewer missing", "%(num)s reviewers missing", lacking)
        if scoring and lacking > 0
        else "",
        "act": _act(reader, nomination, lacking),
    }


def _progress(live: list[Any], wanted: int) -> str:
    done = sum(one.state is AssignmentState.SUBMITTED for one in live)
    return _("%(done)s of %(wanted)s", done=done, wanted=wanted)


def _act(reader: User, nomination: Nomination, lacking: int) -> tuple[str, str] | None:
    """What the reader may do now and where; without an address what has to happen before."""
    reference = nomination.reference
    if nomination.state is N.SUBMITTED and allowed(reader, Permission.NOMINATION_VERIFY, nomination):
        return _("Check"), url_for("review.verify", reference=reference)
    if nomination.state is not N.VERIFIED:
        return None
    if is_in_check(nomination):
        return _act_in_check(reader, nomination)
    if lacking > 0 and allowed(reader, Permission.NOMINATION_ASSIGN, nomination):
        return _("Assign reviewers"), url_for("review.assign", reference=reference)
    if allowed(reader, Permission.NOMINATION_DECIDE, nomination) and not list_missing_ballots(nomination):
        awaited = awaited_of(reader, nomination)
        return (awaited, "") if awaited else (_("Decide"), url_for("review.decide", reference=reference))
    if allowed(reader, Permission.NOMINATION_ASSIGN, nomination):
        return _("Reviewers"), url_for("review.assign", reference=reference)
    return None


def _act_in_check(reader: User, nomination: Nomination) -> tuple[str, str] | None:
    reference = nomination.reference
    if is_refused(nomination) and allowed(reader, Permission.NOMINATION_DECIDE, nomination):
        return _("Decide"), url_for("review.decide", reference=reference)
    if allowed(reader, Permission.NOMINATION_CHECK, nomination):
        return _("Check"), url_for("review.check_eligibility", reference=reference)
    return None


def _is_overdue(reader: User, nomination: Nomination) -> bool:
    due: date | None = due_of(reader, nomination)
    return nomination.state in {N.SUBMITTED, N.VERIFIED} and due is not None and due < today()
