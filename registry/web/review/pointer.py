"""What a decision points to, as a reader may see it."""

from dataclasses import dataclass

from flask import url_for

from registry.catalogue.queries import get_exemplar
from registry.core.errors import NotFound
from registry.core.permissions import Permission, allowed
from registry.identity.models import User
from registry.review.models import Decision
from registry.web.review.dossier import version_of


@dataclass(frozen=True)
class Other:
    """The code, and for whoever may read it the name and the address."""

    code: str
    title: str = ""
    href: str = ""


def told_of(reader: User, decision: Decision) -> Other | None:
    """What a merged or repeated nomination points to; only its code to whoever may not read it."""
    nomination, exemplar = decision.other_nomination, decision.other_exemplar
    if nomination is not None:
        if not allowed(reader, Permission.NOMINATION_READ, nomination):
            return Other(nomination.reference)
        href = url_for("review.show_nomination", reference=nomination.reference)
        return Other(nomination.reference, version_of(nomination).title, href)
    if exemplar is None:
        return None
    try:
        get_exemplar(reader, exemplar.reference)
    except NotFound:
        return Other(exemplar.reference)
    href = url_for("catalogue.show_exemplar", reference=exemplar.reference)
    return Other(exemplar.reference, exemplar.latest.title, href)
