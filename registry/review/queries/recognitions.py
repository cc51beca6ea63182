"""Reading recognitions: one, those of a model, those in force of many models."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from registry.campaigns.models import Campaign
from registry.catalogue.models import Exemplar
from registry.catalogue.states import Level
from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.prepared import Prepared, is_among
from registry.review.models import Recognition
from registry.review.states import RecognitionState


def recognitions_of(exemplar: Exemplar) -> list[Recognition]:
    """The recognitions of a model, latest year first. They are public, ended ones too."""
    query = (
        select(Recognition)
        .where(Recognition.exemplar_id == exemplar.id)
        .options(joinedload(Recognition.issuer))
        .order_by(Recognition.year.desc(), Recognition.id.desc())
    )
    return list(db.session.scalars(query))


def get_recognition(reference: str) -> Recognition:
    """The recognition with a reference; raises NotFound."""
    recognition = db.session.scalar(select(Recognition).where(Recognition.reference == reference))
    if recognition is None:
        raise NotFound(_("There is no such recognition."))
    return recognition


def find_in_force(exemplar: Exemplar, campaign: Campaign) -> Recognition | None:
    """The recognition in force that a model bears of the level and year of a campaign, whoever gave it."""
    return db.session.scalar(
        select(Recognition).where(
            Recognition.exemplar_id == exemplar.id,
            Recognition.level == campaign.level,
            Recognition.year == campaign.year,
            Recognition.state == RecognitionState.IN_FORCE,
        )
    )


def list_in_force(exemplar_ids: Iterable[int]) -> dict[int, list[Recognition]]:
    """The recognitions in force by the id of the model, the latest first; models without any are left out."""
    query = (
        select(Recognition)
        .where(Recognition.exemplar_id.in_(set(exemplar_ids)), Recognition.state == RecognitionState.IN_FORCE)
        .order_by(Recognition.recognised_on.desc(), Recognition.id.desc())
    )
    found: dict[int, list[Recognition]] = {}
    for one in db.session.scalars(query):
        found.setdefault(one.exemplar_id, []).append(one)
    return found


class Seal(NamedTuple):
    """What a recognition says in short."""

    level: Level
    year: int


_SEALS = Prepared(
    select(Recognition.exemplar_id, Recognition.level, Recognition.year)
    .where(is_among(Recognition.exemplar_id, "ids"), Recognition.state == RecognitionState.IN_FORCE)
    .order_by(Recognition.recognised_on, Recognition.id)
)


def list_seals(exemplar_ids: Iterable[int]) -> dict[int, Seal]:
    """The latest recognition in force by the id of the model; models without any are left out."""
    return {row.exemplar_id: Seal(row.level, row.year) for row in _SEALS.rows(ids=list(exemplar_ids))}


def list_ended(nomination_ids: Iterable[int]) -> dict[int, Recognition]:
    """The recognitions that ended, by the nomination that led to them."""
    query = select(Recognition).where(
        Recognition.nomination_id.in_(set(nomination_ids)), Recognition.state != RecognitionState.IN_FORCE
    )
    return {one.nomination_id: one for one in db.session.scalars(query) if one.nomination_id is not None}


def count_recognised(unit_ids: Iterable[int]) -> int:
    """How many models led by these units bear a recognition in force."""
    query = (
        select(func.count(Recognition.exemplar_id.distinct()))
        .join(Exemplar, Exemplar.id == Recognition.exemplar_id)
        .where(Exemplar.lead_unit_id.in_(set(unit_ids)), Recognition.state == RecognitionState.IN_FORCE)
    )
    return db.session.scalar(query) or 0
