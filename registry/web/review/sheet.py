"""Values of the scoring pages: the criteria with their levels, the running total, the place in the queue."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask import url_for

from registry.campaigns.models import Criterion, Rubric
from registry.campaigns.scoring import figures
from registry.campaigns.sheet import is_scored
from registry.campaigns.states import StageKind
from registry.core.clock import HERE, today
from registry.core.i18n import _, _n
from registry.review import queries
from registry.review.deadlines import due_of
from registry.review.models import Assignment
from registry.review.service import scoring
from registry.review.service.grounding import grounds_of
from registry.review.states import AssignmentState, NominationState
from registry.review.talk import why_silent
from registry.web.filters import as_datetime, as_number
from registry.web.review.answers import band_of, comment_label, kind_of, level_of, needs_comment
from registry.web.review.ballot import BallotForm, Group, label_of, name_of
from registry.web.review.present import days_left

A = AssignmentState


@dataclass(frozen=True)
class Sums:
    """The running total out of what is scored so far: a partial ballot never looks like a low mark."""

    points: Decimal
    most: Decimal
    done: int
    count: int
    bonus: Decimal = Decimal(0)


@dataclass(frozen=True)
class Place:
    """Where a ballot stands in the reviewer's queue."""

    number: int
    total: int
    done: int
    due: date | None
    left: str
    next: str


def rubric_of(assignment: Assignment) -> Rubric:
    """The sheet of the campaign; an opened campaign always has one."""
    rubric = assignment.nomination.campaign.rubric
    return rubric if rubric is not None else Rubric(title="", criteria=[])


def criteria_of(form: BallotForm, chosen: str = "") -> list[dict[str, Any]]:
    """Every criterion; unfolded are those with errors, else the chosen one or the first not scored."""
    groups = list(form.groups())
    wrong = [group for group in groups if group.has_errors]
    asked = [group for group in groups if str(group.criterion.position) == chosen]
    unfolded = wrong or asked or [group for group in groups if not group.is_done][:1]
    return [_criterion(group, group in unfolded) for group in groups]


def _criterion(group: Group, unfolded: bool) -> dict[str, Any]:
    criterion, shown = group.criterion, group.level_shown
    low, high = (shown.low, shown.high) if shown else (Decimal(0), criterion.max_points)
    group.comment.label.text = comment_label(criterion)
    return {
        "id": f"tc-{criterion.position}",
        "title": label_of(criterion),
        **kind_of(criterion),
        "said": name_of(shown) if group.is_done else "",
        "bonus_field": group.bonus,
        "bonus_hint": _("up to %(points)s", points=as_number(criterion.max_bonus)),
        "points": group.points.data if group.is_done else None,
        "done": group.is_done,
        "open": unfolded,
        "bands": [band_of(band, band is shown) for band in criterion.bands],
        "band_name": group.level.name,
        "band_errors": list(group.level.errors),
        "points_field": group.points,
        "points_hint": _("from %(low)s to %(high)s", low=as_number(low), high=as_number(high)),
        "comment_field": group.comment,
        "needs_comment": needs_comment(criterion, shown) and not (group.comment.data or "").strip(),
        "grounds": group.grounds,
    }


def sums_of_form(form: BallotForm) -> Sums:
    """The running total of what stands in the form."""
    groups = list(form.groups())
    done = [group for group in groups if group.is_done]
    given = [(g.given, g.criterion.max_points) for g in done if is_scored(g.criterion)]
    bonus = sum((g.bonus.data for g in groups if g.bonus is not None and g.bonus.data), Decimal(0))
    limit = form.rubric.bonus_limit
    sums = _sums(given, len(groups), len(done))
    return replace(sums, bonus=bonus if limit is None else min(bonus, limit))


def locked_criteria(assignment: Assignment) -> list[dict[str, Any]]:
    """Every criterion as it was scored, for a ballot that can no longer change and for the summary."""
    marks = {mark.criterion_id: mark for mark in assignment.marks}
    rows = []
    for criterion in rubric_of(assignment).criteria:
        mark = marks.get(criterion.id)
        points = mark.points if mark else None
        rows.append(
            {
                "title": label_of(criterion),
                **kind_of(criterion),
                "said": name_of(mark.band) if mark else "",
                "bonus": mark.bonus if mark else None,
                "points": points,
                "done": points is not None,
                "open": False,
                "band": level_of(criterion, mark.band if mark else None),
                "comment": mark.comment if mark else "",
                "grounds": grounds_of(mark),
                "href": criterion_url(assignment, criterion.position),
                "change": _change_url(assignment, criterion) if mark else "",
            }
        )
    return rows


def _change_url(assignment: Assignment, criterion: Criterion) -> str:
    if assignment.state is not A.SUBMITTED or assignment.nomination.state is not NominationState.VERIFIED:
        return ""
    if why_silent(assignment.nomination):
        return ""
    return url_for("review.change_mark", reference=assignment.reference, position=criterion.position)


def sums_of_ballot(assignment: Assignment) -> Sums:
    """The total of what is stored."""
    criteria = {criterion.id: criterion for criterion in rubric_of(assignment).criteria}
    answered = [(criteria[m.criterion_id], m.points) for m in assignment.marks if m.points is not None]
    given = [(points, one.max_points) for one, points in answered if is_scored(one)]
    return replace(_sums(given, len(criteria), len(answered)), bonus=queries.bonus_of(assignment))


