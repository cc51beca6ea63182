"""Reading who is named or pictured in a model, and what they agreed to."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from registry.catalogue.models import Exemplar
from registry.catalogue.queries import versions_read
from registry.catalogue.states import Visibility
from registry.consent.models import NamedPerson
from registry.consent.states import Answer, Effect, Purpose
from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission, allowed
from registry.evidence.models import EvidenceItem
from registry.evidence.queries import list_items
from registry.identity.models import User


@dataclass(frozen=True)
class Standing:
    """How far a model is: how many people, how many not asked yet, how many not shown to everybody."""

    people: int
    unasked: int
    withheld: int


def list_people(exemplar: Exemplar) -> list[NamedPerson]:
    """Everybody recorded for a model, in the order in which they were."""
    query = select(NamedPerson).where(NamedPerson.exemplar_id == exemplar.id).order_by(NamedPerson.id)
    loaded = query.options(selectinload(NamedPerson.consents), selectinload(NamedPerson.photos))
    return list(db.session.scalars(loaded))


def get_person(actor: User, reference: str) -> NamedPerson:
    """A person whose answers the actor may record; raises NotFound, also for what is out of reach."""
    person = db.session.scalar(select(NamedPerson).where(NamedPerson.reference == reference))
    if person is None or not allowed(actor, Permission.CONSENT_RECORD, person):
        raise NotFound(_("There is no such person."))
    return person


def standing_of(exemplar: Exemplar) -> Standing:
    """How many people a model names, and how many of them still have to be asked."""
    people = list_people(exemplar)
    unasked = [one for one in people if any(one.answer_to(purpose) is None for purpose in Purpose)]
    withheld = [one for one in people if not one.agrees_to(Purpose.PUBLIC_PAGE)]
    return Standing(len(people), len(unasked), len(withheld))


def wants_page_down(person: NamedPerson) -> bool:
    """Whether the person's last word is that the whole page goes."""
    last = person.answer_to(Purpose.PUBLIC_PAGE)
    return last is not None and last.answer is Answer.WITHDRAWN and last.effect is Effect.PAGE


def photos_of(exemplar: Exemplar) -> list[EvidenceItem]:
    """The photos that the unit or anybody else sees, each file once, those of the newest version first."""
    found: dict[str, EvidenceItem] = {}
    versions = sorted(versions_read(exemplar), key=lambda one: one is not exemplar.latest)
    for item in (item for version in versions for item in list_items(version)):
        if item.is_photo and item.digest is not None:
            found.setdefault(item.digest, item)
    return list(found.values())


def scans_of(exemplar: Exemplar) -> list[EvidenceItem]:
    """What may be the scan of a signed paper: the files of the newest version that only the unit sees."""
    items = list_items(exemplar.latest)
    return [item for item in items if item.digest is not None and item.visibility is Visibility.INTERNAL]
