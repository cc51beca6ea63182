"""Until when: the last day of a stage with what was extended, and the clock of a nomination in a stage."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.audit.unchanged import while_unchanged
from registry.calendar.queries import add_working_days, working_days_between
from registry.campaigns.models import Campaign, Stage
from registry.campaigns.queries import find_stage, last_day_of, lengthens_stages
from registry.campaigns.states import StageKind
from registry.core.clock import HERE, now, today
from registry.core.db import UtcDateTime, db
from registry.identity.models import User
from registry.review.models import Nomination
from registry.units.models import Unit

_KNOWN = "review_extensions"


class DeadlineExtension(db.Model):
    """A later last day of a stage, for one unit or for all, and why; the latest of them counts."""

    __tablename__ = "deadline_extensions"

    id: Mapped[int] = mapped_column(primary_key=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("campaign_stages.id"), index=True)
    # Nothing: for all.
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    until: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    granted_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    stage: Mapped[Stage] = relationship()
    unit: Mapped[Unit | None] = relationship()
    granted_by: Mapped[User] = relationship()


class Reminder(db.Model):
    """That somebody was reminded of a day, before or after it: once each."""

    __tablename__ = "reminders"
    __table_args__ = (UniqueConstraint("person_id", "due_on", "is_late"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    due_on: Mapped[date]
    is_late: Mapped[bool]
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


@dataclass(frozen=True)
class Clock:
    """The working days a nomination has spent in a stage, those it may, until when, and whether it stands."""

    elapsed: int
    allowed: int | None
    due: date | None
    is_paused: bool = False


def last_day(campaign: Campaign, kind: StageKind, unit_id: int | None = None) -> date | None:
    """The last day of a stage, with what was granted to all or to a unit; None without such a stage."""
    stage = find_stage(campaign, kind)
    if stage is None:
        return None
    return last_day_of(stage, unit_id)


def due_of(nomination: Nomination, kind: StageKind, since: datetime | None = None) -> date | None:
    """Until when something is done with a nomination: within the stage's working days of its coming.

    Without `since` the clock of the nomination itself is asked, which stands while it is with its unit.
    """
    if since is None:
        return clock_of(nomination, kind).due
    return due_after(nomination.campaign, kind, nomination.unit_id, since)


def due_after(campaign: Campaign, kind: StageKind, unit_id: int | None, since: datetime) -> date | None:
    """Until when something is done in a stage that came to somebody at a time, of a unit."""
    stage = find_stage(campaign, kind)
    if stage is None or stage.working_days is None or kind is StageKind.REGISTRATION:
        return last_day(campaign, kind, unit_id)
    return _within(stage, unit_id, add_working_days(_day(since), stage.working_days))


def clock_of(nomination: Nomination, kind: StageKind) -> Clock:
    """How long a nomination has been in a stage, in working days.

    It starts when the signed dossier comes in and stands while the unit completes it: the stays in the stage
    are what counts.
    """
    stage = find_stage(nomination.campaign, kind)
    last = last_day(nomination.campaign, kind, nomination.unit_id)
    if stage is None or stage.working_days is None or kind is StageKind.REGISTRATION:
        return Clock(0, None, last)
    stays = [visit for visit in nomination.visits if visit.stage_id == stage.id]
    ended = [one for one in stays if one.left_at is not None]
    used = sum(working_days_between(_day(one.entered_at), _day(one.left_at or now())) for one in ended)
    running = next((one for one in stays if one.left_at is None), None)
    if running is None:
        return Clock(used, stage.working_days, last, is_paused=bool(ended))
    begun = _day(running.entered_at)
    end = add_working_days(begun, max(0, stage.working_days - used))
    return Clock(
        used + working_days_between(begun, today()),
        stage.working_days,
        _within(stage, nomination.unit_id, end),
    )


def forget_extensions() -> None:
    """Read the extensions anew: one was added."""
    db.session().info.pop(_KNOWN, None)


def list_extensions(campaign: Campaign) -> list[DeadlineExtension]:
    """What was extended in a campaign, the newest first."""
    query = (
        select(DeadlineExtension)
        .join(DeadlineExtension.stage)
        .where(Stage.campaign_id == campaign.id)
        .order_by(DeadlineExtension.id.desc())
    )
    return list(db.session.scalars(query))


def list_units_begun(campaign: Campaign) -> list[Unit]:
    """The units that have begun a nomination in a campaign, by name."""
    begun = select(Nomination.unit_id).where(Nomination.campaign_id == campaign.id)
    found = db.session.scalars(select(Unit).where(Unit.id.in_(begun)))
    return sorted(found, key=lambda unit: (unit.name, unit.id))


def _within(stage: Stage, unit_id: int | None, end: date) -> date:
    """The end of the clock, not after the stage; what was granted counts beside both."""
    granted = _granted(stage, unit_id)
    end = min(stage.ends_on, end)
    return end if granted is None else max(end, granted)


def _granted(stage: Stage, unit_id: int | None) -> date | None:
    days = [until for unit, until in _extensions().get(stage.id, ()) if unit is None or unit == unit_id]
    return max(days, default=None)


def _extensions() -> dict[int, list[tuple[int | None, date]]]:
    """All extensions by stage, read once in a database transaction."""
    session = db.session()
    known = session.info.get(_KNOWN)
    if known is None or known[0] is None or known[0] is not session.get_transaction():
        found = while_unchanged(_KNOWN, _read_extensions)
        known = session.info[_KNOWN] = (session.get_transaction(), found)
    extensions: dict[int, list[tuple[int | None, date]]] = known[1]
    return extensions


def _read_extensions() -> dict[int, list[tuple[int | None, date]]]:
    found: dict[int, list[tuple[int | None, date]]] = defaultdict(list)
    columns = select(DeadlineExtension.stage_id, DeadlineExtension.unit_id, DeadlineExtension.until)
    for stage_id, unit_id, until in db.session.execute(columns):
        found[stage_id].append((unit_id, until))
    return dict(found)


def _day(moment: datetime) -> date:
    return moment.astimezone(HERE).date()


lengthens_stages(_granted)
