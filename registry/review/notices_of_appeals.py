"""Which message about an appeal goes to whom."""

from registry.core.clock import today
from registry.core.i18n import _
from registry.core.permissions import Permission, allowed
from registry.identity.models import Role, User
from registry.identity.queries import list_holders
from registry.review.appeals import Appeal
from registry.review.models import Nomination
from registry.review.notices import holders, people_of_unit, send, title_of
from registry.units import queries as units


def tell_of_appeal(appeal: Appeal) -> None:
    """Whoever may answer it; where nobody may, the secretaries, so that somebody is found."""
    nomination = appeal.nomination
    people = _who_may_answer(nomination)
    found = bool(people)
    send(
        people or holders(nomination.campaign.unit_id, Role.COUNCIL_SECRETARY), None, "appeal.filed",
        nomination,
        lambda: (
            _("Appeal: %(title)s", title=title_of(nomination)),
            _("%(unit)s asks that the decision be looked at again. The answer is due by %(day)s.",
              unit=nomination.unit_name, day=f"{appeal.due_on:%d/%m/%Y}")
            if found
            else _("%(unit)s asks that the decision be looked at again. Nobody may answer it yet: a signer "
                   "is needed who took no part. The answer is due by %(day)s.",
                   unit=nomination.unit_name, day=f"{appeal.due_on:%d/%m/%Y}"),
        ),
    )  # fmt: skip


def tell_appeal_answered(appeal: Appeal) -> None:
    """The unit: what was found."""
    nomination = appeal.nomination
    send(
        people_of_unit(nomination), None, "appeal.answered", nomination,
        lambda: (_("Your appeal is answered: %(title)s", title=title_of(nomination)), appeal.answer),
    )  # fmt: skip


def _who_may_answer(nomination: Nomination) -> list[User]:
    """Signers of the council's own unit who took no part; where there are none, those above it."""
    tree, day, council = units.tree(), today(), nomination.campaign.unit_id
    for places in (tree.successors(council, day), tree.answerable_for(council, day)):
        signers = list_holders(places, Role.SIGNER)
        if found := [one for one in signers if allowed(one, Permission.APPEAL_DECIDE, nomination)]:
            return found
    return []
