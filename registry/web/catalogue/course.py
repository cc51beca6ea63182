"""How the course of a model begins on its page: it was registered. Other subjects tell what came after."""

from typing import Any

from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.core.clock import HERE
from registry.core.i18n import _
from registry.identity.models import User
from registry.web.catalogue.parts import add_part


def show_registered(
    _actor: User | None, exemplar: Exemplar, _version: ExemplarVersion
) -> dict[str, Any] | None:
    """On which day its unit registered it; of what was taken over the record says where from."""
    days = [one.frozen_at for one in exemplar.versions if one.frozen_at is not None]
    if exemplar.is_imported or exemplar.is_from_list or not days:
        return None
    day = min(days).astimezone(HERE).date()
    return {"items": [{"at": day, "text": _("Registered"), "by": exemplar.lead_unit_name}]}


def in_order(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What several subjects tell, the earliest first."""
    return sorted(items, key=lambda item: item["at"])


add_part("timeline", show_registered)
