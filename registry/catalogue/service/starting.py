"""Beginning a registration from something that is there: a model of last year, one to copy, a paper form."""

from collections.abc import Callable, Mapping
from typing import Any, TypedDict, Unpack

from registry.audit import service as audit
from registry.catalogue import queries
from registry.catalogue.contents import BY_NAME, Section, contents_of
from registry.catalogue.draft_tables import ExemplarOrigin, OriginKind
from registry.catalogue.masking import face_of
from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.catalogue.service import editing
from registry.catalogue.service.registering import start_exemplar
from registry.catalogue.states import EntryKind, ExemplarState, SubjectKind
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.identity.models import User
from registry.units.models import Unit

# What somebody who copies a model takes over from it; the rest is their own story.
TO_COPY = ("method", "forces", "resources", "needs_people", "needs_money", "needs_time", "pitfalls")
TAKEN = {OriginKind.LAST_YEAR: frozenset(BY_NAME), OriginKind.REPLICATION: frozenset(TO_COPY)}
# What is said when a draft is opened.
AT_START = frozenset({"title", "field", "entry_kind", "subject_kind"})
Continued = Callable[[User, Exemplar, Exemplar], None]
_continued: list[Continued] = []


class Kinds(TypedDict, total=False):
    """Of which kind the registration is."""

    field: str | None
    entry_kind: EntryKind | str
    subject_kind: SubjectKind | str


def on_continued(listener: Continued) -> None:
    """Have `listener(actor, source, new)` carry over what belongs to the texts of last year's model."""
    if listener not in _continued:
        _continued.append(listener)


def start_from_own(actor: User, unit: Unit, source: Exemplar, *, title: str) -> Exemplar:
    """A draft that says all that the newest version of an own model says, evidence left out.

    Without a title of its own it keeps that of the model. Each section is to be looked through.
    """
    with transaction():
        require(actor, Permission.EXEMPLAR_EDIT, source)
        title = title if title.strip() else source.latest.title
        exemplar = _start_from(actor, unit, source, (source.latest, OriginKind.LAST_YEAR), title)
        for listener in _continued:
            listener(actor, source, exemplar)
        return exemplar


def start_from_source(actor: User, unit: Unit, source: Exemplar, *, title: str) -> Exemplar:
    """A draft for a copy of a model: its method and what it needs, as far as this person may read them."""
    with transaction():
        require(actor, Permission.EXEMPLAR_READ, source)
        if source.state is ExemplarState.DRAFT:
            raise InvalidTransition(_("Only a model in the register can be replicated."))
        if source.lead_unit_id == unit.id:
            raise InvalidTransition(_("This is your unit's own model."))
        # Who reads every name may still not hand them on: the people of the source agreed to its page alone.
        shown = face_of(queries.version_to_show(actor, source))
        return _start_from(actor, unit, source, (shown, OriginKind.REPLICATION), title)


def start_from_contents(
    actor: User, unit: Unit, contents: Mapping[str, str], **kinds: Unpack[Kinds]
) -> Exemplar:
    """A draft with these contents. Raises InvalidInput for one that cannot be stored."""
    with transaction():
        title = contents.get("title", "")
        if not title.strip():
            raise InvalidInput("title", _("Enter the name of the model"))
        exemplar = start_exemplar(actor, unit, title=title, **kinds)
        _fill(actor, exemplar, {name: text for name, text in contents.items() if name != "title"})
        return exemplar


def _start_from(
    actor: User, unit: Unit, source: Exemplar, taken: tuple[ExemplarVersion, OriginKind], title: str
) -> Exemplar:
    shown, kind = taken
    if not title.strip():
        raise InvalidInput("title", _("Enter the name of the model"))
    kinds: Kinds = {
        "field": shown.field.code if shown.field else None,
        "entry_kind": shown.entry_kind,
        "subject_kind": shown.subject_kind,
    }
    values = {
        name: value
        for section in Section
        for name, value in editing.section_values(shown, section).items()
        if name in TAKEN[kind] - AT_START
    }
    exemplar = start_exemplar(actor, unit, title=title, **kinds)
    _fill(actor, exemplar, values)
    taken_over = sorted({BY_NAME[name].section for name, value in values.items() if value})
    unchecked = taken_over if kind is OriginKind.LAST_YEAR else []
    db.session.add(
        ExemplarOrigin(exemplar_id=exemplar.id, source_id=source.id, kind=kind, unchecked=unchecked)
    )
    audit.record(actor, "exemplar.begun_from", exemplar, source=source.reference, kind=kind)
    return exemplar


def _fill(actor: User, exemplar: Exemplar, values: Mapping[str, Any]) -> None:
    for section in Section:
        names = {content.name for content in contents_of(section)}
        given = {name: value for name, value in values.items() if name in names}
        if given:
            editing.save_section(actor, exemplar, section, given)
