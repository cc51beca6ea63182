"""What a campaign does when ballots of one nomination disagree."""

from registry.audit import service as audit
from registry.campaigns.models import Campaign
from registry.campaigns.service.details import DISAGREEMENT, check_share
from registry.campaigns.service.planning import require_plan_open
from registry.core.transaction import transaction
from registry.identity.models import User


def change_disagreement(  # noqa: PLR0913 -- the rules come together
    actor: User | None,
    campaign: Campaign,
    *,
    asks_again: bool,
    criterion_alarm: int | None = None,
    line_alarm: bool = False,
    settles_first: bool = False,
    version: int | None = None,
) -> Campaign:
    """Say whether reviewers are asked to read again, by what rules, and whether a decision waits for it."""
    with transaction():
        require_plan_open(actor, campaign, version)
        check_share(criterion_alarm)
        campaign.asks_again, campaign.criterion_alarm = asks_again, criterion_alarm
        campaign.line_alarm, campaign.settles_first = line_alarm, settles_first
        told = {name: getattr(campaign, name) for name in DISAGREEMENT}
        audit.record(actor, "campaign.disagreement_changed", campaign, **told)
    return campaign
