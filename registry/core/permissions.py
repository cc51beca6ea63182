"""Who may do what: the names, the ways in, and the question. Nothing is allowed that is not granted."""

import enum
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from registry.core.errors import PermissionDenied
from registry.core.i18n import _


class Permission(enum.StrEnum):
    """Everything that can be permitted, as `subject:verb`."""

    ACCOUNT_USE = "account:use"
    USER_ADMINISTER = "user:administer"
    USER_HELP = "user:help"
    ROLE_GRANT = "role:grant"
    UNIT_ADMINISTER = "unit:administer"
    UNIT_WORK = "unit:work"
    EXEMPLAR_REGISTER = "exemplar:register"
    EXEMPLAR_READ = "exemplar:read"
    EXEMPLAR_EDIT = "exemplar:edit"
    EXEMPLAR_CLOSE = "exemplar:close"
    EXEMPLAR_IMPORT = "exemplar:import"
    EXEMPLAR_ENTER = "exemplar:enter"
    EXEMPLAR_CONFIRM = "exemplar:confirm"
    EXEMPLAR_MERGE = "exemplar:merge"
    FIELD_ADMINISTER = "field:administer"
    VOCABULARY_ADMINISTER = "vocabulary:administer"
    CALENDAR_ADMINISTER = "calendar:administer"
    EVIDENCE_ATTACH = "evidence:attach"
    EVIDENCE_READ = "evidence:read"
    CONSENT_RECORD = "consent:record"
    ORIGIN_JUDGE = "origin:judge"
    LIKENESS_READ = "likeness:read"
    CAMPAIGN_ADMINISTER = "campaign:administer"
    NOMINATION_READ = "nomination:read"
    NOMINATION_FIND = "nomination:find"
    NOMINATION_PREPARE = "nomination:prepare"
    NOMINATION_SIGN = "nomination:sign"
    NOMINATION_VERIFY = "nomination:verify"
    NOMINATION_CHECK = "nomination:check"
    NOMINATION_ASSIGN = "nomination:assign"
    TEAM_ARRANGE = "team:arrange"
    NOMINATION_SCORE = "nomination:score"
    NOMINATION_RANK = "nomination:rank"
    NOMINATION_RECUSE = "nomination:recuse"
    NOMINATION_ANNOUNCE = "nomination:announce"
    NOMINATION_DECIDE = "nomination:decide"
    SNAPSHOT_READ = "snapshot:read"
    COUNCIL_READ = "council:read"
    COUNCIL_CONVENE = "council:convene"
    COUNCIL_VOTE = "council:vote"
    OBJECTION_HANDLE = "objection:handle"
    DEADLINE_EXTEND = "deadline:extend"
    APPEAL_DECIDE = "appeal:decide"
    RECOGNITION_END = "recognition:end"
    REPLICATION_REGISTER = "replication:register"
    REPLICATION_REPORT = "replication:report"
    REPLICATION_CONFIRM = "replication:confirm"
    STOCK_REVIEW = "stock:review"
    STOCK_READ = "stock:read"
    STOCK_ANSWER = "stock:answer"
    REPORT_READ = "report:read"
    REPORT_DRAFT = "report:draft"
    REPORT_FILE = "report:file"
    REPORT_GATHER = "report:gather"
    PAPER_READ = "paper:read"
    PAPER_DRAW = "paper:draw"
    PAPER_SIGN = "paper:sign"
    PAPER_TEMPLATE = "paper:template"
    DOSSIER_EXPORT = "dossier:export"
    AUDIT_READ = "audit:read"
    READINGS_READ = "readings:read"
    FIGURES_READ = "figures:read"
    UNIT_REMIND = "unit:remind"


# What a view declares instead of a permission when everybody may open it.
PUBLIC = "public"


class Predicate(Protocol):
    """A sentence about an actor and a subject. Predicates read and never write."""

    def __call__(self, actor: Any, subject: Any, /) -> bool: ...


Way = tuple[Predicate, ...]
_ways: dict[Permission, list[Way]] = {}


def register(grants: Mapping[Permission, Iterable[Way]]) -> None:
    """Add ways in. Each way is a tuple of predicates that must all hold; one way is enough."""
    for permission, ways in grants.items():
        known = _ways.setdefault(permission, [])
        known.extend(way for way in ways if way not in known)


def without_subject(predicate: Callable[..., bool]) -> Callable[..., bool]:
    """Mark a predicate that can be asked with no subject ("could this person ever?")."""
    predicate.answers_without_subject = True  # type: ignore[attr-defined]
    return predicate


def allowed(actor: Any, permission: Permission, subject: Any = None) -> bool:
    """Whether the actor may do this to the subject; without a subject, whether they ever could."""
    return any(_holds(way, actor, subject) for way in _ways.get(permission, ()))


def _holds(way: Way, actor: Any, subject: Any) -> bool:
    if subject is not None:
        return all(predicate(actor, subject) for predicate in way)
    return all(
        predicate(actor, None) for predicate in way if getattr(predicate, "answers_without_subject", False)
    )


def require(actor: Any, permission: Permission, subject: Any = None) -> None:
    """Raise PermissionDenied unless the actor may do this to the subject."""
    if not allowed(actor, permission, subject):
        raise PermissionDenied(
            permission, _("You may not do this."), subject=subject, actor_id=getattr(actor, "id", None)
        )


def forget_all() -> None:
    """Drop every registered way; used when an application is wired anew."""
    _ways.clear()
