"""Tables of people: users, the roles they hold at units, and their sessions."""

import enum
import secrets
from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.core.clock import now
from registry.core.db import UtcDateTime, db, word_enum
from registry.core.types import Timestamps, Version


class Role(enum.StrEnum):
    """What somebody may be for a unit and for everything below it."""

    UNIT_MEMBER = "unit_member"
    UNIT_LEAD = "unit_lead"
    REVIEWER = "reviewer"
    COUNCIL_SECRETARY = "council_secretary"
    SIGNER = "signer"
    REGISTRY_STAFF = "registry_staff"
    ADMINISTRATOR = "administrator"


LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_reference() -> str:
    """A random reference of a person: it says nothing of them, and nobody finds the next one by counting."""
    return "ND-" + "".join(secrets.choice(LETTERS) for _ in range(8))


class User(Timestamps, Version, db.Model):
    """A person with an account."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    # What the log and other lasting records call the person by: a user name is a personal value.
    reference: Mapped[str] = mapped_column(String(20), unique=True, default=new_reference)
    username: Mapped[str] = mapped_column(String(80))
    username_key: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    name_sort: Mapped[str] = mapped_column(String(400), default="", index=True)
    # Lower case without marks, for those who search without typing them.
    name_plain: Mapped[str] = mapped_column(String(200), default="")
    job_title: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    language: Mapped[str] = mapped_column(String(10), default="vi")
    password_hash: Mapped[str] = mapped_column(String(200))
    # Until when a password handed over by somebody else works; nothing once the person chose one.
    one_time_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_active: Mapped[bool] = mapped_column(default=True)
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    grants: Mapped[list["RoleGrant"]] = relationship(
        back_populates="user", foreign_keys="RoleGrant.user_id", order_by="RoleGrant.id"
    )


class RoleGrant(Version, db.Model):
    """A role held at a unit between two days (both included; no end means until further notice)."""

    __tablename__ = "role_grants"
    __table_args__ = (Index("ix_role_grants_user_role", "user_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    role: Mapped[Role] = mapped_column(word_enum(Role))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str] = mapped_column(String(300), default="")

    user: Mapped[User] = relationship(back_populates="grants", foreign_keys=[user_id])

    def holds_on(self, day: date) -> bool:
        """Whether the grant is in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class UserSession(db.Model):
    """A signed-in device. The browser holds a random token; only its SHA-256 is kept here."""

    __tablename__ = "user_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    device: Mapped[str] = mapped_column(String(200), default="")
    started_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # When the code of the second step was given on this device; None where none was asked for.
    second_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship()

    @property
    def reference(self) -> str:
        """What a page may call the session by; it does not open it."""
        return self.token_hash[:16]


class SecondStep(db.Model):
    """The program on somebody's phone that shows codes for signing in (RFC 6238).

    What the codes are made of is not stored: it is worked out of `salt` and the secret of the installation,
    so that a copy of the database alone shows no code.
    """

    __tablename__ = "second_steps"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    salt: Mapped[str] = mapped_column(String(64))
    since: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    # The time step of the last code that was used: none is taken twice (abuse case L08).
    last_used: Mapped[int] = mapped_column(BigInteger, default=0)


class RecoveryCode(db.Model):
    """A code on paper for whoever has lost the phone; only its digest is kept, and it works once."""

    __tablename__ = "recovery_codes"
    __table_args__ = (UniqueConstraint("user_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    digest: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class LinkPurpose(enum.StrEnum):
    """Why somebody is sent a link to a page where they choose a password."""

    INVITATION = "invitation"
    RESET = "reset"


class PasswordLink(db.Model):
    """A letter with a link to choose a password. Only the digest of the link is kept, and it works once.

    Asked for with a name that nobody has, it is kept just the same until the worker finds nobody to write to:
    whoever asks cannot tell (abuse case L02).
    """

    __tablename__ = "password_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    purpose: Mapped[LinkPurpose] = mapped_column(word_enum(LinkPurpose))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)
    # Made when the letter is written; until then there is nothing that could open the page.
    digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User | None] = relationship()


class KeptBecause(enum.StrEnum):
    """Why something typed was put aside instead of being stored where it belongs."""

    HALF_TYPED = "half_typed"
    SESSION_ENDED = "session_ended"
    CHANGED_MEANWHILE = "changed_meanwhile"
    SUBMITTED_MEANWHILE = "submitted_meanwhile"


class KeptText(db.Model):
    """What somebody typed into a form and what could not be stored, as typed. Only they ever see it."""

    __tablename__ = "kept_texts"
    __table_args__ = (UniqueConstraint("user_id", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    # The path of the form's page, without language.
    place: Mapped[str] = mapped_column(String(300))
    # [name, value] as the browser sent them: a name may come more than once.
    fields: Mapped[list[list[str]]] = mapped_column(JSON)
    why: Mapped[KeptBecause] = mapped_column(word_enum(KeptBecause))
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)


class ThrottleCount(db.Model):
    """How often something limited was tried in one window; shared by every process."""

    __tablename__ = "throttle_counts"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
