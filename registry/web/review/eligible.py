"""The check of eligibility as its pages show it: what was answered, where a nomination stands in it."""

from typing import Any

from registry.core.i18n import _
from registry.identity.models import User
from registry.review import blindness
from registry.review.eligibility import find_check, is_in_check, is_refused
from registry.review.models import Nomination
from registry.web.words import Words, words_of_state


def result_of(reader: User, nomination: Nomination) -> dict[str, Any] | None:
    """What was found; nothing to reviewers who must not learn whose nomination it is: reasons may name it."""
    check = find_check(nomination)
    if check is None or blindness.is_veiled(reader, nomination):
        return None
    return {"eligible": check.is_eligible, "answers": check.answers, "on": check.checked_at}


def standing_of(nomination: Nomination) -> tuple[str, str] | None:
    """Where it is and what comes next, while it stands in the check."""
    if not is_in_check(nomination):
        return None
    if is_refused(nomination):
        return _("Found not eligible, waiting for the decision"), _("The signer’s decision")
    return _("Verified, waiting for the check of eligibility"), _("Check whether it is eligible")


def state_of(nomination: Nomination) -> Words:
    """The word for its state on the board, where the check is told apart from scoring."""
    if not is_in_check(nomination):
        return words_of_state(nomination.state)
    if is_refused(nomination):
        return _("Not eligible"), "warn", "alert-triangle"
    return _("Check of eligibility"), "info", "list-check"
