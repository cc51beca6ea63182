"""The administration, divided by what is administered."""

from registry.web.admin.views import (
    changes,
    days,
    fields,
    handover,
    history,
    hub,
    index_state,
    people,
    readings,
    roles,
    terms,
    units,
    weights,
)

__all__ = [
    "changes",
    "days",
    "fields",
    "handover",
    "history",
    "hub",
    "index_state",
    "people",
    "readings",
    "roles",
    "terms",
    "units",
    "weights",
]
