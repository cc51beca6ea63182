"""What a registration was begun from, and which of its sections nobody has looked through since."""

from registry.catalogue.contents import Section
from registry.catalogue.draft_tables import ExemplarOrigin
from registry.catalogue.models import Exemplar
from registry.core.db import db


def find_origin(exemplar: Exemplar) -> ExemplarOrigin | None:
    """What a registration was begun from, if from something."""
    return db.session.get(ExemplarOrigin, exemplar.id)


def list_unchecked(exemplar: Exemplar) -> list[Section]:
    """The sections that still say what last year's model said, unread, in their order."""
    origin = find_origin(exemplar)
    return [section for section in Section if origin is not None and section in origin.unchecked]


def note_looked_through(exemplar: Exemplar, section: Section) -> None:
    """Somebody saved the section, changed or not. Part of a command."""
    origin = find_origin(exemplar)
    if origin is not None and section in origin.unchecked:
        origin.unchecked = [one for one in origin.unchecked if one != section]
