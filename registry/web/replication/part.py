"""What replication adds to the page of a model."""

from typing import Any

from flask import url_for

from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.catalogue.states import ExemplarState
from registry.core.clock import today
from registry.core.i18n import _
from registry.core.permissions import Permission, allowed
from registry.identity.models import User
from registry.replication.lineage import lineage
from registry.replication.queries import (
    as_read_by,
    copies_of,
    count_confirmed,
    find_active_copy,
    own_units,
)
from registry.replication.states import COPY_KINDS, COUNTED_STATES
from registry.units.naming import at_start
from registry.web.catalogue.parts import add_part
from registry.web.replication.outcome_tables import tables_of
from registry.web.replication.present import link_of, tree_of
from registry.web.words import words_of_state


def show_spread(actor: User | None, exemplar: Exemplar, version: ExemplarVersion) -> dict[str, Any] | None:
    """The tree the model stands in, and who copied the model itself."""
    tree = lineage(exemplar, actor)
    if not tree.branches:
        return None
    items = [
        {
            "text": at_start(one.unit_name),
            "href": link_of(one),
            "detail": one.adaptation or one.result,
            "state": words_of_state(one.state),
        }
        for one in (as_read_by(actor, found, found) for found in copies_of(exemplar, actor))
    ]
    return {
        **tree_of(tree, exemplar),
        "count": count_confirmed(exemplar),
        "links": [
            (
                _("All places as a tree, a map and a table"),
                url_for("replication.show_lineage", reference=exemplar.reference),
            )
        ],
        "items": items,
        "effects": tables_of(exemplar, actor),
    }


def show_course(actor: User | None, exemplar: Exemplar, version: ExemplarVersion) -> dict[str, Any] | None:
    """When the model was first copied elsewhere, and the latest that follow it, as far as one may know."""
    known = [
        one
        for one in copies_of(exemplar, actor)
        if one.state in COUNTED_STATES and one.kind in COPY_KINDS and one.started_on <= today()
    ]
    told = [(_("First copied elsewhere"), one) for one in known[:1]]
    told += [(_("Copied last"), one) for one in known[1:][-1:]]
    items = [
        {"at": one.started_on, "text": text, "by": at_start(as_read_by(actor, one, one).unit_name)}
        for text, one in told
    ]
    going_on = [one.sustained_on for one in known if one.sustained_on is not None]
    if going_on:
        items.append({"at": max(going_on), "text": _("A place that copied it last said that it goes on")})
    return {"items": items} if items else None


def show_actions(actor: User | None, exemplar: Exemplar, version: ExemplarVersion) -> dict[str, Any] | None:
    """The way to copy the model; for a unit that does so already, the way to its copy."""
    if exemplar.state is ExemplarState.DRAFT or (actor is None and not exemplar.is_public):
        return None
    ours = own_units(actor)
    if exemplar.lead_unit_id in ours:
        return None
    known = find_active_copy(ours, exemplar) if ours else None
    if known is not None:
        links = [(_("Your unit's copy"), link_of(known), "plant-2")]
    elif actor is None or allowed(actor, Permission.REPLICATION_REGISTER):
        prepare, start = (
            url_for(f"replication.{page}", reference=exemplar.reference)
            for page in ("prepare_copy", "start_replication")
        )
        links = [
            (_("Prepare a replication"), prepare, "plant-2"),
            (
                _("Register one that runs already"),
                start,
                "plus",
            ),
        ]
    else:
        return None
    call = {
        "title": _("Do as this model did"),
        "text": _(
            "Check whether your place is ready, plan it, and ask the unit that did it: it can help you with "
            "what it learned."
        ),
    }
    return {"call": call, "links": links}


add_part("spread", show_spread)
add_part("timeline", show_course)
add_part("actions", show_actions)
