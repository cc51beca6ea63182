"""What a unit took over from others, tried and taught, as its public page tells it."""

from typing import Any

from registry.catalogue.models import Exemplar
from registry.core.clock import today
from registry.core.permissions import Permission, allowed
from registry.replication.credit import credit_of
from registry.replication.models import Replication
from registry.replication.queries import as_read_by, title_of
from registry.units import queries
from registry.units.models import Unit
from registry.units.naming import at_start
from registry.web.replication.present import link_of, model_link


def credits_of(unit: Unit) -> dict[str, Any] | None:
    """What everybody may know, whoever reads; None where there is nothing to tell."""
    credit = credit_of(queries.tree().predecessors(unit.id, today()))
    if not credit:
        return None
    return {
        "kept": [_row(one, unit) for one in credit.kept.items],
        "more_kept": credit.kept.total - len(credit.kept.items),
        "tried": [_row(one, unit) for one in credit.tried.items],
        "more_tried": credit.tried.total - len(credit.tried.items),
        "learners": credit.learners,
    }


def _row(one: Replication, unit: Unit) -> dict[str, Any]:
    read = as_read_by(None, one, one)
    return {
        "title": title_of(one.source),
        "model_href": model_link(one.source),
        "from_unit": at_start(one.source.lead_unit_name),
        "own": _own(one.copy),
        "made_as": at_start(one.unit_name) if one.unit_name.casefold() != unit.name.casefold() else "",
        "href": link_of(one),
        "state": one.state,
        "since": one.started_on,
        "on": one.stopped_on,
        "reason": read.stop_reason,
    }


def _own(copy: Exemplar | None) -> tuple[str, str] | None:
    """The unit's own model of the copy and its page, where everybody may read it."""
    if copy is None or not allowed(None, Permission.EXEMPLAR_READ, copy):
        return None
    return title_of(copy), model_link(copy)
