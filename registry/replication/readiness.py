"""The check before a copy is begun: ten questions, each beside what the model itself says of it."""

from dataclasses import dataclass
from enum import StrEnum

from registry.catalogue.models import ExemplarVersion
from registry.replication.models import Replication
from registry.replication.plan_tables import ReadinessAnswer


class Group(StrEnum):
    """Questions that stand on one page."""

    NEED = "need"
    MEANS = "means"
    TERMS = "terms"


@dataclass(frozen=True)
class Question:
    """One question; `draws_on` names the contents of the model that say what it takes."""

    name: str
    group: Group
    draws_on: tuple[str, ...]


QUESTIONS = (
    Question("need", Group.NEED, ("situation",)),
    Question("will", Group.NEED, ("target_group",)),
    Question("leadership", Group.NEED, ("partners",)),
    Question("staff", Group.MEANS, ("needs_people", "forces")),
    Question("money", Group.MEANS, ("needs_money",)),
    Question("land", Group.MEANS, ("resources",)),
    Question("time", Group.MEANS, ("needs_time", "schedule")),
    Question("law", Group.TERMS, ()),
    Question("risks", Group.TERMS, ("pitfalls",)),
    Question("upkeep", Group.TERMS, ("upkeep",)),
)
BY_NAME = {one.name: one for one in QUESTIONS}


def questions_of(group: Group) -> tuple[Question, ...]:
    """The questions of one page."""
    return tuple(one for one in QUESTIONS if one.group is group)


def prerequisites(version: ExemplarVersion, question: Question) -> list[str]:
    """What the model says that this takes; nothing where it says nothing."""
    said = [_said(version, name) for name in question.draws_on]
    return [text for text in said if text]


def _said(version: ExemplarVersion, name: str) -> str:
    if name == "partners":
        return "\n".join(f"{one.name}: {one.part}" if one.part else one.name for one in version.partners)
    return str(getattr(version, name))


def collects_money(version: ExemplarVersion) -> bool:
    """Whether people give money for it: then the commune publishes how it is used (Law 10/2022/QH15, articles
    11.8 and 13-14: within five working days, posted for thirty days)."""
    return bool(version.community_percent) or any(one.fund_community for one in version.results)


def answers_by_question(replication: Replication) -> dict[str, ReadinessAnswer]:
    """What was answered so far."""
    return {one.question: one for one in replication.answers}


def gaps_of(replication: Replication) -> list[ReadinessAnswer]:
    """What is missing, in the order of the questions."""
    known = answers_by_question(replication)
    return [known[one.name] for one in QUESTIONS if one.name in known and known[one.name].is_gap]
