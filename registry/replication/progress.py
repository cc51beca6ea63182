"""How far a copy is prepared: the steps, and what each still lacks before the source unit is asked."""

from enum import StrEnum

from registry.replication.models import Replication
from registry.replication.plan_tables import ReadinessAnswer
from registry.replication.readiness import Group, answers_by_question, gaps_of, questions_of
from registry.replication.states import GapWay, Treatment


class Step(StrEnum):
    """The parts of the preparation, each on a page of its own."""

    NEED = "need"
    MEANS = "means"
    TERMS = "terms"
    GAPS = "gaps"
    COMPONENTS = "components"
    PLAN = "plan"


CHECKS = (Step.NEED, Step.MEANS, Step.TERMS)


def left_in(replication: Replication, step: Step) -> int:
    """How many things a step still lacks."""
    if step in CHECKS:
        known = answers_by_question(replication)
        asked = questions_of(Group(step.value))
        return sum(one.name not in known or known[one.name].answer is None for one in asked)
    if step is Step.GAPS:
        return sum(not is_settled(one) for one in gaps_of(replication))
    if step is Step.COMPONENTS:
        return sum(not _is_marked(one.treatment, one.reason) for one in replication.components)
    return sum((not replication.people, not replication.checkpoints))


def is_settled(gap: ReadinessAnswer) -> bool:
    """Whether somebody will close it by a day, or it is accepted with a reason."""
    if gap.way is GapWay.TO_DO:
        return bool(gap.remedy and gap.who and gap.due_on)
    return gap.way is GapWay.ACCEPTED and bool(gap.remedy)


def _is_marked(treatment: Treatment | None, reason: str) -> bool:
    return treatment is Treatment.KEEP or (treatment is not None and bool(reason))


def steps_left(replication: Replication) -> list[Step]:
    """The steps that lack something, in their order."""
    return [step for step in Step if left_in(replication, step)]


def next_step(replication: Replication, after: Step | None = None) -> Step | None:
    """The first step that lacks something, after the one just done if there is one there."""
    left, order = steps_left(replication), list(Step)
    later = [step for step in left if after is None or order.index(step) > order.index(after)]
    found = later or left
    return found[0] if found else None
