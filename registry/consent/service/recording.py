"""Recording who is named or pictured in a model, and taking back what was recorded by mistake."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from registry.audit import service as audit
from registry.catalogue.initials import mask_of
from registry.catalogue.models import Exemplar
from registry.catalogue.queries import versions_read
from registry.catalogue.records import records_of
from registry.catalogue.service.editing import withhold
from registry.consent import queries
from registry.consent.models import NamedPerson, PersonPhoto
from registry.consent.states import Purpose
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import Faults, InvalidInput, InvalidTransition
from registry.core.i18n import _
from registry.core.ids import next_reference
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import clean_text, require_version
from registry.evidence.queries import list_items
from registry.identity.models import User

LONGEST_NAME, LONGEST_PART = 120, 200
MOST_PEOPLE = 200
MOST_SPELLINGS = 10
Texts = Callable[[Exemplar], Iterable[str]]
_texts: list[Texts] = []


@dataclass(frozen=True)
class Details:
    """What is recorded of a person, and nothing more. `photos` are digests of files of the model."""

    name: str
    also_written: tuple[str, ...] = ()
    part: str = ""
    is_child: bool = False
    guardian: str = ""
    photos: tuple[str, ...] = ()


def add_person(actor: User, exemplar: Exemplar, about: Details) -> NamedPerson:
    """Record somebody. Until they agree, everybody reads initials in place of the name and sees no photo."""
    with transaction():
        require(actor, Permission.CONSENT_RECORD, exemplar)
        if len(queries.list_people(exemplar)) >= MOST_PEOPLE:
            raise InvalidTransition(_("A model may name at most %(n)s people.", n=MOST_PEOPLE))
        person = NamedPerson(
            reference=next_reference("NG", today(), 6), exemplar=exemplar, added_by_id=actor.id
        )
        _describe(person, about)
        db.session.add(person)
        db.session.flush()
        audit.record(
            actor, "person.recorded", person, exemplar=exemplar.reference, photos=len(about.photos),
            personal={"name": person.name},
        )  # fmt: skip
        refresh(exemplar)
    return person


def change_person(
    actor: User, person: NamedPerson, about: Details, *, version: int | None = None
) -> NamedPerson:
    """Mend what was recorded of somebody. Their answers stay."""
    with transaction():
        require(actor, Permission.CONSENT_RECORD, person)
        require_version(person, version, stored_of(person))
        _describe(person, about)
        db.session.flush()
        audit.record(
            actor, "person.changed", person, exemplar=person.exemplar.reference, photos=len(about.photos),
            personal={"name": person.name},
        )  # fmt: skip
        refresh(person.exemplar)
    return person


def remove_person(actor: User, person: NamedPerson, *, version: int | None = None) -> Exemplar:
    """Erase somebody who is in no text and no photo any more. The audit log keeps a commitment only.

    As long as a text names them the record stays: without it the name would be shown to everybody.
    """
    with transaction():
        require(actor, Permission.CONSENT_RECORD, person)
        require_version(person, version, stored_of(person))
        exemplar = person.exemplar
        if is_in_texts(person) or person.photos:
            raise InvalidTransition(
                _("This person is still named in the texts or marked in a photo. Take them out there first.")
            )
        audit.record(
            actor, "person.erased", person, exemplar=exemplar.reference, personal={"name": person.name}
        )
        db.session.delete(person)
        db.session.flush()
        refresh(exemplar)
    return exemplar


def stored_of(person: NamedPerson) -> dict[str, object]:
    """What is stored of a person now, by field of the form."""
    return {
        "name": person.name,
        "also_written": "\n".join(person.also_written),
        "part": person.part,
        "is_child": person.is_child,
        "guardian": person.guardian,
        "photos": sorted(photo.digest for photo in person.photos),
    }


def refresh(exemplar: Exemplar) -> None:
    """Bring what the model keeps from everybody up to date with what its people answered."""
    people = queries.list_people(exemplar)
    silent = [one for one in people if not one.agrees_to(Purpose.PUBLIC_PAGE)]
    withhold(
        exemplar,
        names=sorted({name for one in silent for name in one.names}),
        photos=sorted({photo.digest for one in silent for photo in one.photos}),
        page=any(queries.wants_page_down(one) for one in people),
    )
    db.session.flush()


def add_texts(finder: Texts) -> None:
    """Let a subject above say which other texts of a model everybody reads with initials."""
    if finder not in _texts:
        _texts.append(finder)


def is_in_texts(person: NamedPerson) -> bool:
    """Whether a text names the person that somebody can read, or could if the record of them went."""
    mask = mask_of(person.names)
    return any(mask(text) != text for text in _texts_of(person.exemplar))


def _texts_of(exemplar: Exemplar) -> Iterable[str]:
    """Everything that is masked: of the model, of what its versions say, of what is attached to them."""
    versions, records = versions_read(exemplar), records_of(exemplar)
    yield from (text for finder in _texts for record in records for text in finder(record))
    rows: list[Any] = [*records, *versions]
    for version in versions:
        rows += [*version.results, *version.partners, *list_items(version)]
    for row in rows:
        for value in (getattr(row, column.key) for column in row.__table__.columns):
            # Topics and sources are lists of texts; the names themselves stand in `withheld_names`.
            if value is not getattr(row, "withheld_names", None):
                yield from (
                    text for text in (value if isinstance(value, list) else [value]) if type(text) is str
                )


def carry_people_over(actor: User, source: Exemplar, new: Exemplar) -> None:
    """Record the people of last year's model at the one that says the same. Part of a command.

    They are asked anew: what they agreed to was the file and the page of that year. Until then their names
    are initials there too.
    """
    people = queries.list_people(source)
    for one in people:
        person = NamedPerson(
            reference=next_reference("NG", today(), 6), exemplar=new, added_by_id=actor.id, name=one.name,
            also_written=list(one.also_written), part=one.part, is_child=one.is_child, guardian=one.guardian,
            photos=[PersonPhoto(digest=photo.digest) for photo in one.photos],
        )  # fmt: skip
        db.session.add(person)
        db.session.flush()
        audit.record(
            actor, "person.recorded", person, exemplar=new.reference, photos=len(person.photos),
            source=source.reference, personal={"name": person.name},
        )  # fmt: skip
    if people:
        refresh(new)


def _describe(person: NamedPerson, about: Details) -> None:
    faults = Faults()
    with faults.gathered():
        person.name = _name("name", about.name, needed=_("Enter the person’s name."))
    with faults.gathered():
        person.also_written = _spellings(about.also_written)
    with faults.gathered():
        person.part = _line("part", about.part, LONGEST_PART)
    with faults.gathered():
        needed = _("Enter the name of the parent or guardian.") if about.is_child else ""
        person.guardian = _name("guardian", about.guardian, needed=needed)
    faults.refuse()
    person.is_child = about.is_child
    known = {item.digest for item in queries.photos_of(person.exemplar)}
    known |= {photo.digest for photo in person.photos}
    if not known.issuperset(about.photos):
        raise InvalidInput("photos", _("Choose photos of this model."))
    kept = {photo.digest: photo for photo in person.photos}
    person.photos = [kept.get(one) or PersonPhoto(digest=one) for one in sorted(set(about.photos))]


def _spellings(lines: Iterable[str]) -> list[str]:
    kept = list(dict.fromkeys(name for line in lines if (name := _name("also_written", line))))
    if len(kept) > MOST_SPELLINGS:
        raise InvalidInput("also_written", _("Use at most %(most)s lines.", most=MOST_SPELLINGS))
    return kept


def _name(field: str, text: str, *, needed: str = "") -> str:
    name = _line(field, text, LONGEST_NAME)
    if needed and not name:
        raise InvalidInput(field, needed)
    if name and not any(letter.isalpha() for letter in name):
        raise InvalidInput(field, _("Write the name in letters."))
    return name


def _line(field: str, text: str, most: int) -> str:
    line = " ".join(clean_text(text).split())
    if len(line) > most:
        raise InvalidInput(field, _("Use at most %(most)s characters.", most=most))
    return line
