"""What happened to a model: its versions with what changed in each, and who did what."""

from collections.abc import Iterable
from typing import Any

from flask import url_for
from flask_babel import LazyString

from registry.audit import queries as audit
from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.catalogue.queries import get_exemplar, version_to_show
from registry.core.errors import NotFound
from registry.core.i18n import _, _l
from registry.identity.models import User
from registry.identity.queries import names_of
from registry.legacy.queries import list_mergers
from registry.web.catalogue.answers import differences

DEEDS: dict[str, LazyString] = {
    "exemplar.started": _l("Registration begun"),
    "exemplar.edited": _l("Contents changed"),
    "exemplar.version_begun": _l("New version begun"),
    "exemplar.registered": _l("Registered"),
    "exemplar.paused": _l("Paused"),
    "exemplar.resumed": _l("Resumed"),
    "exemplar.closed": _l("Ended"),
    "exemplar.imported": _l("Taken over from a public source"),
    "exemplar.taken_over": _l("Taken over from a list"),
    "exemplar.renewed": _l("Changed by a list"),
    "exemplar.entered_from_paper": _l("Typed in from paper"),
    "exemplar.paper_confirmed": _l("Confirmed by the unit"),
    "exemplar.merged": _l("Merged into another record of the same model"),
    "exemplar.took_in": _l("Another record was merged into this one"),
    "exemplar.placed": _l("Place or unit corrected"),
}
MOST_EVENTS = 200


def versions_of(exemplar: Exemplar, versions: Iterable[ExemplarVersion]) -> list[dict[str, Any]]:
    """The versions, newest first, each with the names of the contents that differ from the one before."""
    items: list[dict[str, Any]] = []
    before: ExemplarVersion | None = None
    for version in versions:
        changed = differences(before, version) if before is not None else []
        items.append(
            {
                "number": version.number,
                "href": url_for(
                    "catalogue.show_version", reference=exemplar.reference, number=version.number
                ),
                "at": version.published_at or version.frozen_at or version.updated_at,
                "state": _state(exemplar, version),
                "changed": ", ".join(str(row["label"]).lower() for row in changed),
            }
        )
        before = version
    return items[::-1]


def taken_in_by(person: User | None, exemplar: Exemplar) -> list[dict[str, Any]]:
    """The records given up for this one; whoever may not read one gets its code alone."""
    return [
        {"reference": one.loser.reference, "at": one.merged_at, "version": _version_of(person, one.loser)}
        for one in list_mergers(exemplar)
    ]


def _version_of(person: User | None, exemplar: Exemplar) -> ExemplarVersion | None:
    try:
        return version_to_show(person, get_exemplar(person, exemplar.reference))
    except NotFound:
        return None


def _state(exemplar: Exemplar, version: ExemplarVersion) -> tuple[str, str, str]:
    if version.id == exemplar.public_version_id:
        return _("Shown to everybody"), "ok", "world"
    if version.is_frozen:
        return _("Submitted"), "info", "lock"
    return _("Being edited"), "", "pencil"


def events_of(exemplar: Exemplar) -> list[dict[str, Any]]:
    """Who did what, newest first; several savings in a row by one person count once."""
    events = audit.list_history("exemplar", exemplar.reference)[-MOST_EVENTS:]
    names = names_of({event.actor_id for event in events if event.actor_id})
    items: list[dict[str, Any]] = []
    last = None
    for event in reversed(events):
        if event.action not in DEEDS or (event.action, event.actor_id) == last:
            continue
        last = (event.action, event.actor_id)
        items.append({"at": event.at, "text": DEEDS[event.action], "by": names.get(event.actor_id or 0, "")})
    return items
