"""Changing what is said of a piece of evidence, and the order in which evidence is shown."""

from dataclasses import dataclass

from registry.audit import service as audit
from registry.catalogue.models import ExemplarVersion
from registry.catalogue.service.changes import note_change
from registry.catalogue.states import ExemplarState, Visibility
from registry.core.errors import InvalidInput, InvalidTransition
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import clean_text, require_version
from registry.evidence import queries
from registry.evidence.claim_links import require_result
from registry.evidence.models import EvidenceItem
from registry.identity.models import User

LONGEST_CAPTION = 500


@dataclass(frozen=True)
class Description:
    """What its unit says of a file. `result_key` names a result that it shows as a whole; empty for none."""

    caption: str
    visibility: Visibility = Visibility.COUNCIL
    result_key: str = ""


def describe_item(
    actor: User, item: EvidenceItem, about: Description, *, version: int | None = None
) -> EvidenceItem:
    """Change the caption and who may see it. `version` is the one the person saw."""
    with transaction():
        require_changeable(actor, item)
        require_version(item, version, stored_of(item))
        before = stored_of(item)
        apply_description(item, about)
        audit.record(
            actor, "evidence.described", item, before=before["visibility"], after=item.visibility,
            personal={"caption": item.caption},
        )  # fmt: skip
        note_change(item.exemplar)
    return item


def stored_of(item: EvidenceItem) -> dict[str, object]:
    """What is stored of an item now, by field of its form."""
    return {
        "caption": item.caption,
        "visibility": item.visibility.value,
    }


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


def require_changeable(actor: User, item: EvidenceItem) -> None:
    """Raise unless the person may change the item and its version is still open."""
    require(actor, Permission.EVIDENCE_ATTACH, item.exemplar)
    require_open(item.exemplar_version)
    if item.removed_at is not None:
        raise InvalidTransition(_("This file has been removed. Put it back to change it."))


def require_open(version: ExemplarVersion) -> None:
    """Raise InvalidTransition unless the version is the latest and nobody has reviewed it."""
    if version.exemplar.state is ExemplarState.MERGED:
        raise InvalidTransition(_("This record was merged into another one. Change that one."))
    if version.exemplar.state is ExemplarState.CLOSED:
        raise InvalidTransition(_("This model is discontinued. Resume it before changing it."))
    if version.is_frozen or version is not version.exemplar.latest:
        raise InvalidTransition(
            _("This version was sent for review and stays as it is. Edit the model to start a new version.")
        )
