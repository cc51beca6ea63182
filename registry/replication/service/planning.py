"""Filling in the preparation: answers, what is done about gaps, components, people, money, checkpoints.

Each command stores what it is given, complete or not: nothing typed is lost. What is lacking hinders only
that the source unit is asked.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple, TypedDict, Unpack

from registry.audit import service as audit
from registry.core.clock import now
from registry.core.errors import InvalidInput, InvalidTransition
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import clean_text, require_version
from registry.identity.models import User
from registry.replication.models import Replication
from registry.replication.plan_tables import Checkpoint, PlanComponent, ReadinessAnswer
from registry.replication.readiness import BY_NAME, answers_by_question
from registry.replication.service.adopting import check_start, text_of
from registry.replication.states import (
    ACTIVE_STATES,
    PLANNED_STATES,
    GapWay,
    Readiness,
    ReplicationState,
    Treatment,
)

LONGEST_LINE = 300
MOST_CHECKPOINTS = 20
MOST_OWN = 20


class Said(NamedTuple):
    """The answer to a question, and the note beside it."""

    answer: Readiness | None
    note: str = ""


class Remedy(NamedTuple):
    """What is done about a gap: by whom and until when, or why it is accepted."""

    way: GapWay | None
    remedy: str = ""
    who: str = ""
    due_on: date | None = None


class Marked(NamedTuple):
    """What the copy makes of a component."""

    treatment: Treatment | None
    reason: str = ""


class Day(NamedTuple):
    """A checkpoint as it is planned."""

    due_on: date
    what: str


class Plan(TypedDict):
    """Who does it, with what money from where, from when, and the days by which something is to be there."""

    people: str
    budget_vnd: int | None
    funding: str
    started_on: date
    checkpoints: Sequence[Day]


def save_answers(
    actor: User, replication: Replication, said: Mapping[str, Said], *, version: int | None = None
) -> Replication:
    """Store answers to questions of the check; those that are not given stay as they are."""
    with transaction():
        _require_open(actor, replication, version, PLANNED_STATES)
        known = answers_by_question(replication)
        for name, one in said.items():
            if name not in BY_NAME:
                raise InvalidInput("rows", _("There is no such question."))
            if name not in known:
                known[name] = ReadinessAnswer(question=name)
                replication.answers.append(known[name])
            known[name].answer, known[name].note = one.answer, text_of("rows", one.note)
        _note(actor, replication, "check", {name: one.note for name, one in said.items()})
    return replication


def save_gaps(
    actor: User, replication: Replication, remedies: Mapping[str, Remedy], *, version: int | None = None
) -> Replication:
    """Store what is done about gaps, by the question that was answered with partly or no."""
    with transaction():
        _require_open(actor, replication, version, PLANNED_STATES)
        known = answers_by_question(replication)
        for name, one in remedies.items():
            if name not in known:
                raise InvalidInput("rows", _("There is no such question."))
            row = known[name]
            row.way, row.remedy, row.who = one.way, text_of("rows", one.remedy), line_of(one.who)
            row.due_on = one.due_on if one.way is GapWay.TO_DO else None
        _note(actor, replication, "gaps", {name: one.remedy for name, one in remedies.items()})
    return replication


def save_components(
    actor: User,
    replication: Replication,
    marked: Mapping[int, Marked],
    *,
    added: Sequence[str] = (),
    version: int | None = None,
) -> Replication:
    """Store what the copy makes of each component, by its number; `added` are parts of the copy's own."""
    with transaction():
        _require_open(actor, replication, version, ACTIVE_STATES)
        known = {one.id: one for one in replication.components}
        for number, one in marked.items():
            if number not in known:
                raise InvalidInput("rows", _("The model has no such component."))
            known[number].treatment, known[number].reason = one.treatment, text_of("rows", one.reason)
        _add_own(replication, [line_of(name) for name in added if name.strip()])
        reasons = {str(number): one.reason for number, one in marked.items()}
        _note(actor, replication, "components", reasons)
    return replication


def _add_own(replication: Replication, names: list[str]) -> None:
    first = max((one.position for one in replication.components), default=-1) + 1
    if first + len(names) > 2 * MOST_OWN:
        raise InvalidInput("added", _("These are too many components."))
    for at, name in enumerate(names, start=first):
        part = PlanComponent(position=at, name=name, treatment=Treatment.KEEP, is_own=True)
        replication.components.append(part)


def save_plan(
    actor: User, replication: Replication, *, version: int | None = None, **plan: Unpack[Plan]
) -> Replication:
    """Store people, money and days. Checkpoints of which something was told stay; the others are replaced."""
    with transaction():
        _require_open(actor, replication, version, ACTIVE_STATES)
        if plan["started_on"] != replication.started_on:
            check_start(plan["started_on"])
        replication.people, replication.funding = (
            text_of("people", plan["people"]), text_of("funding", plan["funding"])
        )  # fmt: skip
        replication.budget_vnd, replication.started_on = plan["budget_vnd"], plan["started_on"]
        _write_checkpoints(replication, plan["checkpoints"])
        _note(actor, replication, "plan", {"people": replication.people, "funding": replication.funding})
    return replication


def _write_checkpoints(replication: Replication, days: Sequence[Day]) -> None:
    if len(days) > MOST_CHECKPOINTS:
        raise InvalidInput("checkpoints", _("These are too many checkpoints."))
    told = [one for one in replication.checkpoints if one.reported_on is not None]
    planned = [Checkpoint(due_on=one.due_on, what=line_of(one.what)) for one in days]
    if any(not one.what for one in planned):
        raise InvalidInput("checkpoints", _("Say what is to be there by then"))
    replication.checkpoints[:] = [*told, *planned]


def line_of(text: str) -> str:
    """A short text as it is stored, on one line. Raises InvalidInput when it is too long."""
    line = " ".join(clean_text(text).split())
    if len(line) > LONGEST_LINE:
        raise InvalidInput("rows", _("At most %(n)s characters", n=LONGEST_LINE))
    return line


def _require_open(
    actor: User, replication: Replication, version: int | None, states: frozenset[ReplicationState]
) -> None:
    require(actor, Permission.REPLICATION_REPORT, replication)
    require_version(replication, version)
    if replication.state not in states:
        raise InvalidTransition(_("This can no longer be done: the state has changed in the meantime."))


def _note(actor: User, replication: Replication, step: str, texts: dict[str, str]) -> None:
    """Write it into the log, and have whoever opened the page before learn of it."""
    replication.updated_at = now()
    written = {name: text for name, text in texts.items() if text}
    audit.record(actor, "replication.planned", replication, step=step, personal=written)
