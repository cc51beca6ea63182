"""How a filled-in sheet is judged: what counts, what stands beside it, whether it passes and why. Pure."""

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from registry.campaigns.scoring import plain
from registry.core.i18n import _, _n


class RubricKind(enum.StrEnum):
    """By what rule a sheet passes. Conditions come before the rest in all three."""

    POINTS = "points"
    CHECKLIST_ALL = "checklist_all"
    ANY_OF = "precondition_and_any_of"


class RubricOrigin(enum.StrEnum):
    """Where the criteria come from: what may call itself official and what may not."""

    UNSTATED = "unstated"
    LAW = "official_law_text"
    GUIDANCE = "official_guidance"
    REPUBLISHED = "republished_official_guidance"
    PRESS = "press"
    SOFTWARE = "software_default_not_official"
    SAMPLE = "synthetic"


UNOFFICIAL = frozenset({RubricOrigin.SOFTWARE, RubricOrigin.SAMPLE})


class Asked(Protocol):
    """A criterion, as far as judging needs it."""

    @property
    def label(self) -> str: ...

    @property
    def is_condition(self) -> bool: ...

    @property
    def is_counted(self) -> bool: ...


@dataclass(frozen=True)
class Answer:
    """What one reviewer says of one criterion; of a check, 1 point is "met" and 0 is "not met"."""

    criterion: Asked
    points: Decimal | None
    bonus: Decimal | None = None


@dataclass(frozen=True)
class Rule:
    """What decides whether a sheet passes."""

    kind: RubricKind = RubricKind.POINTS
    pass_mark: Decimal = Decimal(0)
    bonus_limit: Decimal | None = None
    ranks_only: bool = False


@dataclass(frozen=True)
class Tally:
    """The points of one sheet: those of the criteria, and the bonus as far as it may go."""

    counted: Decimal
    bonus: Decimal

    @property
    def total(self) -> Decimal:
        return self.counted + self.bonus


@dataclass(frozen=True)
class Verdict:
    """Whether something passes, None while that is open, and the sentence that says why."""

    passed: bool | None
    why: str


def tally(answers: Iterable[Answer], bonus_limit: Decimal | None = None) -> Tally:
    """What a sheet adds up to. What is a condition or only collected does not count."""
    known = list(answers)
    merit = [one.points for one in known if one.points is not None and is_scored(one.criterion)]
    bonus = sum((one.bonus for one in known if one.bonus is not None), Decimal(0))
    return Tally(sum(merit, Decimal(0)), bonus if bonus_limit is None else min(bonus, bonus_limit))


def is_scored(criterion: Asked) -> bool:
    """Whether the points of a criterion count."""
    return criterion.is_counted and not criterion.is_condition


def unmet_conditions(answers: Iterable[Answer]) -> list[str]:
    """The conditions that are answered with "not met"."""
    return [one.criterion.label for one in answers if one.criterion.is_condition and one.points == 0]


def is_excluded(answers: Iterable[Answer]) -> bool:
    """Whether a condition is not met: nothing that comes after it needs an answer."""
    return bool(unmet_conditions(answers))


def judge(rule: Rule, answers: Sequence[Answer]) -> Verdict:
    """Whether a sheet passes by its rule, and why."""
    if unmet := unmet_conditions(answers):
        return Verdict(False, _("Not eligible, because this is not met: %(what)s.", what=_listed(unmet)))
    if any(one.points is None for one in answers):
        return Verdict(None, _("Not every criterion is answered yet."))
    if rule.kind is RubricKind.POINTS:
        return _by_points(rule, answers)
    merit = [one for one in answers if is_scored(one.criterion)]
    return _all_of(merit) if rule.kind is RubricKind.CHECKLIST_ALL else _any_of(merit)


def _by_points(rule: Rule, answers: Sequence[Answer]) -> Verdict:
    total = tally(answers, rule.bonus_limit).total
    if rule.ranks_only:
        return Verdict(None, _("Points only order the nominations: the vote of the council decides."))
    passed = total >= rule.pass_mark
    words = {"total": plain(total), "mark": plain(rule.pass_mark)}
    if passed:
        return Verdict(True, _("%(total)s points reach the mark of %(mark)s.", **words))
    return Verdict(False, _("%(total)s points are below the mark of %(mark)s.", **words))


def _all_of(merit: Sequence[Answer]) -> Verdict:
    unmet = [one.criterion.label for one in merit if one.points == 0]
    if not unmet:
        text = _n("The one criterion is met.", "All %(num)s criteria are met.", len(merit))
        return Verdict(True, text)
    return Verdict(False, _("All criteria must be met, and these are not: %(what)s.", what=_listed(unmet)))


def _any_of(merit: Sequence[Answer]) -> Verdict:
    met = [one.criterion.label for one in merit if one.points != 0]
    if not met:
        return Verdict(False, _("At least one criterion must be met beside the precondition, and none is."))
    return Verdict(True, _("The precondition is met, and so is: %(what)s.", what=_listed(met)))


def _listed(labels: Iterable[str]) -> str:
    return "; ".join(f"“{label}”" for label in labels)
