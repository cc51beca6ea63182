"""Reading runs of lists and their rows, papers that were typed in, and models that were merged."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import selectinload

from registry.catalogue.models import Exemplar
from registry.catalogue.states import ExemplarState
from registry.catalogue.visibility import led_by
from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.ids import plain_words
from registry.core.paging import Page, page_of
from registry.core.permissions import allowed
from registry.identity.models import Role, RoleGrant, User
from registry.legacy.models import ColumnMapping, ExemplarMerger, ImportRow, ImportRun, PaperEntry
from registry.legacy.states import PERMISSION_OF, TAKEN, Fate, ListKind
from registry.units.models import Unit
from registry.units.rules import scope_of

PER_PAGE = 50
# Pairs are looked for among the newest models of the scope, and a page of them offered.
MOST_READ, OFFERED = 4000, 20


def get_run(actor: User, reference: str) -> ImportRun:
    """A run this person may look after; raises NotFound."""
    run = db.session.scalar(select(ImportRun).where(ImportRun.reference == reference))
    if run is None or not allowed(actor, PERMISSION_OF[run.kind], run.unit):
        raise NotFound(_("There is no such list."))
    return run


def list_runs(actor: User, number: int = 1) -> Page[ImportRun]:
    """The runs this person may look after, the newest first."""
    ways: list[ColumnElement[bool]] = [
        (ImportRun.kind == kind) & ImportRun.unit_id.in_(scope_of(actor, *roles))
        for kind, roles in ROLES_OF.items()
    ]
    query = select(ImportRun).where(or_(*ways))
    return page_of(query.order_by(ImportRun.id.desc()), number)


ROLES_OF: dict[ListKind, tuple[Role, ...]] = {
    ListKind.MODELS: (Role.UNIT_MEMBER, Role.UNIT_LEAD, Role.REGISTRY_STAFF, Role.ADMINISTRATOR),
    ListKind.UNITS: (Role.ADMINISTRATOR,),
    ListKind.ACCOUNTS: (Role.ADMINISTRATOR,),
}


def find_mapping(unit: Unit, kind: ListKind) -> ColumnMapping | None:
    """What a unit chose for its last list of a kind."""
    query = select(ColumnMapping).where(ColumnMapping.unit_id == unit.id, ColumnMapping.kind == kind)
    return db.session.scalar(query)


def count_fates(run: ImportRun) -> dict[Fate, int]:
    """How many rows have each fate; fates without rows are 0."""
    query = select(ImportRow.fate, func.count()).where(ImportRow.run_id == run.id).group_by(ImportRow.fate)
    counts = dict.fromkeys(Fate, 0)
    for fate, count in db.session.execute(query):
        counts[fate] = count
    return counts


def count_waiting(run: ImportRun) -> int:
    """How many rows are still to be taken over."""
    return db.session.scalar(select(func.count()).select_from(ImportRow).where(*_waiting(run))) or 0


def list_waiting(run: ImportRun, limit: int) -> list[ImportRow]:
    """The next rows to be taken over."""
    query = select(ImportRow).where(*_waiting(run)).order_by(ImportRow.wave, ImportRow.number)
    return list(db.session.scalars(query.limit(limit)))


def _waiting(run: ImportRun) -> tuple[ColumnElement[bool], ...]:
    return (ImportRow.run_id == run.id, ImportRow.fate.in_(TAKEN), ImportRow.done_at.is_(None))


def list_rows(run: ImportRun, fate: Fate | None, number: int = 1) -> Page[ImportRow]:
    """The rows of a fate, or all, in the order of the list; the refused ones first when all are asked for."""
    query = select(ImportRow).where(ImportRow.run_id == run.id)
    if fate is not None:
        query = query.where(ImportRow.fate == fate)
    refused_first = case((ImportRow.fate == Fate.REFUSED, 0), else_=1)
    return page_of(query.order_by(refused_first, ImportRow.number), number, PER_PAGE)


def list_refused(run: ImportRun) -> list[ImportRow]:
    """The rows that were refused, in the order of the list."""
    query = select(ImportRow).where(ImportRow.run_id == run.id, ImportRow.fate == Fate.REFUSED)
    return list(db.session.scalars(query.order_by(ImportRow.number)))


def list_waiting_accounts(run: ImportRun) -> dict[Unit, list[User]]:
    """The people of a list who have not signed in with a password of their own, by their unit."""
    made = select(ImportRow.subject).where(ImportRow.run_id == run.id, ImportRow.fate == Fate.NEW)
    query = (
        select(Unit, User)
        .join(RoleGrant, RoleGrant.unit_id == Unit.id)
        .join(User, User.id == RoleGrant.user_id)
        .where(User.username.in_(made), User.one_time_until.is_not(None), User.is_active)
        .order_by(Unit.code, User.name_sort)
    )
    found: dict[Unit, list[User]] = {}
    for unit, person in db.session.execute(query):
        if person not in found.setdefault(unit, []):
            found[unit].append(person)
    return found


def find_paper(exemplar: Exemplar) -> PaperEntry | None:
    """How a model came on paper, or None."""
    return db.session.scalar(select(PaperEntry).where(PaperEntry.exemplar_id == exemplar.id))


def list_papers(unit_ids: Iterable[int]) -> list[PaperEntry]:
    """What was typed in for these units and waits for their confirmation, the oldest first."""
    query = (
        select(PaperEntry)
        .join(Exemplar, Exemplar.id == PaperEntry.exemplar_id)
        .where(Exemplar.lead_unit_id.in_(set(unit_ids)), PaperEntry.confirmed_at.is_(None))
        .order_by(PaperEntry.typed_at)
    )
    return list(db.session.scalars(query))


def find_merger(exemplar: Exemplar) -> ExemplarMerger | None:
    """How a model was given up for another record, or None."""
    return db.session.scalar(select(ExemplarMerger).where(ExemplarMerger.loser_id == exemplar.id))


def list_mergers(exemplar: Exemplar) -> list[ExemplarMerger]:
    """The records that were given up for this one."""
    query = select(ExemplarMerger).where(ExemplarMerger.survivor_id == exemplar.id)
    return list(db.session.scalars(query.order_by(ExemplarMerger.merged_at)))


def list_given_up(exemplar: Exemplar) -> list[Exemplar]:
    """The records that were given up for this one, as models."""
    return [merger.loser for merger in list_mergers(exemplar)]


def survivor_of(exemplar: Exemplar) -> Exemplar:
    """The record that goes on: itself, or the last one it was merged into."""
    while (merger := find_merger(exemplar)) is not None:
        exemplar = merger.survivor
    return exemplar


def list_likely_doubles(person: User) -> list[tuple[Exemplar, Exemplar]]:
    """Pairs of one unit with the same title, in the person's scope: most likely typed in twice."""
    scope = scope_of(person, Role.REGISTRY_STAFF, Role.ADMINISTRATOR)
    query = (
        select(Exemplar)
        .where(led_by(scope), Exemplar.state != ExemplarState.MERGED)
        .options(selectinload(Exemplar.versions))
        .order_by(Exemplar.id.desc())
        .limit(MOST_READ)
    )
    first: dict[tuple[int | None, str], Exemplar] = {}
    pairs = []
    for exemplar in db.session.scalars(query):
        key = (exemplar.lead_unit_id, plain_words(exemplar.latest.title))
        if key[1] and (known := first.setdefault(key, exemplar)) is not exemplar:
            pairs.append((exemplar, known))
    return pairs[:OFFERED]
