"""Who may do what with official papers."""

from typing import Any

from registry.core.permissions import Permission, Way
from registry.documents.states import OF_LEADERS, OF_STAFF, OF_UNITS, PaperState
from registry.identity.models import Role
from registry.review.models import Nomination
from registry.review.rules import is_not_tied
from registry.review.states import DECIDED_STATES
from registry.units.models import Unit
from registry.units.rules import looks_after_the_whole, role


def issuer_of(subject: Any) -> list[Unit]:
    """The body that issues a paper, or what one could be drawn up about."""
    return [subject.issuer]


def council_of(nomination: Nomination) -> list[Unit]:
    """The unit whose council decided."""
    return [nomination.campaign.unit]


def is_decided(_actor: Any, nomination: Nomination) -> bool:
    """A file goes out once it is decided."""
    return nomination.state in DECIDED_STATES


def is_of_council(_actor: Any, subject: Any) -> bool:
    """The council of a campaign issues it."""
    return subject.kind not in OF_UNITS | OF_STAFF


def is_of_unit(_actor: Any, subject: Any) -> bool:
    """The unit of a model issues it."""
    return subject.kind in OF_UNITS


def is_of_staff(_actor: Any, subject: Any) -> bool:
    """Whoever takes files in and keeps the figures issues it."""
    return subject.kind in OF_STAFF


def is_for_leaders(_actor: Any, subject: Any) -> bool:
    """Staff draw it up, a leader signs it."""
    return subject.kind in OF_LEADERS


def is_signed(_actor: Any, subject: Any) -> bool:
    """The paper was signed, whatever became of it; a draft is for those who write it."""
    return getattr(subject, "state", None) in {PaperState.SIGNED, PaperState.WITHDRAWN}


COUNCIL = (role(Role.COUNCIL_SECRETARY, Role.SIGNER, at=issuer_of), is_of_council)
UNIT = (role(Role.UNIT_MEMBER, Role.UNIT_LEAD, at=issuer_of), is_of_unit)
DESK = (role(Role.REGISTRY_STAFF, Role.COUNCIL_SECRETARY, at=issuer_of), is_of_staff)
LEADER = (role(Role.SIGNER, at=issuer_of), is_for_leaders)
GRANTS: dict[Permission, list[Way]] = {
    Permission.PAPER_READ: [
        COUNCIL,
        UNIT,
        DESK,
        LEADER,
        (role(Role.REGISTRY_STAFF, Role.ADMINISTRATOR, at=issuer_of), is_signed),
    ],
    Permission.PAPER_DRAW: [COUNCIL, UNIT, DESK],
    Permission.PAPER_SIGN: [COUNCIL, (role(Role.UNIT_LEAD, at=issuer_of), is_of_unit), DESK, LEADER],
    Permission.PAPER_TEMPLATE: [(looks_after_the_whole,)],
    Permission.DOSSIER_EXPORT: [
        (role(Role.REGISTRY_STAFF, Role.ADMINISTRATOR, at=council_of), is_not_tied, is_decided)
    ],
}
