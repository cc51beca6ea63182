"""The figures by which copies of a model are measured: its own indicators."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import selectinload

from registry.catalogue.models import Exemplar, Result
from registry.catalogue.queries import version_for_others
from registry.core.db import db
from registry.identity.models import User
from registry.replication.models import Outcome, Replication
from registry.replication.queries import visible_to, was_confirmed
from registry.replication.states import COPY_KINDS


def measured_in(exemplar: Exemplar) -> list[Result]:
    """The indicators of a model that a copy can be measured by: those with a figure, in their order.

    What is worded alike twice is asked once: by its words a figure is compared.
    """
    found: dict[tuple[str, str], Result] = {}
    for one in version_for_others(exemplar).results:
        if one.after is not None:
            found.setdefault(words_of(one), one)
    return list(found.values())


def words_of(one: Result | Outcome) -> tuple[str, str]:
    """What an indicator is called, and in what it is measured."""
    return one.indicator, one.measure


def is_still_asked(outcome: Outcome, result: Result | None) -> bool:
    """Whether a model still has the indicator, worded as it was when it was measured by."""
    return result is not None and words_of(result) == words_of(outcome)


def figures_in_words(exemplar: Exemplar, figures: Iterable[Any]) -> str:
    """Figures of a copy (key, before, after), a line for each indicator: `Hộ nghèo: 40 → 20`."""
    named = {one.key: one.indicator for one in measured_in(exemplar)}
    return "\n".join(
        f"{named.get(one.key, one.key)}: {'–' if one.before is None else one.before} → {one.after}"
        for one in figures
    )


def measured_copies(exemplar: Exemplar, actor: User | None = None) -> list[Replication]:
    """Confirmed copies with figures, stopped ones as well: a copy that failed stays. Oldest first.

    What was only inspired by the model, or merged from several, is no copy and measures nothing of it.
    """
    query = _measured(exemplar, actor).options(selectinload(Replication.outcomes))
    return list(db.session.scalars(query.order_by(Replication.started_on, Replication.id)))


def is_measured_elsewhere(exemplar: Exemplar, actor: User | None = None) -> bool:
    """Whether there is any copy of the above, without reading its figures."""
    return db.session.scalar(_measured(exemplar, actor).limit(1)) is not None


def _measured(exemplar: Exemplar, actor: User | None) -> Select[Replication]:
    return (
        visible_to(actor)
        .where(Replication.source_id == exemplar.id, was_confirmed(), Replication.kind.in_(COPY_KINDS))
        .where(Replication.outcomes.any())
    )
