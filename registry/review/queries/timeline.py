"""The history of a nomination as a reader may see it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from registry.core.db import db
from registry.core.i18n import _, _l
from registry.core.permissions import Permission, allowed
from registry.identity.models import User
from registry.review.eligibility import find_check, stop_of
from registry.review.lifted import lifted_of
from registry.review.models import Assignment, Decision, Nomination, StageVisit
from registry.review.queries.pointers import find_pointed, list_pointing_to
from registry.review.queries.recusals import recusal_of
from registry.review.states import OUTCOME_ACTIONS, AssignmentState, Outcome

GIVEN_UP = {
    AssignmentState.DECLARED_CONFLICT: _l("Reviewer %(number)s declared a conflict of interest"),
    AssignmentState.VOIDED: _l("Reviewer %(number)s is tied to it by now: the ballot does not count"),
}

DECIDING = frozenset(OUTCOME_ACTIONS.values())


@dataclass(frozen=True)
class TimelineEntry:
    """Something that happened: when, what, by whom (empty when the reader may not know), with what words."""

    at: datetime
    kind: str
    text: str
    by: str = ""
    note: str = ""


def history(nomination: Nomination, reader: User | None = None) -> list[TimelineEntry]:
    """What happened to a nomination, oldest first.

    Without a reader, and for the nominated unit, nothing of the scoring shows, neither who nor when; the
    decision is what tells its mean. The council sees reviewers as numbers; why one gave it up, which may
    tell who it is, only whoever has to find another.
    """
    entries = [_start_of(nomination)]
    entries += [_entry_of(nomination, visit) for visit in _told_once(nomination.visits)]
    check = find_check(nomination)
    if check is not None and not check.is_eligible:
        entries.append(
            TimelineEntry(
                check.checked_at, "not_eligible", _("Found not eligible"), check.checked_by.name,
                "\n".join(check.faults),
            )
        )  # fmt: skip
    entries += [_lifting(one) for one in lifted_of(nomination)]
    entries += [_pointing(one) for one in list_pointing_to(nomination) if _may_know(reader, one)]
    if reader is not None and allowed(reader, Permission.NOMINATION_RANK, nomination):
        finds_reviewers = allowed(reader, Permission.NOMINATION_ASSIGN, nomination)
        for assignment in nomination.assignments:
            entries += _entries_of(assignment, tells_why=finds_reviewers)
    return sorted(entries, key=lambda entry: entry.at)


def _told_once(visits: Sequence[StageVisit]) -> Iterator[StageVisit]:
    """The stays that ended. A decision ends the stay before it and, at the same moment, its own."""
    for visit, after in zip(visits, [*visits[1:], None], strict=True):
        is_told_next = after is not None and after.left_at is not None and after.outcome == visit.outcome
        if visit.left_at is not None and not (visit.outcome in DECIDING and is_told_next):
            yield visit


def _start_of(nomination: Nomination) -> TimelineEntry:
    return TimelineEntry(
        nomination.created_at, "started", _("Nomination started"), nomination.prepared_by.name
    )


def _entry_of(nomination: Nomination, visit: StageVisit) -> TimelineEntry:
    person = db.session.get(User, visit.acted_by_id) if visit.acted_by_id else None
    at = visit.left_at or visit.entered_at
    return TimelineEntry(
        at, visit.outcome, _text_of(nomination, visit), person.name if person else "", visit.reason
    )


def _text_of(nomination: Nomination, visit: StageVisit) -> str:
    texts = {
        "ask_to_sign": _("Put up for signing"),
        "send_back": _("Sent back by the unit lead"),
        "sign": _("Signed and submitted"),
        "return": _("Returned for completion"),
        "verify": _("Verified, goes to scoring")
        if stop_of(nomination.campaign) is None
        else _("Verified, eligibility is checked next"),
        "eligible": _("Found eligible, goes to scoring"),
        "propose": _("Put on public notice"),
        "take_off": _("Taken off the list of proposals after an objection"),
        "score_again": _("Back to scoring after an objection"),
        "withdraw": _("Withdrawn by the unit"),
        "recognise": _("Recognised"),
        "praise": _("Praised"),
        "not_choose": _("Not chosen this time"),
        "refuse": _("Not granted by the signer"),
        "merge": _("Merged into %(code)s", code=_other(nomination)),
        "call_duplicate": _("Found to repeat %(code)s", code=_other(nomination)),
    }
    text = texts.get(visit.outcome, visit.outcome)
    decision = _decision_at(nomination, visit)
    if decision is not None and decision.number and visit.outcome in DECIDING:
        return _("%(what)s by decision %(number)s", what=text, number=decision.number)
    return text


def _lifting(decision: Decision) -> TimelineEntry:
    told = _("The decision was lifted after an appeal; others decide anew")
    return TimelineEntry(decision.lifted_at or decision.recorded_at, "lifted", told)


def _decision_at(nomination: Nomination, visit: StageVisit) -> Decision | None:
    """The decision that ended a stay: the first recorded from then on."""
    made = [*lifted_of(nomination), *([nomination.decision] if nomination.decision else [])]
    return next((one for one in made if visit.left_at and one.recorded_at >= visit.left_at), None)


def _other(nomination: Nomination) -> str:
    decision = nomination.decision
    return (find_pointed(decision) if decision else None) or ""


def _may_know(reader: User | None, decision: Decision) -> bool:
    return reader is not None and allowed(reader, Permission.NOMINATION_READ, decision.nomination)


def _pointing(decision: Decision) -> TimelineEntry:
    code = decision.nomination.reference
    if decision.outcome is Outcome.MERGED:
        return TimelineEntry(
            decision.recorded_at, "merged", _("%(code)s was merged into this one", code=code)
        )
    return TimelineEntry(decision.recorded_at, "repeated", _("%(code)s repeats this one", code=code))


def _entries_of(assignment: Assignment, *, tells_why: bool) -> list[TimelineEntry]:
    number, given_up_for = assignment.number, assignment.declined_reason if tells_why else ""
    entries = [
        TimelineEntry(assignment.assigned_at, "assigned", _("Given to reviewer %(number)s", number=number))
    ]
    if assignment.submitted_at is not None:
        text = _("Reviewer %(number)s submitted a ballot", number=number)
        entries.append(TimelineEntry(assignment.submitted_at, "ballot", text))
    recusal = recusal_of(assignment.reviewer, assignment.nomination)
    if recusal is not None and assignment.state in GIVEN_UP:
        text = str(GIVEN_UP[assignment.state]) % {"number": number}
        entries.append(TimelineEntry(recusal.at, "conflict", text, note=recusal.detail if tells_why else ""))
    if assignment.state is AssignmentState.DECLINED:
        text = _("Reviewer %(number)s declined", number=number)
        entries.append(TimelineEntry(assignment.updated_at, "declined", text, note=given_up_for))
    if assignment.state is AssignmentState.ABSTAINED:
        text = _("Reviewer %(number)s abstained", number=number)
        entries.append(TimelineEntry(assignment.updated_at, "abstained", text, note=given_up_for))
    if assignment.state is AssignmentState.CANCELLED:
        text = _("The assignment of reviewer %(number)s was cancelled", number=number)
        entries.append(TimelineEntry(assignment.updated_at, "cancelled", text))
    return entries
