"""The steps of preparing a copy in words: what they are called, where they are, what each question asks."""

from typing import Any

from flask import url_for
from flask_babel import LazyString

from registry.catalogue.models import ExemplarVersion
from registry.core.errors import NotFound
from registry.core.i18n import _, _l, _n
from registry.replication.models import Replication
from registry.replication.progress import CHECKS, Step, left_in
from registry.replication.readiness import (
    Group,
    Question,
    collects_money,
    gaps_of,
    prerequisites,
    questions_of,
)
from registry.web.words import Words

LABELS: dict[Step, LazyString] = {
    Step.NEED: _l("Need, people, leadership"),
    Step.MEANS: _l("Staff, money, land, time"),
    Step.TERMS: _l("Law, risks, upkeep"),
    Step.GAPS: _l("What is missing, and what is done about it"),
    Step.COMPONENTS: _l("What is kept and what is adapted"),
    Step.PLAN: _l("People, money, dates"),
}
LEADS: dict[Step, LazyString] = {
    Step.NEED: _l("Answer as it is today. A no is no shame: it becomes a task."),
    Step.MEANS: _l("Beside each question stands what the model says it took."),
    Step.TERMS: _l("What may stand in the way, and who looks after it once it is there."),
    Step.GAPS: _l("For everything that is missing: who does what until when, or why you go on without it."),
    Step.COMPONENTS: _l(
        "What makes the model work stays; the rest may fit your place. Say what you change and why."
    ),
    Step.PLAN: _l("A few days by which something is to be there. You are reminded of each of them."),
}
SLUGS = {
    Step.NEED: "nhu-cau",
    Step.MEANS: "nguon-luc",
    Step.TERMS: "dieu-kien",
    Step.GAPS: "con-thieu",
    Step.COMPONENTS: "thanh-phan",
    Step.PLAN: "ke-hoach",
}
QUESTIONS: dict[str, tuple[LazyString, LazyString]] = {
    "need": (_l("Do you have the problem that this model solves?"), _l("Need")),
    "will": (_l("Do the people concerned want it, and were they asked?"), _l("People’s will")),
    "leadership": (_l("Do the Party committee and the authorities stand behind it?"), _l("Leadership")),
    "staff": (_l("Are there enough people to do it, who know how?"), _l("Staff")),
    "money": (_l("Is the money there, or promised?"), _l("Money")),
    "land": (_l("Are land, materials and a place for it ready?"), _l("Land and materials")),
    "time": (_l("Is there enough time, and is it the right season?"), _l("Time")),
    "law": (_l("Is it within the law and within your powers?"), _l("Legal basis")),
    "risks": (_l("Do you know how to avoid what easily goes wrong?"), _l("Risks")),
    "upkeep": (_l("Will somebody look after it later?"), _l("Upkeep")),
}


def step_at(slug: str) -> Step:
    """The step with this part of an address; raises NotFound."""
    found = next((step for step, known in SLUGS.items() if known == slug), None)
    if found is None:
        raise NotFound(_("There is no such step."))
    return found


def step_url(replication: Replication, step: Step, **more: Any) -> str:
    """The page of a step."""
    return url_for("replication.edit_step", reference=replication.reference, step=SLUGS[step], **more)


def tasks_of(replication: Replication) -> list[dict[str, Any]]:
    """The steps for `tasks.draw`."""
    return [
        {"label": LABELS[step], "href": step_url(replication, step), "state": _state(replication, step)}
        for step in Step
    ]


def _state(replication: Replication, step: Step) -> Words:
    left = left_in(replication, step)
    if step is Step.GAPS and not gaps_of(replication) and not any(left_in(replication, s) for s in CHECKS):
        return _("Nothing is missing"), "ok", "circle-check"
    if left or (step is Step.GAPS and not replication.answers):
        return (
            _n("%(num)s to do", "%(num)s to do", left) if left else _("After the check"),
            "",
            "circle-dashed",
        )
    return _("Done"), "ok", "circle-check"


def asked_in(version: ExemplarVersion, step: Step) -> list[dict[str, Any]]:
    """The questions of a step, each with what the model says of it."""
    return [
        {
            "name": one.name,
            "text": QUESTIONS[one.name][0],
            "title": QUESTIONS[one.name][1],
            "said": prerequisites(version, one),
            "hint": _hint(version, one),
        }
        for one in questions_of(Group(step.value))
    ]


def _hint(version: ExemplarVersion, question: Question) -> str:
    if question.name != "law":
        return ""
    if collects_money(version):
        return _(
            "People gave money for this model. What is collected is discussed with them, and its use is "
            "published within 5 working days and posted for 30 days (Law 10/2022/QH15)."
        )
    return _("Think of land, buildings, contributions, and who must decide about them.")
