"""Which message goes to whom when ballots disagree; none says what anybody gave."""

from registry.core.i18n import _
from registry.identity.models import Role
from registry.review.blindness import title_for
from registry.review.discrepancy import Discrepancy, Rereading
from registry.review.notices import holders, send, title_of


def ask_to_reread(rereading: Rereading) -> None:
    """A reviewer whose ballot is concerned: which criterion, and nothing of the others."""
    assignment = rereading.assignment
    title = title_for(assignment.reviewer, assignment.nomination)
    criterion = rereading.discrepancy.criterion
    label = criterion.label if criterion is not None else ""
    send(
        [assignment.reviewer], None, "reread.asked", assignment,
        lambda: (
            _("Read one criterion again: %(title)s", title=title),
            _("Please read “%(criterion)s” again, and keep your mark or change it, with a reason.",
              criterion=label),
        ),
    )  # fmt: skip


def tell_third_wanted(discrepancy: Discrepancy) -> None:
    """The secretaries: another reader is to be found."""
    nomination = discrepancy.nomination
    send(
        holders(nomination.campaign.unit_id, Role.COUNCIL_SECRETARY), None, "discrepancy.third", nomination,
        lambda: (
            _("Another reader is needed: %(title)s", title=title_of(nomination)),
            _("The ballots of nomination %(reference)s still disagree after the second reading.",
              reference=nomination.reference),
        ),
    )  # fmt: skip


def tell_to_conclude(discrepancy: Discrepancy) -> None:
    """The secretaries: the further reading did not settle it."""
    nomination = discrepancy.nomination
    send(
        holders(nomination.campaign.unit_id, Role.COUNCIL_SECRETARY), None, "discrepancy.conclude",
        nomination,
        lambda: (
            _("A conclusion is needed: %(title)s", title=title_of(nomination)),
            _("The further reader of nomination %(reference)s agrees with none of the ballots before.",
              reference=nomination.reference),
        ),
    )  # fmt: skip
