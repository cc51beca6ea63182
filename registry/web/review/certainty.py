"""How sure the scores are, in words for a council: adjusted score, interval, chance, and why it moved."""

from decimal import Decimal

from flask_babel import LazyString

from registry.campaigns.models import Campaign
from registry.core.i18n import _, _l, _n
from registry.review.queries import Adjusted, Certainty
from registry.web.filters import as_number

# Half a point more or less is not worth a sentence.
TOLD_FROM = Decimal("0.5")

DOUBTS: dict[str, LazyString] = {
    "apart": _l("some models share no reviewer with the others"),
    "too_few_reviewers": _l("fewer than three reviewers have handed in ballots"),
    "too_few_nominations": _l("fewer than five models have all their ballots"),
    "few_reviews_per_reviewer": _l("most reviewers have scored fewer than three models"),
    "too_little_overlap": _l("too few models were read by several reviewers"),
    "zero_variance": _l("the ballots do not show yet which differences are chance"),
    "low_linkage": _l("groups of reviewers scored different models, with hardly any model in common"),
    "few_scores": _l("there are fewer than forty ballots"),
    "no_difference_in_quality": _l("the models differ by less than the reviewers’ ballots on one model do"),
}


def doubts_of(certainty: Certainty) -> list[LazyString]:
    """Why only the means are shown."""
    return [DOUBTS[word] for word in certainty.doubts]


def row_of(adjusted: Adjusted, campaign: Campaign) -> dict[str, object]:
    """The figures and sentences of one model."""
    return {
        "score": adjusted.score,
        "low": adjusted.low,
        "high": adjusted.high,
        "band": _band(adjusted),
        "chance": _(
            "Chance of %(mark)s points or more: %(chance)s",
            mark=as_number(campaign.pass_mark),
            chance=_percent(adjusted.above),
        ),
        "near": adjusted.is_near_the_line,
        "why": why_of(adjusted),
    }


def _band(adjusted: Adjusted) -> str:
    if adjusted.rank_low == adjusted.rank_high:
        return _("rank %(rank)s", rank=adjusted.rank_low)
    return _("rank %(low)s to %(high)s", low=adjusted.rank_low, high=adjusted.rank_high)


def _percent(chance: float) -> str:
    """Nothing is quite sure: the ends are told as bounds."""
    whole = round(chance * 100)
    if whole < 1:
        return _("under %(n)s%%", n=1)
    return _("over %(n)s%%", n=99) if whole > 99 else _("%(n)s%%", n=whole)


def why_of(adjusted: Adjusted) -> list[str]:
    """Why the adjusted score is not the mean: the reviewers together, never one of them; and few ballots."""
    told = []
    points = as_number(abs(adjusted.severity), 1)
    if adjusted.severity >= TOLD_FROM:
        told.append(_("Its reviewers mark %(points)s points more strictly than the panel.", points=points))
    elif adjusted.severity <= -TOLD_FROM:
        told.append(_("Its reviewers mark %(points)s points more generously than the panel.", points=points))
    if abs(adjusted.shrinkage) >= TOLD_FROM:
        told.append(_drawn(adjusted))
    return told or [_("Hardly any adjustment: its reviewers mark like the panel.")]


def _drawn(adjusted: Adjusted) -> str:
    points = as_number(abs(adjusted.shrinkage), 1)
    if adjusted.shrinkage < 0:
        return _n(
            "With %(num)s ballot part of a high mean may be chance: %(points)s points less.",
            "With %(num)s ballots part of a high mean may be chance: %(points)s points less.",
            adjusted.reviews,
            points=points,
        )
    return _n(
        "With %(num)s ballot part of a low mean may be chance: %(points)s points more.",
        "With %(num)s ballots part of a low mean may be chance: %(points)s points more.",
        adjusted.reviews,
        points=points,
    )
