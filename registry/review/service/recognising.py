"""What becomes of a recognition later. The year it was given keeps it in its figures."""

from datetime import date

from registry.audit import service as audit
from registry.core.clock import today
from registry.core.errors import Faults, InvalidInput
from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.core.transaction import transaction
from registry.core.types import clean_text, require_version
from registry.identity.models import User
from registry.jobs.service import announce
from registry.review import notices, papers
from registry.review.models import Recognition
from registry.review.rules import require_untied
from registry.review.service import lifecycle
from registry.review.service.nominating import reason_of

ACTIONS = ("lapse", "annul")


def end_recognition(  # noqa: PLR0913 -- the end of a recognition has this many parts
    actor: User,
    recognition: Recognition,
    action: str,
    *,
    reason: str,
    number: str = "",
    dated: date | None = None,
    version: int | None = None,
) -> Recognition:
    """Let a recognition lapse, or annul it by a further paper because it should not have been given."""
    text = reason_of(reason)
    if action not in ACTIONS:
        raise InvalidInput("action", _("Choose what to do."))
    with transaction():
        require_untied(actor, Permission.RECOGNITION_END, recognition)
        require_version(recognition, version)
        before = recognition.state
        lifecycle.move_recognition(recognition, action)
        check_paper(recognition, action, number, dated)
        recognition.end_number, recognition.end_dated = clean_text(number), dated
        recognition.ended_on = today()
        recognition.end_reason = text
        audit.record(
            actor, "recognition.ended", recognition,
            before=before, after=recognition.state, number=recognition.end_number, dated=dated,
            personal={"reason": text},
        )  # fmt: skip
        announce("exemplars", recognition.exemplar.reference)
        if recognition.nomination is not None:
            notices.tell_ended(recognition.nomination)
    return recognition


def check_paper(recognition: Recognition, action: str, number: str, dated: date | None) -> None:
    """Refuse a paper that cannot end a recognition, all of it at once; to lapse it needs none."""
    text, faults = clean_text(number), Faults()
    with faults.gathered():
        if action == "annul" and not text:
            raise InvalidInput("number", _("Enter the number of the decision."))
    with faults.gathered():
        if dated is None and (action == "annul" or text):
            raise InvalidInput("dated", _("Enter the date of the decision"))
    if dated is not None:
        with faults.gathered():
            _check_day(recognition, dated)
        with faults.gathered():
            papers.refuse_number(recognition.issuer_id, text, dated)
    faults.refuse()


def _check_day(recognition: Recognition, dated: date) -> None:
    if dated > today():
        raise InvalidInput("dated", _("The date of the decision must not be in the future."))
    if dated < recognition.recognised_on:
        raise InvalidInput("dated", _("A recognition cannot end before it was given."))
