"""Which message about a session of the council goes to whom: called, moved, cancelled, the vote has begun."""

from collections.abc import Callable, Iterable
from datetime import date

from flask_babel import force_locale

from registry.core.i18n import _
from registry.identity.models import User
from registry.notifications.service import notify
from registry.review.council import CouncilSession

Text = Callable[[], tuple[str, str]]


def tell_called(actor: User, session: CouncilSession, people: Iterable[User]) -> None:
    """Whoever sits in it: the council meets."""
    _send(
        people, actor, "council.called", session,
        lambda: (
            _("Council session on %(day)s: %(title)s", day=_day(session.held_on),
              title=session.campaign.title),
            _("You are called to session %(code)s. Place: %(place)s. Its page has agenda and members.",
              code=session.reference, place=session.place),
        ),
    )  # fmt: skip


def tell_moved(
    actor: User, session: CouncilSession, people: Iterable[User], *, held_on: date, place: str
) -> None:
    """Whoever sits in it: another day or another place than the one they were told."""
    _send(
        people, actor, "council.moved", session,
        lambda: (
            _("Session moved to %(day)s: %(title)s", day=_day(session.held_on), title=session.campaign.title),
            _("Session %(code)s now: %(day)s, %(place)s. Before: %(day_before)s, %(place_before)s.",
              code=session.reference, day=_day(session.held_on), place=session.place,
              day_before=_day(held_on), place_before=place)
        ),
    )  # fmt: skip


def tell_not_called(actor: User, session: CouncilSession, people: Iterable[User]) -> None:
    """Whoever no longer sits in it; they read nothing of the session any more."""
    _send(
        people, actor, "council.not_called", None,
        lambda: (
            _("No longer called: session on %(day)s", day=_day(session.held_on)),
            _("You are no longer called to session %(code)s of “%(title)s”.", code=session.reference,
              title=session.campaign.title),
        ),
    )  # fmt: skip


def tell_cancelled(actor: User, session: CouncilSession, reason: str) -> None:
    """Whoever sits in it: the council does not meet, and why."""
    _send(
        (one.person for one in session.members), actor, "council.cancelled", session,
        lambda: (
            _("Session of %(day)s cancelled: %(title)s", day=_day(session.held_on),
              title=session.campaign.title),
            reason,
        ),
    )  # fmt: skip


def tell_to_vote(actor: User, session: CouncilSession) -> None:
    """The members of the council: the vote has begun."""
    _send(
        (one.person for one in session.members), actor, "council.voting", session,
        lambda: (
            _("The council votes: %(title)s", title=session.campaign.title),
            _("The vote of session %(code)s has begun.", code=session.reference),
        ),
    )  # fmt: skip


def _send(people: Iterable[User], actor: User, kind: str, session: CouncilSession | None, text: Text) -> None:
    path = f"/phien-hop/{session.reference}" if session is not None else ""
    for person in people:
        if person is actor:
            continue
        with force_locale(person.language):
            line, body = text()
        notify(person, kind, line, body, path)


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
