"""Saying which fields a reviewer knows and how many ballots they can have open."""

from collections.abc import Sequence

from registry.audit import service as audit
from registry.campaigns.models import Campaign
from registry.catalogue.queries import list_fields
from registry.core.db import db
from registry.core.errors import InvalidInput, NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import require_version
from registry.identity.models import Role, User
from registry.review.panel import ReviewerProfile
from registry.review.queries.profiles import find_profile
from registry.units.rules import has_role_at

MOST_OPEN = 200


def state_own_profile(
    actor: User, *, fields: Sequence[str], most_open: int | None, version: int | None = None
) -> ReviewerProfile:
    """A reviewer says what they know, by codes of fields, and how much they can take on."""
    with transaction():
        require(actor, Permission.NOMINATION_SCORE)
        profile = _write(actor, fields, most_open, version)
        audit.record(actor, "reviewer.profile_stated", actor, fields=sorted(fields), most=most_open)
    return profile


def set_profile(
    actor: User,
    campaign: Campaign,
    person: User,
    *,
    fields: Sequence[str],
    most_open: int | None,
    version: int | None = None,
) -> ReviewerProfile:
    """The secretary of a council says so of one of its reviewers."""
    with transaction():
        require(actor, Permission.NOMINATION_ASSIGN, campaign)
        if not has_role_at(person, campaign.unit, Role.REVIEWER):
            raise NotFound(_("There is no such reviewer."))
        profile = _write(person, fields, most_open, version)
        audit.record(actor, "reviewer.profile_set", person, fields=sorted(fields), most=most_open)
    return profile


def _write(
    person: User, fields: Sequence[str], most_open: int | None, version: int | None
) -> ReviewerProfile:
    if most_open is not None and not 1 <= most_open <= MOST_OPEN:
        raise InvalidInput("most_open", _("Enter a number from 1 to %(most)s.", most=MOST_OPEN))
    known = {field.code: field.id for field in list_fields()}
    if not set(fields) <= set(known):
        raise InvalidInput("known_fields", _("There is no such field."))
    profile = find_profile(person)
    if profile is None:
        profile = ReviewerProfile(person=person)
        db.session.add(profile)
    else:
        require_version(profile, version or 0, {"most_open": profile.most_open})
    profile.fields, profile.most_open = sorted(known[code] for code in fields), most_open
    db.session.flush()
    return profile
