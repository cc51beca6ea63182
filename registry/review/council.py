"""Tables of the council: its sessions, who sits in them, what is on the agenda, the votes, what it moved.

The council advises, whatever the vote (Law 06/2022, art. 90.4): the decision is the signer's.
"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.campaigns.models import Campaign
from registry.core.clock import now
from registry.core.db import UtcDateTime, db, word_enum
from registry.core.types import Timestamps, Version
from registry.identity.models import User
from registry.review.models import Nomination
from registry.review.states import Attendance, SessionState, Side, VoteChoice, VoteManner


class CouncilSession(Timestamps, Version, db.Model):
    """One meeting of the council of a campaign, from its invitation to its minutes."""

    __tablename__ = "council_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"), index=True)
    held_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(200))
    manner: Mapped[VoteManner] = mapped_column(word_enum(VoteManner, is_closed=False))
    state: Mapped[SessionState] = mapped_column(
        word_enum(SessionState, is_closed=False), default=SessionState.PLANNED
    )
    chair_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    secretary_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    # Who asks for the locked results to be opened again, and why; somebody else has to agree.
    unlock_asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    unlock_reason: Mapped[str] = mapped_column(Text, default="")
    # Why it does not take place.
    cancel_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    minutes: Mapped[str] = mapped_column(Text, default="")
    # SHA-256 of the minutes as they were frozen.
    minutes_digest: Mapped[str] = mapped_column(String(64), default="")
    # The latest vote on a nomination is the one locked last, whatever day its session was planned for.
    locked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    campaign: Mapped[Campaign] = relationship()
    chair: Mapped[User] = relationship(foreign_keys=[chair_id])
    secretary: Mapped[User] = relationship(foreign_keys=[secretary_id])
    unlock_asked_by: Mapped[User | None] = relationship(foreign_keys=[unlock_asked_by_id])
    members: Mapped[list["SessionMember"]] = relationship(
        back_populates="session", order_by="SessionMember.position", cascade="all, delete-orphan"
    )
    items: Mapped[list["AgendaItem"]] = relationship(
        back_populates="session", order_by="AgendaItem.position", cascade="all, delete-orphan"
    )


class SessionMember(db.Model):
    """Somebody who sits in the council in one session, and whether they came."""

    __tablename__ = "session_members"
    __table_args__ = (
        UniqueConstraint("session_id", "person_id"),
        UniqueConstraint("session_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("council_sessions.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    position: Mapped[int]
    attendance: Mapped[Attendance] = mapped_column(
        word_enum(Attendance, is_closed=False), default=Attendance.UNNOTED
    )

    session: Mapped[CouncilSession] = relationship(back_populates="members")
    person: Mapped[User] = relationship()


class AgendaItem(db.Model):
    """A nomination the council votes on in a session, and how many voted how.

    The numbers are counted up as people vote. Of a secret vote nothing else is kept that says what was
    voted: neither a row nor a time belongs to a ballot.
    """

    __tablename__ = "agenda_items"
    __table_args__ = (
        UniqueConstraint("session_id", "nomination_id"),
        UniqueConstraint("session_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("council_sessions.id"))
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nominations.id"), index=True)
    position: Mapped[int]
    agree: Mapped[int] = mapped_column(default=0)
    disagree: Mapped[int] = mapped_column(default=0)
    other: Mapped[int] = mapped_column(default=0)
    # How many could vote when the results were locked: who was there and had not left the room.
    present: Mapped[int | None]
    # Whether the vote carried; None where it was not valid, or is not locked yet.
    carried: Mapped[bool | None]

    session: Mapped[CouncilSession] = relationship(back_populates="items")
    nomination: Mapped[Nomination] = relationship()
    votes: Mapped[list["CouncilVote"]] = relationship(back_populates="item")

    @property
    def cast(self) -> int:
        """How many have voted."""
        return self.agree + self.disagree + self.other


class CouncilVote(db.Model):
    """That a member has voted; in an open vote also how, and with which reason."""

    __tablename__ = "council_votes"
    __table_args__ = (UniqueConstraint("item_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_items.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    choice: Mapped[VoteChoice | None] = mapped_column(word_enum(VoteChoice, is_closed=False))
    reason: Mapped[str] = mapped_column(Text, default="")

    item: Mapped[AgendaItem] = relationship(back_populates="votes")
    person: Mapped[User] = relationship()


class CouncilMove(db.Model):
    """That the council put a nomination above or below the line, and why. The latest one holds."""

    __tablename__ = "council_moves"
    __table_args__ = (Index("ix_council_moves_nomination_id", "nomination_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nominations.id"))
    side: Mapped[Side] = mapped_column(word_enum(Side, is_closed=False))
    reason: Mapped[str] = mapped_column(Text)
    moved_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    nomination: Mapped[Nomination] = relationship()
    moved_by: Mapped[User] = relationship()
