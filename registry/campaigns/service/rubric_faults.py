"""What is wrong with a rubric: while it is written, and before its campaign may open."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from registry.campaigns import scoring
from registry.campaigns.models import Campaign, CriterionGroup, Rubric
from registry.campaigns.service.plans import CriterionPlan, GroupPlan, RubricRules
from registry.campaigns.sheet import RubricKind, is_scored
from registry.campaigns.states import StageKind
from registry.campaigns.votes import parse_share
from registry.core.errors import Faults, InvalidInput
from registry.core.i18n import _
from registry.core.types import clean_text

MOST_CRITERIA = 30
MOST_GROUPS = 12
MOST_BANDS = 8
LONGEST_MISSING = 1000
HIGHEST_MAXIMUM = Decimal(1000)
SHARES = ("agreement", "quorum", "vote_share")


def check_rules(rules: RubricRules) -> None:
    """Refuse rules that no sheet can have, all of it at once."""
    faults = Faults()
    for name, fault in _faults_of_rules(rules):
        with faults.gathered():
            raise InvalidInput(name, fault)
    faults.refuse()


def _faults_of_rules(rules: RubricRules) -> Iterator[tuple[str, str]]:
    if len(rules.missing) > LONGEST_MISSING:
        yield "missing", _("Use at most %(most)s characters.", most=LONGEST_MISSING)
    if rules.bonus_limit is not None and _is_unsound(rules.bonus_limit):
        yield "bonus_limit", _("Enter bonus points from 0, with at most two decimal places.")
    for name in SHARES:
        if fault := _fault_of_share(getattr(rules, name), is_needed=name == "agreement"):
            yield name, fault
    if len(rules.groups) > MOST_GROUPS:
        yield "groups", _("Give at most %(most)s groups.", most=MOST_GROUPS)
    for group in rules.groups:
        if fault := _fault_of_group(group):
            yield "groups", fault


def check_criteria(rules: RubricRules, criteria: Sequence[CriterionPlan]) -> None:
    """Refuse criteria that the sheet cannot have, the first fault of them."""
    if len(criteria) > MOST_CRITERIA:
        raise InvalidInput("criteria", _("Give between 1 and %(most)s criteria.", most=MOST_CRITERIA))
    for number, criterion in enumerate(criteria, 1):
        if fault := _fault_of(criterion, rules):
            raise InvalidInput("criteria", _("Criterion %(number)s: %(fault)s", number=number, fault=fault))
    for place, group in enumerate(rules.groups, 1):
        given = sum((one.max_points for one in criteria if one.group == place), Decimal(0))
        if given > group.max_points:
            raise InvalidInput("criteria", _over(group, given))


def list_rubric_faults(campaign: Campaign) -> list[str]:
    """The sentences that say why a campaign cannot open with its rubric."""
    rubric = campaign.rubric
    if rubric is None or not rubric.criteria:
        return [_("The campaign has no rubric.")]
    faults = [_over(g, _given(g)) for g in rubric.groups if _given(g) > g.max_points]
    faults += _gaps(rubric)
    if rubric.has_points:
        return faults + _mark_faults(campaign, rubric)
    if rubric.kind is RubricKind.ANY_OF and not any(one.is_condition for one in rubric.criteria):
        faults.append(_("The scoring sheet needs a precondition."))
    if not any(is_scored(one) for one in rubric.criteria):
        faults.append(_("The scoring sheet has no criterion beside its conditions."))
    return faults


def _gaps(rubric: Rubric) -> list[str]:
    """What the sheet lacks of its source: a sheet with gaps judges by something nobody decided."""
    gaps = []
    if rubric.missing:
        what = rubric.missing
        gaps.append(
            _("The source of the scoring sheet is not complete, so it cannot be used: %(what)s", what=what)
        )
    for group in rubric.groups:
        given = _given(group)
        if given < group.max_points:
            gaps.append(
                _(
                    "The group “%(group)s” is not complete: its criteria give %(given)s of %(most)s points.",
                    group=group.label, given=scoring.plain(given), most=scoring.plain(group.max_points),
                )
            )  # fmt: skip
    return gaps


def _given(group: CriterionGroup) -> Decimal:
    return sum((one.max_points for one in group.criteria), Decimal(0))


def _over(group: GroupPlan | CriterionGroup, given: Decimal) -> str:
    return _(
        "The criteria of the group “%(group)s” give %(given)s points, more than its %(most)s.",
        group=group.label, given=scoring.plain(given), most=scoring.plain(group.max_points),
    )  # fmt: skip


def _mark_faults(campaign: Campaign, rubric: Rubric) -> list[str]:
    if not rubric.maximum:
        return [_("No criterion of the scoring sheet counts.")]
    kinds = {stage.kind for stage in campaign.stages}
    if rubric.ranks_only and StageKind.PUBLIC_NOTICE in kinds and StageKind.COUNCIL_VOTE not in kinds:
        return [_("Points that only order propose nothing that could be put on public notice.")]
    if rubric.ranks_only:
        return (
            [] if rubric.vote_share else [_("Points that only order need a rule for the vote that decides.")]
        )
    faults = []
    if campaign.pass_mark > rubric.maximum:
        faults.append(_("The mark to be recognised is above the most points of the rubric."))
    if campaign.praise_mark > campaign.pass_mark:
        faults.append(_("The mark for praise must not be above the one to be recognised."))
    return faults


def _fault_of_share(text: str, *, is_needed: bool) -> str:
    if not text and not is_needed:
        return ""
    try:
        parse_share(text)
    except ValueError:
        return _(
            "Enter a share such as %(one)s or %(other)s, above 0 and at most the whole.",
            one="2/3",
            other="70%",
        )
    return ""


def _fault_of_group(group: GroupPlan) -> str:
    if not clean_text(group.label):
        return _("Give the group a name.")
    if _is_unsound(group.max_points) or not group.max_points:
        return _("Enter points above 0, with at most two decimal places.")
    return ""


def _fault_of(criterion: CriterionPlan, rules: RubricRules) -> str | None:
    if not clean_text(criterion.label):
        return _("Give the criterion a name.")
    if not 0 <= criterion.group <= len(rules.groups):
        return _("There is no such group.")
    is_check = rules.kind is not RubricKind.POINTS or criterion.is_condition
    if is_check:
        return _fault_of_check(criterion)
    ends = (end for band in criterion.bands for end in (band.low, band.high))
    if any(_is_unsound(number) for number in (criterion.max_points, *ends)) or not criterion.max_points:
        return _("Enter points above 0, with at most two decimal places.")
    if _is_unsound(criterion.max_bonus):
        return _("Enter bonus points from 0, with at most two decimal places.")
    if criterion.max_bonus and not criterion.is_counted:
        return _("What does not count cannot bring bonus points.")
    if len(criterion.bands) > MOST_BANDS:
        return _("Give at most %(most)s levels.", most=MOST_BANDS)
    if not all(clean_text(band.label) for band in criterion.bands):
        return _("Every level needs a name.")
    return scoring.fault_of_bands(criterion.bands, criterion.max_points)


def _fault_of_check(criterion: CriterionPlan) -> str | None:
    if criterion.is_condition and not criterion.is_counted:
        return _("A condition always counts.")
    if criterion.max_bonus or criterion.group:
        return _("What is met or not met has no bonus points and no group.")
    return None


def _is_unsound(number: Decimal) -> bool:
    return scoring.fault_of_points(number, HIGHEST_MAXIMUM) is not None
