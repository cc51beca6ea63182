"""Units like ours on the page: the switch, why a model fits, and the honest word when none does."""

from typing import Any

from registry.core.i18n import _
from registry.discovery.context import FEWEST_REASONS, Context, context_of
from registry.discovery.filters import UNIT_KIND, circumstances_of_each
from registry.discovery.searching import OURS, Findings, Found
from registry.units.states import UnitKind
from registry.web.guard import actor_or_none
from registry.web.search.address import Address
from registry.web.search.facets import label_of
from registry.web.words import word


def ours_of(address: Address, findings: Findings) -> dict[str, Any] | None:
    """What the page says of units like the reader's; None for who acts for no unit."""
    context = findings.context or context_of(actor_or_none())
    if context is None:
        return None
    is_on = findings.context is not None
    found = findings.found if is_on else []
    alike = [one for one in _agreeing(context, found) if len(one) >= FEWEST_REASONS]
    return {
        "unit": context.unit.name,
        "is_on": is_on,
        "href": address.sorted_by("relevance" if is_on else OURS).url(),
        "knows_enough": context.knows_enough,
        "none_alike": bool(found) and not alike,
    }


def with_reasons(cards: list[dict[str, Any]], findings: Findings) -> list[dict[str, Any]]:
    """The cards, each with what its model has in common with the reader's unit when that was asked for."""
    context = findings.context
    if context is not None:
        for card, agreeing in zip(cards, _agreeing(context, findings.found), strict=True):
            card["fit"] = _reasons(agreeing)
    return cards


def _reasons(agreeing: list[tuple[str, str]]) -> list[str]:
    """A sentence for each thing in common; kinds of area in one."""
    areas = ", ".join(label_of(facet, code) for facet, code in agreeing if facet == "area")
    said = [_("the same kind of area: %(area)s", area=areas)] if areas else []
    return said + [_reason(facet, code) for facet, code in agreeing if facet != "area"]


def _agreeing(context: Context, found: list[Found]) -> list[list[tuple[str, str]]]:
    """In what each of the models agrees with the reader's unit."""
    return [context.reasons(one) for one in circumstances_of_each([(f.exemplar, f.version) for f in found])]


def _reason(facet: str, code: str) -> str:
    if facet == UNIT_KIND:
        return _("the same kind of unit: %(kind)s", kind=word(UnitKind(code)))
    if facet == "province":
        return _("in the same province")
    if facet == "cost":
        return _("cost like that of your own models")
    return _("in a field you work in: %(field)s", field=label_of(facet, code))
