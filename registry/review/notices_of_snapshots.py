"""Who is told when ballots are put back: those whose ballots they are, and the council's secretaries."""

from flask_babel import force_locale

from registry.core.i18n import _, _n
from registry.identity.models import Role
from registry.notifications.service import notify
from registry.review.models import Assignment
from registry.review.notices import holders, send, title_of
from registry.review.snapshots import StageSnapshot


def tell_reviewer(assignment: Assignment, reason: str) -> None:
    """The reviewer: the ballot is as they had handed it in."""
    send(
        [assignment.reviewer], None, "ballot.restored", assignment,
        lambda: (
            _("Your ballot was put back: %(title)s", title=title_of(assignment.nomination)),
            _("It says again what you had handed in. Why: %(reason)s", reason=reason),
        ),
    )  # fmt: skip


def tell_secretaries(snapshot: StageSnapshot, count: int, reason: str) -> None:
    """The secretaries of the council: how many ballots, by which snapshot."""
    campaign = snapshot.campaign
    for person in holders(campaign.unit_id, Role.COUNCIL_SECRETARY):
        with force_locale(person.language):
            subject = _("Ballots were put back: %(title)s", title=campaign.title)
            text = _n(
                "%(num)s ballot says again what stood in snapshot %(number)s. Why: %(reason)s",
                "%(num)s ballots say again what stood in snapshot %(number)s. Why: %(reason)s",
                count, number=snapshot.number, reason=reason,
            )  # fmt: skip
        notify(person, "campaign.ballots_restored", subject, text, f"/dot-xet/{campaign.reference}")
