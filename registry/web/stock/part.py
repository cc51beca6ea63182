"""What the yearly reviews add to the page of a model."""

from typing import Any

from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.core.clock import HERE
from registry.core.i18n import _
from registry.identity.models import User
from registry.stock.queries import history_of
from registry.stock.rules import reads_result
from registry.stock.standing import stand_of
from registry.stock.states import StockStanding
from registry.web.catalogue.parts import add_part
from registry.web.filters import as_date
from registry.web.words import word, words_of_state


def show_standing(actor: User | None, exemplar: Exemplar, version: ExemplarVersion) -> dict[str, Any] | None:
    """Whether its unit says that it goes on, and what the last review made of it."""
    stand = stand_of(exemplar)
    if stand is None:
        return None
    day, found = as_date(stand.since), stand.result
    result = words_of_state(found) if found is not None and reads_result(actor, exemplar, found) else None
    # How it stands is told when nobody knows; an answer stands among what happened to the model.
    said = {
        StockStanding.UNVERIFIED: _(
            "Nobody has confirmed that the model goes on: its unit was asked in the yearly review %(year)s "
            "and had not answered by %(day)s.", year=stand.year, day=day,
        ),
        StockStanding.ARCHIVED: _(
            "Archived on %(day)s: its unit was silent in two yearly reviews. The page stays as it was, to be "
            "read; whether the model still goes on, nobody here knows.", day=day,
        ),
    }  # fmt: skip
    return {"kind": stand.standing.value, "text": said.get(stand.standing, ""), "result": result}


def show_reviews(actor: User | None, exemplar: Exemplar, version: ExemplarVersion) -> dict[str, Any] | None:
    """What the unit answered and what the reviews made of the model, among what happened to it."""
    items = []
    for one in reversed(history_of(exemplar)):
        year = one.review.year
        if one.answered_at is not None:
            said = _("Yearly review %(year)s, its unit: %(answer)s", year=year, answer=word(one.answer))
            items.append({"at": one.answered_at.astimezone(HERE).date(), "text": said})
        if one.result is not None and reads_result(actor, exemplar, one.result):
            said = _("Yearly review %(year)s: %(result)s", year=year, result=word(one.result))
            items.append({"at": one.judged_on, "text": said})
    return {"items": items} if items else None


add_part("stock", show_standing)
add_part("timeline", show_reviews)
