"""What the scoring stage hides from its reviewers: whose nomination it is, who else scores it, their scores.

The register itself stays open to every unit, as it is outside of the review (decision 0004): what is hidden
here is what the review shows. Nothing is hidden any more once the nomination is decided.
"""

import re
from collections.abc import Callable, Iterable
from typing import TypeVar, cast

from sqlalchemy import select

from registry.campaigns.models import Stage
from registry.campaigns.queries import find_stage
from registry.campaigns.states import OthersScores, StageKind
from registry.catalogue.initials import Mask
from registry.catalogue.masking import Masked, add_veil
from registry.catalogue.models import Exemplar
from registry.core.clock import today
from registry.core.db import db
from registry.core.i18n import _
from registry.core.transaction import once_read
from registry.identity.models import Role, User
from registry.identity.queries import names_of
from registry.review.disagreements import DiscrepancyState
from registry.review.discrepancy import Discrepancy, Rereading
from registry.review.models import Assignment, Nomination
from registry.review.states import LIVE_ASSIGNMENTS, OPENED_ASSIGNMENTS, AssignmentState, NominationState
from registry.review.talk import stage_of_talk
from registry.units import queries as units
from registry.units.models import Unit
from registry.units.rules import units_with_role

Row = TypeVar("Row")


def stage_of(nomination: Nomination) -> Stage | None:
    """The stage whose rules say what reviewers may know."""
    return find_stage(nomination.campaign, StageKind.SCORING)


def is_veiled(reader: User, nomination: Nomination) -> bool:
    """Whether a reader is one of the reviewers who must not know whose nomination it is."""
    stage = stage_of(nomination)
    if stage is None or not stage.blind_submitter or nomination.state is not NominationState.VERIFIED:
        return False
    return any(o.reviewer_id == reader.id and o.state in LIVE_ASSIGNMENTS for o in nomination.assignments)


def seen(reader: User, nomination: Nomination) -> Nomination:
    """The nomination as a reader may see it: under a veil its texts name no unit and no person of it."""
    if not is_veiled(reader, nomination):
        return nomination
    return cast(Nomination, Masked(nomination, mask_of(nomination)))


def title_for(reader: User, nomination: Nomination) -> str:
    """What the model is called, as a reader may see it."""
    title = (nomination.exemplar_version or nomination.exemplar.latest).title
    return mask_of(nomination)(title) if is_veiled(reader, nomination) else title


def text_for(reader: User, nominations: Iterable[Nomination], text: str) -> str:
    """A text about several nominations as a reader may see it, as the minutes of a session."""
    for nomination in nominations:
        if is_veiled(reader, nomination):
            text = mask_of(nomination)(text)
    return text


def may_read_others(assignment: Assignment) -> bool:
    """Whether a reviewer may read by now what the others gave; not while asked to read again."""
    if assignment.nomination.campaign.asks_again and is_to_reread(assignment):
        return False
    stage = stage_of(assignment.nomination)
    rule = stage.others_scores if stage else OthersScores.AFTER_OWN
    talk = stage_of_talk(assignment.nomination)
    if talk is not None and rule is not OthersScores.ALWAYS:
        return assignment.state is AssignmentState.SUBMITTED and talk.starts_on <= today()
    if rule is OthersScores.ALWAYS:
        return assignment.state in OPENED_ASSIGNMENTS
    return rule is OthersScores.AFTER_OWN and assignment.state is AssignmentState.SUBMITTED


def is_to_reread(assignment: Assignment) -> bool:
    """Whether a reviewer was asked to read again and has not answered."""
    query = (
        select(Rereading.id)
        .join(Rereading.discrepancy)
        .where(
            Rereading.assignment_id == assignment.id,
            Rereading.answered_at.is_(None),
            Discrepancy.state == DiscrepancyState.REREADING,
        )
    )
    return db.session.scalar(query.limit(1)) is not None


def name_of_reviewer(assignment: Assignment) -> str:
    """What the council and the other reviewers call a reviewer: a number, or the name where it is open."""
    stage = stage_of(assignment.nomination)
    if stage is not None and not stage.blind_reviewers:
        return assignment.reviewer.name
    return _("R%(number)s", number=assignment.number)


def veil_of(reader: User, exemplar: Exemplar) -> Mask | None:
    """The mask under which a reviewer reads the texts and files of a model, or None."""
    if not units_with_role(reader, Role.REVIEWER):
        return None
    return once_read((veil_of, reader.id, exemplar.id), lambda: _find_veil(reader, exemplar))


def _find_veil(reader: User, exemplar: Exemplar) -> Mask | None:
    query = (
        select(Nomination)
        .join(Assignment, Assignment.nomination_id == Nomination.id)
        .where(Nomination.exemplar_id == exemplar.id, Assignment.reviewer_id == reader.id)
    )
    found = (one for one in db.session.scalars(query) if is_veiled(reader, one))
    nomination = next(found, None)
    return mask_of(nomination) if nomination is not None else None


def mask_of(nomination: Nomination) -> Mask:
    """What puts a mark in place of every name that a veil hides."""
    names = sorted({name for name in _hidden_names(nomination) if len(name) > 1}, key=len, reverse=True)
    pattern = re.compile("|".join(re.escape(name) for name in names), re.I)
    return cast(Callable[[str], str], lambda text: pattern.sub(_("[hidden]"), text))


def _hidden_names(nomination: Nomination) -> set[str]:
    """The unit, the places above it up to the council, the partners, and who wrote and signed."""
    version = nomination.exemplar_version or nomination.exemplar.latest
    people = [nomination.prepared_by_id, nomination.signed_by_id, *nomination.authors]
    names = set(names_of(one for one in people if one is not None).values())
    names |= {
        nomination.unit_name,
        nomination.exemplar.lead_unit_name,
        *(one.name for one in version.partners),
    }
    for unit in _units_of(nomination):
        names |= {one.name for one in unit.names}
    return names | {_without_kind(name) for name in names}


def _without_kind(name: str) -> str:
    """A place as texts often call it, without the small words in front that say what it is."""
    words = name.split()
    while words and words[0][0].islower():
        words.pop(0)
    return " ".join(words)


def _units_of(nomination: Nomination) -> list[Unit]:
    tree, day = units.tree(), today()
    council = nomination.campaign.unit_id
    above = tree.last_ancestors(nomination.unit_id, day) - tree.last_ancestors(council, day) - {council}
    return list(db.session.scalars(select(Unit).where(Unit.id.in_({nomination.unit_id, *above}))))


add_veil(veil_of)
