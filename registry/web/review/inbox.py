"""What waits for a person: the work of every subject that asks for some, and unread messages."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import g, url_for

from registry.audit.unchanged import while_unchanged
from registry.core.i18n import _
from registry.identity.models import User
from registry.notifications import queries as messages
from registry.notifications.models import Message
from registry.periodic import queries as reports
from registry.replication import waiting as replications
from registry.review import queries as reviews
from registry.stock import opening, strengthening
from registry.stock import queries as stock
from registry.web.filters import as_date
from registry.web.review.present import days_left
from registry.web.review.words import OTHER, WAITING
from registry.web.words import Words

MOST_READ = 500


@dataclass(frozen=True)
class Thing:
    """Something to do, whatever subject it comes from."""

    kind: str
    title: str
    detail: str
    href: str
    since: Any
    due: date | None = None
    reference: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Group:
    """Things of one kind, for one verb."""

    title: str
    rows: list[dict[str, Any]]


def count_waiting(person: User) -> int:
    """How many things wait for this person to do; asked on every page, so worked out once a request."""
    return len(_references(person))


def waiting(person: User) -> list[Thing]:
    """Everything to do, what is due first at the top."""
    if "inbox" not in g:
        found = [*_of_reviews(person), *_of_replications(person), *_of_stock(person), *_of_reports(person)]
        g.inbox = sorted(found, key=lambda one: (one.due or date.max, str(one.since or "")))
    return list(g.inbox)


def _of_reviews(person: User) -> Iterator[Thing]:
    for one in reviews.waiting_for(person):
        href = url_for(one.endpoint, **one.values)
        title, reference = one.title or _("Model without a name"), one.values["reference"]
        yield Thing(one.kind, title, one.detail, href, one.since, one.due, reference, one.reason)


def _of_replications(person: User) -> Iterator[Thing]:
    for one in replications.waiting_for(person):
        href = url_for(one.endpoint, **one.values)
        yield Thing(
            one.endpoint, one.title, one.detail, href, one.since, one.due, one.values["reference"]
        )  # fmt: skip


def _of_stock(person: User) -> Iterator[Thing]:
    for subject in (stock, strengthening, opening):
        for one in subject.waiting_for(person):
            href, code = url_for(one.endpoint, **one.values), one.values.get("reference", "")
            yield Thing(one.kind, one.title, one.detail, href, one.since, one.due, code)


def _of_reports(person: User) -> Iterator[Thing]:
    for one in reports.waiting_for(person):
        href = url_for(one.endpoint, **one.values)
        yield Thing(one.kind, one.title, one.detail, href, one.since, one.due)


def groups(person: User) -> list[Group]:
    """What waits, by kind; the group with the earliest date comes first."""
    by_kind: dict[str, list[dict[str, Any]]] = {}
    for one in waiting(person):
        by_kind.setdefault(one.kind, []).append(_row(one))
    return [Group(str(WAITING.get(kind, OTHER)[0]), rows) for kind, rows in by_kind.items()]


def earliest(person: User) -> date | None:
    """The first date on which something is due."""
    return next((one.due for one in waiting(person) if one.due), None)


def _row(one: Thing) -> dict[str, Any]:
    left, late = days_left(one.due)
    state: Words | None = (left, "err", "clock") if late else None
    when = _("due %(day)s, %(left)s", day=as_date(one.due), left=left) if one.due and not late else ""
    return {
        "what": one.title,
        "href": one.href,
        "of": one.detail[:1].upper() + one.detail[1:],
        "why": one.reason,
        "state": state,
        "when": when or _("since %(day)s", day=as_date(one.since)),
        "do": WAITING.get(one.kind, OTHER)[1],
    }


# What only says that something is to be done: it is listed as such, or somebody has done it meanwhile.
TASK_KINDS = frozenset(
    {
        "nomination.to_sign",
        "nomination.sent_back",
        "nomination.submitted",
        "nomination.returned",
        "nomination.to_assign",
        "nomination.to_check",
        "nomination.to_decide",
        "assignment.given",
        "assignment.given_back",
        "reread.asked",
        "discrepancy.third",
        "discrepancy.conclude",
        "question.asked",
        "reminder.due",
        "reminder.late",
        "question.forwarded",
        "replication.asked",
        "replication.due",
        "replication.late",
        "stock.asked",
        "stock.due",
        "report.due",
        "report.late",
    }
)


def news(person: User) -> list[Message]:
    """The unread messages about what is not listed to be done; the newest first."""
    unread = messages.list_unread(person, MOST_READ)
    return [one for one in unread if one.kind not in TASK_KINDS and not _concerns_a_task(person, one.path)]


def _concerns_a_task(person: User, path: str) -> bool:
    return path.rpartition("/")[2] in _references(person)


def _references(person: User) -> list[str]:
    """What waits, by reference only: as many as `waiting` lists, without reading what each is about."""
    if "inbox_references" not in g:
        g.inbox_references = while_unchanged(("inbox", person.id), lambda: _all_references(person))
    return list(g.inbox_references)


def _all_references(person: User) -> tuple[str, ...]:
    return tuple(
        reference
        for subject in (reviews, replications, stock, strengthening, opening, reports)
        for reference in subject.references_waiting(person)
    )
