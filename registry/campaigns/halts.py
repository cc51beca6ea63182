"""A campaign that is halted: nobody changes anything of it until somebody lifts that; reading goes on.

Commands need not ask. What is about to be written is looked at, so that no command can forget it.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Select, Text, event, inspect, select, text
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, joinedload, mapped_column, relationship

from registry.campaigns.models import Campaign, Criterion, CriterionGroup, Rubric, Stage
from registry.core.clock import now
from registry.core.db import UtcDateTime, db
from registry.core.errors import InvalidTransition
from registry.core.i18n import _
from registry.identity.models import User

# Answers with the campaign that a row belongs to; None for a row that belongs to none.
CampaignOf = Callable[[Any], Campaign | None]
_KNOWN = "halted_campaigns"
_guarded: dict[type[Any], CampaignOf] = {}
_may_begin: set[type[Any]] = set()
_mending: ContextVar[bool] = ContextVar("mending", default=False)


class CampaignHalt(db.Model):
    """That a campaign was halted: since when, by whom, why, and how that ended. Nobody: the operator."""

    __tablename__ = "campaign_halts"
    # One at a time.
    __table_args__ = (
        Index(
            "uq_campaign_halts_open",
            "campaign_id",
            unique=True,
            sqlite_where=text("lifted_at IS NULL"),
            postgresql_where=text("lifted_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    halted_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    halted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str] = mapped_column(Text)
    lifted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    lift_reason: Mapped[str] = mapped_column(Text, default="")

    campaign: Mapped[Campaign] = relationship()
    halted_by: Mapped[User | None] = relationship(foreign_keys=[halted_by_id])
    lifted_by: Mapped[User | None] = relationship(foreign_keys=[lifted_by_id])


class CampaignHalted(InvalidTransition):
    """Something of a halted campaign was to be changed."""


def guard(rows: dict[type[Any], CampaignOf], *, may_begin: Iterable[type[Any]] = ()) -> None:
    """Have rows of these kinds refused while the campaign they belong to is halted.

    New ones of `may_begin` pass: what somebody has a right to say within days of the law.
    """
    _guarded.update(rows)
    _may_begin.update(may_begin)


def above(row: Any, name: str) -> Any:
    """What a row belongs to by a relationship: also where only its key is set, or it was just taken out."""
    found = getattr(row, name)
    if found is not None:
        return found
    link = inspect(type(row)).relationships[name]
    key = inspect(type(row)).get_property_by_column(link.local_remote_pairs[0][0]).key
    if (number := getattr(row, key)) is not None:
        return db.session.get(link.mapper.class_, number)
    return next(iter(inspect(row).attrs[name].history.deleted or ()), None)


def list_guarded() -> frozenset[type[Any]]:
    """The kinds of rows that are refused."""
    return frozenset(_guarded)


def find_halt(campaign: Campaign) -> CampaignHalt | None:
    """The halt a campaign is under, or None."""
    open_now = (CampaignHalt.campaign_id == campaign.id, CampaignHalt.lifted_at.is_(None))
    return db.session.scalar(select(CampaignHalt).where(*open_now))


def list_halts(campaign: Campaign) -> list[CampaignHalt]:
    """Every halt of a campaign, the latest first."""
    query = select(CampaignHalt).where(CampaignHalt.campaign_id == campaign.id)
    return list(db.session.scalars(query.order_by(CampaignHalt.id.desc())))


def list_open_halts() -> list[CampaignHalt]:
    """The halts that hold now, each with its campaign, the latest first."""
    query = select(CampaignHalt).where(CampaignHalt.lifted_at.is_(None))
    whole = (joinedload(CampaignHalt.campaign), joinedload(CampaignHalt.halted_by))
    return list(db.session.scalars(query.options(*whole).order_by(CampaignHalt.id.desc())))


def halted_campaigns() -> Select[int]:
    """The ids of the campaigns that are halted, as a statement."""
    return select(CampaignHalt.campaign_id).where(CampaignHalt.lifted_at.is_(None))


def forget_known() -> None:
    """Have the next writing ask anew which campaigns are halted; whoever halts or lifts calls it."""
    db.session().info.pop(_KNOWN, None)


@contextmanager
def mending() -> Iterator[None]:
    """Let what runs inside write into halted campaigns: putting ballots back is what they are halted for."""
    before = _mending.set(True)
    try:
        yield
    finally:
        _mending.reset(before)


def _halted(session: Session) -> frozenset[int]:
    """The ids of halted campaigns, read once in a database transaction."""
    known = session.info.get(_KNOWN)
    if known is None or known[0] is not session.get_transaction():
        with session.no_autoflush:
            found = frozenset(session.execute(halted_campaigns()).scalars())
        known = session.info[_KNOWN] = (session.get_transaction(), found)
    ids: frozenset[int] = known[1]
    return ids


@event.listens_for(Session, "before_flush")
def _look_at_rows(session: Session, _context: object, _instances: object) -> None:
    if _mending.get():
        return
    changed = [one for one in session.dirty if type(one) in _guarded and _is_changed(one)]
    others = [one for one in session.deleted if type(one) in _guarded]
    others += [one for one in session.new if type(one) in _guarded.keys() - _may_begin]
    if not (changed or others) or not (halted := _halted(session)):
        return
    for row in (*changed, *others):
        campaign = _guarded[type(row)](row)
        if campaign is not None and campaign.id in halted:
            raise CampaignHalted(refusal_of(campaign))


def _is_changed(row: Any) -> bool:
    """Whether more than the time of the last change is another: that counts what happens beside a row."""
    return any(one.history.has_changes() for one in inspect(row).attrs if one.key != "updated_at")


@event.listens_for(Session, "do_orm_execute")
def _look_at_statements(statement: ORMExecuteState) -> None:
    """Statements that change many rows at once do not say of which campaign: while any is halted, none."""
    if _mending.get() or not (statement.is_update or statement.is_delete or statement.is_insert):
        return
    mapper = statement.bind_mapper
    if mapper is not None and mapper.class_ in _guarded and _halted(statement.session):
        raise CampaignHalted(_("A campaign is halted: nothing of it changes until that is lifted."))


def refusal_of(campaign: Campaign) -> str:
    """What somebody reads who wants to change something of a halted campaign."""
    return _(
        "The campaign “%(title)s” is halted: nothing of it can be changed until that is lifted. Nothing "
        "was stored.",
        title=campaign.title,
    )


def _campaign_of_rubric(row: Any) -> Campaign | None:
    rubric = above(row, "rubric")
    return above(rubric, "campaign") if rubric is not None else None


guard(
    {
        Campaign: lambda row: row,
        Stage: lambda row: above(row, "campaign"),
        Rubric: lambda row: above(row, "campaign"),
        CriterionGroup: _campaign_of_rubric,
        Criterion: _campaign_of_rubric,
    }
)
