"""Objections to what is on public notice: filed by anybody, looked into and answered by a secretary."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select

from registry.audit import service as audit
from registry.calendar.queries import add_working_days
from registry.core.clock import now, today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, PermissionDenied
from registry.core.i18n import _
from registry.core.ids import next_reference
from registry.core.permissions import Permission
from registry.core.transaction import transaction
from registry.core.types import clean_text, require_version
from registry.identity.models import User
from registry.identity.throttle import Limit, key_of
from registry.review import polls
from registry.review.models import Nomination
from registry.review.notices_of_objections import tell_of_objection, tell_unit_of_objection
from registry.review.objections import Objection, Objector
from registry.review.queries.notice import get_under_notice
from registry.review.queries.objections import is_in_charge
from registry.review.rules import require_untied
from registry.review.service import lifecycle
from registry.review.states import (
    EFFECT_ACTIONS,
    OBJECTION_LIFE,
    ObjectionEffect,
    ObjectionOutcome,
    ObjectionState,
)

LONGEST_TEXT, LONGEST_LINE, SHORTEST_TEXT = 5000, 200, 20
# From one address, and to one nomination from everywhere (abuse case W12).
PER_ADDRESS, PER_NOMINATION = Limit(5, 3600), Limit(60, 3600)
# Who objected is kept for so long after the answer, should somebody have to ask them again.
OBJECTORS_KEPT = timedelta(days=365)
# Without letters and digits that are taken for one another.
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True)
class Filing:
    """What somebody sends: the objection, whether who sends it stays protected, who it is."""

    text: str
    is_confidential: bool
    name: str = ""
    contact: str = ""


def file_objection(nomination: Nomination, filing: Filing, *, address: str) -> tuple[Objection, str]:
    """Take an objection in, from anybody; returns it with the code by which it is followed, told once.

    Who sends it is written nowhere but beside the objection: not in the log, in no message. Raises
    TooManyTries after too many from one address or to one nomination.
    """
    text, name, contact = _checked(filing)
    PER_ADDRESS.take(key_of("objection", address))
    PER_NOMINATION.take(f"objection-to:{nomination.reference}")
    code = "-".join("".join(secrets.choice(LETTERS) for _letter in range(4)) for _group in range(4))
    with transaction():
        get_under_notice(nomination.campaign, nomination.reference)
        objection = Objection(
            reference=next_reference("PA", today(), 4), nomination=nomination, text=text,
            is_confidential=filing.is_confidential, code_digest=digest_of_code(code), received_at=now(),
            due_on=add_working_days(today(), nomination.campaign.objection_days),
        )  # fmt: skip
        db.session.add(objection)
        db.session.flush()
        if name or contact:
            db.session.add(Objector(objection_id=objection.id, name=name, contact=contact))
        audit.record(
            None, "objection.filed", objection,
            nomination=nomination.reference, is_confidential=filing.is_confidential, due_on=objection.due_on,
        )  # fmt: skip
        tell_of_objection(objection)
    return objection, code


def forget_objectors() -> None:
    """Erase who objected once the answer is older than that; objection and answer stay. Part of a command."""
    closed = select(Objection.id).where(Objection.closed_at <= now() - OBJECTORS_KEPT)
    db.session.execute(delete(Objector).where(Objector.objection_id.in_(closed)))


def take_up(actor: User, objection: Objection, *, version: int | None = None) -> Objection:
    """Become the secretary in charge, who alone reads who objects; from one who can no longer be it, too."""
    with transaction():
        require_untied(actor, Permission.OBJECTION_HANDLE, objection)
        require_version(objection, version)
        if objection.closed_at is not None:
            raise InvalidTransition(_("The objection is closed."))
        if objection.handler is not None and is_in_charge(objection.handler, objection):
            raise InvalidTransition(_("Another secretary looks into this objection."))
        objection.handler = actor
        audit.record(actor, "objection.taken_up", objection)
    return objection


def admit(actor: User, objection: Objection, *, gist: str, version: int | None = None) -> Objection:
    """Look into an objection; the unit is told what it is about, in the secretary's words."""
    text = _long("text", gist, _("Say what it is about, without a word about who objects."))
    with transaction():
        _move(actor, objection, "admit", version)
        objection.gist = text
        audit.record(actor, "objection.admitted", objection, nomination=objection.nomination.reference)
        tell_unit_of_objection(objection)
    return objection


