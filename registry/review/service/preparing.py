"""Keeping decisions that are prepared for a later release; nothing of them is decided or told."""

from collections.abc import Collection, Sequence

from registry.audit import service as audit
from registry.campaigns.models import Campaign
from registry.core.db import db
from registry.core.errors import InvalidInput, StaleVersion
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import clean_text
from registry.identity.models import User
from registry.review.models import Nomination
from registry.review.pending import PendingDecision, mark_of_pending, pending_in
from registry.review.rules import require_untied
from registry.review.service.nominating import LONGEST_REASON
from registry.review.service.releasing import Line


def prepare_decisions(
    actor: User, campaign: Campaign, lines: Sequence[Line], *, among: Collection[Nomination], seen: str
) -> int:
    """Keep what is meant to be decided. `among` are those the page offered, `seen` marks what it showed.

    Who decides alone prepares; raises StaleVersion when somebody else prepared something meanwhile.
    """
    with transaction():
        require(actor, Permission.NOMINATION_RANK, campaign)
        for nomination in among:
            require_untied(actor, Permission.NOMINATION_DECIDE, nomination)
        held = pending_in(campaign)
        if mark_of_pending(held.values()) != seen:
            raise StaleVersion(
                _("Somebody else prepared decisions meanwhile. Compare, then keep yours again.")
            )
        wanted = {line.nomination.id: line for line in lines}
        for nomination in among:
            if nomination.id in held and nomination.id not in wanted:
                db.session.delete(held[nomination.id])
        for line in lines:
            _keep(actor, line, held.get(line.nomination.id))
        db.session.flush()
        audit.record(
            actor, "decision.prepared", campaign,
            nominations={line.nomination.reference: line.outcome for line in lines},
        )  # fmt: skip
    return len(lines)


def _keep(actor: User, line: Line, held: PendingDecision | None) -> None:
    reason = clean_text(line.reason)
    if len(reason) > LONGEST_REASON:
        field = f"reason_{line.nomination.reference}"
        raise InvalidInput(field, _("Use at most %(most)s characters.", most=LONGEST_REASON))
    if held is None:
        held = PendingDecision(nomination=line.nomination)
        db.session.add(held)
    held.outcome, held.reason, held.prepared_by = line.outcome, reason, actor
