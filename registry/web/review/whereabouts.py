"""Where a nomination is: one sentence, who has it, until when, and its way through the campaign."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from registry.campaigns.states import StageKind
from registry.core.i18n import _, _n
from registry.core.permissions import Permission, allowed
from registry.identity.models import User
from registry.review import gates
from registry.review.eligibility import is_refused
from registry.review.models import Nomination
from registry.review.queries.arrivals import arrived_at
from registry.review.rules import knows_ballots
from registry.review.states import DECIDED_STATES, STAGE_OF, NominationState
from registry.review.verifiers import bodies_that_verify
from registry.units.queries import list_by_ids
from registry.web.filters import as_date
from registry.web.review import eligible
from registry.web.review.clocks import awaits_vote, clock_line, due_of, is_scored, last_day_on_notice
from registry.web.review.decided import find_end, sentence_of_end, words_of_end
from registry.web.review.present import days_left, stage_line
from registry.web.review.words import STAGES

N = NominationState


@dataclass(frozen=True)
class Whereabouts:
    """One sentence, what comes next, who does it, until when."""

    sentence: str
    next: str
    who: str
    due: date | None = None
    left: str = ""
    late: bool = False
    clock: str = ""
    since: datetime | None = None
    # The kind of stage it stands in; None once it stands in none.
    kind: StageKind | None = None


Told = tuple[str, str, str, StageKind | None]


def whereabouts(reader: User, nomination: Nomination) -> Whereabouts:
    """The answer to "where is it now?". It names roles and units, never a reviewer.

    How the council voted is told before the decision only to who reads its ranking; that all ballots are in,
    and when they were, not to who may not know of them.
    """
    state, unit, council = nomination.state, nomination.unit_name, nomination.campaign.unit.name
    told = {
        N.DRAFT: (_("With your unit, being prepared"), _("Ask the unit lead to sign"), unit),
        N.TO_SIGN: (_("Waiting for the unit lead’s signature"), _("Sign, or send back with a reason"), unit),
        N.SUBMITTED: (
            _("Submitted, waiting for the check"),
            _("Check that the dossier is complete"),
            _checking(nomination) if state is N.SUBMITTED else "",
        ),
        N.RETURNED: (
            _("Returned to the unit for completion"),
            _("Complete the sections and sign again"),
            unit,
        ),
        N.VERIFIED: (_("With the council for scoring"), _("Scores, then the signer’s decision"), council),
        N.RECOGNISED: (_("Recognised"), _("The model is public and may be replicated"), unit),
        N.PRAISED: (_("Praised by the proposing unit"), _("The model is public"), unit),
        N.NOT_CHOSEN: (_("Not chosen in this campaign"), _("It may be nominated again later"), unit),
        N.NOT_GRANTED: (_("Not granted by the signer"), _("It may be nominated again later"), unit),
        N.MERGED: (_("Merged into another"), _("The other one goes on"), unit),
        N.DUPLICATE: (_("Repeats another"), _("The other one counts"), unit),
        N.WITHDRAWN: (_("Withdrawn by the unit"), _("Nothing more happens in this campaign"), unit),
    }
    due = due_of(reader, nomination)
    left, late = days_left(due)
    plain: Told = (*told[state], STAGE_OF.get(state) if state not in DECIDED_STATES else None)
    found = _told_in_council(reader, nomination) or _told_of_end(nomination) or plain
    sentence, after, who, kind = found
    knows = knows_ballots(reader, nomination)
    since = arrived_at(nomination, knows_ballots=knows) if kind is not None else None
    return Whereabouts(sentence, after, who, due, left, late, clock_line(reader, nomination), since, kind)


def _told_in_council(reader: User, nomination: Nomination) -> Told | None:
    """The same while the council has it, by what it waits for there."""
    council = nomination.campaign.unit.name
    if (told_of_check := eligible.standing_of(nomination)) is not None:
        return (
            *told_of_check,
            council,
            StageKind.DECISION if is_refused(nomination) else StageKind.ELIGIBILITY,
        )
    in_scoring = nomination.state is N.VERIFIED
    if in_scoring and (blocks := gates.count_open_objections(nomination)):
        told = _n("%(num)s objection is not answered yet", "%(num)s objections are not answered yet", blocks)
        return told, _("Answer the objection; only then a decision"), council, StageKind.PUBLIC_NOTICE
    if last_day_on_notice(nomination) is not None:
        after = _("The signer’s decision, once the notice is over")
        return _("On public notice"), after, council, StageKind.PUBLIC_NOTICE
    if awaits_vote(reader, nomination):
        sentence = _("Scored, waiting for the council’s vote")
        return sentence, _("The council votes"), council, StageKind.COUNCIL_VOTE
    if is_scored(reader, nomination):
        ranks = allowed(reader, Permission.NOMINATION_RANK, nomination)
        untold = () if ranks else (StageKind.COUNCIL_VOTE,)
        keeps = " ".join(gates.list_closed_gates(nomination, N.RECOGNISED, untold=untold))
        sentence, kind = _waits_for(nomination)
        return sentence, keeps or _("The signer’s decision"), council, kind
    return None


def _waits_for(nomination: Nomination) -> tuple[str, StageKind]:
    """What something with all its ballots waits for; nothing here says how the council voted."""
    told = {
        StageKind.DISCUSSION: _("Scored, discussed by the council"),
        StageKind.PUBLIC_NOTICE: _("Scored, waiting for the public notice"),
    }
    for kind, sentence in told.items():
        if gates.list_closed_gates(nomination, N.RECOGNISED, untold=gates.GATES.keys() - {kind}):
            return sentence, kind
    return _("Scored, waiting for the decision"), StageKind.DECISION


def _told_of_end(nomination: Nomination) -> Told | None:
    """The same where the recognition that it led to has ended."""
    ended = find_end(nomination) if nomination.state is N.RECOGNISED else None
    if ended is None:
        return None
    return words_of_end(ended)[0], sentence_of_end(ended), nomination.unit_name, None


def _checking(nomination: Nomination) -> str:
    """Who checks it: the council's unit, or the body that the campaign names for the place."""
    return ", ".join(unit.name for unit in list_by_ids(bodies_that_verify(nomination)))


def route(nomination: Nomination, here: Whereabouts) -> list[dict[str, Any]]:
    """The campaign's stages with their dates; the present one says what stands above, until when."""
    stages = nomination.campaign.stages
    passed = nomination.state in DECIDED_STATES
    now = next((stage.position for stage in stages if stage.kind is here.kind), None)
    left_at = nomination.stage.position if nomination.stage is not None else 0
    return [
        {
            "title": stage.title,
            "detail": here.sentence if stage.position == now else STAGES[stage.kind],
            "dates": _("Due %(day)s", day=as_date(here.due))
            if stage.position == now and here.due
            else stage_line(stage, nomination.unit_id),
            "now": stage.position == now,
            "done": passed or stage.position < (left_at if now is None else now),
        }
        for stage in stages
    ]