def _sums(given: Iterable[tuple[Decimal, Decimal]], count: int, done: int) -> Sums:
    pairs = list(given)
    points = sum((pair[0] for pair in pairs), Decimal(0))
    return Sums(points, sum((pair[1] for pair in pairs), Decimal(0)), done, count)


def onward(form: BallotForm) -> dict[str, str]:
    """The main button: the next criterion without points, or the way to submitting."""
    open_ones = [group.criterion.position for group in form.groups() if not group.is_done]
    places = [group.criterion.position for group in form.groups()]
    if len(open_ones) > 1:
        target = open_ones[1]
        return {"then": str(target), "label": _("Score criterion %(n)s", n=places.index(target) + 1)}
    return {"then": "submit", "label": _("Review and submit")}


def criterion_url(assignment: Assignment, position: int) -> str:
    """The ballot with one criterion unfolded."""
    values: dict[str, Any] = {"tieu-chi": position}
    href = url_for("review.score", reference=assignment.reference, **values)
    return f"{href}#tc-{position}"


def place_of(assignment: Assignment) -> Place:
    """The position among the reviewer's ballots of the campaign, and the next one to do."""
    campaign = assignment.nomination.campaign
    own = queries.list_turns(assignment.reviewer, campaign)
    ids = [one.id for one in own]
    number = ids.index(assignment.id) if assignment.id in ids else len(ids)
    rest = queries.in_turn(one for one in own if one.id != assignment.id)
    due = due_of(assignment.nomination, StageKind.SCORING, assignment.assigned_at)
    return Place(
        number + 1,
        max(len(own), number + 1),
        sum(one.state is A.SUBMITTED for one in own),
        due,
        days_left(due)[0],
        page_of(rest[0]) if rest else "",
    )


def page_of(assignment: Assignment | queries.Turn) -> str:
    """Where a reviewer goes on with a nomination."""
    endpoint = "review.declare" if assignment.state is A.ASSIGNED else "review.score"
    return url_for(endpoint, reference=assignment.reference)


def others_of(assignment: Assignment) -> dict[str, Any] | None:
    """How the council scored, without names; only for whoever has submitted."""
    ballots = queries.list_ballots(assignment.reviewer, assignment.nomination)
    if not ballots:
        return None
    totals = sorted(ballot.total for ballot in ballots if ballot.gives_total)
    said = figures(totals)
    told = queries.sentence_of(queries.result_of(assignment.nomination))
    return {
        "told": told,
        "totals": totals,
        "mean": said.mean,
        "low": said.low,
        "high": said.high,
        "count": len(ballots),
    }


def time_of(moment: datetime) -> str:
    """14:32, here."""
    return f"{moment.astimezone(HERE):%H:%M}"


def saved_at(assignment: Assignment) -> str:
    """When the ballot was last kept: the time today, else also the day."""
    if not assignment.marks and not assignment.overall_comment:
        return ""
    moment = assignment.updated_at
    same_day = moment.astimezone(HERE).date() == today()
    return time_of(moment) if same_day else as_datetime(moment)


def saved_words(assignment: Assignment, form: BallotForm) -> dict[str, str]:
    """What the page says about the draft, and in which tone: saved, not yet begun, or partly wrong."""
    if form.stale:
        return {"text": _("Not saved: changed elsewhere"), "tone": "late"}
    wrong = sum(group.has_errors for group in form.groups()) + bool(form.overall_comment.errors)
    if wrong:
        rest = _n("%(num)s criterion still to correct", "%(num)s criteria still to correct", wrong)
        return {"text": _("Not saved: %(why)s", why=rest), "tone": "late"}
    if when := saved_at(assignment):
        return {"text": _("Saved at %(time)s", time=when), "tone": ""}
    return {"text": _("Not saved yet"), "tone": "none"}


def faults_of(assignment: Assignment) -> list[dict[str, str]]:
    """What a ballot lacks before it can be handed in, each with where to mend it."""
    places = {str(one.id): one.position for one in rubric_of(assignment).criteria}
    return [
        {"text": text, "href": criterion_url(assignment, places[field.rpartition("_")[2]])}
        for field, text in scoring.faults_of_whole(assignment).items()
    ]


def differences(assignment: Assignment, form: BallotForm) -> list[dict[str, str]]:
    """What was sent and what is stored, where they differ."""
    marks = {mark.criterion_id: mark for mark in assignment.marks}
    rows: list[dict[str, str]] = []
    for number, group in enumerate(form.groups(), 1):
        mark = marks.get(group.criterion.id)
        title = f"{number}. {label_of(group.criterion)}"
        given = mark.points if mark else None
        if group.points.errors or group.points.data != given:
            points = as_number(given) if given is not None else ""
            rows.append(_pair(_("%(title)s: points", title=title), group.points.shown, points))
        if group.bonus is not None:
            stored = as_number(mark.bonus) if mark and mark.bonus is not None else ""
            rows.append(_pair(_("%(title)s: bonus points", title=title), group.bonus.shown, stored))
        comment = mark.comment if mark else ""
        rows.append(_pair(_("%(title)s: comment", title=title), group.comment.data or "", comment))
        mine, theirs = " ".join(group.grounds.data or []), " ".join(grounds_of(mark))
        rows.append(_pair(_("%(title)s: grounds", title=title), mine, theirs))
    rows.append(_pair(_("Overall comment"), form.overall_comment.data or "", assignment.overall_comment))
    return [row for row in rows if row["mine"] != row["theirs"]]


def _pair(label: str, mine: str, theirs: str) -> dict[str, str]:
    return {"label": label, "mine": mine.strip().replace("\r\n", "\n"), "theirs": theirs}
