"""How a campaign stands today in words: an open one need not take nominations yet."""

from registry.campaigns.models import Campaign
from registry.campaigns.queries import first_day_to_nominate, is_ahead, last_day_to_nominate
from registry.core.clock import today
from registry.core.i18n import _
from registry.web.campaigns.blueprint import bp
from registry.web.filters import as_date
from registry.web.words import Words, words_of_state


@bp.app_template_filter("standing")
def standing_of(campaign: Campaign) -> Words:
    """The label of a campaign."""
    if is_ahead(campaign, today()):
        return _("Taking nominations soon"), "info", "calendar"
    return words_of_state(campaign.state)


@bp.app_template_filter("nominating_days")
def nominating_days(campaign: Campaign) -> str:
    """From when or until when a campaign takes nominations."""
    if is_ahead(campaign, today()):
        return _("Nominations from %(day)s", day=as_date(first_day_to_nominate(campaign)))
    return _("Nominations until %(day)s", day=as_date(last_day_to_nominate(campaign)))
