"""People of a model shaped for their page: what each answered, when, how and who wrote it down."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for

from registry.consent import queries
from registry.consent.models import Consent, NamedPerson
from registry.consent.states import Answer, Effect, Purpose
from registry.core.i18n import _, _n
from registry.identity.queries import names_of
from registry.web.filters import as_date
from registry.web.words import Words, word, words_of_state

UNASKED = "unasked"


@dataclass(frozen=True)
class AnswerLine:
    """One purpose: the last answer and the ones before it."""

    purpose: Purpose
    state: Words
    told: str
    scan: str
    earlier: list[str]
    can_withdraw: bool


@dataclass(frozen=True)
class PersonCard:
    """One person for the list."""

    person: NamedPerson
    lines: list[AnswerLine]
    shown_as: str
    photos: str


def cards_of(people: Iterable[NamedPerson]) -> list[PersonCard]:
    """Everybody of a model, in their order."""
    listed = list(people)
    ids = {one.recorded_by_id for person in listed for one in person.consents if one.recorded_by_id}
    writers = names_of(ids)
    return [_card(person, writers) for person in listed]


def _card(person: NamedPerson, writers: dict[int, str]) -> PersonCard:
    photos = len(person.photos)
    return PersonCard(
        person,
        [_line(person, purpose, writers) for purpose in Purpose],
        _shown_as(person),
        _n("%(num)s photo", "%(num)s photos", photos) if photos else "",
    )


def _shown_as(person: NamedPerson) -> str:
    if queries.wants_page_down(person):
        return _("The public page is taken down")
    if person.agrees_to(Purpose.PUBLIC_PAGE):
        return _("Everybody reads the name")
    return _("Everybody reads initials; the photos are not shown")


def _line(person: NamedPerson, purpose: Purpose, writers: dict[int, str]) -> AnswerLine:
    last = person.answer_to(purpose)
    earlier = [one for one in person.consents if one.purpose is purpose and one is not last]
    if last is None:
        return AnswerLine(purpose, words_of_state(UNASKED, "consent"), "", "", [], False)
    return AnswerLine(
        purpose,
        words_of_state(last.answer),
        _told(last, writers),
        url_for("evidence.show_item", reference=last.item.reference) if last.item else "",
        [f"{word(one.answer)}: {_told(one, writers)}" for one in reversed(earlier)],
        last.answer is Answer.GIVEN,
    )


def _told(consent: Consent, writers: dict[int, str]) -> str:
    """`21/11/2026, signed paper, written down by Lò Thị Mai on 22/11/2026`."""
    written = _(
        "written down by %(name)s on %(day)s",
        name=writers.get(consent.recorded_by_id or 0, _("the operator")),
        day=as_date(consent.recorded_at),
    )
    parts = [as_date(consent.given_on), str(word(consent.manner)).lower(), written]
    if consent.effect is Effect.PAGE:
        parts.append(str(word(consent.effect)).lower())
    return ", ".join(parts)
