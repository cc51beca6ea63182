"""Putting what is proposed for recognition on public notice."""

from registry.audit import service as audit
from registry.campaigns.models import Campaign
from registry.core.errors import InvalidTransition
from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.core.transaction import transaction
from registry.identity.models import User
from registry.review.models import Nomination
from registry.review.notice_sheets import put_up
from registry.review.queries.notice import get_notice, list_ready_for_notice
from registry.review.rules import require_untied
from registry.review.service import lifecycle


def put_on_notice(actor: User, campaign: Campaign) -> list[Nomination]:
    """Show everybody the nominations that are ready; from now on nobody else can be asked to score them.

    The list is fixed by this act: later ballots or mergers change nothing of what is on show. Raises
    InvalidTransition when none is ready.
    """
    with transaction():
        require_untied(actor, Permission.NOMINATION_ANNOUNCE, campaign)
        stage = get_notice(campaign)
        ready = list_ready_for_notice(actor, campaign)
        if not ready:
            raise InvalidTransition(_("No nomination is ready for the public notice."))
        for nomination in ready:
            require_untied(actor, Permission.NOMINATION_ANNOUNCE, nomination)
            lifecycle.move_on(actor, nomination, stage, "propose")
            sheet = put_up(nomination.visits[-1])
            audit.record(
                actor, "nomination.put_on_notice", nomination,
                stage=stage.title, until=sheet.until, digest=sheet.digest,
            )  # fmt: skip
    return ready
