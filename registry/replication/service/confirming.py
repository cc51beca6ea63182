"""The source unit's answer to a registered copy."""

from registry.core.clock import now
from registry.core.errors import InvalidInput
from registry.core.i18n import _
from registry.core.transaction import transaction
from registry.identity.models import User
from registry.replication.models import Replication
from registry.replication.notices import tell_copy_of_answer
from registry.replication.service.adopting import text_of
from registry.replication.service.lifecycle import move_replication, require_arrow


def confirm(
    actor: User, replication: Replication, answer: str = "", *, version: int | None = None
) -> Replication:
    """Confirm that the unit copies the model; from now on everybody may see it."""
    with transaction():
        require_arrow(actor, replication, "confirm", version=version)
        replication.answer = text_of("answer", answer)
        replication.confirmed_by_id, replication.confirmed_at = actor.id, now()
        move_replication(actor, replication, "confirm", personal={"answer": replication.answer})
        tell_copy_of_answer(actor, replication)
    return replication


def decline(actor: User, replication: Replication, answer: str, *, version: int | None = None) -> Replication:
    """Say that it is no copy of the model, and why."""
    with transaction():
        require_arrow(actor, replication, "decline", version=version)
        replication.answer = text_of("answer", answer)
        if not replication.answer:
            raise InvalidInput("answer", _("Say why you do not confirm it"))
        move_replication(actor, replication, "decline", personal={"answer": replication.answer})
        tell_copy_of_answer(actor, replication)
    return replication
