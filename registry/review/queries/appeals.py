"""Reading appeals: the one against a decision, whether one can still be filed, those that wait."""

from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from registry.calendar.queries import add_working_days
from registry.core.clock import HERE, today
from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission, allowed
from registry.identity.models import Role, User
from registry.identity.queries import list_holders
from registry.notifications.queries import unread_paths
from registry.review.appeals import Appeal
from registry.review.models import Nomination
from registry.review.states import Outcome
from registry.units import queries as units
from registry.units.rules import units_with_role

# No rule of the movement sets it: as long as an objection has for its answer where the campaign says nothing.
# Where the law on complaints (02/2011/QH13, art. 9) gives longer, its own ways stay open beside this one.
DAYS_TO_FILE = 10
# The kind of the message that tells the unit its decision.
DECIDED = "nomination.decided"


def find_appeal(nomination: Nomination) -> Appeal | None:
    """The appeal against the decision on a nomination; whoever reads the decision reads it."""
    return db.session.scalar(select(Appeal).where(Appeal.nomination_id == nomination.id))


def get_appeal(nomination: Nomination) -> Appeal:
    """The same; raises NotFound."""
    found = find_appeal(nomination)
    if found is None:
        raise NotFound(_("There is no appeal."))
    return found


def last_day_to_appeal(nomination: Nomination) -> date | None:
    """The last day for an appeal, counted from the day the decision was told; None where there is none."""
    decision = nomination.decision
    if decision is None:
        return None
    return last_day_against(decision.outcome, decision.recorded_at.astimezone(HERE).date())


def last_day_against(outcome: Outcome, told_on: date) -> date | None:
    """The last day for an appeal against an outcome that the unit is told on a day; recognition has none."""
    return None if outcome is Outcome.RECOGNISED else add_working_days(told_on, DAYS_TO_FILE)


def day_left_to_appeal(nomination: Nomination) -> date | None:
    """The same while one can still be filed: against one nomination there is one appeal."""
    last = last_day_to_appeal(nomination)
    return None if last is None or today() > last or find_appeal(nomination) is not None else last


def may_appeal(actor: User, nomination: Nomination) -> bool:
    """Whether somebody can still file one."""
    return allowed(actor, Permission.NOMINATION_SIGN, nomination) and bool(day_left_to_appeal(nomination))


def list_to_consider(actor: User) -> list[Nomination]:
    """What was decided and the lead can still appeal against, until they say that they know of it."""
    if not units_with_role(actor, Role.UNIT_LEAD):
        return []
    told = {path.rpartition("/")[2] for path in unread_paths(actor, DECIDED)}
    if not told:
        return []
    query = (
        select(Nomination)
        .where(Nomination.reference.in_(told), ~exists().where(Appeal.nomination_id == Nomination.id))
        .options(
            joinedload(Nomination.decision),
            joinedload(Nomination.campaign),
            joinedload(Nomination.unit),
            joinedload(Nomination.exemplar_version),
        )
        .order_by(Nomination.id)
    )
    found = [(one, last_day_to_appeal(one)) for one in db.session.scalars(query)]
    return [
        one for one, last in found
        if last is not None and today() <= last and allowed(actor, Permission.NOMINATION_SIGN, one)
    ]  # fmt: skip


def list_appeals_waiting(actor: User) -> list[Appeal]:
    """The appeals that a person may answer, what is due first at the top."""
    if not units_with_role(actor, Role.SIGNER):
        return []
    return [one for one in _list_open() if allowed(actor, Permission.APPEAL_DECIDE, one.nomination)]


def list_without_answerer(actor: User) -> list[Appeal]:
    """The appeals that nobody may answer, at the units where a person can give somebody the role for it."""
    if not units_with_role(actor, Role.ADMINISTRATOR):
        return []
    own = [one for one in _list_open() if allowed(actor, Permission.ROLE_GRANT, one.nomination.campaign.unit)]
    return [one for one in own if not list_answerers(one.nomination)]


def list_answerers(nomination: Nomination) -> list[User]:
    """Signers of the council's own unit who took no part; where there are none, those above it."""
    tree, day, council = units.tree(), today(), nomination.campaign.unit_id
    for places in (tree.successors(council, day), tree.answerable_for(council, day)):
        signers = list_holders(places, Role.SIGNER)
        if found := [one for one in signers if allowed(one, Permission.APPEAL_DECIDE, nomination)]:
            return found
    return []


def _list_open() -> list[Appeal]:
    """What is not answered, with what it takes to know who may."""
    query = (
        select(Appeal)
        .where(Appeal.outcome.is_(None))
        .options(
            joinedload(Appeal.nomination).joinedload(Nomination.decision),
            joinedload(Appeal.nomination).selectinload(Nomination.assignments),
            joinedload(Appeal.nomination).selectinload(Nomination.visits),
            joinedload(Appeal.nomination).selectinload(Nomination.recusals),
        )
        .order_by(Appeal.due_on, Appeal.id)
    )
    return list(db.session.scalars(query))
