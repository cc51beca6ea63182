"""Closed files: which are still to be given to the archive, by when, and which are there."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from registry.campaigns.models import Campaign
from registry.catalogue.models import ExemplarVersion
from registry.core.clock import today
from registry.core.db import db, is_one_of
from registry.core.permissions import Permission, allowed
from registry.documents.models import ArchivedFile
from registry.documents.retention import archived_by, kept_until
from registry.identity.models import Role, User
from registry.review.models import Decision, Nomination
from registry.review.states import DECIDED_STATES
from registry.units.rules import scope_of

KEEPERS = (Role.REGISTRY_STAFF, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class ClosedFile:
    """The file of a decided nomination; `kept` is None until it was told of or given away."""

    nomination: Nomination
    closed_on: date
    kept: ArchivedFile | None

    @property
    def due_on(self) -> date:
        return archived_by(self.closed_on)

    @property
    def keep_until(self) -> date | None:
        return kept_until(self.nomination.campaign.level, self.closed_on)

    @property
    def is_there(self) -> bool:
        """Whether the archive has it."""
        return self.kept is not None and self.kept.archived_on is not None

    @property
    def is_late(self) -> bool:
        return not self.is_there and self.due_on < today()


def find_kept(nomination: Nomination) -> ArchivedFile | None:
    """What is noted of a file, if anything is."""
    return db.session.get(ArchivedFile, nomination.id)


def list_closed(actor: User) -> list[ClosedFile]:
    """The closed files of the councils whose keeper somebody is, the one due first at the top."""
    units = scope_of(actor, *KEEPERS)
    found = closed(_decided().where(is_one_of(Campaign.unit_id, units)))
    return [one for one in found if allowed(actor, Permission.DOSSIER_EXPORT, one.nomination)]


def list_due(until: date) -> list[ClosedFile]:
    """Files of all councils that are due until a day, are not in the archive, and that nobody was told of."""
    # A year may have a day more; what is too early falls out below.
    old = Decision.decided_on <= until - timedelta(days=365)
    rows = closed(_decided().where(ArchivedFile.nomination_id.is_(None), old))
    return [one for one in rows if one.due_on <= until]


def closed(query: Select[Nomination, date, ArchivedFile]) -> list[ClosedFile]:
    """The files of a query, by the day until which they are given away."""
    rows = db.session.execute(query).all()
    return sorted((ClosedFile(*row) for row in rows), key=lambda one: (one.closed_on, one.nomination.id))


def _decided() -> Select[Nomination, date, ArchivedFile]:
    return (
        select(Nomination, Decision.decided_on, ArchivedFile)
        .join(Decision, Decision.nomination_id == Nomination.id)
        .join(Campaign, Campaign.id == Nomination.campaign_id)
        .outerjoin(ArchivedFile, ArchivedFile.nomination_id == Nomination.id)
        .where(Decision.lifted_at.is_(None), Nomination.state.in_(DECIDED_STATES))
        .options(joinedload(Nomination.campaign), selectinload(Nomination.recusals))
        .options(joinedload(Nomination.exemplar_version).selectinload(ExemplarVersion.partners))
    )
