"""What the staff asked for when they returned a nomination, and what the unit changed or answered since."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from registry.campaigns.queries import find_stage
from registry.campaigns.states import CampaignState, StageKind
from registry.catalogue.contents import WRITTEN_TOGETHER, Section
from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.catalogue.service.editing import section_values, section_version
from registry.catalogue.service.holding import Freed
from registry.core.clock import today
from registry.core.db import db
from registry.evidence.claims import links_of, place_of
from registry.evidence.models import EvidenceItem
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
    # What was named, part by part or one by one, and says what it said: codes as in the visit.
    left: list[str]

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

    @property
    def may_answer(self) -> bool:
        """Whether the unit can say in words why something it was asked for stays as it was."""
        return bool(self.left) and not self.answer


def followup_of(nomination: Nomination) -> Followup | None:
    """The last return of a nomination that is being completed or was submitted again, else None."""
    returns = [number for number, visit in enumerate(nomination.visits) if visit.outcome == "return"]
    if not returns or nomination.state not in FOLLOWED:
        return None
    visit, later = nomination.visits[returns[-1]], nomination.visits[returns[-1] + 1 :]
    answers = [one.reason for one in later if one.outcome in ANSWERED and one.reason]
    named, before, present = (
        _named(visit),
        _version_returned(nomination.exemplar, visit),
        _version_now(nomination),
    )
    changed = _changed(before, present, named)
    left = [code for code in visit.sections if _is_left(code, before, present, changed)]
    return Followup(visit, named, changed, answers[-1] if answers else "", before, present, left)


def list_freed(exemplar: Exemplar) -> Freed | None:
    """What returns of the model name and so leave open, while it can be sent again; None without a return.

    What has to be completed for another campaign too is open; consent is no section, and nobody's to close.
    """
    visits = [last_return(one) for one in list_returned(exemplar)]
    named = {code for visit in visits for code in visit.sections}
    if not named:
        return None
    sections = frozenset(section for section in Section if section.value in named)
    inside = [code.partition("/")[::2] for code in named if "/" in code]
    contents = frozenset(
        one for section, one in inside if section != Section.EVIDENCE and section not in sections
    )
    files = {digest for section, digest in inside if section == Section.EVIDENCE}
    closed = None
    if files and Section.EVIDENCE not in sections:
        closed = frozenset(item.digest for item in _files_returned(exemplar, visits) if item.digest) - files
    return Freed(sections, contents, closed)


def _files_returned(exemplar: Exemplar, visits: list[StageVisit]) -> list[EvidenceItem]:
    """What stood among the evidence when the model came back."""
    versions = {_version_returned(exemplar, visit) for visit in visits}
    return [item for version in versions if version is not None for item in list_items(version)]


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
    codes = {code.partition("/")[0] for code in visit.sections}
    return [section for section in Section if section.value in codes]


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


def _is_left(code: str, before: ExemplarVersion | None, now: ExemplarVersion, changed: list[Section]) -> bool:
    """Whether what a return named says what it said: a part, one answer of it, or one file."""
    section, _slash, one = code.partition("/")
    if section not in changed or before is None:
        return True
    if not one:
        return False
    if section == Section.EVIDENCE:
        return _file_marks(before).get(one) == _file_marks(now).get(one)
    twins = {name for pair in WRITTEN_TOGETHER if one in pair for name in pair} or {one}
    said, says = (section_values(version, Section(section)) for version in (before, now))
    return all(said.get(name) == says.get(name) for name in twins)


def _file_marks(version: ExemplarVersion) -> dict[str | None, tuple[str, ...]]:
    return {item.digest: (item.caption, item.visibility.value) for item in list_items(version)}


def _version_now(nomination: Nomination) -> ExemplarVersion:
    signed = nomination.exemplar_version
    return signed if signed and nomination.state not in WITH_THE_UNIT else nomination.exemplar.latest


def _version_returned(exemplar: Exemplar, visit: StageVisit) -> ExemplarVersion | None:
    """The version that was signed before the return: no later one was frozen by then."""
    left = visit.left_at
    frozen = [
        version
        for version in exemplar.versions
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
