"""The second step of signing in: set up, asked for, taken away."""

from sqlalchemy import delete, select, update

from registry.audit import service as audit
from registry.core.clock import now, today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.identity import codes, queries
from registry.identity.models import RecoveryCode, Role, SecondStep, User, UserSession
from registry.identity.service.accounts import end_sessions
from registry.identity.throttle import Limit

# Whoever decides, keeps the minutes, reads every dossier or opens accounts does not do without.
NEEDED_BY = frozenset({Role.COUNCIL_SECRETARY, Role.SIGNER, Role.REGISTRY_STAFF, Role.ADMINISTRATOR})
# Abuse case L08: six digits are guessed in no time where one may guess on.
LIMITS = (Limit(5, 5 * 60), Limit(20, 60 * 60))


def is_needed(user: User) -> bool:
    """Whether somebody holds a role today for which the second step is asked."""
    return any(grant.role in NEEDED_BY and grant.holds_on(today()) for grant in user.grants)


def set_up(actor: User, *, salt: str, code: str, token: str) -> list[str]:
    """Ask for codes from now on, of the phone that showed `code`; returns the codes for paper, told once.

    The device that holds `token` stays signed in, all others are signed out. Raises InvalidInput for a code
    that does not fit, InvalidTransition where a phone is set up already.
    """
    with transaction():
        require(actor, Permission.ACCOUNT_USE)
        if queries.find_second_step(actor) is not None:
            raise InvalidTransition(_("A phone is set up already."))
        step = codes.step_of(actor.id, salt, _digits(code))
        if step is None:
            raise InvalidInput(
                "code",
                _("This code does not fit. Take the next one; is the clock of the phone right?"),
            )
        db.session.add(SecondStep(user_id=actor.id, salt=salt, last_used=step))
        kept = queries.token_hash(token)
        db.session.execute(
            delete(UserSession).where(UserSession.user_id == actor.id, UserSession.token_hash != kept)
        )
        db.session.execute(update(UserSession).where(UserSession.token_hash == kept).values(second_at=now()))
        audit.record(actor, "user.second_step_set_up", actor)
        return _renew(actor)


def take(user: User, code: str) -> bool:
    """Use a code of the phone, or one from paper, once; whether it was right.

    Raises TooManyTries after five wrong ones in five minutes or twenty in an hour.
    """
    key = f"second:{user.id}"
    for limit in LIMITS:
        limit.take(key)
    with transaction():
        is_right = _of_phone(user, _digits(code)) or _of_paper(user, code)
        if not is_right:
            audit.record(None, "session.second_refused", user)
    if is_right:
        for limit in LIMITS:
            limit.give_back(key)
    return is_right


def renew_spare(actor: User, code: str) -> list[str]:
    """New codes for paper in place of the old; raises InvalidInput for a wrong code."""
    _require_code(actor, code)
    with transaction():
        audit.record(actor, "user.spare_codes_renewed", actor)
        return _renew(actor)


def turn_off(actor: User, code: str) -> None:
    """Ask this person for no codes any longer; raises InvalidInput for a wrong code."""
    _require_code(actor, code)
    with transaction():
        _forget(actor)
        audit.record(actor, "user.second_step_turned_off", actor)


def reset(actor: User | None, user: User) -> None:
    """Forget the phone of somebody who has lost it and the paper too; `actor` None is the operator.

    Every session of the person ends. They sign in with their password and set up another phone.
    """
    with transaction():
        if actor is not None:
            require(actor, Permission.USER_ADMINISTER, user)
            if actor.id == user.id:
                raise InvalidInput("code", _("Somebody else does this for you."))
        if queries.find_second_step(user) is None:
            raise InvalidTransition(_("No phone is set up."))
        _forget(user)
        end_sessions(user)
        audit.record(actor, "user.second_step_reset", user)


def _require_code(actor: User, code: str) -> None:
    require(actor, Permission.ACCOUNT_USE)
    if queries.find_second_step(actor) is None:
        raise InvalidTransition(_("No phone is set up."))
    if not take(actor, code):
        raise InvalidInput("code", _("This code does not fit, or was used already."))


def _digits(code: str) -> str:
    return "".join(code.split())


def _of_phone(user: User, code: str) -> bool:
    found = queries.find_second_step(user)
    if found is None or not (code.isascii() and code.isdigit()):
        return False
    step = codes.step_of(user.id, found.salt, code, after=found.last_used)
    if step is None:
        return False
    found.last_used = step
    return True


def _of_paper(user: User, code: str) -> bool:
    row = db.session.scalar(
        select(RecoveryCode).where(
            RecoveryCode.user_id == user.id,
            RecoveryCode.digest == codes.digest_of(user.id, code),
            RecoveryCode.used_at.is_(None),
        )
    )
    if row is None:
        return False
    row.used_at = now()
    audit.record(user, "user.spare_code_used", user)
    return True


def _renew(user: User) -> list[str]:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    spare = codes.new_spare()
    db.session.add_all(RecoveryCode(user_id=user.id, digest=codes.digest_of(user.id, one)) for one in spare)
    return spare


def _forget(user: User) -> None:
    db.session.execute(delete(SecondStep).where(SecondStep.user_id == user.id))
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    db.session.execute(update(UserSession).where(UserSession.user_id == user.id).values(second_at=None))
