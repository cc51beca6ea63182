"""What is held of somebody with an account: told to them, and erased when it is no longer needed.

Law 91/2025/QH15 on personal data gives everybody the right to know what is held of them, and to have it
erased where no law asks for it to be kept. What somebody decided and signed is a record of the office: it
stays, under a reference that says nothing of the person. Official papers keep the names they were signed
with.
"""

from typing import Any

from flask_babel import force_locale
from sqlalchemy import Table, delete, func, select, update

from registry.alerts.models import SavedSearch
from registry.audit import service as audit
from registry.audit.models import AuditEvent, AuditPersonal
from registry.core.db import db
from registry.core.errors import InvalidTransition
from registry.core.i18n import DEFAULT_LANGUAGE, _
from registry.core.ids import plain_words, sort_key
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import unique_key
from registry.documents.models import DossierBag
from registry.identity import passwords
from registry.identity.models import KeptText, RecoveryCode, RoleGrant, SecondStep, User, UserSession
from registry.identity.service import accounts
from registry.notifications.models import Message

# Rows that are about the person alone and go with them.
OWN: tuple[tuple[type[Any], Any], ...] = (
    (UserSession, UserSession.user_id),
    (SecondStep, SecondStep.user_id),
    (RecoveryCode, RecoveryCode.user_id),
    (KeptText, KeptText.user_id),
    (SavedSearch, SavedSearch.user_id),
    (Message, Message.to_id),
    (DossierBag, DossierBag.asked_by_id),
)


def held_of(person: User) -> dict[str, Any]:
    """Everything the registry holds of somebody's account, as plain values: the access report.

    `records` counts, by table and column, the rows that name the person as who did something.
    """
    return {
        "account": {
            "reference": person.reference, "username": person.username, "name": person.name,
            "job_title": person.job_title, "email": person.email, "language": person.language,
            "active": person.is_active, "since": person.created_at.isoformat(),
        },
        "roles": [
            {"role": one.role.value, "unit": one.unit_id, "from": one.valid_from.isoformat(),
             "until": one.valid_to and one.valid_to.isoformat(), "basis": one.reason}
            for one in person.grants
        ],
        "devices": [
            {"device": one.device, "since": one.started_at.isoformat(), "seen": one.seen_at.isoformat()}
            for one in db.session.scalars(select(UserSession).where(UserSession.user_id == person.id))
        ],
        "messages": [
            {"at": one.created_at.isoformat(), "subject": one.subject, "text": one.body}
            for one in db.session.scalars(select(Message).where(Message.to_id == person.id))
        ],
        "unfinished_texts": [
            {"place": one.place, "at": one.kept_at.isoformat(), "fields": one.fields}
            for one in db.session.scalars(select(KeptText).where(KeptText.user_id == person.id))
        ],
        "saved_searches": list(
            db.session.scalars(select(SavedSearch.name).where(SavedSearch.user_id == person.id))
        ),
        "records": _records_of(person),
    }  # fmt: skip


def erase(actor: User, person: User, *, reason: str) -> None:
    """Take everything personal out of a closed account; what it did stays, by a reference (abuse case L11).

    The log stays whole: it holds only commitments to personal values, and the values beside it go.
    Raises InvalidTransition while the account is open: whoever may still sign in is no former user.
    """
    with transaction():
        require(actor, Permission.USER_ADMINISTER, person)
        if person.is_active:
            raise InvalidTransition(_("Close the account first."))
        for row, owner in OWN:
            db.session.execute(delete(row).where(owner == person.id))
        accounts.end_links(person)
        about = select(AuditEvent.seq).where(
            AuditEvent.subject_kind == "user", AuditEvent.subject_ref == person.reference
        )
        db.session.execute(delete(AuditPersonal).where(AuditPersonal.seq.in_(about)))
        db.session.execute(update(RoleGrant).where(RoleGrant.user_id == person.id).values(reason=""))
        _make_nameless(person)
        audit.record(actor, "user.erased", person, personal={"reason": reason} if reason else {})


def _make_nameless(person: User) -> None:
    with force_locale(DEFAULT_LANGUAGE):
        person.name = _("Former user %(reference)s", reference=person.reference)
    person.name_sort, person.name_plain = sort_key(person.name), plain_words(person.name)
    person.username = person.reference.lower()
    person.username_key = unique_key(person.username)
    person.job_title, person.email = "", None
    person.password_hash = passwords.unknown_hash()


def _records_of(person: User) -> dict[str, int]:
    """How many rows of each table name the person; the keys themselves tell, so that none is forgotten."""
    found = {}
    for table in db.metadata.sorted_tables:
        for column in _columns_of_people(table):
            query = select(func.count()).select_from(table).where(column == person.id)
            if count := db.session.scalar(query):
                found[f"{table.name}.{column.name}"] = count
    return found


def _columns_of_people(table: Table) -> list[Any]:
    return [key.parent for key in table.foreign_keys if key.column.table.name == User.__tablename__]
