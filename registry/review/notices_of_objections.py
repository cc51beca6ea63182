"""Which message about an objection goes to whom; none says who objects."""

from registry.core.i18n import _
from registry.identity.models import Role
from registry.review.notices import holders, people_of_unit, send, title_of
from registry.review.objections import Objection


def tell_of_objection(objection: Objection) -> None:
    """The secretaries: somebody objects. Nothing of who it is."""
    nomination = objection.nomination
    send(
        holders(nomination.campaign.unit_id, Role.COUNCIL_SECRETARY), None, "objection.filed", objection,
        lambda: (
            _("Objection to: %(title)s", title=title_of(nomination)),
            _("Objection %(reference)s has come in. It is answered by %(day)s.",
              reference=objection.reference, day=f"{objection.due_on:%d/%m/%Y}"),
        ),
    )  # fmt: skip


def tell_unit_of_objection(objection: Objection) -> None:
    """The unit: what is objected to, later the answer; nothing of who objects."""
    nomination = objection.nomination
    send(
        people_of_unit(nomination), None, "objection.told", nomination,
        lambda: (
            _("An objection to your nomination: %(title)s", title=title_of(nomination))
            if not objection.answer
            else _("An objection to your nomination is answered: %(title)s", title=title_of(nomination)),
            objection.answer or objection.gist,
        ),
    )  # fmt: skip
