"""Tables of the panel's work beside its ballots: what reviewers know and can take on."""

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.core.db import db
from registry.core.types import Timestamps, Version
from registry.identity.models import User


class ReviewerProfile(Timestamps, Version, db.Model):
    """What a reviewer says to know, and how many ballots may be open with them at once."""

    __tablename__ = "reviewer_profiles"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"), unique=True)
    # The fields of the movement, by id.
    fields: Mapped[list[int]] = mapped_column(JSON, default=list)
    # Nothing: as many as the secretary gives.
    most_open: Mapped[int | None]

    person: Mapped[User] = relationship()
