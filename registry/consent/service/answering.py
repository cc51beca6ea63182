"""What a person answered: recorded with who, when and how; a withdrawal takes effect at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from registry.audit import service as audit
from registry.consent import queries
from registry.consent.models import Consent, NamedPerson
from registry.consent.service.recording import refresh, stored_of
from registry.consent.states import Answer, Effect, Manner, Purpose
from registry.core.clock import now, today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import require_version
from registry.evidence.models import EvidenceItem
from registry.identity.models import User

# What the log calls each answer.
_PAST = {Answer.GIVEN: "given", Answer.REFUSED: "refused", Answer.WITHDRAWN: "withdrawn"}


@dataclass(frozen=True)
class Telling:
    """How and when an answer was given. `scan` is the reference of the evidence that shows the paper."""

    manner: Manner
    given_on: date
    scan: str = ""


def record_answers(
    actor: User,
    person: NamedPerson,
    answers: Mapping[Purpose, Answer],
    how: Telling,
    *,
    version: int | None = None,
) -> NamedPerson:
    """Record yes or no for each purpose that was asked. Earlier answers stay on record."""
    with transaction():
        _open(actor, person, how, version)
        if not answers:
            raise InvalidInput(Purpose.AWARD_FILE.value, _("Record at least one answer."))
        if Answer.WITHDRAWN in answers.values():
            raise InvalidInput(Purpose.PUBLIC_PAGE.value, _("Choose one of the options."))
        for purpose, answer in answers.items():
            _add(actor, person, Consent(purpose=purpose, answer=answer), how)
        _settle(person)
    return person


def withdraw_consent(
    actor: User,
    person: NamedPerson,
    purpose: Purpose,
    how: Telling,
    *,
    effect: Effect = Effect.PERSON,
    version: int | None = None,
) -> NamedPerson:
    """Follow a withdrawal at once: out of the public page, or the page down. The award file stays."""
    with transaction():
        _open(actor, person, how, version)
        if not person.agrees_to(purpose):
            raise InvalidTransition(_("This person has not agreed to that, so there is nothing to withdraw."))
        shown = effect if purpose is Purpose.PUBLIC_PAGE else None
        _add(actor, person, Consent(purpose=purpose, answer=Answer.WITHDRAWN, effect=shown), how)
        _settle(person)
    return person


def _open(actor: User, person: NamedPerson, how: Telling, version: int | None) -> None:
    require(actor, Permission.CONSENT_RECORD, person)
    require_version(person, version, stored_of(person))
    if how.given_on > today():
        raise InvalidInput("given_on", _("This day is still to come."))


def _add(actor: User, person: NamedPerson, consent: Consent, how: Telling) -> None:
    consent.manner, consent.given_on = how.manner, how.given_on
    consent.item, consent.recorded_by_id = _scan(person, how.scan), actor.id
    person.consents.append(consent)
    db.session.flush()
    audit.record(
        actor, f"consent.{_PAST[consent.answer]}", person, exemplar=person.exemplar.reference,
        purpose=consent.purpose, manner=consent.manner, given_on=consent.given_on, effect=consent.effect,
        personal={"name": person.name},
    )  # fmt: skip


def _scan(person: NamedPerson, reference: str) -> EvidenceItem | None:
    if not reference:
        return None
    for item in queries.scans_of(person.exemplar):
        if item.reference == reference:
            return item
    raise InvalidInput("scan", _("Choose one of the files of this model."))


def _settle(person: NamedPerson) -> None:
    # The person's own row changes too, so that two people who record at once learn of each other.
    person.updated_at = now()
    db.session.flush()
    refresh(person.exemplar)
