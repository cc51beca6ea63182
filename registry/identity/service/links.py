"""Links by mail: whoever has lost the password, or is invited, chooses one on the page behind it."""

import secrets
from datetime import timedelta

from sqlalchemy import delete

from registry.audit import service as audit
from registry.core.clock import now
from registry.core.db import db
from registry.core.errors import DomainError, InvalidInput
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.identity import passwords, queries
from registry.identity.models import LinkPurpose, PasswordLink, User
from registry.identity.service.accounts import HANDED_OVER_FOR, put_password
from registry.identity.throttle import Limit, TooManyTries
from registry.jobs.service import enqueue

# How long a link works, from the moment its letter is written (abuse case L04).
LASTS = {LinkPurpose.RESET: timedelta(minutes=30), LinkPurpose.INVITATION: HANDED_OVER_FOR}
# Whatever could not be sent for so long is not sent any more: nobody waits for it.
WAITS = timedelta(days=1)
# How often one address may ask, and how many letters one person gets: nobody fills somebody's mailbox.
FROM_ONE_PLACE, TO_ONE_PERSON = Limit(10, 15 * 60), Limit(6, 60 * 60)


class LinkOver(DomainError):
    """A link was used, has run out, was replaced or never was; which of these is nobody's business."""

    status = 410

    def __init__(self) -> None:
        super().__init__(_("This link does not work any more."))


def ask_reset(typed: str, *, address: str) -> None:
    """Have a link written to whoever has this user name or e-mail address.

    Does the same for a name that nobody has, so that it also takes as long (abuse case L02). Raises
    TooManyTries when too much was asked from one place. Nobody is kept from a new password by what others
    ask for: whoever asks is answered, and what is too much for one person is not written (`write`).
    """
    FROM_ONE_PLACE.take(f"link-address:{address}")
    user = queries.find_user(typed) or queries.find_by_email(typed)
    with transaction():
        _ask(user, LinkPurpose.RESET)
        audit.record(None, "user.link_asked", user)


def invite(actor: User, user: User) -> None:
    """Write to somebody how to choose a password; what they had until then stops working when they do.

    Raises InvalidInput for a person without an address or whose account is closed.
    """
    with transaction():
        require(actor, Permission.USER_ADMINISTER, user)
        if not user.email:
            raise InvalidInput("email", _("There is no e-mail address to write to."))
        if not user.is_active:
            raise InvalidInput("email", _("This account is closed."))
        _ask(user, LinkPurpose.INVITATION)
        audit.record(actor, "user.invited", user)


def write(link_id: int) -> tuple[PasswordLink, str] | None:
    """A link about to be sent and the token that opens it, which is told here and never again.

    None when there is nobody to send it to any more, or who has got enough letters lately. Written once
    more, the letter before it stops working.
    """
    if _has_enough(link_id):
        return None
    with transaction():
        link = db.session.get(PasswordLink, link_id)
        if link is None:
            return None
        user = link.user
        if user is None or not user.is_active or not user.email or link.asked_at < now() - WAITS:
            db.session.delete(link)
            return None
        token = secrets.token_urlsafe(32)
        link.digest, link.expires_at = queries.token_hash(token), now() + LASTS[link.purpose]
    return link, token


def _has_enough(link_id: int) -> bool:
    """Whether so many letters went to the person within an hour that no further one is asked for in earnest.

    An invitation is sent in any case: an administrator asked for it.
    """
    link = db.session.get(PasswordLink, link_id)
    if link is None or link.user_id is None or link.purpose is LinkPurpose.INVITATION or link.digest:
        return False
    try:
        TO_ONE_PERSON.take(f"link-person:{link.user_id}")
    except TooManyTries:
        return True
    return False


def owner_of(token: str) -> User:
    """Who may choose a password with this token. Raises LinkOver."""
    link = queries.find_link(token)
    if link is None or link.user is None or not link.user.is_active:
        raise LinkOver
    return link.user


def choose_password(token: str, new: str) -> User:
    """Set the password of the token's owner: all links end, all devices are signed out.

    Raises LinkOver, and InvalidInput for a weak password, after which the link still works.
    """
    with transaction():
        user = owner_of(token)
        passwords.check_policy(new, username=user.username, field="new")
        put_password(user, new)
        audit.record(user, "user.password_chosen", user)
    return user


def forget_old() -> None:
    """Remove links that have run out or were never sent. Part of a command."""
    over = PasswordLink.expires_at.is_not(None) & (PasswordLink.expires_at <= now())
    db.session.execute(
        delete(PasswordLink).where(over | (PasswordLink.asked_at < now() - HANDED_OVER_FOR - WAITS))
    )


def _ask(user: User | None, purpose: LinkPurpose) -> None:
    link = PasswordLink(user_id=user.id if user else None, purpose=purpose)
    db.session.add(link)
    db.session.flush()
    enqueue("mail.link", link_id=link.id)
