"""Which message about an appeal goes to whom."""

from registry.core.i18n import _
from registry.identity.models import Role
from registry.review.appeals import Appeal
from registry.review.notices import holders, people_of_unit, send, title_of
from registry.review.queries.appeals import list_answerers
from registry.units.naming import at_start


def tell_of_appeal(appeal: Appeal) -> None:
    """Whoever may answer it; where nobody may, who can give the role for it, and the secretaries."""
    nomination, council = appeal.nomination, appeal.nomination.campaign.unit_id
    people = list_answerers(nomination)
    found = bool(people)
    others = [*holders(council, Role.ADMINISTRATOR), *holders(council, Role.COUNCIL_SECRETARY)]
    send(
        people or dict.fromkeys(others), None, "appeal.filed", nomination,
        lambda: (
            _("Appeal: %(title)s", title=title_of(nomination)),
            _("%(unit)s asks that the decision be looked at again. The answer is due by %(day)s.",
              unit=at_start(nomination.unit_name), day=f"{appeal.due_on:%d/%m/%Y}")
            if found
            else _("%(unit)s asks that the decision be looked at again. Nobody may answer it yet: a signer "
                   "is needed who took no part. The answer is due by %(day)s.",
                   unit=at_start(nomination.unit_name), day=f"{appeal.due_on:%d/%m/%Y}"),
        ),
    )  # fmt: skip


def tell_appeal_answered(appeal: Appeal) -> None:
    """The unit: what was found."""
    nomination = appeal.nomination
    send(
        people_of_unit(nomination), None, "appeal.answered", nomination,
        lambda: (_("Your appeal is answered: %(title)s", title=title_of(nomination)), appeal.answer),
    )  # fmt: skip
