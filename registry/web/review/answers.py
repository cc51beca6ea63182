"""One criterion on a ballot: met or not, points or only collected, its levels, when it needs a comment."""

from typing import Any

from registry.campaigns.models import Band, Criterion
from registry.campaigns.scoring import is_at_an_end, plain
from registry.campaigns.sheet import is_scored
from registry.core.i18n import _
from registry.web.review.ballot import anchor_of, name_of, range_of


def kind_of(criterion: Criterion) -> dict[str, Any]:
    """Whether it is met or not rather than worth points, and whether it stands apart from the total."""
    return {
        "most": criterion.max_points,
        "check": criterion.is_check,
        "apart": not is_scored(criterion),
        "tier": _tier_of(criterion),
    }


def _tier_of(criterion: Criterion) -> str:
    if criterion.is_condition:
        return _("Condition: when it is not met, nothing else needs an answer.")
    return "" if criterion.is_counted else _("Collected only, does not count.")


def needs_comment(criterion: Criterion, band: Band | None) -> bool:
    """Not met needs a reason; of points both ends do."""
    if criterion.is_check:
        return band is not None and not band.high
    return is_at_an_end(criterion.bands, band)


def band_of(band: Band, checked: bool) -> dict[str, Any]:
    """A level as the ballot offers it."""
    return {
        "value": band.position,
        "label": name_of(band),
        "range": range_of(band),
        "text": anchor_of(band),
        "checked": checked,
        "low": plain(band.low),
        "high": plain(band.high),
    }


def comment_label(criterion: Criterion) -> str:
    """What the box for the comment is called: when it must be filled."""
    if criterion.is_check:
        return _("Comment (required for “%(level)s”)", level=name_of(criterion.bands[0]))
    ends = [name_of(band) for band in criterion.bands if is_at_an_end(criterion.bands, band)]
    if len(ends) != 2:
        return _("Comment (required)") if ends else _("Comment")
    return _("Comment (required for “%(low)s” and “%(high)s”)", low=ends[0], high=ends[1])


def level_of(criterion: Criterion, band: Band | None) -> str:
    """The level a mark fell into, with its points where there are any."""
    if band is None:
        return ""
    return name_of(band) if criterion.is_check else f"{name_of(band)} ({range_of(band)})"
