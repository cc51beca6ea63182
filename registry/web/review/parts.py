"""What the review adds to a model's page: the seal, the way to recognition, the button to nominate."""

from datetime import date
from typing import Any

from flask import url_for

from registry.catalogue.masking import mask_as_read_by
from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.catalogue.states import ExemplarState
from registry.core.i18n import _
from registry.core.permissions import Permission, allowed
from registry.documents.issuers import name_on_paper
from registry.identity.models import User
from registry.review import queries
from registry.review.models import Decision, DecisionCorrection, Nomination, Recognition
from registry.review.queries.rewards import list_praised
from registry.review.states import GIVING_OUTCOMES, OPEN_STATES, Outcome, RecognitionState
from registry.web.catalogue.parts import add_part
from registry.web.filters import as_date
from registry.web.review.decided import paper_told, words_of_end
from registry.web.words import word, words_of_state


def seal(actor: User | None, exemplar: Exemplar, version: ExemplarVersion) -> dict[str, Any] | None:
    """The recognition in force, the latest first."""
    in_force = [one for one in queries.recognitions_of(exemplar) if one.state is RecognitionState.IN_FORCE]
    if not in_force:
        return None
    found = in_force[0]
    return {"level": str(word(found.level)), "year": found.year, "text": _paper_of(found)}


def praise(actor: User | None, exemplar: Exemplar, version: ExemplarVersion) -> dict[str, Any] | None:
    """That the model was praised, beside the seal and never instead of it: praise is no recognition."""
    year = list_praised([exemplar.id]).get(exemplar.id)
    return {"text": _("Praised in %(year)s", year=year)} if year else None


def timeline(actor: User | None, exemplar: Exemplar, version: ExemplarVersion) -> dict[str, Any] | None:
    """What everybody may know: decisions and ended recognitions."""
    decided = [one.decision for one in queries.nominations_of(exemplar) if one.decision]
    told = [one for one in decided if one.outcome in GIVING_OUTCOMES]
    items = [_decision_item(one) for one in told]
    items += [_corrected_item(correction) for one in told for correction in one.corrections]
    items += [_ended_item(one) for one in queries.recognitions_of(exemplar) if one.ended_on]
    return {"items": sorted(items, key=lambda item: item["at"])} if items else None


def annulled(actor: User | None, exemplar: Exemplar, version: ExemplarVersion) -> dict[str, Any] | None:
    """What stays to be read of recognitions that should not have been given: who gave them, when, why not."""
    mask = mask_as_read_by(actor, exemplar)
    found = [
        {
            "level": str(word(one.level)).lower(),
            "year": one.year,
            "issuer": _issuer_of(one),
            "paper": _paper_of(one),
            "ended_on": one.ended_on,
            "reason": mask(one.end_reason),
            "by": paper_told(one.end_number, one.end_dated),
        }
        for one in queries.recognitions_of(exemplar)
        if one.state is RecognitionState.ANNULLED
    ]
    return {"recognitions": found} if found else None


def work(actor: User | None, exemplar: Exemplar, version: ExemplarVersion) -> dict[str, Any] | None:
    """Links for the unit and the council: nominate, or follow the nominations under way."""
    if actor is None:
        return None
    known = queries.nominations_of(exemplar)
    readable = [one for one in known if allowed(actor, Permission.NOMINATION_READ, one)]
    links = [_link(one) for one in readable]
    may = allowed(actor, Permission.NOMINATION_PREPARE, exemplar)
    free = not any(one.state in OPEN_STATES for one in known)
    running = exemplar.state in {ExemplarState.DRAFT, ExemplarState.RUNNING} and not exemplar.is_imported
    if may and free and running:
        href = url_for("review.start_nomination", reference=exemplar.reference)
        links.insert(0, (_("Nominate for recognition"), href, "certificate"))
    return {"links": links} if links else None


def _link(nomination: Nomination) -> tuple[str, str, str]:
    ended = queries.list_ended([nomination.id]).get(nomination.id)
    state = words_of_end(ended)[0] if ended else word(nomination.state)
    told = _("Nomination %(code)s: %(state)s", code=nomination.reference, state=state)
    return told, url_for("review.show_nomination", reference=nomination.reference), "file-text"


def _issuer_of(recognition: Recognition) -> str:
    decision = recognition.nomination.decision if recognition.nomination else None
    return name_on_paper(decision) if decision else recognition.issuer.name_on(recognition.recognised_on)


def _paper_of(recognition: Recognition) -> str:
    decision = recognition.nomination.decision if recognition.nomination else None
    return _paper(decision) if decision else as_date(recognition.recognised_on)


def _paper(decision: Decision) -> str:
    return _paper_told(decision.number, decision.decided_on)


def _paper_told(number: str, day: date) -> str:
    return _("Decision %(number)s, %(day)s", number=number, day=as_date(day))


def _decision_item(decision: Decision) -> dict[str, Any]:
    campaign = decision.nomination.campaign
    return {
        "at": decision.decided_on,
        "text": f"{words_of_state(decision.nomination.state)[0]}, {str(word(campaign.level)).lower()}. "
        f"{_paper(decision)}",
        "by": name_on_paper(decision),
        "on": decision.outcome is Outcome.RECOGNISED,
    }


def _corrected_item(correction: DecisionCorrection) -> dict[str, Any]:
    return {
        "at": correction.corrected_on,
        "text": _(
            "Correction: the paper was recorded as “%(before)s”; it reads “%(after)s”.",
            before=_paper_told(correction.number, correction.decided_on),
            after=_paper_told(correction.new_number, correction.new_decided_on),
        ),
        "by": name_on_paper(correction.decision),
    }


def _ended_item(recognition: Recognition) -> dict[str, Any]:
    told = _("Recognition of %(year)s: %(state)s", year=recognition.year, state=word(recognition.state))
    if recognition.end_dated:
        told = f"{told}. {_paper_told(recognition.end_number, recognition.end_dated)}"
    return {"at": recognition.ended_on, "text": told}


def logged(actor: User | None, exemplar: Exemplar, version: ExemplarVersion) -> dict[str, Any] | None:
    """The nominations that this person may read, for the unit's history."""
    known = [
        one for one in queries.nominations_of(exemplar) if allowed(actor, Permission.NOMINATION_READ, one)
    ]
    told = [("nomination", one.reference, f"{one.campaign.title} ({one.reference})") for one in known]
    return {"subjects": told} if told else None


add_part("seal", seal)
add_part("praise", praise)
add_part("annulled", annulled)
add_part("logged", logged)
add_part("timeline", timeline)
add_part("work", work)
