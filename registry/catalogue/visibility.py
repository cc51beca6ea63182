"""Which models somebody may see: one condition for every list, page and search mask."""

import enum
from collections.abc import Callable, Iterable

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, or_, select

from registry.catalogue.models import Exemplar
from registry.catalogue.states import ExemplarState
from registry.core.db import db
from registry.identity.models import Role, User
from registry.units.rules import has_role_at, scope_of

OWNERS = (Role.UNIT_MEMBER, Role.UNIT_LEAD)
OVERSEERS = (Role.REGISTRY_STAFF, Role.COUNCIL_SECRETARY, Role.SIGNER, Role.ADMINISTRATOR)

# Gives a condition on Exemplar under which this person may see a model, or None for "no more than others".
Clause = Callable[[User], ColumnElement[bool] | None]
_clauses: list[Clause] = []


class Standing(enum.IntEnum):
    """How close somebody is to a model."""

    OUTSIDE = 0
    COLLEAGUE = 1
    INSIDE = 2
    OWN = 3


def add_clause(clause: Clause) -> None:
    """Let people see more models: a subject above the catalogue says which (reviewers, for example)."""
    if clause not in _clauses:
        _clauses.append(clause)


def common(*, signed_in: bool) -> ColumnElement[bool]:
    """What everybody may know of, or everybody who is signed in: `condition` without what one person may."""
    public = Exemplar.is_public.is_(True)
    # What a unit has entered in the register is open to every other unit: see decision 0004.
    return or_(public, Exemplar.state != ExemplarState.DRAFT) if signed_in else public


def condition(actor: User | None) -> ColumnElement[bool]:
    """What must hold of a model for this person to know of it."""
    signed_in = actor is not None and actor.is_active
    ways: list[ColumnElement[bool]] = [common(signed_in=signed_in)]
    if actor is not None and signed_in:
        ways.append(led_by(scope_of(actor, *OWNERS)))
        ways.append(_inside(actor))
    return or_(*ways)


def led_by(unit_ids: Iterable[int]) -> ColumnElement[bool]:
    """The leading unit is one of these. The ids are written into the statement: there may be thousands."""
    ids: BindParameter[list[int]] = bindparam(None, sorted(unit_ids), expanding=True, literal_execute=True)
    return Exemplar.lead_unit_id.in_(ids)


def _inside(actor: User) -> ColumnElement[bool]:
    overseen = and_(Exemplar.state != ExemplarState.DRAFT, led_by(scope_of(actor, *OVERSEERS)))
    more = [found for clause in _clauses if (found := clause(actor)) is not None]
    return or_(overseen, *more)


def standing_of(actor: User | None, exemplar: Exemplar) -> Standing:
    """Whether the model is the person's own unit's, one they look after, a colleague's, or out of reach."""
    if actor is None or not actor.is_active:
        return Standing.OUTSIDE
    if exemplar.lead_unit_id is not None and has_role_at(actor, exemplar.lead_unit_id, *OWNERS):
        return Standing.OWN
    reached = select(Exemplar.id).where(Exemplar.id == exemplar.id, _inside(actor))
    if db.session.scalar(reached):
        return Standing.INSIDE
    return Standing.OUTSIDE if exemplar.state is ExemplarState.DRAFT else Standing.COLLEAGUE
