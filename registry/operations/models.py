"""Which host serves the database."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.core.db import UtcDateTime, db


class ServingHost(db.Model):
    """The one host that serves this database, as it says of itself every few seconds. One row at most."""

    __tablename__ = "serving_hosts"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    host: Mapped[str] = mapped_column(String(255))
    # Of this run of its system: two machines never have the same, whatever was copied from one to the other.
    boot: Mapped[str] = mapped_column(String(64))
    beats: Mapped[int]
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
