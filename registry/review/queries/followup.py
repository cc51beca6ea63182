"""What the staff asked for when they returned a nomination, and what the unit changed or answered since."""

from dataclasses import dataclass
from typing import Any

from registry.campaigns.queries import find_stage
from registry.campaigns.states import StageKind
from registry.catalogue.contents import Section
from registry.catalogue.models import ExemplarVersion
from registry.catalogue.service.editing import section_version
from registry.evidence.claims import links_of, place_of
from registry.evidence.queries import list_items
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
    named = [section for section in Section if section.value in visit.sections]
    return Followup(visit, named, _changed(nomination, visit), answers[-1] if answers else "")


def returns_left(nomination: Nomination) -> int | None:
    """How often it may still be returned to its unit; None where the campaign sets no limit."""
    stage = find_stage(nomination.campaign, StageKind.VERIFICATION)
    if stage is None or stage.returns_allowed is None:
        return None
    return max(0, stage.returns_allowed - sum(visit.outcome == "return" for visit in nomination.visits))


def _changed(nomination: Nomination, visit: StageVisit) -> list[Section]:
    before, now = _version_returned(nomination, visit), _version_now(nomination)
    if before is None or before is now:
        return []
    earlier, present = _marks(before), _marks(now)
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


def _marks(version: ExemplarVersion) -> dict[Section, Any]:
    """What each part says, so that two versions can be compared part by part."""
    marks: dict[Section, Any] = {section: (section_version(version, section),) for section in Section}
    links = [
        (key, link.item.digest, place_of(link)) for key, found in links_of(version).items() for link in found
    ]
    files = [(item.digest, item.caption, item.visibility.value) for item in list_items(version)]
    marks[Section.RESULTS] += tuple(sorted(links, key=repr))
    marks[Section.EVIDENCE] += tuple(files)
    return marks
