"""What the unit is told of a decision: how it ends, on which paper, until when it can appeal."""

from registry.core.i18n import _
from registry.review.models import Nomination
from registry.review.notices import people_of_unit, send, title_of
from registry.review.outcomes import OUTCOME_NAMES
from registry.review.queries.appeals import DECIDED, day_left_to_appeal


def tell_decided(nomination: Nomination) -> None:
    """Whoever prepared it and the unit's leads, each with all of it: nobody must open a page to know."""
    send(
        people_of_unit(nomination), None, DECIDED, nomination,
        lambda: (_("Decided: %(title)s", title=title_of(nomination)), "\n".join(_lines(nomination))),
    )  # fmt: skip


def _lines(nomination: Nomination) -> list[str]:
    """What a decision comes to, a sentence a line."""
    decision = nomination.decision
    if decision is None:
        return []
    code, outcome = nomination.reference, str(OUTCOME_NAMES[decision.outcome])
    told = [_("The decision on nomination %(reference)s: %(outcome)s.", reference=code, outcome=outcome)]
    day = f"{decision.decided_on:%d/%m/%Y}"
    if decision.number:
        told.append(_("Decision no. %(number)s of %(day)s.", number=decision.number, day=day))
    last = day_left_to_appeal(nomination)
    if last is not None:
        told.append(
            _("Until the end of %(day)s the unit lead can ask that somebody else look at it again.",
              day=f"{last:%d/%m/%Y}")
        )  # fmt: skip
    return told
