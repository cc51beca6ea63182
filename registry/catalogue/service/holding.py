"""Sections that stay as they are for now, because a subject above says so: a dossier came back for others."""

from collections.abc import Callable

from registry.catalogue.contents import Section
from registry.catalogue.models import Exemplar
from registry.core.errors import InvalidTransition
from registry.core.i18n import _

# Answers with the sections of a model that are held.
Hold = Callable[[Exemplar], frozenset[Section]]
_holds: list[Hold] = []


def holds_sections(hold: Hold) -> None:
    """Have a subject above say which sections of a model nobody changes for now."""
    if hold not in _holds:
        _holds.append(hold)


def list_held(exemplar: Exemplar) -> frozenset[Section]:
    """The sections of a model that nobody changes for now."""
    return frozenset(section for hold in _holds for section in hold(exemplar))


def require_free(exemplar: Exemplar, *sections: Section) -> None:
    """Raise InvalidTransition when each of these sections is held: one that is free is enough."""
    if list_held(exemplar).issuperset(sections):
        raise InvalidTransition(
            _("The dossier came back for other parts: this one stays as signed until it is sent again.")
        )
