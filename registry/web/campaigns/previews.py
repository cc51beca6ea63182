"""A campaign as its people will meet it: the way of a sample, what each role sees and does."""

from typing import Any

from flask import url_for
from flask_babel import LazyString

from registry.campaigns.models import Campaign, Stage
from registry.campaigns.service.stages import ACTING_ROLES
from registry.campaigns.states import ESSENTIAL, KIND_NAMES, StageKind
from registry.campaigns.walking import MOST_NAMED, Step, list_uncovered
from registry.core.i18n import _, _l, _n
from registry.units.models import Unit
from registry.web.campaigns.present import days_of
from registry.web.campaigns.words import STAGE_HELP
from registry.web.filters import as_date
from registry.web.words import word

# What whoever acts in a stage of a kind sees, and what they may do there.
SEES: dict[StageKind, LazyString] = {
    StageKind.REGISTRATION: _l("The unit’s own models and nominations, in full"),
    StageKind.VERIFICATION: _l("Every submitted dossier that comes to them, in full"),
    StageKind.ELIGIBILITY: _l("Every verified dossier, in full"),
    StageKind.SCORING: _l("What they were assigned; before they say that nothing ties them, only title, unit"
                          " and field"),
    StageKind.DISCUSSION: _l("All ballots of what they scored themselves, without names unless the scoring"
                             " stage shows them"),
    StageKind.COUNCIL_VOTE: _l("The ranking and the nominations of the session"),
    StageKind.PUBLIC_NOTICE: _l("The ranking; everybody else only title, unit and field"),
    StageKind.DECISION: _l("The ranking, all ballots without names, the whole dossier"),
}  # fmt: skip
DOES: dict[StageKind, LazyString] = {
    StageKind.REGISTRATION: _l("Nominates, completes, signs, withdraws"),
    StageKind.VERIFICATION: _l("Verifies, or returns with reason and sections to complete"),
    StageKind.ELIGIBILITY: _l("Answers the checklist, with the reason for what is not met"),
    StageKind.SCORING: _l("Scores and submits one ballot for each nomination, or steps aside"),
    StageKind.DISCUSSION: _l("Talks with the others, changes a mark with the reason; the old one is kept"),
    StageKind.COUNCIL_VOTE: _l("Calls the session, notes who is there, locks the result; members vote"),
    StageKind.PUBLIC_NOTICE: _l("Puts on notice what is proposed for recognition"),
    StageKind.DECISION: _l("Decides, with number and reason"),
}


def stage_rows(campaign: Campaign, form: Any) -> list[dict[str, Any]]:
    """The stages for the editor, each with its part of the form."""
    return [
        {
            "number": stage.position,
            "kind": stage.kind.value,
            "name": KIND_NAMES[stage.kind],
            "help": STAGE_HELP[stage.kind],
            "fields": form[stage.kind.value].form,
            "is_essential": stage.kind in ESSENTIAL,
            "title": stage.title,
            "role": word(ACTING_ROLES[stage.kind]),
            "who": acting_in(stage),
            "limits": limits_of(stage),
            "href": url_for("campaigns.edit_stage", reference=campaign.reference, number=stage.position),
        }
        for stage in campaign.stages
    ]


def uncovered_of(campaign: Campaign) -> list[dict[str, Any]]:
    """For each stage in which nobody, or several, would act: where that is set, and each unit’s way."""
    return [
        {
            "title": one.stage.title,
            "href": url_for("campaigns.edit_stage", reference=campaign.reference, number=one.stage.position),
            "units": [
                (unit.name, walk_url(campaign, unit)) for unit in (one.nobody + one.several)[:MOST_NAMED]
            ],
        }
        for one in list_uncovered(campaign)
    ]


def walk_url(campaign: Campaign, unit: Unit) -> str:
    """The way of a sample of a unit."""
    asked: dict[str, Any] = {"don-vi": unit.code}
    return url_for("campaigns.walk_campaign", reference=campaign.reference, **asked)


def step_row(step: Step) -> dict[str, Any]:
    """One stage of a sample's way, as the table shows it."""
    stage = step.stage
    return {
        "number": stage.position,
        "title": stage.title,
        "role": word(step.role),
        "bodies": [one.name for one in step.bodies],
        "people": _n("%(num)s person", "%(num)s people", step.people),
        "days": days_of(stage.starts_on, stage.ends_on),
        "due": _("by %(day)s", day=as_date(step.due)) if step.due != stage.ends_on else "",
        "back": on_return(stage),
        "hinders": step.hinders,
    }


def on_return(stage: Stage) -> str:
    """What becomes of a nomination that a stage gives back or does not let through."""
    if stage.kind is StageKind.ELIGIBILITY:
        return _("Not eligible: it is not scored, its unit is told why, the signer decides “not chosen”")
    if stage.kind is not StageKind.VERIFICATION:
        return ""
    if stage.returns_allowed is None:
        return _("To the unit, as often as needed; it comes back while the stage lasts")
    if not stage.returns_allowed:
        return _("Nothing is returned")
    return _n(
        "To the unit, once; it comes back while the stage lasts",
        "To the unit, up to %(num)s times; it comes back while the stage lasts",
        stage.returns_allowed,
    )


def acting_in(stage: Stage) -> str:
    """Whose people act in a stage, in words."""
    if stage.kind is StageKind.REGISTRATION:
        return _("The nominating unit")
    if stage.level is None:
        own = stage.campaign.unit.name
    elif stage.body is None:
        own = _("The place itself: %(level)s", level=word(stage.level))
    else:
        own = _("%(body)s, %(level)s", body=word(stage.body), level=word(stage.level))
    named = len(stage.exceptions)
    more = _n("%(num)s place otherwise", "%(num)s places otherwise", named) if named else ""
    return f"{own}; {more}" if more else own


def limits_of(stage: Stage) -> str:
    """What a stage allows at most, in words; empty without a limit."""
    told = []
    if stage.kind is StageKind.ELIGIBILITY:
        number = len(stage.checklist)
        told.append(_n("%(num)s point to check", "%(num)s points to check", number))
    if stage.working_days is not None:
        told.append(_n("%(num)s working day", "%(num)s working days", stage.working_days))
    if stage.returns_allowed is not None:
        told.append(_n("%(num)s return", "%(num)s returns", stage.returns_allowed))
    if stage.unit_quota is not None:
        told.append(_n("%(num)s nomination for a unit", "%(num)s nominations for a unit", stage.unit_quota))
    if stage.commune_quota is not None:
        told.append(
            _n("%(num)s nomination for a commune", "%(num)s nominations for a commune", stage.commune_quota)
        )
    return ", ".join(told)


def _seen(stage: Stage) -> str:
    """What whoever acts in a stage sees; in scoring what the stage lets reviewers know."""
    if stage.kind is not StageKind.SCORING:
        return str(SEES[stage.kind])
    whose = (
        _("Without the names of unit and people")
        if stage.blind_submitter
        else _("Whose nomination it is is shown")
    )
    others = _("The others’ points: %(when)s", when=str(word(stage.others_scores)).lower())
    return ". ".join([str(SEES[stage.kind]), whose, others])


def roles_of(campaign: Campaign) -> list[dict[str, Any]]:
    """What each role will see and may do, stage by stage."""
    return [
        {
            "role": word(ACTING_ROLES[stage.kind]),
            "stage": stage.title,
            "who": acting_in(stage),
            "sees": _seen(stage),
            "does": DOES[stage.kind],
        }
        for stage in campaign.stages
    ]
