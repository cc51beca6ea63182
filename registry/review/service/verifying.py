"""What the registry staff do with a submitted nomination: accept it, or return it."""

from collections.abc import Sequence

from registry.catalogue.contents import CONTENTS, WRITTEN_TOGETHER, Section
from registry.core.clock import now
from registry.core.errors import InvalidInput, InvalidTransition
from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.core.transaction import transaction
from registry.core.types import require_version
from registry.evidence.queries import list_items
from registry.identity.models import User
from registry.review import notices, notices_of_checks
from registry.review.gaps import list_gaps
from registry.review.models import Nomination
from registry.review.queries.followup import returns_left
from registry.review.rules import require_untied
from registry.review.service import lifecycle
from registry.review.service.nominating import reason_of
from registry.review.states import NOMINATION_LIFE

# What can lack something; the last section only checks the others.
RETURNABLE = tuple(section for section in Section if section is not Section.CHECK)


def verify(
    actor: User, nomination: Nomination, *, accepts_gaps: bool = True, version: int | None = None
) -> Nomination:
    """The papers are in order: the nomination goes on towards scoring, what it lacks having been accepted."""
    with transaction():
        require_untied(actor, Permission.NOMINATION_VERIFY, nomination)
        require_version(nomination, version)
        NOMINATION_LIFE.check(NOMINATION_LIFE["verify"], nomination)
        if not accepts_gaps and list_gaps(nomination.exemplar_version or nomination.exemplar.latest):
            raise InvalidInput(
                "accepts_gaps", _("Confirm that it goes on although something is missing, or return it")
            )
        lifecycle.move_nomination(actor, nomination, "verify")
        nomination.verified_by_id = actor.id
        nomination.verified_at = now()
        notices_of_checks.tell_verified(nomination)
    return nomination


def return_to_unit(
    actor: User,
    nomination: Nomination,
    *,
    reason: str,
    sections: Sequence[str] = (),
    items: Sequence[str] = (),
    version: int | None = None,
) -> Nomination:
    """Give the nomination back for completion, saying what of the registration lacks something.

    That are whole sections, or `items` of them: single answers (`method/schedule`) and single files of the
    evidence (`evidence/` and the digest). The version that was signed stays as it is; the unit begins a new
    one to complete it, in which only what is named is open until it is sent again.
    """
    text = reason_of(reason)
    known = set(list_items_of(nomination))
    if any(code not in RETURNABLE for code in sections) or any(code not in known for code in items):
        raise InvalidInput("sections", _("Choose sections from the list."))
    single = [code for code in items if code.partition("/")[0] not in sections]
    named = list(dict.fromkeys([*sections, *single]))
    if not named:
        raise InvalidInput("sections", _("Choose what has to be completed: the unit can change only that."))
    with transaction():
        require_untied(actor, Permission.NOMINATION_VERIFY, nomination)
        require_version(nomination, version)
        _require_return_left(nomination)
        lifecycle.move_nomination(actor, nomination, "return", reason=text, sections=named)
        notices.tell_returned(nomination, text)
    return nomination


def list_items_of(nomination: Nomination) -> list[str]:
    """What of a dossier can be returned by itself: its single answers and the files that were handed in."""
    version = nomination.exemplar_version or nomination.exemplar.latest
    together = {twin for _one, twin in WRITTEN_TOGETHER}
    answers = [f"{one.section}/{one.name}" for one in CONTENTS if one.name not in together]
    return answers + [f"{Section.EVIDENCE}/{item.digest}" for item in list_items(version) if item.digest]


def _require_return_left(nomination: Nomination) -> None:
    if returns_left(nomination) == 0:
        raise InvalidTransition(_("It has been returned as often as this campaign allows."))
