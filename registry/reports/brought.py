"""What models brought in and how fresh what is known of them is, as facts to count."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date

from sqlalchemy import select

from registry.catalogue.models import ExemplarVersion, Result
from registry.core.clock import today
from registry.core.db import db, is_one_of
from registry.evidence.models import EvidenceItem
from registry.reports.amounts import Told, amounts_of
from registry.reports.facts import Fact, Model, day_of
from registry.reports.states import Booked

Models = Mapping[int, Model]


def amount_facts(models: Models) -> Iterator[Fact]:
    """Money, work, land and households of each model.

    A model that a decision found to be another one's double brings in nothing beside that one. A copy brings
    in what its own record tells of; what it reported to its source is not counted once more.
    """
    told = _results({model.version_id for model in models.values()})
    for model in models.values():
        results = told.get(model.version_id, [])
        if model.is_double:
            continue
        for one in amounts_of(results, model.budget, model.community_percent):
            on = max(model.entered_on, one.on or model.entered_on)
            yield Fact(
                f"{one.kind}:{model.id}:{one.part}", one.kind, model.id, on, max(on, model.known_on),
                model.dims, one.amount, one.part, is_history=model.is_history,
            )  # fmt: skip


def _results(version_ids: Collection[int]) -> dict[int, list[Told]]:
    query = select(
        Result.version_id, Result.indicator, Result.measure, Result.before, Result.after, Result.as_of,
        Result.fund_state, Result.fund_community, Result.fund_enterprises, Result.fund_other,
    ).where(is_one_of(Result.version_id, version_ids))  # fmt: skip
    found: dict[int, list[Told]] = defaultdict(list)
    for version_id, indicator, measure, before, after, as_of, *funds in db.session.execute(query):
        paid = tuple(fund or 0 for fund in funds)
        day = min(as_of, today()) if as_of else None
        found[version_id].append(Told(indicator, measure, before, after, day, paid))  # type: ignore[arg-type]
    return found


def news_facts(models: Models) -> Iterator[Fact]:
    """Each day of which evidence or a result of a model tells: how fresh what is known of it was on any day.

    Evidence tells of the day on which it was taken, or else added; a result of the day its figures hold for.
    What a version said goes on having been said when the next one replaces it.
    """
    for kind, days in (
        (Booked.EVIDENCE, _days_of_evidence(models)),
        (Booked.RESULT, _days_of_results(models)),
    ):
        for (exemplar_id, on), known in days.items():
            model = models[exemplar_id]
            old = kind is Booked.RESULT and model.is_history and known <= model.known_on
            yield Fact(f"{kind}:{exemplar_id}:{on}", kind, exemplar_id, on, known, model.dims, is_history=old)


def _days_of_evidence(models: Models) -> dict[tuple[int, date], date]:
    """Since when each day of a model is known."""
    query = (
        select(ExemplarVersion.exemplar_id, EvidenceItem.taken_on, EvidenceItem.added_at)
        .join(ExemplarVersion, ExemplarVersion.id == EvidenceItem.version_id)
        .where(is_one_of(ExemplarVersion.exemplar_id, models), EvidenceItem.removed_at.is_(None))
    )
    found: dict[tuple[int, date], date] = {}
    for exemplar_id, taken, at in db.session.execute(query):
        added = day_of(at)
        key = exemplar_id, min(taken, added) if taken else added
        found[key] = min(added, found.get(key, added))
    return found


def _days_of_results(models: Models) -> dict[tuple[int, date], date]:
    """The same of results, in every version that was handed in and in the one that speaks for the model."""
    query = (
        select(ExemplarVersion.exemplar_id, ExemplarVersion.id, ExemplarVersion.frozen_at, Result.as_of)
        .join(ExemplarVersion, ExemplarVersion.id == Result.version_id)
        .where(is_one_of(ExemplarVersion.exemplar_id, models), Result.as_of.is_not(None))
    )
    found: dict[tuple[int, date], date] = {}
    for exemplar_id, version_id, frozen_at, as_of in db.session.execute(query.distinct()):
        model = models[exemplar_id]
        if as_of is None or (frozen_at is None and version_id != model.version_id):
            continue
        told = max(model.known_on, day_of(frozen_at)) if frozen_at else model.known_on
        key = exemplar_id, min(as_of, today())
        known = max(told, key[1])
        found[key] = min(known, found.get(key, known))
    return found
