"""Which message about verification and the check of eligibility goes to whom."""

from registry.core.i18n import _
from registry.identity.models import Role
from registry.review.eligibility import EligibilityCheck, is_in_check
from registry.review.models import Nomination
from registry.review.notices import holders, people_of_unit, send, title_of


def tell_verified(nomination: Nomination) -> None:
    """The unit: it is in order; whoever acts next: it has come."""
    to_check = is_in_check(nomination)
    send(
        people_of_unit(nomination), None, "nomination.verified", nomination,
        lambda: (
            _("Verified: %(title)s", title=title_of(nomination)),
            _("Nomination %(reference)s is complete; its eligibility is checked next.",
              reference=nomination.reference)
            if to_check
            else _("Nomination %(reference)s is complete and goes to scoring.",
                   reference=nomination.reference),
        ),
    )  # fmt: skip
    if to_check:
        _tell_staff(nomination)
    else:
        _tell_secretaries(nomination)


def tell_eligible(nomination: Nomination) -> None:
    """The unit: it may be scored; the secretaries: reviewers are to be assigned."""
    send(
        people_of_unit(nomination), None, "nomination.eligible", nomination,
        lambda: (
            _("Eligible: %(title)s", title=title_of(nomination)),
            _("Nomination %(reference)s is eligible and goes to scoring.", reference=nomination.reference),
        ),
    )  # fmt: skip
    _tell_secretaries(nomination)


def tell_not_eligible(nomination: Nomination, check: EligibilityCheck) -> None:
    """The unit: which points are not met, and why; the signers: there is something to decide."""
    send(
        people_of_unit(nomination), None, "nomination.not_eligible", nomination,
        lambda: (
            _("Not eligible: %(title)s", title=title_of(nomination)),
            "\n".join(check.faults),
        ),
    )  # fmt: skip
    send(
        holders(nomination.campaign.unit_id, Role.SIGNER), None, "nomination.to_decide", nomination,
        lambda: (
            _("Not eligible: %(title)s", title=title_of(nomination)),
            _("Nomination %(reference)s waits for a decision: it is not scored.",
              reference=nomination.reference),
        ),
    )  # fmt: skip


def _tell_staff(nomination: Nomination) -> None:
    send(
        holders(nomination.campaign.unit_id, Role.REGISTRY_STAFF), None, "nomination.to_check", nomination,
        lambda: (
            _("Eligibility to check: %(title)s", title=title_of(nomination)),
            _("Nomination %(reference)s has been verified.", reference=nomination.reference),
        ),
    )  # fmt: skip


def _tell_secretaries(nomination: Nomination) -> None:
    send(
        holders(nomination.campaign.unit_id, Role.COUNCIL_SECRETARY), None, "nomination.to_assign",
        nomination,
        lambda: (
            _("To assign: %(title)s", title=title_of(nomination)),
            _("Nomination %(reference)s waits for reviewers.", reference=nomination.reference),
        ),
    )  # fmt: skip
