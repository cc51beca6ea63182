"""What goes into the closed index: drafts of models, and nominations with the text that was handed in.

Of the council's work nothing is in it: no score, remark, question, vote or minutes.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload, selectinload

from registry.campaigns.models import Stage
from registry.campaigns.states import StageKind
from registry.catalogue.masking import face_of
from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.catalogue.states import ExemplarState
from registry.core.clock import today
from registry.core.db import db, is_one_of
from registry.core.i18n import _
from registry.discovery.documents import BATCH, called_of, texts_of, unit_names
from registry.review import blindness
from registry.review.models import Nomination
from registry.review.queries.findable import VEILED
from registry.review.states import NominationState
from registry.search.base import Document
from registry.units import queries as units

# Beside what changes the shared index: a nomination was begun.
TOPICS = ("exemplars", "units", "nominations")
IS_DRAFT = Exemplar.state == ExemplarState.DRAFT


def references_told(told: Sequence[tuple[str, str]]) -> list[str]:
    """The drafts and the nominations that these changes, as (topic, key), must bring up to date."""
    keys = [key for topic, key in told if topic != "units"]
    of_models = select(Nomination.reference).join(Nomination.exemplar).where(Exemplar.reference.in_(keys))
    found = [*keys, *db.session.scalars(of_models)]
    for code in (key for topic, key in told if topic == "units"):
        found += _references_of_unit(code)
    return found


def documents_of(references: Iterable[str]) -> tuple[list[Document], list[str]]:
    """The documents of these drafts and nominations, and the keys that have none."""
    wanted = {reference.removesuffix(VEILED) for reference in references}
    found = [*_drafts(Exemplar.reference.in_(wanted)), *_nominations(Nomination.reference.in_(wanted))]
    present = {document.key for document in found}
    keys = sorted(chain(wanted, (reference + VEILED for reference in wanted)))
    return found, [key for key in keys if key not in present]


def every_document() -> Iterator[Document]:
    """Every document of the index, in batches, for a rebuild."""
    drafts = db.session.scalars(select(Exemplar.id).where(IS_DRAFT).order_by(Exemplar.id)).all()
    for begin in range(0, len(drafts), BATCH):
        yield from _drafts(Exemplar.id.in_(drafts[begin : begin + BATCH]))
    nominations = db.session.scalars(select(Nomination.id).order_by(Nomination.id)).all()
    for begin in range(0, len(nominations), BATCH):
        yield from _nominations(Nomination.id.in_(nominations[begin : begin + BATCH]))


def versions() -> dict[str, int]:
    """The version of each document; that of a nomination grows with its model's.

    That of a campaign does not count: what a document tells of it is fixed before anything is nominated.
    """
    found = {
        row.reference: row.version
        for row in db.session.execute(select(Exemplar.reference, Exemplar.version).where(IS_DRAFT))
    }
    blind = _blind_campaigns()
    query = select(
        Nomination.reference,
        Nomination.state,
        Nomination.campaign_id,
        (Nomination.version + Exemplar.version).label("number"),
    ).join(Nomination.exemplar)
    for row in db.session.execute(query):
        found[row.reference] = row.number
        if row.state is NominationState.VERIFIED and row.campaign_id in blind:
            found[row.reference + VEILED] = row.number
    return found


def count() -> int:
    """How many documents there are."""
    drafts = select(func.count()).select_from(Exemplar).where(IS_DRAFT)
    nominations = select(func.count()).select_from(Nomination)
    veiled = nominations.where(
        Nomination.state == NominationState.VERIFIED, Nomination.campaign_id.in_(_blind_campaigns())
    )
    return sum(db.session.scalar(query) or 0 for query in (drafts, nominations, veiled))


def _references_of_unit(code: str) -> list[str]:
    unit = units.find_unit(code)
    if unit is None:
        return []
    below = units.tree().governed_by(unit.id, today()) | {unit.id}
    drafts = select(Exemplar.reference).where(IS_DRAFT, Exemplar.lead_unit_id.in_(below))
    nominations = select(Nomination.reference).where(is_one_of(Nomination.unit_id, below))
    return [*db.session.scalars(drafts), *db.session.scalars(nominations)]


def _blind_campaigns() -> set[int]:
    """The campaigns whose reviewers must not know whose nominations they score; frozen once they open."""
    query = select(Stage.campaign_id).where(Stage.kind == StageKind.SCORING, Stage.blind_submitter.is_(True))
    return set(db.session.scalars(query))


def _drafts(which: ColumnElement[bool]) -> Iterator[Document]:
    parts = (ExemplarVersion.results, ExemplarVersion.partners)
    query = (
        select(Exemplar)
        .where(IS_DRAFT, which)
        .options(selectinload(Exemplar.versions).options(*(selectinload(one) for one in parts)))
    )
    found = db.session.scalars(query).all()
    called = called_of(found)
    for exemplar in found:
        version = face_of(exemplar.latest)
        names = unit_names(exemplar, version, called)
        yield _document(exemplar.reference, exemplar.version, version, names, [], exemplar.updated_at)


def _nominations(which: ColumnElement[bool]) -> Iterator[Document]:
    parts = (ExemplarVersion.results, ExemplarVersion.partners)
    read = [selectinload(one) for one in parts]
    query = (
        select(Nomination)
        .where(which)
        .options(
            joinedload(Nomination.campaign),
            # What was not handed in yet is read as its model stands.
            joinedload(Nomination.exemplar).selectinload(Exemplar.versions).options(*read),
            selectinload(Nomination.exemplar_version).options(*read),
        )
    )
    blind = _blind_campaigns()
    found = db.session.scalars(query).all()
    called = called_of(one.exemplar for one in found)
    called |= units.all_names_of_many({one.unit_id for one in found})
    for nomination in found:
        exemplar = nomination.exemplar
        version = face_of(nomination.exemplar_version or exemplar.latest)
        number = nomination.version + exemplar.version
        around = [nomination.campaign.title, nomination.unit_name, *called[nomination.unit_id]]
        names = unit_names(exemplar, version, called)
        yield _document(nomination.reference, number, version, names, around, _changed(nomination))
        if nomination.state is NominationState.VERIFIED and nomination.campaign_id in blind:
            yield _veiled(nomination, number, version)


def _document(
    key: str, number: int, version: ExemplarVersion, names: list[str], around: list[str], changed: datetime
) -> Document:
    body = [*texts_of(version), version.field.name if version.field else "", key, *around]
    return Document(
        key=key,
        version=number,
        title=version.title,
        summary=version.summary,
        body="\n".join(part for part in body if part),
        unit="\n".join(names),
        topics=tuple(version.topics),
        lang=version.language,
        sort_keys={"updated": int(changed.timestamp())},
    )


def _changed(nomination: Nomination) -> datetime:
    """When a nomination changed last; until it is handed in with what its model says."""
    if nomination.version_id is None:
        return max(nomination.updated_at, nomination.exemplar.updated_at)
    return nomination.updated_at


def _veiled(nomination: Nomination, number: int, version: ExemplarVersion) -> Document:
    """What a reviewer may look for who must not know whose it is: title, field, campaign and code."""
    # What stands for a name is no word to be found.
    title = blindness.mask_of(nomination)(version.title).replace(_("[hidden]"), " ")
    body = [version.field.name if version.field else "", nomination.reference, nomination.campaign.title]
    return Document(
        key=nomination.reference + VEILED,
        sort_keys={"updated": int(_changed(nomination).timestamp())},
        version=number,
        title=title,
        body="\n".join(part for part in body if part),
        lang=version.language,
    )
