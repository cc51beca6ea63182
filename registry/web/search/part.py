"""What search adds to the page of a model: models that speak of the same things."""

from typing import Any

from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.discovery.searching import find_similar
from registry.identity.models import User
from registry.web.catalogue.parts import add_part
from registry.web.ports import engine
from registry.web.search.cards import cards_of, reasons_of

SHOWN = 3


def show_similar(actor: User | None, exemplar: Exemplar, version: ExemplarVersion) -> dict[str, Any] | None:
    """A few similar models that this reader may see."""
    found = find_similar(actor, engine(), exemplar, SHOWN)
    cards = cards_of(found)
    for card, one in zip(cards, found, strict=True):
        card["fit"] = reasons_of(one, version.field_id)
    return {"hits": cards} if found else None


add_part("similar", show_similar)
