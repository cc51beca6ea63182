"""When the council talks about a nomination: in the days of its stage of discussion, if the campaign has one.

Until they begin each ballot stands by itself; while they last whoever scored reads the others and may change
a mark with the reason; nothing is decided before they are over, so that nobody speaks too late.
"""

from registry.campaigns.models import Stage
from registry.campaigns.queries import find_stage, last_day_of
from registry.campaigns.states import StageKind
from registry.core.clock import today
from registry.core.i18n import _
from registry.review.models import Nomination


def stage_of_talk(nomination: Nomination) -> Stage | None:
    """The campaign's stage of discussion, or None: then the council talks as long as it scores."""
    return find_stage(nomination.campaign, StageKind.DISCUSSION)


def why_silent(nomination: Nomination) -> str:
    """The sentence that says why nothing is said or changed today; empty while it may be."""
    stage = stage_of_talk(nomination)
    if stage is None:
        return ""
    if today() < stage.starts_on:
        return _(
            "The discussion begins on %(day)s: until then each ballot stands by itself.",
            day=f"{stage.starts_on:%d/%m/%Y}",
        )
    last = last_day_of(stage, nomination.unit_id)
    if today() > last:
        return _("The discussion ended on %(day)s.", day=f"{last:%d/%m/%Y}")
    return ""
