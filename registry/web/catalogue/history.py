"""What happened to a model: its versions with what changed in each, and who did what."""

from collections.abc import Iterable
from itertools import groupby
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
# What was done to the files, the nominations and the people of a model.
AROUND: dict[str, LazyString] = {
    "evidence.attached": _l("Evidence was added"),
    "evidence.link_attached": _l("A link was attached as evidence"),
    "evidence.redacted": _l("Parts of a piece of evidence were covered"),
    "evidence.replaced": _l("A piece of evidence was replaced by a newer file"),
    "evidence.removed": _l("Evidence was removed"),
    "evidence.restored": _l("Evidence was restored"),
    "nomination.started": _l("A nomination was started"),
    "nomination.put_up_for_signing": _l("The nomination was put up for signing"),
    "nomination.signed": _l("The nomination was signed and submitted"),
    "nomination.sent_back": _l("The nomination was sent back to whoever prepared it"),
    "nomination.withdrawn": _l("The nomination was withdrawn"),
    "nomination.returned": _l("The nomination was returned to its unit"),
    "nomination.verified": _l("The nomination was verified"),
    "nomination.eligibility_checked": _l("The eligibility of the nomination was checked"),
    "nomination.put_on_notice": _l("The nomination was put on public notice"),
    "nomination.recognised": _l("The nomination was recognised"),
    "nomination.praised": _l("The nomination was praised"),
    "nomination.reopened": _l("The decision was lifted after an appeal"),
    "nomination.not_chosen": _l("The nomination was not chosen"),
    "nomination.not_granted": _l("The signer did not grant the nomination"),
    "nomination.merged": _l("The nomination was merged into another"),
    "nomination.called_duplicate": _l("The nomination was found to repeat another"),
    "person.recorded": _l("A person in the file was recorded"),
    "consent.given": _l("Somebody agreed to be named and pictured"),
    "consent.refused": _l("Somebody did not agree to be named and pictured"),
    "consent.withdrawn": _l("Somebody withdrew their consent"),
}
# Who of the council did it is not for the unit to read.
_DID = (
    "returned", "verified", "eligibility_checked", "put_on_notice", "recognised", "praised", "not_chosen",
    "not_granted", "merged", "called_duplicate", "reopened",
)  # fmt: skip
OF_THE_COUNCIL = frozenset(f"nomination.{did}" for did in _DID)
MOST_EVENTS = 200
MOST_NAMED = 8


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


def events_of(exemplar: Exemplar, around: Iterable[tuple[str, str, str]]) -> list[dict[str, Any]]:
    """Who did what, newest first; the same done several times in a row by one person counts once.

    `around` is what else belongs to the model: kind, reference, and what it is called.
    """
    called = {(kind, reference): name for kind, reference, name in around}
    events = audit.list_histories([("exemplar", exemplar.reference), *called])
    known = [event for event in events if event.action in DEEDS or event.action in AROUND][-MOST_EVENTS:]
    names = names_of({event.actor_id for event in known if event.actor_id})
    items: list[dict[str, Any]] = []
    for (action, by), same in groupby(reversed(known), key=lambda event: (event.action, event.actor_id)):
        done = list(same)
        about = [called.get((event.subject_kind, event.subject_ref), "") for event in done]
        items.append(
            {
                "at": done[0].at,
                "text": DEEDS.get(action) or AROUND[action],
                "by": "" if action in OF_THE_COUNCIL else names.get(by or 0, ""),
                "note": _listed(list(dict.fromkeys(name for name in about if name))),
            }
        )
    return items


def _listed(names: list[str]) -> str:
    shown = "; ".join(names[:MOST_NAMED])
    return f"{shown}; …" if len(names) > MOST_NAMED else shown
