"""What everybody may know of a paper: whether it is real, and whether what it says still holds."""

import enum
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from registry.core.db import db
from registry.documents.models import OfficialPaper
from registry.documents.states import PaperKind, PaperState
from registry.review.models import Decision, Nomination, Recognition
from registry.review.queries.recognitions import get_recognition
from registry.review.states import RecognitionState

IN_FORCE = RecognitionState.IN_FORCE


class Standing(enum.StrEnum):
    """How a paper stands today."""

    NO_EFFECT = "no_effect"
    HOLDS = "holds"
    HOLDS_IN_PART = "holds_in_part"
    HOLDS_NO_MORE = "holds_no_more"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Line:
    """One decision on a paper: whether it still stands on it, and the recognition that came of it."""

    decision: Decision
    recognition: Recognition | None
    # Where it stands since the number or the date was put right.
    moved_to: tuple[str, date] | None = None

    @property
    def holds(self) -> bool:
        """Whether the recognition is in force, on this paper."""
        return (
            self.decision.lifted_at is None
            and self.moved_to is None
            and self.recognition is not None
            and self.recognition.state is IN_FORCE
        )


@dataclass(frozen=True)
class Verified:
    """A paper, its standing and the lines on it."""

    paper: OfficialPaper
    standing: Standing
    lines: list[Line] = field(default_factory=list)


def verify(paper: OfficialPaper) -> Verified:
    """How a paper stands today."""
    if paper.state is PaperState.DRAFT:
        return Verified(paper, Standing.NO_EFFECT)
    lines = _lines(paper)
    if paper.state is PaperState.WITHDRAWN:
        return Verified(paper, Standing.WITHDRAWN, lines)
    if paper.kind is PaperKind.CERTIFICATE and get_recognition(paper.about).state is not IN_FORCE:
        return Verified(paper, Standing.HOLDS_NO_MORE)
    holding = sum(one.holds for one in lines)
    if holding == len(lines):
        return Verified(paper, Standing.HOLDS, lines)
    return Verified(paper, Standing.HOLDS_IN_PART if holding else Standing.HOLDS_NO_MORE, lines)


def _lines(paper: OfficialPaper) -> list[Line]:
    if not paper.listed:
        return []
    query = (
        select(Decision)
        .where(Decision.id.in_(paper.listed))
        .options(joinedload(Decision.nomination).joinedload(Nomination.exemplar))
        .order_by(Decision.id)
    )
    decisions = list(db.session.scalars(query))
    given = select(Recognition).where(Recognition.nomination_id.in_([one.nomination_id for one in decisions]))
    recognised = {one.nomination_id: one for one in db.session.scalars(given)}
    return [
        Line(
            one,
            recognised.get(one.nomination_id),
            None
            if (one.number, one.decided_on) == (paper.number, paper.dated)
            else (one.number, one.decided_on),
        )
        for one in decisions
    ]
