"""What the staff asked for when they returned a nomination, and what the unit changed or answered since."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from registry.campaigns.queries import find_stage
from registry.campaigns.states import CampaignState, StageKind
from registry.catalogue.contents import Section
from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.catalogue.service.editing import section_version
from registry.core.clock import today
from registry.core.db import db
from registry.evidence.claims import links_of, place_of
from registry.evidence.queries import list_items
from registry.review.deadlines import last_day
from registry.review.models import Nomination, StageVisit
from registry.review.states import WITH_THE_UNIT, NominationState

ANSWERED = frozenset({"ask_to_sign", "sign"})
FOLLOWED = WITH_THE_UNIT | {NominationState.SUBMITTED}


@dataclass(frozen=True)
class Followup:
    """A return: what was asked for, which parts say something else now, what the unit wrote."""

    visit: StageVisit
    named: list[Section]
    changed: list[Section]
    answer: str
    # What was signed before the return, and what stands there now.
    before: ExemplarVersion | None
    now: ExemplarVersion

    @property
    def untouched(self) -> list[Section]:
        """The parts that were named and say what they said."""
        return [section for section in self.named if section not in self.changed]

    @property
    def others(self) -> list[Section]:
        """What was changed without having been named."""
        return [section for section in self.changed if section not in self.named]

    @property
    def is_unchanged(self) -> bool:
        """Whether parts were named and none of them changed."""
        return bool(self.named) and self.untouched == self.named

    @property
    def needs_answer(self) -> bool:
        """Whether the unit must say in words why nothing changed."""
        return self.is_unchanged and not self.answer


def followup_of(nomination: Nomination) -> Followup | None:
    """The last return of a nomination that is being completed or was submitted again, else None."""
    returns = [number for number, visit in enumerate(nomination.visits) if visit.outcome == "return"]
    if not returns or nomination.state not in FOLLOWED:
        return None
    visit, later = nomination.visits[returns[-1]], nomination.visits[returns[-1] + 1 :]
    answers = [one.reason for one in later if one.outcome in ANSWERED and one.reason]
    named, before, present = _named(visit), _version_returned(nomination, visit), _version_now(nomination)
    changed = _changed(before, present, named)
    return Followup(visit, named, changed, answers[-1] if answers else "", before, present)


def list_held(exemplar: Exemplar) -> frozenset[Section]:
    """What a return leaves closed: all that no return of the model names, while it can be sent again.

    What has to be completed for another campaign too is open; consent is no section, and nobody's to close.
    """
    waiting = list_returned(exemplar)
    if not waiting:
        return frozenset()
    named = {section for one in waiting for section in _named(last_return(one))}
    return frozenset(Section) - named - {Section.CHECK} if named else frozenset()


def list_returned(exemplar: Exemplar) -> list[Nomination]:
    """The nominations of a model that came back to its unit and can still be sent again."""
    query = select(Nomination).where(
        Nomination.exemplar_id == exemplar.id, Nomination.state.in_(WITH_THE_UNIT),
        Nomination.submitted_at.is_not(None),
    )  # fmt: skip
    return [one for one in db.session.scalars(query.order_by(Nomination.id)) if _can_come_back(one)]


def last_return(nomination: Nomination) -> StageVisit:
    """The stay that ended with the last return; of a nomination that came back."""
    return [visit for visit in nomination.visits if visit.outcome == "return"][-1]


def _can_come_back(nomination: Nomination) -> bool:
    campaign = nomination.campaign
    last = last_day(campaign, StageKind.VERIFICATION, nomination.unit_id)
    return campaign.state is CampaignState.OPEN and last is not None and today() <= last


def _named(visit: StageVisit) -> list[Section]:
    return [section for section in Section if section.value in visit.sections]


def returns_left(nomination: Nomination) -> int | None:
    """How often it may still be returned to its unit; None where the campaign sets no limit."""
    stage = find_stage(nomination.campaign, StageKind.VERIFICATION)
    if stage is None or stage.returns_allowed is None:
        return None
    return max(0, stage.returns_allowed - sum(visit.outcome == "return" for visit in nomination.visits))


def _changed(before: ExemplarVersion | None, now: ExemplarVersion, named: list[Section]) -> list[Section]:
    if before is None or before is now:
        return []
    only_files = Section.EVIDENCE in named and Section.RESULTS not in named
    tied = Section.EVIDENCE if only_files else Section.RESULTS
    earlier, present = _marks(before, tied), _marks(now, tied)
    return [section for section in Section if earlier[section] != present[section]]


def _version_now(nomination: Nomination) -> ExemplarVersion:
    signed = nomination.exemplar_version
    return signed if signed and nomination.state not in WITH_THE_UNIT else nomination.exemplar.latest


def _version_returned(nomination: Nomination, visit: StageVisit) -> ExemplarVersion | None:
    """The version that was signed before the return: no later one was frozen by then."""
    left = visit.left_at
    frozen = [
        version
        for version in nomination.exemplar.versions
        if version.frozen_at is not None and left is not None and version.frozen_at <= left
    ]
    return max(frozen, key=lambda version: version.number, default=None)


def _marks(version: ExemplarVersion, tied: Section) -> dict[Section, Any]:
    """What each part says, so that two versions can be compared part by part.

    Which file shows which result belongs to both; it counts for the part that had to be completed.
    """
    marks: dict[Section, Any] = {section: (section_version(version, section),) for section in Section}
    links = [
        (key, link.item.digest, place_of(link)) for key, found in links_of(version).items() for link in found
    ]
    files = [(item.digest, item.caption, item.visibility.value) for item in list_items(version)]
    marks[tied] += tuple(sorted(links, key=repr))
    marks[Section.EVIDENCE] += tuple(files)
    return marks
