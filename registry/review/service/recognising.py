"""What becomes of a recognition later. The year it was given keeps it in its figures."""

from registry.audit import service as audit
from registry.core.clock import today
from registry.core.errors import InvalidInput
from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.core.transaction import transaction
from registry.core.types import require_version
from registry.identity.models import User
from registry.jobs.service import announce
from registry.review.models import Recognition
from registry.review.rules import require_untied
from registry.review.service import lifecycle
from registry.review.service.nominating import reason_of

ACTIONS = ("lapse", "annul")


def end_recognition(
    actor: User, recognition: Recognition, action: str, *, reason: str, version: int | None = None
) -> Recognition:
    """Let a recognition lapse, or annul it because it should not have been given."""
    text = reason_of(reason)
    if action not in ACTIONS:
        raise InvalidInput("action", _("Choose what to do."))
    with transaction():
        require_untied(actor, Permission.RECOGNITION_END, recognition)
        require_version(recognition, version)
        before = recognition.state
        lifecycle.move_recognition(recognition, action)
        recognition.ended_on = today()
        recognition.end_reason = text
        audit.record(
            actor, "recognition.ended", recognition,
            before=before, after=recognition.state, personal={"reason": text},
        )  # fmt: skip
        announce("exemplars", recognition.exemplar.reference)
    return recognition