def reject(actor: User, objection: Objection, *, reason: str, version: int | None = None) -> Objection:
    """Do not admit an objection, and say why."""
    text = _long("text", reason, _("Say why it is not admitted."))
    with transaction():
        _move(actor, objection, "reject", version)
        objection.answer, objection.closed_at = text, now()
        audit.record(actor, "objection.rejected", objection, nomination=objection.nomination.reference)
    return objection


def answer(
    actor: User,
    objection: Objection,
    *,
    outcome: ObjectionOutcome,
    effect: ObjectionEffect,
    text: str,
    version: int | None = None,
) -> Objection:
    """Answer an objection, with what follows for the nomination; one that is dismissed changes nothing."""
    told = _long("text", text, _("Write the answer."))
    if outcome is ObjectionOutcome.DISMISSED and effect is not ObjectionEffect.STAYS:
        raise InvalidInput("effect", _("An objection that is dismissed changes nothing."))
    with transaction():
        _move(actor, objection, "answer", version)
        objection.outcome, objection.effect = outcome, effect
        objection.answer, objection.closed_at = told, now()
        _follow(actor, objection.nomination, effect)
        audit.record(
            actor, "objection.answered", objection,
            nomination=objection.nomination.reference, outcome=outcome, effect=effect,
        )  # fmt: skip
        tell_unit_of_objection(objection)
    return objection


def digest_of_code(code: str) -> str:
    """What is kept of a code: spaces, hyphens and small letters make no difference."""
    plain = "".join(letter for letter in code.upper() if letter in LETTERS)
    return hashlib.sha256(plain.encode()).hexdigest()


def _follow(actor: User, nomination: Nomination, effect: ObjectionEffect) -> None:
    if effect is ObjectionEffect.STAYS:
        return
    here = nomination.visits[-1]
    if here.sheet is None:
        raise InvalidTransition(_("It is no longer on the list: the effect can only be that it stays so."))
    lifecycle.move_on(actor, nomination, lifecycle.scoring_of(nomination), EFFECT_ACTIONS[effect])
    polls.forget_known()


def _move(actor: User, objection: Objection, action: str, version: int | None) -> None:
    require_untied(actor, Permission.OBJECTION_HANDLE, objection)
    require_version(objection, version)
    if objection.handler_id != actor.id:
        told = _("Take the objection up first.")
        raise PermissionDenied(Permission.OBJECTION_HANDLE, told, subject=objection, actor_id=actor.id)
    arrow = OBJECTION_LIFE[action]
    OBJECTION_LIFE.check(arrow, objection)
    objection.state = ObjectionState(arrow.target)


def _checked(filing: Filing) -> tuple[str, str, str]:
    text = _long("text", filing.text, _("Say what is wrong."))
    if len(text) < SHORTEST_TEXT:
        raise InvalidInput("text", _("Say what is wrong in at least %(n)s characters.", n=SHORTEST_TEXT))
    name, contact = (" ".join(clean_text(one).split()) for one in (filing.name, filing.contact))
    if not filing.is_confidential and not name:
        raise InvalidInput("name", _("Enter your name, or choose to stay protected."))
    for field, line in (("name", name), ("contact", contact)):
        if len(line) > LONGEST_LINE:
            raise InvalidInput(field, _("Use at most %(most)s characters.", most=LONGEST_LINE))
    return text, name, contact


def _long(field: str, text: str, missing: str) -> str:
    text = clean_text(text)
    if not text:
        raise InvalidInput(field, missing)
    if len(text) > LONGEST_TEXT:
        raise InvalidInput(field, _("Use at most %(most)s characters.", most=LONGEST_TEXT))
    return text
