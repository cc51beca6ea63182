"""The table of days that are not what their weekday says."""

from datetime import date

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from registry.calendar.workdays import is_weekend
from registry.core.db import db
from registry.core.types import Timestamps, Version


class CalendarDay(Timestamps, Version, db.Model):
    """A weekday that is free, or a Saturday or Sunday that is worked instead of another day."""

    __tablename__ = "calendar_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))

    @property
    def reference(self) -> str:
        return self.day.isoformat()

    @property
    def is_free(self) -> bool:
        return not is_weekend(self.day)
