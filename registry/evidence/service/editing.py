"""Changing what is said of a piece of evidence, and the order in which evidence is shown."""

from dataclasses import dataclass
from datetime import date

from registry.audit import service as audit
from registry.catalogue.contents import Section
from registry.catalogue.models import ExemplarVersion
from registry.catalogue.service.changes import note_change
from registry.catalogue.service.holding import require_file_free, require_free
from registry.catalogue.states import ExemplarState, Visibility
from registry.core.clock import today
from registry.core.errors import InvalidInput, InvalidTransition
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import clean_text, require_version
from registry.evidence import queries
from registry.evidence.claim_links import require_result
from registry.evidence.models import EvidenceItem
from registry.evidence.states import Aspect
from registry.identity.models import User

LONGEST_CAPTION, LONGEST_REASON = 500, 500
EARLIEST = date(1900, 1, 1)


@dataclass(frozen=True)
class Description:
    """What its unit says of a file. `result_key` names a result that it shows as a whole; empty for none.

    `cleared_reason` says why personal data in it may be shown; whoever writes it answers for that.
    """

    caption: str
    visibility: Visibility = Visibility.COUNCIL
    result_key: str = ""
    aspect: Aspect | None = None
    taken_on: date | None = None
    has_personal_data: bool = False
    cleared_reason: str = ""


def describe_item(
    actor: User, item: EvidenceItem, about: Description, *, version: int | None = None
) -> EvidenceItem:
    """Change the caption and who may see it. `version` is the one the person saw."""
    with transaction():
        require_changeable(actor, item)
        require_version(item, version, stored_of(item))
        before = stored_of(item)
        if item.has_personal_data and not about.has_personal_data and item.public_digest is not None:
            raise InvalidInput("has_personal_data", _("Boxes hide something in it. Take them away first."))
        _answer_for(actor, item, about)
        apply_description(item, about)
        if item.needs_covering:
            # The same file may be shown in an earlier version: there it shows the same.
            for one in queries.list_same_file(item):
                one.has_personal_data = True
        audit.record(
            actor, "evidence.described", item, before=before["visibility"], after=item.visibility,
            personal_data=item.has_personal_data,
            personal={"caption": item.caption, "cleared_reason": item.cleared_reason or ""},
        )  # fmt: skip
        note_change(item.exemplar)
    return item


def stored_of(item: EvidenceItem) -> dict[str, object]:
    """What is stored of an item now, by field of its form."""
    return {
        "caption": item.caption,
        "aspect": item.aspect.value if item.aspect else "",
        "taken_on": item.taken_on,
        "visibility": item.visibility.value,
        "has_personal_data": item.has_personal_data,
        "cleared_reason": item.cleared_reason or "",
    }


def _answer_for(actor: User, item: EvidenceItem, about: Description) -> None:
    """Keep who says why personal data may be shown; without personal data nobody needs to."""
    reason = clean_text(about.cleared_reason) if about.has_personal_data else ""
    if len(reason) > LONGEST_REASON:
        raise InvalidInput("cleared_reason", _("Use at most %(n)s characters.", n=LONGEST_REASON))
    if reason != (item.cleared_reason or ""):
        item.cleared_reason, item.cleared_by_id = (reason, actor.id) if reason else (None, None)


def apply_description(item: EvidenceItem, about: Description) -> None:
    """Put a checked description on an item. Raises InvalidInput; the caller audits."""
    caption = clean_text(about.caption)
    if not caption:
        raise InvalidInput("caption", _("Say what the file shows"))
    if len(caption) > LONGEST_CAPTION:
        raise InvalidInput("caption", _("The caption may have at most %(n)s characters", n=LONGEST_CAPTION))
    item.caption = caption
    if about.result_key:
        require_result(item.exemplar_version, about.result_key)
    if about.taken_on is not None and not EARLIEST <= about.taken_on <= today():
        raise InvalidInput("taken_on", _("The day must not be in the future"))
    item.aspect = about.aspect
    item.taken_on = about.taken_on
    item.has_personal_data = about.has_personal_data
    if about.visibility is Visibility.PUBLIC and item.needs_covering:
        raise InvalidInput(
            "visibility",
            _("It shows personal data: hide them, or say why they may be shown, before it becomes public."),
        )
    item.visibility = about.visibility


def move_item(actor: User, item: EvidenceItem, *, up: bool) -> EvidenceItem:
    """Change places with the item before or after it; at the end of the list nothing changes."""
    with transaction():
        require_changeable(actor, item)
        items = queries.list_items(item.exemplar_version)
        here = items.index(item)
        there = here - 1 if up else here + 1
        if 0 <= there < len(items):
            items[here], items[there] = items[there], items[here]
            for position, one in enumerate(items, start=1):
                one.position = position
            audit.record(actor, "evidence.moved", item, position=item.position)
            note_change(item.exemplar)
    return item


def require_changeable(actor: User, item: EvidenceItem, *sections: Section) -> None:
    """Raise unless the person may change the item and its version is still open. See `require_open`."""
    require(actor, Permission.EVIDENCE_ATTACH, item.exemplar)
    require_open(item.exemplar_version, *sections)
    require_file_free(item.exemplar, item.digest, for_results=Section.RESULTS in sections)
    if item.removed_at is not None:
        raise InvalidTransition(_("This file has been removed. Put it back to change it."))


def require_open(version: ExemplarVersion, *sections: Section) -> None:
    """Raise InvalidTransition unless the version is the latest and nobody has reviewed it.

    Evidence that a dossier did not come back for stays too; `sections` are others that may be meant.
    """
    if version.exemplar.state is ExemplarState.MERGED:
        raise InvalidTransition(_("This record was merged into another one. Change that one."))
    if version.exemplar.state is ExemplarState.CLOSED:
        raise InvalidTransition(_("This model is discontinued. Resume it before changing it."))
    if version.is_frozen or version is not version.exemplar.latest:
        raise InvalidTransition(
            _("This version was sent for review and stays as it is. Edit the model to start a new version.")
        )
    require_free(version.exemplar, Section.EVIDENCE, *sections)
