"""What was given already for what may be the same achievement, in words: a warning, never a hindrance."""

from collections.abc import Collection
from dataclasses import dataclass

from flask import url_for

from registry.catalogue.models import Exemplar
from registry.catalogue.queries import version_for_others
from registry.catalogue.visibility import Standing, standing_of
from registry.core.i18n import _
from registry.core.permissions import Permission, allowed
from registry.discovery.likeness_rewards import Given, Ground, list_given, models_of
from registry.documents.issuers import IssuerNames
from registry.identity.models import User
from registry.review.models import Nomination
from registry.web.words import word


@dataclass(frozen=True)
class Warned:
    """A warning, and where to read on; no address for whoever may not read that."""

    text: str
    href: str = ""


def warnings_of(reader: User, nominations: Collection[Nomination]) -> dict[int, list[Warned]]:
    """What was given already, by nomination; of a model that the reader may not read only its code.

    That two records name one person is told only where the name is not withheld from the reader.
    """
    found = list_given(nominations)
    models = models_of(found.values())
    names = IssuerNames(one.reward.issuer for given in found.values() for one in given)
    return {
        nomination: [
            _warned(reader, one, models[one.reward.exemplar_id], names)
            for one in given
            if _may_be_told(reader, one, models[one.reward.exemplar_id])
        ]
        for nomination, given in found.items()
    }


def _may_be_told(reader: User, given: Given, model: Exemplar) -> bool:
    """Of a record of another unit the warning itself says who is named in it."""
    return not given.is_other or given.is_of_unit or _may_know_who(reader, given, model)


def _may_know_who(reader: User, given: Given, model: Exemplar) -> bool:
    """Whether both records name one person, and the reader may read that name in the other."""
    if not given.is_of_person:
        return False
    return not given.is_withheld or standing_of(reader, model) >= Standing.INSIDE


def _warned(reader: User, given: Given, model: Exemplar, names: IssuerNames) -> Warned:
    may_read = allowed(reader, Permission.EXEMPLAR_READ, model)
    href = url_for("catalogue.show_exemplar", reference=model.reference) if may_read else ""
    words = {
        "outcome": word(given.reward.outcome),
        "year": given.reward.year,
        "issuer": names.of(given.reward.issuer, given.reward.on, given.reward.paper_id),
        "level": str(word(given.reward.level)).lower(),
        "day": f"{given.reward.on:%d/%m/%Y}",
    }
    if given.is_other:
        words["record"] = (
            f"{version_for_others(model).title} ({model.reference})" if may_read else model.reference
        )
        of_person = _may_know_who(reader, given, model)
        return Warned(f"{_of_other(words)} {_why(given, may_read=may_read, of_person=of_person)}", href)
    if given.ground is Ground.SAME_YEAR:
        told = _(
            "%(outcome)s this year already: %(issuer)s, %(level)s, %(day)s. "
            "One achievement is not rewarded twice (Law 06/2022, art. 5).",
            **words,
        )
        return Warned(told, href)
    told = _(
        "%(outcome)s for %(year)s already: %(issuer)s, %(level)s, %(day)s. No result here is dated after "
        "that day, so it may be the same achievement, which is not rewarded twice (Law 06/2022, art. 5).",
        **words,
    )
    return Warned(told, href)


def _of_other(words: dict[str, object]) -> str:
    return _(
        "%(outcome)s for %(year)s already, another record that may tell the same achievement: %(record)s; "
        "%(issuer)s, %(level)s, %(day)s.",
        **words,
    )


def _why(given: Given, *, may_read: bool, of_person: bool) -> str:
    """Whose the other record is and what is alike; whose it is stays untold of one that may not be read."""
    alike = _("nearly the same name") if given.ground is Ground.SAME_NAME else _("passages in common")
    if not may_read:
        return _("What is alike: %(what)s.", what=alike)
    if of_person:
        return _("The same person is named; %(what)s.", what=alike)
    return _("The same unit; %(what)s.", what=alike)
